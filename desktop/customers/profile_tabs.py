"""The sub-tabs of a customer's page: their names, and the line of tabs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.qt.buttons import Button
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import row


class Tab(StrEnum):
    COMMUNICATION = "communication"
    ACTIVITY = "activity"
    ATTACHMENTS = "attachments"
    BILLING_CYCLES = "billing_cycles"
    BILL_PAYER = "bill_payer"
    HISTORY = "history"


WORDS: Mapping[Tab, str] = {
    Tab.COMMUNICATION: "Communication",
    Tab.ACTIVITY: "Activity",
    Tab.ATTACHMENTS: "Attachments",
    Tab.BILLING_CYCLES: "Billing cycles",
    Tab.BILL_PAYER: "Bill payer",
    Tab.HISTORY: "History",
}
STEP = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class TabLine(QWidget):
    """Tabs side by side; arrow keys walk along them."""

    chosen = signal(Tab)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("profile_tabs")
        self._buttons: dict[Tab, Button] = {}
        line = row(self, gap=18)
        for tab, words in WORDS.items():
            button = Button(words, Kind.TAB)
            button.setObjectName(f"tab_{tab}")
            button.setCheckable(True)
            button.clicked.connect(self._clicked)
            button.installEventFilter(self)
            self._buttons[tab] = button
            line.addWidget(button)
        line.addStretch(1)
        self.show_tab(Tab.ACTIVITY)

    def show_tab(self, tab: Tab) -> None:
        """Mark a tab as the one shown."""
        for each, button in self._buttons.items():
            button.setChecked(each is tab)

    def offer(self, tabs: Collection[Tab]) -> None:
        """Only these; what a role may not see has no tab."""
        for tab, button in self._buttons.items():
            button.setVisible(tab in tabs)

    def _clicked(self) -> None:
        sender = self.sender()
        for tab, button in self._buttons.items():
            if button is sender:
                self.show_tab(tab)
                self.chosen.emit(tab)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = STEP.get(Qt.Key(event.key()))
            offered = [each for each in self._buttons.values() if each.isVisible()]
            if step and watched in offered:
                at = (offered.index(watched) + step) % len(offered)
                offered[at].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
