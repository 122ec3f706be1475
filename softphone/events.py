"""What the phone engine reports to the desktop."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from softphone.call import CallState, Direction, EndedWhy, RecordingState
from softphone.line import CallKey, CallRef
from softphone.transfer import TransferState

PROTOCOL_VERSION = 1


class RegistrationState(StrEnum):
    OFFLINE = "offline"
    REGISTERING = "registering"
    REGISTERED = "registered"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


class TroubleKind(StrEnum):
    MICROPHONE_MISSING = "microphone_missing"
    MICROPHONE_GONE = "microphone_gone"
    SPEAKER_MISSING = "speaker_missing"
    SPEAKER_GONE = "speaker_gone"


class PhoneEvent(msgspec.Struct, frozen=True):
    """Something the engine reports; the reader ignores fields it does not know."""


class Ready(PhoneEvent, frozen=True, tag="ready"):
    pid: int
    version: int = PROTOCOL_VERSION


class Registration(PhoneEvent, frozen=True, tag="registration"):
    """`sentence` is shown to the agent as it is."""

    state: RegistrationState
    sentence: str


class CallFacts(msgspec.Struct, frozen=True):
    """One call as the desktop shows it. `display` is text a stranger chose: plain text, always.

    `referred_by` is who transferred this call to us (Referred-By, RFC 3892).
    """

    ref: CallRef
    call_key: CallKey
    direction: Direction
    number: str
    display: str
    dialled: str
    state: CallState
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    is_muted: bool = False
    is_on_hold: bool = False
    is_held_by_far_end: bool = False
    ended_why: EndedWhy | None = None
    recording: RecordingState = RecordingState.OFF
    is_in_conference: bool = False
    transfer: TransferState = TransferState.NONE
    transfer_target: str = ""
    referred_by: str = ""


class Calls(PhoneEvent, frozen=True, tag="calls"):
    """Every live call, and once each call that just ended."""

    calls: tuple[CallFacts, ...]


class DigitReceived(PhoneEvent, frozen=True, tag="digit_received"):
    ref: CallRef
    digit: str


class Levels(PhoneEvent, frozen=True, tag="levels"):
    ref: CallRef
    heard: int
    sent: int


class Devices(PhoneEvent, frozen=True, tag="devices"):
    microphones: tuple[str, ...]
    speakers: tuple[str, ...]


class SoundTrouble(PhoneEvent, frozen=True, tag="sound_trouble"):
    kind: TroubleKind
    sentence: str


class SoundWell(PhoneEvent, frozen=True, tag="sound_well"):
    """The devices of the call work (again)."""


class TransferFailed(PhoneEvent, frozen=True, tag="transfer_failed"):
    """The call is back with the agent; `sentence` says why."""

    ref: CallRef
    sentence: str


class RecordingMade(PhoneEvent, frozen=True, tag="recording_made"):
    """A recording is whole; after a crash `ref` and `call_key` are empty."""

    ref: CallRef
    call_key: CallKey
    path: str
    seconds: int


class RecordingFailed(PhoneEvent, frozen=True, tag="recording_failed"):
    """The call goes on without a recording; `sentence` says why."""

    ref: CallRef
    call_key: CallKey
    sentence: str


class Quality(PhoneEvent, frozen=True, tag="quality"):
    """How one call sounds, every two seconds and once before its end.

    Loss in thousandths, times in milliseconds, MOS (ITU-T G.107) in hundredths: 100 to 450.
    """

    ref: CallRef
    call_key: CallKey
    loss_permille: int
    jitter_ms: int
    rtt_ms: int
    mos_hundredths: int


class MicrophoneLevel(PhoneEvent, frozen=True, tag="microphone_level"):
    """Loudness 0-255 of the microphone while `TestSound` runs."""

    level: int


class IntentRefused(PhoneEvent, frozen=True, tag="intent_refused"):
    sentence: str


class Pong(PhoneEvent, frozen=True, tag="pong"):
    number: int


AnyPhoneEvent = (
    Ready
    | Registration
    | Calls
    | DigitReceived
    | Levels
    | Devices
    | SoundTrouble
    | SoundWell
    | TransferFailed
    | RecordingMade
    | RecordingFailed
    | Quality
    | MicrophoneLevel
    | IntentRefused
    | Pong
)
