"""The handful of customers the demo is told with: real-looking trouble, discussions and money."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import resources
from sync_server.contract.customers import CustomerNoteRow, CustomerRow
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

OLIVIA_PHONE = "+61491570156"
SHARED_PHONE = "+61491570159"
VOICEMAIL_SECONDS = 10


def story(dice: Dice, number: Numbers, people: People) -> Iterator[Bundle]:
    """Yield the story's customers; the first is the one who calls."""
    yield _olivia(dice, number, people)
    yield _family(dice, number, people, "Marcus Webb", "3 Lilac Ct, Ryde NSW")
    yield _family(dice, number, people, "Janet Webb", "3 Lilac Ct, Ryde NSW")
    yield _tanaka(dice, number, people)


def _customer(dice: Dice, number: Numbers, row: CustomerRow, phone: str) -> Bundle:
    bundle = Bundle(dice, number, row)
    first, last = row.name.lower().split()[:2]
    bundle.contact(ContactKind.PHONE, phone)
    bundle.contact(ContactKind.EMAIL, f"{first}.{last}@mail.example")
    return bundle


def _olivia(dice: Dice, number: Numbers, people: People) -> Bundle:
    sarah, liam, priya = people.named("Sarah"), people.named("Liam"), people.named("Priya")
    row = CustomerRow(
        id=dice.new_id(dice.now - timedelta(days=640)),
        name="Olivia Smith",
        labels=("VIP", "Strata"),
        location="14 Ferry Rd, Glebe NSW",
    )
    b = _customer(dice, number, row, OLIVIA_PHONE)
    alert = "Wants a call back from a manager about the scratch."
    b.rows.append(CustomerNoteRow(id=row.id, pinned_alert=alert))
    for months in range(2, 12):
        at = dice.workday(-30 * months)
        job = b.booking("Window cleaning", BookingStatus.COMPLETED, 24_000, at, (priya,))
        b.invoice(job, InvoiceStatus.CLOSED, 24_000, at + timedelta(days=1))
    b.quote("Rear deck balustrade", QuoteStatus.SENT, 264_000, dice.now - timedelta(days=4))
    b.inquiry("Solar panel wash", InquiryStatus.OPEN, dice.now - timedelta(days=1))
    repair = b.booking(
        "Hallway window repair", BookingStatus.COMPLETED, 41_200, dice.workday(-6), (liam, priya)
    )
    late = b.invoice(repair, InvoiceStatus.OVERDUE, 41_200, dice.now - timedelta(days=20))
    b.booking("Gutter clean, two storeys", BookingStatus.IN_PROGRESS, 38_500, dice.now, (liam,))
    b.booking("Spring window clean", BookingStatus.TO_SCHEDULE, 26_000, dice.workday(9), (priya,))
    said = dice.now - timedelta(days=5, hours=3)
    b.post(
        repair,
        None,
        "Hi, the glass in the hallway window is scratched after the repair. "
        "Can someone have a look before the weekend?",
        Visibility.EVERYONE,
        said,
    )
    issue = b.issue(
        repair,
        "Damage",
        "Scratched glass in hallway window, about 30 cm, lower pane.",
        IssueStatus.IN_PROGRESS,
        said + timedelta(minutes=22),
    )
    b.post(
        issue,
        sarah,
        "Liam says the scratch was there before. His start photo shows the pane taped over.",
        Visibility.INTERNAL,
        said + timedelta(hours=1),
    )
    b.post(
        repair,
        sarah,
        "Thank you for telling us, Olivia. Liam will call you today to look at it together.",
        Visibility.EVERYONE,
        said + timedelta(hours=1, minutes=4),
    )
    b.post(
        repair,
        liam,
        "Can be there Thursday 9:00 with a replacement pane.",
        Visibility.STAFF,
        said + timedelta(hours=2),
    )
    b.post(
        late,
        people.named("Grace"),
        "Reminder sent. She disputes the amount because of the scratch.",
        Visibility.INTERNAL,
        dice.now - timedelta(days=2),
    )
    b.call(OLIVIA_PHONE, CallOutcome.ANSWERED, sarah, said - timedelta(minutes=50))
    b.call(OLIVIA_PHONE, CallOutcome.MISSED, sarah, dice.now - timedelta(hours=5))
    return b


def _family(dice: Dice, number: Numbers, people: People, name: str, site: str) -> Bundle:
    """Two people behind one number: the desk must ask, never guess."""
    row = CustomerRow(id=dice.new_id(dice.before(400)), name=name, location=site)
    b = _customer(dice, number, row, SHARED_PHONE)
    omar = people.named("Omar")
    job = b.booking("Oven deep clean", BookingStatus.COMPLETED, 18_000, dice.workday(-40), (omar,))
    b.invoice(job, InvoiceStatus.CLOSED, 18_000, dice.now - timedelta(days=39))
    return b


def _tanaka(dice: Dice, number: Numbers, people: People) -> Bundle:
    row = CustomerRow(
        id=dice.new_id(dice.now - timedelta(days=200)),
        name="Kenji Tanaka",
        labels=("Commercial",),
        location="Level 3, 88 Pitt St, Sydney NSW",
    )
    b = _customer(dice, number, row, "+61491570157")
    mei, omar = people.named("Mei"), people.named("Omar")
    job = b.booking(
        "Office end-of-lease clean", BookingStatus.COMPLETED, 96_000, dice.workday(-12), (mei, omar)
    )
    b.invoice(job, InvoiceStatus.OPEN, 96_000, dice.now - timedelta(days=11))
    issue = b.issue(
        job,
        "Missed area",
        "Kitchenette and two windows were not done.",
        IssueStatus.AWAITING_APPROVAL,
        dice.now - timedelta(days=9),
    )
    b.post(issue, mei, "Went back this morning, photos are in.", Visibility.STAFF, dice.before(2))
    sarah, tom = people.named("Sarah"), people.named("Tom")
    phone = "+61491570157"
    b.call(phone, CallOutcome.ANSWERED, sarah, dice.now - timedelta(days=9, minutes=7), tom)
    unanswered = b.call(phone, CallOutcome.VOICEMAIL, tom, dice.now - timedelta(hours=2))
    b.voicemail(unanswered, hashlib.sha256(voicemail_sound()).hexdigest(), VOICEMAIL_SECONDS)
    return b


def voicemail_sound() -> bytes:
    """What Kenji said; the bytes themselves go into the blobs."""
    return resources.path("sounds/demo_voicemail.wav").read_bytes()
