"""Writes the demo business into an empty database, fast enough for a million rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection, insert, select

from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import columns, to_ms, to_values
from sync_server.contract.feed import entity
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import RecordKind
from sync_server.demo.bulk import bulk
from sync_server.demo.bundle import Bundle
from sync_server.demo.ids import dice
from sync_server.demo.people import People
from sync_server.demo.story import story
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import audience
from sync_server.store import tables
from sync_server.store.audience import seen_by
from sync_server.store.database import Database
from sync_server.store.scopes import make_ids
from sync_server.store.sequence import take_seq

FIRST_NUMBER = 10_000
CUSTOMERS_AT_ONCE = 400
SEEDER = RowId("seed")

Progress = Callable[[int], None]


class NotEmpty(Exception):
    """There is data already; demo data only goes into an empty database."""


@dataclass
class _Batch:
    """Rows of one transaction, laid out for executemany."""

    seq: int
    rows: dict[type[Row], list[Row]] = field(default_factory=lambda: defaultdict(list))
    entries: list[tuple[str, str, str]] = field(default_factory=list)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows that only depend on one another for who may see them."""
        taken = list(rows)
        view = MemoryView(taken)
        for row in taken:
            kind = entity(type(row))
            scopes = audience(view, row)
            self.rows[type(row)].append(row)
            self.entries += [(scope, kind, row.id) for scope in scopes]
            self.seen[seen_by(scopes), kind] += 1

    def write(self, connection: Connection) -> None:
        for kind, rows in self.rows.items():
            names = [*(column.name for column in columns(kind)), "_seq"]
            values = [dict(zip(names, (*to_values(r), self.seq), strict=True)) for r in rows]
            connection.execute(insert(tables.ROW_TABLES[kind]), values)
        numbers = make_ids(connection, {scope for scope, _, _ in self.entries})  # type: ignore[misc]  # scopes came from the rule
        index = [
            {"scope": numbers[scope], "entity": kind, "id": row_id, "seq": self.seq, "gone": 0}  # type: ignore[index]
            for scope, kind, row_id in self.entries
        ]
        connection.execute(insert(tables.audience), index)


def is_empty(database: Database) -> bool:
    with database.reading() as connection:
        return connection.execute(select(tables.ROW_TABLES[StaffRow].c.id)).first() is None


def seed(
    database: Database, people: People, customers: int, now: datetime, progress: Progress
) -> None:
    """Write staff, story and `customers` more customers; `progress` hears how many are in."""
    numbers: dict[RecordKind, int] = defaultdict(lambda: FIRST_NUMBER)

    def number(kind: RecordKind) -> int:
        numbers[kind] += 1
        return numbers[kind]

    chance = dice(2026, now)
    bundles = chain(story(chance, number, people), bulk(chance, number, people, customers))
    seen: Counter[tuple[str, str]] = Counter()
    sums: Counter[tuple[str, str]] = Counter()
    written = 0
    for groups in _groups([[*people.everyone, people.ring_group]], bundles):
        with database.writing() as connection:
            batch = _Batch(take_seq(connection, SEEDER, to_ms(now)))
            for rows in groups:
                batch.add(rows)
            batch.write(connection)
        seen += batch.seen
        sums += Counter({key: count * batch.seq for key, count in batch.seen.items()})
        written += len(groups)
        progress(min(written, customers))
    with database.writing() as connection:
        _finish(connection, seen, sums, numbers)


def _groups(first: list[list[Row]], bundles: Iterable[Bundle]) -> Iterator[list[list[Row]]]:
    waiting = first
    for bundle in bundles:
        waiting.append(bundle.rows)
        if len(waiting) >= CUSTOMERS_AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _finish(
    connection: Connection,
    seen: Counter[tuple[str, str]],
    sums: Counter[tuple[str, str]],
    numbers: dict[RecordKind, int],
) -> None:
    counted = [
        {"seen_by": key[0], "entity": key[1], "rows": rows, "seq_sum": sums[key]}
        for key, rows in seen.items()
        if key[0]
    ]
    connection.execute(insert(tables.digests), counted)
    last = [{"record_kind": kind, "last": number} for kind, number in numbers.items()]
    connection.execute(insert(tables.numbers), last)
