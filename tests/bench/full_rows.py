"""A desk's replica at full row width: customers by the hundred thousand, records by the million.

Made once as a plain SQLite file, copied encrypted beside it, and kept between runs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.replica.connection import Connection, Durability, connect
from desktop.replica.database import Replica
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.replica.schema import BY_TYPE, FINGERPRINT
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.columns import columns, to_values
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.money import LineRow, PaymentRow
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import Role

KEPT = Path(__file__).parents[2] / "build" / "bench"
KEY = bytes(range(32))
ME = Person(RowId("amy"), "Amy", Role.FINANCE)
START_MS, MINUTE = 1_600_000_000_000, 60_000
AT_ONCE = 20_000
EACH = 10
"""Records of a usual customer."""
HEAVY, EACH_HEAVY = 5, 10_000
"""Customers who have a great deal of them."""
_TEXT = (
    "window repair gutter clean deep oven carpet garden fence paint hallway kitchen roof tile leak "
    "boiler call back after lunch key under mat gate dog prefers mornings invoice by mail north "
    "balcony glass panel stairs second floor rear entrance strata unit"
)
_WORDS = tuple(_TEXT.split())
_BOOKED = ("to_schedule", "in_progress", "completed", "completed", "completed", "cancelled")
_BILLED = ("open", "overdue", "closed", "closed", "closed", "closed", "credited")
_QUOTED = ("draft", "sent", "accepted", "accepted", "expired")
_ASKED = ("open", "converted", "closed")
Line = tuple[type[Row], dict[str, object]]


@dataclass(frozen=True, slots=True)
class FullDesk:
    """Where it lies, and whom to open."""

    folder: Path
    plain: Path
    """The same rows, unencrypted, for the peer."""
    usual: tuple[RowId, ...]
    heavy: tuple[RowId, ...]


def full_desk(customers: int) -> FullDesk:
    """The replica with that many customers, ten records each, made unless it is there."""
    folder = KEPT / f"desk-{customers}-{FINGERPRINT[:8]}"
    ready = folder / "ready"
    if not ready.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(folder, customers)
        ready.touch()
    usual = tuple(_id("c", number) for number in range(0, customers, max(1, customers // 400)))
    heavy = tuple(_id("h", number) for number in range(HEAVY))
    return FullDesk(folder / "profile", folder / "plain" / "replica.db", usual, heavy)


def _make(folder: Path, customers: int) -> None:
    (folder / "plain").mkdir(exist_ok=True)
    plain = Replica.create(folder / "plain", None, Durability.OFF)
    _insert(plain.writer, customers)
    plain.finish()
    plain.writer.execute("ANALYZE")
    profile = Profile(folder / "profile", KEY)
    profile.outbox.set_person(ME)
    building = profile.generations.building()
    target = building / "replica.db"
    plain.writer.execute(f"ATTACH '{target}' AS locked KEY \"x'{KEY.hex()}'\"")
    plain.writer.execute("SELECT sqlcipher_export('locked')")
    plain.writer.execute("DETACH locked")
    plain.close()
    connect(target, KEY, Durability.NORMAL).close()
    profile.adopt(building)
    profile.close()


def _insert(db: Connection, customers: int) -> None:
    writers = {kind: _Writer(db, kind) for kind in BY_TYPE}
    db.execute("BEGIN")
    for kind, values in _rows(customers):
        writers[kind].add(values)
    for writer in writers.values():
        writer.flush()
    db.execute("COMMIT")


class _Writer:
    """Rows of one kind on their way into its table; what is not given has its default."""

    def __init__(self, db: Connection, kind: type[Row]) -> None:
        self._db = db
        names = [column.name for column in columns(kind)]
        self._places = {name: at for at, name in enumerate(names)}
        self._blank = list(to_values(kind(id=RowId(""))))
        listed = ", ".join(f'"{name}"' for name in (*names, "_seq", "_aud"))
        marks = ", ".join("?" * (len(names) + 2))
        entity = BY_TYPE[kind].entity
        self._sql = f'INSERT INTO "{entity}"({listed}) VALUES ({marks})'  # noqa: S608 - own names
        self._waiting: list[tuple[object, ...]] = []

    def add(self, values: dict[str, object]) -> None:
        row = self._blank.copy()
        for name, value in values.items():
            row[self._places[name]] = value
        self._waiting.append((*row, 1, 1))
        if len(self._waiting) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        self._db.executemany(self._sql, self._waiting)
        self._waiting.clear()


def _id(kind: str, number: int) -> RowId:
    # As long as real ids, and as scattered: a row's neighbours are not its customer's others.
    return RowId(f"{(number * 2_654_435_761) % 2**32:08x}-{kind:0>4}-7000-8000-{number:012d}")


def _rows(customers: int) -> Iterator[Line]:
    chance = random.Random(7)

    def words(few: int) -> str:
        return " ".join(chance.choices(_WORDS, k=few)).capitalize()

    yield StaffRow, {"id": ME.id, "name": ME.name, "role": str(ME.role)}
    numbers = iter(range(10**9))
    for number in range(customers + HEAVY):
        is_heavy = number >= customers
        row_id = _id("h", number - customers) if is_heavy else _id("c", number)
        name = f"{words(1)} {words(1)} {number}"
        place = f"{chance.randint(1, 300)} {words(1)} St, Glebe NSW 2037"
        labels = '["VIP"]' if number % 9 == 0 else "[]"
        yield CustomerRow, {"id": row_id, "name": name, "location": place, "labels": labels}
        yield CustomerNoteRow, {"id": row_id, "note": words(12)}
        yield from _reach(row_id, number)
        yield from _records(row_id, EACH_HEAVY if is_heavy else EACH, numbers, chance, words)


def _reach(customer: RowId, number: int) -> Iterator[Line]:
    contact = {"customer_id": customer, "contact_kind": "phone", "value": f"+614{number:08d}"}
    yield ContactPointRow, {"id": _id("p", number), **contact}
    mail = {"contact_kind": "email", "value": f"customer{number}@example.com"}
    yield ContactPointRow, {"id": _id("e", number), "customer_id": customer, **mail}
    thread = {"record_kind": "customer", "record_id": customer, "customer_id": customer}
    yield ThreadRow, {"id": customer, **thread}


def _records(
    customer: RowId,
    count: int,
    numbers: Iterator[int],
    chance: random.Random,
    words: Callable[[int], str],
) -> Iterator[Line]:
    """Of ten records three invoices, three bookings, two quotes, an inquiry and an issue."""
    makers = (_invoice, _booking, _quote, _invoice, _booking, _inquiry, _invoice, _quote)
    makers = (*makers, _booking, _issue)
    for at in range(count):
        number = next(numbers)
        base: dict[str, object] = {
            "id": _id("r", number),
            "customer_id": customer,
            "number": number,
            "created_at": START_MS + chance.randrange(3_000_000) * MINUTE,
        }
        yield from makers[at % len(makers)](base, number, chance, words)
        if at % 5 == 0:
            yield from _said(base, number, words)


Words = Callable[[int], str]


def _invoice(
    base: dict[str, object], number: int, chance: random.Random, words: Words
) -> Iterator[Line]:
    cents, status = chance.randrange(5_000, 300_000), chance.choice(_BILLED)
    paid = cents if status == "closed" else 0
    more = {"title": words(4), "status": status, "total_cents": cents, "paid_cents": paid}
    yield InvoiceRow, base | more | {"tax_cents": cents // 11, "description": words(14)}
    yield from _lines(base, "invoice", cents, number, words, 2)
    if paid:
        yield (
            PaymentRow,
            {
                "id": _id("y", number),
                "invoice_id": base["id"],
                "customer_id": base["customer_id"],
                "amount_cents": paid,
                "reference": f"TX {number}",
                "received_at": base["created_at"],
                "taken_by_name": "Amy",
            },
        )


def _booking(
    base: dict[str, object], number: int, chance: random.Random, words: Words
) -> Iterator[Line]:
    cents = chance.randrange(5_000, 300_000)
    more = {"title": words(4), "status": chance.choice(_BOOKED), "site": words(5)}
    yield BookingRow, base | more | {"starts_at": base["created_at"], "description": words(14)}
    money = {"total_cents": cents, "pay_cents": cents // 3, "customer_id": base["customer_id"]}
    yield BookingMoneyRow, {"id": base["id"], **money}
    yield from _lines(base, "booking", cents, number, words, 1)


def _quote(
    base: dict[str, object], number: int, chance: random.Random, words: Words
) -> Iterator[Line]:
    cents = chance.randrange(5_000, 300_000)
    more = {"title": words(4), "status": chance.choice(_QUOTED), "total_cents": cents}
    yield QuoteRow, base | more | {"description": words(14)}
    yield from _lines(base, "quote", cents, number, words, 1)


def _inquiry(
    base: dict[str, object], _number: int, chance: random.Random, words: Words
) -> Iterator[Line]:
    more = {"title": words(5), "status": chance.choice(_ASKED), "description": words(20)}
    yield InquiryRow, base | more


def _issue(
    base: dict[str, object], _number: int, chance: random.Random, words: Words
) -> Iterator[Line]:
    kept = {name: value for name, value in base.items() if name != "created_at"}
    status = chance.choice(("new", "in_progress", "closed", "closed", "closed"))
    more = {"issue_type": "Damage", "description": words(18), "status": status}
    yield IssueRow, kept | more | {"reported_at": base["created_at"], "record_id": base["id"]}


def _lines(
    base: dict[str, object], kind: str, cents: int, number: int, words: Words, count: int
) -> Iterator[Line]:
    for at in range(count):
        yield (
            LineRow,
            {
                "id": _id(f"l{at}", number),
                "record_kind": kind,
                "record_id": base["id"],
                "customer_id": base["customer_id"],
                "position": at,
                "text": words(6),
                "unit_cents": cents // count,
                "net_cents": cents // count,
            },
        )


def _said(base: dict[str, object], number: int, words: Words) -> Iterator[Line]:
    """An e-mail, a post and a call now and then."""
    customer, at = base["customer_id"], base["created_at"]
    mail = {"subject": words(5), "body": words(40), "status": "sent", "written_at": at}
    address = {"address": "customer@example.com", "written_by_name": "Amy"}
    yield MessageRow, {"id": _id("m", number), "customer_id": customer, **mail, **address}
    post = {"thread_id": customer, "body": words(20), "author_name": "Amy", "posted_at": at}
    yield PostRow, {"id": _id("x", number), "customer_id": customer, **post}
    call = {"outcome": "answered", "number": f"+614{number:08d}", "answered_by_name": "Amy"}
    times = {"started_at": at, "answered_at": at, "ended_at": at}
    yield CallRow, {"id": _id("k", number), "customer_id": customer, **call, **times}
