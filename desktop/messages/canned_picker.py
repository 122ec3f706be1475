"""Picking a canned response inside the composer: type to narrow, Enter puts it into the text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from desktop.messages.canned_model import CannedLine, columns
from desktop.qt.grid import Grid
from desktop.qt.labels import Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import Card, column

_NONE = "No canned response holds these words. An administrator writes them in Settings."
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class CannedPicker(Card):
    """Opened with `open`; Up and Down move, Enter chooses, Escape goes back to the text."""

    words_typed = signal(str)
    chosen = signal(CannedLine)
    left = wish()

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[CannedLine, ...] = ()
        self.words = QLineEdit()
        self.words.setObjectName("canned_words")
        self.words.setAccessibleName("Find a canned response")
        self.words.setPlaceholderText("Type to find a response, Enter puts it into the text")
        self.grid = Grid[CannedLine](columns(), "canned_grid")
        self.grid.setAccessibleName("Canned responses")
        self.grid.setFixedHeight(190)
        self.grid.opened.connect(self._open_row)
        self._nothing = WrappedLabel(_NONE, Look.MUTED)
        inner = column(self, gap=6, edge=10)
        inner.addWidget(self.words)
        inner.addWidget(self.grid)
        inner.addWidget(self._nothing)
        self.words.textChanged.connect(self.words_typed.emit)
        self.words.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        self.words.clear()
        self.words_typed.emit("")
        self.show()
        self.words.setFocus()

    def show_lines(self, lines: Sequence[CannedLine]) -> None:
        self._lines = tuple(lines)
        self.grid.show_rows(lines)
        self.grid.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        if lines:
            self.grid.selectRow(0)

    def _move(self, by: int) -> None:
        at = self.grid.currentIndex().row() + by
        if 0 <= at < len(self._lines):
            self.grid.selectRow(at)

    def _choose(self) -> None:
        self._open_row(self.grid.current_id())

    def _open_row(self, row_id: str) -> None:
        line = next((each for each in self._lines if each.id == row_id), None)
        if line is not None:
            self.hide()
            self.chosen.emit(line)

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.words and isinstance(event, QKeyEvent) and self._took(event):
            return True
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._move(_MOVES[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._choose()
        elif key is Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
