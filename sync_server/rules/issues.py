"""Reporting an issue: what is written down, whose pay is held, who is told."""

from __future__ import annotations

from datetime import date

import msgspec

from sync_server.contract.base import Row, RowId, derived_id
from sync_server.contract.calls import CallRow
from sync_server.contract.complaints import IssueTypeRow
from sync_server.contract.issue_work import CheckItemRow
from sync_server.contract.issues import IssueOrigin, IssueRow, ReportIssue
from sync_server.contract.records import BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import RecordKind, Role, Visibility
from sync_server.rules import issue_notices as notices
from sync_server.rules.access import DESK_ROLES
from sync_server.rules.clocks import set_clocks, settings_of
from sync_server.rules.complaint_letters import acknowledged_at_once
from sync_server.rules.effects import Circumstances, Effects, Notice, NoticeKind, Reason, Refused
from sync_server.rules.holds import withheld
from sync_server.rules.permissions import OFFICE
from sync_server.rules.threads import born_with, check_free
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES, may_see

MAX_TEXT = 20_000
MAX_TYPE = 60
_ABOUT = frozenset({RecordKind.QUOTE, RecordKind.BOOKING, RecordKind.INVOICE})
_ORIGINS = {Role.CUSTOMER: IssueOrigin.PORTAL, Role.FIELDWORKER: IssueOrigin.FIELD}


def report_issue(view: View, command: ReportIssue, here: Circumstances) -> Effects:
    """Open an issue with its thread, and withhold the responsible fieldworkers' pay."""
    check_free(view, IssueRow, command.issue_id)
    record = _record(view, command, here)
    check_type(command.issue_type)
    check_description(command.description)
    issue, letters = acknowledged_at_once(view, _issue(view, command, record, here), here)
    thread = born_with(RecordKind.ISSUE, issue.id, issue.customer_id)
    notice = Notice(NoticeKind.ISSUE_REPORTED, thread.id, issue.id, here.by, Visibility.STAFF)
    told = notices.of_issue(view, issue, here)
    held = withheld(view, issue, here)
    steps = _checklist(view, issue)
    linked = _linked(view, issue)
    return Effects((issue, thread, *held, *steps, *linked, *letters, *told), (notice,))


def _issue(
    view: View,
    command: ReportIssue,
    record: BookingRow | InvoiceRow | QuoteRow,
    here: Circumstances,
) -> IssueRow:
    is_office = here.role in OFFICE
    responsible = _responsible(record, command, here)
    imported = IssueOrigin.IMPORT if command.is_imported else IssueOrigin.OFFICE
    issue = IssueRow(
        id=command.issue_id,
        customer_id=record.customer_id,
        record_kind=command.record_kind,
        record_id=record.id,
        number=here.next_number(RecordKind.ISSUE),
        issue_type=command.issue_type.strip(),
        description=command.description,
        responsible_ids=responsible,
        is_provisional=_is_provisional(record, command, here),
        reported_by=here.by,
        reporter_name=here.by_name,
        reported_at=here.now,
        call_id=command.call_id,
        origin=_ORIGINS.get(here.role, imported),
        parent_id=_earlier(view, command, record.customer_id, here),
    )
    if is_office:
        issue = msgspec.structs.replace(
            issue,
            priority=command.priority,
            owner_id=check_owner(view, command.owner_id),
            follow_up_on=check_day(command.follow_up_on),
            follow_up_required=bool(command.follow_up_on),
        )
    return set_clocks(settings_of(view), issue)


def _earlier(
    view: View, command: ReportIssue, customer_id: RowId, here: Circumstances
) -> RowId | None:
    """The issue this one goes back to. Raises Refused unless it is one of the same customer."""
    if command.parent_id is None:
        return None
    earlier = issue_of(view, command.parent_id, here)
    if earlier.customer_id != customer_id:
        raise Refused(Reason.INVALID, "The earlier issue is another customer's.")
    return earlier.id


