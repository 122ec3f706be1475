"""The ringtone, on a device of its own."""

from __future__ import annotations

import logging
from collections.abc import Generator

import miniaudio

from softphone.sound.hardware import playback, started

log = logging.getLogger(__name__)


class Ringer:
    """Plays a tone over and over on its own device, where there is one."""

    def __init__(self) -> None:
        self._device: miniaudio.PlaybackDevice | None = None

    def start(self, name: str, sound: bytes) -> None:
        """Begin to ring; ringing goes on as it is."""
        if self._device is not None or not sound:
            return
        try:
            self._device = playback(name)
        except miniaudio.MiniaudioError as fault:
            log.info("cannot ring: %s", fault)
            return
        self._device.start(started(_over_and_over(sound)))

    def stop(self) -> None:
        if self._device is not None:
            self._device.close()
        self._device = None


def _over_and_over(sound: bytes) -> Generator[bytes, int, None]:
    position, piece = 0, b""
    while True:
        frames = yield piece
        piece = sound[position : position + frames * 2]
        position = 0 if position + frames * 2 >= len(sound) else position + frames * 2
