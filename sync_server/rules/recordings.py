"""Recorded conversations: whether one may be made, how long it is kept, and when it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sync_server.contract.calls import (
    CallRow,
    FileRecording,
    ForgetSound,
    RecordingRow,
    RemoveRecording,
    VoicemailRow,
)
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import RecordingRule
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View

DEFAULT_RETENTION = timedelta(days=90)
REMOVED_KEPT = timedelta(days=30)
"""How long a removed voicemail can be brought back."""


def file_recording(view: View, command: FileRecording, here: Circumstances) -> Effects:
    """Keep a recording with its call for as long as the business number says (A47)."""
    if view.get(RecordingRow, command.recording_id) is not None:
        return Effects()
    call = view.get(CallRow, command.call_id)
    group = view.get(RingGroupRow, call.ring_group_id) if call and call.ring_group_id else None
    if group is not None and group.recording is RecordingRule.NEVER:
        raise Refused(Reason.NOT_ALLOWED, f"Calls to {group.name} are not recorded.")
    kept = timedelta(days=group.retention_days) if group else DEFAULT_RETENTION
    whole = call.continues_id if call and call.continues_id else command.call_id
    row = RecordingRow(
        id=command.recording_id,
        call_id=whole,
        made_by=here.by,
        seconds=command.seconds,
        sha256=command.sha256,
        made_at=command.made_at,
        expires_at=command.made_at + kept,
    )
    return Effects(rows=(row,))


def remove_recording(view: View, command: RemoveRecording, _here: Circumstances) -> Effects:
    row = view.get(RecordingRow, command.recording_id)
    if row is None:
        raise Refused(Reason.NOT_FOUND, "This recording does not exist any more.")
    return _without_sound(row)


def forget_sound(view: View, command: ForgetSound, here: Circumstances) -> Effects:
    """Only what is due goes, whatever clock asked for it."""
    recording = view.get(RecordingRow, command.row_id)
    if recording is not None:
        is_due = recording.expires_at is not None and recording.expires_at <= here.now
        return _without_sound(recording) if is_due else Effects()
    voicemail = view.get(VoicemailRow, command.row_id)
    if voicemail is None or not is_past(voicemail.removed_at, here.now) or not voicemail.sha256:
        return Effects()
    gone = msgspec.structs.replace(voicemail, version=voicemail.version + 1, sha256="")
    return Effects(rows=(gone,))


def is_past(removed_at: datetime | None, now: datetime) -> bool:
    """Whether a removed voicemail cannot be brought back any more."""
    return removed_at is not None and removed_at + REMOVED_KEPT <= now


def _without_sound(row: RecordingRow) -> Effects:
    if not row.sha256:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(row, version=row.version + 1, sha256=""),))
