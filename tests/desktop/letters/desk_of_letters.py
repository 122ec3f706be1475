"""A desk with a complaint of Ann's about a booking, looked after by Amy."""

from __future__ import annotations

from datetime import timedelta

from sync_server.contract.base import Row, RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.letters import BRANDING_ID, BrandingRow
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import RecordKind, Role
from sync_server.rules.threads import born_with
from tests.desktop.customers.care_office import ANN, NOW
from tests.desktop.customers.care_office import rows as customers

ISSUE, BOOKING, AMY = RowId("issue-0001"), RowId("booking-1"), RowId("amy")


def rows(*more: Row) -> list[Row]:
    return [
        *customers(),
        StaffRow(AMY, name="Amy Park", role=Role.AGENT),
        BookingRow(BOOKING, customer_id=ANN, number=7, title="Windows, ground floor"),
        born_with(RecordKind.BOOKING, BOOKING, ANN),
        IssueRow(
            ISSUE,
            customer_id=ANN,
            record_kind=RecordKind.BOOKING,
            record_id=BOOKING,
            number=12,
            issue_type="Damage",
            description="A scratch on the kitchen window.",
            reported_at=NOW,
            owner_id=AMY,
            resolve_due_at=NOW + timedelta(days=5),
        ),
        born_with(RecordKind.ISSUE, ISSUE, ANN),
        BrandingRow(
            BRANDING_ID,
            business_name="Harbour Glass",
            accent="#0A7D55",
            footer="14 Ferry Rd, Glebe NSW",
            links=("Facebook https://facebook.example/harbour",),
        ),
        *more,
    ]
