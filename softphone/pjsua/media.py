"""The conference bridge: the agent's port, and players and recorders for the mailbox."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import pjsua2 as pj

from softphone.frames import FRAME_BYTES, FRAME_MS, RATE, SILENCE, FrameSink, FrameSource


class _Vector(ctypes.Structure):
    """std::vector<unsigned char> in libstdc++: read so it costs 1 us, by SWIG 300 us."""

    _fields_ = (("begin", ctypes.c_void_p), ("end", ctypes.c_void_p), ("room", ctypes.c_void_p))


def _peek(vector: pj.ByteVector) -> bytes:
    head = _Vector.from_address(int(vector.this))
    if not head.begin or not head.end:
        return b""
    return ctypes.string_at(head.begin, head.end - head.begin)


def _copy(vector: pj.ByteVector) -> bytes:
    return bytes(vector)


def choose_reader() -> Callable[[pj.ByteVector], bytes]:
    """The fast reader where the vector is laid out as we think, else the slow safe one."""
    sample = bytes(range(256))
    vector = pj.ByteVector(sample)
    size_fits = ctypes.sizeof(_Vector) == 3 * ctypes.sizeof(ctypes.c_void_p)
    return _peek if size_fits and _peek(vector) == sample else _copy


def sound_format() -> pj.MediaFormatAudio:
    """Mono, 16 bit, at the bridge's rate, in its frames."""
    shape = pj.MediaFormatAudio()
    shape.type = pj.PJMEDIA_TYPE_AUDIO
    shape.clockRate = RATE
    shape.channelCount = 1
    shape.bitsPerSample = 16
    shape.frameTimeUsec = FRAME_MS * 1000
    shape.avgBps = shape.maxBps = RATE * 16
    return shape


class AgentPort(pj.AudioMediaPort):  # type: ignore[misc]  # pjsua2 has no types
    """Where the agent's microphone and ear meet the bridge.

    Both callbacks run on pj's clock thread: they do no I/O, never raise, never hand back
    more than FRAME_BYTES (a longer frame is a segfault).
    """

    def __init__(self, mic: FrameSource, ear: FrameSink) -> None:
        super().__init__()
        self._mic = mic
        self._ear = ear
        self._read = choose_reader()
        self.createPort("agent", sound_format())

    def start_afresh(self) -> None:
        """Old sound in the cushions would only be delay."""
        self._mic.reset()
        self._ear.reset()

    def onFrameRequested(self, frame: pj.MediaFrame) -> None:
        sound = self._mic.take(FRAME_BYTES) or SILENCE
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        frame.buf = pj.ByteVector(sound[:FRAME_BYTES])
        frame.size = FRAME_BYTES

    def onFrameReceived(self, frame: pj.MediaFrame) -> None:
        if frame.type == pj.PJMEDIA_FRAME_TYPE_AUDIO and frame.size:
            self._ear.put(self._read(frame.buf))


class Player(pj.AudioMediaPlayer):  # type: ignore[misc]  # pjsua2 has no types
    """Plays one of our own WAV files once; `is_over` is set on the media thread."""

    def __init__(self, sound: Path) -> None:
        super().__init__()
        self.is_over = False
        self.createPlayer(str(sound), pj.PJMEDIA_FILE_NO_LOOP)

    def onEof2(self) -> None:
        self.is_over = True


def recorder(target: Path) -> pj.AudioMediaRecorder:
    """Writes 16-bit mono WAV; the header is right once the object is gone."""
    made = pj.AudioMediaRecorder()
    made.createRecorder(str(target))
    return made
