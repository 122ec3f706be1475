"""Choosing a label for the customers selected: one in use, or a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QWidget

from desktop.lists.columns_model import harmless_line
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column

MOST_CHARACTERS = 40


class LabelPicker(QFrame):
    """Typing narrows the labels in use; Enter takes the one marked, or what was typed."""

    picked = signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("label_picker")
        self.setProperty("card", "raised")
        self.setFixedWidth(280)
        self._labels: tuple[str, ...] = ()
        self._takes_new = True
        self._title = Label("", Look.STRONG)
        self._typed = QLineEdit()
        self._typed.setObjectName("label_typed")
        self._typed.setMaxLength(MOST_CHARACTERS)
        self._typed.setAccessibleName("Label")
        self._list = QListWidget()
        self._list.setObjectName("label_choices")
        self._list.setAccessibleName("Labels in use")
        self._list.setFixedHeight(180)
        self._ok = Button("Add label", Kind.PRIMARY)
        self._ok.setObjectName("label_take")
        stack = column(self, gap=8, edge=12)
        for each in (self._title, self._typed, self._list, self._ok):
            stack.addWidget(each)
        self._typed.textChanged.connect(self._narrow)
        self._list.itemActivated.connect(self._take)
        self._list.itemClicked.connect(self._take)
        self._ok.clicked.connect(self._take_typed)

    def ask(self, title: str, labels: Sequence[str], at: QPoint, *, takes_new: bool) -> None:
        """Offer these; with `takes_new` another may be typed."""
        self._labels, self._takes_new = tuple(labels), takes_new
        self._title.setText(title)
        self.setAccessibleName(title)
        self._ok.relabel(title)
        words = "Type a label, or choose one" if takes_new else "Type to find a label"
        self._typed.setPlaceholderText(words)
        self._typed.clear()
        self._narrow("")
        self.move(at)
        self.show()
        self._typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self, _text: str) -> None:
        words = self._typed.text().strip().casefold()
        self._list.clear()
        for label in self._labels:
            if words in label.casefold():
                self._list.addItem(harmless_line(label))
                self._list.item(self._list.count() - 1).setData(Qt.ItemDataRole.UserRole, label)
        self._list.setFixedHeight(min(180, 24 * max(1, self._list.count()) + 8))
        self._ok.setEnabled(bool(self._chosen()))
        self.adjustSize()

    def _chosen(self) -> str:
        """What was typed, as it is written already where it is in use."""
        typed = self._typed.text().strip()
        known = {label.casefold(): label for label in self._labels}
        if typed.casefold() in known:
            return known[typed.casefold()]
        at = self._list.currentRow()
        if at >= 0:
            return self._label_at(at)
        return typed if self._takes_new else ""

    def _label_at(self, row: int) -> str:
        return str(self._list.item(row).data(Qt.ItemDataRole.UserRole))

    def _take_typed(self) -> None:
        label = self._chosen()
        if label:
            self.hide()
            self.picked.emit(label)

    def _take(self) -> None:
        at = self._list.currentRow()
        if at >= 0:
            self.hide()
            self.picked.emit(self._label_at(at))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take_typed()
        elif event.key() == Qt.Key.Key_Down:
            self._list.setFocus()
            self._list.setCurrentRow(0)
        else:
            super().keyPressEvent(event)
