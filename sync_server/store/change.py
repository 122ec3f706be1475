"""Writing rows as one change: the rows, their history, and the index of whose audience moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.feed import entity
from sync_server.contract.money import LineRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.rules.dependents import dependents
from sync_server.rules.history import customer_of, difference, record_of
from sync_server.rules.view import RowKey
from sync_server.rules.visibility import RECORD_TYPES, audience
from sync_server.store.audience import Touched, readdress, unique
from sync_server.store.audit import Changed, Deed, append
from sync_server.store.view import SqlView, Stored

_MANY = 50
"""From here on one question for all rows is cheaper than one for each."""
_RECORDS = frozenset(RECORD_TYPES.values())


def write_change(
    connection: Connection, view: SqlView, rows: Iterable[Row], seq: int, deed: Deed
) -> None:
    """Write rows under one sequence number, with one line of history for each that changed, and
    bring the audience index up to date."""
    last: dict[RowKey, Row] = {(type(row), row.id): row for row in rows}
    before = {key: view.stored(*key) for key in last}
    view.put(last.values(), seq)
    if len(last) >= _MANY:
        _look_up(view, last)
    touched = [
        Touched(entity(key[0]), row.id, audience(view, row), _seq(before[key]), seq)
        for key, row in last.items()
    ]
    touched += _moved_along(view, last, before)
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


def _moved_along(
    view: SqlView, last: Mapping[RowKey, Row], before: Mapping[RowKey, Stored | None]
) -> Iterator[Touched]:
    """Rows that did not change themselves, each once."""
    seen: set[RowKey] = set(last)
    told: set[RowId] = set()
    for key, after in last.items():
        was = before[key]
        for row in dependents(view, was.row if was else None, after, told):
            if (type(row), row.id) in seen:
                continue
            seen.add((type(row), row.id))
            stored = view.stored(type(row), row.id)
            if stored is not None:
                yield Touched(
                    entity(type(row)), row.id, audience(view, row), stored.seq, stored.seq
                )


def _seq(was: Stored | None) -> int:
    return was.seq if was else 0


def _look_up(view: SqlView, changed: Mapping[RowKey, Row]) -> None:
    """Read in a few questions what thousands of changed rows will ask for one by one."""
    records = [row.id for kind, row in _typed(changed) if kind in _RECORDS]
    posts = [row.id for kind, row in _typed(changed) if kind is PostRow]
    threads = {row.id for kind, row in _typed(changed) if kind is ThreadRow}
    threads |= {row.thread_id for row in changed.values() if isinstance(row, PostRow)}
    view.load_where(ThreadRow, "record_id", records)
    view.load_where(LineRow, "record_id", records)
    view.load_where(PostRow, "thread_id", sorted(threads | set(records)))
    view.load_where(AttachmentRow, "thread_id", sorted(threads | set(records)))
    view.load_where(AttachmentRow, "post_id", posts)
    for kind in _RECORDS | {ThreadRow}:
        view.load_missing(kind, threads)


def _typed(changed: Mapping[RowKey, Row]) -> Iterator[tuple[type[Row], Row]]:
    return ((kind, row) for (kind, _row_id), row in changed.items())
