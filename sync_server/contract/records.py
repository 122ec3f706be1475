"""Inquiries, quotes, bookings and invoices as they travel; a booking's money is its own row."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import BookingStatus, InquiryStatus, InvoiceStatus, QuoteStatus


class InquiryRow(Row, frozen=True, tag="inquiry"):
    customer_id: RowId = RowId("")
    number: int | None = None
    title: str = ""
    status: InquiryStatus = InquiryStatus.OPEN
    created_at: datetime | None = None


class QuoteRow(Row, frozen=True, tag="quote"):
    customer_id: RowId = RowId("")
    number: int | None = None
    title: str = ""
    status: QuoteStatus = QuoteStatus.DRAFT
    total_cents: int = 0
    created_at: datetime | None = None


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


class BookingMoneyRow(Row, frozen=True, tag="booking_money"):
    """The money of one booking; its id is the booking's id."""

    customer_id: RowId = RowId("")
    total_cents: int = 0
    pay_cents: int = 0
    """What the fieldworkers earn with this booking, all together."""


class InvoiceRow(Row, frozen=True, tag="invoice"):
    customer_id: RowId = RowId("")
    booking_id: RowId | None = None
    number: int | None = None
    title: str = ""
    status: InvoiceStatus = InvoiceStatus.OPEN
    total_cents: int = 0
    due_at: datetime | None = None
    created_at: datetime | None = None


class AddInquiry(Command, frozen=True, tag="inquiry.add"):
    inquiry_id: RowId
    customer_id: RowId
    title: str


class AddQuote(Command, frozen=True, tag="quote.add"):
    quote_id: RowId
    customer_id: RowId
    title: str
    total_cents: int


class AddBooking(Command, frozen=True, tag="booking.add"):
    booking_id: RowId
    customer_id: RowId
    title: str
    site: str = ""
    starts_at: datetime | None = None
    worker_ids: tuple[RowId, ...] = ()
    total_cents: int = 0
    pay_cents: int = 0


class AssignBooking(Command, frozen=True, tag="booking.assign"):
    """Say who does the job; replaces the list of fieldworkers the person saw."""

    booking_id: RowId
    seen: tuple[RowId, ...]
    worker_ids: tuple[RowId, ...]


class MoveBooking(Command, frozen=True, tag="booking.move"):
    booking_id: RowId
    seen: BookingStatus
    to: BookingStatus


class AddInvoice(Command, frozen=True, tag="invoice.add"):
    invoice_id: RowId
    customer_id: RowId
    title: str
    total_cents: int
    booking_id: RowId | None = None
    due_at: datetime | None = None
