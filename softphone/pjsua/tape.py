"""Recording a call: two ports of the bridge, two growing files, one stereo file at the end."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pjsua2 as pj

from softphone.frames import FRAME_BYTES, SILENCE
from softphone.line import CallKey, CallRef, RecordingBroke, RecordingEvent, RecordingWritten
from softphone.pjsua.media import choose_reader, sound_format
from softphone.recordings import agent_track, begin_track, caller_track, merge

log = logging.getLogger(__name__)


class TrackPort(pj.AudioMediaPort):  # type: ignore[misc]  # pjsua2 has no types
    """One side of a recording. The callback runs on pj's clock thread: it does no I/O.

    A frame comes at each tick, an empty one while nobody sends here: both sides stay in step
    although the far end's sound comes and goes with every re-INVITE.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.is_on = False
        self.frames: deque[bytes] = deque()
        self._read = choose_reader()
        self.createPort(name, sound_format())

    def onFrameReceived(self, frame: pj.MediaFrame) -> None:
        if not self.is_on:
            return
        if frame.type == pj.PJMEDIA_FRAME_TYPE_AUDIO and frame.size:
            self.frames.append(self._read(frame.buf)[:FRAME_BYTES].ljust(FRAME_BYTES, b"\0"))
        else:
            self.frames.append(SILENCE)


class Tape:
    """Belongs to one call at a time; its ports are never destroyed while the bridge runs."""

    def __init__(self, number: int) -> None:
        self.near = TrackPort(f"near-{number}")
        self.far = TrackPort(f"far-{number}")
        self.is_free = True
        self._files: tuple[BinaryIO, BinaryIO] | None = None
        self._owner = (CallRef(""), CallKey(""), Path())

    def begin(self, ref: CallRef, key: CallKey, recording: Path) -> None:
        """Open both files; raises OSError. Sound runs from `run` on."""
        self.is_free = False
        self._owner = (ref, key, recording)
        agent = begin_track(agent_track(recording))
        try:
            self._files = (agent, begin_track(caller_track(recording)))
        except OSError:
            agent.close()
            agent_track(recording).unlink()
            raise

    def run(self, *, on: bool) -> None:
        """Pausing cuts both sides at the same frame."""
        self.near.is_on = self.far.is_on = on

    def flush(self) -> None:
        """Write what has come on both sides; raises OSError when the disk is full."""
        if self._files is None:
            return
        count = min(len(self.near.frames), len(self.far.frames))
        for port, file in zip((self.near, self.far), self._files, strict=True):
            sound = b"".join(port.frames.popleft() for _ in range(count))
            while sound:
                sound = sound[file.write(sound) :]

    def pause(self) -> None:
        self.run(on=False)
        self.flush()
        self._forget()

    def end(self, tell: Callable[[RecordingEvent], None]) -> threading.Thread:
        """Close the files and merge them aside; the bridge does not wait for the disk."""
        self.run(on=False)
        why = ""
        try:
            self.flush()
        except OSError as fault:
            why = sentence(fault)
        ref, key, recording = self._owner
        self.release()
        merging = threading.Thread(
            target=_merge, args=(ref, key, recording, why, tell), name="merging", daemon=True
        )
        merging.start()
        return merging

    def release(self) -> None:
        """Free for the next call."""
        self.run(on=False)
        for file in self._files or ():
            file.close()
        self._files = None
        self._forget()
        self.is_free = True

    def _forget(self) -> None:
        self.near.frames.clear()
        self.far.frames.clear()


def sentence(fault: OSError) -> str:
    """Why a recording cannot go on, for the agent."""
    return f"The recording stopped: {fault.strerror or 'the disk failed'}. The call goes on."


def _merge(
    ref: CallRef,
    key: CallKey,
    recording: Path,
    why: str,
    tell: Callable[[RecordingEvent], None],
) -> None:
    try:
        seconds = merge(recording)
    except OSError as fault:
        log.warning("a recording could not be finished: %s", fault.strerror)
        tell(RecordingBroke(ref, key, why or sentence(fault)))
        return
    if why:
        tell(RecordingBroke(ref, key, why))
    tell(RecordingWritten(ref, key, recording, seconds))
