"""The statements of a list, compiled once for each question and kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

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

from desktop.replica.listing_filters import condition
from desktop.replica.listing_query import Filter, Kind, Match, Op, Query
from desktop.replica.listing_spec import ListSpec, summands, sums_of
from desktop.replica.tables import Statement, prepared

NARROW = 2_000
"""A range with fewer rows than this is found by its own index."""
_NOCASE = frozenset({Kind.TEXT, Kind.PERSON})


def _source(spec: ListSpec, keys: Iterable[str]) -> FromClause:
    joined: FromClause = spec.table
    seen: list[FromClause] = []
    for key in keys:
        if key in spec.joins and not any(spec.joins[key][0] is each for each in seen):
            table, on = spec.joins[key]
            joined = joined.outerjoin(table, on)
            seen.append(table)
    return joined


def _conditions(
    spec: ListSpec, query: Query, wide: frozenset[str] = frozenset()
) -> list[ColumnElement[bool]]:
    each = [_filtered(spec, one, wide) for one in query.filters]
    kept: list[ColumnElement[bool]] = [true() if spec.only is None else spec.only]
    if each:
        kept.append(or_(*each) if query.match is Match.ANY else and_(*each))
    if query.words.strip():
        kept.append(spec.searched(query.words.strip()))
    return kept


def _filtered(spec: ListSpec, one: Filter, wide: frozenset[str]) -> ColumnElement[bool]:
    """A filter; words in a column of another table are looked for there once, and then each row
    is compared with what was found: joined, SQLite begins with the other table and sorts a
    million rows at the end."""
    field, value = spec.field(one.key), spec.values[one.key]
    if one.key not in spec.through or one.op is not Op.CONTAINS:
        return condition(field, _unled(value) if one.key in wide else value, one)
    here, there = spec.through[one.key]
    return _unled(here).in_(select(there).where(condition(field, value, one)))


def _unled(value: ColumnElement[object]) -> ColumnElement[object]:
    """The value, with the hint that no index of it shall lead (SQLite: unary plus)."""
    return UnaryExpression(value, operator=custom_op("+"), type_=value.type)


def _keys_used(spec: ListSpec, query: Query) -> list[str]:
    sorts = query.sorts or (spec.first,)
    joined = (f.key for f in query.filters if f.key not in spec.through or f.op is not Op.CONTAINS)
    return [*(s.key for s in sorts), *joined, query.group_by]


def _sorted_by(spec: ListSpec, key: str) -> ColumnElement[object]:
    value = spec.ranks.get(key, spec.values[key])
    if spec.field(key).kind not in _NOCASE or key in spec.ranks:
        return value
    caseless: ColumnElement[Any] = collate(value, "NOCASE")
    return caseless


def _ordered(
    spec: ListSpec, query: Query, wide: frozenset[str] = frozenset()
) -> Select[tuple[int]]:
    sorts = query.sorts or (spec.first,)
    ways = [_sorted_by(spec, s.key) for s in sorts]
    ordered = [w.desc() if s.descending else w.asc() for w, s in zip(ways, sorts, strict=True)]
    if query.group_by:
        ordered.insert(0, _sorted_by(spec, query.group_by).asc())
    place = spec.table.c.rowid
    ordered.append(place.desc() if sorts[0].descending else place.asc())
    found = select(place).select_from(_source(spec, _keys_used(spec, query)))
    return found.where(*_conditions(spec, query, wide)).order_by(*ordered)


@lru_cache(maxsize=256)
def probe(spec: ListSpec, one: Filter) -> Statement:
    passes = condition(spec.field(one.key), spec.values[one.key], one)
    return prepared(select(literal_column("1")).select_from(spec.table).where(passes).limit(NARROW))


@lru_cache(maxsize=256)
def head(spec: ListSpec, query: Query, wide: frozenset[str]) -> Statement:
    return prepared(_ordered(spec, query, wide).limit(bindparam("size")))


def passing(spec: ListSpec, query: Query, *columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of whatever passes, in no order, for a statement of somebody else's."""
    found = select(*columns).select_from(_source(spec, _keys_used(spec, query)))
    return found.where(*_conditions(spec, query))


@lru_cache(maxsize=64)
def window(spec: ListSpec, query: Query) -> Statement:
    cut = _ordered(spec, query).limit(bindparam("size")).offset(bindparam("offset"))
    return prepared(cut)


@lru_cache(maxsize=256)
def places(spec: ListSpec, query: Query, wide: frozenset[str]) -> Statement:
    ordered = _ordered(spec, query, wide).subquery()
    return prepared(select(func.group_concat(ordered.c.rowid)))


@lru_cache(maxsize=256)
def totals(spec: ListSpec, query: Query) -> Statement:
    # total() never overflows where sum() of absurd amounts raises; both are exact to 2**53.
    sums = [func.total(each) for each in summands(spec)]
    keys = [*_keys_used(spec, query), *(each.key for each in sums_of(spec))]
    found = select(func.count(), *sums).select_from(_source(spec, keys))
    return prepared(found.where(*_conditions(spec, query)))


@lru_cache(maxsize=256)
def matching(spec: ListSpec, query: Query) -> Statement:
    source = _source(spec, _keys_used(spec, query))
    found = select(func.count()).select_from(source)
    return prepared(found.where(*_conditions(spec, query)))


@lru_cache(maxsize=16)
def count(spec: ListSpec) -> Statement:
    found = select(func.count()).select_from(spec.table)
    return prepared(found if spec.only is None else found.where(spec.only))


@lru_cache(maxsize=64)
def groups(spec: ListSpec, query: Query) -> Statement:
    value = spec.values[query.group_by]
    ordered = _sorted_by(spec, query.group_by)
    sums = [func.total(each) for each in summands(spec)]
    keys = [*_keys_used(spec, query), *(each.key for each in sums_of(spec))]
    found = select(func.max(value), func.count(), *sums).select_from(_source(spec, keys))
    return prepared(
        found.where(*_conditions(spec, query)).group_by(ordered).order_by(ordered.asc())
    )


@lru_cache(maxsize=128)
def rows(spec: ListSpec, keys: tuple[str, ...]) -> Statement:
    place = spec.table.c.rowid
    shown = [spec.values[key] for key in keys]
    found = select(place, spec.table.c.id, spec.table.c["_seq"], *shown)
    listed = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
    return prepared(found.select_from(_source(spec, keys)).where(place.in_(listed)))


@lru_cache(maxsize=16)
def ids(spec: ListSpec) -> Statement:
    place = spec.table.c.rowid
    listed = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
    return prepared(select(place, spec.table.c.id).where(place.in_(listed)))


@lru_cache(maxsize=16)
def labels(spec: ListSpec) -> Statement:
    each = func.json_each(spec.table.c[spec.labels]).table_valued("value")
    found = select(each.c.value).distinct().select_from(spec.table.join(each, true()))
    by_name = collate(each.c.value, "NOCASE")
    labelled = found.where(spec.table.c[spec.labels] != "[]")
    return prepared(labelled.order_by(by_name))
