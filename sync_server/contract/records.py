"""Inquiries, quotes, bookings and invoices as they travel; a booking's money is its own row."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.customers import FieldEdit
from sync_server.contract.money import NewLine
from sync_server.contract.values import (
    BookingStatus,
    InquiryStatus,
    InvoiceStatus,
    QuoteStatus,
    RecordKind,
)


class InquiryRow(Row, frozen=True, tag="inquiry"):
    customer_id: RowId = RowId("")
    number: int | None = None
    title: str = ""
    status: InquiryStatus = InquiryStatus.OPEN
    created_at: datetime | None = None
    description: str = ""
    status_id: RowId | None = None
    """The office's own status (`StatusRow`); None: the one that comes with Ringdesk."""
    converted_kind: RecordKind | None = None
    converted_id: RowId | None = None
    """What it became; its thread is there now."""
    gone: bool = False
    """Taken back: it stands in nobody's feed."""


class QuoteRow(Row, frozen=True, tag="quote"):
    customer_id: RowId = RowId("")
    number: int | None = None
    title: str = ""
    status: QuoteStatus = QuoteStatus.DRAFT
    total_cents: int = 0
    """With tax."""
    created_at: datetime | None = None
    tax_cents: int = 0
    description: str = ""
    status_id: RowId | None = None
    expires_at: datetime | None = None
    inquiry_id: RowId | None = None
    booking_id: RowId | None = None
    """What it became when it was accepted; its thread is there now."""
    gone: bool = False


class BookingRow(Row, frozen=True, tag="booking"):
    """A job: everyone on it sees this row; what it costs is `BookingMoneyRow`."""

    customer_id: RowId = RowId("")
    number: int | None = None
    title: str = ""
    status: BookingStatus = BookingStatus.TO_SCHEDULE
    starts_at: datetime | None = None
    site: str = ""
    worker_ids: tuple[RowId, ...] = ()
    created_at: datetime | None = None
    ends_at: datetime | None = None
    description: str = ""
    status_id: RowId | None = None
    inquiry_id: RowId | None = None
    quote_id: RowId | None = None
    gone: bool = False


class BookingMoneyRow(Row, frozen=True, tag="booking_money"):
    """The money of one booking; its id is the booking's id."""

    customer_id: RowId = RowId("")
    total_cents: int = 0
    pay_cents: int = 0
    """What the fieldworkers earn with this booking, all together."""
    tax_cents: int = 0


class InvoiceRow(Row, frozen=True, tag="invoice"):
    customer_id: RowId = RowId("")
    booking_id: RowId | None = None
    number: int | None = None
    title: str = ""
    status: InvoiceStatus = InvoiceStatus.OPEN
    total_cents: int = 0
    due_at: datetime | None = None
    created_at: datetime | None = None
    tax_cents: int = 0
    paid_cents: int = 0
    credited_cents: int = 0
    """Sums of the payments and credit notes that stand; kept by the rules."""
    payer_id: RowId | None = None
    """The customer who pays it, where that is somebody else."""
    cycle_id: RowId | None = None
    description: str = ""
    status_id: RowId | None = None
    gone: bool = False

    @property
    def due_cents(self) -> int:
        """What is still to be paid; below 0 when too much was."""
        return self.total_cents - self.paid_cents - self.credited_cents


class AddInquiry(Command, frozen=True, tag="inquiry.add"):
    inquiry_id: RowId
    customer_id: RowId
    title: str
    description: str = ""


class AddQuote(Command, frozen=True, tag="quote.add"):
    """With lines, the total is theirs; without, the one given."""

    quote_id: RowId
    customer_id: RowId
    title: str
    total_cents: int = 0
    description: str = ""
    lines: tuple[NewLine, ...] = ()
    expires_at: datetime | None = None


class AddBooking(Command, frozen=True, tag="booking.add"):
    booking_id: RowId
    customer_id: RowId
    title: str
    site: str = ""
    starts_at: datetime | None = None
    worker_ids: tuple[RowId, ...] = ()
    total_cents: int = 0
    pay_cents: int = 0
    ends_at: datetime | None = None
    description: str = ""
    lines: tuple[NewLine, ...] = ()


class AddInvoice(Command, frozen=True, tag="invoice.add"):
    """Goes to the customer's bill payer unless `payer_id` names another."""

    invoice_id: RowId
    customer_id: RowId
    title: str
    total_cents: int = 0
    booking_id: RowId | None = None
    due_at: datetime | None = None
    description: str = ""
    lines: tuple[NewLine, ...] = ()
    payer_id: RowId | None = None


class AssignBooking(Command, frozen=True, tag="booking.assign"):
    """Say who does the job; replaces the list of fieldworkers the person saw."""

    booking_id: RowId
    seen: tuple[RowId, ...]
    worker_ids: tuple[RowId, ...]


class MoveBooking(Command, frozen=True, tag="booking.move"):
    booking_id: RowId
    seen: BookingStatus
    to: BookingStatus
    status_id: RowId | None = None
    """One of the office's own statuses that counts as `to`."""


class MoveInquiry(Command, frozen=True, tag="inquiry.move"):
    inquiry_id: RowId
    seen: InquiryStatus
    to: InquiryStatus
    status_id: RowId | None = None


class MoveQuote(Command, frozen=True, tag="quote.move"):
    """Send it, take it back to draft, let it expire. Accepting it is `AcceptQuote`."""

    quote_id: RowId
    seen: QuoteStatus
    to: QuoteStatus
    status_id: RowId | None = None


class EditRecord(Command, frozen=True, tag="record.edit"):
    """Set fields that still hold what the person saw. Instants are UTC milliseconds as text,
    amounts cents as text, empty for none; a clash is shown with both values."""

    record_kind: RecordKind
    record_id: RowId
    edits: tuple[FieldEdit, ...]


class DiscardRecord(Command, frozen=True, tag="record.discard"):
    """Take a record back that nothing hangs on yet."""

    record_kind: RecordKind
    record_id: RowId


class RestoreRecord(Command, frozen=True, tag="record.restore"):
    record_kind: RecordKind
    record_id: RowId


class ConvertInquiry(Command, frozen=True, tag="inquiry.convert"):
    """Make a quote or booking of it; the thread moves there (A3, DIS-19)."""

    inquiry_id: RowId
    to: RecordKind
    new_id: RowId
    opens_to_fieldworkers: bool = False


class AcceptQuote(Command, frozen=True, tag="quote.accept"):
    """The customer said yes: a booking with its lines; the thread moves there (DIS-20)."""

    quote_id: RowId
    booking_id: RowId
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    worker_ids: tuple[RowId, ...] = ()
    site: str = ""
    opens_to_fieldworkers: bool = False


class InvoiceBooking(Command, frozen=True, tag="booking.invoice"):
    """An invoice with the booking's lines; threads stay where they are (A4, DIS-21)."""

    booking_id: RowId
    invoice_id: RowId
    due_at: datetime | None = None
