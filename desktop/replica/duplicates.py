"""Customers who may be one person: by phone in any spelling, e-mail, or a like name and place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from desktop.replica.connection import Connection
from desktop.replica.likeness import is_like_name, is_same_name, is_same_place, words_of
from desktop.replica.search import FoundKind, search
from sync_server.contract.base import RowId

MOST = 5
MOST_PAIRS = 500
_CANDIDATES = 400
_NOT_DIGITS = re.compile(r"\D")


class Why(StrEnum):
    """What two profiles have in common, the strongest first."""

    PHONE = "phone"
    EMAIL = "email"
    NAME_AND_PLACE = "name_and_place"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of somebody who may be a customer already."""

    name: str = ""
    phone: str = ""
    email: str = ""
    place: str = ""
    except_id: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer who may be the one meant."""

    id: RowId
    name: str
    place: str
    why: Why
    value: str = ""
    """The number or address they share."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two profiles that may be one person."""

    one: Alike
    other: Alike


_BY_PHONE = (
    "SELECT c.id, c.name, c.location, p.value FROM contact_point p "
    "JOIN customer c ON c.id = p.customer_id "
    "WHERE substr(p.value, {length}) = ? AND p.contact_kind = 'phone' LIMIT 20"
)
_BY_EMAIL = (
    "SELECT c.id, c.name, c.location, p.value FROM contact_point p "
    "JOIN customer c ON c.id = p.customer_id "
    "WHERE lower(p.value) = ? AND p.contact_kind = 'email' LIMIT 20"
)
_BY_START = (
    "SELECT id, name, location FROM customer WHERE name >= ? COLLATE NOCASE "
    "AND name < ? COLLATE NOCASE AND length(name) BETWEEN ? AND ? LIMIT ?"
)


def alike(db: Connection, wanted: Wanted) -> tuple[Alike, ...]:
    """Customers who may be the one that is being added, the surest first, at most `MOST`."""
    found: dict[RowId, Alike] = {}
    for one in (*_by_phone(db, wanted.phone), *_by_email(db, wanted.email), *_by_name(db, wanted)):
        if one.id != wanted.except_id:
            found.setdefault(one.id, one)
    order = list(Why)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.why)))[:MOST]


def like_customer(db: Connection, customer_id: RowId) -> tuple[Alike, ...]:
    """Who may be the same person as this customer, by any of their numbers and addresses."""
    row = db.execute("SELECT name, location FROM customer WHERE id = ?", (customer_id,)).fetchone()
    if row is None:
        return ()
    found: dict[RowId, Alike] = {}
    points = "SELECT contact_kind, value FROM contact_point WHERE customer_id = ? LIMIT 20"
    for kind, value in db.execute(points, (customer_id,)).fetchall():
        by = _by_phone(db, value) if kind == "phone" else _by_email(db, value)
        for one in by:
            found.setdefault(one.id, one)
    for one in alike(db, Wanted(name=row[0], place=row[1])):
        found.setdefault(one.id, one)
    found.pop(customer_id, None)
    return tuple(found.values())[:MOST]


def _by_phone(db: Connection, typed: str) -> Iterator[Alike]:
    digits = _NOT_DIGITS.sub("", typed)
    if len(digits) < 7:
        return
    length = 9 if len(digits) >= 9 else 7
    sql = _BY_PHONE.format(length=-length)
    for row_id, name, place, value in db.execute(sql, (digits[-length:],)):
        yield Alike(RowId(row_id), name, place, Why.PHONE, value)


def _by_email(db: Connection, typed: str) -> Iterator[Alike]:
    address = typed.strip().lower()
    if "@" not in address or len(address) < 5:
        return
    for row_id, name, place, value in db.execute(_BY_EMAIL, (address,)):
        yield Alike(RowId(row_id), name, place, Why.EMAIL, value)


