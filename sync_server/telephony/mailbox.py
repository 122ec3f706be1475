"""The mailbox: answers after the ring timeout, greets, records, and says who left a voicemail."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import resources
from softphone import address, line
from softphone.line import CallRef, LineEvent
from softphone.pjsua.line import PjsuaLine
from sync_server.telephony import recordings, unfinished
from sync_server.telephony.greetings import Greetings
from sync_server.telephony.unfinished import VoicemailLeft

log = logging.getLogger(__name__)

_SPEECH_LEVEL = 8  # of 255; speech peaked at 36 where this was measured, line noise stays below
_WAIT_S = 0.1
_CLOSE_WITHIN_S = 2.0  # the library finishes a file on its own clock thread
_GREETING = resources.path("sounds/greeting.wav")
_BEEP = resources.path("sounds/beep.wav")


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where one process of the mailbox answers, and how long a caller may speak.

    `greetings_dir` holds `<business number>.wav`; other numbers have the `greeting`.
    """

    spool_dir: Path
    user: str = "mailbox"
    host: str = "127.0.0.1"
    port: int = 5080
    greeting: Path = _GREETING
    beep: Path = _BEEP
    greetings_dir: Path | None = None
    silence_seconds: float = 4.0
    max_seconds: float = 180.0

    @property
    def uri(self) -> str:
        """What a ring group names as its fallback."""
        return f"sip:{self.user}@{self.host}:{self.port}"


class _Stage(StrEnum):
    RINGING = "ringing"
    GREETING = "greeting"
    BEEPING = "beeping"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class _Caller:
    """One caller at the mailbox."""

    call_key: str
    from_number: str
    dialled: str
    path: Path
    stage: _Stage = _Stage.RINGING
    recording_since: datetime | None = None
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Closing:
    """A caller who has hung up and whose file is about to be whole."""

    caller: _Caller
    give_up_at: float


class Mailbox:
    """Four lines, the most one process can have; a fifth caller hears busy.

    `on_voicemail` runs on the thread that called `run`.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        on_voicemail: Callable[[VoicemailLeft], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._on_voicemail = on_voicemail
        self._clock = clock
        self._events: queue.SimpleQueue[LineEvent] = queue.SimpleQueue()
        self._callers: dict[CallRef, _Caller] = {}
        self._closing: list[_Closing] = []
        self._greetings = Greetings(settings.greetings_dir, settings.greeting)
        settings.spool_dir.mkdir(parents=True, exist_ok=True)
        self._line = PjsuaLine(self._events.put, clock)

    def run(self, stopping: threading.Event) -> None:
        """Answer callers until `stopping`; recordings under way are finished and reported.

        What an earlier process on this port left half finished is reported first.
        """
        for left in unfinished.rescue(self._settings.spool_dir, self._settings.port):
            self._tell(left)
        self._line.listen(self._settings.user, self._settings.host, self._settings.port)
        while not stopping.is_set():
            self._take_one()
        self._line.close()
        while self._closing or not self._events.empty():
            self._take_one()

    def _take_one(self) -> None:
        self._report_whole()
        try:
            event = self._events.get(timeout=_WAIT_S)
        except queue.Empty:
            return
        self._receive(event)

    def _receive(self, event: LineEvent) -> None:
        match event:
            case line.IncomingCall():
                self._greet(event)
            case line.CallAnswered():
                self._welcome(event.ref)
            case line.SoundPlayed():
                self._go_on(event)
            case line.LevelsMeasured():
                self._listen(event)
            case line.CallEnded():
                self._finish(event.ref)

    def _greet(self, call: line.IncomingCall) -> None:
        moment = f"{call.at.astimezone(UTC):%Y%m%dT%H%M%S}"
        name = f"{moment}-{self._settings.port}-{call.ref[:12]}.wav"
        self._callers[call.ref] = _Caller(
            call_key=call.key,
            from_number=address.normalise(call.caller.user),
            dialled=call.dialled,
            path=self._settings.spool_dir / name,
        )
        self._line.answer(call.ref)

    def _welcome(self, ref: CallRef) -> None:
        caller = self._callers.get(ref)
        if caller is not None:
            self._move(ref, _Stage.GREETING)
            self._line.play(ref, self._greetings.for_number(caller.dialled))

    def _go_on(self, played: line.SoundPlayed) -> None:
        caller = self._callers.get(played.ref)
        if caller is None:
            return
        if caller.stage is _Stage.GREETING:
            self._move(played.ref, _Stage.BEEPING)
            self._line.play(played.ref, self._settings.beep)
        elif caller.stage is _Stage.BEEPING:
            self._callers[played.ref] = replace(
                caller, stage=_Stage.RECORDING, recording_since=played.at, heard_at=played.at
            )
            unfinished.begin(caller.path, caller.call_key, caller.from_number, caller.dialled)
            self._line.record(played.ref, caller.path)

    def _listen(self, levels: line.LevelsMeasured) -> None:
        """End a recording that has gone silent or on for too long."""
        caller = self._callers.get(levels.ref)
        if caller is None or caller.recording_since is None or caller.heard_at is None:
            return
        if levels.heard >= _SPEECH_LEVEL:
            self._callers[levels.ref] = caller = replace(caller, heard_at=levels.at)
        silent = (levels.at - (caller.heard_at or levels.at)).total_seconds()
        length = (levels.at - (caller.recording_since or levels.at)).total_seconds()
        if silent > self._settings.silence_seconds or length > self._settings.max_seconds:
            self._line.stop_recording(levels.ref)
            self._line.hang_up(levels.ref)

    def _finish(self, ref: CallRef) -> None:
        caller = self._callers.pop(ref, None)
        if caller is not None and caller.recording_since is not None:
            self._closing.append(_Closing(caller, time.monotonic() + _CLOSE_WITHIN_S))

    def _report_whole(self) -> None:
        for closing in tuple(self._closing):
            path = closing.caller.path
            if not recordings.is_whole(path):
                if time.monotonic() < closing.give_up_at:
                    continue
                recordings.repair(path)
            self._closing.remove(closing)
            self._report(closing.caller)

    def _report(self, caller: _Caller) -> None:
        seconds = recordings.length(caller.path)
        if seconds < unfinished.SHORTEST_S:
            caller.path.unlink(missing_ok=True)
            unfinished.end(caller.path)
            return
        self._tell(
            VoicemailLeft(
                call_key=caller.call_key,
                from_number=caller.from_number,
                dialled=caller.dialled,
                path=caller.path,
                seconds=seconds,
                at=self._clock(),
            )
        )

    def _tell(self, left: VoicemailLeft) -> None:
        log.info("voicemail of %.0f s from %s", left.seconds, address.masked(left.from_number))
        self._on_voicemail(left)
        unfinished.end(left.path)

    def _move(self, ref: CallRef, stage: _Stage) -> None:
        caller = self._callers.get(ref)
        if caller is not None:
            self._callers[ref] = replace(caller, stage=stage)
