"""Bringing pulled lines into the replica: undo, drop, rows in and out, cursor, redo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

import msgspec

from desktop.replica.connection import Connection
from desktop.replica.outbox import Person
from desktop.replica.outbox_tables import Queued
from desktop.replica.schema import TABLES, upsert
from desktop.replica.state import ScopeSlots, SyncState, load_state, save_state
from desktop.replica.stream import BadStream, ColsLine, RmLine, UpLine
from desktop.replica.undo import redo, undo
from desktop.replica.withdrawal import Left, note, remove
from sync_server.contract.columns import Value
from sync_server.contract.wire import Cursor, Hello

CHUNK_ROWS = 50
"""Rows written in one transaction, at most: nobody waits longer than this for the writer.

Measured encrypted, all indexes, on a machine with twice the work it can do: 500 rows, 38 ms.
"""


_WITH_WORDS = "issue"
"""Issues leave by being deleted forever: every word kept elsewhere goes with them (A18)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as they stand in one scope, with the columns they came in."""

    up: UpLine
    names: tuple[str, ...]


Change = Rows | RmLine


@dataclass
class Batch:
    """What one transaction brings; `cursor` only at a mark."""

    is_first: bool
    changes: list[Change] = field(default_factory=list)
    rows: int = 0
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """Undecided commands to show on top, and in whose name."""

    queue: tuple[Queued, ...]
    person: Person | None


def pieces(line: UpLine | RmLine) -> Iterator[UpLine | RmLine]:
    """A long line as several of at most CHUNK_ROWS rows."""
    if isinstance(line, UpLine):
        for start in range(0, len(line.rows), CHUNK_ROWS):
            yield UpLine(line.scope, line.entity, line.rows[start : start + CHUNK_ROWS])
    else:
        for start in range(0, len(line.ids), CHUNK_ROWS):
            yield RmLine(line.scope, line.entity, line.ids[start : start + CHUNK_ROWS])


class Collector:
    """Gathers lines into batches; knows the columns of each entity within one answer."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[str, ...]] = {}
        self._batch = Batch(is_first=True)

    def add(self, line: ColsLine | UpLine | RmLine) -> None:
        if isinstance(line, ColsLine):
            self._columns[line.entity] = line.names
        elif line.entity in TABLES:
            self._gather(line)

    def _gather(self, line: UpLine | RmLine) -> None:
        if isinstance(line, RmLine):
            self._batch.changes.append(line)
            self._batch.rows += len(line.ids)
            return
        names = self._columns.get(line.entity)
        if names is None:
            raise BadStream(f"rows of {line.entity} came before its columns")
        self._batch.changes.append(Rows(line, names))
        self._batch.rows += len(line.rows)

    @property
    def rows(self) -> int:
        """How many wait to be written."""
        return self._batch.rows

    def take(self, cursor: Cursor | None = None) -> Batch:
        batch, self._batch = self._batch, Batch(is_first=False)
        batch.cursor = cursor
        return batch


def apply_batch(db: Connection, batch: Batch, hello: Hello, overlay: Overlay) -> frozenset[str]:
    """Write one batch inside the caller's transaction; names the entities that changed.

    The cursor moves only at a mark: rows written before it are simply sent again after a cut.
    """
    touched = set(undo(db))
    state = load_state(db)
    if batch.is_first:
        state = _begun(state, hello)
    for change in batch.changes:
        touched.add(_write(db, change, state.slots, hello))
    if batch.cursor is not None:
        state = _arrived(state, batch.cursor, hello)
    save_state(db, state)
    return frozenset(touched) | _shown_again(db, overlay)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Scopes that are to be emptied, and the bits they have in `_aud`."""

    scopes: tuple[str, ...]
    mask: int


def begin_to_leave(db: Connection, hello: Hello) -> Leaving | None:
    """Forget the places of scopes this person does not have (any more); None: of none.

    Whatever happens from here on: a scope without a place is emptied before anything arrives.
    """
    state = load_state(db)
    left = _left(state, hello)
    if not left:
        return None
    cursor = {scope: at for scope, at in state.cursor.items() if scope not in left}
    save_state(db, msgspec.structs.replace(state, cursor=cursor))
    note(db, Left.SCOPES)
    return Leaving(left, sum(state.slots.bit(scope) for scope in left))


def leave_slice(
    db: Connection, leaving: Leaving, entity: str, rows: list[int], overlay: Overlay
) -> frozenset[str]:
    """Take some rows out of the scopes inside the caller's transaction; names what changed."""
    touched = undo(db) | {entity}
    remove(db, entity, leaving.mask, rows)
    return touched | _shown_again(db, overlay)


