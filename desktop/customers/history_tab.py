"""The History tab, wired: who changed what of this customer (TML-10)."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.history.history_panel import HistoryPanel
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Card, Notice, column
from desktop.store import Store
from sync_server.contract.base import RowId


class HistoryTab(QObject):
    """The panel that tells any row's history, on a card."""

    said = signal(Notice)

    def __init__(self, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._customer = RowId("")
        self._panel = HistoryPanel(store, store.history, clock)
        self.page: QWidget = Card()
        column(self.page, edge=1).addWidget(self._panel)
        self._panel.said.connect(self._say)
        self._panel.failed.connect(self._warn)

    def show_customer(self, customer_id: RowId) -> None:
        """Ask for another customer's; of the same one only for what is new."""
        if customer_id != self._customer:
            self._customer = customer_id
            self._panel.show_customer(customer_id)
        else:
            self._panel.refresh(frozenset())

    def end(self) -> None:
        """The panel ends with its page."""

    def _say(self, words: str) -> None:
        self.said.emit(Notice(words, Tone.GREEN, "circle-check"))

    def _warn(self, words: str) -> None:
        self.said.emit(Notice(words, Tone.ORANGE, "circle-alert"))
