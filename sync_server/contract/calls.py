"""Calls as the office reads them, what was said after them, recordings and voicemail."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Message, Row, RowId, derived_id
from sync_server.contract.values import CallOutcome, Direction, HungUpBy, StepKind


class CallStep(Message, frozen=True, forbid_unknown_fields=True):
    """One thing that happened to a call. `who` is a name or number as it is shown."""

    at: datetime
    kind: StepKind
    by: RowId | None = None
    who: str = ""
    detail: str = ""


class CallQuality(Message, frozen=True, forbid_unknown_fields=True):
    """The line as the desk measured it from RTCP; `mos_hundredths` is 100 to 450 (ITU-T G.107)."""

    loss_permille: int
    jitter_ms: int
    rtt_ms: int
    mos_hundredths: int


class CallRow(Row, frozen=True, tag="call"):
    """One call as one story, whoever reported which part of it."""

    call_key: str = ""
    """The SIP Call-ID, shared by every leg of a forked call."""
    direction: Direction = Direction.INBOUND
    number: str = ""
    """The other side in E.164; empty when withheld."""
    dialled: str = ""
    outcome: CallOutcome = CallOutcome.RINGING
    customer_id: RowId | None = None
    booking_id: RowId | None = None
    answered_by: RowId | None = None
    answered_by_name: str = ""
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    continues_id: RowId | None = None
    """The call this leg carries on after a transfer; lists show only calls without one."""
    ring_group_id: RowId | None = None
    steps: tuple[CallStep, ...] = ()
    hung_up_by: HungUpBy = HungUpBy.UNKNOWN
    disposition_id: RowId | None = None
    quote_id: RowId | None = None
    invoice_id: RowId | None = None
    issue_id: RowId | None = None
    owner_id: RowId | None = None
    """Who took it upon them to call back."""
    owner_name: str = ""
    settled_at: datetime | None = None
    """When a missed call needed no call-back any more."""
    settled_by_name: str = ""
    loss_permille: int | None = None
    jitter_ms: int | None = None
    rtt_ms: int | None = None
    mos_hundredths: int | None = None


class RecordingRow(Row, frozen=True, tag="recording"):
    """A recorded conversation; seen by administrators and by the agent who held it (A47)."""

    call_id: RowId = RowId("")
    made_by: RowId = RowId("")
    seconds: int = 0
    sha256: str = ""
    """Empty once the sound was removed, by retention or by a person."""
    made_at: datetime | None = None
    expires_at: datetime | None = None


class VoicemailRow(Row, frozen=True, tag="voicemail"):
    call_id: RowId = RowId("")
    customer_id: RowId | None = None
    number: str = ""
    seconds: int = 0
    sha256: str = ""
    left_at: datetime | None = None
    ring_group_id: RowId | None = None
    heard_at: datetime | None = None
    heard_by_name: str = ""
    done_at: datetime | None = None
    done_by_name: str = ""
    removed_at: datetime | None = None
    shared_with: tuple[RowId, ...] = ()
    """Fieldworkers who had voicemail switched on when it was left; the office sees it anyway."""
    group_name: str = ""
    """Of the number it was left at: fieldworkers do not see ring groups."""


class LogCall(Command, frozen=True, tag="call.log"):
    """What one reporter (a desk, or the phone system) knows of a call; reports are merged."""

    call_id: RowId
    call_key: str
    direction: Direction
    number: str
    dialled: str
    outcome: CallOutcome
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    answered_by: RowId | None = None
    customer_id: RowId | None = None
    """The customer the agent chose, where the number alone did not tell."""
    continues_key: str = ""
    """Call-ID of the call that was transferred to make this one."""
    steps: tuple[CallStep, ...] = ()
    hung_up_by: HungUpBy = HungUpBy.UNKNOWN
    quality: CallQuality | None = None


class LinkCall(Command, frozen=True, tag="call.link"):
    """Say what a call was about; what is None stays as it is."""

    call_id: RowId
    customer_id: RowId
    booking_id: RowId | None = None
    quote_id: RowId | None = None
    invoice_id: RowId | None = None
    issue_id: RowId | None = None


class ChooseDisposition(Command, frozen=True, tag="call.disposition"):
    """How the call came out, from the catalogue; None takes the choice back."""

    call_id: RowId
    disposition_id: RowId | None


class TakeCallback(Command, frozen=True, tag="call.take_callback"):
    """Put a call-back under one name: the own, a colleague's, or nobody's (None)."""

    call_id: RowId
    owner_id: RowId | None


class SettleCallbacks(Command, frozen=True, tag="call.settle"):
    """These missed calls need no call-back (any more)."""

    call_ids: tuple[RowId, ...]


class ReopenCallbacks(Command, frozen=True, tag="call.reopen"):
    """Undo of `SettleCallbacks`."""

    call_ids: tuple[RowId, ...]


class FileVoicemail(Command, frozen=True, tag="voicemail.file"):
    voicemail_id: RowId
    call_id: RowId
    number: str
    seconds: int
    sha256: str


class HearVoicemail(Command, frozen=True, tag="voicemail.hear"):
    """Somebody began to listen; the badge counts what nobody has heard."""

    voicemail_id: RowId


class SettleVoicemail(Command, frozen=True, tag="voicemail.settle"):
    voicemail_ids: tuple[RowId, ...]
    done: bool = True


class RemoveVoicemail(Command, frozen=True, tag="voicemail.remove"):
    """Take a voicemail off the list; `removed=False` brings it back while its sound is kept."""

    voicemail_id: RowId
    removed: bool = True


class FileRecording(Command, frozen=True, tag="recording.file"):
    """A desk recorded a call and uploads the sound under its checksum."""

    recording_id: RowId
    call_id: RowId
    seconds: int
    sha256: str
    made_at: datetime


class RemoveRecording(Command, frozen=True, tag="recording.remove"):
    recording_id: RowId


class ForgetSound(Command, frozen=True, tag="sound.forget"):
    """Retention: the sound of a recording or removed voicemail is gone for good."""

    row_id: RowId


def call_id(call_key: str) -> RowId:
    """Every reporter of one call derives the same row id from its key."""
    return RowId(derived_id(call_key))
