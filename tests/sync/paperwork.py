"""What people do with records, rights and profiles, drawn at random for a history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from sync_server.contract.access import SavePermissions
from sync_server.contract.base import Row
from sync_server.contract.care import LabelCustomers, MergeCustomers, MergeRow, UnmergeCustomers
from sync_server.contract.columns import from_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import CustomerRow, FieldEdit
from sync_server.contract.messages import SendMessage
from sync_server.contract.money import (
    LineRow,
    NewLine,
    PaymentRow,
    RecordPayment,
    SetLines,
    VoidPayment,
)
from sync_server.contract.records import (
    AcceptQuote,
    BookingRow,
    ConvertInquiry,
    DiscardRecord,
    EditRecord,
    InquiryRow,
    InvoiceBooking,
    InvoiceRow,
    MoveQuote,
    QuoteRow,
    RestoreRecord,
)
from sync_server.contract.scheduling import AddAppointment, ScheduleBooking
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import OpenThread, ThreadRow
from sync_server.contract.values import Channel, QuoteStatus, RecordKind, Role
from sync_server.contract.views import SaveView
from sync_server.rules.access import EVERYTHING, grants_of
from tests.sync import holding
from tests.sync.office import START_MS, Desk

if TYPE_CHECKING:
    from tests.sync.driver import History

Maker = Callable[["History", Desk], AnyCommand | None]
KINDS: Mapping[type[Row], RecordKind] = {
    InquiryRow: RecordKind.INQUIRY,
    QuoteRow: RecordKind.QUOTE,
    BookingRow: RecordKind.BOOKING,
    InvoiceRow: RecordKind.INVOICE,
}


def _line(history: History) -> NewLine:
    price = history.random.randint(0, 5_000)
    return NewLine(id=history.new_id(), text="Work", unit_cents=price, tax_bp=1_000)


def set_lines(history: History, desk: Desk) -> AnyCommand | None:
    kind = history.random.choice([QuoteRow, BookingRow, InvoiceRow])
    record = history.pick(desk, kind)
    if record is None:
        return None
    lines = desk.profile.view.where(LineRow, record_id=record.id)
    seen = tuple(line.id for line in sorted(lines, key=lambda line: (line.position, line.id)))
    new = tuple(_line(history) for _ in range(history.random.randint(0, 3)))
    return SetLines(record_kind=KINDS[kind], record_id=record.id, seen=seen, lines=new)


def convert(history: History, desk: Desk) -> AnyCommand | None:
    inquiry = history.pick(desk, InquiryRow)
    to = history.random.choice([RecordKind.QUOTE, RecordKind.BOOKING])
    opens = history.random.random() < 0.5
    return inquiry and ConvertInquiry(
        inquiry_id=inquiry.id, to=to, new_id=history.new_id(), opens_to_fieldworkers=opens
    )


def accept(history: History, desk: Desk) -> AnyCommand | None:
    quote = history.pick(desk, QuoteRow)
    workers = tuple(w.id for w in desk.profile.view.where(StaffRow, role=Role.FIELDWORKER))[:1]
    return quote and AcceptQuote(quote_id=quote.id, booking_id=history.new_id(), worker_ids=workers)


def invoice_it(history: History, desk: Desk) -> AnyCommand | None:
    booking = history.pick(desk, BookingRow)
    return booking and InvoiceBooking(booking_id=booking.id, invoice_id=history.new_id())


def pay(history: History, desk: Desk) -> AnyCommand | None:
    payment = history.pick(desk, PaymentRow)
    if payment is not None and history.random.random() < 0.4:
        return VoidPayment(payment_id=payment.id)
    invoice = history.pick(desk, InvoiceRow)
    return invoice and RecordPayment(
        payment_id=history.new_id(), invoice_id=invoice.id, amount_cents=500
    )


def edit(history: History, desk: Desk) -> AnyCommand | None:
    kind = history.random.choice(list(KINDS))
    record = history.pick(desk, kind)
    if record is None:
        return None
    title = getattr(record, "title")  # noqa: B009 - all four have one
    change = FieldEdit("title", title, f"Title {history.random.randint(0, 9)}")
    return EditRecord(record_kind=KINDS[kind], record_id=record.id, edits=(change,))


def discard(history: History, desk: Desk) -> AnyCommand | None:
    kind = history.random.choice(list(KINDS))
    record = history.pick(desk, kind)
    if record is None:
        return None
    history.discarded.append((KINDS[kind], record.id))
    return DiscardRecord(record_kind=KINDS[kind], record_id=record.id)


def restore(history: History, _desk: Desk) -> AnyCommand | None:
    if not history.discarded:
        return None
    kind, row_id = history.random.choice(history.discarded)
    return RestoreRecord(record_kind=kind, record_id=row_id)


def move_quote(history: History, desk: Desk) -> AnyCommand | None:
    quote = history.pick(desk, QuoteRow)
    if not isinstance(quote, QuoteRow):
        return None
    to = history.random.choice(list(QuoteStatus))
    return MoveQuote(quote_id=quote.id, seen=quote.status, to=to)


def schedule(history: History, desk: Desk) -> AnyCommand | None:
    booking = history.pick(desk, BookingRow)
    if not isinstance(booking, BookingRow):
        return None
    at = from_ms(START_MS + history.random.randint(0, 9) * 3_600_000)
    if history.random.random() < 0.3:
        return AddAppointment(
            appointment_id=history.new_id(),
            customer_id=booking.customer_id,
            title="Look",
            starts_at=at,
            ends_at=at + timedelta(hours=1),
            worker_ids=booking.worker_ids,
        )
    return ScheduleBooking(
        booking_id=booking.id,
        seen_starts_at=booking.starts_at,
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        worker_ids=booking.worker_ids,
    )


def merge(history: History, desk: Desk) -> AnyCommand | None:
    done = history.pick(desk, MergeRow)
    if done is not None and history.random.random() < 0.5:
        return UnmergeCustomers(merge_id=done.id)
    kept, merged = history.pick(desk, CustomerRow), history.pick(desk, CustomerRow)
    if kept is None or merged is None:
        return None
    return MergeCustomers(merge_id=history.new_id(), kept_id=kept.id, merged_id=merged.id)


def label(history: History, desk: Desk) -> AnyCommand | None:
    customers = desk.profile.view.where(CustomerRow)[:5]
    add = (f"label {history.random.randint(0, 3)}",)
    return LabelCustomers(customer_ids=tuple(c.id for c in customers), add=add)


def write(history: History, desk: Desk) -> AnyCommand | None:
    customer = history.pick(desk, CustomerRow)
    return customer and SendMessage(
        message_id=history.new_id(),
        customer_id=customer.id,
        channel=Channel.EMAIL,
        address="o@mail.example",
        subject="Your job",
        body="It is done.",
    )


def open_thread(history: History, desk: Desk) -> AnyCommand | None:
    thread = history.pick(desk, ThreadRow)
    is_open = history.random.random() < 0.5
    return thread and OpenThread(thread_id=thread.id, is_open=is_open)


def save_view(history: History, _desk: Desk) -> AnyCommand | None:
    return SaveView(
        view_id=history.new_id(),
        seen_version=-1,
        list_key="customers",
        name="Mine",
        shared=history.random.random() < 0.5,
        query="{}",
    )


MAKERS: Mapping[Maker, int] = {
    set_lines: 5,
    convert: 5,
    accept: 4,
    invoice_it: 3,
    pay: 4,
    edit: 4,
    discard: 3,
    restore: 2,
    move_quote: 3,
    schedule: 4,
    merge: 8,
    label: 2,
    write: 2,
    open_thread: 3,
    save_view: 2,
    **holding.MAKERS,
}


def change_rights(history: History) -> None:
    """An administrator gives and takes rights of a role while others are elsewhere."""
    desk = history.desks["owner"]
    if not desk.profile.has_replica:
        return
    role = history.random.choice([Role.AGENT, Role.FINANCE])
    seen = tuple(sorted(grants_of(desk.profile.view, role)))
    wanted = tuple(sorted(r for r in sorted(EVERYTHING) if history.random.random() < 0.8))
    history.give(desk, SavePermissions(role=role, seen=seen, grants=wanted))
    history._quietly(desk.exchange.push)
