"""Run inside a display: the same rows in Qt's own QSqlTableModel; prints the same JSON."""

from __future__ import annotations

import random
import sys
import time

import msgspec
import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView

from tests.bench.grid_desk import FRAMES, JUMPS, Told

FILTERS = {
    "invoice": (
        "status = 'overdue'",
        "total_cents BETWEEN 100000 AND 200000",
        "title LIKE '%oven%'",
    ),
    "hold": (
        "state = 'ready_to_release'",
        "amount_cents BETWEEN 100000 AND 120000",
        "reason LIKE '%Leak%'",
    ),
}
SORTS = {
    "invoice": ("created_at", "number", "due_at", "total_cents"),
    "hold": ("held_at", "amount_cents", "released_at", "reason"),
}
TIMES = 12


def exposed(view: QTableView) -> None:
    """Wait until the window is really there; nothing is painted before."""
    loop, look = QEventLoop(), QTimer(interval=1)
    handle = view.windowHandle()
    look.timeout.connect(lambda: loop.quit() if handle.isExposed() else None)
    look.start()
    loop.exec()
    look.stop()


def main() -> None:
    application = QApplication([])
    table = sys.argv[2] if len(sys.argv) > 2 else "invoice"
    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(sys.argv[1])
    assert database.open(), database.lastError().text()
    began = time.perf_counter()
    told, view = Told(), QTableView()
    model = QSqlTableModel(None, database)
    model.setTable(table)
    model.select()
    view.setModel(model)
    view.resize(1440, 900)
    view.show()
    exposed(view)
    view.viewport().repaint()
    told.first_rows = (time.perf_counter() - began) * 1000
    while model.canFetchMore():
        model.fetchMore()
    told.whole = (time.perf_counter() - began) * 1000
    bar, chance = view.verticalScrollBar(), random.Random(2)
    QApplication.sendPostedEvents()

    def frame(to: int) -> float:
        start = time.perf_counter()
        bar.setValue(to)
        view.viewport().repaint()
        took = (time.perf_counter() - start) * 1000
        QApplication.sendPostedEvents()
        return took

    told.frames = [frame(bar.maximum() * at // (FRAMES - 1)) for at in range(FRAMES)]
    told.jumps = [frame(chance.randrange(max(1, bar.maximum()))) for _ in range(JUMPS)]
    told.rss_mb = psutil.Process().memory_info().rss / 2**20
    for at in range(TIMES):
        start = time.perf_counter()
        way = Qt.SortOrder.AscendingOrder if at % 2 else Qt.SortOrder.DescendingOrder
        model.setSort(model.fieldIndex(SORTS[table][at % len(SORTS[table])]), way)
        model.select()
        view.viewport().repaint()
        told.sorts.append((time.perf_counter() - start) * 1000)
    for at in range(TIMES):
        start = time.perf_counter()
        model.setFilter(FILTERS[table][at % len(FILTERS[table])])
        model.select()
        view.viewport().repaint()
        told.filters.append((time.perf_counter() - start) * 1000)
    print(msgspec.json.encode(told).decode())
    application.quit()


if __name__ == "__main__":
    main()
