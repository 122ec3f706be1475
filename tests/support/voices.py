"""Voices that go on for a whole call, ears that compare, and a sound server to play to."""

from __future__ import annotations

import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.support.pulse import Pulse
from tests.support.rtp import RATE, RtpPeer, correlate, read_at


def over_and_over(phrase: Path, target: Path, times: int) -> Path:
    """`phrase` so many times in a row, for somebody who is still to be heard in a minute."""
    with wave.open(str(phrase), "rb") as one, wave.open(str(target), "wb") as many:
        many.setparams(one.getparams())
        sound = one.readframes(one.getnframes())
        for _ in range(times):
            many.writeframes(sound)
    return target


@contextmanager
def sound_server(folder: Path) -> Iterator[dict[str, str]]:
    """A microphone and a loudspeaker without hardware; the environment that leads there."""
    # The path of a socket must be short; HOME stays, for a desk is more than its sound.
    with tempfile.TemporaryDirectory(dir=folder) as place:
        pulse = Pulse(Path(place))
        pulse.start()
        try:
            yield {name: pulse.env[name] for name in ("PULSE_SERVER", "ALSA_CONFIG_PATH")}
        finally:
            pulse.stop()


class Ear:
    """What somebody hears from now on, compared with what somebody else says over and over."""

    def __init__(self, file: Path, phrase: Path) -> None:
        self._file = file
        self._said = read_at(phrase, RATE)
        self._from = len(self._heard())

    def likeness(self) -> float:
        """1.0 is the same sound; 0.0 until there is enough to compare."""
        heard = self._heard()[self._from :]
        return correlate(self._said, heard) if len(heard) > 2 * len(self._said) else 0.0

    def _heard(self) -> np.ndarray:
        try:
            return read_at(self._file, RATE)
        except (FileNotFoundError, EOFError, wave.Error):
            return np.zeros(0)


def heard_both(rtp: RtpPeer, phrase: Path, ear: Ear, since: int = 0) -> float:
    """The weaker way between somebody outside, who is to hear `phrase`, and whose `ear` it is."""
    said, heard = read_at(phrase, RATE), rtp.heard()[since:]
    back = correlate(said, heard) if len(heard) > 2 * len(said) else 0.0
    return min(ear.likeness(), back)
