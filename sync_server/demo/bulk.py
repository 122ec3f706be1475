"""Customers by the thousand, plausible and repeatable; names by mimesis, numbers nobody owns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from mimesis import Locale, Person
from mimesis.random import Random

from sync_server.contract.customers import CustomerRow
from sync_server.contract.records import BookingRow
from sync_server.contract.values import (
    BookingStatus,
    CallOutcome,
    ContactKind,
    InquiryStatus,
    InvoiceStatus,
    IssueStatus,
    QuoteStatus,
    Visibility,
)
from sync_server.demo.bundle import Bundle, Numbers
from sync_server.demo.ids import Dice
from sync_server.demo.people import People
from sync_server.demo.phones import numbers

JOBS = (
    "Window cleaning",
    "Gutter clean",
    "Carpet steam clean",
    "End-of-lease clean",
    "Fly screen repair",
    "Deck oiling",
    "Pest treatment",
    "Solar panel wash",
    "Tile and grout clean",
    "Pressure wash driveway",
)
TROUBLES = (
    ("Damage", "Scratch on the bench top after the visit."),
    ("Missed area", "One room was not done."),
    ("No-show", "Nobody came to the appointment."),
    ("Late arrival", "The crew came two hours late without a call."),
    ("Billing dispute", "The invoice shows more hours than the crew was on site."),
)
LABELS = ("VIP", "Strata", "Commercial", "Real estate", "Slow payer", "Key on file")
STREETS = (
    "Banksia St", "Ferry Rd", "Lilac Ct", "Wattle Ave", "Harbour View Rd", "Church St", "Mill Ln",
    "Victoria Rd", "Park Pde", "Waratah St", "Station St", "Hill Cres", "Beach Rd", "Elm Gr",
)  # fmt: skip
SUBURBS = (
    "Glebe", "Newtown", "Ryde", "Balmain", "Marrickville", "Manly", "Bondi", "Coogee", "Mosman",
    "Leichhardt", "Parramatta", "Chatswood", "Randwick", "Cronulla", "Hornsby", "Penrith",
)  # fmt: skip
PAID = (InvoiceStatus.CLOSED, InvoiceStatus.OPEN, InvoiceStatus.OVERDUE)
B, Q = BookingStatus, QuoteStatus


def bulk(dice: Dice, number: Numbers, people: People, count: int) -> Iterator[Bundle]:
    """Yield `count` customers with about ten rows each."""
    names = Person(Locale.EN_AU, random=Random(dice.rng.getrandbits(32)))
    phones = numbers()
    for _ in range(count):
        yield _customer(dice, number, people, names, next(phones))


def _customer(dice: Dice, number: Numbers, people: People, names: Person, phone: str) -> Bundle:
    rng = dice.rng
    labels = tuple(rng.sample(LABELS, k=rng.choices((0, 1, 2), (6, 3, 1))[0]))
    row = CustomerRow(
        id=dice.new_id(dice.before(1500)),
        name=names.full_name(),
        labels=labels,
        location=f"{rng.randrange(1, 240)} {rng.choice(STREETS)}, {rng.choice(SUBURBS)} NSW",
    )
    b = Bundle(dice, number, row)
    b.contact(ContactKind.PHONE, phone)
    if rng.random() < 0.3:
        mail = "".join(c for c in row.name.lower().replace(" ", ".") if c.isalnum() or c == ".")
        b.contact(ContactKind.EMAIL, f"{mail}@mail.example")
    _records(b, people)
    if rng.random() < 0.15:
        agent = rng.choice([s for s in people.office if s.sip_user])
        outcome = rng.choices((CallOutcome.ANSWERED, CallOutcome.MISSED), (8, 2))[0]
        b.call(phone, outcome, agent, dice.before(90))
    return b


def _records(b: Bundle, people: People) -> None:
    rng, dice = b.dice.rng, b.dice
    if rng.random() < 0.15:
        b.inquiry(rng.choice(JOBS), InquiryStatus.OPEN, dice.before(60))
    if rng.random() < 0.2:
        status = rng.choices((Q.SENT, Q.ACCEPTED, Q.DRAFT, Q.EXPIRED), (3, 4, 1, 2))[0]
        b.quote(rng.choice(JOBS), status, rng.randrange(90, 4000) * 100, dice.before(200))
    for _ in range(rng.choices((0, 1, 2, 4), (1, 6, 2, 1))[0]):
        _job(b, people)


def _job(b: Bundle, people: People) -> None:
    rng, dice = b.dice.rng, b.dice
    crew = tuple(rng.sample(people.fieldworkers, k=rng.choices((1, 2), (4, 1))[0]))
    days = -rng.randrange(0, 900) if rng.random() < 0.9 else rng.randrange(1, 30)
    status = B.TO_SCHEDULE if days > 0 else _past(b)
    cents = rng.randrange(90, 1500) * 100
    starts = dice.workday(days)
    job = b.booking(rng.choice(JOBS), status, cents, starts, crew)
    if status is not B.COMPLETED:
        return
    recent = days > -45
    paid = rng.choices(PAID, (5, 3, 2) if recent else (97, 1, 2))[0]
    b.invoice(job, paid, cents, starts + timedelta(hours=6))
    if rng.random() < (0.25 if recent else 0.03):
        _trouble(b, job)


def _past(b: Bundle) -> BookingStatus:
    return b.dice.rng.choices((B.COMPLETED, B.CANCELLED, B.FAILED, B.IN_PROGRESS), (90, 5, 2, 3))[0]


def _trouble(b: Bundle, job: BookingRow) -> None:
    rng = b.dice.rng
    kind, text = rng.choice(TROUBLES)
    at = (job.starts_at or b.dice.now) + timedelta(days=1)
    is_recent = b.dice.now - at < timedelta(days=60)
    # Old trouble is settled: an office that leaves complaints open for years is no demo.
    status = rng.choices(tuple(IssueStatus), (3, 4, 1, 3, 2) if is_recent else (0, 0, 0, 0, 1))[0]
    issue = b.issue(job, kind, text, status, min(at, b.dice.now))
    b.post(issue, None, text, Visibility.EVERYONE, issue.reported_at or b.dice.now)
