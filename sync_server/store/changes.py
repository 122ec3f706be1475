"""What changed in a scope since a cursor: rows that stand there now, and ids that left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Integer, bindparam, func, select

from sync_server.store.lines import ENTITIES, FEEDS, fetch, rm_lines, up_lines
from sync_server.store.tables import audience

_WHAT = (
    select(audience.c.scope, audience.c.entity, audience.c.gone)
    .where(
        audience.c.scope.in_(bindparam("scopes", expanding=True)),
        audience.c.seq > bindparam("lo"),
    )
    .group_by(audience.c.scope, audience.c.entity, audience.c.gone)
)
_LEFT = select(audience.c.id).where(
    audience.c.scope == bindparam("scope", type_=Integer),
    audience.c.entity == bindparam("entity"),
    audience.c.gone == 1,
    audience.c.seq > bindparam("lo", type_=BigInteger),
    audience.c.seq <= bindparam("hi", type_=BigInteger),
)
_NTH = (
    select(audience.c.seq)
    .where(audience.c.scope == bindparam("scope"), audience.c.seq > bindparam("lo"))
    .order_by(audience.c.seq)
    .limit(1)
    .offset(bindparam("nth"))
)
_COUNT = select(func.count()).where(
    audience.c.scope.in_(bindparam("scopes", expanding=True)), audience.c.seq > bindparam("lo")
)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one entity in one scope, ready for everyone who stands at the same place."""

    entity: str
    lines: tuple[bytes, ...]
    has_rows: bool
    """False when it only names what left: nobody needs columns for that."""


@dataclass(frozen=True, slots=True)
class Span:
    """One scope of a reader: its number, its place in the hello, and what is still to come."""

    scope: int
    index: int
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class _Part:
    entity: str
    gone: bool


class Changes:
    """Changes in one snapshot; what several readers need is read and encoded once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._blocks: dict[Span, tuple[Block, ...]] = {}
        self._what: dict[int, frozenset[_Part]] = {}

    def look(self, scopes: Collection[int], lo: int) -> None:
        """Find out in one query which of these scopes changed at all since `lo`."""
        found: dict[int, set[_Part]] = defaultdict(set)
        if scopes:
            rows = self._connection.execute(_WHAT, {"scopes": list(scopes), "lo": lo})
            for scope, entity, gone in rows:
                found[scope].add(_Part(entity, bool(gone)))
        self._what = {scope: frozenset(found.get(scope, ())) for scope in scopes}

    def blocks(self, span: Span) -> tuple[Block, ...]:
        """Everything of one span, left rows first so that an id that came back stays."""
        if span not in self._blocks:
            parts = self._what[span.scope] if span.lo < span.hi else frozenset()
            ordered = sorted(parts, key=lambda p: (not p.gone, ENTITIES.index(p.entity)))
            made = (self._block(span, part) for part in ordered)
            self._blocks[span] = tuple(block for block in made if block.lines)
        return self._blocks[span]

    def _block(self, span: Span, part: _Part) -> Block:
        bound: dict[str, str | int | None] = {"scope": span.scope, "lo": span.lo, "hi": span.hi}
        if part.gone:
            left = fetch(self._connection, _LEFT, {**bound, "entity": part.entity})
            ids = [str(row[0]) for row in left]
            return Block(part.entity, tuple(rm_lines(span.index, part.entity, ids)), has_rows=False)
        rows = fetch(self._connection, FEEDS[part.entity].changes, bound)
        return Block(part.entity, tuple(up_lines(span.index, part.entity, rows)), has_rows=True)

    def border(self, spans: Iterable[Span], at_most: int) -> int:
        """The largest sequence number up to which no scope has more than `at_most` changes.

        Always the end of a whole transaction, and always at least one of them.
        """
        ends = []
        for span in spans:
            bound = {"scope": span.scope, "lo": span.lo, "nth": at_most - 1}
            nth = self._connection.execute(_NTH, bound).scalar()
            ends.append(span.hi if nth is None else min(int(nth), span.hi))
        return min(ends)

    def amount(self, scopes: Collection[int], lo: int) -> int:
        """How many index entries changed since `lo`."""
        if not scopes:
            return 0
        counted = self._connection.execute(_COUNT, {"scopes": list(scopes), "lo": lo})
        return int(counted.scalar_one())
