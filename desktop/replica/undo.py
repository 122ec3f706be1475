"""The person's undecided work on top of confirmed rows: before-images, undo and redo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from desktop.replica.connection import Connection
from desktop.replica.outbox import Person
from desktop.replica.outbox_tables import Queued
from desktop.replica.schema import BY_TYPE, TABLES, quoted
from desktop.replica.view import ReplicaView
from sync_server.contract.base import Row
from sync_server.contract.columns import from_ms, to_values
from sync_server.contract.commands import AnyCommand
from sync_server.contract.feed import entity
from sync_server.contract.staff import StaffRow
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances, Effects, Refused


@dataclass(frozen=True, slots=True)
class _Images:
    keep: str
    put_back: str
    remove: str


@cache
def _images(entity_name: str) -> _Images:
    stored = TABLES[entity_name].stored
    table = quoted((entity_name,))
    picks = ", ".join(f"json_extract(image, '$[{i}]')" for i in range(len(stored)))
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in stored if name != "id")
    return _Images(
        keep=(
            "INSERT OR IGNORE INTO _base(entity, id, image) VALUES (?1, ?2, "  # noqa: S608 - own names
            f"(SELECT json_array({quoted(stored)}) FROM {table} WHERE id = ?2))"
        ),
        put_back=(
            f"INSERT INTO {table}({quoted(stored)}) SELECT {picks} FROM _base "  # noqa: S608 - own names
            "WHERE entity = ? AND image IS NOT NULL "
            f"ON CONFLICT(id) DO UPDATE SET {changes}"
        ),
        remove=(
            f"DELETE FROM {table} WHERE id IN "  # noqa: S608 - own names
            "(SELECT id FROM _base WHERE entity = ? AND image IS NULL)"
        ),
    )


def undo(db: Connection) -> frozenset[str]:
    """Put every confirmed row back as it was before undecided commands; names what changed."""
    touched = [name for (name,) in db.execute("SELECT DISTINCT entity FROM _base")]
    for name in touched:
        db.execute(_images(name).remove, (name,))
        db.execute(_images(name).put_back, (name,))
    if touched:
        db.execute("DELETE FROM _base")
    return frozenset(touched)


def rows_kept(db: Connection) -> int:
    """How many rows undecided commands changed here: what each undo puts back."""
    found = db.execute("SELECT count(*) FROM _base").fetchone()
    return int(found[0]) if found else 0


def put(db: Connection, rows: Iterable[Row], erased: Iterable[Row] = ()) -> frozenset[str]:
    """Write rows of an undecided command and take others out, keeping what stood there before."""
    rows, erased = tuple(rows), tuple(erased)
    for row in rows:
        # What was taken back leaves the desk as it will leave the feed: no list asks for it.
        _put(db, row, leaves=getattr(row, "gone", False))
    for row in erased:
        _put(db, row, leaves=True)
    return frozenset(entity(type(row)) for row in (*rows, *erased))


def _put(db: Connection, row: Row, *, leaves: bool) -> None:
    name = entity(type(row))
    db.execute(_images(name).keep, (name, row.id))
    if leaves:
        db.execute(f'DELETE FROM "{name}" WHERE id = ?', (row.id,))  # noqa: S608 - own names
    else:
        db.execute(BY_TYPE[type(row)].put, to_values(row))


def judge(db: Connection, command: AnyCommand, person: Person, at_ms: int) -> Effects:
    """Decide a command as the server will, with what this desk knows. Raises Refused."""
    view = ReplicaView(db)
    # The role in one's own row is newer than the one told at sign-in.
    me = view.get(StaffRow, person.id)
    here = Circumstances(
        by=person.id,
        by_name=me.name if me else person.name,
        role=me.role if me else person.role,
        now=from_ms(at_ms),
    )
    return decide(view, command, here)


def redo(db: Connection, queue: Iterable[Queued], person: Person) -> frozenset[str]:
    """Show undecided commands again, in order; one that is refused now is only not shown."""
    touched: set[str] = set()
    for queued in queue:
        if queued.command is None:
            continue
        try:
            effects = judge(db, queued.command, person, queued.at)
        except Refused:
            continue
        touched |= put(db, effects.rows, effects.erased)
    return frozenset(touched)
