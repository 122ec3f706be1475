"""Who is told of what in their feed, and which switches decide it (CAL-08, CAL-10, CAL-14)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.customers import CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.notices import (
    NoticeRow,
    PreferenceRow,
    ReadNotices,
    SetPreference,
    notice_id,
    preference_id,
)
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import NoticeChannel, NoticeModule, RecordKind, Role, code
from sync_server.rules.access import DESK_ROLES
from sync_server.rules.callbacks import wants_callback
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

MAX_TEXT = 140
MOST_REMINDERS = 5
"""Days on which an owner is reminded before administrators are (A36)."""
_ADMINS = frozenset({Role.OWNER, Role.ADMIN})
_ON_BY_DEFAULT: Mapping[NoticeChannel, frozenset[NoticeModule]] = {
    NoticeChannel.FEED: frozenset(NoticeModule),
    NoticeChannel.PUSH: frozenset({NoticeModule.POSTS, NoticeModule.ISSUES}),
    NoticeChannel.EMAIL: frozenset(),
    NoticeChannel.SMS: frozenset(),
}


def is_on(view: View, staff: StaffRow, module: NoticeModule, channel: NoticeChannel) -> bool:
    """A person's own switch counts before their role's, that before what is usual."""
    for subject in (staff.id, staff.role):
        row = view.get(PreferenceRow, preference_id(module, channel, subject))
        if row is not None:
            return row.is_on
    return module in _ON_BY_DEFAULT[channel]


def of_voicemail(view: View, row: VoicemailRow, here: Circumstances) -> tuple[NoticeRow, ...]:
    """Under the call's notice id, so that one call is one line: missed, then voicemail."""
    told = NoticeRow(
        id=row.id,
        module=NoticeModule.VOICEMAIL,
        title=f"Voicemail from {_who(view, row.customer_id, row.number)}",
        text=f"{row.seconds // 60}:{row.seconds % 60:02d}",
        customer_id=row.customer_id,
        about_id=row.id,
        told_at=here.now,
    )
    return tuple(_to_office(view, row.call_id, told, row, here))


def of_call(view: View, call: CallRow, here: Circumstances) -> tuple[NoticeRow, ...]:
    """A missed call, to the people whose phones rang or would have."""
    if not here.on_server or not wants_callback(call):
        return ()
    group = view.get(RingGroupRow, call.ring_group_id) if call.ring_group_id else None
    told = NoticeRow(
        id=call.id,
        module=NoticeModule.CALLS,
        title=f"Missed call from {_who(view, call.customer_id, call.number)}",
        text=group.name if group else "",
        customer_id=call.customer_id,
        about_id=call.id,
        told_at=call.ended_at or here.now,
    )
    members = frozenset(group.member_ids) if group else frozenset()
    rows = _to_office(view, call.id, told, call, here)
    return tuple(
        row for row in rows if row.recipient_id in members and view.get(NoticeRow, row.id) is None
    )


def of_post(view: View, post: PostRow, here: Circumstances) -> tuple[NoticeRow, ...]:
    """What a customer wrote is for the whole office."""
    if post.author_role is not Role.CUSTOMER:
        return ()
    told = NoticeRow(
        id=post.id,
        module=NoticeModule.POSTS,
        title=f"{post.author_name} wrote",
        text=excerpt(post.body),
        customer_id=post.customer_id,
        about_id=post.thread_id,
        told_at=here.now,
    )
    return tuple(_to_office(view, post.id, told, post, here))


def of_issue(view: View, issue: IssueRow, here: Circumstances) -> tuple[NoticeRow, ...]:
    told = NoticeRow(
        id=issue.id,
        module=NoticeModule.ISSUES,
        title=f"{issue.reporter_name} reported an issue",
        text=excerpt(f"{issue.issue_type}: {issue.description}"),
        customer_id=issue.customer_id,
        about_id=issue.id,
        told_at=here.now,
    )
    return tuple(_to_office(view, issue.id, told, issue, here))


def of_change(view: View, issue: IssueRow, what: str, here: Circumstances) -> tuple[NoticeRow, ...]:
    """What was done to an issue, for those who watch it and for its owner (ISS-61, ISS-73)."""
    wanted = {*issue.watcher_ids, issue.owner_id}
    told = _of_issue(issue, f"{here.by_name} {what} {_code(issue)}", here)
    return _to(view, RowId(f"{issue.id}:{issue.version}"), told, issue, here, wanted)


