"""Run inside a display: our list of a million invoices, dragged, sorted, filtered; prints JSON."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.lists.list_page import ListPage
from desktop.lists.record_looks import RECORD_LOOKS
from desktop.qt import theme
from desktop.qt.hop import GuiThread
from desktop.qt.tones import Scheme
from desktop.replica.listing_query import Filter, Op, Query, Sort
from desktop.replica.listing_records import RECORD_LISTS
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.values import RecordKind
from tests.bench.million_rows import KEY

FRAMES, JUMPS, CHANGES, SLOW_CHANGES = 360, 300, 30, 4
INDEXED = ("created", "number", "due", "total")
UNINDEXED = ("title", "customer", "status")
PATIENCE_MS = 60_000
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FILTERS = (
    Filter("status", Op.ONE_OF, ("overdue",)),
    Filter("status", Op.ONE_OF, ("open", "credited")),
    Filter("total", Op.BETWEEN, ("100000", "200000")),
    Filter("created", Op.LAST_DAYS, ("400",)),
    Filter("title", Op.CONTAINS, ("oven",)),
    Filter("customer", Op.CONTAINS, ("smith",)),
)


class Told(msgspec.Struct):
    """Everything measured, in milliseconds and megabytes."""

    first_rows: float = 0
    whole: float = 0
    frames: list[float] = []
    frames_cpu: list[float] = []
    """The window's own thread, whatever else the machine does."""
    jumps: list[float] = []
    sorts: list[float] = []
    slow_sorts: list[float] = []
    filters: list[float] = []
    gaps: list[float] = []
    rss_mb: float = 0
    """After dragging over everything."""
    rss_after_mb: float = 0
    """After sorting and filtering as well."""


class Measure:
    """One window with one list; another list says what it is and how it is asked."""

    indexed: tuple[str, ...] = INDEXED
    unindexed: tuple[str, ...] = UNINDEXED
    filters: tuple[Filter, ...] = FILTERS
    newest = "created"
    changes, slow_changes = CHANGES, SLOW_CHANGES

    def __init__(self, profile: Path) -> None:
        self._profile = Profile(profile, KEY)
        self._gui = GuiThread()
        self.store = Store(self._profile, lambda: NOW, self._gui.run)
        began = time.perf_counter()
        self.told = Told()
        self.page = self.make_page()
        self.page.resize(1440, 900)
        self.page.show()
        self._painted_when(lambda: self.rows() > 0)
        self.told.first_rows = _ms(began)
        self.idle()
        self.told.whole = _ms(began)

    def make_page(self) -> ListPage:
        """The list that is measured."""
        kind = RecordKind.INVOICE
        return ListPage(RECORD_LOOKS[kind], RECORD_LISTS[kind], self.store, lambda: NOW)

    def rows(self) -> int:
        return self.page.view.grid.model_of_rows().rowCount()

    def idle(self) -> None:
        self._until(lambda: not self.page.desk.is_busy())

    def sweep(self) -> None:
        """The bar dragged from one end to the other, then jumps."""
        bar = self.page.view.grid.verticalScrollBar()
        chance = random.Random(2)
        for at in range(FRAMES):
            spent = time.thread_time()
            self.told.frames.append(self._frame(bar.maximum() * at // (FRAMES - 1)))
            self.told.frames_cpu.append((time.thread_time() - spent) * 1000)
        for _ in range(JUMPS):
            self.told.jumps.append(self._frame(chance.randrange(bar.maximum())))
        self.told.rss_mb = psutil.Process().memory_info().rss / 2**20

    def sort(self) -> None:
        """Orders an index serves, then orders none does."""
        for at in range(self.changes):
            key = self.indexed[at % len(self.indexed)]
            query = Query(sorts=(Sort(key, at // len(self.indexed) % 2 == 0),))
            self.told.sorts.append(self._change(query))
        for at in range(self.slow_changes):
            key = self.unindexed[at % len(self.unindexed)]
            query = Query(sorts=(Sort(key, at >= len(self.unindexed)),))
            self.told.slow_sorts.append(self._change(query))

    def filter(self) -> None:
        """One filter after another, each upon the whole list again."""
        for at in range(self.changes):
            one = self.filters[at % len(self.filters)]
            query = Query(sorts=(Sort(self.newest, at % 2 == 0),), filters=(one,))
            self.told.filters.append(self._change(query))

    def end(self) -> None:
        self.page.end()
        self._profile.close()

    def _frame(self, to: int) -> float:
        grid = self.page.view.grid
        began = time.perf_counter()
        grid.verticalScrollBar().setValue(to)
        grid.viewport().repaint()
        took = _ms(began)
        QApplication.sendPostedEvents()
        return took

    def _change(self, query: Query) -> float:
        """From asking to the first rows painted; the rest is waited for afterwards."""
        shown: list[object] = []
        finding = self.page.desk._finding
        finding.found.connect(shown.append)
        last = [time.perf_counter()]
        ticks = QTimer(interval=5)

        def tick() -> None:
            now = time.perf_counter()
            self.told.gaps.append((now - last[0]) * 1000)
            last[0] = now

        ticks.timeout.connect(tick)
        ticks.start()
        began = time.perf_counter()
        self.page.desk.show_query(query)
        self._until(lambda: bool(shown))
        self.page.view.grid.viewport().repaint()
        took = _ms(began)
        self.idle()
        ticks.stop()
        finding.found.disconnect(shown.append)
        return took

    def _painted_when(self, holds: Callable[[], bool]) -> None:
        self._until(holds)
        self.page.view.grid.viewport().repaint()

    def _until(self, holds: Callable[[], bool]) -> None:
        loop, look = QEventLoop(), QTimer(interval=1)
        limit = time.perf_counter() + PATIENCE_MS / 1000

        def check() -> None:
            if holds() or time.perf_counter() > limit:
                loop.quit()

        look.timeout.connect(check)
        look.start()
        if not holds():
            loop.exec()
        look.stop()


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def main() -> None:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app, Scheme.LIGHT)
    measure = Measure(Path(sys.argv[1]))
    measure.sweep()
    measure.sort()
    measure.filter()
    measure.told.rss_after_mb = psutil.Process().memory_info().rss / 2**20
    measure.end()
    print(msgspec.json.encode(measure.told).decode())


if __name__ == "__main__":
    main()
