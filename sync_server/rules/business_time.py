"""Arithmetic with the hours a business works: holidays, breaks and pauses left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sync_server.contract.columns import from_ms, to_ms
from sync_server.rules.opening_hours import Hours, read_holiday, read_hours, read_zone

LONGEST_DAYS = 3 * 366
"""Who is closed for so long has no hours at all."""
_DAY = timedelta(days=1)
_USUAL_WEEK = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, the end not included."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours in one time zone; without hours the clock runs day and night."""

    hours: tuple[Hours, ...]
    holidays: frozenset[date]
    zone: ZoneInfo
    _days: dict[date, tuple[Span, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Days that were worked out: thousands of issues ask for the same ones."""

    @classmethod
    def read(cls, hours: Sequence[str], holidays: Sequence[str], zone: str) -> Calendar:
        """Raises ValueError with a sentence."""
        return _read(tuple(hours), tuple(holidays), zone)

    def open_from(self, start: datetime) -> Iterator[Span]:
        """Open stretches from `start` on, in their order, for about three years."""
        day, reached = start.astimezone(self.zone).date(), start
        for _ in range(LONGEST_DAYS):
            for span in self._open_on(day):
                if span.ends > reached:
                    yield Span(max(span.starts, reached), span.ends)
                    reached = span.ends
            day += _DAY

    def is_working_day(self, day: date) -> bool:
        """No holiday, and a day with hours; without hours the week has its usual five days."""
        weekdays = {each.weekday for each in self.hours} or _USUAL_WEEK
        return day not in self.holidays and day.weekday() in weekdays

    def _open_on(self, day: date) -> tuple[Span, ...]:
        """By their instants: where clocks jump, what was in order need not stay so."""
        if (known := self._days.get(day)) is None:
            spans = sorted(self._spans_on(day), key=lambda span: span.starts)
            known = self._days[day] = tuple(span for span in spans if span.starts < span.ends)
        return known

    def _spans_on(self, day: date) -> Iterator[Span]:
        if day in self.holidays:
            return
        if not self.hours:
            yield Span(self._at(day, 0), self._at(day, 24 * 60))
        for each in self.hours:
            if each.weekday == day.weekday():
                yield Span(self._at(day, each.opens), self._at(day, each.closes))

    def _at(self, day: date, minute: int) -> datetime:
        """Clock time there: on days of 23 or 25 hours an hour has as many minutes as it has."""
        next_day, left = divmod(minute, 24 * 60)
        there = datetime.combine(day + timedelta(days=next_day), time(left // 60, left % 60))
        return there.replace(tzinfo=self.zone).astimezone(UTC)


@lru_cache(maxsize=32)
def _read(hours: tuple[str, ...], holidays: tuple[str, ...], zone: str) -> Calendar:
    days = frozenset(read_holiday(text).day for text in holidays)
    return Calendar(tuple(sorted(map(read_hours, hours), key=_order)), days, read_zone(zone))


def read_pauses(texts: Sequence[str]) -> list[tuple[datetime, datetime | None]]:
    """`start-end` in UTC milliseconds; the last may have no end yet."""
    found = []
    for text in texts:
        starts, _, ends = text.partition("-")
        found.append((from_ms(int(starts)), from_ms(int(ends)) if ends else None))
    return found


def is_paused(pauses: Sequence[str]) -> bool:
    return bool(pauses) and pauses[-1].endswith("-")


def paused(pauses: tuple[str, ...], at: datetime) -> tuple[str, ...]:
    """With a pause that begins now."""
    return pauses if is_paused(pauses) else (*pauses, f"{to_ms(at)}-")


def resumed(pauses: tuple[str, ...], at: datetime) -> tuple[str, ...]:
    return (*pauses[:-1], f"{pauses[-1]}{to_ms(at)}") if is_paused(pauses) else pauses


def due(
    calendar: Calendar, start: datetime, lasts: timedelta, pauses: Sequence[str] = ()
) -> datetime | None:
    """When `lasts` of working time after `start` is used up; None while paused, or never open."""
    if is_paused(pauses):
        return None
    stops = [(begin, end) for begin, end in read_pauses(pauses) if end is not None]
    left = lasts
    for span in calendar.open_from(start):
        for part in _without(span, stops):
            length = part.ends - part.starts
            if length >= left:
                return part.starts + left
            left -= length
    return None


def worked(
    calendar: Calendar, start: datetime, until: datetime, pauses: Sequence[str] = ()
) -> timedelta:
    """Working time between two moments, pauses left out."""
    stops = [(begin, end or until) for begin, end in read_pauses(pauses)]
    total = timedelta()
    for span in calendar.open_from(start):
        if span.starts >= until:
            break
        cut = Span(span.starts, min(span.ends, until))
        total += sum((part.ends - part.starts for part in _without(cut, stops)), timedelta())
    return total


def _without(span: Span, stops: Sequence[tuple[datetime, datetime]]) -> Iterator[Span]:
    at = span.starts
    for begin, end in sorted(stops):
        if end <= at or begin >= span.ends:
            continue
        if begin > at:
            yield Span(at, begin)
        at = max(at, end)
    if at < span.ends:
        yield Span(at, span.ends)


def _order(span: Hours) -> tuple[int, int]:
    return span.weekday, span.opens
