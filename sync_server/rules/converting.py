"""One record becomes the next: inquiry, quote, booking, invoice; what hangs on it goes along."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId, derived_id
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import LineRow
from sync_server.contract.records import (
    AcceptQuote,
    BookingMoneyRow,
    BookingRow,
    ConvertInquiry,
    InquiryRow,
    InvoiceBooking,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import OpenThread, PostRow, ThreadRow
from sync_server.contract.values import (
    InquiryStatus,
    InvoiceStatus,
    Module,
    QuoteStatus,
    RecordKind,
    Verb,
)
from sync_server.rules import access
from sync_server.rules.billing import due_after_terms, payer_of
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.money import copied, lines_of
from sync_server.rules.record_edits import find
from sync_server.rules.threads import born_with, check_free
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see


def convert_inquiry(view: View, command: ConvertInquiry, here: Circumstances) -> Effects:
    """Make a quote or a booking of an inquiry; its whole thread moves there (DIS-19)."""
    inquiry = find(view, RecordKind.INQUIRY, command.inquiry_id, here)
    if not isinstance(inquiry, InquiryRow):
        raise Refused(Reason.NOT_FOUND, "This inquiry does not exist any more.")
    if inquiry.converted_id is not None:
        if inquiry.converted_id == command.new_id:
            return Effects()
        raise Refused(Reason.CHANGED, "Someone else converted this inquiry. Look at it again.")
    if inquiry.status is not InquiryStatus.OPEN:
        raise Refused(Reason.WRONG_STATUS, "Only an open inquiry is converted. Open it again.")
    made = _made_of(view, inquiry, command, here)
    done = msgspec.structs.replace(
        inquiry,
        version=inquiry.version + 1,
        status=InquiryStatus.CONVERTED,
        status_id=None,
        converted_kind=command.to,
        converted_id=command.new_id,
    )
    thread = _thread(command.to, made[0], is_open=command.opens_to_fieldworkers)
    return Effects(rows=(*made, done, thread, *_moved_posts(view, inquiry.id, thread)))


def _made_of(
    view: View, inquiry: InquiryRow, command: ConvertInquiry, here: Circumstances
) -> tuple[Row, ...]:
    if command.to is RecordKind.QUOTE:
        access.check(view, here, Module.QUOTES, Verb.ADD)
        check_free(view, QuoteRow, command.new_id)
        return (
            QuoteRow(
                id=command.new_id,
                customer_id=inquiry.customer_id,
                number=here.next_number(RecordKind.QUOTE),
                title=inquiry.title,
                description=inquiry.description,
                created_at=here.now,
                inquiry_id=inquiry.id,
            ),
        )
    if command.to is RecordKind.BOOKING:
        access.check(view, here, Module.BOOKINGS, Verb.ADD)
        check_free(view, BookingRow, command.new_id)
        booking = BookingRow(
            id=command.new_id,
            customer_id=inquiry.customer_id,
            number=here.next_number(RecordKind.BOOKING),
            title=inquiry.title,
            description=inquiry.description,
            created_at=here.now,
            inquiry_id=inquiry.id,
        )
        return (booking, BookingMoneyRow(id=booking.id, customer_id=booking.customer_id))
    raise Refused(Reason.INVALID, f"An inquiry does not become a {command.to}.")


def accept_quote(view: View, command: AcceptQuote, here: Circumstances) -> Effects:
    """The customer said yes: a booking with the quote's lines, thread and issues (DIS-20)."""
    quote = find(view, RecordKind.QUOTE, command.quote_id, here)
    if not isinstance(quote, QuoteRow):
        raise Refused(Reason.NOT_FOUND, "This quote does not exist any more.")
    if quote.booking_id is not None:
        if quote.booking_id == command.booking_id:
            return Effects()
        raise Refused(Reason.CHANGED, "Someone else accepted this quote. Look at it again.")
    access.check(view, here, Module.BOOKINGS, Verb.ADD)
    check_free(view, BookingRow, command.booking_id)
    for worker in command.worker_ids:
        staff = view.get(StaffRow, worker)
        if staff is None or not staff.active:
            raise Refused(Reason.NOT_FOUND, "A fieldworker named here does not work here any more.")
    booking = BookingRow(
        id=command.booking_id,
        customer_id=quote.customer_id,
        number=here.next_number(RecordKind.BOOKING),
        title=quote.title,
        description=quote.description,
        site=command.site,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        worker_ids=command.worker_ids,
        created_at=here.now,
        inquiry_id=quote.inquiry_id,
        quote_id=quote.id,
    )
    money = BookingMoneyRow(
        id=booking.id,
        customer_id=booking.customer_id,
        total_cents=quote.total_cents,
        tax_cents=quote.tax_cents,
    )
    done = msgspec.structs.replace(
        quote,
        version=quote.version + 1,
        status=QuoteStatus.ACCEPTED,
        status_id=None,
        booking_id=booking.id,
    )
    thread = _thread(RecordKind.BOOKING, booking, is_open=command.opens_to_fieldworkers)
    lines = _lines_for(view, quote.id, RecordKind.BOOKING, booking.id)
    issues = _moved_issues(view, quote.id, booking)
    moved = _moved_posts(view, quote.id, thread)
    return Effects(rows=(booking, money, done, thread, *lines, *issues, *moved))


