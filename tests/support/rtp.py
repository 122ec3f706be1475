"""One end of a call's sound: mu-law RTP in and out, key presses, how alike two recordings are."""

from __future__ import annotations

import socket
import struct
import threading
import time
import wave
from pathlib import Path

import numpy as np

RATE = 8_000
_PACKET = 160  # samples in 20 ms
_WINDOW = 4_000
_SLIP = 1_600
_TELEPHONE_EVENT = 101
_KEYS = "0123456789*#ABCD"


class RtpPeer:
    """Answers the first RTP packet it gets by speaking `voice` back to where it came from."""

    def __init__(self, voice: Path | None = None) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port: int = self._socket.getsockname()[1]
        self._voice = encode(read_at(voice, RATE)) if voice else b""
        self.drop_every = 0  # a bad line: each packet of this number is never sent
        self._heard = bytearray()
        self._digits: dict[int, str] = {}
        self._closing = threading.Event()
        self._talking: threading.Thread | None = None
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    @property
    def digits(self) -> str:
        return "".join(self._digits[moment] for moment in sorted(self._digits))

    @property
    def packets(self) -> int:
        return len(self._heard) // _PACKET

    def heard(self) -> np.ndarray:
        return decode(bytes(self._heard))

    def close(self) -> None:
        self._closing.set()
        self._listening.join(2)
        if self._talking:
            self._talking.join(2)
        self._socket.close()

    def _listen(self) -> None:
        while not self._closing.is_set():
            try:
                packet, source = self._socket.recvfrom(2048)
            except TimeoutError:
                continue
            kind, moment = packet[1] & 0x7F, struct.unpack("!I", packet[4:8])[0]
            if 64 <= kind < 96:  # RTCP (RFC 5761, 4), meant for whoever has the port below ours
                continue
            if kind == 0:
                self._heard += packet[12:]
            elif kind == _TELEPHONE_EVENT:
                self._digits[moment] = _KEYS[packet[12]]
            if self._talking is None:
                self._talking = threading.Thread(target=self._talk, args=(source,), daemon=True)
                self._talking.start()

    def _talk(self, target: tuple[str, int]) -> None:
        silence = b"\xff" * _PACKET
        begin = time.monotonic()
        number = 0
        while not self._closing.wait(max(0.0, begin + number * 0.02 - time.monotonic())):
            piece = self._voice[number * _PACKET : (number + 1) * _PACKET].ljust(_PACKET, b"\xff")
            head = struct.pack("!BBHII", 0x80, 0, number & 0xFFFF, number * _PACKET, 0x52444553)
            if not self.drop_every or number % self.drop_every:
                self._socket.sendto(head + (piece or silence), target)
            number += 1


def read_at(source: Path, rate: int) -> np.ndarray:
    """A mono WAV as floats at `rate`."""
    with wave.open(str(source), "rb") as sound:
        raw = np.frombuffer(sound.readframes(sound.getnframes()), np.int16).astype(float)
        was = sound.getframerate()
    return resample(raw, was, rate)


def resample(samples: np.ndarray, was: int, rate: int) -> np.ndarray:
    if was == rate or not len(samples):
        return samples
    if was > rate:  # keep what the narrower band cannot carry from folding back
        width = was // rate
        samples = np.convolve(samples, np.ones(width) / width, "same")
    moments = np.arange(0, len(samples), was / rate)
    return np.interp(moments, np.arange(len(samples)), samples)


def correlate(sent: np.ndarray, heard: np.ndarray) -> float:
    """How alike two recordings of one rate are: 1.0 is the same sound.

    The median over half-second windows of `sent`, each matched near the best alignment of the
    whole: on a busy machine a late packet shifts what follows by 20 ms, and that is not silence.
    """
    if len(sent) < _WINDOW or len(heard) < len(sent) // 2:
        return 0.0
    lag = _best_lag(sent, heard)
    loud = np.sqrt(np.mean(sent**2)) / 3
    found = [
        _match(sent[start : start + _WINDOW], heard, start + lag)
        for start in range(0, len(sent) - _WINDOW + 1, _WINDOW)
        if np.sqrt(np.mean(sent[start : start + _WINDOW] ** 2)) > loud
    ]
    return float(np.median(found)) if found else 0.0


def _match(window: np.ndarray, heard: np.ndarray, near: int) -> float:
    """The best normalised correlation of one window within `_SLIP` of where it should be."""
    place = heard[max(0, near - _SLIP) : max(0, near + len(window) + _SLIP)]
    if len(place) < len(window):
        return 0.0
    products = np.correlate(place, window, "valid")
    energies = np.convolve(place**2, np.ones(len(window)), "valid")
    scales = np.sqrt(np.maximum(energies, 1.0) * float(np.dot(window, window)))
    return float(np.max(products / np.maximum(scales, 1.0)))


def _best_lag(sent: np.ndarray, heard: np.ndarray) -> int:
    size = 1 << (len(sent) + len(heard)).bit_length()
    lags = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size)), size)
    lag = int(np.argmax(lags))
    return lag - size if lag > size // 2 else lag


def encode(samples: np.ndarray) -> bytes:
    """G.711 mu-law."""
    clipped = np.clip(samples, -32_635, 32_635)
    sign = np.where(clipped < 0, 0x80, 0)
    magnitude = np.abs(clipped).astype(int) + 132
    exponent = np.floor(np.log2(magnitude)).astype(int) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return bytes((~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8))


def decode(sound: bytes) -> np.ndarray:
    value = ~np.frombuffer(sound, np.uint8).astype(int) & 0xFF
    exponent, mantissa = (value >> 4) & 7, value & 0x0F
    magnitude = ((mantissa << 3) + 132 << exponent) - 132
    return np.where(value & 0x80, -magnitude, magnitude).astype(float)
