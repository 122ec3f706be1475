"""The phone on the command line: typed letters become intents, events become sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TextIO

from softphone import protocol
from softphone.call import CallState
from softphone.protocol import AnyIntent, AnyPhoneEvent, CallFacts

_ON_A_CALL: dict[str, Callable[[CallFacts], AnyIntent]] = {
    "a": lambda call: protocol.Answer(call.ref),
    "x": lambda call: protocol.Decline(call.ref),
    "h": lambda call: protocol.HangUp(call.ref),
    "o": lambda call: protocol.PutOnHold(call.ref),
    "r": lambda call: protocol.Resume(call.ref),
    "m": lambda call: protocol.Mute(call.ref),
    "u": lambda call: protocol.Unmute(call.ref),
}


class Terminal:
    """Letters act on the newest live call."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._newest: CallFacts | None = None

    def intents(self, first: protocol.Register, typed: TextIO) -> Iterator[bytes]:
        """`first`, then one intent for each line typed, as protocol lines."""
        yield protocol.encode(first)
        for row in typed:
            verb, _, rest = row.strip().partition(" ")
            if verb == "q":
                return
            intent = self._intent(verb, rest.strip())
            if intent is None:
                self._tell("That cannot be done now.")
            else:
                yield protocol.encode(intent)

    def show(self, event: AnyPhoneEvent) -> None:
        match event:
            case (
                protocol.Registration()
                | protocol.SoundTrouble()
                | protocol.IntentRefused()
                | protocol.TransferFailed()
                | protocol.RecordingFailed()
            ):
                self._tell(event.sentence)
            case protocol.DigitReceived():
                self._tell(f"Key {event.digit}")
            case protocol.Calls():
                self._show_calls(event)

    def _show_calls(self, calls: protocol.Calls) -> None:
        live = [call for call in calls.calls if call.state is not CallState.ENDED]
        self._newest = live[-1] if live else None
        for call in calls.calls:
            why = f" ({call.ended_why})" if call.ended_why else ""
            hold = " on hold" if call.is_on_hold else ""
            self._tell(f"{call.direction} {call.number} {call.display!r} {call.state}{hold}{why}")

    def _intent(self, verb: str, rest: str) -> AnyIntent | None:
        if verb == "d" and rest:
            return protocol.Dial(rest)
        if self._newest is None:
            return None
        if verb == "t" and rest:
            return protocol.Transfer(self._newest.ref, rest)
        if verb == "k":
            return protocol.SendDigits(self._newest.ref, rest)
        make = _ON_A_CALL.get(verb)
        return make(self._newest) if make else None
