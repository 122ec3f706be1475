"""Who may see which row: scopes of a person, audience of a row, and what else moves with a change.

A person sees a row when one of their scopes is in the row's audience. Leaving a scope, being
deleted and being hidden look the same from outside. The audience never depends on the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NewType

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
from sync_server.contract.values import Module, RecordKind, Role, Verb, Visibility
from sync_server.contract.views import SavedViewRow
from sync_server.rules import access
from sync_server.rules.view import View

Scope = NewType("Scope", str)
Audience = frozenset[Scope]

STAFF, ADMIN, FIELD = Scope("staff"), Scope("admin"), Scope("field")
INQUIRIES, QUOTES, BOOKINGS = Scope("inquiries"), Scope("quotes"), Scope("bookings")
INVOICES, ISSUES, HOLDS = Scope("invoices"), Scope("issues"), Scope("holds")
CALLS, MESSAGES = Scope("calls"), Scope("messages")
NOBODY: Audience = frozenset()

MODULE_SCOPES: Mapping[Module, Scope] = {
    Module.INQUIRIES: INQUIRIES,
    Module.QUOTES: QUOTES,
    Module.BOOKINGS: BOOKINGS,
    Module.INVOICES: INVOICES,
    Module.ISSUES: ISSUES,
    Module.HOLDS: HOLDS,
    Module.CALLS: CALLS,
    Module.MESSAGES: MESSAGES,
}
"""What a role may not see, no desk of that role ever receives. Customers are in `STAFF`."""


def worker_scope(staff_id: RowId) -> Scope:
    return Scope(f"w:{staff_id}")


def user_scope(staff_id: RowId) -> Scope:
    return Scope(f"u:{staff_id}")


def customer_scope(customer_id: RowId) -> Scope:
    return Scope(f"c:{customer_id}")


def scopes_of(view: View, role: Role, person_id: RowId) -> Audience:
    """Every scope a signed-in person reads; for a customer `person_id` is the customer's id."""
    return scopes_with(access.grants_of(view, role), role, person_id)


def scopes_with(grants: frozenset[str], role: Role, person_id: RowId) -> Audience:
    """The scopes that these rights would open."""
    if role is Role.CUSTOMER:
        return frozenset({customer_scope(person_id)})
    if role is Role.FIELDWORKER:
        return frozenset({FIELD, worker_scope(person_id), user_scope(person_id)})
    if role not in access.DESK_ROLES:
        return frozenset({user_scope(person_id)})
    seen = {scope for module, scope in MODULE_SCOPES.items() if f"{module}:{Verb.SEE}" in grants}
    if any(f"{module}:{Verb.SEE_OWN}" in grants for module in MODULE_SCOPES):
        seen.add(worker_scope(person_id))
    if role in access.FIXED:
        seen.add(ADMIN)
    return frozenset({STAFF, user_scope(person_id)} | seen)


def _workers(worker_ids: Iterable[RowId]) -> Audience:
    return frozenset(map(worker_scope, worker_ids))


def _of_staff(_view: View, row: StaffRow) -> Audience:
    return frozenset({STAFF, user_scope(row.id)})


def _of_customer(view: View, customer_id: RowId) -> Audience:
    jobs = view.where(BookingRow, customer_id=customer_id)
    return frozenset({STAFF}) | _workers(w for job in jobs for w in job.worker_ids)


def _of_booking(_view: View, row: BookingRow) -> Audience:
    return frozenset({BOOKINGS, customer_scope(row.customer_id)}) | _workers(row.worker_ids)


def _of_issue(view: View, row: IssueRow) -> Audience:
    if row.record_kind is RecordKind.INVOICE or row.record_kind is RecordKind.QUOTE:
        return frozenset({ISSUES, customer_scope(row.customer_id)})
    booking = view.get(BookingRow, row.record_id)
    assigned = booking.worker_ids if booking else ()
    workers = _workers((*row.responsible_ids, *assigned))
    return frozenset({ISSUES, customer_scope(row.customer_id)}) | workers


