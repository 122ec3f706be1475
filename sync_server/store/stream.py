"""One reader's pull stream: hello, changes since the cursor, first fills, marks, end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from sync_server.contract.wire import Cursor, Hello, PullRequest, ScopeCursor
from sync_server.rules.visibility import Scope, scopes_of
from sync_server.store import receipts
from sync_server.store.actor import Actor
from sync_server.store.changes import Changes, Span
from sync_server.store.digest import digest
from sync_server.store.lines import ENTITIES, FEEDS, fetch, line, up_lines
from sync_server.store.receipts import LastCommand
from sync_server.store.scopes import ids_of, in_order
from sync_server.store.view import SqlView

_BYTES_PER_ROW = 200
_MOST_ROWS = 2_000
_MOST_CHANGES = 20_000
_BEGINNING = (ENTITIES[0], "")
_USABLE_AFTER = ENTITIES.index("booking_money")
"""With everything up to here a desk can open; discussions and history may follow."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What holds for every reader of one read transaction."""

    connection: Connection
    view: SqlView
    changes: Changes
    epoch: str
    floor: int
    hi: int
    now_ms: int


class Stream:
    """Everything one reader still has to hear, at one snapshot."""

    def __init__(
        self, snapshot: Snapshot, by: Actor, request: PullRequest, last: LastCommand
    ) -> None:
        self._at = snapshot
        self._request = request
        self._last = last
        self.scopes = in_order(scopes_of(snapshot.view, by.role, by.id))
        self._reset = request.epoch != snapshot.epoch
        given = {} if self._reset else request.cur
        self._drop = tuple(name for name in given if not self._may_go_on(Scope(name), given[name]))
        self._cur: dict[Scope, ScopeCursor] = {
            scope: given[scope]
            if scope in given and scope not in self._drop
            else (snapshot.hi, _BEGINNING)
            for scope in self.scopes
        }
        self._numbers: dict[Scope, int] = {}
        self._introduced: set[str] = set()
        self._bytes = 0

    def _may_go_on(self, scope: Scope, cursor: ScopeCursor) -> bool:
        seq, position = cursor
        known_place = position is None or position[0] in FEEDS
        return scope in self.scopes and self._at.floor <= seq <= self._at.hi and known_place

    @property
    def lowest(self) -> int:
        return min((seq for seq, _position in self._cur.values()), default=self._at.hi)

    @property
    def is_simple(self) -> bool:
        """Only changes to come: nothing to drop, nothing to fill."""
        filled = all(position is None for _seq, position in self._cur.values())
        return filled and not self._drop and not self._reset

    def lines(self) -> Iterator[bytes]:
        """The whole stream, up to about `max_bytes`."""
        self.know(ids_of(self._at.connection, self.scopes))
        self._at.changes.look(set(self._numbers.values()), self.lowest)
        yield self.hello()
        yield from self._parts()
        yield self.end(whole=True)

    def know(self, numbers: dict[Scope, int]) -> None:
        """Say which numbers the scopes have; a scope without one never held a row."""
        self._numbers = {scope: numbers[scope] for scope in self.scopes if scope in numbers}

    def hello(self) -> bytes:
        hello = Hello(
            epoch=self._at.epoch,
            hi=self._at.hi,
            scopes=self.scopes,
            drop=self._drop,
            reset=self._reset,
            last=(self._last.n, self._last.id),
            now=self._at.now_ms,
        )
        return line("hello", hello)

    def end(self, *, whole: bool) -> bytes:
        """The last line; only a stream that left nothing out carries a digest."""
        more = any(
            position is not None or seq < self._at.hi for seq, position in self._cur.values()
        )
        counted = digest(self._at.connection, self.scopes) if whole and not more else None
        return line("end", {"cur": self._cursor(), "more": more, "digest": counted})

    def simple_lines(self) -> Iterator[bytes]:
        """Changes of a reader who is simple, in one section."""
        yield from self._answers()
        yield from self._section(self._at.hi)

    def _cursor(self) -> Cursor:
        return {str(scope): cursor for scope, cursor in self._cur.items()}

    def _parts(self) -> Iterator[bytes]:
        yield from self._all_changes()
        if not self._is_full:
            yield from self._fills()

    @property
    def _is_full(self) -> bool:
        return self._bytes >= self._request.max_bytes

    def _rows_at_once(self, most: int) -> int:
        return max(1, min(most, self._request.max_bytes // _BYTES_PER_ROW))

    def _all_changes(self) -> Iterator[bytes]:
        """Sections that each end at a whole transaction, the same one in every scope."""
        while self.lowest < self._at.hi and not self._is_full:
            border = self._border()
            if border == self._at.hi:
                break
            yield from self._section(border)
            yield self._mark()
        if not self._is_full:
            yield from self._answers()
            yield from self._section(self._at.hi)
            yield self._mark()

    def _border(self) -> int:
        at_once = self._rows_at_once(_MOST_CHANGES)
        scopes, lowest = self._numbers.values(), self.lowest
        spans = self._spans(self._at.hi)
        if not spans or self._at.changes.amount(scopes, lowest) <= at_once:
            return self._at.hi
        return self._at.changes.border(spans, at_once)

    def _spans(self, hi: int) -> list[Span]:
        places = {scope: place for place, scope in enumerate(self.scopes)}
        return [
            Span(number, places[scope], self._cur[scope][0], hi)
            for scope, number in self._numbers.items()
            if self._cur[scope][0] < hi
        ]

    def _section(self, hi: int) -> Iterator[bytes]:
        for span in self._spans(hi):
            for block in self._at.changes.blocks(span):
                if block.has_rows:
                    yield from self._introduce(block.entity)
                yield from self._counted(block.lines)
        for scope, (seq, position) in self._cur.items():
            self._cur[scope] = (max(seq, hi), position)

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Only rows count towards `max_bytes`, so that every stream brings at least some."""
        for each in lines:
            self._bytes += len(each)
            yield each

    def _introduce(self, entity: str) -> Iterator[bytes]:
        if entity not in self._introduced:
            self._introduced.add(entity)
            yield FEEDS[entity].cols

    def _answers(self) -> Iterator[bytes]:
        if self._last.n > self._request.last:
            yield line(
                "res",
                receipts.since(self._at.connection, self._request.device, self._request.last),
            )

    def _mark(self) -> bytes:
        return line("mark", {"cur": self._cursor()})

    def _fills(self) -> Iterator[bytes]:
        """First deliveries, entity by entity through all scopes, so that a desk can open early."""
        for place, entity in enumerate(ENTITIES):
            for scope in self.scopes:
                yield from self._fill(scope, entity)
                if self._is_full:
                    return
            if place == _USABLE_AFTER and self._is_filling:
                yield line("mark", {"cur": self._cursor(), "usable": True})
        for scope, (seq, _position) in self._cur.items():
            self._cur[scope] = (seq, None)

    @property
    def _is_filling(self) -> bool:
        return any(position is not None for _seq, position in self._cur.values())

    def _fill(self, scope: Scope, entity: str) -> Iterator[bytes]:
        seq, position = self._cur[scope]
        if position is None or ENTITIES.index(position[0]) > ENTITIES.index(entity):
            return
        after = position[1] if position[0] == entity else ""
        place, size = self.scopes.index(scope), self._rows_at_once(_MOST_ROWS)
        bound = {"scope": self._numbers.get(scope), "size": size}
        while not self._is_full and scope in self._numbers:
            rows = fetch(self._at.connection, FEEDS[entity].page, {**bound, "after": after})
            if not rows:
                break
            yield from self._introduce(entity)
            yield from self._counted(up_lines(place, entity, rows))
            after = str(rows[-1][1])
            self._cur[scope] = (seq, (entity, after))
            yield self._mark()
            if len(rows) < size:
                break
