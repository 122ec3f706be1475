"""The timeline of one customer: everything that happened, page by page in either direction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Null,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.elements import Grouping

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.tables import ROWS, Statement, prepared
from desktop.replica.timeline_sources import ORIGINS, EntryKind, Origin, Place, TimelineEntry
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms

__all__ = ["EntryKind", "Place", "TimelineEntry", "by_month", "kind_counts", "newer", "timeline"]

T = TypeVar("T")

_post = ROWS["post"]
_BEYOND = Place(1 << 62, "~")
"""A place before the newest entry."""
_MONTH = "%Y-%m"
_NUMBERED = frozenset(EntryKind) - {EntryKind.CALL, EntryKind.VOICEMAIL, EntryKind.MESSAGE}
"""Kinds whose number is written somewhere and may be looked for."""


class Way(StrEnum):
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class _Shape:
    kinds: frozenset[EntryKind]
    way: Way = Way.OLDER
    is_narrowed: bool = False


@dataclass(frozen=True, slots=True)
class MonthCount:
    """So much happened in one month, `2025-10`."""

    month: str
    count: int


def _or(
    given: ColumnElement[T] | None, otherwise: ColumnElement[T] | Null
) -> ColumnElement[T] | Null:
    return otherwise if given is None else given


def _text(given: ColumnElement[str] | None) -> ColumnElement[str]:
    return literal("") if given is None else func.coalesce(given, "")


def _entries(origin: Origin, shape: _Shape) -> FromClause:
    table, at = origin.table, origin.table.c[origin.at]
    place, there = tuple_(at, table.c.id), tuple_(bindparam("at"), bindparam("from_id"))
    is_older = shape.way is Way.OLDER
    beyond = (at <= bindparam("at"), place < there)
    if not is_older:
        beyond = (at >= bindparam("at"), place > there)
    found = (
        select(
            literal(str(origin.kind)).label("kind"),
            table.c.id.label("id"),
            at.label("at"),
            _or(origin.number, null()).label("number"),
            origin.title.label("title"),
            _text(origin.detail).label("detail"),
            _text(origin.status).label("status"),
            _or(origin.cents, null()).label("cents"),
            _or(origin.parent, null()).label("parent"),
            table.c["_seq"].label("seq"),
            _text(origin.note).label("note"),
            _or(origin.status_id, null()).label("status_id"),
        )
        .where(table.c.customer_id == bindparam("id"), *beyond, *_only(origin))
        .order_by(*((at.desc(), table.c.id.desc()) if is_older else (at, table.c.id)))
        .limit(bindparam("size"))
    )
    if shape.is_narrowed:
        found = found.where(_holds_words(origin))
    return found.subquery()


def _only(origin: Origin) -> tuple[ColumnElement[bool], ...]:
    return () if origin.only is None else (origin.only,)


def _holds_words(origin: Origin) -> ColumnElement[bool]:
    searched = [origin.title, *((origin.detail,) if origin.detail is not None else ())]
    found = [each.like(bindparam("words"), escape="\\") for each in searched]
    if origin.number is not None and origin.kind in _NUMBERED:
        found.append(origin.number == bindparam("wanted"))
    return Grouping(or_(*found))


@cache
def _page(shape: _Shape) -> Statement:
    parts = [select(_entries(origin, shape)) for origin in ORIGINS if origin.kind in shape.kinds]
    merged = union_all(*parts).subquery()
    order = (merged.c.at.desc(), merged.c.id.desc())
    if shape.way is Way.NEWER:
        order = (merged.c.at.asc(), merged.c.id.asc())
    return prepared(select(merged).order_by(*order).limit(bindparam("size")))


_WAITING = prepared(
    select(_post.c.id, _post.c.written_at, _post.c.body, _post.c.author_name)
    .add_columns(_post.c.visibility, _post.c.thread_id)
    .where(_post.c.customer_id == bindparam("id"), _post.c.posted_at.is_(None))
)


def timeline(
    db: Connection,
    customer_id: RowId,
    *,
    before: Place | None = None,
    size: int = 50,
    kinds: Collection[EntryKind] = tuple(EntryKind),
    words: str = "",
) -> tuple[TimelineEntry, ...]:
    """The newest entries of these kinds, or those older than a place; newest first.

    `words` keeps entries whose text holds them, or whose number they end in (`INV-00012`).
    """
    chosen = frozenset(kinds)
    statement = _page(_Shape(chosen, is_narrowed=bool(words)))
    binds = _binds(customer_id, before or _BEYOND, size, words)
    entries = [_entry(found) for found in statement.all(db, **binds)]
    if before is None and EntryKind.POST in chosen:
        waiting = [_waiting(found) for found in _WAITING.all(db, id=customer_id)]
        mine = [each for each in waiting if words.casefold() in each.title.casefold()]
        entries = sorted([*mine, *entries], key=lambda e: (e.at, e.id), reverse=True)
    return tuple(entries[: max(size, 1)])


def newer(
    db: Connection,
    customer_id: RowId,
    after: Place,
    *,
    size: int = 50,
    kinds: Collection[EntryKind] = tuple(EntryKind),
    words: str = "",
) -> tuple[TimelineEntry, ...]:
    """Those next to a place on its newer side; newest first."""
    statement = _page(_Shape(frozenset(kinds), Way.NEWER, bool(words)))
    found = statement.all(db, **_binds(customer_id, after, size, words))
    return tuple(_entry(each) for each in reversed(found))


def _binds(customer_id: RowId, place: Place, size: int, words: str) -> dict[str, object]:
    binds: dict[str, object] = {"id": customer_id, "at": place.at_ms, "from_id": place.id}
    if words:
        escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        digits = words.rpartition("-")[2].strip()
        is_number = digits.isascii() and digits.isdecimal() and len(digits) < 16
        binds |= {"words": f"%{escaped}%", "wanted": int(digits) if is_number else -1}
    return binds | {"size": size}


def _grouped(origin: Origin, key: ColumnElement[str] | None) -> Statement:
    counted = select(*(() if key is None else (key.label("key"),)), func.count())
    counted = counted.select_from(origin.table)
    counted = counted.where(origin.table.c.customer_id == bindparam("id"), *_only(origin))
    return prepared(counted if key is None else counted.group_by(key))


def _month_of(origin: Origin) -> ColumnElement[str]:
    seconds = origin.table.c[origin.at].op("/")(1000)
    return func.coalesce(func.strftime(_MONTH, seconds, "unixepoch"), "")


_COUNTS = {origin.kind: _grouped(origin, None) for origin in ORIGINS}
_MONTHS = {origin.kind: _grouped(origin, _month_of(origin)) for origin in ORIGINS}


def kind_counts(db: Connection, customer_id: RowId) -> dict[EntryKind, int]:
    """How many entries of each kind there are in all."""
    return {kind: (each.one(db, id=customer_id) or (0,))[0] for kind, each in _COUNTS.items()}


def by_month(
    db: Connection, customer_id: RowId, kinds: Collection[EntryKind] = tuple(EntryKind)
) -> tuple[MonthCount, ...]:
    """How much happened in each month in which something did, oldest first."""
    sums: dict[str, int] = {}
    for kind in kinds:
        for month, count in _MONTHS[kind].all(db, id=customer_id):
            sums[month] = sums.get(month, 0) + count
    return tuple(MonthCount(month, sums[month]) for month in sorted(sums) if month)


def _entry(found: SqlRow) -> TimelineEntry:
    kind, row_id, at, number, title, detail, status, cents, parent, seq, note, own = found
    return TimelineEntry(
        kind=EntryKind(kind),
        id=RowId(row_id),
        at=from_ms(at),
        number=number,
        title=title,
        detail=detail,
        status=status,
        cents=cents,
        parent_id=None if parent is None else RowId(parent),
        is_pending=seq == 0,
        note=note,
        status_id=None if own is None else RowId(own),
    )


def _waiting(found: SqlRow) -> TimelineEntry:
    """A post that no server has a time for yet."""
    row_id, written_at, body, author, visibility, thread_id = found
    return TimelineEntry(
        kind=EntryKind.POST,
        id=RowId(row_id),
        at=from_ms(written_at or 0),
        number=None,
        title=body,
        detail=author,
        status=visibility,
        cents=None,
        parent_id=RowId(thread_id),
        is_pending=True,
    )
