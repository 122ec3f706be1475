"""A small office to list: customers with labels and records, and some that are hard to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.replica.profile import Profile
from sync_server.contract.base import Row, RowId, new_id
from sync_server.contract.columns import to_ms
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingMoneyRow, BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import (
    BookingStatus,
    ContactKind,
    InvoiceStatus,
    QuoteStatus,
    Role,
)
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANN, BOB, CID = (RowId(each) for each in ("ann", "bob", "cid"))
LONG = "Ünïcødé " * 62 + "end!"
HEBREW = "\u202e\u05e9\u05dc\u05d5\u05dd\u202c \u05e2\u05d5\u05dc\u05dd"
CONTROL = "Tab\tand\u0000bell\u0007 and\nnewline"


def clock() -> datetime:
    return NOW


def phone(row_id: str, owner: RowId, value: str) -> ContactPointRow:
    return ContactPointRow(RowId(row_id), 0, owner, ContactKind.PHONE, value)


def office() -> list[Row]:
    """Three customers: Ann with two invoices and an issue, bob with a quote, Cid with nothing."""
    return [
        StaffRow(id=RowId("amy"), name="Amy", role=Role.AGENT),
        StaffRow(id=RowId("liam"), name="Liam", role=Role.FIELDWORKER),
        CustomerRow(id=ANN, name="Ann Taylor", labels=("VIP", 'Say "hi"'), location="Glebe"),
        CustomerRow(id=BOB, name="bob Smith", location="Newtown"),
        CustomerRow(id=CID, name="Cid 100%", labels=("New",)),
        phone("p1", ANN, "+491711234567"),
        phone("p2", ANN, "+491719999999"),
        ContactPointRow(RowId("p3"), 0, BOB, ContactKind.EMAIL, "bob@example.org"),
        BookingRow(id=RowId("b1"), customer_id=ANN, number=20418, title="Window repair",
            status=BookingStatus.COMPLETED, worker_ids=(RowId("liam"), RowId("amy")),
            starts_at=NOW, created_at=NOW - timedelta(days=9)),
        BookingMoneyRow(id=RowId("b1"), customer_id=ANN, total_cents=41_200),
        InvoiceRow(id=RowId("v1"), customer_id=ANN, number=7, title="Window", total_cents=41_200,
            status=InvoiceStatus.OVERDUE, created_at=NOW - timedelta(days=2),
            due_at=NOW - timedelta(days=1)),
        InvoiceRow(id=RowId("v2"), customer_id=ANN, number=8, title="Gutter", total_cents=800,
            status=InvoiceStatus.OPEN, created_at=NOW - timedelta(days=1)),
        InvoiceRow(id=RowId("v3"), customer_id=BOB, number=9, title="window frame",
            total_cents=5_000, status=InvoiceStatus.CLOSED, created_at=NOW - timedelta(days=40)),
        QuoteRow(id=RowId("q1"), customer_id=BOB, number=3, title="Roof", total_cents=90_000,
            status=QuoteStatus.SENT, created_at=NOW - timedelta(days=3)),
        IssueRow(id=RowId("i1"), customer_id=ANN, number=12, record_id=RowId("b1"),
            reported_at=NOW - timedelta(hours=5)),
    ]  # fmt: skip


def hard() -> list[Row]:
    """Rows nobody would write by hand, but somebody's import will."""
    far = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    return [
        CustomerRow(id=RowId("long"), name=LONG, labels=(LONG[:60], "=1+1"), location=LONG),
        CustomerRow(id=RowId("rtl"), name=HEBREW, location=HEBREW),
        CustomerRow(id=RowId("ctl"), name=CONTROL, location="=cmd|' /C calc'!A0"),
        InvoiceRow(id=RowId("huge"), customer_id=RowId("long"), title="@SUM(A1)", number=2**40,
            total_cents=2**63 - 1, created_at=far, due_at=far),
        InvoiceRow(id=RowId("huge2"), customer_id=RowId("nobody"), title="-2+3",
            total_cents=2**63 - 1, created_at=datetime(1, 1, 1, 12, tzinfo=UTC)),
        InvoiceRow(id=RowId("deep"), customer_id=RowId("rtl"), title="+1", total_cents=-(2**63)),
    ]  # fmt: skip


def many(count: int) -> list[Row]:
    """Customers by the hundred, made a minute apart."""
    start = to_ms(NOW) - count * 60_000
    return [
        CustomerRow(
            id=new_id(start + n * 60_000, n.to_bytes(10, "big")),
            name=f"Person {n:04d}",
            labels=("Even",) if n % 2 == 0 else (),
            location=("Glebe", "Newtown", "Enmore")[n % 3],
        )
        for n in range(count)
    ]


def desk(folder: Path, rows: list[Row]) -> Profile:
    """A profile whose replica holds these rows."""
    return profile_with(folder / "profile", rows)
