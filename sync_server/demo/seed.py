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
from sync_server.demo.bundle import Bundle, Numbers
from sync_server.demo.complaints import catalogues, handled
from sync_server.demo.ids import Dice, dice
from sync_server.demo.people import People
from sync_server.demo.sequel import sequel
from sync_server.demo.story import story
from sync_server.demo.worth import statuses, worth
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


class Counting:
    """Gives numbers to records, each kind from its own first."""

    def __init__(self) -> None:
        self.last: dict[RecordKind, int] = defaultdict(lambda: FIRST_NUMBER)

    def __call__(self, kind: RecordKind) -> int:
        self.last[kind] += 1
        return self.last[kind]


def seed(
    database: Database, people: People, customers: int, now: datetime, progress: Progress
) -> None:
    """Write staff, story and `customers` more customers; `progress` hears how many are in."""
    number = Counting()
    bring_in(database, _office(people), SEEDER, lambda: now)
    written = 0
    for rows in _groups(_bundles(people, customers, now, number), people, now):
        bring_in(database, rows, SEEDER, lambda: now)
        written += CUSTOMERS_AT_ONCE
        progress(min(written, customers))
    last = [{"record_kind": kind, "last": number} for kind, number in number.last.items()]
    with database.writing() as connection:
        connection.execute(insert(tables.numbers), last)


def rows_of(people: People, customers: int, now: datetime) -> list[Row]:
    """Every row of a small demo at once."""
    groups = _groups(_bundles(people, customers, now, Counting()), people, now)
    return [*_office(people), *chain.from_iterable(groups)]


def _office(people: People) -> list[Row]:
    return [*people.everyone, people.ring_group, *people.dispositions, *statuses(), *catalogues()]


def _bundles(people: People, customers: int, now: datetime, number: Numbers) -> Iterator[Bundle]:
    chance = dice(2026, now)
    return chain(_told(chance, number, people), bulk(chance, number, people, customers))


def _told(chance: Dice, number: Numbers, people: People) -> list[Bundle]:
    """The story's customers, with all their records are made of and what came later."""
    told = list(story(chance, number, people))
    for bundle in told:
        bundle.rows = worth(bundle.rows, chance.now, everything=True)
        bundle.is_told = True
    sequel(told, number, people)
    return told


def _groups(bundles: Iterable[Bundle], people: People, now: datetime) -> Iterator[list[Row]]:
    """Some hundred customers at once, each with everything that hangs on them."""
    left = iter(bundles)
    while group := list(islice(left, CUSTOMERS_AT_ONCE)):
        yield [row for bundle in group for row in handled(_with_worth(bundle, now), people, now)]


def _with_worth(bundle: Bundle, now: datetime) -> list[Row]:
    return bundle.rows if bundle.is_told else list(worth(bundle.rows, now))
