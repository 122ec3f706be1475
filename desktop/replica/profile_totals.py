"""Counts and totals of one customer's records by status, and the newest records of a status."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, bindparam, func, literal, null, select
from sqlalchemy.sql.elements import Null

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, Statement, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms


class Section(StrEnum):
    """Parts of the Activity tab, in the order shown (A23)."""

    ISSUES = "issues"
    INVOICES = "invoices"
    BOOKINGS = "bookings"
    QUOTES = "quotes"
    INQUIRIES = "inquiries"
    PAYMENTS = "payments"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class StatusTotal:
    """How many records have a status, and what they come to; None: no money here.

    `status` is a built-in one; `status_id` the office's own that counts as it (A24).
    """

    section: Section
    status: str
    count: int
    cents: int | None
    status_id: RowId | None = None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record under its status. `due_cents` is what is still to be paid of an invoice."""

    id: RowId
    number: int | None
    title: str
    at: datetime | None
    cents: int | None
    due_cents: int | None


_inquiry, _quote, _booking, _invoice, _issue = (
    ROWS[name] for name in ("inquiry", "quote", "booking", "invoice", "issue")
)
_money, _payment, _credit, _hold, _call, _voicemail = (
    ROWS[name] for name in ("booking_money", "payment", "credit_note", "hold", "call", "voicemail")
)
_BOOKED = (
    select(_money.c.total_cents)
    .where(
        _money.c.customer_id == bindparam("id"),
        _money.c.id.between(_booking.c.id, _booking.c.id),
    )
    .scalar_subquery()
)
"""Written as a range: one customer's amounts lie side by side in the index by customer. An equal
id would be looked up in the index by id, where they lie on as many pages as there are bookings."""
_DUE = _invoice.c.total_cents - _invoice.c.paid_cents - _invoice.c.credited_cents


def _records(
    table: FromClause, cents: ColumnElement[int] | None, own: ColumnElement[str] | None
) -> Statement:
    total = null() if cents is None else func.sum(cents)
    grouped = (table.c.status,) if own is None else (table.c.status, own)
    columns = (*grouped, null()) if own is None else grouped
    counted = select(*columns, func.count(), total).select_from(table)
    return prepared(counted.where(table.c.customer_id == bindparam("id")).group_by(*grouped))


_HELD = prepared(
    select(_hold.c.state, null(), func.count(), func.sum(_hold.c.amount_cents))
    .where(_hold.c.customer_id == bindparam("id"))
    .group_by(_hold.c.state)
)
_CALLED = prepared(
    select(_call.c.outcome, null(), func.count(), null())
    .where(_call.c.customer_id == bindparam("id"), _call.c.continues_id.is_(None))
    .group_by(_call.c.outcome)
)


def _given(word: str, table: FromClause, *, stands: bool) -> Statement:
    voided = table.c.voided_at.is_(None) if stands else table.c.voided_at.is_not(None)
    counted = select(literal(word), null(), func.count(), func.sum(table.c.amount_cents))
    return prepared(counted.where(table.c.customer_id == bindparam("id"), voided))


TOTALS: dict[Section, tuple[Statement, ...]] = {
    Section.ISSUES: (_records(_issue, None, None),),
    Section.INVOICES: (_records(_invoice, _invoice.c.total_cents, _invoice.c.status_id),),
    Section.BOOKINGS: (_records(_booking, _BOOKED, _booking.c.status_id),),
    Section.QUOTES: (_records(_quote, _quote.c.total_cents, _quote.c.status_id),),
    Section.INQUIRIES: (_records(_inquiry, None, _inquiry.c.status_id),),
    Section.PAYMENTS: (
        _given("payment", _payment, stands=True),
        _given("voided", _payment, stands=False),
        _given("credit_note", _credit, stands=True),
        _HELD,
    ),
    Section.CALLS: (_CALLED,),
}


def section_totals(
    db: Connection, customer_id: RowId, sections: Collection[Section] = tuple(Section)
) -> tuple[StatusTotal, ...]:
    """Counts and sums for these sections; statuses without a record are left out."""
    return tuple(
        StatusTotal(section, status, count, cents, None if own is None else RowId(own))
        for section in sections
        for statement in TOTALS[section]
        for status, own, count, cents in statement.all(db, id=customer_id)
        if count
    )


def _newest(
    table: FromClause,
    title: ColumnElement[str],
    cents: ColumnElement[int] | None = None,
    due: ColumnElement[int] | None = None,
) -> Statement:
    at = table.c.reported_at if table is _issue else table.c.created_at
    found = select(table.c.id, table.c.number, title, at, _or_null(cents), _or_null(due)).where(
        table.c.customer_id == bindparam("id"), table.c.status == bindparam("status")
    )
    if table is not _issue:
        found = found.where(table.c.status_id.is_(bindparam("own")))
    return prepared(found.order_by(at.desc(), table.c.id.desc()).limit(bindparam("size")))


def _or_null(given: ColumnElement[int] | None) -> ColumnElement[int] | Null:
    return null() if given is None else given


NEWEST: dict[Section, Statement] = {
    Section.ISSUES: _newest(_issue, _issue.c.issue_type),
    Section.INVOICES: _newest(_invoice, _invoice.c.title, _invoice.c.total_cents, _DUE),
    Section.BOOKINGS: _newest(_booking, _booking.c.title, _BOOKED),
    Section.QUOTES: _newest(_quote, _quote.c.title, _quote.c.total_cents),
    Section.INQUIRIES: _newest(_inquiry, _inquiry.c.title),
}
"""Sections whose statuses open to records; the others are told by the timeline."""


def newest_of(
    db: Connection, customer_id: RowId, total: StatusTotal, size: int
) -> tuple[RecordLine, ...]:
    """The newest records of one status; nothing for sections that are no records."""
    statement = NEWEST.get(total.section)
    if statement is None:
        return ()
    found = statement.all(db, id=customer_id, status=total.status, own=total.status_id, size=size)
    return tuple(
        RecordLine(RowId(row_id), number, title, None if at is None else from_ms(at), cents, due)
        for row_id, number, title, at, cents, due in found
    )
