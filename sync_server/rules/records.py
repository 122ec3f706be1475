"""Opening inquiries, quotes, bookings and invoices, and moving a booking along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.money import LineRow
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
from sync_server.contract.values import BookingStatus, RecordKind
from sync_server.rules.billing import due_after_terms, payer_of
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.merging import living
from sync_server.rules.money import money, priced_all, settled, tax, total
from sync_server.rules.record_edits import own_status
from sync_server.rules.scheduling import check_workers
from sync_server.rules.threads import born_with, check_free
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

B = BookingStatus
MAX_DESCRIPTION = 20_000
R = TypeVar("R", bound=Row)

BOOKING_MOVES: Mapping[BookingStatus, frozenset[BookingStatus]] = {
    B.TO_SCHEDULE: frozenset({B.IN_PROGRESS, B.CANCELLED}),
    B.IN_PROGRESS: frozenset({B.COMPLETED, B.FAILED, B.CANCELLED, B.TO_SCHEDULE}),
    B.COMPLETED: frozenset({B.IN_PROGRESS}),
    B.FAILED: frozenset({B.TO_SCHEDULE, B.IN_PROGRESS}),
    B.CANCELLED: frozenset({B.TO_SCHEDULE}),
}


def add_inquiry(view: View, command: AddInquiry, here: Circumstances) -> Effects:
    customer_id = _check_new(view, InquiryRow, command.inquiry_id, command.customer_id)
    row = InquiryRow(
        id=command.inquiry_id,
        customer_id=customer_id,
        number=here.next_number(RecordKind.INQUIRY),
        title=_title(command.title),
        description=command.description[:MAX_DESCRIPTION],
        created_at=here.now,
    )
    return Effects(rows=(row, born_with(RecordKind.INQUIRY, row.id, row.customer_id)))


def add_quote(view: View, command: AddQuote, here: Circumstances) -> Effects:
    customer_id = _check_new(view, QuoteRow, command.quote_id, command.customer_id)
    row = QuoteRow(
        id=command.quote_id,
        customer_id=customer_id,
        number=here.next_number(RecordKind.QUOTE),
        title=_title(command.title),
        description=command.description[:MAX_DESCRIPTION],
        total_cents=money(command.total_cents),
        created_at=here.now,
        expires_at=command.expires_at,
    )
    lines = priced_all(view, command.lines, RecordKind.QUOTE, row)
    thread = born_with(RecordKind.QUOTE, row.id, row.customer_id)
    return Effects(rows=(_summed(row, lines), thread, *lines))


def add_booking(view: View, command: AddBooking, here: Circumstances) -> Effects:
    customer_id = _check_new(view, BookingRow, command.booking_id, command.customer_id)
    check_workers(view, command.worker_ids)
    row = BookingRow(
        id=command.booking_id,
        customer_id=customer_id,
        number=here.next_number(RecordKind.BOOKING),
        title=_title(command.title),
        description=command.description[:MAX_DESCRIPTION],
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        site=command.site,
        worker_ids=command.worker_ids,
        created_at=here.now,
    )
    worth = BookingMoneyRow(
        id=row.id,
        customer_id=row.customer_id,
        total_cents=money(command.total_cents),
        pay_cents=money(command.pay_cents),
    )
    lines = priced_all(view, command.lines, RecordKind.BOOKING, row)
    thread = born_with(RecordKind.BOOKING, row.id, row.customer_id)
    return Effects(rows=(row, _summed(worth, lines), thread, *lines))


def add_invoice(view: View, command: AddInvoice, here: Circumstances) -> Effects:
    customer_id = _check_new(view, InvoiceRow, command.invoice_id, command.customer_id)
    payer_id = living(view, command.payer_id) if command.payer_id else None
    row = InvoiceRow(
        id=command.invoice_id,
        customer_id=customer_id,
        booking_id=command.booking_id,
        number=here.next_number(RecordKind.INVOICE),
        title=_title(command.title),
        description=command.description[:MAX_DESCRIPTION],
        total_cents=money(command.total_cents),
        due_at=command.due_at or due_after_terms(view, customer_id, here.now),
        created_at=here.now,
        payer_id=payer_id or payer_of(view, customer_id),
    )
    lines = priced_all(view, command.lines, RecordKind.INVOICE, row)
    thread = born_with(RecordKind.INVOICE, row.id, row.customer_id)
    return Effects(rows=(settled(_summed(row, lines), here.now), thread, *lines))


def _summed(row: R, lines: tuple[LineRow, ...]) -> R:
    """The row with its lines' sums; without lines it keeps the sum it was given."""
    if not lines:
        return row
    return msgspec.structs.replace(row, total_cents=total(lines), tax_cents=tax(lines))


def assign_booking(view: View, command: AssignBooking, here: Circumstances) -> Effects:
    """Replace who does the job, if it is still done by those the person saw."""
    booking = _booking(view, command.booking_id, here)
    if booking.worker_ids == command.worker_ids:
        return Effects()
    if booking.worker_ids != command.seen:
        raise Refused(Reason.CHANGED, "Someone else changed who does this job. Look again.")
    check_workers(view, command.worker_ids)
    return Effects(rows=(_next(booking, worker_ids=command.worker_ids),))


def move_booking(view: View, command: MoveBooking, here: Circumstances) -> Effects:
    booking = _booking(view, command.booking_id, here)
    own = own_status(view, command.status_id, RecordKind.BOOKING, command.to)
    if booking.status is command.to and booking.status_id == own:
        return Effects()
    if booking.status is not command.seen:
        raise Refused(
            Reason.CHANGED, f"The booking is {booking.status} by now, not {command.seen}."
        )
    if booking.status is not command.to and command.to not in BOOKING_MOVES[booking.status]:
        raise Refused(Reason.WRONG_STATUS, f"A booking cannot go {booking.status} to {command.to}.")
    return Effects(rows=(_next(booking, status=command.to, status_id=own),))


def _next(booking: BookingRow, **changes: object) -> BookingRow:
    return msgspec.structs.replace(booking, version=booking.version + 1, **changes)


def _booking(view: View, booking_id: RowId, here: Circumstances) -> BookingRow:
    booking = view.get(BookingRow, booking_id)
    if booking is None or not may_see(view, booking, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This booking does not exist any more.")
    return booking


def _check_new(view: View, kind: type[Row], row_id: RowId, customer_id: RowId) -> RowId:
    check_free(view, kind, row_id)
    return living(view, customer_id)


def _title(text: str) -> str:
    if not text.strip() or len(text) > 500:
        raise Refused(Reason.INVALID, "A title of 1 to 500 characters is needed.")
    return text.strip()
