"""What a benchmark answers: how many runs, how long, the goal, and the peer beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from statistics import median, quantiles

import msgspec


class Spread(msgspec.Struct, frozen=True):
    """One measured part: count, middle, slow end and extremes."""

    n: int
    median: float
    p95: float
    least: float
    most: float


class Figures(msgspec.Struct, frozen=True, omit_defaults=True):
    """One benchmark's answer; `median` and `p95` in the unit the goal is in."""

    name: str
    unit: str
    n: int
    median: float
    p95: float
    goal: str
    ok: bool
    load: float
    """The machine's one-minute load when the run ended."""
    parts: Mapping[str, Spread] = {}
    peer: str | None = None
    peer_median: float | None = None
    ratio: float | None = None
    """Ours by the peer's; below one we are faster."""
    notes: tuple[str, ...] = ()


def load_now() -> float:
    return round(os.getloadavg()[0], 2)


def spread(values: Sequence[float]) -> Spread:
    """The values of one part, rounded for reading."""
    ordered = sorted(values)
    slow = quantiles(ordered, n=20)[-1] if len(ordered) > 1 else ordered[0]
    # The 95th of few values is extrapolated; it is never slower than the slowest seen.
    p95 = min(slow, ordered[-1])
    low, high = ordered[0], ordered[-1]
    return Spread(len(ordered), *(round(v, 2) for v in (median(ordered), p95, low, high)))
