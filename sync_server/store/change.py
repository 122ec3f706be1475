"""Writing rows as one change: the rows, their history, and the index of whose audience moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection

from sync_server.contract.base import Row
from sync_server.contract.feed import entity
from sync_server.rules.dependents import dependents
from sync_server.rules.history import customer_of, difference, record_of
from sync_server.rules.view import RowKey
from sync_server.rules.visibility import audience
from sync_server.store.audience import Touched, readdress, unique
from sync_server.store.audit import Changed, Deed, append
from sync_server.store.view import SqlView


def write_change(
    connection: Connection, view: SqlView, rows: Iterable[Row], seq: int, deed: Deed
) -> None:
    """Write rows under one sequence number, with one line of history for each that changed, and
    bring the audience index up to date."""
    last: dict[RowKey, Row] = {(type(row), row.id): row for row in rows}
    before = {key: view.stored(*key) for key in last}
    view.put(last.values(), seq)
    touched: list[Touched] = []
    for key, row in last.items():
        was = before[key]
        touched.append(
            Touched(entity(key[0]), row.id, audience(view, row), was.seq if was else 0, seq)
        )
        touched.extend(_moved_along(view, was.row if was else None, row))
    readdress(connection, unique(touched), seq)
    was_rows = {key: stored.row if stored else None for key, stored in before.items()}
    append(connection, deed, _history(view, last, was_rows))


def _history(
    view: SqlView, after: Mapping[RowKey, Row], before: Mapping[RowKey, Row | None]
) -> Iterator[Changed]:
    for key, row in after.items():
        changes = difference(before[key], row)
        if changes:
            whose = customer_of(view, row)
            yield Changed(entity(key[0]), row.id, changes, whose, record_of(row))


def _moved_along(view: SqlView, before: Row | None, after: Row) -> Iterator[Touched]:
    for row in dependents(view, before, after):
        stored = view.stored(type(row), row.id)
        if stored is not None:
            yield Touched(entity(type(row)), row.id, audience(view, row), stored.seq, stored.seq)
