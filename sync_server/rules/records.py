"""Opening inquiries, quotes, bookings and invoices, and moving a booking along."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.records import (
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    MoveBooking,
    QuoteRow,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import BookingStatus, RecordKind
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.threads import born_with
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

B = BookingStatus
MAX_CENTS = 10**12

BOOKING_MOVES: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    B.TO_SCHEDULE: frozenset({B.IN_PROGRESS, B.CANCELLED}),
    B.IN_PROGRESS: frozenset({B.COMPLETED, B.FAILED, B.CANCELLED, B.TO_SCHEDULE}),
    B.COMPLETED: frozenset({B.IN_PROGRESS}),
    B.FAILED: frozenset({B.TO_SCHEDULE, B.IN_PROGRESS}),
    B.CANCELLED: frozenset({B.TO_SCHEDULE}),
}


def add_inquiry(view: View, command: AddInquiry, here: Circumstances) -> Effects:
    _check_new(view, InquiryRow, command.inquiry_id, command.customer_id)
    row = InquiryRow(
        id=command.inquiry_id,
        customer_id=command.customer_id,
        number=here.next_number(RecordKind.INQUIRY),
        title=_title(command.title),
        created_at=here.now,
    )
    return Effects(rows=(row, born_with(RecordKind.INQUIRY, row.id, row.customer_id)))


def add_quote(view: View, command: AddQuote, here: Circumstances) -> Effects:
    _check_new(view, QuoteRow, command.quote_id, command.customer_id)
    row = QuoteRow(
        id=command.quote_id,
        customer_id=command.customer_id,
        number=here.next_number(RecordKind.QUOTE),
        title=_title(command.title),
        total_cents=_money(command.total_cents),
        created_at=here.now,
    )
    return Effects(rows=(row, born_with(RecordKind.QUOTE, row.id, row.customer_id)))


def add_booking(view: View, command: AddBooking, here: Circumstances) -> Effects:
    _check_new(view, BookingRow, command.booking_id, command.customer_id)
    _check_workers(view, command.worker_ids)
    row = BookingRow(
        id=command.booking_id,
        customer_id=command.customer_id,
        number=here.next_number(RecordKind.BOOKING),
        title=_title(command.title),
        starts_at=command.starts_at,
        site=command.site,
        worker_ids=command.worker_ids,
        created_at=here.now,
    )
    money = BookingMoneyRow(
        id=row.id,
        customer_id=row.customer_id,
        total_cents=_money(command.total_cents),
        pay_cents=_money(command.pay_cents),
    )
    return Effects(rows=(row, money, born_with(RecordKind.BOOKING, row.id, row.customer_id)))


def add_invoice(view: View, command: AddInvoice, here: Circumstances) -> Effects:
    _check_new(view, InvoiceRow, command.invoice_id, command.customer_id)
    row = InvoiceRow(
        id=command.invoice_id,
        customer_id=command.customer_id,
        booking_id=command.booking_id,
        number=here.next_number(RecordKind.INVOICE),
        title=_title(command.title),
        total_cents=_money(command.total_cents),
        due_at=command.due_at,
        created_at=here.now,
    )
    return Effects(rows=(row, born_with(RecordKind.INVOICE, row.id, row.customer_id)))


def assign_booking(view: View, command: AssignBooking, here: Circumstances) -> Effects:
    """Replace who does the job, if it is still done by those the person saw."""
    booking = _booking(view, command.booking_id, here)
    if booking.worker_ids == command.worker_ids:
        return Effects()
    if booking.worker_ids != command.seen:
        raise Refused(Reason.CHANGED, "Someone else changed who does this job. Look again.")
    _check_workers(view, command.worker_ids)
    return Effects(rows=(_next(booking, worker_ids=command.worker_ids),))


def move_booking(view: View, command: MoveBooking, here: Circumstances) -> Effects:
    booking = _booking(view, command.booking_id, here)
    if booking.status is command.to:
        return Effects()
    if booking.status is not command.seen:
        raise Refused(
            Reason.CHANGED, f"The booking is {booking.status} by now, not {command.seen}."
        )
    if command.to not in BOOKING_MOVES[booking.status]:
        raise Refused(Reason.WRONG_STATUS, f"A booking cannot go {booking.status} to {command.to}.")
    return Effects(rows=(_next(booking, status=command.to),))


def _next(booking: BookingRow, **changes: object) -> BookingRow:
    return msgspec.structs.replace(booking, version=booking.version + 1, **changes)


def _booking(view: View, booking_id: RowId, here: Circumstances) -> BookingRow:
    booking = view.get(BookingRow, booking_id)
    if booking is None or not may_see(view, booking, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This booking does not exist any more.")
    return booking


def _check_new(view: View, kind: type[Row], row_id: RowId, customer_id: RowId) -> None:
    if view.get(kind, row_id) is not None:
        raise Refused(Reason.ID_TAKEN, "A record with this id exists already.")
    if view.get(CustomerRow, customer_id) is None:
        raise Refused(Reason.NOT_FOUND, "This customer does not exist any more.")


def _check_workers(view: View, worker_ids: tuple[RowId, ...]) -> None:
    for worker in worker_ids:
        staff = view.get(StaffRow, worker)
        if staff is None or not staff.active:
            raise Refused(Reason.NOT_FOUND, "A fieldworker named here does not work here any more.")


def _title(text: str) -> str:
    if not text.strip() or len(text) > 500:
        raise Refused(Reason.INVALID, "A title of 1 to 500 characters is needed.")
    return text.strip()


def _money(cents: int) -> int:
    if not 0 <= cents <= MAX_CENTS:
        raise Refused(Reason.INVALID, f"{cents} cents is not an amount that can be booked.")
    return cents
