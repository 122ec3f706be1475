"""Where one has been: pages and links in order, to go back and forward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.links import Link
from desktop.qt.signals import signal
from desktop.shell.top_bar import Ways

KEPT = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A page, or something opened on it."""

    page: str
    link: Link | None = None


class Navigation(QObject):
    """Goes to places and remembers them; `show` does the showing."""

    ways_changed = signal(Ways)

    def __init__(self, show: Callable[[Place], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._places: list[Place] = []
        self._at = -1

    def begin(self, place: Place) -> None:
        """Start here, without showing it yet."""
        self._places, self._at = [place], 0

    def again(self) -> None:
        """Show the place one is at."""
        if self._at >= 0:
            self._arrive()

    def place(self) -> Place | None:
        """Where one is; nowhere before the first."""
        return self._places[self._at] if self._at >= 0 else None

    def ways(self) -> Ways:
        """Where one can go from here."""
        return Ways(self._at > 0, self._at + 1 < len(self._places))

    def go(self, place: Place) -> None:
        """Show a place; what lay ahead is forgotten."""
        if self._at >= 0 and self._places[self._at] == place:
            self._show(place)
            return
        self._places = [*self._places[: self._at + 1], place][-KEPT:]
        self._at = len(self._places) - 1
        self._arrive()

    def back(self) -> None:
        if self._at > 0:
            self._at -= 1
            self._arrive()

    def forward(self) -> None:
        if self._at + 1 < len(self._places):
            self._at += 1
            self._arrive()

    def _arrive(self) -> None:
        self._show(self._places[self._at])
        self.ways_changed.emit(self.ways())
