"""Days as people write them in a search: 2026-01-31, today, yesterday, 3d, last week."""

from __future__ import annotations

import re
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_AGO = re.compile(r"(\d{1,4})([dwmy])")
_SPAN = re.compile(r"(this|last)[\s_-]?(week|month|year)")
SPANS = ("week", "month", "year")
MONTHS = 12


def first_day(words: str, today: date) -> date | None:
    """The day meant, of a span its first; None when it is none (or outside years 1 to 9999)."""
    words = words.strip().casefold()
    if words in {"today", "yesterday"}:
        return today - timedelta(days=words == "yesterday")
    try:
        return _written(words) or _ago(words, today) or _span(words, today)
    except (ValueError, OverflowError):
        return None


def _written(words: str) -> date | None:
    if found := _ISO.fullmatch(words):
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    if found := _DOTTED.fullmatch(words):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return None


def _ago(words: str, today: date) -> date | None:
    found = _AGO.fullmatch(words)
    if found is None:
        return None
    count, unit = int(found[1]), found[2]
    if unit in "dw":
        return today - timedelta(days=count * (7 if unit == "w" else 1))
    return _months_before(today, count * (MONTHS if unit == "y" else 1))


def _span(words: str, today: date) -> date | None:
    found = _SPAN.fullmatch(words)
    if found is None:
        return None
    back = int(found[1] == "last")
    if found[2] == "week":
        return today - timedelta(days=today.weekday() + 7 * back)
    if found[2] == "month":
        return _months_before(today.replace(day=1), back)
    return date(today.year - back, 1, 1)


def _months_before(day: date, count: int) -> date:
    """The same day some months earlier; the last of a shorter month."""
    years, month = divmod(day.year * MONTHS + day.month - 1 - count, MONTHS)
    for number in range(day.day, 27, -1):
        try:
            return date(years, month + 1, number)
        except ValueError:
            continue
    return date(years, month + 1, day.day)
