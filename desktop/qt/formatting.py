"""Values as people read them: money, phone numbers, times, names."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from PySide6.QtCore import QLocale

Clock = Callable[[], datetime]

# All country codes that are two digits long; 1 and 7 are one digit, the rest three.
TWO_DIGIT_COUNTRIES = frozenset(
    str(code)
    for code in (
        20,
        27,
        *range(30, 35),
        36,
        *range(39, 42),
        *range(43, 50),
        *range(51, 59),
        *range(60, 67),
        81,
        82,
        84,
        86,
        *range(90, 96),
        98,
    )
)


@lru_cache(maxsize=1)
def locale() -> QLocale:
    """The person's locale; plain English where the system does not say (the C locale groups no
    thousands)."""
    own = QLocale()
    return own if own.language() != QLocale.Language.C else QLocale("en_AU")


def money(cents: int, symbol: str = "$") -> str:
    """Whole cents as an amount: `$1,240.00`."""
    return locale().toCurrencyString(cents / 100, symbol, 2)


def round_money(cents: int, symbol: str = "$") -> str:
    """The amount without cents, for totals in tight places."""
    return locale().toCurrencyString(cents / 100, symbol, 0)


def number(value: int) -> str:
    """A count with its thousands grouped."""
    return locale().toString(value)


def counted(value: int, one: str, many: str = "") -> str:
    """`1 issue`, `2 issues`, `1,204 customers`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def phone(e164: str) -> str:
    """`+61412555018` as `+61 412 555 018`; what is not an international number stays as it is."""
    digits = e164.removeprefix("+")
    if not e164.startswith("+") or not digits.isdecimal() or not digits.isascii():
        return e164
    country = _country_code(digits)
    return " ".join(("+" + country, *_groups(country, digits[len(country) :])))


def _country_code(digits: str) -> str:
    if digits[:1] in {"1", "7"}:
        return digits[:1]
    return digits[:2] if digits[:2] in TWO_DIGIT_COUNTRIES else digits[:3]


def _groups(country: str, rest: str) -> list[str]:
    if country == "61" and len(rest) == 9 and rest[0] != "4":
        return [rest[:1], rest[1:5], rest[5:]]
    groups = [rest[at : at + 3] for at in range(0, len(rest), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def exact(when: datetime) -> str:
    """The full date and time where the person is: `Tue 7 Oct 2025, 09:12`."""
    local = when.astimezone()
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def day(when: datetime, now: datetime) -> str:
    """A date, with the year only where it is not this one."""
    local = when.astimezone()
    text = f"{local.day} {local:%b}"
    return text if local.year == now.astimezone().year else f"{text} {local.year}"


def long_day(when: datetime, now: datetime) -> str:
    """`Today`, `Yesterday` or `Tuesday 7 October`."""
    local = when.astimezone()
    away = (now.astimezone().date() - local.date()).days
    if away in {0, 1}:
        return "Yesterday" if away else "Today"
    text = f"{local:%A} {local.day} {local:%B}"
    return text if local.year == now.astimezone().year else f"{text} {local.year}"


def hour(when: datetime) -> str:
    """The time of day."""
    return f"{when.astimezone():%H:%M}"


def relative(when: datetime, now: datetime) -> str:
    """`just now`, `5 min ago`, `2 h ago`, `yesterday`, `3 days ago`, then the date."""
    past = now - when
    if past < timedelta(minutes=1):
        return "just now"
    if past < timedelta(hours=1):
        return f"{int(past.total_seconds() // 60)} min ago"
    days = (now.astimezone().date() - when.astimezone().date()).days
    if days == 0 or past < timedelta(hours=6):
        return f"{int(past.total_seconds() // 3600)} h ago"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 7 else day(when, now)


def age(when: datetime, now: datetime) -> str:
    """How long something has waited: `25 min`, `5 h`, `6 d 4 h`, `12 d`."""
    minutes = max(0, int((now - when).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    if hours < 24:
        return f"{hours} h"
    days, left = divmod(hours, 24)
    return f"{days} d {left} h" if days < 7 and left else f"{days} d"


def running(length: timedelta) -> str:
    """A call's clock: `04:12`, `1:02:03`."""
    seconds = max(0, int(length.total_seconds()))
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def initials(name: str) -> str:
    """One or two capitals for an avatar."""
    words = [word for word in name.split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def listed(words: tuple[str, ...]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def plain_tip(text: str) -> str:
    """Text for a tooltip: Qt guesses at markup there, so it is escaped and kept literal."""
    escaped = html.escape(text).replace("\n", "<br>")
    return f"<span>{escaped}</span>" if text else ""
