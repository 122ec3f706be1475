"""A recorded call on disk: two mono tracks while it runs, one stereo file when it is over."""

from __future__ import annotations

import logging
import os
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

RATE = 16_000
log = logging.getLogger(__name__)

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_CHUNK = 32_000  # bytes of one track merged at a time: a second of sound


def agent_track(recording: Path) -> Path:
    return recording.with_suffix(".agent.wav")


def caller_track(recording: Path) -> Path:
    return recording.with_suffix(".caller.wav")


def begin_track(track: Path) -> BinaryIO:
    """A mono WAV whose two lengths are still zero; raises OSError where nothing can be written."""
    file = track.open("xb", buffering=0)
    file.write(_header(0))
    return file


def repair(track: Path) -> int:
    """Write the lengths a killed process left at zero; the bytes of sound, -1 for no WAV file."""
    with track.open("r+b") as file:
        if file.read(4) != b"RIFF":
            return -1
        data = max(0, track.stat().st_size - _HEADER.size)
        data -= data % 2
        file.seek(0)
        file.write(_header(data))
    return data


def merge(recording: Path) -> float:
    """Both tracks into one stereo file, left the agent, right the far end; its seconds.

    The tracks go only when the whole file is on disk. Raises OSError.
    """
    agent, caller = agent_track(recording), caller_track(recording)
    lengths = (repair(agent), repair(caller))
    length = max(*lengths, 0)
    part = recording.with_suffix(".part")
    with part.open("wb") as file:
        with wave.open(file, "wb") as stereo:
            stereo.setparams((2, 2, RATE, 0, "NONE", "not compressed"))
            tracks = zip((agent, caller), lengths, strict=True)
            for left, right in zip(*(_pieces(*track, length) for track in tracks), strict=True):
                stereo.writeframesraw(_interleaved(left, right))
        file.flush()
        os.fsync(file.fileno())
    part.replace(recording)
    agent.unlink()
    caller.unlink()
    return length / 2 / RATE


def recover_recordings(folder: Path) -> list[tuple[Path, float]]:
    """Merge what a killed phone left in `folder`; each whole recording and its seconds."""
    found = []
    for agent in sorted(folder.glob("*.agent.wav")):
        recording = agent.with_name(agent.name.removesuffix(".agent.wav") + ".wav")
        if not caller_track(recording).is_file() or recording.exists():
            continue
        try:
            found.append((recording, merge(recording)))
        except OSError as fault:
            log.warning("a recording could not be recovered: %s", fault.strerror)
    return found


def _pieces(track: Path, own: int, length: int) -> Iterator[bytes]:
    """The `own` bytes of one track's sound, with silence up to `length` bytes."""
    with track.open("rb") as file:
        file.seek(_HEADER.size)
        for start in range(0, length, _CHUNK):
            size = min(_CHUNK, length - start)
            yield file.read(max(0, min(size, own - start))).ljust(size, b"\0")


def _interleaved(left: bytes, right: bytes) -> bytes:
    mixed = bytearray(len(left) * 2)
    mixed[0::4], mixed[1::4] = left[0::2], left[1::2]
    mixed[2::4], mixed[3::4] = right[0::2], right[1::2]
    return bytes(mixed)


def _header(data: int) -> bytes:
    """RIFF, PCM, mono, 16 bit."""
    return _HEADER.pack(
        b"RIFF", data + 36, b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16, b"data", data
    )