def issue_of(view: View, issue_id: RowId, here: Circumstances) -> IssueRow:
    """The issue, for who may see it. Raises Refused as if it did not exist to all others."""
    issue = view.get(IssueRow, issue_id)
    if issue is None or not may_see(view, issue, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This issue does not exist any more.")
    return issue


def check_type(name: str) -> str:
    if not name.strip() or len(name) > MAX_TYPE:
        raise Refused(Reason.INVALID, f"An issue needs a type of 1 to {MAX_TYPE} characters.")
    return name.strip()


def check_description(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise Refused(
            Reason.INVALID, f"The description has {len(text)} characters; {MAX_TEXT} fit."
        )
    return text


def check_owner(view: View, owner_id: RowId | None) -> RowId | None:
    """Raise Refused unless this is an active colleague at a desk, or nobody."""
    owner = view.get(StaffRow, owner_id) if owner_id else None
    if owner_id and (owner is None or not owner.active or owner.role not in DESK_ROLES):
        raise Refused(Reason.INVALID, "Only a colleague at a desk can own an issue.")
    return owner_id or None


def check_day(text: str) -> str:
    """Raise Refused unless it is a day such as `2026-11-23`, or empty."""
    try:
        is_day = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        raise Refused(Reason.INVALID, f"{text} is no day of the calendar.")
    return text


def _linked(view: View, issue: IssueRow) -> tuple[CallRow, ...]:
    """The call in which the issue was reported shows it, and the booking it is about (CAL-13)."""
    call = view.get(CallRow, issue.call_id) if issue.call_id else None
    if call is None or call.issue_id is not None or call.customer_id != issue.customer_id:
        return ()
    is_booking = issue.record_kind is RecordKind.BOOKING
    linked = msgspec.structs.replace(
        call,
        version=call.version + 1,
        issue_id=issue.id,
        booking_id=call.booking_id or (issue.record_id if is_booking else None),
    )
    return (linked,)


def _checklist(view: View, issue: IssueRow) -> tuple[CheckItemRow, ...]:
    """What issues of this type are worked through with; one id for each step, whoever adds it."""
    named = (each for each in view.where(IssueTypeRow, archived=False) if each.steps)
    kind = next((t for t in named if t.name.casefold() == issue.issue_type.casefold()), None)
    return tuple(
        CheckItemRow(
            id=RowId(derived_id(f"check_item\0{issue.id}\0{at}")),
            issue_id=issue.id,
            customer_id=issue.customer_id,
            position=at,
            text=step,
        )
        for at, step in enumerate(kind.steps if kind else ())
    )


def _record(
    view: View, command: ReportIssue, here: Circumstances
) -> BookingRow | InvoiceRow | QuoteRow:
    if command.record_kind not in _ABOUT:
        raise Refused(Reason.INVALID, f"An issue cannot be about a {command.record_kind}.")
    record: Row | None = view.get(RECORD_TYPES[command.record_kind], command.record_id)
    if not isinstance(record, BookingRow | InvoiceRow | QuoteRow) or not may_see(
        view, record, here.role, here.by
    ):
        raise Refused(Reason.NOT_FOUND, f"This {command.record_kind} does not exist any more.")
    return record


def _is_provisional(record: Row, command: ReportIssue, here: Circumstances) -> bool:
    if not isinstance(record, BookingRow) or len(record.worker_ids) < 2:
        return False
    return here.role not in OFFICE or not command.responsible_ids


def _responsible(record: Row, command: ReportIssue, here: Circumstances) -> tuple[RowId, ...]:
    """A15: nobody named means everyone on the job; only bookings hold pay (A17)."""
    if not isinstance(record, BookingRow):
        return ()
    if here.role not in OFFICE:
        return record.worker_ids  # whose fault it is, is for the office to say
    strangers = set(command.responsible_ids) - set(record.worker_ids)
    if strangers:
        raise Refused(Reason.INVALID, "A fieldworker named here is not on this booking.")
    return command.responsible_ids or record.worker_ids
