"""Who is told of what in their feed, and which switches decide it (CAL-08, CAL-10, CAL-14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.customers import CustomerRow
from sync_server.contract.notices import (
    NoticeRow,
    PreferenceRow,
    ReadNotices,
    SetPreference,
    notice_id,
    preference_id,
)
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import NoticeChannel, NoticeModule, Role
from sync_server.rules.access import DESK_ROLES
from sync_server.rules.callbacks import wants_callback
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

MAX_TEXT = 140
_ADMINS = frozenset({Role.OWNER, Role.ADMIN})
_ON_BY_DEFAULT: Mapping[NoticeChannel, frozenset[NoticeModule]] = {
    NoticeChannel.FEED: frozenset(NoticeModule),
    NoticeChannel.PUSH: frozenset({NoticeModule.POSTS, NoticeModule.ISSUES}),
    NoticeChannel.EMAIL: frozenset(),
    NoticeChannel.SMS: frozenset(),
}


def is_on(view: View, staff: StaffRow, module: NoticeModule, channel: NoticeChannel) -> bool:
    """A person's own switch counts before their role's, that before what is usual. Asked at once
    for everyone: a report tells a whole office."""
    rows = {row.id: row for row in view.where(PreferenceRow, module=module, channel=channel)}
    for subject in (staff.id, staff.role):
        row = rows.get(preference_id(module, channel, subject)) if rows else None
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
    return tuple(to_office(view, row.call_id, told, row, here))


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
    rows = to_office(view, call.id, told, call, here)
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
    return tuple(to_office(view, post.id, told, post, here))


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


def to_office(
    view: View, event_id: RowId, told: NoticeRow, about: Row, here: Circumstances
) -> Iterator[NoticeRow]:
    """One row for everyone who may see it, wants it and did not do it; only the server tells."""
    if here.on_server:
        yield from to_people(view, event_id, told, about, here, view.where(StaffRow, active=True))


def to_people(
    view: View,
    event_id: RowId,
    told: NoticeRow,
    about: Row,
    here: Circumstances,
    people: Iterable[StaffRow],
) -> Iterator[NoticeRow]:
    """The same for some colleagues at a desk. Who wants no feed but an e-mail or a text message
    gets a row that no desk receives: what is sent is read from it."""
    if not here.on_server:
        return
    for staff in people:
        if not staff.active or staff.role not in DESK_ROLES or staff.id == here.by:
            continue
        channels = channels_of(view, staff, told.module)
        if not channels or not may_see(view, about, staff.role, staff.id):
            continue
        row_id = notice_id(event_id, staff.id)
        known = view.get(NoticeRow, row_id)
        yield msgspec.structs.replace(
            told,
            id=row_id,
            version=known.version + 1 if known else 0,
            recipient_id=staff.id,
            gone=NoticeChannel.FEED not in channels,
        )


def channels_of(view: View, staff: StaffRow, module: NoticeModule) -> frozenset[NoticeChannel]:
    """How a colleague is told of such things; push goes to the field only."""
    channels = {NoticeChannel.FEED: True, NoticeChannel.EMAIL: staff.email}
    channels[NoticeChannel.SMS] = staff.phone
    wanted = (channel for channel, can in channels.items() if can)
    return frozenset(channel for channel in wanted if is_on(view, staff, module, channel))


def _who(view: View, customer_id: RowId | None, number: str) -> str:
    customer = view.get(CustomerRow, customer_id) if customer_id else None
    return customer.name if customer is not None else number or "a withheld number"
