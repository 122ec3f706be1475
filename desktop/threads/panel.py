"""The thread panel, wired: posts of one record, drafts that survive anything, sending."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer

from desktop.links import Link, LinkKind
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from desktop.replica.threads import thread_of, thread_posts
from desktop.store import Store
from desktop.threads.composer import Draft
from desktop.threads.thread_shown import shown_lines
from desktop.threads.thread_view import ThreadHead, ThreadView
from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InquiryRow, InvoiceRow, QuoteRow
from sync_server.contract.threads import WritePost
from sync_server.contract.values import RecordKind, Visibility, code
from sync_server.rules.effects import Refused
from sync_server.rules.view import View

FIRST_POSTS, MOST_POSTS = 14, 500
SAVE_PAUSE_MS = 150
"""The most a power cut may cost of what is being typed."""


class KeptDraft(msgspec.Struct, frozen=True):
    """A draft as it lies in the outbox file."""

    body: str
    visibility: Visibility = Visibility.INTERNAL
    files: tuple[str, ...] = ()


class ThreadPanel(QObject):
    """Drives one ThreadView. A draft is kept under its thread while it is typed."""

    refused = signal(str)
    link_requested = signal(Link)
    """The record whose posts are shown here, too."""
    posted = signal(Draft)
    """What was just written here."""

    def __init__(
        self, store: Store, view: ThreadView, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._view = view
        self._is_on_profile = False
        self._thread = RowId("")
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._show_rest)
        self._saving = QTimer(self, singleShot=True, interval=SAVE_PAUSE_MS)
        self._saving.timeout.connect(self._save_draft)
        view.composer.files.keep_in(store.folder / "pasted")
        view.send_requested.connect(self._send)
        view.referred.link_requested.connect(self.link_requested.emit)
        view.composer.draft_changed.connect(self._draft_changed)

    def stand_on_profile(self) -> None:
        """This panel is on a customer's page, where the customer's notes are a step back."""
        self._is_on_profile = True

    def open(self, record_id: RowId) -> None:
        """Show the thread of a record; what was being written there before comes back."""
        if record_id != self._thread:
            self._save_draft()
            self._thread = record_id
            self._view.show_head(self._head(record_id))
            self._bring_back()
            self._show(FIRST_POSTS)
            self._rest.start()  # what lies above comes once the newest are painted
        else:
            self.refresh()

    def refresh(self) -> None:
        """Posts may have come or gone."""
        self._rest.stop()
        self._show(MOST_POSTS)

    def _show_rest(self) -> None:
        if self._view.isVisible():  # it may have been closed in the moment between
            self._show(MOST_POSTS)

    def _show(self, size: int) -> None:
        if self._thread:
            posts = thread_posts(self._store.reader(), self._thread, size=size)
            me = self._store.me
            self._view.show_lines(shown_lines(posts, me.id if me else RowId("")))
            self._show_referred(me.id if me else RowId(""))
            self._view.show_head(self._head(self._thread))

    def _show_referred(self, me: RowId) -> None:
        """The booking's posts on its invoices and issues, as they stand there now (DIS-21)."""
        booking = referred_booking(self._store.view, self._thread)
        if booking is None:
            self._view.referred.clear()
            return
        lines = shown_lines(thread_posts(self._store.reader(), booking.id), me)
        number = code(RecordKind.BOOKING, booking.number, booking.id)
        self._view.referred.show_posts(number, Link(LinkKind.BOOKING, booking.id), lines)

    def _draft_changed(self) -> None:
        if not self._saving.isActive():  # not put off by further typing
            self._saving.start()

    def _send(self, draft: Draft) -> None:
        try:
            command = WritePost(
                post_id=self._store.new_id(),
                thread_id=self._thread,
                body=draft.body,
                visibility=draft.visibility,
                written_at=self._clock(),
                attachments=tuple(self._store.attach(file) for file in draft.files),
            )
            self._store.do(command)
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            return
        except OSError as problem:
            self.refused.emit(f"A file cannot be read: {problem.strerror}. Nothing was sent.")
            return
        self._view.composer.clear()
        self._save_draft()
        self.posted.emit(draft)

    def _save_draft(self) -> None:
        if not self._store.is_ready:
            return  # everything was erased meanwhile
        self._saving.stop()
        if not self._thread:
            return
        draft = self._view.composer.draft()
        kept = KeptDraft(draft.body, draft.visibility, tuple(map(str, draft.files)))
        has_any = bool(draft.body.strip() or draft.files)
        text = msgspec.json.encode(kept).decode() if has_any else ""
        self._store.set_draft(self._key(), text)

    def _bring_back(self) -> None:
        text = self._store.draft(self._key())
        if text:
            kept = msgspec.json.decode(text, type=KeptDraft)
            files = tuple(map(Path, kept.files))
            self._view.composer.show_draft(Draft(kept.body, kept.visibility, files))

    def _key(self) -> str:
        return f"post:{self._thread}"

    def _head(self, record_id: RowId) -> ThreadHead:
        found = thread_of(self._store.reader(), record_id)
        if found is None:
            return ThreadHead(record_id, "Thread")
        customer = self._store.view.get(CustomerRow, found.customer_id)
        name = customer.name if customer else ""
        if found.record_kind is RecordKind.CUSTOMER:
            return ThreadHead(record_id, "Notes", None, name)
        title, badge = self._named(found.record_kind, found.record_id)
        return ThreadHead(record_id, title, badge, name, has_way_back=self._is_on_profile)

    def _named(self, kind: RecordKind, record_id: RowId) -> tuple[str, Badge]:
        view = self._store.view
        if kind is RecordKind.ISSUE:
            issue = view.get(IssueRow, record_id)
            title, number = (issue.issue_type, issue.number) if issue else ("Issue", None)
            return title, Badge(code(kind, number, record_id), Tone.RED, "triangle-alert")
        record = _record(view, kind, record_id)
        title, number = (record.title, record.number) if record else (str(kind).title(), None)
        return title, Badge(code(kind, number, record_id), Tone.BLUE)


def referred_booking(view: View, record_id: RowId) -> BookingRow | None:
    """The booking an invoice or an issue is about; None for everything else."""
    invoice = view.get(InvoiceRow, record_id)
    if invoice is not None:
        return view.get(BookingRow, invoice.booking_id) if invoice.booking_id else None
    issue = view.get(IssueRow, record_id)
    if issue is None or issue.record_kind is not RecordKind.BOOKING:
        return None
    return view.get(BookingRow, issue.record_id)


def _record(
    view: View, kind: RecordKind, record_id: RowId
) -> BookingRow | InvoiceRow | QuoteRow | InquiryRow | None:
    if kind is RecordKind.BOOKING:
        return view.get(BookingRow, record_id)
    if kind is RecordKind.INVOICE:
        return view.get(InvoiceRow, record_id)
    if kind is RecordKind.QUOTE:
        return view.get(QuoteRow, record_id)
    return view.get(InquiryRow, record_id)
