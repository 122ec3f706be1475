"""Records whose time has come: invoices past due, quotes, cycles to be billed, issues."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, or_, select

from sync_server.contract.base import RowId
from sync_server.contract.billing import BillingCycleRow
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import InvoiceRow, QuoteRow
from sync_server.contract.values import CycleOrigin, InvoiceStatus, IssueStatus, QuoteStatus
from sync_server.rules.issue_notices import MOST_REMINDERS
from sync_server.store.tables import ROW_TABLES
from sync_server.store.view import R, SqlView

AT_ONCE = 200
_invoices, _quotes, _cycles, _issues = (
    ROW_TABLES[kind].c for kind in (InvoiceRow, QuoteRow, BillingCycleRow, IssueRow)
)
_OPEN = (
    _issues.status.in_([str(s) for s in IssueStatus if s is not IssueStatus.CLOSED]),
    _issues.merged_into_id.is_(None),
    _issues.gone == 0,
)


def overdue_invoices(connection: Connection, now: datetime) -> list[InvoiceRow]:
    due = (_invoices.status == InvoiceStatus.OPEN, _invoices.due_at < to_ms(now))
    return _rows(connection, InvoiceRow, *due, _invoices.gone == 0)


def expired_quotes(connection: Connection, now: datetime) -> list[QuoteRow]:
    due = (_quotes.status == QuoteStatus.SENT, _quotes.expires_at < to_ms(now))
    return _rows(connection, QuoteRow, *due, _quotes.gone == 0)


def due_cycles(connection: Connection, now: datetime) -> list[BillingCycleRow]:
    due = (_cycles.origin == CycleOrigin.AUTOMATIC, _cycles.next_at <= to_ms(now))
    return _rows(connection, BillingCycleRow, *due, _cycles.is_paused == 0, _cycles.gone == 0)


def issues_to_follow(connection: Connection, day: str) -> list[IssueRow]:
    """Open ones whose day came and that were not told of today."""
    due = (_issues.follow_up_on != "", _issues.follow_up_on <= day, _issues.reminded_on < day)
    wanted = (_issues.follow_up_required == 1, _issues.reminders <= MOST_REMINDERS)
    return _rows(connection, IssueRow, *_OPEN, *due, *wanted)


def issues_past(connection: Connection, now: datetime) -> list[IssueRow]:
    """All open ones of which a clock has run out: they stay so until somebody sees to them."""
    past = or_(_issues.ack_due_at <= to_ms(now), _issues.resolve_due_at <= to_ms(now))
    found = connection.execute(select(_issues.id).where(*_OPEN, past).order_by(_issues.id))
    view = SqlView(connection)
    ids = [RowId(row_id) for (row_id,) in found]
    view.load_missing(IssueRow, ids)
    return [row for row in (view.get(IssueRow, row_id) for row_id in ids) if row is not None]


def disputed_invoices(connection: Connection) -> list[tuple[RowId, datetime]]:
    """Open issues about an overdue invoice or its booking, each with the day it was due."""
    is_about = or_(_issues.record_id == _invoices.id, _issues.record_id == _invoices.booking_id)
    is_overdue = (_invoices.status == InvoiceStatus.OVERDUE, _invoices.gone == 0)
    wanted = select(_issues.id, _invoices.due_at).where(*_OPEN, *is_overdue, is_about)
    found = connection.execute(wanted.order_by(_issues.id, _invoices.due_at)).all()
    return [(RowId(issue), from_ms(due)) for issue, due in found if due is not None]


def _rows(connection: Connection, kind: type[R], *where: ColumnElement[bool]) -> list[R]:
    table = ROW_TABLES[kind]
    wanted = select(table.c.id).where(*where).order_by(table.c.id).limit(AT_ONCE)
    ids = [RowId(row_id) for (row_id,) in connection.execute(wanted)]
    view = SqlView(connection)
    view.load(kind, ids)
    return [row for row in (view.get(kind, row_id) for row_id in ids) if row is not None]
