"""The audience index: in which scopes each row stands, and since which change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, Insert, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from sync_server.contract.base import RowId
from sync_server.rules.visibility import Audience, Scope
from sync_server.store.scopes import OFFICE_SCOPES, make_ids, names_of
from sync_server.store.tables import audience, digests

_AT_ONCE = 500

_ENTRIES = select(audience.c.scope, audience.c.id).where(
    audience.c.gone == 0,
    audience.c.entity == bindparam("entity"),
    audience.c.id.in_(bindparam("ids", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Touched:
    """One row of a transaction: where it stands from now on, and whether it changed itself."""

    entity: str
    id: RowId
    audience: Audience
    seq_before: int
    """0 for a row that did not exist."""
    seq_after: int
    """Equal to `seq_before` when only the audience may have changed."""

    @property
    def is_changed(self) -> bool:
        return self.seq_before != self.seq_after


_Standing = Mapping[tuple[str, RowId], frozenset[Scope]]
_NOWHERE: frozenset[Scope] = frozenset()


@dataclass(frozen=True, slots=True)
class _Entry:
    scope: Scope
    entity: str
    id: RowId
    gone: bool


def readdress(connection: Connection, touched: Collection[Touched], seq: int) -> None:
    """Bring the index up to date for all rows of one transaction."""
    standing = _standing(connection, touched)
    entries = [
        entry
        for row in touched
        for entry in _entries(row, standing.get((row.entity, row.id), _NOWHERE))
    ]
    if entries:
        numbers = make_ids(connection, {entry.scope for entry in entries})
        values = [
            {
                "scope": numbers[e.scope],
                "entity": e.entity,
                "id": e.id,
                "seq": seq,
                "gone": int(e.gone),
            }
            for e in entries
        ]
        connection.execute(_upsert_entry(connection.dialect.name), values)
    _count(connection, touched, standing)


def _entries(row: Touched, was: frozenset[Scope]) -> Iterator[_Entry]:
    news = row.audience if row.is_changed else row.audience - was
    for scope in sorted(news):
        yield _Entry(scope, row.entity, row.id, gone=False)
    for scope in sorted(was - row.audience):
        yield _Entry(scope, row.entity, row.id, gone=True)


def _standing(connection: Connection, touched: Collection[Touched]) -> _Standing:
    ids: dict[str, list[RowId]] = defaultdict(list)
    for row in touched:
        ids[row.entity].append(row.id)
    present: dict[tuple[str, RowId], set[int]] = defaultdict(set)
    for entity, wanted in ids.items():
        for start in range(0, len(wanted), _AT_ONCE):
            batch = {"entity": entity, "ids": wanted[start : start + _AT_ONCE]}
            for scope, row_id in connection.execute(_ENTRIES, batch):
                present[entity, row_id].add(scope)
    names = names_of(connection, set().union(*present.values()))
    return {key: frozenset(names[scope] for scope in held) for key, held in present.items()}


@cache
def _upsert_entry(dialect: str) -> Insert:
    keys = ["scope", "entity", "id"]
    if dialect == "sqlite":
        lite = sqlite.insert(audience)
        fresh = {"seq": lite.excluded.seq, "gone": lite.excluded.gone}
        return lite.on_conflict_do_update(index_elements=keys, set_=fresh)
    insert = postgresql.insert(audience)
    fresh = {"seq": insert.excluded.seq, "gone": insert.excluded.gone}
    return insert.on_conflict_do_update(index_elements=keys, set_=fresh)


def seen_by(scopes: Collection[Scope]) -> str:
    """Name the set of office scopes a row stands in; the key digests are counted under."""
    return "+".join(scope for scope in OFFICE_SCOPES if scope in scopes)


def _count(
    connection: Connection,
    touched: Collection[Touched],
    standing: _Standing,
) -> None:
    """Carry the digests forward by what this transaction changed: O(changed), never O(rows)."""
    moved: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in touched:
        was = standing.get((row.entity, row.id), _NOWHERE)
        before, after = seen_by(was), seen_by(row.audience)
        if before:
            _add(moved[before, row.entity], -1, -row.seq_before)
        if after:
            _add(moved[after, row.entity], 1, row.seq_after)
    values = [
        {"seen_by": key[0], "entity": key[1], "rows": change[0], "seq_sum": change[1]}
        for key, change in moved.items()
        if change != [0, 0]
    ]
    if values:
        connection.execute(_upsert_digest(connection.dialect.name), values)


def _add(total: list[int], rows: int, seqs: int) -> None:
    total[0] += rows
    total[1] += seqs


@cache
def _upsert_digest(dialect: str) -> Insert:
    keys = ["seen_by", "entity"]
    if dialect == "sqlite":
        lite = sqlite.insert(digests)
        sums = {c: digests.c[c] + lite.excluded[c] for c in ("rows", "seq_sum")}
        return lite.on_conflict_do_update(index_elements=keys, set_=sums)
    insert = postgresql.insert(digests)
    sums = {c: digests.c[c] + insert.excluded[c] for c in ("rows", "seq_sum")}
    return insert.on_conflict_do_update(index_elements=keys, set_=sums)


def unique(touched: Sequence[Touched]) -> list[Touched]:
    """Each row once; a row that changed itself wins over the same row merely re-addressed."""
    best: dict[tuple[str, RowId], Touched] = {}
    for row in touched:
        key = (row.entity, row.id)
        if key not in best or row.is_changed:
            best[key] = row
    return list(best.values())
