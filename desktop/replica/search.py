"""Search over everything on this desk, offline too: names, codes, messages, phone digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import islice

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.search_documents import DOCUMENTS, Document
from desktop.replica.search_query import Kind, Query, kind_of, parse
from desktop.replica.search_sql import (
    Wanted,
    Within,
    code_of,
    digits_of,
    draft_of,
    drafted,
    numbered,
    statement,
    wanted,
)
from desktop.replica.search_text import fold, holds, is_indexed, words_of
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.values import CODE_PREFIX

MOST_OF_A_KIND, MOST_CUSTOMERS = 4, 8
"""What one kind may take of the first results before the others had their turn."""
RANKED = 60
"""Newest matches of a name among which the best stand first."""
NAMED_LIKE = 50
NEWEST_LOOKED_AT = 100
NUMBER_DIGITS = 9
FoundKind = Kind
_ORDER = (
    Kind.CUSTOMER,
    Kind.ISSUE,
    Kind.BOOKING,
    Kind.INVOICE,
    Kind.QUOTE,
    Kind.INQUIRY,
    Kind.CREDIT_NOTE,
    Kind.CALL,
    Kind.POST,
    Kind.MESSAGE,
    Kind.LINE,
)
_SAID = {Kind.POST, Kind.MESSAGE, Kind.LINE}
"""Several of one record are several things found."""
_BY_START = (
    "SELECT id, name, location FROM customer WHERE name >= ? COLLATE NOCASE "
    "AND name < ? COLLATE NOCASE ORDER BY name COLLATE NOCASE LIMIT ?"
)
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to open: what it is, two lines to tell it apart, and whose page shows it."""

    kind: Kind
    id: RowId
    title: str
    detail: str
    opens: str = ""
    """Kind of what opens; a message opens the record it stands at."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """When and where a search is asked: days are the person's own."""

    today: date | None = None
    here: tzinfo | None = None
    kinds: tuple[Kind, ...] = tuple(Kind)

    def day(self) -> date:
        return self.today or date.min


class Overtaken(Exception):
    """Nobody waits for this answer any more."""


def search(
    db: Connection,
    words: str,
    limit: int = 20,
    asked: Asked | None = None,
    cancelled: Cancelled = lambda: False,
) -> tuple[Found, ...]:
    """What a person may mean, best first: a code, then by name, then newest first.

    Raises Overtaken between two kinds of document when `cancelled` says so.
    """
    asked = asked or Asked()
    query = parse(words, asked.day())
    meant = wanted(query, lambda value: _within(db, value), asked.here, asked.day())
    if meant.is_empty:
        return ()
    text = " ".join(query.words)
    sure = tuple(_by_number(db, text)) if not query.filters else ()
    if (code_of(text) or draft_of(text)) and sure:
        return sure
    named = tuple(_by_start(db, query, meant, limit))
    groups: dict[Kind, list[Found]] = {kind: [] for kind in _ORDER}
    groups[Kind.CUSTOMER] += named
    for one in (each for each in DOCUMENTS if each.kind in asked.kinds):
        if cancelled():
            raise Overtaken
        groups[one.kind] += _of(db, one, meant, limit)
    groups[Kind.CUSTOMER].sort(key=lambda found: _rank(found, meant))
    return _mixed(sure, groups, limit)


def _by_number(db: Connection, text: str) -> Iterator[Found]:
    """A code, or a bare number: of whichever record has it."""
    draft = draft_of(text)
    if draft is not None:
        for row_id, opens, title, customer in drafted(db, *draft):
            yield Found(draft[0], RowId(row_id), title, customer, opens)
        return
    code = code_of(text)
    digits = digits_of(text)
    kinds: tuple[Kind, ...]
    if code is not None:
        kinds, number = (code.kind,), code.number
    elif digits and len(digits) <= NUMBER_DIGITS:
        kinds, number = tuple(Kind(kind) for kind in reversed(CODE_PREFIX)), int(digits)
    else:
        return
    for kind in kinds:
        for row_id, opens, title, customer in numbered(db, kind, number):
            yield Found(kind, RowId(row_id), title, customer, opens)


