"""Greetings people upload: what can be played, what it becomes, and what is refused with why."""

from __future__ import annotations

import io
import math
import os
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from sync_server.telephony.greetings import (
    Greetings,
    converted,
    greeting_problem,
)
from tests.support.rtp import correlate, resample

DEFAULT = Path("default.wav")


def tone(rate: int = 16_000, channels: int = 1, width: int = 2, seconds: float = 1.0) -> bytes:
    """A melody: each fifth of a second another pitch."""
    frames = bytearray()
    for index in range(int(rate * seconds)):
        moment = index / rate
        value = 0.5 * math.sin(2 * math.pi * (300 + 70 * int(moment * 5)) * moment)
        if width == 1:
            one = bytes([int(128 + 127 * value)])
        else:
            one = struct.pack("<i", int(value * (2**31 - 1)))[4 - width :]
        frames += one * channels
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setparams((channels, width, rate, 0, "NONE", "not compressed"))
        out.writeframes(bytes(frames))
    return target.getvalue()


def samples(content: bytes) -> tuple[wave._wave_params, np.ndarray]:
    with wave.open(io.BytesIO(content)) as sound:
        raw = sound.readframes(sound.getnframes())
        return sound.getparams(), np.frombuffer(raw, np.int16).astype(float)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_sound_of_any_usual_rate_plays_the_same_on_the_telephone(
    rate: int, channels: int
) -> None:
    made, heard = samples(converted(tone(rate, channels)))
    assert made[:3] == (1, 2, 16_000)
    assert len(heard) == pytest.approx(16_000, abs=2)
    _, meant = samples(tone())
    assert correlate(resample(meant, 16_000, 8_000), resample(heard, 16_000, 8_000)) > 0.95


@pytest.mark.parametrize("width", [1, 3, 4])
def test_a_sound_of_any_usual_depth_plays_the_same(width: int) -> None:
    _, heard = samples(converted(tone(width=width)))
    _, meant = samples(tone())
    assert np.max(np.abs(heard - meant)) <= (512 if width == 1 else 2)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a WAV file"),
        (b"ID3 something else", "not a WAV file"),
        (tone()[:30], "not a WAV file"),
        (tone(rate=4_000), "4000 Hz"),
        (tone(rate=96_000, seconds=0.6), "96000 Hz"),
        (tone(channels=3), "3 channels"),
        (tone(seconds=0.2), "half a second"),
        (tone(rate=8_000, seconds=61), "60 seconds"),
        (bytes(25_000_000), "too large"),
    ],
)
def test_what_cannot_be_a_greeting_is_refused_with_the_reason(content: bytes, why: str) -> None:
    assert why in greeting_problem(content)
    with pytest.raises(ValueError, match=why):
        converted(content)


def test_a_good_greeting_has_no_problem() -> None:
    assert greeting_problem(tone()) == ""


def test_a_number_has_its_own_greeting_as_long_as_its_file_is_there(tmp_path: Path) -> None:
    greetings = Greetings(tmp_path, DEFAULT)
    own = tmp_path / "+15550100.wav"
    assert greetings.for_number("+15550100") == DEFAULT
    own.write_bytes(tone())
    assert greetings.for_number("+15550100") == own
    assert greetings.for_number("+15550111") == DEFAULT
    own.unlink()
    assert greetings.for_number("+15550100") == DEFAULT


def test_a_file_somebody_put_there_is_converted_once_and_again_when_it_changes(
    tmp_path: Path,
) -> None:
    greetings = Greetings(tmp_path, DEFAULT)
    (tmp_path / "100.wav").write_bytes(tone(8_000))
    first = greetings.for_number("100")
    assert samples(first.read_bytes())[0][:3] == (1, 2, 16_000)
    assert greetings.for_number("100") == first
    (tmp_path / "100.wav").write_bytes(tone(8_000, channels=2, seconds=2))
    os.utime(tmp_path / "100.wav", ns=(1, 1))  # whatever the file system's clock is worth
    second = greetings.for_number("100")
    assert len(samples(second.read_bytes())[1]) == 32_000
    for made in {first, second}:
        made.unlink()


def test_a_file_that_cannot_be_played_leaves_the_usual_greeting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "100.wav").write_bytes(b"broken")
    assert Greetings(tmp_path, DEFAULT).for_number("100") == DEFAULT
    assert "not a WAV file" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("number", ["../secret", "", "a/b", "+1555\n", "x" * 40])
def test_a_number_that_is_none_names_no_file(tmp_path: Path, number: str) -> None:
    assert Greetings(tmp_path, DEFAULT).for_number(number) == DEFAULT