def end_leaving(db: Connection, leaving: Leaving, overlay: Overlay) -> frozenset[str]:
    """Take out what lies below undecided commands, too; the bits are free again then."""
    held = db.execute("SELECT entity, id FROM _base").fetchall()
    touched = undo(db)
    for entity, row_id in held:
        _leave(db, entity, leaving.mask, (row_id,))
    state = load_state(db)
    slots = state.slots.without(leaving.scopes)
    save_state(db, msgspec.structs.replace(state, slots=slots))
    return touched | _shown_again(db, overlay)


def _shown_again(db: Connection, overlay: Overlay) -> frozenset[str]:
    last = load_state(db).last_n
    undecided = tuple(queued for queued in overlay.queue if queued.n > last)
    return redo(db, undecided, overlay.person) if overlay.person is not None else frozenset()


def _left(state: SyncState, hello: Hello) -> tuple[str, ...]:
    """Scopes to empty before anything arrives.

    A scope without a place in the cursor may hold rows of an answer that was cut before its
    first mark: nobody will say which of them left in the meantime.
    """
    if hello.reset or state.epoch != hello.epoch:
        return tuple(state.slots.names)
    stays = (set(hello.scopes) & state.cursor.keys()) - set(hello.drop)
    return tuple(scope for scope in state.slots.names if scope not in stays)


def _begun(state: SyncState, hello: Hello) -> SyncState:
    slots = state.slots.including(hello.scopes)
    return msgspec.structs.replace(state, epoch=hello.epoch, slots=slots)


def _arrived(state: SyncState, cursor: Cursor, hello: Hello) -> SyncState:
    """Move the cursor; own commands count as decided once everything they did has arrived."""
    state = msgspec.structs.replace(state, cursor={**state.cursor, **cursor})
    if not state.has_reached(hello):
        return state
    n, command_id = hello.last
    return msgspec.structs.replace(state, last_n=n, last_id=command_id)


def _write(db: Connection, change: Change, slots: ScopeSlots, hello: Hello) -> str:
    if isinstance(change, RmLine):
        bit = slots.bit(hello.scopes[change.scope])
        _leave(db, change.entity, bit, change.ids)
        note(db, Left.SCOPES if change.entity == _WITH_WORDS else Left.ROWS)
        return change.entity
    bit = slots.bit(hello.scopes[change.up.scope])
    _arrive(db, change, bit)
    return change.up.entity


@cache
def _plan(entity: str, names: tuple[str, ...], bit: int) -> tuple[str, tuple[int, ...]]:
    """SQL for rows in these columns, and where columns lie that this program does not know."""
    table = TABLES[entity]
    strange = tuple(i for i, name in enumerate(names, 1) if name not in table.names)
    known = tuple(name for name in names if name in table.names)
    bound = ("_seq", *known, "_x") if strange else ("_seq", *known)
    return upsert(entity, bound, "_aud", str(bit), ", _aud = _aud | excluded._aud"), strange


def _arrive(db: Connection, change: Rows, bit: int) -> None:
    sql, strange = _plan(change.up.entity, change.names, bit)
    rows = change.up.rows
    if not strange:
        db.executemany(sql, rows)
        return
    db.executemany(sql, [_with_unknown(row, change.names, strange) for row in rows])


def _with_unknown(
    row: list[Value], names: tuple[str, ...], strange: tuple[int, ...]
) -> list[Value]:
    unknown = {names[i - 1]: row[i] for i in strange}
    known = [value for i, value in enumerate(row) if i not in strange]
    return [*known, msgspec.json.encode(unknown).decode()]


def _leave(db: Connection, entity: str, bit: int, ids: Iterable[str]) -> None:
    """Take rows out of one scope; a row goes when no other scope holds it."""
    binds = [(row_id,) for row_id in ids]
    db.executemany(f'UPDATE "{entity}" SET _aud = _aud & ~{bit} WHERE id = ?', binds)  # noqa: S608 - own names
    db.executemany(f'DELETE FROM "{entity}" WHERE id = ? AND _aud = 0', binds)  # noqa: S608 - own names