def _by_name(db: Connection, wanted: Wanted) -> Iterator[Alike]:
    name = wanted.name.strip()
    if len(name) < 3:
        return
    same: list[Alike] = []
    for row_id, theirs, place in _namesakes(db, name):
        if is_like_name(name, theirs) and is_same_place(wanted.place, place):
            yield Alike(row_id, theirs, place, Why.NAME_AND_PLACE)
        elif is_same_name(name, theirs):
            same.append(Alike(row_id, theirs, place, Why.NAME))
    if len(same) <= MOST:  # a name that many have says nothing
        yield from same


def _namesakes(db: Connection, name: str) -> Iterator[tuple[RowId, str, str]]:
    """Customers whose names begin alike or hold the same words."""
    start = name[:3]
    lengths = (len(name) - 2, len(name) + 2)
    binds = (start, start + "\U0010ffff", *lengths, _CANDIDATES)
    for row_id, theirs, place in db.execute(_BY_START, binds):
        yield RowId(row_id), theirs, place
    for one in search(db, " ".join(words_of(name)), 20):
        if one.kind is FoundKind.CUSTOMER:
            yield one.id, one.title, one.detail


# -- all of them


def possible_duplicates(db: Connection, cancelled: Callable[[], bool]) -> tuple[Pair, ...]:
    """Pairs of customers among all, at most `MOST_PAIRS`; reads every customer once."""
    found: dict[tuple[RowId, RowId], Pair] = {}
    for group in _groups(db, cancelled):
        if len(group) > 6:  # the number of a switchboard, the name of a chain
            continue
        for one, other in combinations(group, 2):
            if one.id != other.id:
                key = (min(one.id, other.id), max(one.id, other.id))
                found.setdefault(key, Pair(one, other))
        if len(found) >= MOST_PAIRS or cancelled():
            break
    return tuple(found.values())[:MOST_PAIRS]


_SHARED = (
    "SELECT key, c.id, c.name, c.location, p.value FROM contact_point p "
    "JOIN customer c ON c.id = p.customer_id JOIN (SELECT {key} AS key FROM contact_point "
    "WHERE contact_kind = '{kind}' GROUP BY 1 HAVING count(DISTINCT customer_id) > 1 LIMIT ?) "
    "ON {outer} = key WHERE p.contact_kind = '{kind}' ORDER BY key, c.id"
)


def _groups(db: Connection, cancelled: Callable[[], bool]) -> Iterator[list[Alike]]:
    for kind, key, why in (
        ("phone", "substr({}value, -9)", Why.PHONE),
        ("email", "lower({}value)", Why.EMAIL),
    ):
        sql = _SHARED.format(kind=kind, key=key.format(""), outer=key.format("p."))
        rows = db.execute(sql, (MOST_PAIRS,))
        yield from _grouped(
            (row[0], Alike(RowId(row[1]), row[2], row[3], why, row[4])) for row in rows
        )
    yield from _by_name_and_place(db, cancelled)


def _grouped(rows: Iterable[tuple[str, Alike]]) -> Iterator[list[Alike]]:
    group: list[Alike] = []
    last = ""
    for key, one in rows:
        if key != last and group:
            yield group
            group = []
        group.append(one)
        last = key
    if group:
        yield group


def _by_name_and_place(db: Connection, cancelled: Callable[[], bool]) -> Iterator[list[Alike]]:
    """The same words in name and place, whatever their order: one dictionary of all customers."""
    seen: dict[int, list[str]] = defaultdict(list)
    for at, (row_id, name, place) in enumerate(
        db.execute("SELECT id, name, location FROM customer")
    ):
        if at % 1000 == 0 and cancelled():
            return
        words, where = words_of(name), words_of(place)
        if words and where:
            seen[hash((words, where))].append(row_id)
    one = "SELECT id, name, location FROM customer WHERE id = ?"
    for ids in seen.values():
        if 1 < len(ids) <= 6:
            rows = [row for each in ids for row in db.execute(one, (each,))]
            yield [Alike(RowId(r[0]), r[1], r[2], Why.NAME_AND_PLACE) for r in rows]
