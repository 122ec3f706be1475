"""Customers and payment holds: built for each tab, refreshed where they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.page import CustomersPage
from desktop.links import (
    CareWish,
    Link,
    LinkKind,
    ListWish,
    MessageWish,
    NewRecordWish,
    ReportIssueWish,
)
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal, wish
from desktop.shell.main_window import MainWindow
from desktop.shell.office_holds import HoldsOffice
from desktop.shell.office_issues import IssuesOffice
from desktop.shell.pages import CUSTOMERS, HOLDS
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.holds.page import HoldsPage

BUILT_HERE = (CUSTOMERS.key, HOLDS.key)


class OfficePages(QObject):
    """What these pages wish for is passed on; `add` puts one into the window."""

    link_followed = signal(Link)
    customer_followed = signal(str)
    dial_requested = signal(str)
    play_requested = signal(str)
    report_requested = signal(str)
    issue_requested = signal(ReportIssueWish)
    add_requested = wish()
    care_requested = signal(CareWish)
    import_requested = signal(str)
    list_requested = signal(ListWish)
    message_requested = signal(MessageWish)
    new_requested = signal(NewRecordWish)
    refused = signal(str)
    done = signal(str)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._store, self._clock = window, store, clock
        self.issues = IssuesOffice(window, store, clock, self)

    def add_customers(self) -> None:
        self._window.add_page(CUSTOMERS, self._build_customers, per_tab=True)

    def add_others(self) -> None:
        self.issues.add()
        self._holds = HoldsOffice(self._window, self._store, self._clock, self)
        self._holds.link_followed.connect(self.link_followed.emit)

    def show_customers(self, link: Link | None) -> RowId | None:
        """The list, or one customer; answers whom the page is about."""
        page = cast("CustomersPage | None", self._window.pages.page(CUSTOMERS.key))
        if page is None:
            return None
        if link is None:
            page.show_list()
        elif link.kind is LinkKind.CUSTOMER:
            page.open_customer(link.id)
            return link.id
        return None

    def show_holds(self, _link: Link | None) -> None:
        self._holds.show()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        self.issues.refresh(entities)
        for key in BUILT_HERE:
            for page in self._window.pages.pages(key):
                if page.isVisible():
                    cast("CustomersPage | HoldsPage", page).refresh(entities)

    def end(self) -> None:
        """The desk closes: wait for whatever still reads in the background."""
        self.issues.end()
        for page in self._window.pages.pages(CUSTOMERS.key):
            cast("CustomersPage", page).end()
        self._holds.end()

    def _build_customers(self) -> QWidget:
        page = CustomersPage(self._store, self._clock)
        page.opened.connect(self.customer_followed.emit)
        page.link_requested.connect(self.link_followed.emit)
        page.list_requested.connect(self.list_requested.emit)
        page.message_requested.connect(self.message_requested.emit)
        page.new_requested.connect(self.new_requested.emit)
        page.dial_requested.connect(self.dial_requested.emit)
        page.play_requested.connect(self.play_requested.emit)
        page.report_requested.connect(self.report_requested.emit)
        page.care_requested.connect(self.care_requested.emit)
        page.add_requested.connect(self.add_requested.emit)
        page.import_requested.connect(self.import_requested.emit)
        return page
