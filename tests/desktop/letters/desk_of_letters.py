"""A desk with a complaint of Ann's about a booking, looked after by Amy."""

from __future__ import annotations

from datetime import timedelta

from sync_server.contract.base import Row, RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.letters import BRANDING_ID, BrandingRow, TemplateRow
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, RecordKind, Role
from sync_server.rules.threads import born_with
from tests.desktop.customers.care_office import ANN, NOW
from tests.desktop.customers.care_office import rows as customers

ISSUE, BOOKING, AMY = RowId("issue-0001"), RowId("booking-1"), RowId("amy")


def rows(*more: Row, role: Role = Role.AGENT) -> list[Row]:
    """Amy is the person at this desk."""
    return [
        *customers(),
        StaffRow(AMY, name="Amy Park", role=role),
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


def canned() -> list[Row]:
    """Two responses by e-mail, one for text messages, one that is no longer offered."""
    return [
        TemplateRow(
            RowId("canned-late"), name="Running late", channel=Channel.EMAIL,
            subject="About {{record_code}}",
            body="Dear {{customer_first_name}},\n\nwe are running late today. Sorry!\n\n"
            "{{agent_name}}",
        ),
        TemplateRow(
            RowId("canned-photos"), name="Please send photos", channel=Channel.EMAIL,
            subject="Photos", body="Could you send us photos of {{complaint_type}}?",
        ),
        TemplateRow(
            RowId("canned-sms"), name="On our way", channel=Channel.SMS,
            body="We are on our way. {{agent_name}}",
        ),
        TemplateRow(
            RowId("canned-old"), name="Old words", channel=Channel.EMAIL, subject="Old",
            body="Old", archived=True,
        ),
    ]  # fmt: skip
