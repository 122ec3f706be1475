"""The day a release is expected, typed into the cell of the grid: F2, Enter or a double click."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit

from desktop.lists.list_grid import ListGrid
from desktop.lists.words_model import DAY_FORM, day_typed
from desktop.qt.labels import tip
from desktop.qt.signals import signal


@dataclass(frozen=True, slots=True)
class Expected:
    """A hold and the day its release is expected; empty: not known."""

    hold_id: str
    day: str


class ExpectEditor(QLineEdit):
    """Stands over the cell. Enter takes the day, Escape or leaving the cell leaves it as it was."""

    chosen = signal(Expected)

    def __init__(self, grid: ListGrid, section: int) -> None:
        super().__init__(grid.viewport())
        self.setObjectName("expected_on")
        self.setAccessibleName("Expected release, as year, month, day")
        self.setPlaceholderText(DAY_FORM)
        self.setMaxLength(10)
        self._grid, self._section = grid, section
        self._row_id = ""
        self._may = True
        key = QShortcut(QKeySequence(Qt.Key.Key_F2), grid)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self.edit_row)
        grid.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.hide()

    def allow(self, *, may: bool) -> None:
        """Whether this person may set it at all."""
        self._may = may

    def is_meant(self) -> bool:
        """Whether the cell a person opens is that of the day."""
        return self._may and self._grid.currentIndex().column() == self._section

    def edit_row(self) -> None:
        """Edit the day of the current row, where the column is shown."""
        here = self._grid.currentIndex()
        if not self._may or not here.isValid() or self._grid.isColumnHidden(self._section):
            return
        row = self._grid.model_of_rows().row(here.row())
        if row.head is not None:
            return
        cell = here.siblingAtColumn(self._section)
        self._grid.scrollTo(cell)
        self._grid.setCurrentIndex(cell)
        self._row_id = row.id
        self.setText(str(row.values[self._section] or ""))
        self.setProperty("wrong", False)  # noqa: FBT003 - Qt's own
        self.setGeometry(self._grid.visualRect(cell).adjusted(2, 2, -2, -2))
        self.show()
        self.setFocus()
        self.selectAll()

    def _take(self) -> None:
        day = day_typed(self.text())
        if day is None:
            tip(self, f"Write the day as {DAY_FORM}, or nothing.")
            self.setProperty("wrong", True)  # noqa: FBT003 - Qt's own
            self.style().polish(self)
            self.selectAll()
            return
        row_id = self._row_id
        self._leave()
        self.chosen.emit(Expected(row_id, day))

    def _scrolled(self, _to: int) -> None:
        if self.isVisible():
            self._leave()

    def _leave(self) -> None:
        self.hide()
        self._grid.setFocus()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
