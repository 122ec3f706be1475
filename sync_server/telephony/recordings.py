"""WAV files as the SIP library leaves them: finished a moment late, or cut off by a crash."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

_HEADER = 44  # bytes of a plain PCM header
_DATA_LENGTH_AT = 40
_RIFF_LENGTH_AT = 4


def is_whole(recording: Path) -> bool:
    """Whether the header tells the truth: the library writes it on its own clock thread."""
    said = _said_length(recording)
    return said > 0 and recording.stat().st_size == _HEADER + said


def repair(recording: Path) -> None:
    """Write the two lengths a killed process left at zero; what is no WAV file stays as it is."""
    if _said_length(recording) < 0:
        return
    data = recording.stat().st_size - _HEADER
    data -= data % 2
    with recording.open("r+b") as file:
        file.seek(_RIFF_LENGTH_AT)
        file.write(struct.pack("<I", data + _HEADER - 8))
        file.seek(_DATA_LENGTH_AT)
        file.write(struct.pack("<I", data))


def length(recording: Path) -> float:
    """Seconds of sound; none for a file that is absent or no WAV file."""
    try:
        with wave.open(str(recording), "rb") as sound:
            return sound.getnframes() / sound.getframerate()
    except (FileNotFoundError, EOFError, wave.Error):
        return 0.0


def _said_length(recording: Path) -> int:
    """The data length the header states, -1 when there is no whole header."""
    try:
        with recording.open("rb") as file:
            head = file.read(_HEADER)
    except FileNotFoundError:
        return -1
    if len(head) < _HEADER or head[:4] != b"RIFF" or head[36:40] != b"data":
        return -1
    return int(struct.unpack_from("<I", head, _DATA_LENGTH_AT)[0])
