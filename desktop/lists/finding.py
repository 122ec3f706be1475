"""Answering what a person asked of a list: first rows at once, the rest beside the window."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal, wish
from desktop.replica.listing_query import Query, settled
from desktop.replica.listing_spec import ListSpec
from desktop.replica.listing_window import First, Listing, Whole, look_first, look_through
from desktop.store import Store

SLOW_MS, AGAIN_MS = 250, 400


@dataclass(frozen=True, slots=True)
class _Answer:
    first: First | None
    whole: Whole | None
    took_ms: int


class Finding(QObject):
    """One question at a time; a newer one overtakes."""

    found = signal(Listing)
    """Another question's rows, from the top; perhaps only the first."""
    completed = signal(Listing)
    """All rows of the same question: places, groups and totals are known."""
    waits = wish()

    def __init__(self, store: Store, spec: ListSpec, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._spec, self._clock = store, spec, clock
        self._work = Background(f"find {spec.key}", self, store.is_there)
        self._listing: Listing | None = None
        self._query = Query()
        self._is_new = False
        self._every: int | None = None
        """How many rows there were in all, when they were last looked through."""
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._slow.timeout.connect(self.waits)
        self._again.timeout.connect(self._look_again)

    def ask(self, query: Query) -> None:
        """Look for these rows."""
        self._query, self._is_new = query, True
        self._slow.start()
        self._look(settled(query, self._clock()))

    def look_again(self) -> None:
        """Rows have changed; soon, and not all the time."""
        if not self._again.isActive():
            self._again.start()

    def is_busy(self) -> bool:
        """Whether something is still looked for."""
        return self._work.is_busy() or self._again.isActive()

    def end(self) -> None:
        """The desk closes."""
        self._again.stop()
        self._slow.stop()
        self._work.end()

    def _look_again(self) -> None:
        if self._work.is_busy():
            self._again.start()
            return
        self._look(settled(self._query, self._clock()))

    def _look(self, query: Query) -> None:
        store, spec, whole_only = self._store, self._spec, bool(query.group_by)
        every = self._every

        def work(cancelled: Cancelled) -> _Answer:
            began = time.monotonic()
            db = store.reader()
            if whole_only:
                whole = look_through(db, spec, query, cancelled)
                return _Answer(First((), whole.places[:0], 0, is_whole=True), whole, _since(began))
            return _Answer(look_first(db, spec, query, every), None, _since(began))

        self._work.run(work, lambda answer: self._answered(query, answer))

    def _answered(self, query: Query, answer: _Answer) -> None:
        if answer.first is None:
            return
        made = Listing(self._store.reader, self._spec, query, answer.first)
        if answer.whole is not None:
            self._whole(made, answer.whole, answer.took_ms)
            return
        if self._is_new:
            self._show_new(made)
        self._look_whole(made)

    def _look_whole(self, made: Listing) -> None:
        store, spec, query = self._store, self._spec, made.query

        def work(cancelled: Cancelled) -> _Answer:
            began = time.monotonic()
            return _Answer(
                None, look_through(store.reader(), spec, query, cancelled), _since(began)
            )

        def done(answer: _Answer) -> None:
            if answer.whole is not None:
                self._whole(made, answer.whole, answer.took_ms)

        self._work.run(work, done)

    def _whole(self, made: Listing, whole: Whole, took_ms: int) -> None:
        if self._listing is not None and self._listing.query.group_by == made.query.group_by:
            made.follow(self._listing)
        made.learn(whole)
        if not made.query.filters and not made.query.words:
            self._every = len(whole.places)
        # While much changes, looking again takes a quarter of the time at most.
        self._again.setInterval(max(AGAIN_MS, 3 * took_ms))
        if self._is_new:
            self._show_new(made)
        self._listing = made
        self.completed.emit(made)

    def _show_new(self, made: Listing) -> None:
        self._is_new = False
        self._slow.stop()
        self._listing = made
        self.found.emit(made)


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
