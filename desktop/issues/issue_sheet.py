"""Everything that belongs to one issue, read in one go from this desk's rows."""

from __future__ import annotations

from dataclasses import dataclass

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import RowId
from sync_server.contract.complaints import ComplaintSettingsRow, IssueLabelRow, IssueTypeRow
from sync_server.contract.customers import CustomerRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issue_work import CheckItemRow, CostRow, SurveyRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.access import DESK_ROLES
from sync_server.rules.clocks import settings_of
from sync_server.rules.holds import holds_of
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES

TYPES = ("Damage", "Missed area", "No-show", "Late arrival", "Billing dispute", "Other")
"""What is offered while the office has no catalogue of its own."""
Record = BookingRow | InvoiceRow | QuoteRow


@dataclass(frozen=True, slots=True)
class Family:
    """Issues it belongs together with."""

    parent: IssueRow | None
    children: tuple[IssueRow, ...]
    into: IssueRow | None
    """The one it was merged into."""
    merged: tuple[IssueRow, ...]
    """Those that were merged into it."""


@dataclass(frozen=True, slots=True)
class IssueSheet:
    row: IssueRow
    customer: CustomerRow | None
    record: Record | None
    holds: tuple[HoldRow, ...]
    steps: tuple[CheckItemRow, ...]
    costs: tuple[CostRow, ...]
    visits: tuple[AppointmentRow, ...]
    survey: SurveyRow | None
    evidence: tuple[AttachmentRow, ...]
    notes: tuple[PostRow, ...]
    """Evidence in words only."""
    labels: tuple[IssueLabelRow, ...]
    family: Family
    settings: ComplaintSettingsRow

    @property
    def code(self) -> str:
        return code_of(self.row)

    @property
    def open_steps(self) -> int:
        return sum(step.done_at is None for step in self.steps)


def code_of(row: IssueRow) -> str:
    """`CMP-00012`, or `CMP-draft-9f3a` until the server has numbered it."""
    return code(RecordKind.ISSUE, row.number, row.id)


def issue_sheet(view: View, issue_id: RowId) -> IssueSheet | None:
    """None when it is not on this desk."""
    row = view.get(IssueRow, issue_id)
    if row is None:
        return None
    record = view.get(RECORD_TYPES[row.record_kind], row.record_id)
    files, notes = _evidence(view, row)
    labels = (view.get(IssueLabelRow, label_id) for label_id in row.label_ids)
    steps = view.where(CheckItemRow, issue_id=row.id)
    visits = view.where(AppointmentRow, issue_id=row.id)
    return IssueSheet(
        row=row,
        customer=view.get(CustomerRow, row.customer_id),
        record=record if isinstance(record, BookingRow | InvoiceRow | QuoteRow) else None,
        holds=tuple(holds_of(view, row)),
        steps=tuple(sorted((s for s in steps if not s.gone), key=lambda s: s.position)),
        costs=tuple(c for c in view.where(CostRow, issue_id=row.id) if not c.gone),
        visits=tuple(sorted(visits, key=lambda v: (v.starts_at is None, v.starts_at or 0))),
        survey=view.get(SurveyRow, row.id),
        evidence=files,
        notes=notes,
        labels=tuple(each for each in labels if each is not None),
        family=_family(view, row),
        settings=settings_of(view),
    )


def types_offered(view: View, now: str = "") -> tuple[str, ...]:
    """The catalogue's types in their order; an issue keeps one that was archived since."""
    rows = [each for each in view.where(IssueTypeRow) if not each.archived]
    names = tuple(each.name for each in sorted(rows, key=lambda each: (each.position, each.name)))
    offered = names or TYPES
    return offered if not now or now in offered else (*offered, now)


def labels_offered(view: View) -> tuple[IssueLabelRow, ...]:
    rows = (each for each in view.where(IssueLabelRow) if not each.archived)
    return tuple(sorted(rows, key=lambda each: each.name.casefold()))


def colleagues(view: View) -> tuple[StaffRow, ...]:
    """Who can own an issue or watch it, by name."""
    rows = (s for s in view.where(StaffRow) if s.active and s.role in DESK_ROLES)
    return tuple(sorted(rows, key=lambda each: each.name.casefold()))


def name_of(view: View, staff_id: RowId | None) -> str:
    row = view.get(StaffRow, staff_id) if staff_id else None
    return row.name if row else "a former colleague"


def is_sole_reason(view: View, sheet: IssueSheet) -> bool:
    """Whether nothing else keeps back what this issue keeps back (A14)."""
    own = {hold.id for hold in sheet.holds}
    return not any(
        other.is_active and other.id not in own and other.worker_id == hold.worker_id
        for hold in sheet.holds
        if hold.is_active
        for other in view.where(HoldRow, booking_id=hold.booking_id)
    )


def _evidence(view: View, row: IssueRow) -> tuple[tuple[AttachmentRow, ...], tuple[PostRow, ...]]:
    posts = {
        post.id: post
        for post in view.where(PostRow, thread_id=row.id)
        if post.is_evidence and not post.removed
    }
    files = tuple(f for f in view.where(AttachmentRow, thread_id=row.id) if f.post_id in posts)
    with_files = {file.post_id for file in files}
    return files, tuple(post for post_id, post in posts.items() if post_id not in with_files)


def _family(view: View, row: IssueRow) -> Family:
    return Family(
        parent=view.get(IssueRow, row.parent_id) if row.parent_id else None,
        children=tuple(view.where(IssueRow, parent_id=row.id)),
        into=view.get(IssueRow, row.merged_into_id) if row.merged_into_id else None,
        merged=tuple(view.where(IssueRow, merged_into_id=row.id)),
    )
