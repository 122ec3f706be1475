"""Where sound waits between a device's clock and the conference bridge's clock; no I/O."""

from __future__ import annotations

import threading
from typing import Protocol

RATE = 16_000  # G.722 needs it; the bridge mixes G.711 calls up to it
FRAME_MS = 20
FRAME_BYTES = RATE * FRAME_MS // 1000 * 2
SILENCE = bytes(FRAME_BYTES)

MIC_KEEP_MS = 45
EAR_KEEP_MS = 20
SLACK_MS = 40
_CEILING_MS = 400


def ms_to_bytes(length: int) -> int:
    """Bytes of mono 16-bit sound in `length` milliseconds, never half a sample."""
    return RATE * 2 * length // 1000 & ~1


class FrameSource(Protocol):
    """What the bridge takes the agent's voice from; `take` never returns more than asked."""

    def take(self, size: int) -> bytes | None: ...

    def reset(self) -> None: ...


class FrameSink(Protocol):
    """What the bridge gives the far end's voice to."""

    def put(self, sound: bytes) -> None: ...

    def reset(self) -> None: ...


class Cushion:
    """A bounded queue of sound that refills after it ran dry and trims slow clock drift."""

    def __init__(self, keep_ms: int, slack_ms: int = SLACK_MS) -> None:
        self.underruns = 0
        self.trims = 0
        self.drops = 0
        self.received = 0  # bytes ever put in: a device that stops delivering shows here
        self._sound = bytearray()
        self._keep = ms_to_bytes(keep_ms)
        self._slack = ms_to_bytes(slack_ms)
        self._lock = threading.Lock()
        self._refilling = True
        self._lowest = _NEVER
        self._seen = 0

    def __len__(self) -> int:
        return len(self._sound)

    def put(self, sound: bytes) -> None:
        """Add sound; when nobody took any for long, the oldest is dropped down to the cushion."""
        with self._lock:
            self.received += len(sound)
            self._sound += sound
            if len(self._sound) > ms_to_bytes(_CEILING_MS):
                self.drops += 1
                del self._sound[: len(self._sound) - self._keep - FRAME_BYTES]

    def take(self, size: int) -> bytes | None:
        """Exactly `size` bytes, or None while the cushion fills again."""
        with self._lock:
            if self._refilling and not self._refilled(size):
                return None
            if len(self._sound) < size:
                self.underruns += 1
                self._refilling = True
                return None
            sound = bytes(self._sound[:size])
            del self._sound[:size]
            self._watch_drift(size)
            return sound

    def reset(self) -> None:
        """Forget what waits, as when a new call begins: old sound would only be delay."""
        with self._lock:
            self._sound.clear()
            self._refilling = True

    def _refilled(self, size: int) -> bool:
        if len(self._sound) < self._keep + size:
            return False
        del self._sound[: len(self._sound) - self._keep - size]
        self._refilling = False
        self._lowest, self._seen = _NEVER, 0
        return True

    def _watch_drift(self, size: int) -> None:
        self._lowest = min(self._lowest, len(self._sound))
        self._seen += size
        if self._seen < RATE * 2:  # one second of sound
            return
        excess = self._lowest - self._keep
        if excess > self._slack:
            del self._sound[: excess & ~1]
            self.trims += 1
        self._lowest, self._seen = _NEVER, 0


_NEVER = 1 << 30
