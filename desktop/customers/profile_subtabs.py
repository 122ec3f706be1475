"""Sub-tabs beside Activity: built and filled when somebody first looks at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.profile_tabs import Tab
from desktop.customers.profile_view import ProfileView
from desktop.links import Link
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.widgets import Notice
from desktop.store import Store
from sync_server.contract.base import RowId


class SubTab(Protocol):
    """One tab, wired: it reads when it is shown, and again when rows changed."""

    @property
    def page(self) -> QWidget: ...

    def show_customer(self, customer_id: RowId) -> None: ...

    def end(self) -> None: ...


class SubTabs(QObject):
    """Owns the tabs' pages."""

    link_requested = signal(Link)
    play_requested = signal(str)
    said = signal(Notice)

    def __init__(self, store: Store, clock: Clock, view: ProfileView, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._clock, self._view = store, clock, view
        self._customer = RowId("")
        self._shown = Tab.ACTIVITY
        self._built: dict[Tab, SubTab] = {}
        self._build: Mapping[Tab, Callable[[], SubTab]] = {
            Tab.COMMUNICATION: self._communication,
            Tab.ATTACHMENTS: self._attachments,
            Tab.BILLING_CYCLES: self._cycles,
            Tab.BILL_PAYER: self._payer,
            Tab.HISTORY: self._history,
        }

    def open_customer(self, customer_id: RowId) -> None:
        """Another customer, with Activity in front."""
        if customer_id != self._customer:
            self._customer = customer_id
            self._shown = Tab.ACTIVITY

    def show(self, tab: Tab) -> None:
        """Show a tab; it reads its rows now."""
        self._shown = tab
        if tab is not Tab.ACTIVITY:
            if tab not in self._built:
                self._built[tab] = self._build[tab]()
                self._view.add_tab(tab, self._built[tab].page)
            self._built[tab].show_customer(self._customer)
        self._view.show_tab(tab)

    def refresh(self, _entities: frozenset[str]) -> None:
        """Rows changed: only the tab in front reads."""
        if self._shown in self._built:
            self._built[self._shown].show_customer(self._customer)

    def end(self) -> None:
        for tab in self._built.values():
            tab.end()

    # Modules of a tab are loaded with it: most customers are opened for their activity.

    def _communication(self) -> SubTab:
        from desktop.customers.communication_tab import CommunicationTab  # noqa: PLC0415

        made = CommunicationTab(self._store, self._clock, self)
        made.link_requested.connect(self.link_requested.emit)
        made.play_requested.connect(self.play_requested.emit)
        made.said.connect(self.said.emit)
        return made

    def _attachments(self) -> SubTab:
        from desktop.customers.attachments_tab import AttachmentsTab  # noqa: PLC0415

        made = AttachmentsTab(self._store, self._clock, self)
        made.link_requested.connect(self.link_requested.emit)
        made.said.connect(self.said.emit)
        return made

    def _cycles(self) -> SubTab:
        from desktop.customers.cycles_tab import CyclesTab  # noqa: PLC0415

        made = CyclesTab(self._store, self._clock, self)
        made.said.connect(self.said.emit)
        return made

    def _payer(self) -> SubTab:
        from desktop.customers.payer_tab import PayerTab  # noqa: PLC0415

        made = PayerTab(self._store, self)
        made.link_requested.connect(self.link_requested.emit)
        made.said.connect(self.said.emit)
        return made

    def _history(self) -> SubTab:
        from desktop.customers.history_tab import HistoryTab  # noqa: PLC0415

        made = HistoryTab(self._store, self._clock, self)
        made.said.connect(self.said.emit)
        return made
