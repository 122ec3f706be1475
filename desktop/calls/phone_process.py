"""Supervises the phone engine: restart with back-off, heartbeat, an honest end for lost calls."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QProcess, QTimer

import resources
from desktop.qt.signals import signal
from resources.programs import Program, command
from softphone import protocol
from softphone.call import CallState, EndedWhy
from softphone.protocol import (
    AnyIntent,
    AnyPhoneEvent,
    CallFacts,
    PhoneEvent,
    ProtocolError,
    RegistrationState,
)

log = logging.getLogger(__name__)

_HEARTBEAT_MS = 1_000
_SILENCE_S = 5.0
_FIRST_PAUSE_MS = 100
_LONGEST_PAUSE_MS = 5_000
_CALM_S = 30.0  # a run this long starts the back-off anew, and so does one that registered
_GOODBYE_MS = 3_000
_SILENT = (
    protocol.Register
    | protocol.Unregister
    | protocol.ChooseDevices
    | protocol.ChooseRingtones
    | protocol.Reconnect
)
"""Wishes nobody waits for: the next engine starts with them, or does the same by itself."""


class EngineState(StrEnum):
    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"


@dataclass(frozen=True, slots=True)
class PhoneCommand:
    """How to start the engine; the password is never part of it."""

    program: str
    arguments: tuple[str, ...]


def engine_command(more: Sequence[str] = (), recordings: Path | None = None) -> PhoneCommand:
    """The engine that ships with this desktop; `more` are arguments an operator adds.

    With a folder for recordings, the engine finishes at its start what a crash left there.
    """
    ringtone = str(resources.path("sounds/ringtone.wav"))
    program, *start = command(Program.PHONE)
    if recordings is not None:
        recordings.mkdir(exist_ok=True)
        start += ["--recordings", str(recordings)]
    return PhoneCommand(program, (*start, "--stdio", "--ringtone", ringtone, *more))


class PhoneProcess(QObject):
    """One engine child at a time; what it says, or failed to say, comes out of `said`."""

    said = signal(PhoneEvent)
    state_changed = signal(EngineState)

    def __init__(self, command: PhoneCommand, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._process: QProcess | None = None
        self._state = EngineState.STOPPED
        self._register: protocol.Register | None = None
        self._devices: protocol.ChooseDevices | None = None
        self._ringtones: protocol.ChooseRingtones | None = None
        self._live: tuple[CallFacts, ...] = ()
        self._pending = b""
        self._heard_at = 0.0
        self._began_at = 0.0
        self._pings = 0
        self._pause_ms = _FIRST_PAUSE_MS
        self._has_worked = False
        self._heartbeat = QTimer(self)
        self._heartbeat.setInterval(_HEARTBEAT_MS)
        self._heartbeat.timeout.connect(self._beat)
        self._restart = QTimer(self)
        self._restart.setSingleShot(True)
        self._restart.timeout.connect(self._spawn)

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def pid(self) -> int:
        """The engine's process id, 0 while there is none."""
        return self._process.processId() if self._process else 0

    def start(self) -> None:
        if self._process is None:
            self._spawn()

    def stop(self) -> None:
        """Let the engine hang up and sign off; end it when it does not."""
        self._restart.stop()
        self._heartbeat.stop()
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._finished)
            process.errorOccurred.disconnect(self._failed)
            process.readyReadStandardOutput.disconnect(self._read)
            process.write(protocol.encode(protocol.Quit()))
            process.closeWriteChannel()
            if not process.waitForFinished(_GOODBYE_MS):
                process.kill()
                process.waitForFinished(_GOODBYE_MS)
            process.deleteLater()
        self._lose_calls()
        self._move(EngineState.STOPPED)

    def send(self, intent: AnyIntent) -> None:
        """Pass a wish on; registration, devices and tones are remembered for the next engine."""
        if isinstance(intent, protocol.Register):
            self._register = intent
        elif isinstance(intent, protocol.Unregister):
            self._register = None
        elif isinstance(intent, protocol.ChooseDevices):
            self._devices = intent
        elif isinstance(intent, protocol.ChooseRingtones):
            self._ringtones = intent
        if self._state is EngineState.RUNNING:
            self._write(intent)
        elif not isinstance(intent, _SILENT):
            self.said.emit(protocol.IntentRefused("the phone is just starting; try again"))

    def _spawn(self) -> None:
        self._has_worked = False
        process = QProcess(self)
        process.setProgram(self._command.program)
        process.setArguments(list(self._command.arguments))
        process.setWorkingDirectory(str(resources.ROOT.parent))
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._process = process
        self._pending = b""
        self._heard_at = self._began_at = time.monotonic()
        self._move(EngineState.STARTING)
        process.start()
        self._heartbeat.start()

    def _write(self, intent: AnyIntent) -> None:
        if self._process is not None:
            self._process.write(protocol.encode(intent))

    def _read(self) -> None:
        if self._process is None:
            return
        self._pending += bytes(self._process.readAllStandardOutput().data())
        *rows, self._pending = self._pending.split(b"\n")
        for row in rows:
            try:
                event = protocol.read_event(row)
            except ProtocolError as fault:
                log.warning("%s", fault)
                continue
            self._hear(event)

    def _hear(self, event: AnyPhoneEvent) -> None:
        self._heard_at = time.monotonic()
        match event:
            case protocol.Ready():
                self._greet(event)
            case protocol.Calls():
                self._live = tuple(call for call in event.calls if _is_live(call))
            case protocol.Registration(state=RegistrationState.REGISTERED):
                self._has_worked = True
        if not isinstance(event, protocol.Pong):
            self.said.emit(event)

    def _greet(self, ready: protocol.Ready) -> None:
        if ready.version != protocol.PROTOCOL_VERSION:
            log.error("engine speaks protocol %d", ready.version)
            return
        self._move(EngineState.RUNNING)
        for remembered in (self._devices, self._ringtones, self._register):
            if remembered is not None:
                self._write(remembered)

    def _beat(self) -> None:
        if self._process is None:
            return
        if time.monotonic() - self._heard_at > _SILENCE_S:
            log.warning("the phone engine has been silent for %.0f s, ending it", _SILENCE_S)
            self._process.kill()
            return
        if self._state is EngineState.RUNNING:
            self._pings += 1
            self._write(protocol.Ping(self._pings))

    def _finished(self) -> None:
        """The engine ended by itself: say so about its calls, then start the next one."""
        if self._process is None:
            return
        self._read()
        log.warning("the phone engine ended (%d)", self._process.exitCode())
        self._process.deleteLater()
        self._process = None
        self._heartbeat.stop()
        self._lose_calls()
        self._move(EngineState.RESTARTING)
        if self._register is not None:
            self.said.emit(
                protocol.Registration(
                    RegistrationState.UNREACHABLE, "The phone stopped; starting it again…"
                )
            )
        if self._has_worked or time.monotonic() - self._began_at > _CALM_S:
            self._pause_ms = _FIRST_PAUSE_MS
        self._restart.start(self._pause_ms)
        self._pause_ms = min(self._pause_ms * 2, _LONGEST_PAUSE_MS)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # then `finished` never comes
            self._finished()

    def _lose_calls(self) -> None:
        """Calls the engine took down with it have ended, and people are told so."""
        lost, self._live = self._live, ()
        if lost:
            now = datetime.now(UTC)  # noqa: TID251 - shown to the agent, decides nothing
            self.said.emit(protocol.Calls(tuple(_lost(call, now) for call in lost)))

    def _move(self, state: EngineState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)


def _is_live(call: CallFacts) -> bool:
    return call.state is not CallState.ENDED


def _lost(call: CallFacts, at: datetime) -> CallFacts:
    return msgspec.structs.replace(
        call, state=CallState.ENDED, ended_at=at, ended_why=EndedWhy.PHONE_RESTARTED
    )
