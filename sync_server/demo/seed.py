"""Writes the demo business into an empty database, fast enough for a million rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice

from sqlalchemy import insert, select

from sync_server.contract.base import Row, RowId
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import RecordKind
from sync_server.demo.bulk import bulk
from sync_server.demo.bundle import Bundle
from sync_server.demo.ids import dice
from sync_server.demo.people import People
from sync_server.demo.story import story
from sync_server.store import tables
from sync_server.store.bulk import bring_in
from sync_server.store.database import Database

FIRST_NUMBER = 10_000
CUSTOMERS_AT_ONCE = 400
SEEDER = RowId("seed")

Progress = Callable[[int], None]


def is_empty(database: Database) -> bool:
    with database.reading() as connection:
        return connection.execute(select(tables.ROW_TABLES[StaffRow].c.id)).first() is None


def seed(
    database: Database, people: People, customers: int, now: datetime, progress: Progress
) -> None:
    """Write staff, story and `customers` more customers; `progress` hears how many are in.

    A demo has no past: its rows are brought in without lines of history.
    """
    numbers: dict[RecordKind, int] = defaultdict(lambda: FIRST_NUMBER)

    def number(kind: RecordKind) -> int:
        numbers[kind] += 1
        return numbers[kind]

    chance = dice(2026, now)
    office = [*people.everyone, people.ring_group, *people.dispositions]
    bring_in(database, office, SEEDER, lambda: now)
    bundles = chain(story(chance, number, people), bulk(chance, number, people, customers))
    written = 0
    for rows in _groups(bundles):
        bring_in(database, rows, SEEDER, lambda: now)
        written += CUSTOMERS_AT_ONCE
        progress(min(written, customers))
    last = [{"record_kind": kind, "last": number} for kind, number in numbers.items()]
    with database.writing() as connection:
        connection.execute(insert(tables.numbers), last)


def _groups(bundles: Iterable[Bundle]) -> Iterator[list[Row]]:
    """Some hundred customers at once, each with everything that hangs on them."""
    left = iter(bundles)
    while group := list(islice(left, CUSTOMERS_AT_ONCE)):
        yield [row for bundle in group for row in bundle.rows]
