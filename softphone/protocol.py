"""What the desktop and the phone engine say to each other: frozen structs, one JSON line each."""

from __future__ import annotations

import msgspec

from softphone.call import Call, RecordingState
from softphone.call_book import CallBook
from softphone.events import (
    PROTOCOL_VERSION,
    AnyPhoneEvent,
    CallFacts,
    Calls,
    Devices,
    DigitReceived,
    IntentRefused,
    Levels,
    MicrophoneLevel,
    PhoneEvent,
    Pong,
    Quality,
    Ready,
    RecordingFailed,
    RecordingMade,
    Registration,
    RegistrationState,
    SoundTrouble,
    SoundWell,
    TransferFailed,
    TroubleKind,
)
from softphone.intents import (
    Answer,
    AnyIntent,
    ChooseDevices,
    ChooseRingtones,
    ContinueRecording,
    Decline,
    Dial,
    HangUp,
    Intent,
    JoinConference,
    LeaveConference,
    Mute,
    PauseRecording,
    Ping,
    PutOnHold,
    Quit,
    Reconnect,
    Register,
    Resume,
    SendDigits,
    StartRecording,
    StopRecording,
    TestSound,
    Transfer,
    TransferTo,
    Unmute,
    Unregister,
)
from softphone.transfer import TransferState

__all__ = [
    "PROTOCOL_VERSION",
    "Answer",
    "AnyIntent",
    "AnyPhoneEvent",
    "CallFacts",
    "Calls",
    "ChooseDevices",
    "ChooseRingtones",
    "ContinueRecording",
    "Decline",
    "Devices",
    "Dial",
    "DigitReceived",
    "HangUp",
    "Intent",
    "IntentRefused",
    "JoinConference",
    "LeaveConference",
    "Levels",
    "MicrophoneLevel",
    "Mute",
    "PauseRecording",
    "PhoneEvent",
    "Ping",
    "Pong",
    "ProtocolError",
    "PutOnHold",
    "Quality",
    "Quit",
    "Ready",
    "Reconnect",
    "RecordingFailed",
    "RecordingMade",
    "RecordingState",
    "Register",
    "Registration",
    "RegistrationState",
    "Resume",
    "SendDigits",
    "SoundTrouble",
    "SoundWell",
    "StartRecording",
    "StopRecording",
    "TestSound",
    "Transfer",
    "TransferFailed",
    "TransferState",
    "TransferTo",
    "TroubleKind",
    "Unmute",
    "Unregister",
    "encode",
    "read_event",
    "read_intent",
    "snapshot",
]


class ProtocolError(ValueError):
    """A line that is none of ours."""


_encoder = msgspec.json.Encoder()
_intents: msgspec.json.Decoder[AnyIntent] = msgspec.json.Decoder(AnyIntent)
_events: msgspec.json.Decoder[AnyPhoneEvent] = msgspec.json.Decoder(AnyPhoneEvent)


def encode(said: AnyIntent | AnyPhoneEvent) -> bytes:
    """One line, newline included."""
    return _encoder.encode(said) + b"\n"


def read_intent(line: bytes) -> AnyIntent:
    try:
        return _intents.decode(line)
    except msgspec.MsgspecError:
        # `from None`: the cause would quote the line, and the line may hold a password
        raise ProtocolError("this line is no intent of the phone protocol") from None


def read_event(line: bytes) -> AnyPhoneEvent:
    try:
        return _events.decode(line)
    except msgspec.MsgspecError as fault:
        raise ProtocolError(f"this line is no event of the phone protocol: {fault}") from fault


def snapshot(book: CallBook) -> Calls:
    """The whole book as it goes over the pipe."""
    return Calls(tuple(_facts(call) for call in book.calls))


def _facts(call: Call) -> CallFacts:
    return CallFacts(
        ref=call.ref,
        call_key=call.key,
        direction=call.direction,
        number=call.number,
        display=call.display,
        dialled=call.dialled,
        state=call.state,
        started_at=call.started_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        is_muted=call.is_muted,
        is_on_hold=call.is_on_hold,
        is_held_by_far_end=call.is_held_by_far_end,
        ended_why=call.ended_why,
        recording=call.recording,
        is_in_conference=call.is_in_conference,
        transfer=call.transfer,
        transfer_target=call.transfer_target,
        referred_by=call.referred_by,
    )
