"""A desk's replica with 100,000 customers and a million invoices, made once, and a plain copy."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from desktop.replica.connection import Connection, Durability, connect, transaction
from desktop.replica.database import FILE, Replica
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.replica.schema import BY_TYPE, FINGERPRINT
from sync_server.contract.base import Row, RowId, new_id
from sync_server.contract.columns import from_ms, to_values
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.records import InvoiceRow
from sync_server.contract.values import ContactKind, InvoiceStatus, Role

KEPT = Path(__file__).parents[2] / "build" / "bench"
KEY = bytes(range(32))
START_MS = 1_700_000_000_000
AMY = Person(RowId("amy"), "Amy", Role.AGENT)
_AT_ONCE = 20_000
_FIRST = ("Ava", "Ben", "Chloe", "Dan", "Ella", "Finn", "Grace", "Hugo", "Isla", "Jack", "Kim")
_LAST = ("Nguyen", "Smith", "Haddad", "Brown", "Singh", "Khan", "Chen", "Kowalski", "Walker")
_WORK = ("Window repair", "Gutter clean", "Deep clean", "Oven clean", "Fence paint", "Roof tile")
_PLACES = ("Glebe", "Newtown", "Leichhardt", "Balmain", "Marrickville", "Enmore", "Ultimo")


@dataclass(frozen=True, slots=True)
class Million:
    """Where they lie: the desk's profile (encrypted) and the same rows in plain SQLite."""

    profile: Path
    plain: Path


def million(customers: int, records: int) -> Million:
    """Made when the contract changes, else kept between runs."""
    folder = KEPT / f"million-{customers}-{records}-{FINGERPRINT[:8]}"
    made = Million(folder / "profile", folder / "plain.db")
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _fill(made, customers, records)
        (folder / "ready").touch()
    return made


def _fill(made: Million, customers: int, records: int) -> None:
    fill(made, _rows(customers, records), AMY)


def fill(made: Million, rows: Iterator[Row], me: Person) -> None:
    """Make these rows the profile's replica, and a plain copy of it."""
    profile = Profile(made.profile, KEY)
    profile.outbox.set_person(me)
    folder = profile.generations.building()
    with closing(Replica.create(folder, KEY, Durability.OFF)) as replica:
        while piece := list(islice(rows, _AT_ONCE)):
            with transaction(replica.writer):
                _insert(replica.writer, piece)
        replica.finish()
    profile.adopt(folder)
    profile.close()
    made.plain.unlink(missing_ok=True)
    with closing(connect(folder / FILE, KEY, Durability.OFF)) as db:
        db.execute("ATTACH DATABASE ? AS plain KEY ''", (str(made.plain),))
        db.execute("SELECT sqlcipher_export('plain')")


def _insert(db: Connection, rows: list[Row]) -> None:
    for kind in {type(row) for row in rows}:
        values = [to_values(row) for row in rows if type(row) is kind]
        db.executemany(BY_TYPE[kind].put, values)


def _rows(customers: int, records: int) -> Iterator[Row]:
    chance = random.Random(1)
    ids = [new_id(START_MS + n * 977, chance.randbytes(10)) for n in range(customers)]
    for n, row_id in enumerate(ids):
        name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {n}"
        labels = ("VIP",) if n % 9 == 0 else ()
        place = f"{chance.randint(1, 300)} Ferry Rd, {chance.choice(_PLACES)}"
        yield CustomerRow(id=row_id, name=name, labels=labels, location=place)
        number = f"+614{n:08d}"
        yield ContactPointRow(RowId(f"{row_id}p"), 0, row_id, ContactKind.PHONE, number)
    statuses = list(InvoiceStatus)
    for n in range(records):
        at = START_MS + n * 60_000
        yield InvoiceRow(
            id=new_id(at, chance.randbytes(10)),
            customer_id=chance.choice(ids),
            number=n + 1,
            title=f"{chance.choice(_WORK)} {chance.randint(1, 9999)}",
            status=chance.choice(statuses),
            total_cents=chance.randint(100, 900_000),
            due_at=from_ms(at + chance.randint(-9, 30) * 86_400_000),
            created_at=from_ms(at),
        )