def _record_audience(view: View, thread: ThreadRow) -> Audience:
    kind = RECORD_TYPES[thread.record_kind]
    record = view.get(kind, thread.record_id)
    return NOBODY if record is None else audience(view, record)


def _of_post(view: View, row: PostRow) -> Audience:
    thread = view.get(ThreadRow, row.thread_id)
    record = NOBODY if thread is None else _record_audience(view, thread)
    if thread is None or not record:
        return NOBODY
    office = frozenset({OFFICE_OF[thread.record_kind]})
    if row.visibility is Visibility.INTERNAL:
        return office
    is_closed = row.came_from is not None and not thread.fieldworker_access
    workers = frozenset(scope for scope in record if scope.startswith("w:") and not is_closed)
    if row.visibility is Visibility.STAFF:
        return office | workers
    return office | workers | {customer_scope(row.customer_id)}


def _of_attachment(view: View, row: AttachmentRow) -> Audience:
    post = view.get(PostRow, row.post_id)
    return NOBODY if post is None or post.removed else _of_post(view, post)


def _of_preference(_view: View, row: PreferenceRow) -> Audience:
    own = frozenset({user_scope(row.staff_id)}) if row.staff_id else NOBODY
    return own | {STAFF}


def _of_recording(_view: View, row: RecordingRow) -> Audience:
    """Administrators, and the agent whose conversation it is (A47)."""
    return frozenset({ADMIN, user_scope(row.made_by)})


def _of_voicemail(_view: View, row: VoicemailRow) -> Audience:
    """The office, and the fieldworkers it was shared with when it was left (CAL-08)."""
    return frozenset({CALLS}) | frozenset(map(user_scope, row.shared_with))


def _of_line(view: View, row: LineRow) -> Audience:
    """What a booking costs is not for fieldworkers; a quote's and invoice's lines go with it."""
    if row.record_kind is RecordKind.BOOKING:
        return frozenset({INVOICES})
    record = view.get(RECORD_TYPES[row.record_kind], row.record_id)
    return NOBODY if record is None else audience(view, record)


def _of_appointment(_view: View, row: AppointmentRow) -> Audience:
    return frozenset({BOOKINGS}) | _workers(row.worker_ids)


def _of_view(_view: View, row: SavedViewRow) -> Audience:
    return frozenset({STAFF if row.shared else user_scope(row.owner_id)})


_STAFF_ONLY: Audience = frozenset({STAFF})

