"""What issues have in common: counts, rates and times, worked out of issues and hold events.

Only valid issues are handed in: not taken back, not merged into another one. Erased ones are not
there at all, so that deleting a test changes every figure (ISS-67).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import msgspec

_ids = msgspec.json.Decoder(tuple[str, ...])
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
TARGET_MS, BREACH_MS = 24 * HOUR_MS, 48 * HOUR_MS
"""By when an issue is to be acknowledged, by the clock on the wall (A19, A48)."""


class IssueFact(NamedTuple):
    """One issue; times in UTC milliseconds. A tuple: a hundred thousand are read at once."""

    issue_type: str
    is_open: bool
    reported: int
    acknowledged: int | None
    closed: int | None
    reopened: int
    workers: str
    """Ids as JSON text, as they are stored: issues with the same crew are counted together."""
    service: str


@dataclass(frozen=True, slots=True)
class Span:
    """Issues reported from `since` up to `until`, shown in buckets of `step` milliseconds."""

    since: int
    until: int
    step: int = 7 * DAY_MS

    @property
    def buckets(self) -> int:
        return max(1, -(-(self.until - self.since) // self.step))


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` of `whole`."""

    part: int = 0
    whole: int = 0

    @property
    def percent(self) -> float | None:
        """None: of nothing there is no share."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Times:
    """Median and ninetieth percentile in milliseconds; None: nothing was measured."""

    median: int | None = None
    p90: int | None = None


@dataclass(frozen=True, slots=True)
class RootCauses:
    """Everything the report shows."""

    reported: int = 0
    open: int = 0
    reopened: Rate = Rate()
    """Of those that had been closed at least once."""
    in_24_hours: Rate = Rate()
    in_48_hours: Rate = Rate()
    """Of those acknowledged, or that should have been by now (TPL-14)."""
    to_acknowledge: Times = Times()
    to_close: Times = Times()
    by_type: tuple[tuple[str, int], ...] = ()
    by_worker: tuple[tuple[str, int], ...] = ()
    by_service: tuple[tuple[str, int], ...] = ()
    """Most first, then by name."""
    reopened_by_type: tuple[tuple[str, Rate], ...] = ()
    acknowledged_over: tuple[Times, ...] = ()
    closed_over: tuple[Times, ...] = ()
    """One for each bucket, of the issues reported in it."""


_Tally = tuple[str, bool, bool, bool]
"""Type, open, closed at least once, reopened: issues alike in these are counted together."""


@dataclass(slots=True)
class _Sums:
    """What one walk over the issues collects."""

    tallies: Counter[_Tally]
    crews: Counter[str]
    services: Counter[str]
    acknowledged: dict[int, list[int]]
    closed: dict[int, list[int]]
    late: Counter[int]
    """Not acknowledged yet: past the target, past the breach."""


def root_causes(issues: Sequence[IssueFact], span: Span, now: int) -> RootCauses:
    """Count and measure. Times are those between two instants, by the clock on the wall."""
    sums = _counted(issues)
    _measure(sums, issues, span, now)
    types, once_closed, reopened = _by_type(sums.tallies)
    waits = [wait for each in sums.acknowledged.values() for wait in each]
    spent = [each for bucket in sums.closed.values() for each in bucket]
    return RootCauses(
        reported=len(issues),
        open=sum(count for tally, count in sums.tallies.items() if tally[1]),
        reopened=Rate(reopened.total(), once_closed.total()),
        in_24_hours=_within(waits, TARGET_MS, sums.late),
        in_48_hours=_within(waits, BREACH_MS, sums.late),
        to_acknowledge=times(waits),
        to_close=times(spent),
        by_type=_ranked(types),
        by_worker=_ranked(_by_worker(sums.crews)),
        by_service=_ranked(sums.services),
        reopened_by_type=tuple(
            (name, Rate(reopened[name], once_closed[name]))
            for name, _count in _ranked(types)
            if once_closed[name]
        ),
        acknowledged_over=_over(sums.acknowledged, span.buckets),
        closed_over=_over(sums.closed, span.buckets),
    )


def _counted(issues: Sequence[IssueFact]) -> _Sums:
    # Counting tuples is one step inside the interpreter; counting field by field took five times
    # as long for a hundred thousand issues.
    tallies = Counter(
        (kind, bool(is_open), bool(closed is not None or again), bool(again))
        for kind, is_open, _reported, _acked, closed, again, _workers, _service in issues
    )
    crews = Counter(fact[6] for fact in issues)
    services = Counter(fact[7] for fact in issues)
    return _Sums(tallies, crews, services, defaultdict(list), defaultdict(list), Counter())


def _measure(sums: _Sums, issues: Sequence[IssueFact], span: Span, now: int) -> None:
    since, step = span.since, span.step
    acknowledged, spent = sums.acknowledged, sums.closed
    for _kind, is_open, reported, acked, closed, _again, _workers, _service in issues:
        bucket = (reported - since) // step
        if acked is None:
            sums.late[TARGET_MS] += now - reported > TARGET_MS
            sums.late[BREACH_MS] += now - reported > BREACH_MS
        else:
            acknowledged[bucket].append(acked - reported if acked > reported else 0)
        if closed is not None and not is_open:
            spent[bucket].append(closed - reported if closed > reported else 0)


def _by_type(tallies: Mapping[_Tally, int]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    types: Counter[str] = Counter()
    once_closed: Counter[str] = Counter()
    reopened: Counter[str] = Counter()
    for (kind, _is_open, was_closed, again), count in tallies.items():
        types[kind] += count
        once_closed[kind] += count * was_closed
        reopened[kind] += count * again
    return types, once_closed, reopened


def _by_worker(crews: Mapping[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for crew, count in crews.items():
        for worker in _ids.decode(crew):
            found[worker] += count
    return found


def times(measured: Sequence[int]) -> Times:
    """By nearest rank: each figure is one that was measured."""
    if not measured:
        return Times()
    ordered = sorted(measured)
    return Times(ordered[_rank(50, len(ordered))], ordered[_rank(90, len(ordered))])


def held_over(moved: Mapping[int, int], span: Span) -> tuple[int, ...]:
    """What was held at the end of each bucket, in cents, from how much more was held in each;
    what moved before the span counts from its first."""
    first = sum(cents for bucket, cents in moved.items() if bucket <= 0)
    rest = (moved.get(bucket, 0) for bucket in range(1, span.buckets))
    return tuple(accumulate(rest, initial=first))


def _rank(percent: int, count: int) -> int:
    return max(0, -(-percent * count // 100) - 1)


def _within(waits: Sequence[int], limit: int, late: Mapping[int, int]) -> Rate:
    return Rate(sum(wait <= limit for wait in waits), len(waits) + late.get(limit, 0))


def _ranked(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold())))


def _over(measured: Mapping[int, Sequence[int]], buckets: int) -> tuple[Times, ...]:
    return tuple(times(measured.get(at, ())) for at in range(buckets))
