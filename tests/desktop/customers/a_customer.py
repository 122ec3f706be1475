"""A replica with one busy customer, one who pays for them, and one who was merged away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from desktop.replica.profile import Profile
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.billing import BillingCycleRow, CustomerBillingRow
from sync_server.contract.care import MergeRow, PropertyRow
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.money import CreditNoteRow, PaymentRow
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
    Channel,
    ContactKind,
    CycleOrigin,
    InvoiceStatus,
    MessageStatus,
    QuoteStatus,
    RecordKind,
    Role,
    StatusTone,
    Visibility,
)
from tests.desktop.calls import office_of_calls as calls
from tests.desktop.replica.rows import profile_with

NOW = calls.NOW
ANN, BOB, OLD = calls.ANN, calls.BOB, RowId("ann-again")
SECRET = "Never pays on time, be firm"


def clock() -> datetime:
    return NOW


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def invoice(number: int, status: InvoiceStatus, cents: int, **more: object) -> InvoiceRow:
    fields: dict[str, object] = {
        "id": RowId(f"inv{number}"),
        "customer_id": ANN,
        "number": number,
        "title": f"Work {number}",
        "status": status,
        "total_cents": cents,
        "created_at": ago(days=400 - number),
    }
    return InvoiceRow(**(fields | more))  # type: ignore[arg-type]


def booking(number: int, status: BookingStatus, **more: object) -> list[Row]:
    row_id = RowId(f"bok{number}")
    fields: dict[str, object] = {
        "id": row_id,
        "customer_id": ANN,
        "number": number,
        "title": f"Job {number}",
        "status": status,
        "created_at": ago(days=300 - number),
    }
    return [
        BookingRow(**(fields | more)),  # type: ignore[arg-type]
        BookingMoneyRow(id=row_id, customer_id=ANN, total_cents=number * 100),
    ]


def records() -> list[Row]:
    return [
        *(invoice(number, InvoiceStatus.OPEN, 10_000 + number) for number in range(1, 4)),
        invoice(4, InvoiceStatus.OVERDUE, 124_000, paid_cents=24_000),
        *(invoice(number, InvoiceStatus.CLOSED, 5_000) for number in range(5, 9)),
        *booking(1, BookingStatus.CANCELLED),
        *booking(2, BookingStatus.CANCELLED),
        *booking(3, BookingStatus.IN_PROGRESS, status_id=RowId("parts")),
        *booking(4, BookingStatus.IN_PROGRESS),
        StatusRow(
            RowId("parts"), 0, RecordKind.BOOKING, "Waiting for parts", StatusTone.YELLOW,
            "in_progress",
        ),
        QuoteRow(
            id=RowId("q1"), customer_id=ANN, number=1, title="Roof", status=QuoteStatus.SENT,
            total_cents=99_000, created_at=ago(days=50),
        ),
        InquiryRow(
            id=RowId("n1"), customer_id=ANN, number=1, title="Gutter?", created_at=ago(days=60)
        ),
        IssueRow(
            id=RowId("i1"), customer_id=ANN, number=12, issue_type="Damage",
            record_id=RowId("bok4"), description="Scratched glass", reported_at=ago(days=3),
        ),
        HoldRow(
            id=RowId("i1:liam"), booking_id=RowId("bok4"), worker_id=RowId("liam"),
            issue_id=RowId("i1"), customer_id=ANN, amount_cents=20_000, held_at=ago(days=3),
        ),
        StaffRow(id=RowId("liam"), name="Liam", role=Role.FIELDWORKER),
        PaymentRow(
            id=RowId("pay1"), invoice_id=RowId("inv4"), customer_id=ANN, amount_cents=24_000,
            reference="TX 99", received_at=ago(days=2),
        ),
        CreditNoteRow(
            id=RowId("crn1"), invoice_id=RowId("inv5"), customer_id=ANN, number=3,
            amount_cents=500, reason="Came late", issued_at=ago(days=5),
        ),
        AppointmentRow(
            id=RowId("app1"), customer_id=ANN, booking_id=RowId("bok4"), title="Look at the roof",
            starts_at=ago(days=-2),
        ),
    ]  # fmt: skip


def words() -> list[Row]:
    return [
        ThreadRow(id=ANN, record_kind=RecordKind.CUSTOMER, record_id=ANN, customer_id=ANN),
        ThreadRow(id=RowId("inv4"), record_kind=RecordKind.INVOICE, record_id=RowId("inv4"),
                  customer_id=ANN),
        PostRow(
            id=RowId("x1"), thread_id=ANN, customer_id=ANN, body=SECRET, author_name="Amy",
            visibility=Visibility.INTERNAL, posted_at=ago(hours=2),
        ),
        PostRow(
            id=RowId("x2"), thread_id=RowId("inv4"), customer_id=ANN, body="Here it is",
            author_name="Ann Taylor", visibility=Visibility.EVERYONE, posted_at=ago(hours=1),
        ),
        AttachmentRow(RowId("f1"), 0, RowId("x2"), RowId("inv4"), "roof.png", "image/png", 2048,
                      "c" * 64),
        AttachmentRow(RowId("f2"), 0, RowId("x1"), ANN, "Contract signed.pdf", "application/pdf",
                      3_000_000, "d" * 64),
        MessageRow(
            id=RowId("m1"), customer_id=ANN, channel=Channel.EMAIL, address="ann@example.org",
            subject="Reminder", body="Please pay.", status=MessageStatus.HELD,
            detail="Automatic messages are paused for this customer.", is_automatic=True,
            written_at=ago(hours=4),
        ),
        MessageRow(
            id=RowId("m2"), customer_id=ANN, channel=Channel.SMS, address=calls.ANNS,
            body="We are on our way.", status=MessageStatus.SENT, written_by_name="Amy",
            written_at=ago(days=1), sent_at=ago(days=1),
        ),
        BillingCycleRow(
            id=RowId("cyc1"), customer_id=ANN, title="Monthly clean", amount_cents=12_000,
            origin=CycleOrigin.AUTOMATIC, next_at=ago(days=-10),
        ),
    ]  # fmt: skip


def who() -> list[Row]:
    return [
        ContactPointRow(RowId("p3"), 0, ANN, ContactKind.EMAIL, "ann@example.org"),
        CustomerNoteRow(id=ANN, pinned_alert="Has a dog", no_calls=True),
        CustomerBillingRow(id=ANN, payer_id=BOB, terms_days=30),
        PropertyRow(id=RowId("place"), customer_id=ANN, name="Beach house", address="1 Sea St"),
        MergeRow(
            id=RowId("merge"), kept_id=ANN, merged_id=OLD, merged_name="A. Taylor",
            merged_by_name="Tom", merged_at=ago(days=9),
        ),
    ]  # fmt: skip


def desk(folder: Path, more: Iterable[Row] = (), role: Role = Role.FINANCE) -> Profile:
    """Amy's desk, where Ann is busy."""
    rows = [*calls.people(role), *calls.four_kinds(), *records(), *words(), *who(), *more]
    return profile_with(folder / "profile", rows)
