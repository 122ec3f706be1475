"""Records whose time has come: invoices past due, quotes nobody accepted, cycles to be billed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from sync_server.contract.base import RowId
from sync_server.contract.billing import BillingCycleRow
from sync_server.contract.columns import to_ms
from sync_server.contract.records import InvoiceRow, QuoteRow
from sync_server.contract.values import CycleOrigin, InvoiceStatus, QuoteStatus
from sync_server.store.tables import ROW_TABLES
from sync_server.store.view import R, SqlView

AT_ONCE = 200
_invoices, _quotes, _cycles = (
    ROW_TABLES[kind].c for kind in (InvoiceRow, QuoteRow, BillingCycleRow)
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


def _rows(connection: Connection, kind: type[R], *where: ColumnElement[bool]) -> list[R]:
    table = ROW_TABLES[kind]
    wanted = select(table.c.id).where(*where).order_by(table.c.id).limit(AT_ONCE)
    ids = [RowId(row_id) for (row_id,) in connection.execute(wanted)]
    view = SqlView(connection)
    view.load(kind, ids)
    return [row for row in (view.get(kind, row_id) for row_id in ids) if row is not None]
