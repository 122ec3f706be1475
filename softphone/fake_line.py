"""A scripted Line for tests and demo mode: the far end does what it is told, without a network."""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from softphone import line
from softphone.address import Address
from softphone.frames import RATE
from softphone.line import MAX_LEGS, NO_KEY, Account, CallKey, CallRef, LineEvent

_NO_CALL = CallRef("")


class FarEnd(StrEnum):
    """What the other side of an outgoing call does by itself."""

    WAITS = "waits"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Order:
    """One thing the phone asked of the line, for tests to read."""

    verb: str
    ref: CallRef = _NO_CALL
    detail: str = ""


class FakeLine:
    """Implements `Line`; the methods below `close` play the world: PBX, callers, callees."""

    def __init__(
        self,
        emit: Callable[[LineEvent], None],
        clock: Callable[[], datetime],
        far_end: FarEnd = FarEnd.WAITS,
        password: str | None = None,
    ) -> None:
        self.orders: list[Order] = []
        self._emit = emit
        self._clock = clock
        self._far_end = far_end
        self._password = password
        self._legs: set[CallRef] = set()
        self._recordings: dict[CallRef, Path] = {}

    @property
    def legs(self) -> frozenset[CallRef]:
        return frozenset(self._legs)

    def register(self, account: Account) -> None:
        self._note("register", detail=account.user)
        if self._password is not None and account.password != self._password:
            self._emit(line.RegistrationFailed(401, "Unauthorized", self._clock()))
        else:
            self._emit(line.Registered(self._clock()))

    def unregister(self) -> None:
        self._note("unregister")
        self._emit(line.Unregistered(self._clock()))

    def dial(self, ref: CallRef, uri: str) -> None:
        self._note("dial", ref, uri)
        self._legs.add(ref)
        self._emit(line.CallPlaced(ref, CallKey(f"fake-{uuid4().hex}"), self._clock()))
        if self._far_end is FarEnd.ANSWERS:
            self.far_end_rings(ref)
            self.far_end_answers(ref)

    def answer(self, ref: CallRef) -> None:
        self._note("answer", ref)
        if ref in self._legs:
            self._emit(line.CallAnswered(ref, self._clock()))

    def decline(self, ref: CallRef) -> None:
        self._note("decline", ref)
        self._end(ref, 486, "Busy Here")

    def hang_up(self, ref: CallRef) -> None:
        self._note("hang_up", ref)
        self._end(ref, 200, "OK")

    def put_on_hold(self, ref: CallRef) -> None:
        self._note("put_on_hold", ref)

    def resume(self, ref: CallRef) -> None:
        self._note("resume", ref)

    def mute(self, ref: CallRef) -> None:
        self._note("mute", ref)

    def unmute(self, ref: CallRef) -> None:
        self._note("unmute", ref)

    def send_digits(self, ref: CallRef, digits: str) -> None:
        self._note("send_digits", ref, digits)

    def transfer(self, ref: CallRef, uri: str) -> None:
        self._note("transfer", ref, uri)
        if self._far_end is FarEnd.ANSWERS:
            self.transfer_ends(ref, 200)

    def transfer_to(self, ref: CallRef, to_ref: CallRef) -> None:
        self._note("transfer_to", ref, to_ref)
        if self._far_end is FarEnd.ANSWERS:
            self._end(to_ref, 200, "Replaced")
            self.transfer_ends(ref, 200)

    def join_conference(self, ref: CallRef) -> None:
        self._note("join_conference", ref)

    def leave_conference(self, ref: CallRef) -> None:
        self._note("leave_conference", ref)

    def start_recording(self, ref: CallRef, target: Path, announcement: Path | None) -> None:
        self._note("start_recording", ref, str(target))
        if announcement is not None:
            self._note("announce", ref, announcement.name)
        self._recordings[ref] = target

    def pause_recording(self, ref: CallRef) -> None:
        self._note("pause_recording", ref)

    def continue_recording(self, ref: CallRef) -> None:
        self._note("continue_recording", ref)

    def stop_recording(self, ref: CallRef) -> None:
        self._note("stop_recording", ref)
        self._write_recording(ref)

    def _write_recording(self, ref: CallRef) -> None:
        """A silent second, so that a demo has something to play."""
        target = self._recordings.pop(ref, None)
        if target is None:
            return
        try:
            with target.open("wb") as file, wave.open(file, "wb") as sound:
                sound.setparams((2, 2, RATE, 0, "NONE", "not compressed"))
                sound.writeframes(bytes(RATE * 4))
        except OSError as fault:
            self._emit(line.RecordingBroke(ref, NO_KEY, f"The recording failed: {fault.strerror}."))
            return
        self._emit(line.RecordingWritten(ref, NO_KEY, target, 1.0))

    def reconnect(self) -> None:
        self._note("reconnect")
        self._emit(line.Registered(self._clock()))

    def close(self) -> None:
        self._note("close")
        self._legs.clear()

    def caller_rings(
        self,
        number: str,
        display: str = "",
        dialled: str = "",
        key: str = "",
        referred_by: str = "",
    ) -> CallRef | None:
        """A caller rings this phone; None when all four legs are taken and it heard busy."""
        if len(self._legs) >= MAX_LEGS:
            return None
        ref = CallRef(uuid4().hex)
        self._legs.add(ref)
        caller = Address(number, "caller.invalid", display)
        call_key = CallKey(key or f"fake-{ref}")
        self._emit(line.IncomingCall(ref, call_key, caller, dialled, self._clock(), referred_by))
        return ref

    def caller_gives_up(self, ref: CallRef) -> None:
        self._cancel(ref, "")

    def someone_else_answers(self, ref: CallRef) -> None:
        self._cancel(ref, 'SIP;cause=200;text="Call completed elsewhere"')

    def far_end_rings(self, ref: CallRef) -> None:
        self._emit(line.FarEndRinging(ref, self._clock()))

    def far_end_answers(self, ref: CallRef) -> None:
        self._emit(line.CallAnswered(ref, self._clock()))

    def far_end_is_busy(self, ref: CallRef) -> None:
        self._end(ref, 486, "Busy Here")

    def far_end_hangs_up(self, ref: CallRef) -> None:
        self._end(ref, 200, "Normal call clearing")

    def far_end_holds(self, ref: CallRef) -> None:
        self._emit(line.FarEndHeld(ref, self._clock()))

    def far_end_resumes(self, ref: CallRef) -> None:
        self._emit(line.FarEndResumed(ref, self._clock()))

    def transfer_ends(self, ref: CallRef, code: int) -> None:
        self._emit(line.TransferEnded(ref, code, self._clock()))

    def far_end_refers(self, ref: CallRef, number: str, by: str = "") -> CallRef | None:
        """The far end transfers us; None when there is no room for another leg."""
        if ref not in self._legs or len(self._legs) >= MAX_LEGS:
            return None
        new = CallRef(uuid4().hex)
        self._legs.add(new)
        self._emit(line.Referred(new, ref, Address(number, "pbx.invalid"), by, self._clock()))
        return new

    def far_end_is_replaced(self, ref: CallRef, number: str, by: str = "") -> CallRef | None:
        """Somebody else takes the place of the far end."""
        if ref not in self._legs:
            return None
        new = CallRef(uuid4().hex)
        self._legs.remove(ref)
        self._legs.add(new)
        caller = Address(number, "caller.invalid")
        key = CallKey(f"fake-{new}")
        self._emit(line.Replaced(new, ref, key, caller, by, self._clock()))
        return new

    def pbx_goes_away(self) -> None:
        self._emit(line.PbxGone(self._clock()))

    def _cancel(self, ref: CallRef, reason: str) -> None:
        self._emit(line.CallCancelled(ref, reason, self._clock()))
        self._end(ref, 487, "Request Terminated")

    def _end(self, ref: CallRef, code: int, reason: str) -> None:
        if ref in self._legs:
            self._legs.remove(ref)
            self._write_recording(ref)
            self._emit(line.CallEnded(ref, code, reason, self._clock()))

    def _note(self, verb: str, ref: CallRef = _NO_CALL, detail: str = "") -> None:
        self.orders.append(Order(verb, ref, detail))
