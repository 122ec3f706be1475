"""Echo and noise taken out of the agent's voice, where the WebRTC processor is installed."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from softphone.frames import FRAME_BYTES, RATE, SILENCE, FrameSink, FrameSource

MISSING = "Echo and noise cannot be removed on this computer: a part of the program is missing."
_DELAY_MS = 120  # from the ear through the room to the microphone; the canceller finds the rest

Clean = Callable[[bytes, bytes], bytes]


def cleaner(*, cancels_echo: bool, cuts_noise: bool) -> Clean | None:
    """What takes (voice, what the ear played) and gives the voice; none where it is missing."""
    try:
        webrtc = importlib.import_module("pywebrtc_audio")
        numpy = importlib.import_module("numpy")
    except ImportError:
        return None
    processor = webrtc.AudioProcessor(
        sample_rate=RATE,
        echo_cancellation=cancels_echo,
        noise_suppression=cuts_noise,
        stream_delay_ms=_DELAY_MS,
    )

    def clean(voice: bytes, played: bytes) -> bytes:
        near, far = (numpy.frombuffer(sound, numpy.int16).copy() for sound in (voice, played))
        return bytes(processor.process(near, far).astype(numpy.int16).tobytes())

    return clean


class CleanMicrophone:
    """The microphone with what the ear played before taken out; as it is while switched off.

    `take` and `played` run on the bridge's clock thread.
    """

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._clean: Clean | None = None
        self._played = SILENCE

    def switch(self, clean: Clean | None) -> None:
        self._clean = clean

    def take(self, size: int) -> bytes | None:
        voice = self._source.take(size)
        clean = self._clean
        if clean is None or voice is None or len(voice) != FRAME_BYTES:
            return voice
        return clean(voice, self._played)[:size]

    def reset(self) -> None:
        self._source.reset()
        self._played = SILENCE

    def played(self, sound: bytes) -> None:
        self._played = sound[:FRAME_BYTES].ljust(FRAME_BYTES, b"\0")


class OverheardEar:
    """The ear, telling the microphone what it will hear again."""

    def __init__(self, ear: FrameSink, microphone: CleanMicrophone) -> None:
        self._ear = ear
        self._microphone = microphone

    def put(self, sound: bytes) -> None:
        self._microphone.played(sound)
        self._ear.put(sound)

    def reset(self) -> None:
        self._ear.reset()
