"""When a business number is open: hours of the week, breaks between them, holidays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun) (\d\d):(\d\d)-(\d\d):(\d\d)$")
_HOLIDAY = re.compile(r"^(\d{4}-\d\d-\d\d)(?: (.{1,60}))?$")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """One span of a weekday (0 is Monday) in minutes since midnight, the end not included."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str


def read_hours(text: str) -> Hours:
    """`mon 08:00-12:30`; `24:00` is the end of a day. Raises ValueError with a sentence."""
    found = _HOURS.match(text)
    if found is None:
        raise ValueError(f"“{text}” is not written like “mon 08:00-12:30”.")
    opens = int(found[2]) * 60 + int(found[3])
    closes = int(found[4]) * 60 + int(found[5])
    if not 0 <= opens < closes <= _DAY_MINUTES or int(found[3]) > 59 or int(found[5]) > 59:
        raise ValueError(f"“{text}” does not end after it begins.")
    return Hours(WEEKDAYS.index(found[1]), opens, closes)


def read_holiday(text: str) -> Holiday:
    """`2026-12-25 Christmas Day`. Raises ValueError with a sentence."""
    found = _HOLIDAY.match(text)
    if found is None:
        raise ValueError(f"“{text}” is not written like “2026-12-25 Christmas Day”.")
    try:
        return Holiday(date.fromisoformat(found[1]), found[2] or "Holiday")
    except ValueError:
        raise ValueError(f"{found[1]} is no day of the calendar.") from None


def read_zone(name: str) -> ZoneInfo:
    """Raises ValueError with a sentence."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"“{name}” is no time zone like “Australia/Sydney”.") from None


def is_open(
    hours: tuple[str, ...], holidays: tuple[str, ...], time_zone: str, at: datetime
) -> bool:
    """Whether somebody answers at this moment; no hours at all means always (but holidays)."""
    there = at.astimezone(read_zone(time_zone))
    if any(read_holiday(text).day == there.date() for text in holidays):
        return False
    if not hours:
        return True
    minute = there.hour * 60 + there.minute
    return any(
        span.weekday == there.weekday() and span.opens <= minute < span.closes
        for span in map(read_hours, hours)
    )
