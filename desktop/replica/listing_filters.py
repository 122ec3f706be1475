"""One filter of a list as an SQL condition, by the kind of its column."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from desktop.replica.listing_query import Field, Filter, Kind, Op, day_end_ms, day_ms, whole

_TEXTS = frozenset({Kind.TEXT, Kind.PERSON, Kind.STATUS, Kind.OWNER})


def condition(field: Field, value: ColumnElement[object], asked: Filter) -> ColumnElement[bool]:
    """The condition; values are bound, wildcards in what people typed mean themselves."""
    if asked.op in {Op.EMPTY, Op.FILLED}:
        return _emptiness(field, value, asked.op)
    if asked.op is Op.CONTAINS:
        return value.contains(asked.values[0], autoescape=True)
    if asked.op is Op.BETWEEN:
        return _between(field, value, asked.values)
    chosen = _one_of(field, value, asked.values)
    if asked.op is Op.NONE_OF:
        return or_(value.is_(None), not_(chosen))
    return chosen


def has_label(value: ColumnElement[object], label: str) -> ColumnElement[bool]:
    """Whether a JSON list of labels holds this one, as our own encoder writes it."""
    return func.instr(value, msgspec.json.encode(label).decode()) > 0


def _one_of(
    field: Field, value: ColumnElement[object], wanted: tuple[str, ...]
) -> ColumnElement[bool]:
    if field.kind is Kind.LABELS:
        return or_(*(has_label(value, each) for each in wanted if each))
    return or_(*(value == each for each in wanted if each))


def _emptiness(field: Field, value: ColumnElement[object], op: Op) -> ColumnElement[bool]:
    empty: ColumnElement[bool] = value.is_(None)
    if field.kind in _TEXTS:
        empty = or_(empty, value == "")
    elif field.kind is Kind.LABELS:
        empty = or_(empty, value == "[]")
    return empty if op is Op.EMPTY else not_(empty)


def _between(
    field: Field, value: ColumnElement[object], ends: tuple[str, ...]
) -> ColumnElement[bool]:
    low, high = ends
    kept: list[ColumnElement[bool]] = [true()]
    if field.kind is Kind.INSTANT:
        since, before = day_ms(low), day_end_ms(high)
        if since is not None and before is not None and since >= before:
            return false()
        kept += [value >= since] if since is not None else []
        kept += [value < before] if before is not None else []
        return and_(*kept)
    least, most = whole(low), whole(high)
    kept += [value >= least] if least is not None else []
    kept += [value <= most] if most is not None else []
    return and_(*kept)
