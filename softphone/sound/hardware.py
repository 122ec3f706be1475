"""Opening sound devices through miniaudio: which system, which device, how the callbacks start."""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any, TypeVar

import miniaudio

from softphone.frames import RATE

In = TypeVar("In")
Out = TypeVar("Out")

PERIOD_MS = 20

_SYSTEM_BACKENDS = {
    "linux": [miniaudio.Backend.PULSEAUDIO, miniaudio.Backend.ALSA, miniaudio.Backend.JACK],
    "win32": [miniaudio.Backend.WASAPI],
    "darwin": [miniaudio.Backend.COREAUDIO],
}
BACKENDS = _SYSTEM_BACKENDS.get(sys.platform, _SYSTEM_BACKENDS["linux"])


def playback(name: str) -> miniaudio.PlaybackDevice:
    known = miniaudio.Devices(BACKENDS).get_playbacks()
    return miniaudio.PlaybackDevice(
        nchannels=1,
        sample_rate=RATE,
        buffersize_msec=PERIOD_MS,
        device_id=find(known, name),
        backends=BACKENDS,
        app_name="Ringdesk",
    )


def find(known: list[dict[str, Any]], name: str) -> object | None:
    """The chosen device's id; the system's default when it is not there."""
    return next((device["id"] for device in known if name and device["name"] == name), None)


def started(generator: Generator[Out, In, None]) -> Generator[Out, In, None]:
    next(generator)
    return generator
