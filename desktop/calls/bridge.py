"""The phone as the desktop knows it: engine events as typed signals, intents as methods."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.calls.phone_process import EngineState, PhoneProcess
from desktop.qt.signals import signal
from softphone import protocol
from softphone.call import CallState, Direction
from softphone.line import CallRef
from softphone.protocol import CallFacts, PhoneEvent


class PhoneBridge(QObject):
    """Everything pages need of the phone. `calls` is the newest snapshot of live calls."""

    registration_changed = signal(protocol.Registration)
    calls_changed = signal(protocol.Calls)
    call_rang = signal(CallFacts)  # a new incoming call, once
    call_answered = signal(CallFacts)  # once, when a call begins to talk
    call_ended = signal(CallFacts)  # once for every call, with `ended_why`
    digit_received = signal(protocol.DigitReceived)
    levels_changed = signal(protocol.Levels)
    devices_listed = signal(protocol.Devices)
    sound_failed = signal(protocol.SoundTrouble)
    sound_recovered = signal(protocol.SoundWell)
    intent_refused = signal(protocol.IntentRefused)
    engine_changed = signal(EngineState)

    def __init__(self, process: PhoneProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = process
        self._states: dict[CallRef, CallState] = {}
        self.calls: tuple[CallFacts, ...] = ()
        process.said.connect(self._pass_on)
        process.state_changed.connect(self.engine_changed.emit)

    def register(self, account: protocol.Register) -> None:
        self._process.send(account)

    def unregister(self) -> None:
        self._process.send(protocol.Unregister())

    def dial(self, target: str) -> None:
        self._process.send(protocol.Dial(target))

    def answer(self, ref: CallRef) -> None:
        self._process.send(protocol.Answer(ref))

    def decline(self, ref: CallRef) -> None:
        self._process.send(protocol.Decline(ref))

    def hang_up(self, ref: CallRef) -> None:
        self._process.send(protocol.HangUp(ref))

    def put_on_hold(self, ref: CallRef) -> None:
        self._process.send(protocol.PutOnHold(ref))

    def resume(self, ref: CallRef) -> None:
        self._process.send(protocol.Resume(ref))

    def mute(self, ref: CallRef) -> None:
        self._process.send(protocol.Mute(ref))

    def unmute(self, ref: CallRef) -> None:
        self._process.send(protocol.Unmute(ref))

    def send_digits(self, ref: CallRef, digits: str) -> None:
        self._process.send(protocol.SendDigits(ref, digits))

    def choose_devices(self, devices: protocol.ChooseDevices) -> None:
        self._process.send(devices)

    def _pass_on(self, event: PhoneEvent) -> None:
        match event:
            case protocol.Calls():
                self._take_calls(event)
            case protocol.Registration():
                self.registration_changed.emit(event)
            case protocol.Levels():
                self.levels_changed.emit(event)
            case protocol.IntentRefused():
                self.intent_refused.emit(event)
            case _:
                self._pass_on_rarer(event)

    def _pass_on_rarer(self, event: PhoneEvent) -> None:
        match event:
            case protocol.DigitReceived():
                self.digit_received.emit(event)
            case protocol.Devices():
                self.devices_listed.emit(event)
            case protocol.SoundTrouble():
                self.sound_failed.emit(event)
            case protocol.SoundWell():
                self.sound_recovered.emit(event)

    def _take_calls(self, snapshot: protocol.Calls) -> None:
        """Say first how things stand, then what changed."""
        before = self._states
        self.calls = tuple(call for call in snapshot.calls if call.state is not CallState.ENDED)
        self._states = {call.ref: call.state for call in self.calls}
        self.calls_changed.emit(snapshot)
        for call in snapshot.calls:
            if call.state is not before.get(call.ref):
                self._tell_change(call, is_new=call.ref not in before)

    def _tell_change(self, call: CallFacts, *, is_new: bool) -> None:
        if call.state is CallState.ENDED:
            self.call_ended.emit(call)
        elif call.state is CallState.TALKING:
            self.call_answered.emit(call)
        elif is_new and call.direction is Direction.INCOMING:
            self.call_rang.emit(call)
