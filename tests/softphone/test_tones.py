"""Ringtones by number, their loudness, and the knock that only the agent hears."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

import resources
from softphone.protocol import ChooseRingtones
from softphone.sound.sound import read_wav
from softphone.sound.tones import KnockingEar, Tones, at_volume, decoded

RING = resources.path("sounds/ringtone.wav")
BEEP = resources.path("sounds/beep.wav")


class Ear:
    """Keeps what it was given."""

    def __init__(self) -> None:
        self.heard = b""

    def put(self, sound: bytes) -> None:
        self.heard += sound

    def reset(self) -> None:
        self.heard = b""


def test_each_business_number_has_its_tone_and_others_the_default() -> None:
    tones = Tones(RING)
    assert tones.of("+15550100") == read_wav(RING)
    tones.choose(ChooseRingtones({"+15550100": str(BEEP)}))
    assert tones.of("+15550100") == read_wav(BEEP)
    assert tones.of("+15550199") == read_wav(RING)
    tones.choose(ChooseRingtones({}, default=str(BEEP)))
    assert tones.of("+15550199") == read_wav(BEEP)


def test_a_tone_that_is_gone_or_no_sound_gives_way_to_the_usual_one(tmp_path: Path) -> None:
    broken = tmp_path / "tone.wav"
    broken.write_bytes(b"not a sound")
    tones = Tones(RING)
    for path in (broken, tmp_path / "gone.wav"):
        tones.choose(ChooseRingtones({"1": str(path)}))
        assert tones.of("1") == read_wav(RING)


def test_a_tone_of_any_rate_is_brought_to_ours(tmp_path: Path) -> None:
    tone = tmp_path / "tone.wav"
    with wave.open(str(tone), "wb") as file:
        file.setparams((2, 2, 48_000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(48_000 * 4))
    assert abs(len(decoded(tone)) - 32_000) < 64


def test_volume_is_hundredths_of_the_loudness() -> None:
    sound = array("h", [1000, -1000, 32_767]).tobytes()
    assert at_volume(sound, 100) == sound
    assert array("h", at_volume(sound, 50)).tolist() == [500, -500, 16_383]
    assert array("h", at_volume(sound, 0)).tolist() == [0, 0, 0]


def test_a_knock_is_mixed_in_only_while_somebody_waits_and_never_overflows() -> None:
    knock = array("h", [30_000] * 4 + [0] * 4).tobytes()
    far = array("h", [30_000] * 4).tobytes()
    ear = Ear()
    knocking = KnockingEar(ear, knock)
    knocking.put(far)
    knocking.start()
    for _ in range(3):
        knocking.put(far)
    knocking.stop()
    knocking.put(far)
    loud = array("h", [32_767] * 4).tobytes()
    assert ear.heard == far + loud + far + loud + far
