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
from sync_server.contract.values import Visibility
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
    row = VoicemailRow(
        id=command.voicemail_id,
        call_id=call.id if call else command.call_id,
        customer_id=call.customer_id if call else owner_of(view, command.number),
        number=command.number,
        seconds=command.seconds,
        sha256=command.sha256,
        left_at=here.now,
        ring_group_id=call.ring_group_id if call else None,
    )
    told = notices.of_voicemail(view, row, here)
    notice = Notice(
        NoticeKind.VOICEMAIL_LEFT, row.customer_id or row.id, row.id, here.by, Visibility.INTERNAL
    )
    return Effects(rows=(row, *told), notices=(notice,))


def hear_voicemail(view: View, command: HearVoicemail, here: Circumstances) -> Effects:
    row = _voicemail(view, command.voicemail_id)
    if row.heard_at is not None:
        return Effects()
    heard = msgspec.structs.replace(
        row, version=row.version + 1, heard_at=here.now, heard_by_name=here.by_name
    )
    return Effects(rows=(heard,))


def settle_voicemail(view: View, command: SettleVoicemail, here: Circumstances) -> Effects:
    """Done, or not done after all; the first who was done stays named."""
    rows = [_voicemail(view, row_id) for row_id in command.voicemail_ids]
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


def _voicemail(view: View, row_id: RowId) -> VoicemailRow:
    row = view.get(VoicemailRow, row_id)
    if row is None or row.removed_at is not None:
        raise Refused(Reason.NOT_FOUND, "This voicemail does not exist any more.")
    return row
