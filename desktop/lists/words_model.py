"""Filters and orders in words: what a chip says, and what its editor offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from desktop.lists.columns_model import BADGES, harmless_line
from desktop.qt.formatting import money
from desktop.replica.listing_query import Field, Filter, Kind, Op

OP_WORDS: Mapping[Op, str] = {
    Op.CONTAINS: "contains",
    Op.ONE_OF: "is one of",
    Op.NONE_OF: "is none of",
    Op.BETWEEN: "is between",
    Op.LAST_DAYS: "is in the last",
    Op.EMPTY: "is empty",
    Op.FILLED: "is not empty",
}
DAY_FORM = "YYYY-MM-DD"
_MOST_NAMED = 3


def chip_words(field: Field, asked: Filter, names: Mapping[str, str]) -> str:
    """`Status is Open or Overdue`; `names` are of the rows an OWNER filter points to."""
    if asked.op in {Op.EMPTY, Op.FILLED}:
        return f"{field.title} {OP_WORDS[asked.op]}"
    if asked.op is Op.CONTAINS:
        return f"{field.title} contains “{harmless_line(asked.values[0])[:40]}”"
    if asked.op is Op.LAST_DAYS:
        days = asked.values[0]
        return f"{field.title} today" if days == "1" else f"{field.title} in the last {days} days"
    if asked.op is Op.BETWEEN:
        return f"{field.title} {_between(field, *asked.values)}"
    is_word = "is not" if asked.op is Op.NONE_OF else "is"
    return f"{field.title} {is_word} {_either(field, asked.values, names)}"


def choice_words(field: Field, value: str) -> str:
    """A value of a closed set as people know it."""
    badge = BADGES.get(field.vocabulary, {}).get(value)
    return badge.text if badge is not None else harmless_line(value)


def day_typed(text: str) -> str | None:
    """An ISO day as typed; empty stays empty, None where it is no day."""
    text = text.strip()
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def amount_typed(text: str, kind: Kind) -> str | None:
    """What was typed as stored: cents for money; empty stays empty, None where it is no number."""
    plain = text.strip().lstrip("$€£").replace(",", "").replace(" ", "")
    if not plain:
        return ""
    sign = "-" if plain.startswith("-") else ""
    whole, dot, part = plain.removeprefix("-").partition(".")
    if not (whole + part).isdecimal() or not (whole + part).isascii() or len(whole) > 15:
        return None
    if kind is not Kind.MONEY:
        return None if dot else sign + whole
    if len(part) > 2:
        return None
    return str(int(f"{sign}{whole or 0}{part:0<2}"))


def amount_shown(stored: str, kind: Kind) -> str:
    """A stored figure as one would type it."""
    if kind is not Kind.MONEY or not stored:
        return stored
    cents = int(stored)
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _between(field: Field, low: str, high: str) -> str:
    is_day = field.kind is Kind.INSTANT
    low_words, high_words = (_figure(field, each) for each in (low, high))
    if not high:
        return f"{'from' if is_day else 'at least'} {low_words}"
    if not low:
        return f"{'until' if is_day else 'at most'} {high_words}"
    return f"{low_words}" if low == high else f"{low_words} to {high_words}"


def _figure(field: Field, value: str) -> str:
    if not value:
        return ""
    if field.kind is Kind.INSTANT:
        when = date.fromisoformat(value)
        return f"{when.day} {when:%b} {when.year}"
    return money(int(value)) if field.kind is Kind.MONEY else value


def _either(field: Field, values: Sequence[str], names: Mapping[str, str]) -> str:
    words = [names.get(each) or choice_words(field, each) for each in values if each]
    if len(words) > _MOST_NAMED:
        return f"{', '.join(words[:2])} or {len(words) - 2} more"
    return " or ".join(words)
