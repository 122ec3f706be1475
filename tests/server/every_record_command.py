"""Cases of the commands about records, money, calendar, customers' care, messages and rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sync_server.contract.access import SavePermissions
from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.billing import (
    BillingCycleRow,
    ExpireQuote,
    MarkOverdue,
    RemoveBillingCycle,
    RunBillingCycle,
    SaveBillingCycle,
    SetBillPayer,
)
from sync_server.contract.care import (
    CustomerFlag,
    LabelCustomers,
    MergeCustomers,
    MergeRow,
    PropertyRow,
    RemoveContactPoint,
    RemoveProperty,
    SaveProperty,
    SetCustomerFlag,
    UnmergeCustomers,
)
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import ContactPointRow, FieldEdit
from sync_server.contract.messages import (
    CancelMessage,
    MessageRow,
    SendHeldMessage,
    SendMessage,
    TellMessage,
    WriteAutomatic,
)
from sync_server.contract.money import (
    CreditNoteRow,
    IssueCreditNote,
    NewLine,
    PaymentRow,
    RecordPayment,
    SetLines,
    VoidCreditNote,
    VoidPayment,
)
from sync_server.contract.records import (
    AcceptQuote,
    ConvertInquiry,
    DiscardRecord,
    EditRecord,
    InquiryRow,
    InvoiceBooking,
    InvoiceRow,
    MoveInquiry,
    MoveQuote,
    QuoteRow,
    RestoreRecord,
)
from sync_server.contract.scheduling import (
    AddAppointment,
    AppointmentRow,
    MoveAppointment,
    ScheduleAppointment,
    ScheduleBooking,
    SetDayMinutes,
)
from sync_server.contract.statuses import SaveStatus
from sync_server.contract.threads import OpenThread, ThreadRow
from sync_server.contract.values import (
    AppointmentStatus,
    Channel,
    InquiryStatus,
    MessageStatus,
    QuoteStatus,
    RecordKind,
    Role,
    StatusTone,
)
from sync_server.contract.views import RemoveView, SavedViewRow, SaveView
from sync_server.rules.access import DEFAULTS
from sync_server.store.actor import Actor
from tests.server.shop import Shop, fresh_id, person

SERVER = Actor(RowId("system"), "Ringdesk", Role.SYSTEM)
DAY = timedelta(days=1)
MAIL = "olivia@mail.example"
Case = tuple[Actor, AnyCommand]
K = RecordKind


def amy(command: AnyCommand) -> Case:
    return person("amy"), command


def adam(command: AnyCommand) -> Case:
    return person("adam"), command


def record(shop: Shop, kind: type[Row], **fields: object) -> RowId:
    """A record with its thread, put there outside any command."""
    row_id, customer = fresh_id(), shop.add_customer()
    row = kind(id=row_id, customer_id=customer, title="Windows", **fields)
    name = RecordKind(str(kind.__struct_config__.tag))
    shop.put(row, ThreadRow(row_id, 0, name, row_id, customer))
    return row_id


def inquiry(shop: Shop) -> RowId:
    return record(shop, InquiryRow)


def quote(shop: Shop, **fields: object) -> RowId:
    return record(shop, QuoteRow, **fields)


def invoice(shop: Shop, **fields: object) -> RowId:
    return record(shop, InvoiceRow, total_cents=50_000, **fields)


def booking(shop: Shop) -> RowId:
    return shop.add_booking(shop.add_customer(), "liam")


def put(shop: Shop, kind: type[Row], **fields: object) -> RowId:
    row_id = fresh_id()
    shop.put(kind(id=row_id, **fields))
    return row_id


def owned(shop: Shop, kind: type[Row], **fields: object) -> RowId:
    return put(shop, kind, customer_id=shop.add_customer(), **fields)


def _appointment(shop: Shop) -> RowId:
    now = shop.clock()
    return owned(shop, AppointmentRow, title="Look", starts_at=now, ends_at=now + DAY / 24)


def _add_appointment(shop: Shop) -> Case:
    at = shop.clock()
    return amy(
        AddAppointment(
            appointment_id=fresh_id(),
            customer_id=shop.add_customer(),
            title="Look",
            starts_at=at,
            ends_at=at + DAY / 24,
        )
    )


def _schedule_appointment(shop: Shop) -> Case:
    at = shop.clock()
    return amy(
        ScheduleAppointment(
            appointment_id=_appointment(shop),
            seen_starts_at=at,
            starts_at=at + DAY,
            ends_at=at + DAY * 1.5,
            worker_ids=(RowId("liam"),),
        )
    )


def _schedule_booking(shop: Shop) -> Case:
    at = shop.clock()
    return amy(
        ScheduleBooking(
            booking_id=booking(shop),
            seen_starts_at=None,
            starts_at=at,
            ends_at=at + DAY / 24,
            worker_ids=(),
        )
    )


def _edit(shop: Shop) -> Case:
    change = FieldEdit("title", "Windows", "Doors")
    return amy(EditRecord(record_kind=K.QUOTE, record_id=quote(shop), edits=(change,)))


def _lines(shop: Shop) -> Case:
    line = NewLine(id=fresh_id(), text="Panes", unit_cents=5_000)
    return amy(SetLines(record_kind=K.QUOTE, record_id=quote(shop), seen=(), lines=(line,)))


def _payment(shop: Shop) -> RowId:
    return put(shop, PaymentRow, invoice_id=invoice(shop, paid_cents=500), amount_cents=500)


def _credit_note(shop: Shop) -> RowId:
    bill = invoice(shop, credited_cents=500)
    return put(shop, CreditNoteRow, invoice_id=bill, number=1, amount_cents=500, reason="Late")


def _cycle(shop: Shop) -> RowId:
    return owned(
        shop, BillingCycleRow, title="Windows", amount_cents=500, next_at=shop.clock() - DAY
    )


def _save_cycle(shop: Shop) -> Case:
    return amy(
        SaveBillingCycle(
            cycle_id=fresh_id(),
            seen_version=-1,
            customer_id=shop.add_customer(),
            title="Windows",
            amount_cents=500,
            next_at=shop.clock() + DAY,
        )
    )


def _bill_payer(shop: Shop) -> Case:
    payer = shop.add_customer("Ben")
    return amy(SetBillPayer(customer_id=shop.add_customer(), seen=None, payer_id=payer))


def _merge(shop: Shop) -> Case:
    kept, merged = shop.add_customer(), shop.add_customer("Olivia S")
    return amy(MergeCustomers(merge_id=fresh_id(), kept_id=kept, merged_id=merged))


def _unmerge(shop: Shop) -> Case:
    kept, merged = shop.add_customer(), shop.add_customer("Olivia S")
    merge = put(shop, MergeRow, kept_id=kept, merged_id=merged, merged_at=shop.clock())
    return amy(UnmergeCustomers(merge_id=merge))


def _property(shop: Shop) -> Case:
    return amy(
        SaveProperty(
            property_id=fresh_id(),
            seen_version=-1,
            customer_id=shop.add_customer(),
            name="Home",
            address="1 Sea St",
        )
    )


def _message(shop: Shop, status: MessageStatus) -> RowId:
    return owned(shop, MessageRow, address=MAIL, subject="Hi", body="Done.", status=status)


def _send(shop: Shop) -> Case:
    return amy(
        SendMessage(
            message_id=fresh_id(),
            customer_id=shop.add_customer(),
            channel=Channel.EMAIL,
            address=MAIL,
            subject="Hi",
            body="Done.",
        )
    )


def _automatic(shop: Shop) -> Case:
    command = WriteAutomatic(
        message_id=fresh_id(),
        customer_id=shop.add_customer(),
        channel=Channel.EMAIL,
        address=MAIL,
        subject="Hi",
        body="Done.",
    )
    return SERVER, command


def _tell(shop: Shop) -> Case:
    queued = _message(shop, MessageStatus.QUEUED)
    return SERVER, TellMessage(
        message_id=queued, seen=MessageStatus.QUEUED, status=MessageStatus.SENDING
    )


def _open_thread(shop: Shop) -> Case:
    job = booking(shop)
    return amy(OpenThread(thread_id=job, is_open=False))


def _save_status(_shop: Shop) -> Case:
    return adam(
        SaveStatus(
            status_id=fresh_id(),
            seen_version=-1,
            record_kind=K.QUOTE,
            name="On the phone",
            tone=StatusTone.BLUE,
            counts_as=QuoteStatus.SENT,
        )
    )


def _permissions(_shop: Shop) -> Case:
    seen = DEFAULTS[Role.AGENT]
    wanted = seen - {"quotes:remove"}
    return adam(
        SavePermissions(role=Role.AGENT, seen=tuple(sorted(seen)), grants=tuple(sorted(wanted)))
    )


def _save_view(_shop: Shop) -> Case:
    return amy(
        SaveView(
            view_id=fresh_id(),
            seen_version=-1,
            list_key="customers",
            name="Mine",
            shared=True,
            query="{}",
        )
    )


def _run_cycle(shop: Shop) -> Case:
    due = shop.clock() - DAY
    return SERVER, RunBillingCycle(cycle_id=_cycle(shop), due_at=due)


RECORD_CASES: dict[type[Command], Callable[[Shop], Case]] = {
    MoveInquiry: lambda shop: amy(
        MoveInquiry(inquiry_id=inquiry(shop), seen=InquiryStatus.OPEN, to=InquiryStatus.CLOSED)
    ),
    MoveQuote: lambda shop: amy(
        MoveQuote(quote_id=quote(shop), seen=QuoteStatus.DRAFT, to=QuoteStatus.SENT)
    ),
    EditRecord: _edit,
    SetLines: _lines,
    DiscardRecord: lambda shop: amy(DiscardRecord(record_kind=K.QUOTE, record_id=quote(shop))),
    RestoreRecord: lambda shop: amy(
        RestoreRecord(record_kind=K.QUOTE, record_id=quote(shop, gone=True))
    ),
    ConvertInquiry: lambda shop: amy(
        ConvertInquiry(inquiry_id=inquiry(shop), to=K.QUOTE, new_id=fresh_id())
    ),
    AcceptQuote: lambda shop: amy(
        AcceptQuote(quote_id=quote(shop, status=QuoteStatus.SENT), booking_id=fresh_id())
    ),
    InvoiceBooking: lambda shop: amy(
        InvoiceBooking(booking_id=booking(shop), invoice_id=fresh_id())
    ),
    RecordPayment: lambda shop: amy(
        RecordPayment(payment_id=fresh_id(), invoice_id=invoice(shop), amount_cents=500)
    ),
    VoidPayment: lambda shop: amy(VoidPayment(payment_id=_payment(shop))),
    IssueCreditNote: lambda shop: amy(
        IssueCreditNote(
            credit_note_id=fresh_id(), invoice_id=invoice(shop), amount_cents=500, reason="Late"
        )
    ),
    VoidCreditNote: lambda shop: amy(VoidCreditNote(credit_note_id=_credit_note(shop))),
    SetBillPayer: _bill_payer,
    SaveBillingCycle: _save_cycle,
    RemoveBillingCycle: lambda shop: amy(RemoveBillingCycle(cycle_id=_cycle(shop))),
    RunBillingCycle: _run_cycle,
    MarkOverdue: lambda shop: (
        SERVER,
        MarkOverdue(invoice_id=invoice(shop, due_at=shop.clock() - DAY)),
    ),
    ExpireQuote: lambda shop: (
        SERVER,
        ExpireQuote(quote_id=quote(shop, status=QuoteStatus.SENT, expires_at=shop.clock() - DAY)),
    ),
    ScheduleBooking: _schedule_booking,
    AddAppointment: _add_appointment,
    ScheduleAppointment: _schedule_appointment,
    MoveAppointment: lambda shop: amy(
        MoveAppointment(appointment_id=_appointment(shop), to=AppointmentStatus.DONE)
    ),
    SetDayMinutes: lambda _shop: adam(SetDayMinutes(staff_id=RowId("liam"), minutes=240)),
    LabelCustomers: lambda shop: amy(
        LabelCustomers(customer_ids=(shop.add_customer(),), add=("VIP",))
    ),
    SetCustomerFlag: lambda shop: amy(
        SetCustomerFlag(customer_id=shop.add_customer(), flag=CustomerFlag.NO_SMS, is_on=True)
    ),
    RemoveContactPoint: lambda shop: amy(
        RemoveContactPoint(contact_point_id=owned(shop, ContactPointRow, value="+61412555018"))
    ),
    SaveProperty: _property,
    RemoveProperty: lambda shop: amy(
        RemoveProperty(property_id=owned(shop, PropertyRow, address="1 Sea St"))
    ),
    MergeCustomers: _merge,
    UnmergeCustomers: _unmerge,
    SendMessage: _send,
    SendHeldMessage: lambda shop: amy(
        SendHeldMessage(message_id=_message(shop, MessageStatus.HELD))
    ),
    CancelMessage: lambda shop: amy(CancelMessage(message_id=_message(shop, MessageStatus.QUEUED))),
    TellMessage: _tell,
    WriteAutomatic: _automatic,
    OpenThread: _open_thread,
    SaveStatus: _save_status,
    SavePermissions: _permissions,
    SaveView: _save_view,
    RemoveView: lambda shop: amy(
        RemoveView(view_id=put(shop, SavedViewRow, owner_id=RowId("amy"), name="Mine"))
    ),
}
