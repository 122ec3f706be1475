"""One customer, wired: head, tabs, sections, timeline, and the thread of what is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.customers.care_menu import ProfileCareMenu
from desktop.customers.editing import Editing
from desktop.customers.head_model import Writing
from desktop.customers.profile_rights import Visible, visible
from desktop.customers.profile_shown import (
    call_line,
    merged_words,
    record_code,
    shown_head,
    shown_records,
)
from desktop.customers.profile_subtabs import SubTabs
from desktop.customers.profile_tabs import Tab
from desktop.customers.profile_view import ProfileView
from desktop.customers.sections_model import KINDS, RecordShown, Segment, shown_sections
from desktop.customers.timeline_desk import TimelineDesk
from desktop.customers.timeline_model import Group
from desktop.links import CareWish, Link, LinkKind, ListWish, MessageWish, NewRecordWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.call_log import calls_of_record
from desktop.replica.customers import CustomerHead, Merged, customer_head, merged_into, relations
from desktop.replica.profile_totals import Section, StatusTotal, newest_of, section_totals
from desktop.replica.threads import thread_of
from desktop.replica.timeline import EntryKind, TimelineEntry
from desktop.rights import Rights
from desktop.store import Store
from desktop.threads.panel import ThreadPanel
from sync_server.contract.base import RowId
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import RecordKind

UNDER_A_STATUS = 5
FOLDED = "profile sections folded"
NOBODY = RowId("")
NOT_SHOWN = frozenset({"ring_group", "agent_state", "notice", "preference", "saved_view"})


class ProfilePage(QWidget):
    """Shows what the replica holds of one customer and passes wishes on."""

    link_requested = signal(Link)
    list_requested = signal(ListWish)
    message_requested = signal(MessageWish)
    new_requested = signal(NewRecordWish)
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
        self._rights = Rights(store)
        self._visible: Visible = visible(self._rights)
        self._view = ProfileView(clock)
        self._thread = ThreadPanel(store, self._view.thread_panel, clock, self)
        self._thread.link_requested.connect(self.link_requested.emit)
        self._thread.stand_on_profile()
        self._timeline = TimelineDesk(store, self._view.timeline, self)
        self._editing = Editing(store, self)
        self._subtabs = SubTabs(store, clock, self._view, self)
        self._care = ProfileCareMenu(store, clock, self)
        self._care.care_requested.connect(self.care_requested.emit)
        self._care.stand_in(self._view.head.menu)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._view.sections.read_by(self._records)
        self._view.sections.show_folded(self._folded())
        self._connect()

    def open_customer(self, customer_id: RowId) -> None:
        """Show another customer, with their own thread; of a merged one the profile kept."""
        merged = merged_into(self._store.reader(), customer_id)
        wanted = merged.kept_id if merged else customer_id
        is_new = wanted != self._customer
        self._customer = wanted
        if is_new:
            self._view.sections.close_status()
            self._view.notice.hide()
            self._editing.open_customer(wanted)
            self._view.show_tab(Tab.ACTIVITY)
        self._show_head(merged)
        self._show_sections()
        if is_new:
            self._timeline.open_customer(wanted)
        else:
            self._timeline.refresh()
        self._subtabs.open_customer(wanted)
        self.open_thread(wanted)

    def open_thread(self, record_id: RowId) -> None:
        self._thread.open(record_id)
        self._record = record_id
        self._show_calls()

    def show_tab(self, tab: Tab) -> None:
        """Go to a sub-tab, if this person has it."""
        if tab in self._visible.tabs:
            self._subtabs.show(tab)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed, or any may have when none is named: show anew."""
        if not self._customer or (entities and not entities - NOT_SHOWN):
            return
        merged = merged_into(self._store.reader(), self._customer)
        if merged is not None:
            self.open_customer(self._customer)
            return
        self._show_head(None)
        self._show_sections()
        self._timeline.refresh()
        self._thread.refresh()
        self._show_calls()
        self._editing.refresh()
        self._subtabs.refresh(entities)

    def end(self) -> None:
        """The desk closes: wait for what still reads beside the window."""
        self._timeline.end()
        self._subtabs.end()

    def _show_head(self, merged: Merged | None) -> None:
        self._visible = visible(self._rights)
        db = self._store.reader()
        head = customer_head(db, self._customer)
        is_gone = head is None
        self._care.show_customer(self._customer)
        head = head or CustomerHead(self._customer, 0, "Not here any more")
        rights = self._visible.head
        self._view.show_head(shown_head(head, relations(db, self._customer), rights))
        self._view.head.offer_new(frozenset() if is_gone else self._visible.new)
        self._view.tabs.offer(self._visible.tabs)
        self._timeline.see(self._visible.kinds)
        self._timeline.own = {row.id: row for row in self._store.view.where(StatusRow)}
        if merged is not None:
            words = merged_words(merged, head.name)
            self._view.merged.say(Notice(words, Tone.BLUE, "users"))
        elif self._view.merged.isVisible() and self._view.merged.property("of") != self._customer:
            self._view.merged.hide()
        self._view.merged.setProperty("of", self._customer)

    def _show_sections(self) -> None:
        totals = section_totals(self._store.reader(), self._customer, self._visible.sections)
        shown = shown_sections(totals, self._timeline.own, self._visible.sections)
        self._view.sections.show_sections(shown)

    def _records(self, segment: Segment) -> Sequence[RecordShown]:
        own = RowId(segment.status_id) if segment.status_id else None
        total = StatusTotal(segment.section, segment.status, segment.count, segment.cents, own)
        db = self._store.reader()
        return shown_records(segment, newest_of(db, self._customer, total, UNDER_A_STATUS))

    def _folded(self) -> frozenset[Section]:
        kept = (self._store.setting(FOLDED) or "").split()
        return frozenset(section for section in Section if section in kept)

    def _keep_folded(self, folded: frozenset[Section]) -> None:
        self._store.set_setting(FOLDED, " ".join(sorted(folded)))

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

    # -- what people ask for

    def _open_call(self, call_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.CALL, RowId(call_id)))

    def _open_own_thread(self) -> None:
        self._view.show_tab(Tab.ACTIVITY)
        self.open_thread(self._customer)
        self._view.thread_panel.setFocus()

    def _open_related(self, customer_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.CUSTOMER, RowId(customer_id)))

    def _write(self, writing: Writing) -> None:
        wish = MessageWish(writing.channel, self._customer, writing.address)
        self.message_requested.emit(wish)

    def _list(self, segment: Segment) -> None:
        """All of a status: its list, or the timeline where there is none (TML-15)."""
        kind = KINDS.get(segment.section)
        if kind is None:
            is_money = segment.section is Section.PAYMENTS
            self._view.timeline.narrow(Group.MONEY if is_money else Group.CALLS)
            return
        own = RowId(segment.status_id) if segment.status_id else None
        self.list_requested.emit(ListWish(kind, self._customer, segment.status, own))

    def _open_record(self, record: RecordShown) -> None:
        self.link_requested.emit(Link(LinkKind(str(record.kind)), RowId(record.id)))

    def _open_record_aside(self, record: RecordShown) -> None:
        self.link_requested.emit(Link(LinkKind(str(record.kind)), RowId(record.id), aside=True))

    def _entry_chosen(self, entry_id: str) -> None:
        self._open_entry(self._timeline.entry(RowId(entry_id)), aside=False)

    def _entry_chosen_aside(self, entry_id: str) -> None:
        self._open_entry(self._timeline.entry(RowId(entry_id)), aside=True)

    def _open_entry(self, entry: TimelineEntry | None, *, aside: bool) -> None:
        if entry is None:
            return
        if entry.kind is EntryKind.POST and entry.parent_id is not None:
            self.open_thread(entry.parent_id)
        elif entry.kind is EntryKind.VOICEMAIL:
            self.play_requested.emit(entry.id)
        elif entry.kind is EntryKind.MESSAGE:
            self.show_tab(Tab.COMMUNICATION)
        elif (link := _link(entry)) is not None:
            self.link_requested.emit(Link(link.kind, link.id, aside=aside))

    def _connect(self) -> None:
        view, head, editing = self._view, self._view.head, self._editing
        head.call_requested.connect(self.dial_requested.emit)
        head.report_requested.connect(self.report_requested.emit)
        head.writing_requested.connect(self._write)
        head.chat_requested.connect(self._open_own_thread)
        head.new_requested.connect(self.new_requested.emit)
        head.edit_requested.connect(editing.open_dialog)
        head.labels.changed.connect(editing.change_labels)
        head.contacts.add_requested.connect(editing.add_point)
        head.contacts.menu.remove_requested.connect(editing.remove_point)
        head.contacts.related_requested.connect(self._open_related)
        editing.said.connect(view.notice.say)
        editing.point_added.connect(head.contacts.added)
        view.notice.acted.connect(editing.undo)
        view.tabs.chosen.connect(self._subtabs.show)
        view.sections.folded_changed.connect(self._keep_folded)
        view.sections.list_requested.connect(self._list)
        view.sections.record_opened.connect(self._open_record)
        view.sections.record_opened_aside.connect(self._open_record_aside)
        view.timeline.entry_chosen.connect(self._entry_chosen)
        view.timeline.entry_chosen_aside.connect(self._entry_chosen_aside)
        view.record_calls.open_requested.connect(self._open_call)
        view.thread_panel.notes_requested.connect(self._open_own_thread)
        self._subtabs.link_requested.connect(self.link_requested.emit)
        self._subtabs.play_requested.connect(self.play_requested.emit)
        self._subtabs.said.connect(view.notice.say)


_PARENTS = {
    EntryKind.PAYMENT: LinkKind.INVOICE,
    EntryKind.CREDIT_NOTE: LinkKind.INVOICE,
    EntryKind.HOLD: LinkKind.ISSUE,
    EntryKind.APPOINTMENT: LinkKind.BOOKING,
}
"""Entries that are opened with what they belong to."""


def _link(entry: TimelineEntry) -> Link | None:
    """Where an entry leads; None for a visit that belongs to no booking."""
    parent = _PARENTS.get(entry.kind)
    if parent is not None:
        return Link(parent, entry.parent_id) if entry.parent_id else None
    return Link(LinkKind(str(entry.kind)), entry.id)
