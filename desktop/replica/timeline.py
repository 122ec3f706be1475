"""The timeline of one customer: everything that happened, newest first, page by page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Null,
    bindparam,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.elements import Grouping

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.tables import ROWS, Statement, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms, to_ms

T = TypeVar("T")

_inquiry, _quote, _booking, _invoice, _issue, _call, _voicemail, _post, _money = (
    ROWS[name]
    for name in (
        "inquiry",
        "quote",
        "booking",
        "invoice",
        "issue",
        "call",
        "voicemail",
        "post",
        "booking_money",
    )
)
_BEYOND = (1 << 62, "~")
"""A place before the newest entry."""


class EntryKind(StrEnum):
    INQUIRY = "inquiry"
    QUOTE = "quote"
    BOOKING = "booking"
    INVOICE = "invoice"
    ISSUE = "issue"
    CALL = "call"
    VOICEMAIL = "voicemail"
    POST = "post"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened with a customer.

    `title` is a record's title, an issue's type, a caller's number or a post's text; `detail` is
    a post's author, who answered a call, who heard a voicemail, or an issue's description.
    `parent_id` is the thread of a post and the call of a voicemail; `number` the seconds spoken.
    """

    kind: EntryKind
    id: RowId
    at: datetime
    number: int | None
    title: str
    detail: str
    status: str
    cents: int | None
    parent_id: RowId | None
    is_pending: bool
    """Waits in the outbox."""
    note: str = ""
    """The direction of a call, the checksum of a voicemail's sound."""

    @property
    def place(self) -> Place:
        return Place(to_ms(self.at), self.id)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the timeline ends: the next begins with what is older."""

    at_ms: int
    id: str


@dataclass(frozen=True, slots=True)
class _Source:
    """Where entries of one kind come from; texts are empty and numbers None unless given."""

    kind: EntryKind
    table: FromClause
    at: str
    title: ColumnElement[str]
    detail: ColumnElement[str] | None = None
    status: ColumnElement[str] | None = None
    number: ColumnElement[int] | None = None
    cents: ColumnElement[int] | None = None
    parent: ColumnElement[str] | None = None
    note: ColumnElement[str] | None = None
    only: ColumnElement[bool] | None = None


_BOOKED = select(_money.c.total_cents).where(_money.c.id == _booking.c.id).scalar_subquery()
_SPOKEN: ColumnElement[int] = Grouping(_call.c.ended_at - _call.c.answered_at).op("/")(1000)
_SOURCES = (
    _Source(
        EntryKind.INQUIRY,
        _inquiry,
        "created_at",
        _inquiry.c.title,
        status=_inquiry.c.status,
        number=_inquiry.c.number,
    ),
    _Source(
        EntryKind.QUOTE,
        _quote,
        "created_at",
        _quote.c.title,
        status=_quote.c.status,
        number=_quote.c.number,
        cents=_quote.c.total_cents,
    ),
    _Source(
        EntryKind.BOOKING,
        _booking,
        "created_at",
        _booking.c.title,
        status=_booking.c.status,
        number=_booking.c.number,
        cents=_BOOKED,
    ),
    _Source(
        EntryKind.INVOICE,
        _invoice,
        "created_at",
        _invoice.c.title,
        status=_invoice.c.status,
        number=_invoice.c.number,
        cents=_invoice.c.total_cents,
    ),
    _Source(
        EntryKind.ISSUE,
        _issue,
        "reported_at",
        _issue.c.issue_type,
        detail=_issue.c.description,
        status=_issue.c.status,
        number=_issue.c.number,
    ),
    _Source(
        EntryKind.CALL,
        _call,
        "started_at",
        _call.c.number,
        detail=_call.c.answered_by_name,
        status=_call.c.outcome,
        number=_SPOKEN,
        note=_call.c.direction,
        parent=_call.c.booking_id,
        only=_call.c.continues_id.is_(None),
    ),
    _Source(
        EntryKind.VOICEMAIL,
        _voicemail,
        "left_at",
        _voicemail.c.number,
        detail=_voicemail.c.heard_by_name,
        number=_voicemail.c.seconds,
        note=_voicemail.c.sha256,
        parent=_voicemail.c.call_id,
        only=_voicemail.c.removed_at.is_(None),
    ),
    _Source(
        EntryKind.POST,
        _post,
        "posted_at",
        _post.c.body,
        detail=_post.c.author_name,
        status=_post.c.visibility,
        parent=_post.c.thread_id,
    ),
)


def _or(
    given: ColumnElement[T] | None, otherwise: ColumnElement[T] | Null
) -> ColumnElement[T] | Null:
    return otherwise if given is None else given


def _entries(source: _Source) -> FromClause:
    table, at = source.table, source.table.c[source.at]
    place = tuple_(at, table.c.id)
    return (
        select(
            literal(str(source.kind)).label("kind"),
            table.c.id.label("id"),
            at.label("at"),
            _or(source.number, null()).label("number"),
            source.title.label("title"),
            _or(source.detail, literal("")).label("detail"),
            _or(source.status, literal("")).label("status"),
            _or(source.cents, null()).label("cents"),
            _or(source.parent, null()).label("parent"),
            table.c["_seq"].label("seq"),
            _or(source.note, literal("")).label("note"),
        )
        .where(
            table.c.customer_id == bindparam("id"),
            at <= bindparam("at"),
            place < tuple_(bindparam("at"), bindparam("before_id")),
            *((source.only,) if source.only is not None else ()),
        )
        .order_by(at.desc(), table.c.id.desc())
        .limit(bindparam("size"))
        .subquery()
    )


@cache
def _page(kinds: frozenset[EntryKind]) -> Statement:
    parts = [select(_entries(source)) for source in _SOURCES if source.kind in kinds]
    merged = union_all(*parts).subquery()
    return prepared(
        select(merged).order_by(merged.c.at.desc(), merged.c.id.desc()).limit(bindparam("size"))
    )


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
) -> tuple[TimelineEntry, ...]:
    """The newest entries of these kinds, or those older than a place."""
    chosen = frozenset(kinds)
    statement = _page(chosen)
    at, before_id = _BEYOND if before is None else (before.at_ms, before.id)
    binds = {"id": customer_id, "at": at, "before_id": before_id, "size": size}
    entries = [_entry(found) for found in statement.all(db, **binds)]
    if before is None and EntryKind.POST in chosen:
        waiting = [_waiting(found) for found in _WAITING.all(db, id=customer_id)]
        entries = sorted([*waiting, *entries], key=lambda e: (e.at, e.id), reverse=True)
    return tuple(entries[: max(size, 1)])


def _entry(found: SqlRow) -> TimelineEntry:
    kind, row_id, at, number, title, detail, status, cents, parent, seq, note = found
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
