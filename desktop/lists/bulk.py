"""Doing one thing to many rows: in pieces beside the window, cancelled and undone as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import counted, number
from desktop.qt.progress import Progress
from desktop.qt.signals import signal, wish
from desktop.replica.connection import Connection
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.rules.effects import Refused

PIECE = 500
"""Rows one command may name."""
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """A command for some rows, and the one that takes it back; `rows` it really changes."""

    command: AnyCommand
    inverse: AnyCommand | None
    rows: int
    refusal: str = ""
    """Why this cannot be done, known beforehand: nothing is tried then."""


Resolve = Callable[[Connection, Cancelled], Sequence[RowId]]
"""Works out which rows are meant, from the worker's thread."""
Plan = Callable[[Connection, Sequence[RowId]], Sequence[Step]]
"""What to do with at most PIECE rows, from the worker's thread."""


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What became of it: rows changed, how to take all of it back, and what was refused."""

    words: str
    rows: int
    inverses: tuple[AnyCommand, ...] = ()
    refused: tuple[str, ...] = ()
    refused_rows: int = 0
    is_whole: bool = True

    def sentence(self, noun: str) -> str:
        """`Label “VIP” added to 500 customers.` and what did not work."""
        said = f"{self.words} {counted(self.rows, *noun.split('|'))}."
        if not self.is_whole:
            said = f"Stopped. {said}"
        if self.refused:
            more = len(self.refused) - MOST_REASONS
            reasons = " ".join(self.refused[:MOST_REASONS]) + (f" And {more} more." * (more > 0))
            said += f" {number(self.refused_rows)} left as they were: {reasons}"
        return said


@dataclass(slots=True)
class _Tally:
    rows: int = 0
    inverses: list[AnyCommand] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)


class Bulk(QObject):
    """One at a time. What was done last can be taken back, once."""

    progressed = signal(Progress)
    ended = wish()
    done = signal(BulkDone)
    undone = signal(BulkDone)

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._work = Background("bulk", self)
        self._last: BulkDone | None = None

    def run(self, words: str, resolve: Resolve, plan: Plan) -> None:
        """Do it to these rows. `words` come before the count of rows: `Label “VIP” added to`."""
        self.progressed.emit(Progress("Working out which rows are meant…"))
        store = self._store

        def work(cancelled: Cancelled) -> BulkDone:
            db = store.reader()
            ids = list(resolve(db, cancelled))
            tally, at = _Tally(), 0
            for piece in _pieces(ids):
                if cancelled():
                    break
                self._do_piece(db, plan, piece, tally)
                at += len(piece)
                self._tell(at, len(ids))
            return _summary(words, tally, is_whole=at >= len(ids))

        self._work.run(work, self._ended)

    def undo(self) -> bool:
        """Take the last one back; False where there is nothing to take back."""
        last, self._last = self._last, None
        if last is None or not last.inverses or self._work.is_busy():
            return False
        steps = [Step(command, None, 0) for command in reversed(last.inverses)]

        def work(_cancelled: Cancelled) -> BulkDone:
            tally = _Tally()
            for step in steps:
                refused = self._do(step, tally)
                if refused:
                    tally.refused[refused] = tally.refused.get(refused, 0) + 1
            kept = sum(tally.refused.values())
            return BulkDone("Taken back for", last.rows, (), tuple(tally.refused), kept)

        self._work.run(work, self._taken_back)
        return True

    def can_undo(self) -> bool:
        """Whether something was done that can be taken back."""
        return self._last is not None and bool(self._last.inverses)

    def is_busy(self) -> bool:
        return self._work.is_busy()

    def cancel(self) -> None:
        """Stop after the piece that is being done; what was done stays and can be undone."""
        self._work.stop_soon()

    def end(self) -> None:
        self._work.end()

    def _do_piece(self, db: Connection, plan: Plan, ids: Sequence[RowId], tally: _Tally) -> None:
        """A refused piece is halved until the rows that are refused stand alone."""
        for step in plan(db, ids):
            refused = step.refusal or self._do(step, tally)
            if refused and len(ids) > 1 and not step.refusal:
                middle = len(ids) // 2
                for half in (ids[:middle], ids[middle:]):
                    self._do_piece(db, plan, half, tally)
                return
            if refused:
                tally.refused[refused] = tally.refused.get(refused, 0) + 1

    def _do(self, step: Step, tally: _Tally) -> str:
        """Why it was refused; empty where it was not."""
        try:
            self._store.do_beside(step.command)
        except Refused as refusal:
            return refusal.detail
        tally.rows += step.rows
        if step.inverse is not None:
            tally.inverses.append(step.inverse)
        return ""

    def _tell(self, at: int, of: int) -> None:
        self._work.tell(lambda: self._told(at, of))

    def _told(self, at: int, of: int) -> None:
        if self._work.is_busy():
            words = f"{number(at)} of {number(of)} done"
            self.progressed.emit(Progress(words, at, of))

    def _ended(self, done: BulkDone) -> None:
        self._last = done
        self.ended.emit()
        self.done.emit(done)

    def _taken_back(self, done: BulkDone) -> None:
        self.ended.emit()
        self.undone.emit(done)


def _pieces(ids: Sequence[RowId]) -> Iterator[Sequence[RowId]]:
    for first in range(0, len(ids), PIECE):
        yield ids[first : first + PIECE]


def _summary(words: str, tally: _Tally, *, is_whole: bool) -> BulkDone:
    return BulkDone(
        words,
        tally.rows,
        tuple(tally.inverses),
        tuple(tally.refused),
        sum(tally.refused.values()),
        is_whole,
    )
