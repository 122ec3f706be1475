"""Voicemail: filed with its call and customer, heard, done, taken off the list."""

from __future__ import annotations

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.calls import (
    CallRow,
    FileVoicemail,
    HearVoicemail,
    RemoveVoicemail,
    SettleVoicemail,
    VoicemailRow,
)
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import NoticeChannel, NoticeModule, Role, Visibility
from sync_server.rules import notices
from sync_server.rules.calls import owner_of
from sync_server.rules.effects import Circumstances, Effects, Notice, NoticeKind, Reason, Refused
from sync_server.rules.view import View


def file_voicemail(view: View, command: FileVoicemail, here: Circumstances) -> Effects:
    """Keep what a caller said, and tell those who want to know (CAL-08)."""
    if view.get(VoicemailRow, command.voicemail_id) is not None:
        return Effects()
    call = view.get(CallRow, command.call_id)
    if call is not None and call.continues_id is not None:  # transferred to the mailbox
        call = view.get(CallRow, call.continues_id) or call
    group = view.get(RingGroupRow, call.ring_group_id) if call and call.ring_group_id else None
    row = VoicemailRow(
        id=command.voicemail_id,
        call_id=call.id if call else command.call_id,
        customer_id=call.customer_id if call else owner_of(view, command.number),
        number=command.number,
        seconds=command.seconds,
        sha256=command.sha256,
        left_at=here.now,
        ring_group_id=call.ring_group_id if call else None,
        group_name=group.name if group else "",
        shared_with=_away_from_the_desk(view),
    )
    told = notices.of_voicemail(view, row, here)
    notice = Notice(
        NoticeKind.VOICEMAIL_LEFT, row.customer_id or row.id, row.id, here.by, Visibility.INTERNAL
    )
    return Effects(rows=(row, *told), notices=(notice,))


def hear_voicemail(view: View, command: HearVoicemail, here: Circumstances) -> Effects:
    row = _voicemail(view, command.voicemail_id, here)
    if row.heard_at is not None:
        return Effects()
    heard = msgspec.structs.replace(
        row, version=row.version + 1, heard_at=here.now, heard_by_name=here.by_name
    )
    return Effects(rows=(heard,))


def settle_voicemail(view: View, command: SettleVoicemail, here: Circumstances) -> Effects:
    """Done, or not done after all; the first who was done stays named."""
    rows = [_voicemail(view, row_id, here) for row_id in command.voicemail_ids]
    at, name = (here.now, here.by_name) if command.done else (None, "")
    return Effects(
        rows=tuple(
            msgspec.structs.replace(row, version=row.version + 1, done_at=at, done_by_name=name)
            for row in rows
            if (row.done_at is not None) is not command.done
        )
    )


def remove_voicemail(view: View, command: RemoveVoicemail, here: Circumstances) -> Effects:
    row = view.get(VoicemailRow, command.voicemail_id)
    if row is None:
        raise Refused(Reason.NOT_FOUND, "This voicemail does not exist any more.")
    if (row.removed_at is not None) is command.removed:
        return Effects()
    if not command.removed and not row.sha256:
        raise Refused(Reason.NOT_FOUND, "The sound of this voicemail is gone for good.")
    removed_at = here.now if command.removed else None
    return Effects(
        rows=(msgspec.structs.replace(row, version=row.version + 1, removed_at=removed_at),)
    )


def _away_from_the_desk(view: View) -> tuple[RowId, ...]:
    """Fieldworkers who want voicemail on their phones, by their own switch or their role's."""
    return tuple(
        staff.id
        for staff in view.where(StaffRow, active=True, role=Role.FIELDWORKER)
        if notices.is_on(view, staff, NoticeModule.VOICEMAIL, NoticeChannel.PUSH)
    )


def _voicemail(view: View, row_id: RowId, here: Circumstances) -> VoicemailRow:
    """To a fieldworker what was not shared with them does not exist."""
    row = view.get(VoicemailRow, row_id)
    is_hidden = here.role is Role.FIELDWORKER and row is not None and here.by not in row.shared_with
    if row is None or is_hidden or row.removed_at is not None:
        raise Refused(Reason.NOT_FOUND, "This voicemail does not exist any more.")
    return row
