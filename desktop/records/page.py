"""Records, wired: the lists, one record's page once somebody opens it, and new ones."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from desktop.links import Link, ListWish, MessageWish, ReportIssueWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.records.acting import Acting
from desktop.records.forms import Forms
from desktop.records.lists import RecordLists
from desktop.records.record_page import RecordPage
from desktop.records.summary_page import SummaryPage
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import RecordKind


class RecordsPage(QStackedWidget):
    """A stack of the lists and one record; forms and dialogs are shared by all tabs."""

    link_requested = signal(Link)
    message_requested = signal(MessageWish)
    report_requested = signal(ReportIssueWish)
    calendar_requested = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, forms: Forms, acting: Acting) -> None:
        super().__init__()
        self.setObjectName("page")
        self.forms, self.acting = forms, acting
        self.lists = RecordLists(store, clock)
        self.record = RecordPage(store, clock, forms, acting)
        self.summary = SummaryPage(store, acting.pay)
        self.addWidget(self.lists)
        self.addWidget(self.record)
        self.addWidget(self.summary)
        self._connect()

    def show_list(self) -> None:
        """The list that was shown last."""
        self.setCurrentWidget(self.lists)
        self.lists.show_kind()

    def open_wish(self, wanted: ListWish) -> None:
        """A list with only some of its rows (TML-15)."""
        self.setCurrentWidget(self.lists)
        self.lists.open_wish(wanted)

    def open_record(self, kind: RecordKind, record_id: RowId) -> bool:
        """Show one record; False when it is not on this desk."""
        self.setCurrentWidget(self.record)
        return self.record.open_record(kind, record_id)

    def open_summary(self, worker_id: RowId) -> None:
        """A fieldworker's jobs and what they earn with them (PAY-08)."""
        self.setCurrentWidget(self.summary)
        self.summary.open_worker(worker_id)

    def end(self) -> None:
        """The desk closes: nothing is read any more."""
        self.lists.end()
        self.summary.end()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self.currentWidget() is self.record:
            self.record.refresh(entities)
        elif self.currentWidget() is self.summary:
            self.summary.refresh(entities)
        else:
            self.lists.refresh(entities)

    def _open_new(self, kind: RecordKind) -> None:
        self.forms.open_new(kind)

    def _discarded(self, record_id: str) -> None:
        if self.record.shown_id() == record_id:
            self.show_list()

    def _connect(self) -> None:
        self.acting.discarded.connect(self._discarded)
        self.lists.link_requested.connect(self.link_requested.emit)
        self.lists.new_requested.connect(self._open_new)
        self.record.link_requested.connect(self.link_requested.emit)
        self.summary.link_requested.connect(self.link_requested.emit)
        self.summary.back_wished.connect(self.show_list)
        self.record.message_requested.connect(self.message_requested.emit)
        self.record.report_requested.connect(self.report_requested.emit)
        self.record.calendar_requested.connect(self.calendar_requested.emit)
        self.record.refused.connect(self.refused.emit)
        self.record.back_wished.connect(self.show_list)