def invoice_booking(view: View, command: InvoiceBooking, here: Circumstances) -> Effects:
    """An invoice with the booking's lines; the booking's thread stays its own (DIS-21, DIS-22)."""
    booking = find(view, RecordKind.BOOKING, command.booking_id, here)
    if not isinstance(booking, BookingRow):
        raise Refused(Reason.NOT_FOUND, "This booking does not exist any more.")
    access.check(view, here, Module.INVOICES, Verb.ADD)
    known = view.get(InvoiceRow, command.invoice_id)
    if known is not None and known.booking_id == booking.id:
        return Effects()
    check_free(view, InvoiceRow, command.invoice_id)
    standing = [row for row in view.where(InvoiceRow, booking_id=booking.id) if not row.gone]
    if any(row.status is not InvoiceStatus.CREDITED for row in standing):
        raise Refused(Reason.CHANGED, "This booking has an invoice already.")
    money = view.get(BookingMoneyRow, booking.id)
    invoice = InvoiceRow(
        id=command.invoice_id,
        customer_id=booking.customer_id,
        booking_id=booking.id,
        number=here.next_number(RecordKind.INVOICE),
        title=booking.title,
        total_cents=money.total_cents if money else 0,
        tax_cents=money.tax_cents if money else 0,
        due_at=command.due_at or due_after_terms(view, booking.customer_id, here.now),
        created_at=here.now,
        payer_id=payer_of(view, booking.customer_id),
    )
    thread = born_with(RecordKind.INVOICE, invoice.id, invoice.customer_id)
    lines = _lines_for(view, booking.id, RecordKind.INVOICE, invoice.id)
    return Effects(rows=(invoice, thread, *lines))


def open_thread(view: View, command: OpenThread, here: Circumstances) -> Effects:
    """Show a record's earlier discussion to its fieldworkers, or hide it again (A3)."""
    thread = view.get(ThreadRow, command.thread_id)
    if thread is None or not may_see(view, thread, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This discussion does not exist any more.")
    if thread.fieldworker_access == command.is_open:
        return Effects()
    changed = msgspec.structs.replace(
        thread, version=thread.version + 1, fieldworker_access=command.is_open
    )
    return Effects(rows=(changed,))


def _thread(kind: RecordKind, record: Row, *, is_open: bool) -> ThreadRow:
    born = born_with(kind, record.id, getattr(record, "customer_id"))  # noqa: B009
    return msgspec.structs.replace(born, fieldworker_access=is_open)


def _moved_posts(view: View, old_id: RowId, thread: ThreadRow) -> Iterator[Row]:
    """The same posts under the new record, remembering where they were written."""
    for post in view.where(PostRow, thread_id=old_id):
        yield msgspec.structs.replace(
            post,
            version=post.version + 1,
            thread_id=thread.id,
            came_from=post.came_from or old_id,
        )
    for file in view.where(AttachmentRow, thread_id=old_id):
        yield msgspec.structs.replace(file, version=file.version + 1, thread_id=thread.id)


def _moved_issues(view: View, quote_id: RowId, booking: BookingRow) -> Iterator[IssueRow]:
    for issue in view.where(IssueRow, record_id=quote_id):
        yield msgspec.structs.replace(
            issue,
            version=issue.version + 1,
            record_kind=RecordKind.BOOKING,
            record_id=booking.id,
        )


def _lines_for(view: View, old_id: RowId, kind: RecordKind, new_id: RowId) -> tuple[LineRow, ...]:
    lines = lines_of(view, old_id)
    ids = [RowId(derived_id(f"{new_id}\0{line.id}")) for line in lines]
    return copied(lines, kind, new_id, ids)
