"""Slow work beside the window: one thread, the newest job wins, the rest is dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from PySide6.QtCore import QObject

from desktop.qt.hop import GuiThread, Work

T = TypeVar("T")
Cancelled = Callable[[], bool]
"""Asked by the work now and then: whether nobody waits for it any more."""
END_SECONDS = 3.0


class Background(QObject):
    """Values in, values out. A job that was overtaken ends soon and its answer is dropped.

    One thread for all jobs: each thread that reads the replica costs a connection to it.
    """

    def __init__(
        self,
        name: str,
        parent: QObject | None = None,
        is_there: Callable[[], bool] = lambda: True,
    ) -> None:
        """`is_there` says whether what jobs read still exists: where it was erased under them,
        whatever they stumble over is no fault."""
        super().__init__(parent)
        self._is_there = is_there
        self.setObjectName(name)
        self._gui = GuiThread(self)
        self._turn = threading.Condition()
        self._next: Work | None = None
        self._stop = threading.Event()
        self._soon = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_busy = False
        self._is_ending = False

    def is_busy(self) -> bool:
        """Whether the newest job has not answered yet."""
        return self._is_busy

    def run(self, work: Callable[[Cancelled], T], done: Callable[[T], None]) -> None:
        """Do this in the thread, then `done` with its answer here; a fault is raised here, too."""
        self._stop.set()
        stop, soon = threading.Event(), threading.Event()
        self._stop, self._soon = stop, soon

        def job() -> None:
            try:
                found = work(lambda: stop.is_set() or soon.is_set())
            except Exception as fault:  # noqa: BLE001 - raised again where it can be seen
                reason = fault
                self.tell(lambda: self._fail(stop, reason))
            else:
                self.tell(lambda: self._answer(stop, lambda: done(found)))

        self._is_busy = True
        with self._turn:
            self._next = job
            self._turn.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=self.objectName(), daemon=True)
            self._thread.start()

    def tell(self, word: Work) -> None:
        """For a job, from its thread: do something on the GUI thread."""
        with suppress(RuntimeError):  # the window is gone and nobody waits
            self._gui.run(word)

    def cancel(self) -> None:
        """Nobody waits any more."""
        self._stop.set()
        self._is_busy = False

    def stop_soon(self) -> None:
        """The job shall come to its end early; what it answers is still waited for."""
        self._soon.set()

    def end(self) -> None:
        """At the end of a desk: waits until the thread does nothing any more."""
        self.cancel()
        with self._turn:
            self._is_ending, self._next = True, None
            self._turn.notify()
        if self._thread is not None:
            self._thread.join(END_SECONDS)

    def _serve(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._is_ending or self._next is not None)
                job, self._next = self._next, None
            if job is None:
                return
            job()

    def _answer(self, stop: threading.Event, done: Work) -> None:
        if not stop.is_set():
            self._is_busy = False
            done()

    def _fail(self, stop: threading.Event, fault: Exception) -> None:
        if not stop.is_set():
            self._is_busy = False
            if self._is_there():
                raise fault
