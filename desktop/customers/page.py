"""Customers, wired: the list, and one customer's page once somebody opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.customers.list_model import CustomerLine
from desktop.customers.list_view import CustomersListView
from desktop.links import Link
from desktop.qt.formatting import Clock
from desktop.qt.grid import Order as Asked
from desktop.qt.signals import signal, wish
from desktop.qt.sources import Turned
from desktop.qt.table_model import Source
from desktop.replica.first_frame import CustomerList, CustomerSummary, Order
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.customers.profile_page import ProfilePage

LISTED = frozenset({"customer", "contact_point", "issue", "call", "post", "booking", "invoice"})


class CustomersPage(QStackedWidget):
    """Nothing of the profile, nor what it needs, is loaded before the first customer opens."""

    link_requested = signal(Link)
    opened = signal(str)
    dial_requested = signal(str)
    report_requested = signal(str)
    play_requested = signal(str)
    add_requested = wish()

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._order = Asked("name")
        self._words = ""
        self._list = CustomersListView(clock)
        self._profile: ProfilePage | None = None
        self.addWidget(self._list)
        self._list.open_requested.connect(self._open)
        self._list.filter_changed.connect(self._filter)
        self._list.order_requested.connect(self._sort)
        self._list.add_requested.connect(self.add_requested.emit)
        self._show_source()

    def show_list(self) -> None:
        self.setCurrentWidget(self._list)
        self._list.refresh()

    def open_customer(self, customer_id: RowId) -> None:
        """Show one customer's page."""
        profile = self._built_profile()
        profile.open_customer(customer_id)
        self.setCurrentWidget(profile)

    def open_record(self, customer_id: RowId, record_id: RowId) -> None:
        """Show a customer with the thread of one of their records."""
        self.open_customer(customer_id)
        self._built_profile().open_thread(record_id)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self.currentWidget() is self._list:
            if not entities or entities & LISTED:
                self._list.refresh()
        elif self._profile is not None:
            self._profile.refresh(entities)

    def _open(self, row_id: str) -> None:
        self.opened.emit(row_id)

    def _filter(self, words: str) -> None:
        self._words = words
        self._show_source()

    def _sort(self, asked: Asked) -> None:
        self._order = asked
        self._show_source()

    def _show_source(self) -> None:
        self._list.show_source(Turned(self._source(), _line))

    def _source(self) -> Source[CustomerSummary]:
        if self._words:
            from desktop.replica.customer_finder import find_customers  # noqa: PLC0415 - start fast

            return find_customers(self._store.reader, self._words)
        order = Order.LOCATION if self._order.key == "location" else Order.NAME
        return CustomerList(self._store.reader, order, descending=self._order.descending)

    def _built_profile(self) -> ProfilePage:
        if self._profile is None:
            from desktop.customers.profile_page import ProfilePage  # noqa: PLC0415 - start fast

            self._profile = ProfilePage(self._store, self._clock)
            self.addWidget(self._profile)
            self._profile.link_requested.connect(self.link_requested.emit)
            self._profile.dial_requested.connect(self.dial_requested.emit)
            self._profile.play_requested.connect(self.play_requested.emit)
            self._profile.report_requested.connect(self.report_requested.emit)
        return self._profile


def _line(found: CustomerSummary) -> CustomerLine:
    return CustomerLine(
        found.id,
        found.name,
        found.labels,
        found.phone,
        found.location,
        found.open_issues,
        found.last_activity_at,
    )
