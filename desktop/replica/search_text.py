"""How text is folded for searching, the same way when it is written and when it is looked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

WORD_START, AUTHOR, PAIR = "\x02", "\x03", "\x01"
"""Marks in the index: before a word of a name, before a word of an author, after two CJK letters.
An index of three-letter pieces can hold shorter ones only with such a mark beside them."""
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
"""Accents of Latin, Greek, Cyrillic, points of Hebrew, Arabic; vowels of other scripts stay."""
_CONTROLS = re.compile("[\x00-\x1f\x7f]+")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK_RUN = re.compile(f"[{_CJK}]+")
_ALONE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)
_WORD = re.compile(r"[^\W_]+")
GRAM = 3


def fold(text: str) -> str:
    """Without case, accents and control characters: "MÜLLER" and "Muller" are the same."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_ALONE)
    return _CONTROLS.sub(" ", text.lower())


def words_of(text: str) -> list[str]:
    """The words of folded text, without signs."""
    return _WORD.findall(text)


def _starts(text: str) -> tuple[str, ...]:
    """Where a word may be said to begin: O'Brien at both of its parts, and as a whole."""
    return tuple(dict.fromkeys((*text.split(), *words_of(text))))


def indexed(text: str, names: str = "", author: str = "") -> str:
    """What is written to the index for a document, `names` being the part found by its start."""
    folded = fold(text)
    marked = [f"{WORD_START * 2}{word}" for word in _starts(fold(names))]
    marked += [f"{AUTHOR}{word}" for word in words_of(fold(author))]
    marked += [pair + PAIR for pair in _pairs(folded)]
    return " ".join((folded, *marked))


def _pairs(folded: str) -> Iterable[str]:
    for run in _CJK_RUN.findall(folded):
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def pieces(term: str) -> tuple[str, ...]:
    """Three-letter pieces a document with this folded term must have; none: look by name only."""
    if len(term) >= GRAM:
        return tuple(dict.fromkeys(term[at : at + GRAM] for at in range(len(term) - GRAM + 1)))
    if is_indexed(term):
        return (term + PAIR,)
    return (((WORD_START * 2) + term)[-GRAM:],)


def is_indexed(term: str) -> bool:
    """Whether any text holds pieces of it; shorter ones only names do."""
    return len(term) >= GRAM or (len(term) == GRAM - 1 and _CJK_RUN.fullmatch(term) is not None)


def author_pieces(term: str) -> tuple[str, ...]:
    """Pieces of a document by somebody one of whose names starts so; one letter is not enough."""
    return pieces(AUTHOR + term) if len(term) >= GRAM - 1 else ()


def holds(text: str, term: str) -> bool:
    """Whether folded text has the term: anywhere, but one or two letters only at a word's start."""
    if len(term) >= GRAM or _CJK_RUN.fullmatch(term):
        return term in text
    return any(word.startswith(term) for word in _starts(text))


def matching(grams: Iterable[str]) -> str:
    """A full-text expression for all of these pieces."""
    return " AND ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
