"""Where played sound goes: the loudspeaker or headset of this computer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import Any, Protocol


class NoLoudspeaker(Exception):
    """There is nothing on this computer to play a sound with."""


class Feed:
    """Frames on their way out; the device takes them, the window asks how far it is."""

    def __init__(self, content: bytes, frame_bytes: int, frame: int = 0) -> None:
        self._content = content
        self._frame_bytes = frame_bytes
        self._lock = threading.Lock()
        self._at = frame * frame_bytes

    def read(self, frames: int) -> bytes:
        """Exactly so many frames; silence after the end."""
        size = frames * self._frame_bytes
        with self._lock:
            taken = self._content[self._at : self._at + size]
            self._at += len(taken)
        return taken + bytes(size - len(taken))

    @property
    def frame(self) -> int:
        """How many frames the device has taken."""
        with self._lock:
            return self._at // self._frame_bytes

    @property
    def is_over(self) -> bool:
        with self._lock:
            return self._at >= len(self._content)


class Output(Protocol):
    """One sound at a time. Both may take a moment: they are not called on the GUI thread."""

    def start(self, feed: Feed, rate: int, channels: int) -> None:
        """Play from now on. Raises NoLoudspeaker."""
        ...

    def stop(self) -> None: ...


class Loudspeaker:
    """The device that is chosen when a sound starts; the system's default while it is not there."""

    def __init__(self, name: Callable[[], str] = lambda: "") -> None:
        self._name = name
        self._device: Any = None  # Any: miniaudio brings no types

    def start(self, feed: Feed, rate: int, channels: int) -> None:
        import miniaudio  # noqa: PLC0415 - only who plays something waits for it

        from softphone.sound.hardware import BACKENDS, find  # noqa: PLC0415

        self.stop()
        try:
            known = miniaudio.Devices(BACKENDS).get_playbacks()
            device = miniaudio.PlaybackDevice(
                nchannels=channels,
                sample_rate=rate,
                device_id=find(known, self._name()),
                backends=BACKENDS,
                app_name="Ringdesk",
            )
            device.start(_pulled(feed))
        except miniaudio.MiniaudioError as failure:
            raise NoLoudspeaker(str(failure)) from failure
        self._device = device

    def stop(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.close()


def _pulled(feed: Feed) -> Generator[bytes, int, None]:
    made = _frames(feed)
    next(made)
    return made


def _frames(feed: Feed) -> Generator[bytes, int, None]:
    wanted = yield b""
    while True:
        wanted = yield feed.read(wanted)
