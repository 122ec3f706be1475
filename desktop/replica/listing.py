"""Lists described as data, and the SQL made of a description and what a person asked for.

Statements are compiled once for each question and kept. A page is read by the places (rowids) of
its rows: a cut inside the statement that joins would make SQLite read the whole table.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    collate,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from desktop.replica.connection import Connection
from desktop.replica.listing_filters import condition
from desktop.replica.listing_query import Filter, Kind, Match, Op, Query, Sort
from desktop.replica.listing_rows import GroupHead, ListRow, Totals
from desktop.replica.listing_spec import ListSpec, sums_of
from desktop.replica.tables import Statement, prepared
from sync_server.contract.base import RowId

HEAD = 128
"""Rows read before all places are known: more than any screen shows."""
_AT_ONCE = 30_000
"""Characters of places, a few thousand numbers: about a millisecond."""
_NOCASE = frozenset({Kind.TEXT, Kind.PERSON})
Stopped = Callable[[], bool]


def is_indexed(spec: ListSpec, query: Query) -> bool:
    """Whether an index serves this question from both ends, at any length."""
    sorts = query.sorts or (spec.first,)
    narrowed = query.filters or query.words.strip() or query.group_by
    return not narrowed and len(sorts) == 1 and sorts[0].key in spec.indexed


def head_places(db: Connection, spec: ListSpec, query: Query, size: int = HEAD) -> array[int]:
    """The first places, without waiting for the others."""
    return array("q", [p for (p,) in _head(spec, query).all(db, size=size)])


def end_places(db: Connection, spec: ListSpec, query: Query, size: int, skip: int) -> array[int]:
    """Places by an index: counted from the start, or from the end where `query` is turned."""
    return array("q", [p for (p,) in _window(spec, query).all(db, size=size, offset=skip)])


def all_places(db: Connection, spec: ListSpec, query: Query, stopped: Stopped) -> array[int]:
    """The places of all rows that pass, in order. Not for the GUI thread."""
    # One text instead of a million rows: each row would take the lock the window needs as well.
    found = _places(spec, query).one(db)
    text = found[0] or "" if found else ""
    places, first = array("q"), 0
    while first < len(text) and not stopped():
        comma = text.find(",", first + _AT_ONCE)
        end = len(text) if comma < 0 else comma
        places.extend(map(int, text[first:end].split(",")))
        first = end + 1
    return places


def totals(db: Connection, spec: ListSpec, query: Query) -> Totals:
    """Count and sums over everything that passes."""
    found = _totals(spec, query).one(db) or (0,)
    return Totals(int(found[0]), tuple(int(each or 0) for each in found[1:]))


def count_matching(db: Connection, spec: ListSpec, query: Query) -> int:
    """How many rows pass. Not for the GUI thread."""
    if not query.filters and not query.words.strip():
        return count_rows(db, spec)
    found = _matching(spec, query).one(db)
    return 0 if found is None else int(found[0])


def count_rows(db: Connection, spec: ListSpec) -> int:
    """How many rows there are without any filter."""
    found = _count(spec).one(db)
    return 0 if found is None else int(found[0])


def groups(db: Connection, spec: ListSpec, query: Query) -> tuple[GroupHead, ...]:
    """The groups in the order of their rows."""
    return tuple(
        GroupHead(value, count, tuple(int(each or 0) for each in sums))
        for value, count, *sums in _groups(spec, query).all(db)
    )


def rows_at(
    db: Connection, spec: ListSpec, keys: Sequence[str], places: Iterable[int]
) -> list[ListRow]:
    """These rows in the order asked for; only `keys` are read. Rows that are gone are left out."""
    wanted = list(places)
    read = tuple(each.key for each in spec.fields if each.key in keys)
    found = _rows(spec, read).all(db, ids=msgspec.json.encode(wanted).decode())
    rows = {line[0]: _row(spec, read, line) for line in found}
    return [rows[place] for place in wanted if place in rows]


def ids_at(db: Connection, spec: ListSpec, places: Iterable[int]) -> dict[int, RowId]:
    """The ids of the rows at these places, in that order; those of rows that are gone are not."""
    wanted = list(places)
    found: dict[int, str] = dict(_ids(spec).all(db, ids=msgspec.json.encode(wanted).decode()))
    return {place: RowId(found[place]) for place in wanted if place in found}


def labels_in_use(db: Connection, spec: ListSpec) -> tuple[str, ...]:
    """Every label on any row, by name. Not for the GUI thread."""
    if not spec.labels:
        return ()
    return tuple(str(each) for (each,) in _labels(spec).all(db) if each)


def owner_name(db: Connection, spec: ListSpec, key: str, owner_id: str) -> str:
    """What the row with this id is called; empty where it is gone."""
    found = spec.owners[key].one(db, id=owner_id) if key in spec.owners else None
    return "" if found is None else str(found[0])


def turned_round(spec: ListSpec, query: Query) -> Query:
    """The same rows from the end."""
    sorts = query.sorts or (spec.first,)
    turned = tuple(Sort(each.key, not each.descending) for each in sorts)
    return msgspec.structs.replace(query, sorts=turned)


def _row(spec: ListSpec, read: Sequence[str], line: tuple[object, ...]) -> ListRow:
    values = dict(zip(read, line[3:], strict=True))
    for key in spec.turned.keys() & values.keys():
        values[key] = spec.turned[key](values[key])
    return ListRow(
        RowId(str(line[1])), tuple(values.get(each.key) for each in spec.fields), line[2] == 0
    )


def _source(spec: ListSpec, keys: Iterable[str]) -> FromClause:
    joined: FromClause = spec.table
    seen: list[FromClause] = []
    for key in keys:
        if key in spec.joins and not any(spec.joins[key][0] is each for each in seen):
            table, on = spec.joins[key]
            joined = joined.outerjoin(table, on)
            seen.append(table)
    return joined


def _conditions(spec: ListSpec, query: Query) -> list[ColumnElement[bool]]:
    each = [_filtered(spec, one) for one in query.filters]
    kept = [_is_there(spec)]
    if each:
        kept.append(or_(*each) if query.match is Match.ANY else and_(*each))
    if query.words.strip():
        kept.append(spec.searched(query.words.strip()))
    return kept


def _filtered(spec: ListSpec, one: Filter) -> ColumnElement[bool]:
    """A filter; words in a column of another table are looked for there once, and then each row
    is compared with what was found: joined, SQLite begins with the other table and sorts a
    million rows at the end."""
    field, value = spec.field(one.key), spec.values[one.key]
    if one.key not in spec.through or one.op is not Op.CONTAINS:
        return condition(field, value, one)
    here, there = spec.through[one.key]
    return _unled(here).in_(select(there).where(condition(field, value, one)))


def _unled(value: ColumnElement[object]) -> ColumnElement[object]:
    """The value, with the hint that no index of it shall lead (SQLite: unary plus)."""
    return UnaryExpression(value, operator=custom_op("+"))


def _is_there(spec: ListSpec) -> ColumnElement[bool]:
    """Rows that were taken back are few and have an index of their own; looking at the flag of
    each row instead would read the whole table, where an index of the order is enough."""
    table = spec.table
    if "gone" not in table.c:
        return true()
    gone = table.alias("taken_back")
    return table.c.rowid.not_in(select(gone.c.rowid).where(gone.c.gone == literal_column("1")))


def _keys_used(spec: ListSpec, query: Query) -> list[str]:
    sorts = query.sorts or (spec.first,)
    joined = (f.key for f in query.filters if f.key not in spec.through or f.op is not Op.CONTAINS)
    return [*(s.key for s in sorts), *joined, query.group_by]


def _sorted_by(spec: ListSpec, key: str) -> ColumnElement[object]:
    value = spec.values[key]
    if spec.field(key).kind not in _NOCASE:
        return value
    caseless: ColumnElement[Any] = collate(value, "NOCASE")
    return caseless


def _ordered(spec: ListSpec, query: Query) -> Select[tuple[int]]:
    sorts = query.sorts or (spec.first,)
    ways = [_sorted_by(spec, s.key) for s in sorts]
    ordered = [w.desc() if s.descending else w.asc() for w, s in zip(ways, sorts, strict=True)]
    if query.group_by:
        ordered.insert(0, _sorted_by(spec, query.group_by).asc())
    place = spec.table.c.rowid
    ordered.append(place.desc() if sorts[0].descending else place.asc())
    found = select(place).select_from(_source(spec, _keys_used(spec, query)))
    return found.where(*_conditions(spec, query)).order_by(*ordered)


@lru_cache(maxsize=256)
def _head(spec: ListSpec, query: Query) -> Statement:
    return prepared(_ordered(spec, query).limit(bindparam("size")))


@lru_cache(maxsize=64)
def _window(spec: ListSpec, query: Query) -> Statement:
    cut = _ordered(spec, query).limit(bindparam("size")).offset(bindparam("offset"))
    return prepared(cut)


@lru_cache(maxsize=256)
def _places(spec: ListSpec, query: Query) -> Statement:
    ordered = _ordered(spec, query).subquery()
    return prepared(select(func.group_concat(ordered.c.rowid)))


@lru_cache(maxsize=256)
def _totals(spec: ListSpec, query: Query) -> Statement:
    # total() never overflows where sum() of absurd amounts raises; both are exact to 2**53.
    sums = [func.total(spec.values[each.key]) for each in sums_of(spec)]
    keys = [*_keys_used(spec, query), *(each.key for each in sums_of(spec))]
    found = select(func.count(), *sums).select_from(_source(spec, keys))
    return prepared(found.where(*_conditions(spec, query)))


@lru_cache(maxsize=256)
def _matching(spec: ListSpec, query: Query) -> Statement:
    source = _source(spec, _keys_used(spec, query))
    found = select(func.count()).select_from(source)
    return prepared(found.where(*_conditions(spec, query)))


@lru_cache(maxsize=16)
def _count(spec: ListSpec) -> Statement:
    every = select(func.count()).select_from(spec.table).scalar_subquery()
    if "gone" not in spec.table.c:
        return prepared(select(every))
    gone = select(func.count()).where(spec.table.c.gone == literal_column("1")).scalar_subquery()
    return prepared(select(every - gone))


@lru_cache(maxsize=64)
def _groups(spec: ListSpec, query: Query) -> Statement:
    value = spec.values[query.group_by]
    ordered = _sorted_by(spec, query.group_by)
    sums = [func.total(spec.values[each.key]) for each in sums_of(spec)]
    keys = [*_keys_used(spec, query), *(each.key for each in sums_of(spec))]
    found = select(func.max(value), func.count(), *sums).select_from(_source(spec, keys))
    return prepared(
        found.where(*_conditions(spec, query)).group_by(ordered).order_by(ordered.asc())
    )


@lru_cache(maxsize=128)
def _rows(spec: ListSpec, keys: tuple[str, ...]) -> Statement:
    place = spec.table.c.rowid
    shown = [spec.values[key] for key in keys]
    found = select(place, spec.table.c.id, spec.table.c["_seq"], *shown)
    listed = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
    return prepared(found.select_from(_source(spec, keys)).where(place.in_(listed)))


@lru_cache(maxsize=16)
def _ids(spec: ListSpec) -> Statement:
    place = spec.table.c.rowid
    listed = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
    return prepared(select(place, spec.table.c.id).where(place.in_(listed)))


@lru_cache(maxsize=16)
def _labels(spec: ListSpec) -> Statement:
    each = func.json_each(spec.table.c[spec.labels]).table_valued("value")
    found = select(each.c.value).distinct().select_from(spec.table.join(each, true()))
    by_name = collate(each.c.value, "NOCASE")
    labelled = found.where(spec.table.c[spec.labels] != "[]", _is_there(spec))
    return prepared(labelled.order_by(by_name))
