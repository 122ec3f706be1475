"""One call as the agent sees it (immutable) and its state machine: `advance(call, event)`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from softphone.line import (
    NO_KEY,
    CallAnswered,
    CallCancelled,
    CallEvent,
    CallKey,
    CallPlaced,
    CallRef,
    FarEndHeld,
    FarEndResumed,
    FarEndRinging,
)
from softphone.ring_all import RingStop, why_stopped
from softphone.transfer import TransferState


class Direction(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"


class CallState(StrEnum):
    DIALLING = "dialling"
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


class EndedWhy(StrEnum):
    HUNG_UP = "hung_up"
    FAR_END_HUNG_UP = "far_end_hung_up"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    DECLINED = "declined"
    DECLINED_ELSEWHERE = "declined_elsewhere"
    CALLER_GAVE_UP = "caller_gave_up"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    UNKNOWN_NUMBER = "unknown_number"
    NOT_ALLOWED = "not_allowed"
    PBX_UNREACHABLE = "pbx_unreachable"
    PHONE_RESTARTED = "phone_restarted"
    TRANSFERRED = "transferred"
    FAILED = "failed"


class RecordingState(StrEnum):
    OFF = "off"
    ON = "on"
    PAUSED = "paused"


_STOPPED = {
    RingStop.ANSWERED_ELSEWHERE: EndedWhy.ANSWERED_ELSEWHERE,
    RingStop.DECLINED_ELSEWHERE: EndedWhy.DECLINED_ELSEWHERE,
    RingStop.GAVE_UP: EndedWhy.CALLER_GAVE_UP,
}
_FAILED = {
    401: EndedWhy.NOT_ALLOWED,
    403: EndedWhy.NOT_ALLOWED,
    404: EndedWhy.UNKNOWN_NUMBER,
    484: EndedWhy.UNKNOWN_NUMBER,
    604: EndedWhy.UNKNOWN_NUMBER,
    408: EndedWhy.NO_ANSWER,
    480: EndedWhy.NO_ANSWER,
    486: EndedWhy.BUSY,
    600: EndedWhy.BUSY,
    603: EndedWhy.DECLINED,
    502: EndedWhy.PBX_UNREACHABLE,
    503: EndedWhy.PBX_UNREACHABLE,
}


@dataclass(frozen=True, slots=True)
class Call:
    """`number` is E.164 where possible; `display` is literal text the other side chose."""

    ref: CallRef
    direction: Direction
    number: str
    started_at: datetime
    key: CallKey = NO_KEY
    display: str = ""
    dialled: str = ""
    state: CallState = CallState.RINGING
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    is_muted: bool = False
    is_on_hold: bool = False
    is_held_by_far_end: bool = False
    stopped: RingStop | None = None
    parting: EndedWhy | None = None  # what we asked for when we ended it ourselves
    ended_why: EndedWhy | None = None
    recording: RecordingState = RecordingState.OFF
    is_in_conference: bool = False
    transfer: TransferState = TransferState.NONE
    transfer_target: str = ""
    transfer_to: CallRef | None = None  # the other call of an attended transfer
    referred_by: str = ""
    follows: CallRef | None = None  # the call whose far end sent us here

    @property
    def is_live(self) -> bool:
        return self.state is not CallState.ENDED

    @property
    def is_speaking(self) -> bool:
        """Whether this call has the agent's ear: talking and not on hold."""
        return self.state is CallState.TALKING and not self.is_on_hold


def advance(call: Call, event: CallEvent) -> Call:
    """The call after SIP reported `event`; an ended call never changes again."""
    if not call.is_live or event.ref != call.ref:
        return call
    match event:
        case CallPlaced():
            after = replace(call, key=event.key)
        case FarEndRinging():
            after = _ringing(call)
        case CallAnswered():
            after = _answered(call, event.at)
        case FarEndHeld() | FarEndResumed():
            after = replace(call, is_held_by_far_end=isinstance(event, FarEndHeld))
        case CallCancelled():
            after = _cancelled(call, event.reason)
        case _:  # CallEnded
            why = _why_ended(call, event.code)
            after = _over(call, why, event.at)
    return after


def _over(call: Call, why: EndedWhy, at: datetime) -> Call:
    """An ended call; a transfer whose outcome nobody told has failed."""
    transfer = call.transfer
    if transfer is TransferState.ASKED:
        transfer = TransferState.FAILED
    return replace(
        call,
        state=CallState.ENDED,
        ended_at=at,
        ended_why=why,
        transfer=transfer,
        recording=RecordingState.OFF,
    )


def _ringing(call: Call) -> Call:
    if call.state is not CallState.DIALLING:
        return call
    return replace(call, state=CallState.RINGING)


def _answered(call: Call, at: datetime) -> Call:
    if call.state is CallState.TALKING:
        return call
    return replace(call, state=CallState.TALKING, answered_at=at)


def _cancelled(call: Call, reason: str) -> Call:
    if call.direction is Direction.OUTGOING or call.state is CallState.TALKING:
        return call
    return replace(call, stopped=why_stopped(reason))


def _why_ended(call: Call, code: int) -> EndedWhy:
    if call.stopped is not None:
        return _STOPPED[call.stopped]
    if call.parting is not None:
        return call.parting
    if call.state is CallState.TALKING:
        return EndedWhy.FAR_END_HUNG_UP if code < 300 else EndedWhy.PBX_UNREACHABLE
    if call.direction is Direction.INCOMING:
        return EndedWhy.CALLER_GAVE_UP
    return _FAILED.get(code, EndedWhy.FAILED)
