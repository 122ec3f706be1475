"""A notice and the people on the job → deliveries: who is told, and over which channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import (
    CallOutcome,
    Channel,
    NoticeChannel,
    NoticeModule,
    RecordKind,
    Role,
    Visibility,
    code,
)
from sync_server.rules.effects import Notice, NoticeKind
from sync_server.rules.notices import is_on
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

MAX_ALERT_TEXT = 140
_BY_SWITCH: Mapping[NoticeKind, NoticeModule] = {
    NoticeKind.VOICEMAIL_LEFT: NoticeModule.VOICEMAIL,
    NoticeKind.CALL_RINGING: NoticeModule.CALLS,
}
"""Told to everyone who switched it on for themselves, or whose role has it on."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Tell one person of one event over one channel; at most once, whatever happens."""

    event_id: RowId
    recipient_id: RowId
    channel: Channel
    thread_id: RowId


@dataclass(frozen=True, slots=True)
class Alert:
    """What a push says; alerts of one thread replace each other on the recipient's screen."""

    title: str
    text: str
    thread_id: RowId
    record_kind: RecordKind
    record_id: RowId
    module: NoticeModule = NoticeModule.POSTS


def route(view: View, notice: Notice) -> tuple[Delivery, ...]:
    """Fieldworkers hear of posts on their jobs; of calls and voicemail who switched that on."""
    wanted = _BY_SWITCH.get(notice.kind)
    if wanted is not None:
        return tuple(
            Delivery(notice.row_id, staff.id, Channel.PUSH, notice.row_id)
            for staff in view.where(StaffRow, active=True)
            if is_on(view, staff, wanted, NoticeChannel.PUSH)
        )
    post = view.get(PostRow, notice.row_id)
    if notice.kind is not NoticeKind.POST_WRITTEN or post is None:
        return ()
    return tuple(
        Delivery(post.id, worker.id, Channel.PUSH, post.thread_id)
        for worker in _workers_on(view, post.thread_id)
        if worker.id != notice.by
        and may_see(view, post, worker.role, worker.id)
        and is_on(view, worker, NoticeModule.POSTS, NoticeChannel.PUSH)
    )


def alert(view: View, event_id: RowId, recipient_id: RowId) -> Alert | None:
    """What to tell the recipient as things stand now; None if there is nothing to tell any more."""
    recipient = view.get(StaffRow, recipient_id)
    call = view.get(CallRow, event_id)
    if call is not None:
        return _of_call(view, call, recipient)
    voicemail = view.get(VoicemailRow, event_id)
    if voicemail is not None:
        return _of_voicemail(view, voicemail, recipient)
    post = view.get(PostRow, event_id)
    if post is None or post.removed or recipient is None or not recipient.active:
        return None
    thread = view.get(ThreadRow, post.thread_id)
    if thread is None or not may_see(view, post, recipient.role, recipient.id):
        return None
    text = f"{post.author_name}: {_excerpt(post)}" if _excerpt(post) else post.author_name
    return Alert(_title(view, thread), text, thread.id, thread.record_kind, thread.record_id)


def _of_voicemail(view: View, row: VoicemailRow, recipient: StaffRow | None) -> Alert | None:
    """How long it is and for which number; who called is on the desk, not in a push (D10)."""
    if recipient is None or not recipient.active or row.removed_at or row.done_at:
        return None
    group = view.get(RingGroupRow, row.ring_group_id) if row.ring_group_id else None
    name = f"{group.name}, " if group else ""
    text = f"{name}{row.seconds // 60}:{row.seconds % 60:02d}"
    return Alert("New voicemail", text, row.id, RecordKind.CUSTOMER, row.id, NoticeModule.VOICEMAIL)


def _of_call(view: View, call: CallRow, recipient: StaffRow | None) -> Alert | None:
    """Which number rings, and nothing of the caller (D10); None once somebody saw to the call."""
    is_over = call.outcome is not CallOutcome.RINGING or call.answered_at or call.ended_at
    if recipient is None or not recipient.active or is_over:
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
            return f"{code(RecordKind.ISSUE, issue.number, issue.id)} · {issue.issue_type}"
    return "New post"


def _workers_on(view: View, thread_id: RowId) -> Iterator[StaffRow]:
    thread = view.get(ThreadRow, thread_id)
    if thread is None:
        return
    for staff_id in dict.fromkeys(_worker_ids(view, thread)):
        staff = view.get(StaffRow, staff_id)
        if staff is not None and staff.active and staff.role is Role.FIELDWORKER:
            yield staff


def _worker_ids(view: View, thread: ThreadRow) -> Iterator[RowId]:
    record_id = thread.record_id
    if thread.record_kind is RecordKind.ISSUE:
        issue = view.get(IssueRow, record_id)
        if issue is None:
            return
        yield from issue.responsible_ids
        record_id = issue.record_id
    booking = view.get(BookingRow, record_id)
    if booking is not None:
        yield from booking.worker_ids
