"""The mailbox's greetings: one WAV for each business number, made to fit the telephone."""

from __future__ import annotations

import array
import io
import logging
import os
import re
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

RATE = 16_000
"""Hz of what the mailbox plays: mono, 16 bits."""
LONGEST_S = 60.0
SHORTEST_S = 0.5
_RATES = (8_000, 48_000)
_LARGEST_BYTES = 24_000_000  # a minute of the largest sound that is taken
_NUMBER = re.compile(r"^(\+?[0-9*#]{1,32}|[a-z][a-z0-9-]{0,31})\Z")


class BadGreeting(ValueError):
    """The sound cannot be a greeting; the message says why, in a sentence for people."""


@dataclass(frozen=True, slots=True)
class _Sound:
    """Mono samples in full 16-bit range."""

    samples: array.array[int]
    rate: int


def greeting_problem(content: bytes) -> str:
    """Why these bytes cannot be a greeting, as a sentence; empty when they can."""
    try:
        _read(content)
    except BadGreeting as problem:
        return str(problem)
    return ""


def converted(content: bytes) -> bytes:
    """The sound as the mailbox plays it: WAV, 16 kHz, mono, 16 bits. Raises BadGreeting."""
    sound = _read(content)
    samples = _at_rate(sound.samples, sound.rate)
    if sys.byteorder == "big":
        samples.byteswap()
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setparams((1, 2, RATE, len(samples), "NONE", "not compressed"))
        out.writeframes(samples.tobytes())
    return target.getvalue()


class Greetings:
    """What to play for a number; a file somebody else put there is converted once and kept."""

    def __init__(self, folder: Path | None, default: Path) -> None:
        self._folder = folder
        self._default = default
        self._made: dict[Path, tuple[int, Path]] = {}

    def for_number(self, number: str) -> Path:
        """A WAV the telephone can play; the default for a number without a usable one."""
        if self._folder is None or not _NUMBER.match(number):
            return self._default
        source = _place(self._folder, number)
        try:
            changed = source.stat().st_mtime_ns
            known = self._made.get(source)
            if known is None or known[0] != changed:
                known = self._made[source] = (changed, self._playable(source))
        except FileNotFoundError:
            return self._default
        return known[1]

    def _playable(self, source: Path) -> Path:
        content = source.read_bytes()
        if _fits(content):
            return source
        try:
            made = converted(content)
        except BadGreeting as problem:
            log.warning("greeting %s is not played: %s", source.name, problem)
            return self._default
        handle, name = tempfile.mkstemp(prefix="ringdesk-greeting-", suffix=".wav")
        with os.fdopen(handle, "wb") as out:
            out.write(made)
        return Path(name)


def _place(folder: Path, number: str) -> Path:
    if not _NUMBER.match(number):
        raise ValueError("a business number has digits only, with + in front")
    return folder / f"{number}.wav"


def _fits(content: bytes) -> bool:
    try:
        with wave.open(io.BytesIO(content)) as sound:
            known = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
            return known == (1, 2, RATE)
    except (EOFError, wave.Error):
        return False


def _read(content: bytes) -> _Sound:
    if len(content) > _LARGEST_BYTES:
        raise BadGreeting("The file is too large for a greeting.")
    try:
        with wave.open(io.BytesIO(content)) as sound:
            channels, width, rate = sound.getparams()[:3]
            raw = sound.readframes(sound.getnframes())
    except (EOFError, wave.Error) as fault:
        raise BadGreeting("This is not a WAV file with uncompressed (PCM) sound.") from fault
    if not _RATES[0] <= rate <= _RATES[1]:
        raise BadGreeting(f"The sound has {rate} Hz; 8,000 to 48,000 Hz can be played.")
    if channels not in (1, 2):
        raise BadGreeting(f"The sound has {channels} channels; one or two can be played.")
    samples = _mono(_samples(raw, width), channels)
    if not SHORTEST_S <= len(samples) / rate <= LONGEST_S:
        raise BadGreeting(f"A greeting lasts half a second to {LONGEST_S:.0f} seconds.")
    return _Sound(samples, rate)


def _samples(raw: bytes, width: int) -> array.array[int]:
    """PCM of any width as 16-bit samples: the two most significant bytes, little-endian."""
    if width == 1:  # 8 bits are unsigned in WAV
        return array.array("h", [(one - 128) << 8 for one in raw])
    whole = raw[: len(raw) - len(raw) % width]
    pairs = bytearray(len(whole) // width * 2)
    pairs[0::2] = whole[width - 2 :: width]
    pairs[1::2] = whole[width - 1 :: width]
    samples = array.array("h", bytes(pairs))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _mono(samples: array.array[int], channels: int) -> array.array[int]:
    if channels == 1:
        return samples
    pairs = zip(samples[0::2], samples[1::2], strict=False)
    return array.array("h", [(left + right) // 2 for left, right in pairs])


def _at_rate(samples: array.array[int], rate: int) -> array.array[int]:
    """Linear interpolation after a mean over what one new sample stands for."""
    if rate == RATE:
        return samples
    if rate > RATE:  # keep what 16 kHz cannot carry from folding back
        width = rate // RATE
        if width > 1:
            samples = _smoothed(samples, width)
    count = len(samples) * RATE // rate
    last = len(samples) - 1
    made = array.array("h", bytes(2 * count))
    for index in range(count):
        place, rest = divmod(index * rate, RATE)
        here = samples[place]
        made[index] = here + (samples[min(place + 1, last)] - here) * rest // RATE
    return made


def _smoothed(samples: array.array[int], width: int) -> array.array[int]:
    shifted = [samples[step:] for step in range(width)]
    return array.array("h", [sum(some) // width for some in zip(*shifted, strict=False)])
