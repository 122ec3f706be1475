"""What the engine asks of sound, whichever way it is made; reading a WAV file."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Protocol

from softphone.frames import RATE, FrameSink, FrameSource
from softphone.protocol import (
    ChooseDevices,
    ChooseRingtones,
    Devices,
    MicrophoneLevel,
    SoundTrouble,
    SoundWell,
)

SoundReport = SoundTrouble | SoundWell | MicrophoneLevel


class Sound(Protocol):
    """What the engine asks of the sound side; `check` is called several times a second."""

    @property
    def mic(self) -> FrameSource: ...

    @property
    def ear(self) -> FrameSink: ...

    def choose(self, devices: ChooseDevices) -> str:
        """Use these devices; a sentence when something of it cannot be had, else empty."""
        ...

    def talk(self) -> None: ...

    def rest(self) -> None: ...

    def choose_tones(self, tones: ChooseRingtones) -> None: ...

    def ring(self, dialled: str) -> None: ...

    def stop_ringing(self) -> None: ...

    def knock(self) -> None: ...

    def stop_knocking(self) -> None: ...

    def test(self, seconds: int) -> None:
        """Play the ringtone through the speaker and measure the microphone for so long."""
        ...

    def check(self) -> list[SoundReport]: ...

    def devices(self) -> Devices: ...

    def close(self) -> None: ...


def read_wav(source: Path) -> bytes:
    """The samples of a mono 16-bit file at the bridge's rate."""
    with wave.open(str(source), "rb") as sound:
        shape = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
        if shape != (1, 2, RATE):
            raise ValueError(f"{source.name} is not mono, 16 bit, {RATE} Hz")
        return sound.readframes(sound.getnframes())