def _by_start(db: Connection, query: Query, meant: Wanted, limit: int) -> Iterator[Found]:
    """Customers whose name begins with what was typed, in the order of names."""
    if query.filters or not meant.terms:
        return
    text = " ".join(query.words)
    for row_id, name, location in db.execute(_BY_START, (text, text + "\U0010ffff", limit)):
        yield Found(Kind.CUSTOMER, RowId(row_id), name, location, Kind.CUSTOMER)


def _of(db: Connection, one: Document, meant: Wanted, limit: int) -> list[Found]:
    asks = statement(one, meant)
    if asks is None:
        return []
    most = max(limit, RANKED) if one.entity == "customer" else limit
    found: list[Found] = []
    for row in islice(db.execute(asks.sql, asks.binds), _looked_at(one, meant)):
        if _passes(row, meant):
            found.append(_found(one, row))
            if len(found) == most:
                break
    return found


def _looked_at(one: Document, meant: Wanted) -> int | None:
    """How many matches of the longer words are looked at for one or two letters of the next,
    which only names are indexed by; with the third letter all of them count."""
    if one.names != "''" or all(is_indexed(term) for term in meant.terms):
        return None
    return NEWEST_LOOKED_AT


def _passes(row: SqlRow, meant: Wanted) -> bool:
    """Pieces of a word may lie apart in a document, so what is found is looked at again."""
    text, _, target, title, _, _, author, _ = row
    if target is None or not title:
        return False
    folded = fold(f"{text or ''} {author or ''}")
    if not all(holds(folded, term) for term in meant.terms):
        return False
    names = words_of(fold(author or "")) if meant.authors else ()
    return all(any(name.startswith(term) for name in names) for term in meant.authors)


def _found(one: Document, row: SqlRow) -> Found:
    _, opens, target, title, detail, at, _, _ = row
    moment = from_ms(at) if at is not None else None
    return Found(one.kind, RowId(target), title, detail or "", opens, moment)


def _rank(found: Found, meant: Wanted) -> int:
    """Customers: the whole name, then a name that begins so, then words that do."""
    name = fold(found.title)
    typed = " ".join(meant.terms)
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    words = words_of(name)
    if all(any(word.startswith(term) for word in words) for term in meant.terms):
        return 2
    return 3


def _mixed(
    sure: tuple[Found, ...], groups: dict[Kind, list[Found]], limit: int
) -> tuple[Found, ...]:
    """The best of each kind, then the rest, each thing once."""
    first: dict[tuple[Kind, RowId, str], Found] = {}
    rest: list[Found] = []
    for one in sure:
        first.setdefault(_key(one), one)
    for kind, found in groups.items():
        own = {_key(one): one for one in reversed(found)}
        ordered = [own.pop(_key(one)) for one in found if _key(one) in own]
        most = MOST_CUSTOMERS if kind is Kind.CUSTOMER else MOST_OF_A_KIND
        for one in ordered[:most]:
            first.setdefault(_key(one), one)
        rest += ordered[most:]
    for one in rest:
        if len(first) >= limit:
            break
        first.setdefault(_key(one), one)
    ordered = sorted(first.values(), key=lambda one: _ORDER.index(one.kind))
    ordered.sort(key=lambda one: one not in sure)
    return tuple(ordered[:limit])


def _key(one: Found) -> tuple[Kind, RowId, str]:
    return one.kind, one.id, one.title if one.kind in _SAID else ""


def _within(db: Connection, value: str) -> Within:
    """What `in:` names: a kind, a record by its code, or customers by their name."""
    kind = kind_of(value)
    if kind is not None:
        return Within(kind=kind)
    code = code_of(value)
    if code is not None:
        return Within(records=tuple(row[0] for row in numbered(db, code.kind, code.number)))
    one = DOCUMENTS[0]
    found = _of(db, one, Wanted(terms=tuple(words_of(fold(value)))), NAMED_LIKE)
    return Within(customers=tuple(each.id for each in found))
