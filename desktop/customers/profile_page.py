"""One customer, wired: head, bars, timeline, and the thread of what is chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.customers.care_menu import ProfileCareMenu
from desktop.customers.profile_shown import (
    call_line,
    record_code,
    shown_counts,
    shown_entries,
    shown_head,
)
from desktop.customers.profile_view import ProfileView
from desktop.links import CareWish, Link, LinkKind
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.replica.call_log import calls_of_record
from desktop.replica.customers import CustomerHead, customer_head, status_totals
from desktop.replica.threads import thread_of
from desktop.replica.timeline import EntryKind, TimelineEntry, timeline
from desktop.store import Store
from desktop.threads.panel import ThreadPanel
from sync_server.contract.base import RowId
from sync_server.contract.values import RecordKind

FIRST_PAGE = 60
_WITH_THREAD = frozenset(
    {EntryKind.INQUIRY, EntryKind.QUOTE, EntryKind.BOOKING, EntryKind.INVOICE, EntryKind.ISSUE}
)
NOBODY = RowId("")


class ProfilePage(QWidget):
    """Shows what the replica holds of one customer and passes wishes on."""

    link_requested = signal(Link)
    dial_requested = signal(str)
    report_requested = signal(str)
    care_requested = signal(CareWish)
    play_requested = signal(str)
    """The id of a voicemail to listen to."""

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._customer = NOBODY
        self._record = NOBODY
        self._entries: dict[str, TimelineEntry] = {}
        self._shown = FIRST_PAGE
        self._view = ProfileView(clock)
        self._thread = ThreadPanel(store, self._view.thread_panel, clock, self)
        self._thread.link_requested.connect(self.link_requested.emit)
        self._thread.stand_on_profile()
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._view.call_requested.connect(self.dial_requested.emit)
        self._view.report_issue_requested.connect(self.report_requested.emit)
        self._care = ProfileCareMenu(store, clock)
        self._care.care_requested.connect(self.care_requested.emit)
        self._view.add_action(self._care)
        self._view.timeline.entry_chosen.connect(self._entry_chosen)
        self._view.timeline.more_requested.connect(self._show_more)
        self._view.record_calls.open_requested.connect(self._open_call)
        self._view.thread_panel.notes_requested.connect(self._open_notes)

    def open_customer(self, customer_id: RowId) -> None:
        """Show another customer, with their own thread."""
        if customer_id != self._customer:
            self._customer = customer_id
            self._shown = FIRST_PAGE
        self._show()
        self.open_thread(customer_id)

    def open_thread(self, record_id: RowId) -> None:
        self._thread.open(record_id)
        self._record = record_id
        self._show_calls()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed, or any may have when none is named: show anew."""
        if self._customer and (not entities or entities - {"staff", "ring_group"}):
            self._show()
            self._thread.refresh()
            self._show_calls()

    def _show(self) -> None:
        db = self._store.reader()
        head = customer_head(db, self._customer)
        if head is None:
            head = CustomerHead(
                self._customer, 0, "Not here any more", (), "", "", "", (), (), 0, 0
            )
        self._view.show_head(shown_head(head))
        self._care.show_customer(self._customer)
        self._view.bars.show_counts(shown_counts(status_totals(db, self._customer)))
        entries = timeline(db, self._customer, size=self._shown)
        self._entries = {entry.id: entry for entry in entries}
        self._view.timeline.show_entries(shown_entries(entries))

    def _show_calls(self) -> None:
        """The calls that were about the record whose thread is open."""
        db = self._store.reader()
        thread = thread_of(db, self._record)
        if thread is None or thread.record_kind is RecordKind.CUSTOMER:
            self._view.record_calls.show_calls("", ())
            return
        calls = calls_of_record(db, thread.record_kind, self._record)
        self._view.record_calls.show_calls(
            record_code(self._store.view, thread.record_kind, self._record),
            (call_line(call) for call in calls),
        )

    def _open_call(self, call_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.CALL, RowId(call_id)))

    def _open_notes(self) -> None:
        self.open_thread(self._customer)

    def _show_more(self) -> None:
        if len(self._entries) >= self._shown:
            self._shown += FIRST_PAGE
            self._show()

    def _entry_chosen(self, entry_id: str) -> None:
        entry = self._entries.get(entry_id)
        if entry is None:
            return
        if entry.kind is EntryKind.POST and entry.parent_id is not None:
            self.open_thread(entry.parent_id)
        elif entry.kind is EntryKind.VOICEMAIL:
            self.play_requested.emit(entry.id)
        elif entry.kind is EntryKind.CALL:
            self._open_call(entry.id)
        elif entry.kind is EntryKind.ISSUE:
            self.link_requested.emit(Link(LinkKind.ISSUE, entry.id))
        elif entry.kind in _WITH_THREAD:
            self.open_thread(entry.id)
