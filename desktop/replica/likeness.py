"""How alike two names are: accents, order of words and small slips do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "the", "and", "und", "ltd", "pty", "gmbh", "inc"})
_SHORT = 8


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name in alphabetical order: no accents, no case, no titles."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "")
    words = [word for word in _WORD.findall(plain) if word not in _TITLES]
    return tuple(sorted(words))


def is_same_name(one: str, other: str) -> bool:
    return bool(words_of(one)) and words_of(one) == words_of(other)


def is_like_name(one: str, other: str) -> bool:
    """The same words in any order, but for a slip or two of the hand."""
    mine, theirs = " ".join(words_of(one)), " ".join(words_of(other))
    if not mine or not theirs:
        return False
    return within(mine, theirs, 1 if min(len(mine), len(theirs)) < _SHORT else 2)


def is_same_place(one: str, other: str) -> bool:
    """The places share a word that is longer than a state or a house number."""
    mine = {word for word in words_of(one) if len(word) > 3 and not word.isdigit()}
    return not mine.isdisjoint(words_of(other))


def within(one: str, other: str, most: int) -> bool:
    """Whether so few letters put in, left out, changed or swapped make one from the other."""
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return False  # most pairs end here, before any of the work below
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, theirs in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most
