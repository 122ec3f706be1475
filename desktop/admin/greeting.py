"""A greeting before it is saved: a file that is checked, or what is said into the microphone."""

from __future__ import annotations

import tempfile
import threading
import wave
from collections.abc import Generator
from pathlib import Path
from typing import Any, Protocol

RATE = 16000
LONGEST_SECONDS = 60
_LONGEST_BYTES = RATE * 2 * LONGEST_SECONDS


class NotAGreeting(Exception):
    """A file that cannot be a greeting; says what to do."""


class NoMicrophone(Exception):
    """There is nothing on this computer to record with."""


class Microphone(Protocol):
    """What hears the person; `open` may take a moment and raises NoMicrophone."""

    def open(self, taken: Take) -> None: ...

    def close(self) -> None: ...


class Take:
    """One recording: filled from the device's thread, at most a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._content = bytearray()

    def hear(self, frames: bytes) -> None:
        """More of it; what goes beyond a minute is dropped."""
        with self._lock:
            self._content += frames[: _LONGEST_BYTES - len(self._content)]

    @property
    def seconds(self) -> float:
        with self._lock:
            return len(self._content) / (RATE * 2)

    def save(self) -> Path:
        """As a WAV file in the system's folder for such; the caller removes it."""
        with tempfile.NamedTemporaryFile(suffix=".wav", delete=False) as file:
            path = Path(file.name)
        with self._lock, wave.open(str(path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes(bytes(self._content))
        return path


def check_file(path: Path) -> None:
    """Raise NotAGreeting unless the mailbox can play it to callers."""
    try:
        with wave.open(str(path), "rb") as file:
            seconds = file.getnframes() / file.getframerate()
            fits = file.getsampwidth() == 2 and file.getnchannels() == 1
    except (wave.Error, EOFError, OSError, ZeroDivisionError) as fault:
        raise NotAGreeting(f"{path.name} is no WAV file this program can play.") from fault
    if not fits:
        raise NotAGreeting(f"{path.name} must have one channel of 16 bit sound.")
    if not 0 < seconds <= LONGEST_SECONDS:
        raise NotAGreeting(f"A greeting lasts up to a minute; this one has {seconds:.0f} seconds.")


class SystemMicrophone:
    """The system's default microphone."""

    def __init__(self) -> None:
        self._device: Any = None  # Any: miniaudio brings no types

    def open(self, taken: Take) -> None:
        import miniaudio  # noqa: PLC0415 - only who records something waits for it

        from softphone.sound.hardware import BACKENDS  # noqa: PLC0415

        try:
            device = miniaudio.CaptureDevice(
                input_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE,
                backends=BACKENDS,
                app_name="Ringdesk",
            )
            device.start(_heard(taken))
        except miniaudio.MiniaudioError as failure:
            raise NoMicrophone(str(failure)) from failure
        self._device = device

    def close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.close()


def _heard(taken: Take) -> Generator[None, bytes, None]:
    made = _frames(taken)
    next(made)
    return made


def _frames(taken: Take) -> Generator[None, bytes, None]:
    while True:
        taken.hear((yield))
