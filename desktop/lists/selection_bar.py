"""What can be done with the rows selected: how many, actions, and a way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.qt.buttons import Button
from desktop.qt.formatting import number
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import row


@dataclass(frozen=True, slots=True)
class RowAction:
    """Something to do with one row or with many, as data."""

    key: str
    label: str
    icon: str = ""


class SelectionBar(QWidget):
    """Stands where the filters are while anything is selected."""

    acted = signal(str)
    """The key of the action."""
    all_requested = wish()
    cleared = wish()

    def __init__(self, actions: Sequence[RowAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selection_bar")
        self._words = Label("", Look.STRONG)
        self._keys: dict[Button, str] = {}
        self._all = Button("Select all", Kind.LINK)
        self._all.setObjectName("selection_all")
        self._all.hint("Ctrl+A")
        self._none = Button("Clear selection", Kind.LINK)
        self._none.setObjectName("selection_none")
        self._none.hint("Esc")
        line = row(self, gap=6)
        line.addWidget(self._words)
        line.addWidget(self._all)
        line.addWidget(self._none)
        line.addSpacing(8)
        for action in actions:
            button = Button(action.label, Kind.PLAIN, action.icon)
            button.setObjectName(f"bulk_{action.key}")
            button.clicked.connect(self._clicked)
            self._keys[button] = action.key
            line.addWidget(button)
        line.addStretch(1)
        self._all.clicked.connect(self.all_requested)
        self._none.clicked.connect(self.cleared)

    def show_count(self, selected: int, matching: int) -> None:
        """How many of those that match are selected."""
        self._words.setText(f"{number(selected)} selected")
        self._all.relabel(f"Select all {number(matching)}")
        self._all.hint("Ctrl+A")
        self._all.setVisible(selected < matching)

    def set_busy(self, busy: object) -> None:
        """While something is done nothing else can begin."""
        for button in self._keys:
            button.setEnabled(not busy)

    def button_of(self, key: str) -> Button | None:
        """The button of an action, to put a menu under it."""
        return next((button for button, each in self._keys.items() if each == key), None)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button) and button in self._keys:
            self.acted.emit(self._keys[button])
