"""Reasons to withhold and to release pay: two lists in one place."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.admin.catalogue_model import REASONS
from desktop.admin.catalogue_page import CataloguePage
from desktop.qt.buttons import Button, chip
from desktop.qt.signals import signal
from desktop.qt.widgets import column, row
from desktop.store import Store


class ReasonsPage(QWidget):
    """The two lists of reasons, one above the other's place."""

    said = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        chips = row(gap=6)
        stack = column(self, gap=10)
        stack.addLayout(chips)
        self._chips: dict[Button, CataloguePage] = {}
        for words, catalogue in REASONS.items():
            page = CataloguePage(store, catalogue)
            page.said.connect(self.said.emit)
            button = chip(words)
            button.setObjectName(f"{catalogue.key}_list")
            button.clicked.connect(self._chosen)
            self._chips[button] = page
            chips.addWidget(button)
            stack.addWidget(page, 1)
        chips.addStretch(1)
        self._choose(next(iter(self._chips)))

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        for page in self._chips.values():
            page.refresh(entities)

    def pages(self) -> tuple[CataloguePage, ...]:
        return tuple(self._chips.values())

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self._choose(sender)

    def _choose(self, chosen: Button) -> None:
        for button, page in self._chips.items():
            button.setChecked(button is chosen)
            page.setVisible(button is chosen)
