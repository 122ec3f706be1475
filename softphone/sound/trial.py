"""The sound test of the settings: a tone in the ear, the loudness of the microphone."""

from __future__ import annotations

import time
from array import array

from softphone.frames import FRAME_BYTES, RATE, Cushion
from softphone.protocol import MicrophoneLevel
from softphone.sound.sound import SoundReport

_LONGEST_S = 60
_FULL_SCALE = 32_768
_TOP = 255


class Trial:
    """Feeds the speaker and drinks from the microphone while no call does."""

    def __init__(self, microphone: Cushion, speaker: Cushion) -> None:
        self._microphone = microphone
        self._speaker = speaker
        self._tone = b""
        self._position = 0
        self._until = 0.0
        self._fed_at = 0.0

    @property
    def is_running(self) -> bool:
        return time.monotonic() < self._until

    def start(self, seconds: int, tone: bytes) -> None:
        self._fed_at = time.monotonic()
        self._until = self._fed_at + max(0, min(seconds, _LONGEST_S))
        self._tone, self._position = tone, 0
        self._microphone.reset()
        self._speaker.reset()

    def turn(self) -> list[SoundReport]:
        """Called several times a second: the tone goes on, the microphone is measured."""
        now = time.monotonic()
        self._feed(now - self._fed_at)
        self._fed_at = now
        loudest = 0
        while piece := self._microphone.take(FRAME_BYTES):
            loudest = max(loudest, *(abs(sample) for sample in array("h", piece)))
        return [MicrophoneLevel(min(_TOP, loudest * (_TOP + 1) // _FULL_SCALE))]

    def _feed(self, seconds: float) -> None:
        """As much tone as time has passed."""
        count = int(seconds * RATE) * 2
        piece = self._tone[self._position : self._position + count]
        self._position = 0 if self._position + count >= len(self._tone) else self._position + count
        self._speaker.put(piece)
