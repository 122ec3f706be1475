"""Bringing in many rows at once: an import or demo data, in transactions of some thousand rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.feed import entity
from sync_server.rules.view import RowKey
from sync_server.rules.visibility import audience
from sync_server.store.audience import Touched, readdress
from sync_server.store.clock import Clock, utc_now
from sync_server.store.database import Database
from sync_server.store.sequence import take_seq
from sync_server.store.view import SqlView

R = TypeVar("R", bound=Row)
_AT_ONCE = 5_000

_Question = tuple[type[Row], tuple[str, ...]]


class IndexedView:
    """Rows in memory with an index for every question that was asked once."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[RowKey, Row] = {(type(row), row.id): row for row in rows}
        self._indexes: dict[_Question, dict[tuple[object, ...], list[Row]]] = {}

    def get(self, kind: type[R], row_id: RowId) -> R | None:
        row = self._rows.get((kind, row_id))
        return row if isinstance(row, kind) else None

    def where(self, kind: type[R], **equal: object) -> list[R]:
        names = tuple(sorted(equal))
        if (kind, names) not in self._indexes:
            index = self._indexes[kind, names] = defaultdict(list)
            for row in self._rows.values():
                if isinstance(row, kind):
                    index[tuple(getattr(row, name) for name in names)].append(row)
        found = self._indexes[kind, names].get(tuple(equal[name] for name in names), [])
        rows = [row for row in found if isinstance(row, kind)]
        return sorted(rows, key=lambda row: row.id)


def bring_in(database: Database, rows: Sequence[Row], by: RowId, clock: Clock = utc_now) -> int:
    """Write rows that belong together; answer the last sequence number.

    Audiences are computed among these rows alone: whatever a row leans on must come with it, and
    none of them may be known here already. No lines of history are written: the rows begin here,
    and what happens to them from now on is told.
    """
    view, seq, left = IndexedView(rows), 0, iter(rows)
    while batch := list(islice(left, _AT_ONCE)):
        with database.writing() as tx:
            seq = take_seq(tx, by, to_ms(clock()))
            SqlView(tx).put(batch, seq)
            touched = [
                Touched(entity(type(row)), row.id, audience(view, row), 0, seq) for row in batch
            ]
            readdress(tx, touched, seq)
    return seq
