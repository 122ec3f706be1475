"""Walking the chain of the history: is every line there, in its place and as it was written?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Row, bindparam, inspect, select

from sync_server.rules.history import TOMBSTONE
from sync_server.store.chain import START, Content, Head
from sync_server.store.database import Database
from sync_server.store.tables import audit

AT_ONCE = 2_000
_NEXT = select(audit).where(audit.c.n > bindparam("after")).order_by(audit.c.n).limit(AT_ONCE)
_HEAD_FIELDS = tuple(Head.__dataclass_fields__)

AnyLine = Row[tuple[object, ...]]


class Wrong(StrEnum):
    """What may be wrong with a line, in the words it is told with."""

    MISSING = "a line is missing here"
    CHANGED = "a byte of this line was changed"
    CONTENT = "the content of this line was changed"
    MOVED = "another line was put in its place"
    ERASED = "its content is gone, and no later line says that it was erased"
    CUT = "the noted head is not in the chain: lines were cut off its end or written anew"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a walk. `broken_at` is the first bad number, with why; None: all is well."""

    lines: int
    head: str
    broken_at: int | None = None
    wrong: Wrong | None = None


def verify(database: Database, noted: str = "") -> Verdict:
    """Check the whole chain, in pages; `noted` is a head that was written down outside."""
    walk = _Walk(noted)
    for line in _lines(database):
        wrong = walk.step(line)
        if wrong is Wrong.CHANGED and _stands_elsewhere(database, walk, line.n):
            wrong = Wrong.MOVED
        if wrong is not None:
            return Verdict(walk.lines, walk.head, walk.lines + 1, wrong)
    return walk.end()


def has_history(database: Database) -> bool:
    """Whether this database was brought to a schema that keeps history."""
    return inspect(database.engine).has_table(audit.name)


def told(verdict: Verdict) -> str:
    """The verdict for a terminal; note the head somewhere else, and a cut end can be proved."""
    if verdict.wrong is None:
        found = f"The history is whole: {verdict.lines} lines."
    else:
        found = f"The history is broken at line {verdict.broken_at}: {verdict.wrong}."
    return f"{found}\nHead after line {verdict.lines}: {verdict.head}"


class _Walk:
    """What is known after the last good line."""

    def __init__(self, noted: str) -> None:
        self.lines, self.head = 0, START
        self._is_noted_met = noted in {"", START}
        self._noted = noted
        self._unnamed: set[str] = set()
        """Numbers of lines without content that no tombstone has named so far."""

    def step(self, line: AnyLine) -> Wrong | None:
        """Take the next line, or say what is wrong with it."""
        if line.n != self.lines + 1:
            return Wrong.MISSING
        head = head_of(line)
        found = head.hash(self.head)
        if found != line.hash:
            return Wrong.CHANGED
        content = content_of(line)
        if content is None:
            if (line.actor_name, line.changes, line.salt) != (None, None, None):
                return Wrong.CONTENT
            self._unnamed.add(str(head.n))
        elif content.digest() != head.digest:
            return Wrong.CONTENT
        if head.entity == TOMBSTONE:
            self._unnamed.discard(head.row_id)
        self.lines, self.head = head.n, found
        self._is_noted_met = self._is_noted_met or found == self._noted
        return None

    def end(self) -> Verdict:
        """What only the whole chain can tell."""
        if self._unnamed:
            return Verdict(self.lines, self.head, min(map(int, self._unnamed)), Wrong.ERASED)
        if not self._is_noted_met:
            return Verdict(self.lines, self.head, self.lines + 1, Wrong.CUT)
        return Verdict(self.lines, self.head)


def head_of(line: AnyLine) -> Head:
    return Head(*(getattr(line, name) for name in _HEAD_FIELDS))


def content_of(line: AnyLine) -> Content | None:
    """What a line tells; None once any of it was erased."""
    if None in (line.salt, line.actor_name, line.changes):
        return None
    return Content(line.salt, line.actor_name, line.changes)


def _lines(database: Database) -> Iterator[AnyLine]:
    """Every line in order. One short snapshot for each page: a long one would hold up others,
    and lines that were read never change."""
    after = 0
    while True:
        with database.reading() as connection:
            page = connection.execute(_NEXT, {"after": after}).all()
        if not page:
            return
        yield from page
        after = page[-1].n


def _stands_elsewhere(database: Database, walk: _Walk, n: int) -> bool:
    """Whether the line that belongs here is in the table under another number."""
    for line in _lines(database):
        head = head_of(line)
        if line.n > n and _renumbered(head, n).hash(walk.head) == line.hash:
            return True
    return False


def _renumbered(head: Head, n: int) -> Head:
    values = [getattr(head, name) for name in _HEAD_FIELDS]
    return Head(n, *values[1:])
