"""The ringtone, on a device of its own."""

from __future__ import annotations

import logging
from collections.abc import Generator
from pathlib import Path

import miniaudio

from softphone.sound.hardware import playback, started
from softphone.sound.sound import read_wav

log = logging.getLogger(__name__)


class Ringer:
    """Plays the ringtone over and over on its own device, where there is one."""

    def __init__(self, ringtone: Path | None) -> None:
        self._sound = read_wav(ringtone) if ringtone else b""
        self._device: miniaudio.PlaybackDevice | None = None

    def start(self, name: str) -> None:
        if self._device is not None or not self._sound:
            return
        try:
            self._device = playback(name)
        except miniaudio.MiniaudioError as fault:
            log.info("cannot ring: %s", fault)
            return
        self._device.start(started(self._play()))

    def stop(self) -> None:
        if self._device is not None:
            self._device.close()
        self._device = None

    def _play(self) -> Generator[bytes, int, None]:
        position, piece = 0, b""
        while True:
            frames = yield piece
            piece = self._sound[position : position + frames * 2]
            position = 0 if position + frames * 2 >= len(self._sound) else position + frames * 2
