"""Lists as data: their columns, and what a person asked of them; also as kept in a saved view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

import msgspec

from sync_server.contract.columns import to_ms


class Kind(StrEnum):
    """What a column holds; decides how it is shown, filtered and exported."""

    TEXT = "text"
    PERSON = "person"
    CODE = "code"
    NUMBER = "number"
    MONEY = "money"
    INSTANT = "instant"
    STATUS = "status"
    LABELS = "labels"
    WORD = "word"
    """One of a changing set of words; shown as text."""
    CONTACT = "contact"
    """The address of somebody who is written to by a click."""
    OWNER = "owner"
    """The id of another row; never shown, only filtered by."""


class Op(StrEnum):
    CONTAINS = "contains"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    BETWEEN = "between"
    LAST_DAYS = "last_days"
    EMPTY = "empty"
    FILLED = "filled"


class Match(StrEnum):
    ALL = "all"
    ANY = "any"


_WORDS = (Op.CONTAINS, Op.EMPTY, Op.FILLED)
_FIGURES = (Op.BETWEEN, Op.EMPTY, Op.FILLED)
OPS: Mapping[Kind, tuple[Op, ...]] = {
    Kind.TEXT: _WORDS,
    Kind.PERSON: _WORDS,
    Kind.CODE: _FIGURES,
    Kind.NUMBER: _FIGURES,
    Kind.MONEY: _FIGURES,
    Kind.INSTANT: (Op.LAST_DAYS, Op.BETWEEN, Op.EMPTY, Op.FILLED),
    Kind.STATUS: (Op.ONE_OF, Op.NONE_OF),
    Kind.WORD: (Op.ONE_OF, Op.NONE_OF),
    Kind.CONTACT: (Op.EMPTY, Op.FILLED),
    Kind.LABELS: (Op.ONE_OF, Op.NONE_OF, Op.EMPTY, Op.FILLED),
    Kind.OWNER: (Op.ONE_OF,),
}
_BARE = frozenset({Op.EMPTY, Op.FILLED})
P = TypeVar("P")
MOST_PARTS = 40
"""Filters or columns a query may have; a damaged one must not make a statement without end."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: `key` is kept in saved views and never changes its meaning."""

    key: str
    title: str
    kind: Kind
    width: int = 140
    is_shown: bool = True
    is_sortable: bool = True
    is_filterable: bool = True
    is_groupable: bool = False
    is_summed: bool = False
    vocabulary: str = ""
    """Of a status or code: the kind of record whose words it uses."""
    choices: tuple[str, ...] = ()
    gives_way: bool = False
    stretches: bool = False
    names_row: bool = True
    """Of a code: the row's own. Else it is another row's, and nothing where there is none."""


class Sort(msgspec.Struct, frozen=True):
    key: str
    descending: bool = False


class Filter(msgspec.Struct, frozen=True):
    """One condition; for BETWEEN low and high, empty where open; days as ISO dates."""

    key: str
    op: Op
    values: tuple[str, ...] = ()


