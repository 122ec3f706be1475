"""What a push, e-mail or text message to a colleague says, as things stand when it goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import BookingRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import (
    AppointmentStatus,
    CallOutcome,
    NoticeModule,
    RecordKind,
    Visibility,
    code,
)
from sync_server.rules.clocks import settings_of
from sync_server.rules.mentions import mentioned
from sync_server.rules.opening_hours import read_zone
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

MAX_ALERT_TEXT = 140
_ABOUT: Mapping[NoticeModule, type[Row]] = {
    NoticeModule.CALLS: CallRow,
    NoticeModule.VOICEMAIL: VoicemailRow,
    NoticeModule.ISSUES: IssueRow,
}


@dataclass(frozen=True, slots=True)
class Alert:
    """What a push says; alerts of one thread replace each other on the recipient's screen."""

    title: str
    text: str
    thread_id: RowId
    record_kind: RecordKind
    record_id: RowId
    module: NoticeModule = NoticeModule.POSTS


def alert(view: View, event_id: RowId, recipient_id: RowId) -> Alert | None:
    """What to tell the recipient as things stand now; None if there is nothing to tell any more."""
    recipient = view.get(StaffRow, recipient_id)
    if recipient is None or not recipient.active:
        return None
    row_id = RowId(event_id.partition(":")[0])
    for kind, said in _SAID.items():
        row = view.get(kind, row_id)
        if row is not None:
            return said(view, row, recipient)
    return None


def _of_post(view: View, post: PostRow, recipient: StaffRow) -> Alert | None:
    thread = view.get(ThreadRow, post.thread_id)
    if thread is None or post.removed or not may_see(view, post, recipient.role, recipient.id):
        return None
    is_named = recipient.id in {staff.id for staff in mentioned(view, post)}
    author = f"{post.author_name} mentioned you" if is_named else post.author_name
    text = f"{author}: {_excerpt(post)}" if _excerpt(post) else author
    return Alert(_title(view, thread), text, thread.id, thread.record_kind, thread.record_id)


def _of_issue(view: View, issue: IssueRow, recipient: StaffRow) -> Alert | None:
    """A report, for those on the job (ISS-44)."""
    if issue.gone or not may_see(view, issue, recipient.role, recipient.id):
        return None
    booking = view.get(BookingRow, issue.record_id)
    text = "A problem was reported with your work"
    if booking is not None:
        text = f"{code(RecordKind.BOOKING, booking.number, booking.id)} · {booking.title}"
    title = f"New issue {_issue_title(issue)}"
    return Alert(title, text, issue.id, RecordKind.ISSUE, issue.id, NoticeModule.ISSUES)


def _of_visit(view: View, row: AppointmentRow, recipient: StaffRow) -> Alert | None:
    """When to come, and where (ISS-33)."""
    issue = view.get(IssueRow, row.issue_id) if row.issue_id else None
    if issue is None or row.starts_at is None or recipient.id not in row.worker_ids:
        return None
    if row.status is AppointmentStatus.DONE:
        return None
    words = "Visit cancelled" if row.status is AppointmentStatus.CANCELLED else "Visit"
    when = _when(row.starts_at, settings_of(view).time_zone)
    text = f"{when}, {row.site}" if row.site else when
    title = f"{words}: {_issue_title(issue)}"
    return Alert(title, text, issue.id, RecordKind.ISSUE, issue.id, NoticeModule.ISSUES)


def _of_notice(view: View, notice: NoticeRow, recipient: StaffRow) -> Alert | None:
    """A line of the feed that nobody has read there yet."""
    kind = _ABOUT.get(notice.module)
    about: Row | None = view.get(kind, notice.about_id) if kind else None
    if about is None or notice.read_at or not may_see(view, about, recipient.role, recipient.id):
        return None
    is_issue = isinstance(about, IssueRow)
    record_kind = RecordKind.ISSUE if is_issue else RecordKind.CUSTOMER
    return Alert(notice.title, notice.text, notice.about_id, record_kind, about.id, notice.module)


def _when(at: datetime, zone: str) -> str:
    there = at.astimezone(read_zone(zone))
    return f"{there:%A} {there.day} {there:%B}, {there:%H:%M}"


def _issue_title(issue: IssueRow) -> str:
    return f"{code(RecordKind.ISSUE, issue.number, issue.id)} · {issue.issue_type}"


def _of_voicemail(view: View, row: VoicemailRow, _recipient: StaffRow) -> Alert | None:
    """How long it is and for which number; who called is on the desk, not in a push (D10)."""
    if row.removed_at or row.done_at:
        return None
    group = view.get(RingGroupRow, row.ring_group_id) if row.ring_group_id else None
    name = f"{group.name}, " if group else ""
    text = f"{name}{row.seconds // 60}:{row.seconds % 60:02d}"
    return Alert("New voicemail", text, row.id, RecordKind.CUSTOMER, row.id, NoticeModule.VOICEMAIL)


def _of_call(view: View, call: CallRow, _recipient: StaffRow) -> Alert | None:
    """Which number rings, and nothing of the caller (D10); None once somebody saw to the call."""
    is_over = call.outcome is not CallOutcome.RINGING or call.answered_at or call.ended_at
    if is_over:
        return None
    group = view.get(RingGroupRow, call.ring_group_id) if call.ring_group_id else None
    name = group.name if group else ""
    return Alert("Incoming call", name, call.id, RecordKind.CUSTOMER, call.id, NoticeModule.CALLS)


def _excerpt(post: PostRow) -> str:
    """The beginning of a post; bodies of office-only posts never travel in a push (D10)."""
    if post.visibility is Visibility.INTERNAL:
        return "new post"
    words = " ".join(post.body.split())
    return words if len(words) <= MAX_ALERT_TEXT else words[: MAX_ALERT_TEXT - 1] + "…"


def _title(view: View, thread: ThreadRow) -> str:
    if thread.record_kind is RecordKind.BOOKING:
        booking = view.get(BookingRow, thread.record_id)
        if booking is not None:
            name = code(RecordKind.BOOKING, booking.number, booking.id)
            return f"{name} · {booking.title}"
    if thread.record_kind is RecordKind.ISSUE:
        issue = view.get(IssueRow, thread.record_id)
        if issue is not None:
            return _issue_title(issue)
    return "New post"


Said = Callable[[View, Any, StaffRow], Alert | None]
_SAID: Mapping[type[Row], Said] = {
    CallRow: _of_call,
    VoicemailRow: _of_voicemail,
    NoticeRow: _of_notice,
    PostRow: _of_post,
    IssueRow: _of_issue,
    AppointmentRow: _of_visit,
}
"""Any: each takes its own row."""
