"""Echo and noise: taken out where the processor is installed, left alone where it is not."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from softphone.frames import FRAME_BYTES, SILENCE
from softphone.protocol import ChooseDevices
from softphone.sound.cleaning import MISSING, CleanMicrophone, OverheardEar, cleaner
from softphone.sound.devices import DeviceSound

IS_INSTALLED = importlib.util.find_spec("pywebrtc_audio") is not None


class Line:
    """A microphone that gives what was laid into it, and an ear that keeps nothing."""

    def __init__(self) -> None:
        self.voice = SILENCE

    def take(self, size: int) -> bytes | None:
        return self.voice[:size]

    def put(self, sound: bytes) -> None: ...

    def reset(self) -> None: ...


def test_switched_off_the_voice_is_untouched() -> None:
    line = Line()
    line.voice = b"\1\2" * (FRAME_BYTES // 2)
    assert CleanMicrophone(line).take(FRAME_BYTES) == line.voice


def test_switched_on_the_cleaner_gets_voice_and_what_was_played() -> None:
    line = Line()
    line.voice = b"\1\0" * (FRAME_BYTES // 2)
    microphone = CleanMicrophone(line)
    given: list[tuple[bytes, bytes]] = []

    def clean(voice: bytes, played: bytes) -> bytes:
        given.append((voice, played))
        return SILENCE

    microphone.switch(clean)
    OverheardEar(line, microphone).put(b"\2\0" * 100)
    assert microphone.take(FRAME_BYTES) == SILENCE
    assert given == [(line.voice, (b"\2\0" * 100).ljust(FRAME_BYTES, b"\0"))]


def test_the_switch_says_when_it_has_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pywebrtc_audio", None)
    sound = DeviceSound()
    assert sound.choose(ChooseDevices()) == ""
    assert sound.choose(ChooseDevices(cancels_echo=True)) == MISSING
    assert cleaner(cancels_echo=True, cuts_noise=True) is None


def test_an_echo_is_gone_after_a_moment_where_the_processor_is_installed() -> None:
    clean = cleaner(cancels_echo=True, cuts_noise=False)
    assert (clean is not None) is IS_INSTALLED
    if clean is None:
        return
    random = np.random.default_rng(7)
    speech = random.normal(0, 3000, 16_000 * 6) * (np.sin(np.arange(96_000) / 4000) > 0)
    echo = np.concatenate([np.zeros(1920), speech[:-1920]]) * 0.5
    frames = [slice(start, start + 320) for start in range(0, 96_000, 320)]
    left = [
        np.frombuffer(
            clean(echo[frame].astype(np.int16).tobytes(), speech[frame].astype(np.int16).tobytes()),
            np.int16,
        ).astype(float)
        for frame in frames
    ]
    before = np.sqrt(np.mean(echo[48_000:] ** 2))
    after = np.sqrt(np.mean(np.concatenate(left)[48_000:] ** 2))
    assert 20 * np.log10(before / max(after, 1.0)) > 20
