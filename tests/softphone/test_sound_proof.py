"""The measure other tests prove sound with: it knows the same sound from another and from none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.rtp import RATE, correlate, decode, encode, read_at
from tests.support.sip import speech

pytestmark = pytest.mark.sip  # needs espeak-ng and sox


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    folder = tmp_path_factory.mktemp("voice")
    return read_at(speech(folder / "a.wav", "The office can take your booking."), RATE)


def test_a_telephone_line_with_delay_and_a_slip_still_carries_the_same_sound(
    voice: np.ndarray,
) -> None:
    line = decode(encode(voice))
    slipped = np.concatenate([np.zeros(900), line[:9000], np.zeros(160), line[9000:]])
    assert correlate(voice, slipped) > 0.95


def test_another_voice_noise_and_silence_are_not_the_same_sound(
    voice: np.ndarray, tmp_path: Path
) -> None:
    other = read_at(speech(tmp_path / "b.wav", "Nobody is here, please call again later."), RATE)
    noise = np.random.default_rng(1).normal(0, 3000, len(voice) * 2)
    assert correlate(voice, other) < 0.6
    assert correlate(voice, noise) < 0.4
    assert correlate(voice, np.zeros(len(voice))) == 0.0
    assert correlate(voice, np.zeros(0)) == 0.0
