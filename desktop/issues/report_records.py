"""What an issue of a customer may be about: their newest bookings, quotes and invoices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from desktop.issues.issue_sheet import name_of
from desktop.issues.report_model import RecordOption, WorkerOption
from desktop.links import ReportIssueWish
from desktop.qt.formatting import day
from desktop.replica.calls import last_bookings
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.records import BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.visibility import RECORD_TYPES

MOST = 5
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
Record = BookingRow | InvoiceRow | QuoteRow


def records_offered(store: Store, wish: ReportIssueWish, now: datetime) -> tuple[RecordOption, ...]:
    """The one that is named first, then bookings, invoices and quotes, newest first."""
    view, kind = store.view, RecordKind
    named = _named(store, wish)
    bookings = [
        view.get(BookingRow, each.id) for each in last_bookings(store.reader(), wish.customer_id)
    ]
    found: list[tuple[RecordKind, Record]] = [named] if named is not None else []
    found += [(kind.BOOKING, each) for each in bookings if each is not None]
    found += [
        (kind.INVOICE, each)
        for each in _newest(view.where(InvoiceRow, customer_id=wish.customer_id))
    ]
    found += [
        (kind.QUOTE, each) for each in _newest(view.where(QuoteRow, customer_id=wish.customer_id))
    ]
    once = {record.id: (its, record) for its, record in found}
    return tuple(_option(store, its, record, now) for its, record in once.values())


def _named(store: Store, wish: ReportIssueWish) -> tuple[RecordKind, Record] | None:
    if wish.record_kind is None or wish.record_id is None:
        return None
    row = store.view.get(RECORD_TYPES[wish.record_kind], wish.record_id)
    return (wish.record_kind, row) if isinstance(row, BookingRow | InvoiceRow | QuoteRow) else None


def _newest(rows: Iterable[InvoiceRow] | Iterable[QuoteRow]) -> list[Record]:
    ordered: list[Record] = sorted(rows, key=lambda row: row.created_at or _NEVER, reverse=True)
    return ordered[:MOST]


def _option(store: Store, kind: RecordKind, record: Record, now: datetime) -> RecordOption:
    number = code(kind, record.number, record.id)
    at = record.starts_at if isinstance(record, BookingRow) else record.created_at
    when = f", {day(at, now)}" if at else ""
    workers = record.worker_ids if isinstance(record, BookingRow) else ()
    options = tuple(WorkerOption(each, _worker(store, each)) for each in workers)
    return RecordOption(record.id, kind, number, f"{number} {record.title}{when}", options)


def _worker(store: Store, worker_id: RowId) -> str:
    return name_of(store.view, worker_id).replace("a former", "A former")
