"""A notice and the people on the job → deliveries: who is told, and over which channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import Channel, NoticeChannel, NoticeModule, RecordKind, Role
from sync_server.rules.access import DESK_ROLES
from sync_server.rules.effects import Notice, NoticeKind
from sync_server.rules.issue_notices import followers
from sync_server.rules.mentions import mentioned
from sync_server.rules.notices import is_on
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

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


def route(view: View, notice: Notice) -> tuple[Delivery, ...]:
    """Who is told outside the feed: of calls and voicemail who switched that on, fieldworkers of
    what happens on their jobs, those who are named in a post, the office by e-mail and SMS."""
    wanted = _BY_SWITCH.get(notice.kind)
    if wanted is not None:
        return tuple(
            Delivery(notice.row_id, staff.id, Channel.PUSH, notice.row_id)
            for staff in view.where(StaffRow, active=True)
            if is_on(view, staff, wanted, NoticeChannel.PUSH)
        )
    if notice.kind is NoticeKind.ISSUE_REPORTED:
        return tuple(_of_report(view, notice))
    if notice.kind is NoticeKind.VISIT_CHANGED:
        return tuple(_of_visit_changed(view, notice))
    post = view.get(PostRow, notice.row_id)
    if post is None:
        return ()
    named = _to_mentioned(view, post)
    if notice.kind is NoticeKind.MENTIONED:
        return tuple(named)
    return tuple(dict.fromkeys((*_of_post(view, post, notice), *named)))


def route_row(view: View, row: NoticeRow) -> tuple[Delivery, ...]:
    """A line of somebody's feed by e-mail and SMS, where they want that too. Posts go by their
    own ids: one that is narrowed or removed before it goes out is told to nobody."""
    is_first = row.version == 0 or row.module is NoticeModule.VOICEMAIL
    if row.module is NoticeModule.POSTS or row.read_at or not is_first:
        return ()
    staff = view.get(StaffRow, row.recipient_id)
    if staff is None:
        return ()
    event = RowId(f"{row.id}:{row.module}")
    return tuple(
        Delivery(event, staff.id, channel, row.about_id)
        for channel in _by_mail(view, staff, row.module)
    )


def _of_post(view: View, post: PostRow, notice: Notice) -> Iterator[Delivery]:
    for worker in _workers_on(view, post.thread_id):
        if worker.id != notice.by and may_see(view, post, worker.role, worker.id):
            for channel in _in_the_field(view, worker, NoticeModule.POSTS):
                yield Delivery(post.id, worker.id, channel, post.thread_id)
    for staff in _office_of(view, post):
        if staff.id != notice.by and may_see(view, post, staff.role, staff.id):
            for channel in _by_mail(view, staff, NoticeModule.POSTS):
                yield Delivery(post.id, staff.id, channel, post.thread_id)


def _office_of(view: View, post: PostRow) -> Iterator[StaffRow]:
    """What a customer writes is for everyone at a desk, the rest for those who follow the issue."""
    if post.author_role is Role.CUSTOMER:
        yield from (s for s in view.where(StaffRow, active=True) if s.role in DESK_ROLES)
        return
    issue = view.get(IssueRow, post.thread_id)
    for staff_id in sorted(followers(issue)) if issue else ():
        staff = view.get(StaffRow, staff_id)
        if staff is not None and staff.active:
            yield staff


def _to_mentioned(view: View, post: PostRow) -> Iterator[Delivery]:
    """By push and e-mail whatever else they switched off (A7, ISS-23)."""
    for staff in mentioned(view, post):
        yield Delivery(post.id, staff.id, Channel.PUSH, post.thread_id)
        if staff.email:
            yield Delivery(post.id, staff.id, Channel.EMAIL, post.thread_id)
        if Channel.SMS in _by_mail(view, staff, NoticeModule.POSTS):
            yield Delivery(post.id, staff.id, Channel.SMS, post.thread_id)


def _of_report(view: View, notice: Notice) -> Iterator[Delivery]:
    """Assigned, allowed to, and not switched off (A20, ISS-44)."""
    issue = view.get(IssueRow, notice.row_id)
    if issue is None:
        return
    for worker in _workers_on(view, issue.id):
        if worker.id != notice.by and may_see(view, issue, worker.role, worker.id):
            for channel in _in_the_field(view, worker, NoticeModule.ISSUES):
                yield Delivery(issue.id, worker.id, channel, issue.id)


def _of_visit_changed(view: View, notice: Notice) -> Iterator[Delivery]:
    """Those who are to come (ISS-33)."""
    row = view.get(AppointmentRow, RowId(notice.row_id.partition(":")[0]))
    for staff_id in row.worker_ids if row else ():
        worker = view.get(StaffRow, staff_id)
        if worker is not None and worker.active and worker.id != notice.by:
            for channel in _in_the_field(view, worker, NoticeModule.ISSUES):
                yield Delivery(notice.row_id, worker.id, channel, notice.thread_id)


def _in_the_field(view: View, worker: StaffRow, module: NoticeModule) -> Iterator[Channel]:
    if is_on(view, worker, module, NoticeChannel.PUSH):
        yield Channel.PUSH
    yield from _by_mail(view, worker, module)


def _by_mail(view: View, staff: StaffRow, module: NoticeModule) -> Iterator[Channel]:
    """E-mail and SMS, where there is an address and a wish."""
    if staff.email and is_on(view, staff, module, NoticeChannel.EMAIL):
        yield Channel.EMAIL
    if staff.phone and is_on(view, staff, module, NoticeChannel.SMS):
        yield Channel.SMS


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
