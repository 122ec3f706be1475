"""A recorded sound as samples, and the same said faster or slower without changing its pitch."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""Frames by channels."""
_WINDOW_SECONDS = 0.030
_SEARCH_SECONDS = 0.010


class Unplayable(Exception):
    """The file is not a sound this program can play."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    rate: int
    samples: Samples

    @property
    def frames(self) -> int:
        return int(self.samples.shape[0])

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        return self.frames / self.rate


def read_sound(path: Path) -> Sound:
    """Read a 16 bit WAV file. Raises Unplayable or OSError."""
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2 or not 8000 <= file.getframerate() <= 48000:
                raise Unplayable(f"{file.getsampwidth() * 8} bit at {file.getframerate()} Hz")
            content = file.readframes(file.getnframes())
            rate, channels = file.getframerate(), file.getnchannels()
    except (wave.Error, EOFError) as fault:
        raise Unplayable(str(fault)) from fault
    whole = len(content) - len(content) % (2 * channels)
    samples = np.frombuffer(content[:whole], dtype="<i2").reshape(-1, channels)
    if not samples.size:
        raise Unplayable("there is no sound in it")
    return Sound(rate, samples)


def at_speed(sound: Sound, speed: float) -> Sound:
    """The same words `speed` times as fast, the voice as high as before.

    Waveform similarity overlap-add (Verhelst and Roelands, 1993): pieces of 30 ms are laid half
    over each other, each taken up to 10 ms earlier or later where it fits on best.
    """
    window = int(sound.rate * _WINDOW_SECONDS) // 2 * 2
    if speed == 1 or sound.frames < window * 4:
        return sound
    return Sound(sound.rate, _overlapped(sound.samples, speed, window, sound.rate))


def _overlapped(samples: Samples, speed: float, window: int, rate: int) -> Samples:
    step, reach = window // 2, int(rate * _SEARCH_SECONDS)
    fade = np.hanning(window + 1)[:window].astype(np.float32)[:, None]
    padded = np.pad(samples.astype(np.float32), ((reach, window + step + reach), (0, 0)))
    guide = padded.mean(axis=1)
    count = int(samples.shape[0] / speed) // step
    out = np.zeros((count * step + window, samples.shape[1]), np.float32)
    weight = np.zeros((out.shape[0], 1), np.float32)
    taken = reach
    for at in range(count):
        if at:
            taken = _best(
                guide,
                wanted=taken + step,
                near=reach + int(at * step * speed),
                size=(window, reach),
            )
        place = at * step
        out[place : place + window] += padded[taken : taken + window] * fade
        weight[place : place + window] += fade
    out /= np.maximum(weight, 0.05)
    return np.clip(np.rint(out), -32768, 32767).astype(np.int16)


def _best(guide: NDArray[np.float32], *, wanted: int, near: int, size: tuple[int, int]) -> int:
    """Where around `near` the sound goes on most like it would have at `wanted`."""
    window, reach = size
    edge = int(guide.shape[0]) - window
    near = min(near, edge - reach)
    like = guide[wanted : wanted + window]
    among = guide[near - reach : near + reach + window]
    if like.shape[0] < window or among.shape[0] < window:
        return max(0, min(near, edge))
    return near - reach + int(np.argmax(np.correlate(among, like, "valid")))