class Query(msgspec.Struct, frozen=True, omit_defaults=True):
    """All a person asked of a list. What is empty is as the list has it by itself."""

    sorts: tuple[Sort, ...] = ()
    filters: tuple[Filter, ...] = ()
    match: Match = Match.ALL
    words: str = ""
    group_by: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A stored query as far as this program understands it."""

    query: Query
    dropped: int
    """Parts that were left out: of a newer program, or damaged."""


def write_query(query: Query) -> str:
    """The query as JSON text, for a saved view."""
    return msgspec.json.encode(query).decode()


def read_query(text: str, fields: Sequence[Field]) -> ReadQuery:
    """Read a stored query; unknown columns, filters and words are dropped, never an error."""
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return ReadQuery(Query(), 1)
    if not isinstance(found, dict):
        return ReadQuery(Query(), 1)
    sorts, lost_sorts = _parts(found.get("sorts"), Sort)
    filters, lost_filters = _parts(found.get("filters"), Filter)
    columns = [key for key in _list(found.get("columns")) if isinstance(key, str)]
    asked = Query(
        tuple(sorts),
        tuple(filters),
        Match.ANY if found.get("match") == Match.ANY else Match.ALL,
        _text(found.get("words")),
        _text(found.get("group_by")),
        tuple(columns[:MOST_PARTS]),
    )
    known = understood(asked, fields)
    lost = len(_list(found.get("columns"))) - len(known.columns)
    lost += len(asked.sorts) - len(known.sorts) + len(asked.filters) - len(known.filters)
    lost += asked.group_by != known.group_by
    return ReadQuery(known, lost + lost_sorts + lost_filters)


def understood(query: Query, fields: Sequence[Field]) -> Query:
    """The query without what these columns do not have."""
    by_key = {field.key: field for field in fields}
    sorts = {s.key: s for s in query.sorts if s.key in by_key and by_key[s.key].is_sortable}
    group = by_key.get(query.group_by)
    columns = dict.fromkeys(
        key for key in query.columns if key in by_key and by_key[key].kind is not Kind.OWNER
    )
    return Query(
        tuple(sorts.values()),
        tuple(f for f in query.filters if _makes_sense(f, by_key.get(f.key))),
        query.match,
        query.words,
        group.key if group is not None and group.is_groupable else "",
        tuple(columns),
    )


def shown_keys(query: Query, fields: Iterable[Field]) -> tuple[str, ...]:
    """The columns shown, in order."""
    return query.columns or tuple(f.key for f in fields if f.is_shown and f.kind is not Kind.OWNER)


def settled(query: Query, now: datetime) -> Query:
    """The same with `last 7 days` turned into days of the calendar."""
    today = now.astimezone().date()

    def settle(each: Filter) -> Filter:
        if each.op is not Op.LAST_DAYS:
            return each
        since = today - timedelta(days=min(int(each.values[0]), 20_000) - 1)
        return Filter(each.key, Op.BETWEEN, (since.isoformat(), today.isoformat()))

    return msgspec.structs.replace(query, filters=tuple(map(settle, query.filters)))


def day_ms(text: str) -> int | None:
    """The local midnight an ISO day begins with, in ms; None where nothing is said."""
    if not text:
        return None
    try:
        return to_ms(datetime.combine(date.fromisoformat(text), time()).astimezone())
    except (ValueError, OverflowError):
        return None


def day_end_ms(text: str) -> int | None:
    """The first ms after an ISO day; None where nothing is said or time ends first."""
    if not text:
        return None
    try:
        return day_ms((date.fromisoformat(text) + timedelta(days=1)).isoformat())
    except (ValueError, OverflowError):
        return None


def whole(text: str) -> int | None:
    """A whole number that fits a column; None where nothing is said."""
    try:
        value = int(text)
    except ValueError:
        return None
    return max(-(2**63), min(value, 2**63 - 1))


def _makes_sense(each: Filter, field: Field | None) -> bool:
    if field is None or not field.is_filterable or each.op not in OPS[field.kind]:
        return False
    if each.op in _BARE:
        return True
    if each.op is Op.BETWEEN:
        read = day_ms if field.kind is Kind.INSTANT else whole
        return len(each.values) == 2 and any(read(value) is not None for value in each.values)
    if each.op is Op.LAST_DAYS:
        return len(each.values) == 1 and each.values[0].isdecimal() and 0 < len(each.values[0]) < 6
    return any(each.values) and len(each.values) <= MOST_PARTS


def _parts(found: object, kind: type[P]) -> tuple[list[P], int]:
    kept: list[P] = []
    lost = 0
    for each in _list(found):
        try:
            kept.append(msgspec.convert(each, kind))
        except msgspec.ValidationError:
            lost += 1
    return kept[:MOST_PARTS], lost + max(0, len(kept) - MOST_PARTS)


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def _text(found: object) -> str:
    return found[:200] if isinstance(found, str) else ""
