"""Recording of calls as the business number allows; what was recorded is filed, whatever dies."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import re
import wave
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_model import LiveCall, RecordingShown
from desktop.calls.callers import Callers
from desktop.qt.signals import signal
from desktop.store import Store
from softphone import protocol
from softphone.call import CallState
from softphone.protocol import CallFacts, RecordingState
from sync_server.contract.base import RowId
from sync_server.contract.calls import FileRecording, call_id
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.values import RecordingRule
from sync_server.rules.effects import Refused

log = logging.getLogger(__name__)
_NAME = re.compile(r"^(?P<call>[0-9a-f]{32})-(?P<at>\d{1,15})\.wav$")
_STATES = {
    RecordingState.ON: RecordingShown.ON,
    RecordingState.PAUSED: RecordingShown.PAUSED,
    RecordingState.OFF: RecordingShown.OFFERED,
}


class RecordingDesk(QObject):
    """The name of a file says whose sound it is, so that it can be filed after any crash."""

    said = signal(str)

    def __init__(self, store: Store, bridge: PhoneBridge, callers: Callers, folder: Path) -> None:
        super().__init__(bridge)
        self._store = store
        self._bridge = bridge
        self._callers = callers
        self._folder = folder
        bridge.call_answered.connect(self._answered)
        bridge.recording_made.connect(self._made)
        bridge.recording_failed.connect(self._failed)

    def shown(self, live: LiveCall) -> LiveCall:
        """The call in the bar, with what can be said of its recording."""
        call = self._bridge.call(live.ref)
        if call is None:
            return live
        state = _STATES[call.recording]
        if state is RecordingShown.OFFERED and not self._may_record(call):
            state = RecordingShown.NONE
        return dataclasses.replace(live, recording=state)

    def press(self, ref: str) -> None:
        """The one button: start, pause, go on."""
        call = self._bridge.call(ref)
        if call is None or call.state is not CallState.TALKING:
            return
        if call.recording is RecordingState.ON:
            self._bridge.pause_recording(ref)
        elif call.recording is RecordingState.PAUSED:
            self._bridge.continue_recording(ref)
        elif self._may_record(call):
            self._start(call)

    def file_left_over(self) -> None:
        """File what a killed desk or phone left; a file still broken waits for the phone's word."""
        if not self._folder.is_dir() or not self._store.is_ready:
            return
        for path in sorted(self._folder.glob("*.wav")):
            seconds = _seconds(path)
            if seconds is not None:
                self._file(path, seconds)

    # -- what happens

    def _answered(self, call: CallFacts) -> None:
        group = self._callers.group(call)
        is_always = group is not None and group.recording is RecordingRule.ALWAYS
        if is_always and call.recording is RecordingState.OFF:
            self._start(call)

    def _start(self, call: CallFacts) -> None:
        group = self._callers.group(call)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        at = to_ms(call.answered_at or call.started_at)
        path = self._folder / f"{call_id(call.call_key)}-{at}.wav"
        if path.exists():  # stopped and started again in one call: the first part stays
            path = self._folder / f"{call_id(call.call_key)}-{at + len(self._parts(call))}.wav"
        self._bridge.start_recording(
            call.ref, str(path), group is None or group.announces_recording
        )

    def _parts(self, call: CallFacts) -> list[Path]:
        return list(self._folder.glob(f"{call_id(call.call_key)}-*.wav"))

    def _made(self, made: protocol.RecordingMade) -> None:
        path = Path(made.path)
        if path.parent != self._folder:
            log.warning("a recording was made outside the folder of this profile")
            return
        self._file(path, made.seconds)

    def _failed(self, failed: protocol.RecordingFailed) -> None:
        self.said.emit(failed.sentence)

    def _file(self, path: Path, seconds: int) -> None:
        """Copy, queue, tell, and only then remove: doing it twice changes nothing."""
        named = _NAME.match(path.name)
        if named is None or not path.is_file() or self._store.me is None:
            return
        try:
            sha256 = self._store.attach_sound(path)
        except OSError as failure:
            log.warning("a recording could not be copied yet: %s", failure.strerror)
            return
        command = FileRecording(
            recording_id=_recording_id(path),
            call_id=RowId(named["call"]),
            seconds=seconds,
            sha256=sha256,
            made_at=from_ms(int(named["at"])),
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(refusal.detail)
        path.unlink(missing_ok=True)

    def _may_record(self, call: CallFacts) -> bool:
        group = self._callers.group(call)
        return group is not None and group.recording is not RecordingRule.NEVER


def _recording_id(path: Path) -> RowId:
    """The same file is the same recording, however often it is filed."""
    return RowId(hashlib.sha256(path.name.encode()).hexdigest()[:32])


def _seconds(path: Path) -> int | None:
    """How long a finished file plays; None while its header does not say."""
    try:
        with wave.open(str(path), "rb") as sound:
            frames, rate = sound.getnframes(), sound.getframerate()
            size = frames * sound.getnchannels() * sound.getsampwidth()
    except (wave.Error, EOFError, OSError):
        return None
    if not frames or path.stat().st_size < size:
        return None
    return max(1, round(frames / rate))
