"""Customers, wired: the list, and one customer's page once somebody opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.customers.import_drop import ImportEntry
from desktop.customers.list_model import CALL, DUPLICATES, LOOK, MERGE, REPORT
from desktop.customers.list_page import CustomerListDesk
from desktop.links import (
    CareKind,
    CareWish,
    Link,
    LinkKind,
    ListWish,
    MessageWish,
    NewRecordWish,
)
from desktop.lists.list_view import ListView
from desktop.lists.selection_bar import RowAction
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.first_frame import summaries_of
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.customers.profile_page import ProfilePage


class CustomersPage(QStackedWidget):
    """Nothing of the profile, nor what it needs, is loaded before the first customer opens."""

    link_requested = signal(Link)
    list_requested = signal(ListWish)
    message_requested = signal(MessageWish)
    new_requested = signal(NewRecordWish)
    opened = signal(str)
    dial_requested = signal(str)
    report_requested = signal(str)
    play_requested = signal(str)
    care_requested = signal(CareWish)
    add_requested = wish()
    import_requested = signal(str)
    """A file to import; empty: the person has yet to choose one."""

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._list = ListView(LOOK, clock)
        self._desk = CustomerListDesk(self._list, store, clock)
        self._profile: ProfilePage | None = None
        self.addWidget(self._list)
        self._list.grid.opened.connect(self._open)
        self._list.grid.opened_aside.connect(self._open_aside)
        self._list.row_action_chosen.connect(self._act)
        self._list.add_requested.connect(self.add_requested.emit)
        self._import = ImportEntry(self._list)
        self._import.file_given.connect(self.import_requested.emit)

    def show_list(self) -> None:
        self.setCurrentWidget(self._list)
        self._desk.refresh(frozenset())

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
            self._desk.refresh(entities)
        elif self._profile is not None:
            self._profile.refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        self._desk.end()
        if self._profile is not None:
            self._profile.end()

    def _open(self, row_id: str) -> None:
        self.opened.emit(row_id)

    def _open_aside(self, row_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.CUSTOMER, RowId(row_id), aside=True))

    def _act(self, action: RowAction) -> None:
        """From the menu of a row."""
        row_id = RowId(self._list.menu_row)
        if action.key == REPORT:
            self.report_requested.emit(row_id)
        elif action.key == MERGE:
            self.care_requested.emit(CareWish(CareKind.MERGE, row_id))
        elif action.key == DUPLICATES:
            self.care_requested.emit(CareWish(CareKind.DUPLICATES))
        elif action.key == CALL:
            found = summaries_of(self._store.reader(), (row_id,))
            number = found[0].phones.partition(", ")[0] if found else ""
            if number:
                self.dial_requested.emit(number)
            else:
                self._list.say(Notice("This customer has no phone number.", Tone.ORANGE, "info"))

    def _built_profile(self) -> ProfilePage:
        if self._profile is None:
            from desktop.customers.profile_page import ProfilePage  # noqa: PLC0415 - start fast

            self._profile = ProfilePage(self._store, self._clock)
            self.addWidget(self._profile)
            self._profile.link_requested.connect(self.link_requested.emit)
            self._profile.list_requested.connect(self.list_requested.emit)
            self._profile.message_requested.connect(self.message_requested.emit)
            self._profile.new_requested.connect(self.new_requested.emit)
            self._profile.dial_requested.connect(self.dial_requested.emit)
            self._profile.play_requested.connect(self.play_requested.emit)
            self._profile.report_requested.connect(self.report_requested.emit)
            self._profile.care_requested.connect(self.care_requested.emit)
        return self._profile
