"""Records, wired: the list, one record's page once somebody opens it, and new ones."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.links import Link, MessageWish
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.widgets import EmptyState, column, page_head
from desktop.records.acting import Acting
from desktop.records.forms import Forms
from desktop.records.record_page import RecordPage
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import RecordKind, Verb
from sync_server.rules.record_edits import MODULE_OF

_NEW = {
    RecordKind.INQUIRY: ("New inquiry", "inbox"),
    RecordKind.QUOTE: ("New quote", "file-text"),
    RecordKind.BOOKING: ("New booking", "calendar"),
    RecordKind.INVOICE: ("New invoice", "receipt"),
}


class NewButton(Button):
    """Opens the form for one kind of record."""

    makes = RecordKind.QUOTE


class RecordsPage(QStackedWidget):
    """A stack of the list and one record. `place_list` brings the list from elsewhere."""

    link_requested = signal(Link)
    message_requested = signal(MessageWish)
    report_requested = signal(str)
    calendar_requested = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, forms: Forms, acting: Acting) -> None:
        super().__init__()
        self.setObjectName("page")
        self._store, self._rights = store, Rights(store)
        self.forms, self.acting = forms, acting
        self.record = RecordPage(store, clock, self.forms, self.acting)
        self._new: list[NewButton] = []
        self._home = self._build_home()
        self._list: QWidget | None = None
        self.addWidget(self._home)
        self.addWidget(self.record)
        self._connect()

    def place_list(self, listing: QWidget) -> None:
        """Show this where the list belongs; the buttons for new records stay above it."""
        layout = self._home.layout()
        if layout is not None:
            layout.replaceWidget(self._empty, listing)
        self._empty.hide()
        self._list = listing

    def show_list(self) -> None:
        self._offer_new()
        self.setCurrentWidget(self._home)

    def open_record(self, kind: RecordKind, record_id: RowId) -> bool:
        """Show one record; False when it is not on this desk."""
        self.setCurrentWidget(self.record)
        return self.record.open_record(kind, record_id)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self.currentWidget() is self.record:
            self.record.refresh(entities)
        if not entities or "permission" in entities:
            self._offer_new()

    def _offer_new(self) -> None:
        for button in self._new:
            button.setVisible(self._rights.has(MODULE_OF[button.makes], Verb.ADD))

    def _open_new(self) -> None:
        sender = self.sender()
        if isinstance(sender, NewButton):
            self.forms.open_new(sender.makes)

    def _discarded(self, record_id: str) -> None:
        if self.record.shown_id() == record_id:
            self.show_list()

    def _connect(self) -> None:
        self.acting.discarded.connect(self._discarded)
        self.record.link_requested.connect(self.link_requested.emit)
        self.record.message_requested.connect(self.message_requested.emit)
        self.record.report_requested.connect(self.report_requested.emit)
        self.record.calendar_requested.connect(self.calendar_requested.emit)
        self.record.refused.connect(self.refused.emit)
        self.record.back_wished.connect(self.show_list)

    def _build_home(self) -> QWidget:
        home = QWidget()
        home.setObjectName("page")
        for kind, (words, icon) in _NEW.items():
            button = NewButton(words, icon=icon)
            button.setObjectName(f"new_{kind}")
            button.makes = kind
            button.clicked.connect(self._open_new)
            self._new.append(button)
        self._empty = EmptyState(
            "file-text",
            "Inquiries, quotes, bookings and invoices",
            "Find one by its number or title in the search above, or make a new one.",
        )
        stack = column(home, gap=12, edge=16)
        stack.addLayout(page_head(Label("Records", Look.TITLE), Label(""), *self._new))
        stack.addWidget(self._empty, 1)
        return home