_AUDIENCE: Mapping[type[Row], Callable[[View, Row], Audience]] = {
    StaffRow: _of_staff,  # type: ignore[dict-item]  # each rule reads its own row type
    RingGroupRow: lambda _view, _row: _STAFF_ONLY,
    DispositionRow: lambda _view, _row: _STAFF_ONLY,
    AgentStateRow: lambda _view, _row: _STAFF_ONLY,
    PreferenceRow: _of_preference,  # type: ignore[dict-item]
    CustomerRow: lambda view, row: _of_customer(view, row.id),
    CustomerNoteRow: lambda _view, _row: _STAFF_ONLY,
    ContactPointRow: lambda view, row: _of_customer(view, row.customer_id),  # type: ignore[attr-defined]
    InquiryRow: lambda _view, row: frozenset({INQUIRIES, customer_scope(row.customer_id)}),  # type: ignore[attr-defined]
    QuoteRow: lambda _view, row: frozenset({QUOTES, customer_scope(row.customer_id)}),  # type: ignore[attr-defined]
    BookingRow: _of_booking,  # type: ignore[dict-item]
    BookingMoneyRow: lambda _view, _row: frozenset({INVOICES}),
    InvoiceRow: lambda _view, row: frozenset({INVOICES, customer_scope(row.customer_id)}),  # type: ignore[attr-defined]
    ThreadRow: _record_audience,  # type: ignore[dict-item]
    PostRow: _of_post,  # type: ignore[dict-item]
    AttachmentRow: _of_attachment,  # type: ignore[dict-item]
    IssueRow: _of_issue,  # type: ignore[dict-item]
    HoldRow: lambda _view, _row: frozenset({HOLDS}),
    HoldEventRow: lambda _view, _row: frozenset({HOLDS}),
    HoldReasonRow: lambda _view, _row: _STAFF_ONLY,
    PayLineRow: lambda _view, _row: frozenset({INVOICES, HOLDS}),
    PayRunRow: lambda _view, _row: frozenset({HOLDS}),
    PayoutRow: lambda _view, _row: frozenset({HOLDS}),
    IssueTypeRow: lambda _view, _row: frozenset({STAFF, FIELD}),
    IssueLabelRow: lambda _view, _row: _STAFF_ONLY,
    ComplaintSettingsRow: lambda _view, _row: frozenset({STAFF, FIELD}),
    CheckItemRow: lambda _view, _row: frozenset({ISSUES}),
    CostRow: lambda _view, row: frozenset({ISSUES, user_scope(row.written_by)}),  # type: ignore[attr-defined]
    SurveyRow: lambda _view, _row: frozenset({ISSUES}),
    ErasureRow: lambda _view, _row: frozenset({ISSUES}),
    TemplateRow: lambda _view, _row: _STAFF_ONLY,
    TemplateVersionRow: lambda _view, _row: _STAFF_ONLY,
    BrandingRow: lambda _view, _row: _STAFF_ONLY,
    CallRow: lambda _view, _row: frozenset({CALLS}),
    PermissionRow: lambda _view, _row: _STAFF_ONLY,
    StatusRow: lambda _view, _row: frozenset({STAFF, FIELD}),
    PropertyRow: lambda _view, _row: _STAFF_ONLY,
    CustomerBillingRow: lambda _view, _row: frozenset({INVOICES}),
    MergeRow: lambda _view, _row: _STAFF_ONLY,
    MergeMovesRow: lambda _view, _row: NOBODY,
    AppointmentRow: _of_appointment,  # type: ignore[dict-item]
    LineRow: _of_line,  # type: ignore[dict-item]
    PaymentRow: lambda _view, row: frozenset({INVOICES, customer_scope(row.customer_id)}),  # type: ignore[attr-defined]
    CreditNoteRow: lambda _view, row: frozenset({INVOICES, customer_scope(row.customer_id)}),  # type: ignore[attr-defined]
    BillingCycleRow: lambda _view, _row: frozenset({INVOICES}),
    MessageRow: lambda _view, _row: frozenset({MESSAGES}),
    SavedViewRow: _of_view,  # type: ignore[dict-item]
    VoicemailRow: _of_voicemail,  # type: ignore[dict-item]
    RecordingRow: _of_recording,  # type: ignore[dict-item]
    NoticeRow: lambda _view, row: frozenset({user_scope(row.recipient_id)}),  # type: ignore[attr-defined]
}

RECORD_TYPES: Mapping[RecordKind, type[Row]] = {
    RecordKind.INQUIRY: InquiryRow,
    RecordKind.QUOTE: QuoteRow,
    RecordKind.BOOKING: BookingRow,
    RecordKind.INVOICE: InvoiceRow,
    RecordKind.ISSUE: IssueRow,
    RecordKind.CREDIT_NOTE: CreditNoteRow,
    RecordKind.CUSTOMER: CustomerRow,
}
OFFICE_OF: Mapping[RecordKind, Scope] = {
    RecordKind.INQUIRY: INQUIRIES,
    RecordKind.QUOTE: QUOTES,
    RecordKind.BOOKING: BOOKINGS,
    RecordKind.INVOICE: INVOICES,
    RecordKind.ISSUE: ISSUES,
    RecordKind.CREDIT_NOTE: INVOICES,
    RecordKind.CUSTOMER: STAFF,
}
"""Whom in the office the discussion of a record is for."""


def audience(view: View, row: Row) -> Audience:
    """Scopes in which a row stands, computed from the rows alone."""
    return NOBODY if getattr(row, "gone", False) else audience_if_kept(view, row)


def audience_if_kept(view: View, row: Row) -> Audience:
    """Scopes of a row that was taken back, if it had not been."""
    return _AUDIENCE[type(row)](view, row)


def may_see(view: View, row: Row, role: Role, person_id: RowId) -> bool:
    return bool(audience(view, row) & scopes_of(view, role, person_id))
