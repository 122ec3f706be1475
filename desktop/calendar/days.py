"""Days where the person is: when they begin, how they are called, and times on their clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

MINUTES = 24 * 60
STEP = 15
"""Minutes that times snap to."""
Zone = tzinfo | None
"""None: where this computer is."""


class Mode(StrEnum):
    DAY = "day"
    WEEK = "week"


def local(at: datetime, zone: Zone = None) -> datetime:
    return at.astimezone(zone)


def instant(day: date, minute: int, zone: Zone = None) -> datetime:
    """A minute on the clock of a day as an instant in UTC.

    A time that is skipped when summer begins is the one an hour later; of a time that comes twice
    when it ends, the first is meant.
    """
    clock = datetime.combine(day, time(0)) + timedelta(minutes=minute)
    if zone is None:
        return clock.astimezone().astimezone(UTC)
    return clock.replace(tzinfo=zone).astimezone(UTC)


def minute_of(at: datetime, day: date, zone: Zone = None) -> int:
    """What the clock shows, in minutes since the midnight a day began with."""
    here = local(at, zone)
    return (here.date() - day).days * MINUTES + here.hour * 60 + here.minute


def days_shown(mode: Mode, day: date) -> tuple[date, ...]:
    """One day, or its week from Monday (ISO 8601)."""
    if mode is Mode.DAY:
        return (day,)
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(7))


def stepped(mode: Mode, day: date, by: int) -> date:
    """The day or week before or after."""
    return day + timedelta(days=by * (1 if mode is Mode.DAY else 7))


def title(mode: Mode, day: date) -> str:
    """`Monday 16 November 2026 · Week 47`, `16 to 22 November 2026 · Week 47`."""
    days = days_shown(mode, day)
    first, last = days[0], days[-1]
    week = f"Week {day.isocalendar().week}"
    if mode is Mode.DAY:
        return f"{first:%A} {first.day} {first:%B %Y} · {week}"
    begin = f"{first.day}"
    if first.month != last.month:
        begin += f" {first:%B}"
    if first.year != last.year:
        begin += f" {first.year}"
    return f"{begin} to {last.day} {last:%B %Y} · {week}"


def snapped(minute: float) -> int:
    """The nearest quarter of an hour within a day."""
    return max(0, min(MINUTES - STEP, round(minute / STEP) * STEP))


def clock(at: datetime, zone: Zone = None) -> str:
    return f"{local(at, zone):%H:%M}"


def short_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
