"""A desk with one record of each kind and everything that hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.replica.profile import Profile
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
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
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import (
    BookingStatus,
    InquiryStatus,
    InvoiceStatus,
    IssueStatus,
    PaymentMethod,
    QuoteStatus,
    RecordKind,
    Role,
    StatusTone,
    Visibility,
)
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AMY, LIAM, PRIYA = RowId("amy"), RowId("liam"), RowId("priya")
OLIVIA, SON = RowId("olivia"), RowId("son")
INQUIRY, QUOTE, JOB, BILL = RowId("inq1"), RowId("est1"), RowId("bok1"), RowId("inv1")
OLD_INQUIRY, OLD_QUOTE, PLANNED = RowId("inq0"), RowId("est0"), RowId("bok2")
ISSUE, WAITS = RowId("cmp1"), RowId("waits")
K = RecordKind


def clock() -> datetime:
    return NOW


def line(record: RowId, kind: RecordKind, at: int, text: str, cents: int, **more: int) -> LineRow:
    quantity = more.get("quantity_thousandths", 1000)
    net = cents * quantity // 1000 - more.get("discount_cents", 0)
    return LineRow(
        id=RowId(f"{record}-{at}"),
        record_kind=kind,
        record_id=record,
        customer_id=OLIVIA,
        position=at,
        text=text,
        unit_cents=cents,
        net_cents=net,
        tax_bp=1000,
        tax_cents=net // 10,
        **more,
    )


def lines(record: RowId, kind: RecordKind) -> list[LineRow]:
    return [
        line(record, kind, 0, "Window repair, hallway, lower pane", 18_500),
        line(record, kind, 1, "Float glass 6 mm, cut to size", 7_900, quantity_thousandths=2_500),
        line(record, kind, 2, "Call-out", 9_000, discount_cents=4_500),
    ]


TOTAL, TAX = 47_025, 4_275
"""What those lines come to."""


def people(role: Role = Role.ADMIN) -> list[Row]:
    return [
        StaffRow(id=AMY, name="Amy Grant", role=role),
        StaffRow(id=LIAM, name="Liam Kowalski", role=Role.FIELDWORKER),
        StaffRow(id=PRIYA, name="Priya Singh", role=Role.FIELDWORKER),
        CustomerRow(id=OLIVIA, name="Olivia Smith", location="14 Ferry Rd, Glebe NSW"),
        CustomerRow(id=SON, name="Henry Smith", location="2 Mill Ln, Newtown NSW"),
        PropertyRow(id=RowId("beach"), customer_id=OLIVIA, name="Beach house",
                    address="9 Beach Rd, Manly NSW"),
        StatusRow(id=WAITS, name="Waiting for parts", tone=StatusTone.YELLOW,
                  counts_as=BookingStatus.IN_PROGRESS, position=1),
    ]  # fmt: skip


def threads(*records: tuple[RecordKind, RowId]) -> list[Row]:
    made = [ThreadRow(id=i, record_kind=k, record_id=i, customer_id=OLIVIA) for k, i in records]
    return [ThreadRow(id=OLIVIA, record_kind=K.CUSTOMER, record_id=OLIVIA, customer_id=OLIVIA),
            *made]  # fmt: skip


def post(name: str, thread: RowId, body: str, hours: float, **more: object) -> PostRow:
    fields: dict[str, object] = {
        "id": RowId(name),
        "thread_id": thread,
        "customer_id": OLIVIA,
        "author_id": AMY,
        "author_name": "Amy Grant",
        "visibility": Visibility.STAFF,
        "body": body,
        "posted_at": NOW - timedelta(hours=hours),
    }
    return PostRow(**(fields | more))  # type: ignore[arg-type]


def records() -> list[Row]:
    made = NOW - timedelta(days=6)
    asked = made - timedelta(days=2)
    title = "Hallway window repair"
    return [
        InquiryRow(INQUIRY, 0, OLIVIA, 12, "Solar panel wash", InquiryStatus.OPEN, asked,
                   "Twelve panels on a tin roof, two storeys. She wants it before Christmas."),
        InquiryRow(id=OLD_INQUIRY, customer_id=OLIVIA, number=9, title=title,
                   status=InquiryStatus.CONVERTED, created_at=asked,
                   converted_kind=K.QUOTE, converted_id=OLD_QUOTE),
        QuoteRow(id=OLD_QUOTE, customer_id=OLIVIA, number=30, title=title, created_at=asked,
                 status=QuoteStatus.ACCEPTED, total_cents=TOTAL, tax_cents=TAX,
                 inquiry_id=OLD_INQUIRY, booking_id=JOB),
        QuoteRow(id=QUOTE, customer_id=OLIVIA, number=31, title="Rear deck balustrade",
                 status=QuoteStatus.SENT, total_cents=TOTAL, tax_cents=TAX, created_at=made,
                 description="As looked at on Tuesday.", expires_at=NOW + timedelta(days=20)),
        BookingRow(id=JOB, customer_id=OLIVIA, number=18, title=title, created_at=made,
                   status=BookingStatus.COMPLETED, starts_at=made, site="14 Ferry Rd, Glebe NSW",
                   ends_at=made + timedelta(hours=3), worker_ids=(LIAM, PRIYA),
                   inquiry_id=OLD_INQUIRY, quote_id=OLD_QUOTE),
        BookingMoneyRow(id=JOB, customer_id=OLIVIA, total_cents=TOTAL, pay_cents=18_500,
                        tax_cents=TAX),
        BookingRow(id=PLANNED, customer_id=OLIVIA, number=19, title="Spring window clean",
                   created_at=made),
        BookingMoneyRow(id=PLANNED, customer_id=OLIVIA, total_cents=26_000),
        InvoiceRow(id=BILL, customer_id=OLIVIA, booking_id=JOB, number=44, title=title,
                   status=InvoiceStatus.OPEN, total_cents=TOTAL, tax_cents=TAX, created_at=made,
                   due_at=NOW + timedelta(days=8), paid_cents=20_000, credited_cents=5_000,
                   payer_id=SON),
        *lines(QUOTE, K.QUOTE), *lines(JOB, K.BOOKING), *lines(BILL, K.INVOICE),
        PaymentRow(id=RowId("pay1"), invoice_id=BILL, customer_id=OLIVIA, amount_cents=20_000,
                   method=PaymentMethod.CARD, reference="Terminal 2", taken_by_name="Amy Grant",
                   received_at=NOW - timedelta(days=3)),
        PaymentRow(id=RowId("pay0"), invoice_id=BILL, customer_id=OLIVIA, amount_cents=2_000,
                   received_at=NOW - timedelta(days=4), voided_at=NOW - timedelta(days=3)),
        CreditNoteRow(id=RowId("crn1"), invoice_id=BILL, customer_id=OLIVIA, number=3,
                      amount_cents=5_000, reason="Scratch in the new pane",
                      issued_at=NOW - timedelta(days=1)),
        IssueRow(id=ISSUE, customer_id=OLIVIA, record_kind=K.BOOKING, record_id=JOB, number=7,
                 issue_type="Damage", description="Scratched glass, about 30 cm, lower pane.",
                 status=IssueStatus.IN_PROGRESS, responsible_ids=(LIAM,), reported_at=made),
        AppointmentRow(id=RowId("visit"), customer_id=OLIVIA, booking_id=JOB,
                       title="Look at the scratch", starts_at=NOW + timedelta(days=1),
                       ends_at=NOW + timedelta(days=1, hours=1), worker_ids=(LIAM,)),
        AttachmentRow(id=RowId("photo"), post_id=RowId("p2"), thread_id=JOB,
                      name="hallway-before.jpg", media_type="image/jpeg", bytes=812_000),
        *threads((K.INQUIRY, INQUIRY), (K.QUOTE, QUOTE), (K.BOOKING, JOB), (K.BOOKING, PLANNED),
                 (K.INVOICE, BILL), (K.ISSUE, ISSUE), (K.INQUIRY, OLD_INQUIRY),
                 (K.QUOTE, OLD_QUOTE)),
        post("p1", JOB, "Hi, the glass in the hallway window is scratched after the repair.", 90,
             author_id=OLIVIA, author_name="Olivia Smith", author_role=Role.CUSTOMER,
             visibility=Visibility.EVERYONE),
        post("p2", JOB, "Can be there Thursday 9:00 with a replacement pane.", 60,
             author_id=LIAM, author_name="Liam Kowalski", author_role=Role.FIELDWORKER),
        post("p3", BILL, "Reminder sent. She disputes the amount because of the scratch.", 30,
             visibility=Visibility.INTERNAL),
        post("p4", QUOTE, "Sent as a PDF, she wants to think about the timber.", 20,
             visibility=Visibility.INTERNAL),
        post("p5", INQUIRY, "She asked on the phone; roof access from the lane.", 10),
    ]  # fmt: skip


def desk(folder: Path, more: Iterable[Row] = (), role: Role = Role.ADMIN) -> Profile:
    """Amy's desk; she has this role."""
    return profile_with(folder / "profile", [*people(role), *records(), *more])
