"""A parsed search as SQL: which documents can match it, and under which conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from desktop.replica.connection import Connection
from desktop.replica.search_dates import first_day
from desktop.replica.search_documents import DOC_SHIFT, DOCUMENTS, Document, read
from desktop.replica.search_query import HAVING, Has, Kind, Operator, Query, kind_of
from desktop.replica.search_text import author_pieces, fold, is_indexed, matching, pieces, words_of
from sync_server.contract.values import CODE_PREFIX, CallOutcome

COLUMNS = "{text}, {opens}, {target}, {title}, {detail}, {at}, {author}, r.rowid"
SAID: Mapping[str, str] = {CallOutcome.ABANDONED: "callergaveup"}
"""Statuses that are shown in other words than their value's."""
_CODE = re.compile(r"\s*([A-Za-z]{3})[-\s]?0*(\d{1,15})\s*")
_DRAFT = re.compile(r"\s*([A-Za-z]{3})[-\s]?draft[-\s]?([0-9a-z]{4})\s*", re.IGNORECASE)
_PHONE = re.compile(r"[\d\s()+/.-]+")
_TRUNK = re.compile(r"\(0\)|\D")
_KIND_BY_PREFIX = {prefix: Kind(kind) for kind, prefix in CODE_PREFIX.items()}
LEAST_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Code:
    """A record by its kind and number, as in CMP-00012."""

    kind: Kind
    number: int


