"""A window of its own for one tab; closing it brings the tab back."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.qt.keys import KeyShortcut
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import column


class TabWindow(QWidget):
    """Shows whatever the tab with this number shows."""

    brought_back = signal(int)
    close_requested = signal(int)
    back_requested = wish()
    forward_requested = wish()

    def __init__(self, number: int, over: QWidget) -> None:
        super().__init__()
        self.setObjectName("tab_window")
        self.number = number
        self.pages = QStackedWidget()
        self.resize(over.size() * 0.8)
        column(self, gap=0).addWidget(self.pages)
        for key, act in (
            ("tab.detach", self.close),
            ("tab.close", self._ask_close),
            ("go.back", self.back_requested.emit),
            ("go.forward", self.forward_requested.emit),
        ):
            KeyShortcut(key, self, act)

    def show_title(self, title: str) -> None:
        self.setWindowTitle(f"{title} – Ringdesk")  # noqa: RUF001 - a dash is meant

    def _ask_close(self) -> None:
        self.close_requested.emit(self.number)

    # Qt overrides

    def closeEvent(self, event: QCloseEvent) -> None:
        self.brought_back.emit(self.number)
        super().closeEvent(event)
