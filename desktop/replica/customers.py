"""Head of one customer's page: who it is, and counts and totals by status."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, FromClause, bindparam, func, literal, null, select

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, Statement, one_of, prepared
from sync_server.contract.base import RowId
from sync_server.contract.values import ContactKind, InvoiceStatus, IssueStatus, RecordKind

_customer, _note, _point, _booking, _money = (
    ROWS[name]
    for name in ("customer", "customer_note", "contact_point", "booking", "booking_money")
)
_inquiry, _quote, _invoice, _issue = (
    ROWS[name] for name in ("inquiry", "quote", "invoice", "issue")
)


@dataclass(frozen=True, slots=True)
class CustomerHead:
    id: RowId
    version: int
    name: str
    labels: tuple[str, ...]
    location: str
    note: str
    pinned_alert: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    open_issues: int
    overdue_cents: int


@dataclass(frozen=True, slots=True)
class StatusTotal:
    """How many records of a kind have a status, and what they come to; None: no money here."""

    kind: RecordKind
    status: str
    count: int
    cents: int | None


_HEAD = prepared(
    select(
        _customer.c.id,
        _customer.c.version,
        _customer.c.name,
        _customer.c.labels,
        _customer.c.location,
        func.coalesce(_note.c.note, ""),
        func.coalesce(_note.c.pinned_alert, ""),
        select(func.count())
        .select_from(_issue)
        .where(
            _issue.c.customer_id == _customer.c.id,
            one_of(_issue.c.status, [s for s in IssueStatus if s is not IssueStatus.CLOSED]),
        )
        .scalar_subquery(),
        select(func.coalesce(func.sum(_invoice.c.total_cents), 0))
        .where(_invoice.c.customer_id == _customer.c.id, _invoice.c.status == InvoiceStatus.OVERDUE)
        .scalar_subquery(),
    )
    .select_from(_customer.outerjoin(_note, _note.c.id == _customer.c.id))
    .where(_customer.c.id == bindparam("id"))
)
_POINTS = prepared(
    select(_point.c.contact_kind, _point.c.value)
    .where(_point.c.customer_id == bindparam("id"))
    .order_by(_point.c.id)
)


def customer_head(db: Connection, customer_id: RowId) -> CustomerHead | None:
    found = _HEAD.one(db, id=customer_id)
    if found is None:
        return None
    row_id, version, name, labels, location, note, alert, open_issues, overdue = found
    points = _POINTS.all(db, id=customer_id)
    return CustomerHead(
        id=RowId(row_id),
        version=version,
        name=name,
        labels=msgspec.json.decode(labels, type=tuple[str, ...]),
        location=location,
        note=note,
        pinned_alert=alert,
        phones=tuple(value for kind, value in points if kind == ContactKind.PHONE),
        emails=tuple(value for kind, value in points if kind == ContactKind.EMAIL),
        open_issues=open_issues,
        overdue_cents=overdue,
    )


def _totals(kind: RecordKind, table: FromClause, cents: ColumnElement[int] | None) -> Statement:
    total = null() if cents is None else func.coalesce(func.sum(cents), 0)
    source = table
    if kind is RecordKind.BOOKING:
        source = table.outerjoin(_money, _money.c.id == table.c.id)
    counted = select(literal(str(kind)), table.c.status, func.count(), total)
    counted = counted.select_from(source).where(table.c.customer_id == bindparam("id"))
    return prepared(counted.group_by(table.c.status))


_TOTALS = (
    _totals(RecordKind.INQUIRY, _inquiry, None),
    _totals(RecordKind.QUOTE, _quote, _quote.c.total_cents),
    _totals(RecordKind.BOOKING, _booking, _money.c.total_cents),
    _totals(RecordKind.INVOICE, _invoice, _invoice.c.total_cents),
    _totals(RecordKind.ISSUE, _issue, None),
)


def status_totals(db: Connection, customer_id: RowId) -> tuple[StatusTotal, ...]:
    """Counts and sums for the status bars; kinds and statuses without a record are left out."""
    return tuple(
        StatusTotal(RecordKind(kind), status, count, cents)
        for statement in _TOTALS
        for kind, status, count, cents in statement.all(db, id=customer_id)
    )
