"""The phone as the desktop knows it: engine events as typed signals, intents as methods."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject

from desktop.calls.phone_process import EngineState
from desktop.qt.signals import Bound, signal
from softphone import protocol
from softphone.call import CallState, Direction
from softphone.line import CallRef
from softphone.protocol import AnyIntent, CallFacts, PhoneEvent


class Engine(Protocol):
    """What the bridge needs of the process that is the phone."""

    @property
    def said(self) -> Bound[PhoneEvent]: ...

    @property
    def state_changed(self) -> Bound[EngineState]: ...

    def send(self, intent: AnyIntent) -> None: ...


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
    transfer_failed = signal(protocol.TransferFailed)
    recording_made = signal(protocol.RecordingMade)
    recording_failed = signal(protocol.RecordingFailed)
    quality_measured = signal(protocol.Quality)
    microphone_heard = signal(protocol.MicrophoneLevel)
    engine_changed = signal(EngineState)

    def __init__(self, process: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = process
        self._states: dict[CallRef, CallState] = {}
        self.calls: tuple[CallFacts, ...] = ()
        self._told: dict[type[PhoneEvent], Bound[Any]] = {
            protocol.Registration: self.registration_changed,
            protocol.Levels: self.levels_changed,
            protocol.IntentRefused: self.intent_refused,
            protocol.DigitReceived: self.digit_received,
            protocol.Devices: self.devices_listed,
            protocol.SoundTrouble: self.sound_failed,
            protocol.SoundWell: self.sound_recovered,
            protocol.TransferFailed: self.transfer_failed,
            protocol.RecordingMade: self.recording_made,
            protocol.RecordingFailed: self.recording_failed,
            protocol.Quality: self.quality_measured,
            protocol.MicrophoneLevel: self.microphone_heard,
        }
        process.said.connect(self._pass_on)
        process.state_changed.connect(self.engine_changed.emit)

    def call(self, ref: str) -> CallFacts | None:
        """The live call of this name."""
        return next((call for call in self.calls if call.ref == ref), None)

    def register(self, account: protocol.Register) -> None:
        self._process.send(account)

    def unregister(self) -> None:
        self._process.send(protocol.Unregister())

    def reconnect(self) -> None:
        self._process.send(protocol.Reconnect())

    def dial(self, target: str) -> None:
        self._process.send(protocol.Dial(target))

    def answer(self, ref: str) -> None:
        self._process.send(protocol.Answer(CallRef(ref)))

    def decline(self, ref: str) -> None:
        self._process.send(protocol.Decline(CallRef(ref)))

    def hang_up(self, ref: str) -> None:
        self._process.send(protocol.HangUp(CallRef(ref)))

    def put_on_hold(self, ref: str) -> None:
        self._process.send(protocol.PutOnHold(CallRef(ref)))

    def resume(self, ref: str) -> None:
        self._process.send(protocol.Resume(CallRef(ref)))

    def mute(self, ref: str) -> None:
        self._process.send(protocol.Mute(CallRef(ref)))

    def unmute(self, ref: str) -> None:
        self._process.send(protocol.Unmute(CallRef(ref)))

    def send_digits(self, ref: str, digits: str) -> None:
        self._process.send(protocol.SendDigits(CallRef(ref), digits))

    def transfer(self, ref: str, target: str) -> None:
        self._process.send(protocol.Transfer(CallRef(ref), target))

    def connect_both(self, ref: str, to_ref: str) -> None:
        self._process.send(protocol.TransferTo(CallRef(ref), CallRef(to_ref)))

    def join(self, *refs: str) -> None:
        for ref in refs:
            self._process.send(protocol.JoinConference(CallRef(ref)))

    def take_out(self, ref: str) -> None:
        self._process.send(protocol.LeaveConference(CallRef(ref)))

    def start_recording(self, ref: str, path: str, announce: bool) -> None:  # noqa: FBT001 - the fact itself
        self._process.send(protocol.StartRecording(CallRef(ref), path, announce))

    def pause_recording(self, ref: str) -> None:
        self._process.send(protocol.PauseRecording(CallRef(ref)))

    def continue_recording(self, ref: str) -> None:
        self._process.send(protocol.ContinueRecording(CallRef(ref)))

    def choose_devices(self, devices: protocol.ChooseDevices) -> None:
        self._process.send(devices)

    def choose_ringtones(self, tones: protocol.ChooseRingtones) -> None:
        self._process.send(tones)

    def test_sound(self, seconds: int) -> None:
        self._process.send(protocol.TestSound(seconds))

    def _pass_on(self, event: PhoneEvent) -> None:
        if isinstance(event, protocol.Calls):
            self._take_calls(event)
            return
        told = self._told.get(type(event))
        if told is not None:
            told.emit(event)

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