@dataclass(frozen=True, slots=True)
class Within:
    """What `in:` named: a kind, or ids of records, or of customers (none: nobody has that name)."""

    kind: Kind | None = None
    records: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search with everything looked up that does not depend on the kind of document."""

    terms: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    within: tuple[Within, ...] = ()
    has: tuple[Has, ...] = ()
    kinds: tuple[Kind, ...] = ()
    statuses: tuple[str, ...] = ()
    before: tuple[int, ...] = ()
    """Milliseconds since 1970; a document must be older than each."""
    after: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    binds: tuple[object, ...]


def code_of(words: str) -> Code | None:
    """The record a code means, however it is written: CMP-00012, cmp 12, BOK00012."""
    found = _CODE.fullmatch(words)
    kind = _KIND_BY_PREFIX.get(found[1].upper()) if found else None
    return Code(kind, int(found[2])) if found and kind else None


def draft_of(words: str) -> tuple[Kind, str] | None:
    """The record a draft code means, also once it has its number: CMP-draft-9f3a."""
    found = _DRAFT.fullmatch(words)
    kind = _KIND_BY_PREFIX.get(found[1].upper()) if found else None
    return (kind, found[2].lower()) if found and kind else None


def digits_of(words: str) -> str:
    """The digits of a number however spaced; empty when it is not one.

    Prefixes to leave a country (00) and the trunk 0, also as (0), are not part of what is kept.
    """
    digits = _TRUNK.sub("", words) if _PHONE.fullmatch(words) else ""
    return digits.lstrip("0") or digits


def terms_of(words: Sequence[str]) -> tuple[str, ...]:
    """Folded words to look for; the digits of a phone number count as one."""
    line = " ".join(words)
    digits = digits_of(line)
    folded = (digits,) if digits else tuple(fold(word).strip() for word in words)
    return tuple(dict.fromkeys(term for term in folded if term and words_of(term)))


def wanted(
    query: Query, within: Callable[[str], Within], here: tzinfo | None, today: date
) -> Wanted:
    """Look up what the operators name; days begin at midnight `here`."""

    def instants(operator: Operator) -> tuple[int, ...]:
        days = (first_day(value, today) for value in query.values(operator))
        return tuple(_midnight(day, here) for day in days if day is not None)

    kinds = (kind_of(value) for value in query.values(Operator.TYPE))
    return Wanted(
        terms_of(query.words),
        tuple(word for value in query.values(Operator.FROM) for word in words_of(fold(value))),
        tuple(within(value) for value in query.values(Operator.IN)),
        tuple(HAVING[value.casefold()] for value in query.values(Operator.HAS)),
        tuple(kind for kind in kinds if kind is not None),
        query.values(Operator.STATUS),
        instants(Operator.BEFORE),
        instants(Operator.AFTER),
        query.values(Operator.LABEL),
    )


def _midnight(day: date, here: tzinfo | None) -> int:
    try:
        start = datetime(day.year, day.month, day.day, tzinfo=here).astimezone()
        return int(start.timestamp() * 1000)
    except (ValueError, OverflowError):  # within a day of the first or the last year
        return (day.toordinal() - date(1970, 1, 1).toordinal()) * 86_400_000


def statement(one: Document, asked: Wanted) -> Statement | None:
    """Newest first, what of one kind of document can match; None when none of it can."""
    conditions = _conditions(one, asked)
    if conditions is None:
        return None
    columns = COLUMNS.format(
        text=one.text,
        opens=one.opens or f"'{one.kind}'",
        target=one.target,
        title=one.title,
        detail=one.detail,
        at=one.at,
        author=one.author,
    )
    sql = ["1", *(sql for sql, _ in conditions)]
    binds = [bind for _, some in conditions for bind in some]
    # Within a customer or a record, the row's own index is the better way in.
    is_narrow = any(each.records or each.customers for each in asked.within)
    grams = () if is_narrow else _grams(one, asked)
    if not grams and not is_narrow and (asked.terms or asked.authors):
        return None  # too short for anything but names: the whole table would be read
    if not grams:
        where = " AND ".join(sql)
        return Statement(f"{read(one, columns, where)} ORDER BY r.rowid DESC", tuple(binds))
    first = one.place << DOC_SHIFT
    source = one.source.replace(" r ", f" r ON r.rowid = s.rowid - {first} ", 1)
    where = " AND ".join(("_search MATCH ?", "s.rowid > ?", "s.rowid < ?", *sql))
    return Statement(
        f"SELECT {columns} FROM _search s CROSS JOIN {source} "  # noqa: S608 - own names
        f"WHERE {where} ORDER BY s.rowid DESC",
        (matching(grams), first, first + (1 << DOC_SHIFT), *binds),
    )


def _grams(one: Document, asked: Wanted) -> tuple[str, ...]:
    """Pieces to ask the index for."""
    has_names = one.names != "''"
    found = [g for t in asked.terms if has_names or is_indexed(t) for g in pieces(t)]
    found += [gram for term in asked.authors for gram in author_pieces(term)]
    return tuple(dict.fromkeys(found))


Conditions = list[tuple[str, tuple[object, ...]]]


def _conditions(one: Document, asked: Wanted) -> Conditions | None:
    """Conditions with their values; None: no document of this kind can pass."""
    if (asked.kinds and one.kind not in asked.kinds) or (asked.authors and one.author == "''"):
        return None
    if (asked.before or asked.after) and one.at == "NULL":
        return None
    parts: list[list[tuple[str, tuple[object, ...]] | None]] = [
        [_within(one, each) for each in asked.within],
        [_having(one, each) for each in asked.has],
        [_in_status(one, each) for each in asked.statuses],
        [(f"{one.at} < ?", (at,)) for at in asked.before],
        [(f"{one.at} >= ?", (at,)) for at in asked.after],
        [_labelled(one, each) for each in asked.labels],
    ]
    found = [each for part in parts for each in part]
    passing = [each for each in found if each is not None]
    return passing if len(passing) == len(found) else None


def _within(one: Document, within: Within) -> tuple[str, tuple[object, ...]] | None:
    if within.kind is not None:
        if one.area:
            return f"{one.area} = ?", (within.kind,)
        return ("1", ()) if one.kind is within.kind else None
    column, ids = (
        (one.record, within.records) if within.records else (one.customer, within.customers)
    )
    marks = ", ".join("?" * len(ids))
    return (f"{column} IN ({marks})", ids) if ids else None


def _having(one: Document, has: Has) -> tuple[str, tuple[object, ...]] | None:
    return (one.has[has], ()) if has in one.has else None


def _in_status(one: Document, words: str) -> tuple[str, tuple[object, ...]] | None:
    meant = _letters(words)
    values = [value for value in one.statuses if _means(meant, value)]
    marks = ", ".join("?" * len(values))
    return (f"{one.status} IN ({marks})", tuple(values)) if values else None


def _labelled(one: Document, words: str) -> tuple[str, tuple[object, ...]] | None:
    """Labels are written by people: the beginning of one is enough."""
    return (one.labels, (words,)) if one.labels else None


def _means(meant: str, value: str) -> bool:
    names = (_letters(value), SAID.get(value, ""))
    if len(meant) < LEAST_PREFIX:
        return meant in names
    return any(name.startswith(meant) for name in names)


def _letters(words: str) -> str:
    return "".join(words_of(fold(words)))


def numbered(db: Connection, kind: Kind, number: int) -> tuple[tuple[str, str, str, str], ...]:
    """What opens (id and kind), title and customer of the records of a kind with a number."""
    return _titled(db, kind, "r.number = ?", number)


def drafted(db: Connection, kind: Kind, tail: str) -> tuple[tuple[str, str, str, str], ...]:
    """The same for those whose id ends so, as their draft codes do."""
    return _titled(db, kind, "substr(r.id, -4) = ?", tail)


def _titled(
    db: Connection, kind: Kind, where: str, bind: object
) -> tuple[tuple[str, str, str, str], ...]:
    one = next(each for each in DOCUMENTS if each.entity == kind)
    opens = one.opens or f"'{one.kind}'"
    columns = f"{one.target}, {opens}, {one.title}, {one.detail}"
    sql = read(one, columns, where)
    return tuple((row[0], row[1], row[2], row[3] or "") for row in db.execute(sql, (bind,)))
