"""The menu of the phone's pill: how the phone is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.qt.signals import signal


class PhoneChoice(StrEnum):
    TRY_NOW = "try_now"
    SOUND = "sound"
    OWN_PHONE = "own_phone"
    OFFICE_PHONE = "office_phone"


WORDS: Mapping[PhoneChoice, str] = {
    PhoneChoice.TRY_NOW: "Try to connect now",
    PhoneChoice.SOUND: "Phone and sound…",
    PhoneChoice.OWN_PHONE: "Use another phone provider…",
    PhoneChoice.OFFICE_PHONE: "Use the office's phone again",
}


class PhoneMenu(QMenu):
    """Opens under the pill."""

    chosen = signal(PhoneChoice)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("phone_menu")
        self._why = self.addAction("")
        self._why.setEnabled(False)
        self.addSeparator()
        self._choices: dict[QAction, PhoneChoice] = {}
        for choice, words in WORDS.items():
            action = self.addAction(words)
            action.setObjectName(f"phone_{choice}")
            action.triggered.connect(self._picked)
            self._choices[action] = choice

    def offer(self, why: str, offered: frozenset[PhoneChoice]) -> None:
        """Say how the phone is, and offer what makes sense now."""
        self._why.setText(why.replace("&", "&&"))
        for action, choice in self._choices.items():
            action.setVisible(choice in offered)

    def open_at(self, corner: QPoint) -> None:
        """Open with the right edges in line."""
        self.popup(QPoint(corner.x() - self.sizeHint().width(), corner.y()))

    def _picked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.chosen.emit(self._choices[sender])
