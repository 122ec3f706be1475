"""All, Quotes, Bookings, Invoices: what the issues are about, with live counts; and how to show
them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtWidgets import QWidget

from desktop.qt.buttons import Button
from desktop.qt.formatting import counted, number
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import row
from desktop.replica.listing_issues_fields import SEGMENTS

TITLES = {"": "All"} | {str(kind): f"{kind.capitalize()}s" for kind in SEGMENTS}


class Shape(StrEnum):
    """How the issues are shown."""

    LIST = "list"
    BOARD = "board"


class Segments(QWidget):
    """One of them is chosen; the counts are of what the filters let through."""

    chosen = signal(str)
    shape_chosen = signal(Shape)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[Button, str] = {}
        self._shapes: dict[Button, Shape] = {}
        line = row(self, gap=16)
        line.setContentsMargins(16, 4, 16, 0)
        for key, title in TITLES.items():
            button = Button(title, Kind.TAB)
            button.setObjectName(f"issues_of_{key or 'all'}")
            button.setCheckable(True)
            button.clicked.connect(self._clicked)
            self._buttons[button] = key
            line.addWidget(button)
        line.addStretch(1)
        both = QWidget()
        inner = row(both, gap=4)
        for shape, icon in ((Shape.LIST, "list"), (Shape.BOARD, "kanban")):
            button = Button(shape.capitalize(), Kind.CHIP, icon, f"issues.{shape}")
            button.setObjectName(f"issues_as_{shape}")
            button.explain(f"Show as a {shape}")
            button.setCheckable(True)
            button.clicked.connect(self._shape)
            self._shapes[button] = shape
            inner.addWidget(button)
        line.addWidget(both)
        self.show_chosen("")
        self.show_shape(Shape.LIST)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many issues are about each; all of them are the sum."""
        for button, key in self._buttons.items():
            count = counts.get(key, 0) if key else sum(counts.values())
            button.relabel(f"{TITLES[key]}  {number(count)}")
            button.setAccessibleName(f"{TITLES[key]}: {counted(count, 'issue')}")

    def show_chosen(self, key: str) -> None:
        """Which one is in force; none where the filter says something else."""
        # Not auto-exclusive: Qt would let Tab reach only the one that is chosen.
        for button, each in self._buttons.items():
            button.setChecked(each == key)

    def show_shape(self, shape: Shape) -> None:
        for button, each in self._shapes.items():
            button.setChecked(each is shape)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button) and button in self._buttons:
            self.show_chosen(self._buttons[button])
            self.chosen.emit(self._buttons[button])

    def _shape(self) -> None:
        button = self.sender()
        if isinstance(button, Button) and button in self._shapes:
            self.show_shape(self._shapes[button])
            self.shape_chosen.emit(self._shapes[button])
