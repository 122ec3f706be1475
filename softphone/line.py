"""What a phone may ask of SIP (`Line`), and every event SIP may report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NewType, Protocol

from softphone.address import Address

CallRef = NewType("CallRef", str)  # our handle of one leg, unique in this process
CallKey = NewType("CallKey", str)  # the SIP Call-ID, the same for every phone a call rings

NO_KEY = CallKey("")
MAX_LEGS = 4  # compiled into the pjsua2 wheel (PJSUA_MAX_CALLS); the fifth call gets 486


class Transport(StrEnum):
    TCP = "tcp"
    UDP = "udp"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Account:
    """One line to register; `proxy_host` is an IP address, so that no call ever waits for DNS.

    `login` empty means `user`; `ca_file` and `has_srtp` count with TLS only.
    """

    user: str
    domain: str
    proxy_host: str
    proxy_port: int
    password: str = field(repr=False)
    transport: Transport = Transport.TCP
    login: str = ""
    ca_file: str = ""
    has_srtp: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    at: datetime


@dataclass(frozen=True, slots=True)
class RegistrationFailed:
    """The PBX said no (`code` from SIP), or nobody answered (408, 503)."""

    code: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unregistered:
    at: datetime


@dataclass(frozen=True, slots=True)
class PbxGone:
    """The connection to the PBX broke; the line keeps trying by itself."""

    at: datetime


@dataclass(frozen=True, slots=True)
class IncomingCall:
    ref: CallRef
    key: CallKey
    caller: Address
    dialled: str
    at: datetime
    referred_by: str = ""


@dataclass(frozen=True, slots=True)
class CallPlaced:
    """Our INVITE went out and has its Call-ID."""

    ref: CallRef
    key: CallKey
    at: datetime


@dataclass(frozen=True, slots=True)
class FarEndRinging:
    ref: CallRef
    at: datetime


@dataclass(frozen=True, slots=True)
class CallAnswered:
    ref: CallRef
    at: datetime


@dataclass(frozen=True, slots=True)
class FarEndHeld:
    """The other side put us on hold."""

    ref: CallRef
    at: datetime


@dataclass(frozen=True, slots=True)
class FarEndResumed:
    ref: CallRef
    at: datetime


@dataclass(frozen=True, slots=True)
class CallCancelled:
    """A ringing call was taken back; `reason` is the CANCEL's Reason header or empty."""

    ref: CallRef
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The leg is over; `code` is the final SIP status (200 after a BYE)."""

    ref: CallRef
    code: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TransferEnded:
    """The far end of a call we transferred reached the target (`code` 200), or did not."""

    ref: CallRef
    code: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Referred:
    """The far end of `old` transfers us: the line already dials `target` as a new leg."""

    ref: CallRef
    old: CallRef
    target: Address
    referred_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Replaced:
    """Somebody took the place of the far end of `old`; the new leg talks already (RFC 3891)."""

    ref: CallRef
    old: CallRef
    key: CallKey
    caller: Address
    referred_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordingWritten:
    ref: CallRef
    key: CallKey
    path: Path
    seconds: float


@dataclass(frozen=True, slots=True)
class RecordingBroke:
    """The recording cannot go on; the call does."""

    ref: CallRef
    key: CallKey
    why: str


@dataclass(frozen=True, slots=True)
class QualityMeasured:
    """Loss in thousandths, times in milliseconds, MOS in hundredths."""

    ref: CallRef
    loss_permille: int
    jitter_ms: int
    rtt_ms: int
    mos_hundredths: int


@dataclass(frozen=True, slots=True)
class DigitHeard:
    ref: CallRef
    digit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LevelsMeasured:
    """Loudness 0-255 of what we hear and what we send on one call."""

    ref: CallRef
    heard: int
    sent: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SoundPlayed:
    """A sound the mailbox played to the caller has come to its end."""

    ref: CallRef
    at: datetime


CallEvent = (
    CallPlaced
    | FarEndRinging
    | CallAnswered
    | FarEndHeld
    | FarEndResumed
    | CallCancelled
    | CallEnded
)
RegistrationEvent = Registered | RegistrationFailed | Unregistered | PbxGone
JoiningEvent = TransferEnded | Referred | Replaced
MeasuredEvent = DigitHeard | LevelsMeasured | QualityMeasured | SoundPlayed
RecordingEvent = RecordingWritten | RecordingBroke
LineEvent = (
    IncomingCall | CallEvent | RegistrationEvent | JoiningEvent | MeasuredEvent | RecordingEvent
)


class Line(Protocol):
    """One registered line. Every method returns at once; what came of it arrives as events."""

    def register(self, account: Account) -> None: ...

    def unregister(self) -> None: ...

    def dial(self, ref: CallRef, uri: str) -> None: ...

    def answer(self, ref: CallRef) -> None: ...

    def decline(self, ref: CallRef) -> None: ...

    def hang_up(self, ref: CallRef) -> None: ...

    def put_on_hold(self, ref: CallRef) -> None: ...

    def resume(self, ref: CallRef) -> None: ...

    def mute(self, ref: CallRef) -> None: ...

    def unmute(self, ref: CallRef) -> None: ...

    def send_digits(self, ref: CallRef, digits: str) -> None: ...

    def transfer(self, ref: CallRef, uri: str) -> None: ...

    def transfer_to(self, ref: CallRef, to_ref: CallRef) -> None: ...

    def join_conference(self, ref: CallRef) -> None: ...

    def leave_conference(self, ref: CallRef) -> None: ...

    def start_recording(self, ref: CallRef, target: Path, announcement: Path | None) -> None: ...

    def pause_recording(self, ref: CallRef) -> None: ...

    def continue_recording(self, ref: CallRef) -> None: ...

    def stop_recording(self, ref: CallRef) -> None: ...

    def reconnect(self) -> None: ...

    def close(self) -> None: ...
