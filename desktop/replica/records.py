"""One record with everything its page shows: customer, lines, money, what it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.replica.call_log import LoggedCall, calls_of_record
from desktop.replica.connection import Connection
from desktop.replica.view import ReplicaView
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import RowId
from sync_server.contract.care import PropertyRow
from sync_server.contract.customers import CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import CreditNoteRow, LineRow, PaymentRow
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.statuses import StatusRow
from sync_server.contract.threads import ThreadRow
from sync_server.contract.values import RecordKind, Role
from sync_server.rules.money import lines_of
from sync_server.rules.view import View

Record = InquiryRow | QuoteRow | BookingRow | InvoiceRow
_TYPES: Mapping[RecordKind, type[Record]] = {
    RecordKind.INQUIRY: InquiryRow,
    RecordKind.QUOTE: QuoteRow,
    RecordKind.BOOKING: BookingRow,
    RecordKind.INVOICE: InvoiceRow,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A record's rows. What this person may not see is not here, and then it is not shown."""

    kind: RecordKind
    row: Record
    customer: CustomerRow | None
    payer: CustomerRow | None
    thread: ThreadRow | None
    money: BookingMoneyRow | None
    """Of bookings only."""
    lines: tuple[LineRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    credits: tuple[CreditNoteRow, ...] = ()
    issues: tuple[IssueRow, ...] = ()
    invoices: tuple[InvoiceRow, ...] = ()
    appointments: tuple[AppointmentRow, ...] = ()
    files: tuple[AttachmentRow, ...] = ()
    calls: tuple[LoggedCall, ...] = ()
    """Calls that were about it (CAL-13)."""

    @property
    def total_cents(self) -> int | None:
        """With tax; None where this record has no money or it may not be seen."""
        if isinstance(self.row, QuoteRow | InvoiceRow):
            return self.row.total_cents
        return self.money.total_cents if self.money else None

    @property
    def tax_cents(self) -> int:
        if isinstance(self.row, QuoteRow | InvoiceRow):
            return self.row.tax_cents
        return self.money.tax_cents if self.money else 0


def record(view: View, kind: RecordKind, record_id: RowId) -> Record | None:
    row_type = _TYPES.get(kind)
    return view.get(row_type, record_id) if row_type else None


def sheet(db: Connection, kind: RecordKind, record_id: RowId) -> Sheet | None:
    """Everything about one record, each part found by an index; None when it is not here."""
    view = ReplicaView(db)
    row = record(view, kind, record_id)
    if row is None:
        return None
    is_invoice, is_booking = isinstance(row, InvoiceRow), isinstance(row, BookingRow)
    payer_id = row.payer_id if isinstance(row, InvoiceRow) else None
    return Sheet(
        kind=kind,
        row=row,
        customer=view.get(CustomerRow, row.customer_id),
        payer=view.get(CustomerRow, payer_id) if payer_id else None,
        thread=view.get(ThreadRow, row.id),
        money=view.get(BookingMoneyRow, row.id) if is_booking else None,
        lines=tuple(lines_of(view, row.id)),
        payments=tuple(view.where(PaymentRow, invoice_id=row.id)) if is_invoice else (),
        credits=tuple(view.where(CreditNoteRow, invoice_id=row.id)) if is_invoice else (),
        issues=tuple(view.where(IssueRow, record_id=row.id)),
        invoices=tuple(view.where(InvoiceRow, booking_id=row.id)) if is_booking else (),
        appointments=tuple(view.where(AppointmentRow, booking_id=row.id)) if is_booking else (),
        files=tuple(view.where(AttachmentRow, thread_id=row.id)),
        calls=calls_of_record(db, kind, row.id),
    )


def own_statuses(view: View, kind: RecordKind | None = None) -> list[StatusRow]:
    """The office's own statuses in their order, archived ones last."""
    rows = view.where(StatusRow, record_kind=kind) if kind else view.where(StatusRow)
    return sorted(rows, key=lambda row: (row.archived, row.position, row.name.casefold()))


def fieldworkers(view: View) -> list[StaffRow]:
    """Who can be sent to a job, by name."""
    rows = view.where(StaffRow, role=Role.FIELDWORKER, active=True)
    return sorted(rows, key=lambda row: row.name.casefold())


def places(view: View, customer_id: RowId) -> list[str]:
    """Where this customer has work done: the properties first, then the own address."""
    found = [row.address for row in view.where(PropertyRow, customer_id=customer_id)]
    customer = view.get(CustomerRow, customer_id)
    if customer is not None and customer.location:
        found.append(customer.location)
    return list(dict.fromkeys(address for address in found if address))
