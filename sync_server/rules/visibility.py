"""Who may see which row: scopes of a person, audience of a row, and what else moves with a change.

A person sees a row when one of their scopes is in the row's audience. Leaving a scope, being
deleted and being hidden look the same from outside. The audience never depends on the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NewType

from sync_server.contract.agents import AgentStateRow
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, RecordingRow, VoicemailRow
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.notices import NoticeRow, PreferenceRow
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import RecordKind, Role, Visibility
from sync_server.rules.view import View

Scope = NewType("Scope", str)
Audience = frozenset[Scope]

STAFF, BILL, PAY, ADMIN = Scope("staff"), Scope("bill"), Scope("pay"), Scope("admin")
NOBODY: Audience = frozenset()

_ROLE_SCOPES: Mapping[Role, Audience] = {
    Role.OWNER: frozenset({STAFF, BILL, PAY, ADMIN}),
    Role.ADMIN: frozenset({STAFF, BILL, PAY, ADMIN}),
    Role.FINANCE: frozenset({STAFF, BILL, PAY}),
    Role.AGENT: frozenset({STAFF, BILL, PAY}),
}


def worker_scope(staff_id: RowId) -> Scope:
    return Scope(f"w:{staff_id}")


def user_scope(staff_id: RowId) -> Scope:
    return Scope(f"u:{staff_id}")


def customer_scope(customer_id: RowId) -> Scope:
    return Scope(f"c:{customer_id}")


def scopes_of(role: Role, person_id: RowId) -> Audience:
    """Every scope a signed-in person reads; for a customer `person_id` is the customer's id."""
    if role is Role.CUSTOMER:
        return frozenset({customer_scope(person_id)})
    if role is Role.FIELDWORKER:
        return frozenset({worker_scope(person_id), user_scope(person_id)})
    return _ROLE_SCOPES.get(role, NOBODY) | {user_scope(person_id)}


def _workers(worker_ids: Iterable[RowId]) -> Audience:
    return frozenset(map(worker_scope, worker_ids))


def _of_staff(_view: View, row: StaffRow) -> Audience:
    return frozenset({STAFF, user_scope(row.id)})


def _of_customer(view: View, customer_id: RowId) -> Audience:
    jobs = view.where(BookingRow, customer_id=customer_id)
    return frozenset({STAFF}) | _workers(w for job in jobs for w in job.worker_ids)


def _of_booking(_view: View, row: BookingRow) -> Audience:
    return frozenset({STAFF, customer_scope(row.customer_id)}) | _workers(row.worker_ids)


def _of_issue(view: View, row: IssueRow) -> Audience:
    if row.record_kind is RecordKind.INVOICE or row.record_kind is RecordKind.QUOTE:
        return frozenset({STAFF, customer_scope(row.customer_id)})
    booking = view.get(BookingRow, row.record_id)
    assigned = booking.worker_ids if booking else ()
    workers = _workers((*row.responsible_ids, *assigned))
    return frozenset({STAFF, customer_scope(row.customer_id)}) | workers


def _record_audience(view: View, thread: ThreadRow) -> Audience:
    kind = RECORD_TYPES[thread.record_kind]
    record = view.get(kind, thread.record_id)
    return NOBODY if record is None else audience(view, record)


def _of_post(view: View, row: PostRow) -> Audience:
    thread = view.get(ThreadRow, row.thread_id)
    if thread is None:
        return NOBODY
    record = _record_audience(view, thread)
    office = frozenset({BILL}) if _is_money(thread) else frozenset({STAFF})
    if row.visibility is Visibility.INTERNAL:
        return office
    workers = frozenset(scope for scope in record if scope.startswith("w:"))
    if row.visibility is Visibility.STAFF:
        return office | workers
    return office | workers | {customer_scope(row.customer_id)}


def _is_money(thread: ThreadRow) -> bool:
    return thread.record_kind in {RecordKind.INVOICE, RecordKind.QUOTE}


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
    return frozenset({STAFF}) | frozenset(map(user_scope, row.shared_with))


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
    InquiryRow: lambda _view, row: frozenset({STAFF, customer_scope(row.customer_id)}),  # type: ignore[attr-defined]
    QuoteRow: lambda _view, row: frozenset({BILL, customer_scope(row.customer_id)}),  # type: ignore[attr-defined]
    BookingRow: _of_booking,  # type: ignore[dict-item]
    BookingMoneyRow: lambda _view, _row: frozenset({BILL}),
    InvoiceRow: lambda _view, row: frozenset({BILL, customer_scope(row.customer_id)}),  # type: ignore[attr-defined]
    ThreadRow: _record_audience,  # type: ignore[dict-item]
    PostRow: _of_post,  # type: ignore[dict-item]
    AttachmentRow: _of_attachment,  # type: ignore[dict-item]
    IssueRow: _of_issue,  # type: ignore[dict-item]
    HoldRow: lambda _view, _row: frozenset({PAY}),
    CallRow: lambda _view, _row: _STAFF_ONLY,
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
    RecordKind.CUSTOMER: CustomerRow,
}


def audience(view: View, row: Row) -> Audience:
    """Scopes in which a row stands, computed from the rows alone."""
    return _AUDIENCE[type(row)](view, row)


def may_see(view: View, row: Row, role: Role, person_id: RowId) -> bool:
    return bool(audience(view, row) & scopes_of(role, person_id))
