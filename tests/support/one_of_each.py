"""One row of every type that crosses the wire, with a marker in whatever text it has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sync_server.contract.access import PermissionRow
from sync_server.contract.agents import AgentStateRow
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.billing import BillingCycleRow, CustomerBillingRow
from sync_server.contract.calls import CallRow, RecordingRow, VoicemailRow
from sync_server.contract.care import MergeMovesRow, MergeRow, PropertyRow
from sync_server.contract.complaints import ComplaintSettingsRow, IssueLabelRow, IssueTypeRow
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.holds import HoldEventRow, HoldReasonRow, HoldRow
from sync_server.contract.issue_work import CheckItemRow, CostRow, SurveyRow
from sync_server.contract.issues import ErasureRow, IssueRow
from sync_server.contract.letters import BrandingRow, TemplateRow, TemplateVersionRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.money import CreditNoteRow, LineRow, PaymentRow
from sync_server.contract.notices import NoticeRow, PreferenceRow
from sync_server.contract.pay import PayLineRow, PayoutRow, PayRunRow
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.statuses import StatusRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import RecordKind, Role
from sync_server.contract.views import SavedViewRow

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHO = RowId("customer-1")
SOMEBODY = RowId("somebody-else")
THREADS = (RecordKind.INQUIRY, RecordKind.QUOTE, RecordKind.BOOKING, RecordKind.INVOICE)
SHA = {"invoice": "a" * 64, "booking": "b" * 64}


def word(name: str) -> str:
    """What stands in the texts of the rows of one module; nothing else is spelled like it."""
    return f"qxz{name}zxq"


def one_of_each() -> tuple[Row, ...]:
    """Rows nobody in particular is assigned to; those of a role see what its rights open."""
    return (*_office(), *_records(), *_hanging_on(), *_complaints(), *_talk(), *_calls())


def _office() -> tuple[Row, ...]:
    return (
        StaffRow(id=SOMEBODY, name="Somebody", role=Role.FIELDWORKER),
        RingGroupRow(id=RowId("group-1"), number="+61255501000", name="Office"),
        DispositionRow(id=RowId("disposition-1"), name="Booked"),
        AgentStateRow(id=SOMEBODY, reason="Lunch"),
        PreferenceRow(id=RowId("preference-1"), role=Role.AGENT),
        StatusRow(id=RowId("status-1"), name="Waiting for parts"),
        SavedViewRow(id=RowId("view-1"), name="Mine", owner_id=SOMEBODY),
        SavedViewRow(id=RowId("view-2"), name="Ours", owner_id=SOMEBODY, shared=True),
        PermissionRow(id=RowId("nobody"), grants=()),
    )


def _records() -> tuple[Row, ...]:
    whose = {"customer_id": WHO, "created_at": AT}
    inquiry = InquiryRow(id=RowId("inquiry-1"), number=1, title=word("inquiries"), **whose)
    quote = QuoteRow(id=RowId("quote-1"), number=1, title=word("quotes"), **whose)
    booking = BookingRow(
        id=RowId("booking-1"),
        number=1,
        title=word("bookings"),
        starts_at=AT,
        ends_at=AT + timedelta(hours=2),
        worker_ids=(SOMEBODY,),
        **whose,
    )
    invoice = InvoiceRow(id=RowId("invoice-1"), number=1, title=word("invoices"), **whose)
    issue = IssueRow(
        id=RowId("issue-1"),
        customer_id=WHO,
        record_id=booking.id,
        number=1,
        issue_type=word("issues"),
        reported_at=AT,
    )
    return (
        CustomerRow(id=WHO, name="Olivia Smith", location="Glebe"),
        CustomerNoteRow(id=WHO, note="Prefers mornings"),
        ContactPointRow(id=RowId("point-1"), customer_id=WHO, value="+61491570156"),
        PropertyRow(id=RowId("property-1"), customer_id=WHO, name="Shop"),
        MergeRow(id=RowId("merge-1"), kept_id=WHO, merged_id=RowId("customer-2")),
        MergeMovesRow(id=RowId("merge-1"), moved=("booking booking-1",)),
        inquiry,
        quote,
        booking,
        invoice,
        issue,
    )


def _hanging_on() -> tuple[Row, ...]:
    on = RowId("invoice-1")
    money, quoted, priced = (
        LineRow(id=RowId(f"line-{kind}"), record_kind=kind, record_id=RowId(f"{kind}-1"), text=text)
        for kind, text in (
            (RecordKind.INVOICE, word("invoices")),
            (RecordKind.QUOTE, word("quotes")),
            (RecordKind.BOOKING, word("invoices")),
        )
    )
    return (
        money,
        quoted,
        priced,
        BookingMoneyRow(id=RowId("booking-1"), customer_id=WHO, total_cents=100, pay_cents=50),
        CustomerBillingRow(id=WHO),
        BillingCycleRow(id=RowId("cycle-1"), customer_id=WHO, title=word("invoices")),
        PaymentRow(
            id=RowId("payment-1"), invoice_id=on, customer_id=WHO, reference=word("invoices")
        ),
        CreditNoteRow(id=RowId("note-1"), invoice_id=on, customer_id=WHO, reason=word("invoices")),
        AppointmentRow(
            id=RowId("appointment-1"),
            customer_id=WHO,
            title=word("bookings"),
            starts_at=AT,
            ends_at=AT + timedelta(hours=1),
            worker_ids=(SOMEBODY,),
        ),
        HoldRow(
            id=RowId("hold-1"),
            booking_id=RowId("booking-1"),
            worker_id=SOMEBODY,
            issue_id=RowId("issue-1"),
            customer_id=WHO,
            reason=word("holds"),
        ),
    )


def _complaints() -> tuple[Row, ...]:
    issue, job = RowId("issue-1"), RowId("booking-1")
    return (
        IssueTypeRow(id=RowId("type-1"), name="Damage"),
        IssueLabelRow(id=RowId("label-1"), name="Insurance"),
        ComplaintSettingsRow(id=RowId("complaints")),
        HoldReasonRow(id=RowId("reason-1"), name="Damage"),
        TemplateRow(id=RowId("acknowledgement"), name="Complaint Acknowledgement"),
        TemplateVersionRow(id=RowId("template-1"), template_id=RowId("acknowledgement")),
        BrandingRow(id=RowId("branding"), business_name="Harbour"),
        CheckItemRow(id=RowId("step-1"), issue_id=issue, customer_id=WHO, text=word("issues")),
        CostRow(
            id=RowId("cost-1"),
            issue_id=issue,
            customer_id=WHO,
            text=word("issues"),
            written_by=SOMEBODY,
        ),
        SurveyRow(id=issue, customer_id=WHO, rating=4, comment=word("issues")),
        ErasureRow(id=RowId("erased-1"), number=9),
        HoldEventRow(id=RowId("event-1"), hold_id=RowId("hold-1"), reason=word("holds")),
        PayLineRow(id=RowId("pay-1"), booking_id=job, customer_id=WHO, worker_id=SOMEBODY),
        PayRunRow(id=RowId("run-1"), name=word("holds")),
        PayoutRow(id=RowId("payout-1"), pay_run_id=RowId("run-1"), booking_id=job),
    )


def _talk() -> tuple[Row, ...]:
    rows: list[Row] = []
    for kind in (*THREADS, RecordKind.ISSUE):
        record = RowId(f"{kind}-1")
        rows.append(ThreadRow(id=record, record_kind=kind, record_id=record, customer_id=WHO))
        rows.append(
            PostRow(
                id=RowId(f"post-{kind}"),
                thread_id=record,
                customer_id=WHO,
                author_id=SOMEBODY,
                body=word(MODULE_WORD[kind]),
                posted_at=AT,
            )
        )
    for kind, sha256 in SHA.items():
        rows.append(
            AttachmentRow(
                id=RowId(f"file-{kind}"),
                post_id=RowId(f"post-{kind}"),
                thread_id=RowId(f"{kind}-1"),
                name=f"{word(MODULE_WORD[RecordKind(kind)])}.pdf",
                sha256=sha256,
            )
        )
    rows.append(
        MessageRow(id=RowId("message-1"), customer_id=WHO, body=word("messages"), written_at=AT)
    )
    rows.append(NoticeRow(id=RowId("notice-1"), recipient_id=SOMEBODY, text=word("nobody")))
    return tuple(rows)


MODULE_WORD = {
    RecordKind.INQUIRY: "inquiries",
    RecordKind.QUOTE: "quotes",
    RecordKind.BOOKING: "bookings",
    RecordKind.INVOICE: "invoices",
    RecordKind.ISSUE: "issues",
}


def _calls() -> tuple[Row, ...]:
    return (
        CallRow(id=RowId("call-1"), call_key="k", customer_id=WHO, started_at=AT),
        VoicemailRow(id=RowId("voicemail-1"), call_id=RowId("call-1"), left_at=AT),
        RecordingRow(id=RowId("recording-1"), call_id=RowId("call-1"), made_by=SOMEBODY),
    )
