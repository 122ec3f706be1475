"""Rows and circumstances with everything filled in that a test is not about."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.records import BookingMoneyRow, BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import ThreadRow
from sync_server.contract.values import RecordKind, Role
from sync_server.rules.effects import Circumstances
from sync_server.rules.view import MemoryView

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

AGENT, ADMIN, FINANCE = RowId("agent"), RowId("admin"), RowId("finance")
LIAM, ZOE, MEI = RowId("liam"), RowId("zoe"), RowId("mei")
OLIVIA, BEN = RowId("olivia"), RowId("ben")
BOOKING = RowId("booking")

PEOPLE = {
    AGENT: Role.AGENT,
    ADMIN: Role.ADMIN,
    FINANCE: Role.FINANCE,
    LIAM: Role.FIELDWORKER,
    ZOE: Role.FIELDWORKER,
    MEI: Role.FIELDWORKER,
}


def here(by: RowId = AGENT, role: Role | None = None) -> Circumstances:
    """Circumstances on the server, with numbers counting from 1."""
    numbers = count(1)
    return Circumstances(
        by=by,
        by_name=by.title(),
        role=role or PEOPLE.get(by, Role.CUSTOMER),
        now=NOW,
        on_server=True,
        next_number=lambda _kind: next(numbers),
    )


def office() -> MemoryView:
    """Two customers, a booking of Olivia's done by Liam and Zoe, and the people who work here."""
    staff = [StaffRow(id=i, name=i.title(), role=role) for i, role in PEOPLE.items()]
    booking = BookingRow(id=BOOKING, customer_id=OLIVIA, number=7, worker_ids=(LIAM, ZOE))
    rows: list[Row] = [
        *staff,
        CustomerRow(id=OLIVIA, name="Olivia Smith"),
        CustomerRow(id=BEN, name="Ben Okoro"),
        ThreadRow(id=OLIVIA, record_kind=RecordKind.CUSTOMER, record_id=OLIVIA, customer_id=OLIVIA),
        ContactPointRow(id=RowId("p1"), customer_id=OLIVIA, value="+61491570156"),
        booking,
        BookingMoneyRow(id=BOOKING, customer_id=OLIVIA, total_cents=41200, pay_cents=20001),
        ThreadRow(
            id=BOOKING, record_kind=RecordKind.BOOKING, record_id=BOOKING, customer_id=OLIVIA
        ),
    ]
    return MemoryView(rows)
