"""What the desktop and the phone engine say to each other: frozen structs, one JSON line each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from softphone.address import DEFAULT_COUNTRY
from softphone.call import Call, CallState, Direction, EndedWhy
from softphone.call_book import CallBook
from softphone.line import CallKey, CallRef, Transport

PROTOCOL_VERSION = 1


class ProtocolError(ValueError):
    """A line that is none of ours."""


class Intent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something the agent wants of the phone."""


class Register(Intent, frozen=True, tag="register"):
    """The password travels here and nowhere else: never on a command line, never to disk."""

    user: str
    password: str
    domain: str
    proxy_host: str
    proxy_port: int
    transport: Transport = Transport.TCP
    country: str = DEFAULT_COUNTRY

    def __repr__(self) -> str:
        return f"Register(user={self.user!r}, domain={self.domain!r})"


class Unregister(Intent, frozen=True, tag="unregister"):
    pass


class Dial(Intent, frozen=True, tag="dial"):
    target: str


class Answer(Intent, frozen=True, tag="answer"):
    ref: CallRef


class Decline(Intent, frozen=True, tag="decline"):
    ref: CallRef


class HangUp(Intent, frozen=True, tag="hang_up"):
    ref: CallRef


class PutOnHold(Intent, frozen=True, tag="put_on_hold"):
    ref: CallRef


class Resume(Intent, frozen=True, tag="resume"):
    ref: CallRef


class Mute(Intent, frozen=True, tag="mute"):
    ref: CallRef


class Unmute(Intent, frozen=True, tag="unmute"):
    ref: CallRef


class SendDigits(Intent, frozen=True, tag="send_digits"):
    ref: CallRef
    digits: str


class ChooseDevices(Intent, frozen=True, tag="choose_devices"):
    """Device names as `Devices` lists them; empty means the system's default."""

    microphone: str = ""
    speaker: str = ""
    ringer: str = ""


class Ping(Intent, frozen=True, tag="ping"):
    number: int


class Quit(Intent, frozen=True, tag="quit"):
    pass


AnyIntent = (
    Register
    | Unregister
    | Dial
    | Answer
    | Decline
    | HangUp
    | PutOnHold
    | Resume
    | Mute
    | Unmute
    | SendDigits
    | ChooseDevices
    | Ping
    | Quit
)


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
    """One call as the desktop shows it. `display` is text a stranger chose: plain text, always."""

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
    | IntentRefused
    | Pong
)

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
    )
