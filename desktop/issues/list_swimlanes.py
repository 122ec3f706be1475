"""The button that chooses what the swimlanes of the board are made of."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.qt.buttons import Button
from desktop.qt.signals import signal
from desktop.qt.tones import Kind

WORDS: Mapping[str, str] = {
    "": "No swimlanes",
    "owner": "By owner",
    "issue_type": "By type",
    "priority": "By priority",
}


class SwimlanesButton(Button):
    """Says which lanes there are, and offers the others."""

    chosen = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Swimlanes", Kind.PLAIN, "rows-3", "issues.lanes", parent)
        self.setObjectName("issues_lanes")
        self._menu = QMenu(self)
        self._menu.setObjectName("issues_lanes_menu")
        group = QActionGroup(self._menu)
        self._entries: dict[str, QAction] = {}
        for key, words in WORDS.items():
            entry = self._menu.addAction(words)
            entry.setCheckable(True)
            entry.setData(key)
            group.addAction(entry)
            self._entries[key] = entry
        self._menu.triggered.connect(self._picked)
        self.clicked.connect(self._offer)

    def show_lanes(self, key: str) -> None:
        """The lanes in force; the table may be grouped by something that makes none."""
        known = key if key in WORDS else ""
        self._entries[known].setChecked(True)
        self.relabel(f"Swimlanes: {WORDS[known].lower()}" if known else "Swimlanes")

    def _offer(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _picked(self, entry: QAction) -> None:
        self.chosen.emit(str(entry.data()))
