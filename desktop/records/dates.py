"""Days and times of day as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS = re.compile(r"(\d{1,2})[./ -](\d{1,2})(?:[./ -](\d{2}|\d{4}))?\.?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})\.? ([a-z]{3,9})\.?(?: (\d{4}))?")
_AHEAD = re.compile(r"\+(\d{1,3})")
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?")
_WORDS = {"today": 0, "tomorrow": 1}
LATEST = 2200


class NotADate(ValueError):
    """What was typed cannot be read; the text is a sentence for the person."""


def day(text: str, today: date) -> date | None:
    """A day: `25 Nov`, `25/11/2026`, `2026-11-25`, `tomorrow`, `fri`, `+14`; None from nothing."""
    words = " ".join(text.casefold().replace(",", " ").split())
    if not words:
        return None
    if words in _WORDS:
        return today + timedelta(days=_WORDS[words])
    if words[:3] in _DAYS and words.isalpha():
        return today + timedelta(days=(_DAYS.index(words[:3]) - today.weekday() - 1) % 7 + 1)
    if ahead := _AHEAD.fullmatch(words):
        return today + timedelta(days=int(ahead[1]))
    return _calendar_day(words.split(" ", 1)[-1] if words[:3] in _DAYS else words, text, today)


def _calendar_day(words: str, typed: str, today: date) -> date:
    """The day first, then the month; without a year the next such day is meant."""
    parts = _parts(words)
    if parts is None:
        raise NotADate(f"“{typed.strip()}” is not a day. Write it like 25 Nov or 25/11/2026.")
    number, month, year = parts
    try:
        found = date(year or today.year, month, number)
        if year is None and found < today - timedelta(days=180):
            found = date(today.year + 1, month, number)
    except ValueError:
        raise NotADate(f"There is no day “{typed.strip()}”.") from None
    if not 2000 <= found.year <= LATEST:
        raise NotADate(f"The year of “{typed.strip()}” cannot be meant.")
    return found


def _parts(words: str) -> tuple[int, int, int | None] | None:
    if iso := _ISO.fullmatch(words):
        return int(iso[3]), int(iso[2]), int(iso[1])
    if numbers := _NUMBERS.fullmatch(words):
        return int(numbers[1]), int(numbers[2]), _year(numbers[3])
    named = _NAMED.fullmatch(words)
    if named and named[2][:3] in _MONTHS:
        return int(named[1]), _MONTHS.index(named[2][:3]) + 1, int(named[3]) if named[3] else None
    return None


def _year(digits: str | None) -> int | None:
    return None if digits is None else int(digits) + (2000 if len(digits) == 2 else 0)


def time_of_day(text: str) -> time | None:
    """A time: `9`, `9:30`, `0930`, `2 pm`; None from nothing."""
    words = text.casefold().strip()
    if not words:
        return None
    found = _TIME.fullmatch(words)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if found and found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise NotADate(f"“{text.strip()}” is not a time. Write it like 9:30.")
    return time(hour, minute)


def at(when: date | None, clock: time | None) -> datetime | None:
    """The instant, where the person is; a day without a time begins at its first minute."""
    return None if when is None else datetime.combine(when, clock or time()).astimezone()


def day_text(when: datetime | None) -> str:
    """As `day` reads it again: `25 Nov 2026`."""
    if when is None:
        return ""
    local = when.astimezone()
    return f"{local.day} {_MONTHS[local.month - 1].title()} {local.year}"


def time_text(when: datetime | None) -> str:
    return "" if when is None else f"{when.astimezone():%H:%M}"
