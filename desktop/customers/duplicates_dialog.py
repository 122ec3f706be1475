"""Possible duplicates among all customers: one pair a line, compared with a click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.customers.duplicates_model import PairShown
from desktop.qt.formatting import counted
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look
from desktop.qt.progress import Progress
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal
from desktop.qt.table_model import CellLook, Column
from desktop.qt.widgets import EmptyState
from desktop.replica.duplicates import MOST_PAIRS


class DuplicatesDialog(Sheet):
    """Opened empty while it is being looked; then the pairs."""

    compare_requested = signal(str)
    """The ids of both, with a space between."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("duplicates", "Possible duplicates", "Compare…", "merge", parent)
        self.grid = Grid[PairShown](_COLUMNS, "duplicates_grid")
        self.grid.setAccessibleName("Pairs of customers who may be the same person")
        self._empty = EmptyState(
            "circle-check", "No duplicates found", "No two customers share a phone, e-mail or name."
        )
        self._count = Label("", Look.MUTED)
        self._body = QStackedWidget()
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        self.body.addWidget(self._body, 1)
        self.body.addWidget(self._count)
        self.leave.relabel("Close")
        self.act.clicked.connect(self._compare)
        self.grid.opened.connect(self.compare_requested.emit)
        self.grid.current_changed.connect(self._current_changed)
        self.explain("Customers with the same phone, e-mail, or name and place.")
        self.resize(900, 560)

    def looking(self) -> None:
        """It takes a moment."""
        self.show_progress(Progress("Looking through all customers…"))
        self.act.setEnabled(False)
        self.present()

    def show_pairs(self, pairs: Sequence[PairShown]) -> None:
        self.show_progress(None)
        self.grid.show_rows(pairs)
        self._body.setCurrentIndex(0 if pairs else 1)
        more = " or more" if len(pairs) >= MOST_PAIRS else ""
        self._count.setText(f"{counted(len(pairs), 'pair')}{more}" if pairs else "")
        if pairs:
            self.grid.selectRow(0)
            self.grid.setFocus()

    def _current_changed(self, row_id: str) -> None:
        self.act.setEnabled(bool(row_id))

    def _compare(self) -> None:
        if self.grid.current_id():
            self.compare_requested.emit(self.grid.current_id())


def _one(pair: PairShown) -> str:
    return pair.one.name


def _other(pair: PairShown) -> str:
    return pair.other.name


def _place(pair: PairShown) -> str:
    return pair.one.place or pair.other.place


def _why(pair: PairShown) -> str:
    return pair.why


_COLUMNS = (
    Column("Customer", _one, 200, CellLook.PERSON, stretches=True),
    Column("May be the same as", _other, 200, CellLook.PERSON, stretches=True),
    Column("Why", _why, 240, CellLook.MUTED),
    Column("Place", _place, 150, CellLook.MUTED, gives_way=True),
)
