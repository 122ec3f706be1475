"""The real loudspeaker: what the sound server hears is what was recorded."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.pulse import Pulse
from tests.support.sip import wait_until

pytestmark = pytest.mark.sip
RATE = 16000
PLAYS = """
import sys
from pathlib import Path
from desktop.calls.voicemail_output import Feed, Loudspeaker
from desktop.calls.voicemail_sound import read_sound
from tests.support.sip import wait_until

sound = read_sound(Path(sys.argv[1]))
feed = Feed(sound.samples.tobytes(), 2)
speaker = Loudspeaker()
speaker.start(feed, sound.rate, 1)
wait_until(lambda: feed.is_over, "the end of the sound", 20)
sys.stdin.readline()
speaker.stop()
"""


@pytest.fixture
def pulse(tmp_path: Path) -> Iterator[Pulse]:
    made = Pulse(tmp_path)
    made.start()
    yield made
    made.stop()


def loudest(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples.astype(float) * np.hanning(samples.size)))
    return float(np.fft.rfftfreq(samples.size, 1 / RATE)[spectrum.argmax()])


def test_the_sound_server_hears_what_was_recorded(pulse: Pulse, tmp_path: Path) -> None:
    """DSK-06: playback audio equals recorded, through a real device."""
    at = np.arange(RATE * 2) / RATE
    said = (np.sin(2 * np.pi * 523 * at) * 9000).astype("<i2")
    with wave.open(str(tmp_path / "said.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(said.tobytes())
    surroundings = {**os.environ, **pulse.env}
    with (tmp_path / "heard.raw").open("wb") as heard:
        recorder = subprocess.Popen(
            ["parec", "-d", "ear.monitor", f"--rate={RATE}", "--channels=1", "--format=s16le"],
            env=surroundings,
            stdout=heard,
        )
        player = subprocess.Popen(
            [sys.executable, "-c", PLAYS, str(tmp_path / "said.wav")],
            env=surroundings,
            stdin=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        )
        wait_for_sound(tmp_path / "heard.raw", RATE)
        player.communicate(b"\n", timeout=20)
        recorder.terminate()
        recorder.wait(5)
    assert player.returncode == 0
    samples = heard_in(tmp_path / "heard.raw")
    loud = np.flatnonzero(np.abs(samples) > 2000)
    part = samples[loud[0] + 2000 : loud[0] + 2000 + RATE // 2]
    assert loudest(part) == pytest.approx(523, abs=3)


def wait_for_sound(path: Path, frames: int) -> None:
    """Until so many loud frames were heard."""

    def is_heard() -> bool:
        return int((np.abs(heard_in(path)) > 2000).sum()) > frames // 2

    wait_until(is_heard, "the sound", 20)


def heard_in(path: Path) -> np.ndarray:
    content = path.read_bytes()
    return np.frombuffer(content[: len(content) // 2 * 2], dtype="<i2")
