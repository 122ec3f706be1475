"""A replica with customers by the hundred thousand and ten times as many records, kept."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.replica.connection import Connection, Durability
from desktop.replica.database import Replica
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.replica.schema import FINGERPRINT, TABLES, create_indexes
from desktop.replica.search_index import create_triggers, index_slice, mark_backlog
from desktop.replica.state import SyncState, save_state
from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import from_ms, to_values
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InquiryRow, InvoiceRow, QuoteRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import (
    BookingStatus,
    ContactKind,
    InquiryStatus,
    InvoiceStatus,
    IssueStatus,
    QuoteStatus,
    Role,
)

KEPT = Path(__file__).parents[2] / "build" / "bench"
KEY = bytes(range(32))
AT_ONCE = 5_000
_START_MS, _STEP_MS = 1_600_000_000_000, 150_000
_FIRST_LINE = (
    "Olivia Noah Amelia Jack Isla Leo Zoë Łukasz José Søren Anna Michael Sarah Priya Omar Mei Thi"
    " Liam Grace Ethan Chloé Björn Jürgen Renée Marta Ivan Fatima Ahmed Thomas Laura"
)
_FIRST = _FIRST_LINE.split()
_HANZI = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗小明伟芳娜秀英敏静强磊军洋艳勇杰"
_SYLLABLES_LINE = (
    "ba be bo bri da del der dor e fer ga gen gra ha hof hol ja ka ken kov la lan ler lo ma man"
    " mar mei mer mül na ne ner ni o per ra ren ri ro sa sch sen ski son ste ta tay ter the ti"
    " tor va ver vi wa wil za"
)
_SYLLABLES = _SYLLABLES_LINE.split()
_JOBS_LINE = (
    "Window repair;Gutter cleaning;Deep clean;Oven cleaning;Carpet cleaning;Garden tidy;Fence paint"
    ";Hallway painting;Kitchen fitting;Roof inspection;Tile replacement;Leaking boiler"
    ";The end of lease clean;Pressure washing;Solar panel wash;Moving the furniture;Mould removal"
)
_JOBS = _JOBS_LINE.split(";")
_PLACES = ("Glebe", "Newtown", "Leichhardt", "Balmain", "Marrickville", "Enmore", "Ultimo")
_SAID = "please call back after lunch;key is under the mat;the gate is locked;dog prefers mornings"


@dataclass(frozen=True, slots=True)
class Built:
    """How long the index took, in slices as a desk writes it."""

    seconds: float
    worst_slice_ms: float


def profile_with(customers: int, records: int) -> tuple[Profile, Built | None]:
    """A profile whose replica is filled and indexed; built once for each layout of the tables."""
    profile = Profile(KEPT / f"search-{customers}-{records}-{FINGERPRINT[:8]}", KEY)
    profile.outbox.set_person(Person(RowId("amy"), "Amy", Role.AGENT))
    if profile.has_replica:
        return profile, None
    folder = profile.generations.building()
    replica = Replica.create(folder, KEY, Durability.OFF)
    _fill(replica.writer, customers, records)
    took = []
    while True:
        began = time.perf_counter()
        if not index_slice(replica.writer):
            break
        took.append(time.perf_counter() - began)
    replica.scrub()
    replica.close()
    profile.adopt(folder)
    return profile, Built(sum(took), max(took) * 1000)


def _fill(db: Connection, customers: int, records: int) -> None:
    db.execute("BEGIN")
    batch: list[Row] = []
    for row in rows(customers, records):
        batch.append(row)
        if len(batch) == AT_ONCE:
            _write(db, batch)
            batch.clear()
    _write(db, batch)
    create_indexes(db)
    create_triggers(db)
    mark_backlog(db)
    save_state(db, SyncState(epoch="bench", filled=True, contract=FINGERPRINT))
    db.execute("COMMIT")


def _write(db: Connection, batch: list[Row]) -> None:
    for table in TABLES.values():
        values = [to_values(row) for row in batch if type(row) is table.row_type]
        if values:
            db.executemany(table.put, values)


def rows(customers: int, records: int) -> Iterator[Row]:
    """The same business every time."""
    chance = random.Random(1)
    ids = [RowId(f"c{number:07d}") for number in range(customers)]
    for number, row_id in enumerate(ids):
        place = f"{chance.randint(1, 300)} {_surname(chance)} St, {chance.choice(_PLACES)}"
        yield CustomerRow(id=row_id, name=_name(chance), location=place)
        phone = f"+61{chance.randint(200_000_000, 499_999_999)}"
        yield ContactPointRow(RowId(f"p{number}"), 0, row_id, ContactKind.PHONE, phone)
        if number % 3 == 0:
            mail = f"{_surname(chance).lower()}{number}@example.org"
            yield ContactPointRow(RowId(f"e{number}"), 0, row_id, ContactKind.EMAIL, mail)
    for number in range(records):
        yield from _record(chance, number, chance.choice(ids))


def _record(chance: random.Random, number: int, whose: RowId) -> Iterator[Row]:
    at = from_ms(_START_MS + number * _STEP_MS)
    title = f"{chance.choice(_JOBS)} {_surname(chance)}"
    row_id, kind = RowId(f"r{number:08d}"), number % 20
    if kind < 8:
        yield BookingRow(
            id=row_id,
            customer_id=whose,
            number=number,
            title=title,
            created_at=at,
            site=chance.choice(_PLACES),
            status=chance.choice(tuple(BookingStatus)),
        )
    elif kind < 13:
        yield InvoiceRow(
            id=row_id,
            customer_id=whose,
            number=number,
            title=title,
            created_at=at,
            status=chance.choice(tuple(InvoiceStatus)),
        )
    elif kind < 16:
        yield QuoteRow(
            id=row_id,
            customer_id=whose,
            number=number,
            title=title,
            created_at=at,
            status=chance.choice(tuple(QuoteStatus)),
        )
    elif kind < 18:
        yield InquiryRow(
            id=row_id,
            customer_id=whose,
            number=number,
            title=title,
            created_at=at,
            status=chance.choice(tuple(InquiryStatus)),
        )
    elif kind < 19:
        yield IssueRow(
            id=row_id,
            customer_id=whose,
            number=number,
            issue_type="Damage",
            description=title,
            reported_at=at,
            reporter_name=chance.choice(_FIRST),
            record_id=RowId(f"r{number - 18:08d}"),
            status=chance.choice(tuple(IssueStatus)),
        )
    else:
        body = f"{title}: {chance.choice(_SAID.split(';'))} {_surname(chance)}"
        yield ThreadRow(id=row_id, record_id=RowId(f"r{number - 19:08d}"), customer_id=whose)
        yield PostRow(id=RowId(f"m{number}"), thread_id=row_id, customer_id=whose, body=body,
                      author_name=chance.choice(_FIRST), posted_at=at)  # fmt: skip


def _name(chance: random.Random) -> str:
    if chance.random() < 0.04:
        return "".join(chance.choices(_HANZI, k=chance.choice((2, 3))))
    return f"{chance.choice(_FIRST)} {_surname(chance)}"


def _surname(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3)))).capitalize()
