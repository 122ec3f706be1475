"""How a call sounds, as a number: the E-model of ITU-T G.107, simplified for one telephone call."""

from __future__ import annotations

from dataclasses import dataclass

_BASE = 94.2  # R with every parameter of G.107 at its default, speech echo left out
_DEVICES_MS = 65.0  # a 20 ms frame, the cushion of the microphone
_KNEE_MS = 177.3  # beyond it people begin to interrupt each other
_WORST_MS = 2_000.0


@dataclass(frozen=True, slots=True)
class Codec:
    """Equipment impairment and robustness against random loss (ITU-T G.113, appendix I)."""

    impairment: float
    robustness: float


# G.711 with concealment of lost packets: Bpl 25.1, without 4.3; ours conceals. G.722 at 64 kbit/s
# is judged on the narrowband scale as G.711 is: what it adds in band is no impairment.
_CODECS = {
    "PCMU": Codec(0.0, 25.1),
    "PCMA": Codec(0.0, 25.1),
    "G722": Codec(0.0, 17.0),
}
_UNKNOWN = Codec(5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Reception:
    """Counters of one stream over one stretch of time."""

    received: int
    lost: int
    jitter_ms: float = 0.0
    rtt_ms: float = 0.0
    buffered_ms: float = 0.0

    @property
    def loss(self) -> float:
        """The share of packets that was not played, 0 to 1."""
        expected = self.received + self.lost
        return self.lost / expected if expected else 0.0


def rating(codec: str, loss: float, delay_ms: float) -> float:
    """R, 0 to 94.2: `loss` is 0 to 1, `delay_ms` from mouth to ear (G.107, Id and Ie-eff)."""
    known = _CODECS.get(codec.upper(), _UNKNOWN)
    percent = min(100.0, max(0.0, loss * 100))
    impaired = known.impairment + (95 - known.impairment) * percent / (percent + known.robustness)
    delay = min(_WORST_MS, max(0.0, delay_ms))
    late = 0.024 * delay + (0.11 * (delay - _KNEE_MS) if delay > _KNEE_MS else 0.0)
    return max(0.0, _BASE - late - impaired)


def mos(r: float) -> float:
    """The mean opinion score of a rating, 1.0 to 4.5 (G.107, annex B)."""
    if r <= 0:
        return 1.0
    if r >= 100:
        return 4.5
    return max(1.0, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r))


def score(codec: str, heard: Reception) -> int:
    """MOS in hundredths of what was received, 100 to 450."""
    delay = heard.rtt_ms / 2 + heard.buffered_ms + _DEVICES_MS
    return round(mos(rating(codec, heard.loss, delay)) * 100)
