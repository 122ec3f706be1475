"""WAV files in place of devices, so that a headless machine can prove what it heard."""

from __future__ import annotations

import threading
import wave
from pathlib import Path

from softphone.frames import RATE
from softphone.protocol import ChooseDevices, ChooseRingtones, Devices
from softphone.sound.cleaning import MISSING
from softphone.sound.sound import SoundReport, read_wav
from softphone.sound.tones import KnockingEar


class WavSource:
    """The agent's voice from a file, from its start at each call, silence after its end."""

    def __init__(self, source: Path | None) -> None:
        self._sound = read_wav(source) if source else b""
        self._position = 0

    def take(self, size: int) -> bytes | None:
        piece = self._sound[self._position : self._position + size]
        self._position += len(piece)
        return piece.ljust(size, b"\0") if piece else None

    def reset(self) -> None:
        self._position = 0


class WavSink:
    """Everything the agent hears, in one file that is readable at any moment."""

    def __init__(self, target: Path | None) -> None:
        self._lock = threading.Lock()
        self._raw = target.open("wb", buffering=0) if target else None
        self._file: wave.Wave_write | None = None
        if self._raw is not None:
            self._file = wave.open(self._raw, "wb")  # noqa: SIM115 - open as long as the phone
            self._file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
            self._file.writeframes(b"")  # the header stands from the first moment

    def put(self, sound: bytes) -> None:
        with self._lock:
            if self._file is not None:
                self._file.writeframes(sound)

    def reset(self) -> None:
        """A new call goes on in the same file."""

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
            if self._raw is not None:
                self._raw.close()
            self._file = self._raw = None


class FileSound:
    """The `Sound` of a machine without devices; it never has trouble and never rings aloud."""

    def __init__(
        self, mic: Path | None = None, ear: Path | None = None, knock: Path | None = None
    ) -> None:
        self.mic = WavSource(mic)
        self._file = WavSink(ear)
        self.ear = KnockingEar(self._file, read_wav(knock) if knock else b"")

    def choose(self, devices: ChooseDevices) -> str:
        """There is nothing to choose from, and a file has no echo."""
        return MISSING if devices.cancels_echo or devices.cuts_noise else ""

    def talk(self) -> None:
        """Files are always open."""

    def rest(self) -> None:
        """Files stay open for the next call."""

    def choose_tones(self, tones: ChooseRingtones) -> None:
        """See `ring`."""

    def ring(self, dialled: str) -> None:
        """A file does not ring."""

    def stop_ringing(self) -> None:
        """See `ring`."""

    def knock(self) -> None:
        self.ear.start()

    def stop_knocking(self) -> None:
        self.ear.stop()

    def test(self, seconds: int) -> None:
        """See `ring`."""

    def check(self) -> list[SoundReport]:
        return []

    def devices(self) -> Devices:
        return Devices((), ())

    def close(self) -> None:
        self._file.close()
