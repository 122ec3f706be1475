"""Phone: takes intents, drives a Line, publishes snapshots of its CallBook."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import singledispatchmethod
from pathlib import Path
from uuid import uuid4

import resources
from softphone import call_book, joining, line, protocol, taping
from softphone.address import dial_uri, number_of, parse
from softphone.call import EndedWhy
from softphone.call_book import CallBook, Refused
from softphone.line import CallRef, Line, LineEvent
from softphone.protocol import AnyIntent, AnyPhoneEvent
from softphone.registration import Registering
from softphone.reports import report
from softphone.transfer import why_failed

_DIGITS = re.compile(r"^[0-9*#A-Da-d]{1,32}$")
_ANNOUNCEMENT = resources.path("sounds/recorded.wav")


class Phone:
    """One agent's phone. Not thread-safe: `do` and `receive` are called from one thread."""

    def __init__(
        self,
        sip_line: Line,
        publish: Callable[[AnyPhoneEvent], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._line = sip_line
        self._publish = publish
        self._clock = clock
        self._book = CallBook()
        self._home = Registering(sip_line, publish)

    @property
    def book(self) -> CallBook:
        return self._book

    def do(self, intent: AnyIntent) -> None:
        """Carry out one wish of the agent; a wish a rule forbids is answered with a sentence."""
        try:
            self._do(intent)
        except Refused as refusal:
            self._publish(protocol.IntentRefused(str(refusal)))

    def receive(self, event: LineEvent) -> None:
        """Take in what SIP reported."""
        self._receive(event)

    @singledispatchmethod
    def _do(self, intent: AnyIntent) -> None:
        raise TypeError(f"{type(intent).__name__} is not for the phone")

    @_do.register
    def _(self, intent: protocol.Register) -> None:
        self._home.register(intent)

    @_do.register
    def _(self, _intent: protocol.Unregister) -> None:
        self._line.unregister()

    @_do.register
    def _(self, _intent: protocol.Reconnect) -> None:
        self._line.reconnect()

    @_do.register
    def _(self, intent: protocol.Dial) -> None:
        self._home.need()
        uri = self._uri(intent.target)
        call_book.need_room(self._book)
        ref = CallRef(uuid4().hex)
        self._hold_others(ref)
        number = number_of(intent.target, self._home.rules)
        self._show(call_book.dial(self._book, ref, number, self._clock()))
        self._line.dial(ref, uri)

    @_do.register
    def _(self, intent: protocol.Answer) -> None:
        call_book.need_ringing(self._book, intent.ref)
        self._hold_others(intent.ref)
        self._line.answer(intent.ref)

    @_do.register
    def _(self, intent: protocol.Decline) -> None:
        self._book = call_book.decline(self._book, intent.ref)
        self._line.decline(intent.ref)

    @_do.register
    def _(self, intent: protocol.HangUp) -> None:
        self._book = call_book.hang_up(self._book, intent.ref)
        if self._book.find(intent.ref).parting is EndedWhy.DECLINED:
            self._line.decline(intent.ref)
        else:
            self._line.hang_up(intent.ref)

    @_do.register
    def _(self, intent: protocol.PutOnHold) -> None:
        self._hold(intent.ref)

    @_do.register
    def _(self, intent: protocol.Resume) -> None:
        call_book.need_talking(self._book, intent.ref)
        self._hold_others(intent.ref)
        for ref in self._company(intent.ref):
            self._resume(ref)

    @_do.register
    def _(self, intent: protocol.Mute) -> None:
        call_book.need_talking(self._book, intent.ref)
        for ref in self._company(intent.ref):
            self._show(call_book.mute(self._book, ref))
            self._line.mute(ref)

    @_do.register
    def _(self, intent: protocol.Unmute) -> None:
        call_book.need_talking(self._book, intent.ref)
        for ref in self._company(intent.ref):
            self._show(call_book.unmute(self._book, ref))
            self._line.unmute(ref)

    @_do.register
    def _(self, intent: protocol.Transfer) -> None:
        call_book.need_talking(self._book, intent.ref)
        uri = self._uri(intent.target)
        if parse(f"<{uri}>").user == self._home.user:
            raise Refused("a call cannot be transferred to yourself")
        number = number_of(intent.target, self._home.rules)
        asked = joining.ask_transfer(self._book, intent.ref, number)
        if not self._book.find(intent.ref).is_on_hold:
            asked = call_book.put_on_hold(asked, intent.ref)
            self._line.put_on_hold(intent.ref)
        self._show(asked)
        self._line.transfer(intent.ref, uri)

    @_do.register
    def _(self, intent: protocol.TransferTo) -> None:
        self._show(joining.ask_transfer_to(self._book, intent.ref, intent.to_ref))
        self._line.transfer_to(intent.ref, intent.to_ref)

    @_do.register
    def _(self, intent: protocol.JoinConference) -> None:
        self._show(joining.join(self._book, intent.ref))
        self._line.join_conference(intent.ref)
        self._hold_others(intent.ref)
        company = self._company(intent.ref)
        for ref in company:
            self._resume(ref)
        if any(call.is_muted for call in self._book.live if call.ref in company):
            self._do(protocol.Mute(intent.ref))

    @_do.register
    def _(self, intent: protocol.LeaveConference) -> None:
        self._show(joining.leave(self._book, intent.ref))
        self._line.leave_conference(intent.ref)
        if not self._book.find(intent.ref).is_on_hold:
            self._hold(intent.ref)

    @_do.register
    def _(self, intent: protocol.StartRecording) -> None:
        after = taping.start(self._book, intent.ref, intent.path)
        announcement = _ANNOUNCEMENT if intent.announce else None
        self._show(after)
        self._line.start_recording(intent.ref, Path(intent.path), announcement)

    @_do.register
    def _(self, intent: protocol.PauseRecording) -> None:
        self._show(taping.pause(self._book, intent.ref))
        self._line.pause_recording(intent.ref)

    @_do.register
    def _(self, intent: protocol.ContinueRecording) -> None:
        self._show(taping.go_on(self._book, intent.ref))
        self._line.continue_recording(intent.ref)

    @_do.register
    def _(self, intent: protocol.StopRecording) -> None:
        self._show(taping.stop(self._book, intent.ref))
        self._line.stop_recording(intent.ref)

    @_do.register
    def _(self, intent: protocol.SendDigits) -> None:
        call_book.need_talking(self._book, intent.ref)
        if not _DIGITS.match(intent.digits):
            raise Refused("only the keys 0-9, *, # and A-D can be sent")
        self._line.send_digits(intent.ref, intent.digits)

    @singledispatchmethod
    def _receive(self, event: LineEvent) -> None:
        """Everything else is about one call in the book."""
        self._show(call_book.receive(self._book, event))  # type: ignore[arg-type]

    @_receive.register
    def _(self, event: line.IncomingCall) -> None:
        self._show(call_book.ring(self._book, event, self._home.rules.country))

    @_receive.register
    def _(self, event: line.CallAnswered) -> None:
        self._show(joining.leave_old(call_book.receive(self._book, event), event.ref))
        followed = [call.follows for call in self._book.live if call.ref == event.ref]
        if followed and followed[0] and self._book.is_speaking(followed[0]):
            self._hold(followed[0])
        # someone we dialled picks up while the agent talks to another: they wait, nobody is cut off
        if self._book.is_speaking(event.ref) and self._book.speaking_besides(event.ref):
            self._hold(event.ref)

    @_receive.register
    def _(self, event: line.CallEnded) -> None:
        transferred = joining.asked_call(self._book, event.ref)
        if transferred and event.code < 300 and joining.has_left_with(self._book, event.ref):
            self._receive(line.TransferEnded(event.ref, 200, event.at))
            transferred = None
        book = call_book.receive(self._book, event)
        self._show(joining.dissolve(joining.give_back(book, transferred) if transferred else book))
        if transferred:
            self._publish(protocol.TransferFailed(event.ref, why_failed(0)))

    @_receive.register
    def _(self, event: line.TransferEnded) -> None:
        transferred = joining.asked_call(self._book, event.ref)
        if transferred is None:
            return
        self._show(joining.end_transfer(self._book, event))
        if event.code < 300:
            self._line.hang_up(event.ref)
            if transferred.transfer_to is not None:  # a far end that ignored Replaces left it here
                self._line.hang_up(transferred.transfer_to)
            return
        if transferred.transfer_to is None and not self._book.speaking_besides(event.ref):
            self._resume(event.ref)
        self._publish(protocol.TransferFailed(event.ref, why_failed(event.code)))

    @_receive.register
    def _(self, event: line.Referred) -> None:
        self._show(joining.follow(self._book, event, self._home.rules.country))

    @_receive.register
    def _(self, event: line.Replaced) -> None:
        was_on_hold = any(call.is_on_hold for call in self._book.live if call.ref == event.old)
        self._show(joining.take_place(self._book, event, self._home.rules.country))
        if was_on_hold or self._book.speaking_besides(event.ref):
            self._hold(event.ref)

    @_receive.register
    def _(self, event: line.RecordingBroke) -> None:
        self._show(taping.broke(self._book, event.ref))
        self._publish(protocol.RecordingFailed(event.ref, event.key, event.why))

    @_receive.register(line.Registered)
    @_receive.register(line.Unregistered)
    @_receive.register(line.PbxGone)
    @_receive.register(line.RegistrationFailed)
    def _(self, event: line.RegistrationEvent) -> None:
        self._home.hear(event)

    @_receive.register(line.DigitHeard)
    @_receive.register(line.LevelsMeasured)
    @_receive.register(line.QualityMeasured)
    @_receive.register(line.RecordingWritten)
    @_receive.register(line.SoundPlayed)
    def _(self, event: line.MeasuredEvent | line.RecordingWritten) -> None:
        for said in report(event, self._book):
            self._publish(said)

    def _uri(self, target: str) -> str:
        try:
            return dial_uri(target, self._home.domain, self._home.rules)
        except ValueError as fault:
            raise Refused(str(fault)) from fault

    def _company(self, ref: CallRef) -> tuple[CallRef, ...]:
        """The call, and with it the conference it is in."""
        members = self._book.conference
        return members if ref in members else (ref,)

    def _hold(self, ref: CallRef) -> None:
        self._show(call_book.put_on_hold(self._book, ref))
        self._line.put_on_hold(ref)

    def _resume(self, ref: CallRef) -> None:
        self._show(call_book.resume(self._book, ref))
        self._line.resume(ref)

    def _hold_others(self, ref: CallRef) -> None:
        for other in self._book.speaking_besides(ref):
            self._hold(other)

    def _show(self, book: CallBook) -> None:
        """Publish what people can see of the book when it changed; an ended call goes out once."""
        before, after = protocol.snapshot(self._book), protocol.snapshot(book)
        self._book = call_book.forget_ended(book)
        if after != before:
            self._publish(after)
