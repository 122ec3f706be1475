"""Scopes by number: names are long and stand in millions of index rows, numbers are short."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, bindparam, func, insert, select

from sync_server.rules.visibility import ADMIN, MODULE_SCOPES, STAFF, Scope
from sync_server.store.tables import scopes

OFFICE_SCOPES: tuple[Scope, ...] = (STAFF, *MODULE_SCOPES.values(), ADMIN)
"""Scopes many people share, in the order a stream lists them; all others belong to one person."""

_BY_NAME = select(scopes.c.name, scopes.c.id).where(
    scopes.c.name.in_(bindparam("names", expanding=True))
)
_ALL = select(scopes.c.id, scopes.c.name).where(scopes.c.id.in_(bindparam("ids", expanding=True)))


def in_order(held: Collection[Scope]) -> tuple[Scope, ...]:
    """Shared scopes first, so that the bytes of a change can be shared between streams."""
    office = [scope for scope in OFFICE_SCOPES if scope in held]
    return (*office, *sorted(scope for scope in held if scope not in OFFICE_SCOPES))


def ids_of(connection: Connection, names: Iterable[Scope]) -> dict[Scope, int]:
    """Numbers of those scopes that any row ever stood in."""
    wanted = list(names)
    if not wanted:
        return {}
    found = connection.execute(_BY_NAME, {"names": wanted})
    return {Scope(row.name): int(row.id) for row in found}


def names_of(connection: Connection, ids: Collection[int]) -> dict[int, Scope]:
    if not ids:
        return {}
    found = connection.execute(_ALL, {"ids": list(ids)})
    return {int(row.id): Scope(row.name) for row in found}


def make_ids(connection: Connection, names: Collection[Scope]) -> dict[Scope, int]:
    """Numbers of these scopes, given out now where there is none yet."""
    known = ids_of(connection, names)
    missing = sorted(set(names) - set(known))
    if missing:
        last = connection.execute(select(func.coalesce(func.max(scopes.c.id), 0))).scalar_one()
        fresh = {name: int(last) + place for place, name in enumerate(missing, start=1)}
        connection.execute(insert(scopes), [{"id": i, "name": n} for n, i in fresh.items()])
        known.update(fresh)
    return known
