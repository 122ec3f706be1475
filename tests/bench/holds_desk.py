"""Run inside a display: the finance grid with a million holds, as `grid_desk`; prints JSON."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import msgspec
import psutil
from PySide6.QtWidgets import QApplication

from desktop.holds.holds_list import HoldsList
from desktop.holds.list_model import LOOK
from desktop.lists.list_page import ListPage
from desktop.qt import theme
from desktop.qt.tones import Scheme
from desktop.replica.listing_query import Filter, Op, Query
from sync_server.contract.values import HoldState
from tests.bench.grid_desk import NOW, Measure, Told

RELEASED_AT_ONCE, RELEASES = 500, 5
READY = Filter("state", Op.ONE_OF, (str(HoldState.READY_TO_RELEASE),))


class HoldsTold(Told, kw_only=True):
    """With what only this grid does, in milliseconds."""

    releases: list[float] = msgspec.field(default_factory=list)
    """From the yes until they are gone from the grid."""
    asks: list[float] = msgspec.field(default_factory=list)
    """From the button until the question is there."""
    released: int = 0
    grouped: float = 0
    """Until groups by fieldworker have their totals."""


class HoldsMeasure(Measure):
    indexed = ("since", "amount", "released_at", "reason")
    unindexed = ("worker", "booking", "customer")
    newest = "since"
    changes, slow_changes = 12, 3
    filters = (
        READY,
        Filter("state", Op.ONE_OF, ("held", "recovery_due")),
        Filter("amount", Op.BETWEEN, ("100000", "120000")),
        Filter("since", Op.LAST_DAYS, ("900",)),
        Filter("reason", Op.CONTAINS, ("Leak",)),
        Filter("worker", Op.CONTAINS, ("worker 07",)),
    )

    def make_page(self) -> ListPage:
        made = HoldsList(self.store, lambda: NOW)
        self.holds = made
        self.stop = self.store.listen(made.refresh)
        return made

    def whole_list(self) -> None:
        """Holds and releases, all of them."""
        self.page.desk.show_query(LOOK.views[-1].query)
        self.idle()

    def group(self) -> float:
        began = time.perf_counter()
        self.page.desk.show_query(Query(group_by="worker"))
        self.idle()
        return (time.perf_counter() - began) * 1000

    def release(self) -> None:
        """500 selected, asked, said yes to; until the grid has been worked out without them."""
        self.told = told = msgspec.convert(msgspec.to_builtins(self.told), HoldsTold)
        self.page.desk.show_query(LOOK.views[1].query)
        self.idle()
        model, grid = self.page.view.grid.model_of_rows(), self.page.view.grid
        for _ in range(RELEASES):
            for at in range(min(RELEASED_AT_ONCE, model.rowCount())):
                grid.toggle_row(model.row(at).id)
            began = time.perf_counter()
            self.holds.add_requested.emit()
            self._until(lambda: self.holds.releasing.dialog().isVisible())
            told.asks.append((time.perf_counter() - began) * 1000)
            going = len(self.holds.releasing.dialog().asked().going)
            began = time.perf_counter()
            self.holds.releasing.dialog()._take()
            left = model.rowCount() - going
            self._until(lambda few=left: model.rowCount() <= few)  # type: ignore[misc]
            told.releases.append((time.perf_counter() - began) * 1000)
            told.released += going
            self._until(lambda: not self.holds.is_busy())
            self.holds.releasing.dialog().reject()


def main() -> None:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app, Scheme.LIGHT)
    measure = HoldsMeasure(Path(sys.argv[1]))
    measure.whole_list()
    measure.sweep()
    measure.sort()
    measure.filter()
    grouped = measure.group()
    measure.release()
    told = measure.told
    assert isinstance(told, HoldsTold)
    told.grouped = grouped
    told.rss_after_mb = psutil.Process().memory_info().rss / 2**20
    measure.stop()
    measure.end()
    print(msgspec.json.encode(told).decode())


if __name__ == "__main__":
    main()
