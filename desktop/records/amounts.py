"""Amounts, quantities and percents as people type them, in whole cents, thousandths and bp."""

from __future__ import annotations

import re
from collections.abc import Callable

from sync_server.rules.money import MAX_CENTS, MAX_QUANTITY, MAX_TAX_BP

Read = Callable[[str], int]
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_SIGNS = re.compile(r"^(?:A?\$|€|£|AUD|EUR|USD)|(?:€|\$|£|AUD|EUR|USD)$", re.IGNORECASE)
_PLAIN = re.compile(r"\d{0,15}(?:\.\d*)?")


class NotANumber(ValueError):
    """What was typed cannot be read; the text is a sentence for the person."""


def cents(text: str) -> int:
    """An amount in whole cents: `1.234,50`, `1,234.50`, `$12`, `12,5`; nothing is 0."""
    return _scaled(text, 2, MAX_CENTS, "an amount", "1,234.50")


def thousandths(text: str) -> int:
    """A quantity in thousandths: `2`, `1,5`, `0.25`; nothing is one piece."""
    if not text.strip():
        return 1000
    found = _scaled(text, 3, MAX_QUANTITY, "a quantity", "1.5")
    if found == 0:
        raise NotANumber("A quantity is more than nothing.")
    return found


def basis_points(text: str) -> int:
    """A percentage in hundredths of a percent: `10`, `7,5 %`; nothing is 0."""
    return _scaled(text.strip().removesuffix("%"), 2, MAX_TAX_BP, "a percentage", "10")


def written(value: int, decimals: int) -> str:
    """A scaled value as one types it: `1234.5` for 123450 cents; nothing for 0."""
    if value == 0:
        return ""
    whole, rest = divmod(value, 10**decimals)
    tail = f"{rest:0{decimals}}".rstrip("0")
    if decimals == 2 and tail:
        tail = tail.ljust(2, "0")
    return f"{whole}.{tail}" if tail else str(whole)


def _scaled(text: str, decimals: int, most: int, what: str, example: str) -> int:
    bare = _SPACES.sub("", _SIGNS.sub("", _SPACES.sub("", text)))
    if not bare:
        return 0
    plain = _with_one_point(bare)
    if plain is None or not _PLAIN.fullmatch(plain) or not plain.isascii() or plain == ".":
        raise NotANumber(f"“{text.strip()}” is not {what}. Write it like {example}.")
    whole, _, rest = plain.partition(".")
    if len(rest.rstrip("0")) > decimals:
        raise NotANumber(f"“{text.strip()}” has too many decimals; {decimals} are kept.")
    value = int((whole or "0") + rest[:decimals].ljust(decimals, "0"))
    if value > most:
        raise NotANumber(f"“{text.strip()}” is too much.")
    return value


def _with_one_point(bare: str) -> str | None:
    """Thousands taken out and the decimal mark a point; None when the marks make no sense."""
    marks = [mark for mark in bare if mark in ".,"]
    if not marks:
        return bare
    last = marks[-1]
    other = "," if last == "." else "."
    whole, _, rest = bare.rpartition(last)
    if other in marks:
        # Two kinds of mark: the last one is the decimal mark and stands once.
        is_grouped = last not in whole and _is_grouped(whole, other)
        return f"{whole.replace(other, '')}.{rest}" if is_grouped else None
    if len(marks) > 1:
        return bare.replace(last, "") if _is_grouped(bare, last) else None
    # One mark: three digits behind a comma are a thousand, as in 1,234; else it is the decimal.
    if last == "," and len(rest) == 3 and _is_grouped(bare, ","):
        return bare.replace(",", "")
    return f"{whole}.{rest}"


def _is_grouped(text: str, mark: str) -> bool:
    first, *groups = text.split(mark)
    return 1 <= len(first) <= 3 and first != "0" and all(len(group) == 3 for group in groups)
