"""Calls: recent calls, who waits to be called back, and voicemail, as three tabs of one page."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.calls.callback_page import CallbackPage
from desktop.calls.log_page import LogPage
from desktop.calls.voicemail_listening import Playable
from desktop.calls.voicemail_page import VoicemailPage
from desktop.links import Link
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock, number
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.replica.badges import Badges, badges
from desktop.store import Store
from sync_server.contract.base import RowId


class Tab(StrEnum):
    """The value is the tab's title."""

    RECENT = "Recent calls"
    CALL_BACK = "Call back"
    VOICEMAIL = "Voicemail"


class CallsPage(QWidget):
    """Passes on what its tabs ask for."""

    dial_requested = signal(str)
    play_requested = signal(Playable)
    link_requested = signal(Link)
    refused = signal(str)
    said = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._store = store
        self.log = LogPage(store, clock)
        self.callbacks = CallbackPage(store, clock)
        self.voicemail = VoicemailPage(store, clock)
        self._tabs = {tab: Button(tab.value, Kind.TAB) for tab in Tab}
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()
        self.show_tab(Tab.RECENT)
        self._say_counts(badges(store.reader()))

    def show_tab(self, tab: Tab) -> None:
        """Go to a tab."""
        for each, button in self._tabs.items():
            button.setChecked(each is tab)
        pages: dict[Tab, LogPage | CallbackPage | VoicemailPage] = {
            Tab.RECENT: self.log,
            Tab.CALL_BACK: self.callbacks,
            Tab.VOICEMAIL: self.voicemail,
        }
        page = pages[tab]
        page.refresh(frozenset())
        self._body.setCurrentWidget(page)
        self.setFocusProxy(page)
        page.setFocus()

    def open_call(self, call_id: RowId) -> None:
        """Show one call with its story."""
        self.show_tab(Tab.RECENT)
        self.log.open_call(call_id)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        for page in (self.log, self.callbacks, self.voicemail):
            if page is self._body.currentWidget():  # the others are read when they are gone to
                page.refresh(entities)
        self._say_counts(badges(self._store.reader()))

    def end(self) -> None:
        """The desk closes."""
        self.log.end()

    def _say_counts(self, counts: Badges) -> None:
        waiting = {Tab.CALL_BACK: counts.callbacks, Tab.VOICEMAIL: counts.voicemails}
        for tab, count in waiting.items():
            words = f"{tab.value} ({number(count)})" if count else tab.value
            self._tabs[tab].relabel(words)

    def _tab_chosen(self) -> None:
        sender = self.sender()
        for tab, button in self._tabs.items():
            if button is sender:
                self.show_tab(tab)

    def _connect(self) -> None:
        for button in self._tabs.values():
            button.clicked.connect(self._tab_chosen)
        self.log.dial_requested.connect(self.dial_requested.emit)
        self.callbacks.dial_requested.connect(self.dial_requested.emit)
        self.voicemail.dial_requested.connect(self.dial_requested.emit)
        self.log.play_requested.connect(self.play_requested.emit)
        self.voicemail.play_requested.connect(self.play_requested.emit)
        self.log.link_requested.connect(self.link_requested.emit)
        self.voicemail.link_requested.connect(self.link_requested.emit)
        self.log.refused.connect(self.refused.emit)
        self.callbacks.refused.connect(self.refused.emit)
        self.voicemail.refused.connect(self.refused.emit)
        self.log.said.connect(self.said.emit)

    def _lay_out(self) -> None:
        head = row(gap=16)
        head.addWidget(Label("Calls", Look.TITLE))
        head.addSpacing(8)
        for tab, button in self._tabs.items():
            button.setObjectName(f"calls_tab_{tab.name.lower()}")
            button.setCheckable(True)
            head.addWidget(button)
        head.addStretch(1)
        head.addWidget(Label("Reports › History Log › Recent Calls", Look.SMALL))  # noqa: RUF001 - the mark of a path
        for page in (self.log, self.callbacks, self.voicemail):
            self._body.addWidget(page)
        stack = column(self, gap=12, edge=16)
        stack.addLayout(head)
        stack.addWidget(self._body, 1)
