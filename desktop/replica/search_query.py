"""What was typed into a search, taken apart: words, and operators such as `from:liam`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.replica.search_dates import SPANS, first_day


class Operator(StrEnum):
    FROM = "from"
    IN = "in"
    HAS = "has"
    BEFORE = "before"
    AFTER = "after"
    STATUS = "status"
    TYPE = "type"
    LABEL = "label"


class Has(StrEnum):
    ATTACHMENT = "attachment"
    CALL = "call"
    VOICEMAIL = "voicemail"
    ISSUE = "issue"
    HOLD = "hold"


class Kind(StrEnum):
    """What can be found."""

    CUSTOMER = "customer"
    ISSUE = "issue"
    BOOKING = "booking"
    INVOICE = "invoice"
    QUOTE = "quote"
    INQUIRY = "inquiry"
    CALL = "call"
    POST = "post"
    MESSAGE = "message"
    LINE = "line"
    CREDIT_NOTE = "credit_note"


_KINDS: dict[str, Kind] = {kind.value: kind for kind in Kind}
_KINDS |= {f"{kind}s": kind for kind in Kind} | {"inquiries": Kind.INQUIRY}
_KINDS |= {"credit-note": Kind.CREDIT_NOTE, "credit-notes": Kind.CREDIT_NOTE}
_OPERATORS = {one.value: one for one in Operator}
HAVING = {one.value: one for one in Has} | {f"{one}s": one for one in Has}
_TOKEN = re.compile(r'([A-Za-z]+):(?=\s|$)|(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))')
_DATES = {Operator.BEFORE, Operator.AFTER}
_EXAMPLES = {
    Operator.FROM: "from:liam",
    Operator.IN: "in:CMP-00012, in:quotes or in:“Ann Taylor”",
    Operator.HAS: "has:attachment, call, voicemail, issue or hold",
    Operator.BEFORE: "before:2026-01-31, today, yesterday, 3d or last week",
    Operator.AFTER: "after:2026-01-31, today, yesterday, 3d or last week",
    Operator.STATUS: "status:overdue",
    Operator.TYPE: "type:booking",
    Operator.LABEL: "label:warranty",
}
_KNOWN = "from: in: has: before: after: status: type: label:"


@dataclass(frozen=True, slots=True)
class Filter:
    """One operator with its value, never empty."""

    operator: Operator
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """Words to find, filters to pass; `hint` says what was not understood and became text."""

    words: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    hint: str = ""

    def __str__(self) -> str:
        """Typed like this it is the same query."""
        told = [f"{one.operator}:{_quoted(one.value)}" for one in self.filters]
        return " ".join((*map(_quoted, self.words), *told))

    def values(self, operator: Operator) -> tuple[str, ...]:
        """Every value given for an operator."""
        return tuple(one.value for one in self.filters if one.operator is operator)


@dataclass(frozen=True, slots=True)
class _Token:
    name: str
    value: str
    text: str
    """As it was typed."""
    is_quoted: bool


def parse(text: str, today: date) -> Query:
    """Take a line apart. Never raises: whatever cannot be an operator is a word."""
    words: list[str] = []
    filters: list[Filter] = []
    hint = ""
    for token in _joined(tuple(_tokens(text))):
        known = _operator(token.name)
        if known is not None and token.value and _is_understood(known, token.value, today):
            filters.append(Filter(known, token.value))
            continue
        hint = hint or _hint(token, known)
        if known is None or token.value:
            words += [token.value] if token.is_quoted and not token.name else token.text.split()
    return Query(tuple(filter(None, words)), tuple(filters), hint)


def kind_of(word: str) -> Kind | None:
    """The kind a word names, also in its plural."""
    return _KINDS.get(word.casefold())


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(" ".join(text.split())):
        quoted, plain = found[3], found[4]
        name = (found[1] or found[2] or "").casefold()
        value = (quoted if quoted is not None else plain or "").replace('"', "").strip()
        yield _Token(name, value, found[0].replace('"', "").strip(), quoted is not None)


def _joined(tokens: tuple[_Token, ...]) -> Iterator[_Token]:
    """`after:last week` is one value, quoted or not."""
    skip = False
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if skip:
            skip = False
        elif following and _is_half_span(token) and following.text.casefold() in SPANS:
            skip = True
            value = f"{token.value} {following.text}"
            yield _Token(token.name, value, f"{token.text} {following.text}", is_quoted=False)
        else:
            yield token


def _is_half_span(token: _Token) -> bool:
    return _operator(token.name) in _DATES and token.value.casefold() in {"this", "last"}


def _operator(name: str) -> Operator | None:
    return _OPERATORS.get(name)


def _is_understood(operator: Operator, value: str, today: date) -> bool:
    if operator in _DATES:
        return first_day(value, today) is not None
    if operator is Operator.HAS:
        return value.casefold() in HAVING
    return operator is not Operator.TYPE or kind_of(value) is not None


def _hint(token: _Token, known: Operator | None) -> str:
    if known is not None:
        return f"Try {_EXAMPLES[known]}"
    if token.name and not token.value.startswith("//"):
        return f"“{token.name}:” is searched as text. Known: {_KNOWN}"
    return ""


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value or ":" in value or not value else value