def of_follow_up(view: View, issue: IssueRow, here: Circumstances) -> tuple[NoticeRow, ...]:
    """The owner, or where there is none everyone; after five days administrators (A36)."""
    told = _of_issue(issue, f"To follow today: {_code(issue)}", here)
    event = RowId(f"{issue.id}:follow:{issue.reminded_on}")
    if issue.reminders > MOST_REMINDERS:
        admins = {s.id for s in view.where(StaffRow, active=True) if s.role in _ADMINS}
        return _to(view, event, told, issue, here, admins)
    if issue.owner_id is not None:
        return _to(view, event, told, issue, here, {issue.owner_id})
    return tuple(_to_office(view, event, told, issue, here))


def of_proposal(
    view: View, row: AppointmentRow, issue: IssueRow, here: Circumstances
) -> tuple[NoticeRow, ...]:
    told = _of_issue(issue, f"{here.by_name} proposes a visit for {_code(issue)}", here)
    return tuple(_to_office(view, row.id, told, issue, here))


def _of_issue(issue: IssueRow, title: str, here: Circumstances) -> NoticeRow:
    return NoticeRow(
        id=issue.id,
        module=NoticeModule.ISSUES,
        title=title,
        text=excerpt(f"{issue.issue_type}: {issue.description}"),
        customer_id=issue.customer_id,
        about_id=issue.id,
        told_at=here.now,
    )


def _code(issue: IssueRow) -> str:
    return code(RecordKind.ISSUE, issue.number, issue.id)


def _to(
    view: View,
    event_id: RowId,
    told: NoticeRow,
    about: Row,
    here: Circumstances,
    wanted: Collection[RowId | None],
) -> tuple[NoticeRow, ...]:
    rows = _to_office(view, event_id, told, about, here)
    return tuple(row for row in rows if row.recipient_id in wanted)


def excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MAX_TEXT else words[: MAX_TEXT - 1] + "…"


def read_notices(view: View, command: ReadNotices, here: Circumstances) -> Effects:
    rows = (view.get(NoticeRow, row_id) for row_id in command.notice_ids)
    return Effects(
        rows=tuple(
            msgspec.structs.replace(row, version=row.version + 1, read_at=here.now)
            for row in rows
            if row is not None and row.recipient_id == here.by and row.read_at is None
        )
    )


def set_preference(view: View, command: SetPreference, here: Circumstances) -> Effects:
    """One's own switch, or with a role that of everyone who has it."""
    if command.role is not None and here.role not in _ADMINS:
        raise Refused(Reason.NOT_ALLOWED, "Only administrators set what a whole role is told.")
    row_id = preference_id(command.module, command.channel, command.role or here.by)
    known = view.get(PreferenceRow, row_id)
    if known is not None and known.is_on is command.is_on:
        return Effects()
    row = PreferenceRow(
        id=row_id,
        version=known.version + 1 if known else 0,
        module=command.module,
        channel=command.channel,
        role=command.role,
        staff_id=None if command.role else here.by,
        is_on=command.is_on,
    )
    return Effects(rows=(row,))


def _to_office(
    view: View, event_id: RowId, told: NoticeRow, about: Row, here: Circumstances
) -> Iterator[NoticeRow]:
    """One row for everyone who may see it, wants it and did not do it; only the server tells."""
    if not here.on_server:
        return
    for staff in view.where(StaffRow, active=True):
        if staff.role not in DESK_ROLES or staff.id == here.by:
            continue
        if not may_see(view, about, staff.role, staff.id):
            continue
        if not is_on(view, staff, told.module, NoticeChannel.FEED):
            continue
        row_id = notice_id(event_id, staff.id)
        known = view.get(NoticeRow, row_id)
        version = known.version + 1 if known else 0
        yield msgspec.structs.replace(told, id=row_id, version=version, recipient_id=staff.id)


def _who(view: View, customer_id: RowId | None, number: str) -> str:
    customer = view.get(CustomerRow, customer_id) if customer_id else None
    return customer.name if customer is not None else number or "a withheld number"
