"""Which tone rings for which number, how loud, and the knock of a second caller in the ear."""

from __future__ import annotations

import logging
import threading
from array import array
from functools import lru_cache
from pathlib import Path

import miniaudio

from softphone.frames import RATE, FrameSink
from softphone.protocol import ChooseRingtones

log = logging.getLogger(__name__)

_FULL = 100
_LOUDEST, _SOFTEST = 32_767, -32_768


class Tones:
    """The chosen tone of a business number; whatever cannot be read gives way to the usual one."""

    def __init__(self, usual: Path | None) -> None:
        self._usual = usual
        self._chosen = ChooseRingtones({})

    def choose(self, chosen: ChooseRingtones) -> None:
        self._chosen = chosen

    def of(self, dialled: str) -> bytes:
        """Samples for the bridge's rate, empty where no tone can be read."""
        wished = [self._chosen.tones.get(dialled, ""), self._chosen.default]
        paths = [Path(path) for path in wished if path]
        if self._usual is not None:
            paths.append(self._usual)
        return next((sound for sound in map(decoded, paths) if sound), b"")


@lru_cache(maxsize=16)
def decoded(path: Path) -> bytes:
    """Any sound file as mono 16 bit at the bridge's rate, empty when it is none."""
    try:
        sound = miniaudio.decode_file(
            str(path),
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=RATE,
        )
    except (miniaudio.MiniaudioError, OSError) as fault:
        log.warning("a ringtone cannot be played: %s", type(fault).__name__)
        return b""
    return bytes(sound.samples.tobytes())


def at_volume(sound: bytes, volume: int) -> bytes:
    """`sound` at 0 to 100 hundredths of its loudness."""
    volume = max(0, min(_FULL, volume))
    if volume == _FULL:
        return sound
    return array("h", [sample * volume // _FULL for sample in array("h", sound)]).tobytes()


class KnockingEar:
    """The agent's ear, with a soft knock mixed in while somebody waits: nobody else hears it.

    `put` runs on the bridge's clock thread.
    """

    def __init__(self, ear: FrameSink, knock: bytes) -> None:
        self._ear = ear
        self._knock = knock
        self._position = 0
        self._knocks = threading.Event()

    def start(self) -> None:
        if self._knock:
            self._knocks.set()

    def stop(self) -> None:
        self._knocks.clear()
        self._position = 0

    def put(self, sound: bytes) -> None:
        self._ear.put(self._mixed(sound) if self._knocks.is_set() else sound)

    def reset(self) -> None:
        self._ear.reset()

    def _mixed(self, sound: bytes) -> bytes:
        piece = self._knock[self._position : self._position + len(sound)]
        self._position += len(sound)
        if self._position >= len(self._knock):
            self._position = 0
        if not any(piece):
            return sound  # the rest between two knocks
        mixed = array("h", sound)
        for index, sample in enumerate(array("h", piece)):
            mixed[index] = max(_SOFTEST, min(_LOUDEST, mixed[index] + sample))
        return mixed.tobytes()
