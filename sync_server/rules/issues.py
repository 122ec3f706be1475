"""When an issue may move, and what moves with it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.records import BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.values import IssueStatus, Module, RecordKind, Verb, Visibility
from sync_server.rules import access, notices
from sync_server.rules.effects import Circumstances, Effects, Notice, NoticeKind, Reason, Refused
from sync_server.rules.holds import put_back, ready, released, withheld
from sync_server.rules.permissions import OFFICE
from sync_server.rules.threads import born_with, check_free
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES, may_see

S = IssueStatus
MAX_TEXT = 20_000

MOVES: Mapping[IssueStatus, frozenset[IssueStatus]] = {
    S.NEW: frozenset({S.IN_PROGRESS, S.CLOSED}),
    S.IN_PROGRESS: frozenset({S.AWAITING_APPROVAL, S.CLOSED}),
    S.REOPENED: frozenset({S.IN_PROGRESS, S.AWAITING_APPROVAL, S.CLOSED}),
    S.AWAITING_APPROVAL: frozenset({S.CLOSED, S.IN_PROGRESS}),
    S.CLOSED: frozenset({S.REOPENED}),
}
"""Rejecting from Awaiting Approval goes straight back to In Progress (A12)."""

FIELDWORKER_MOVES = frozenset({S.IN_PROGRESS, S.AWAITING_APPROVAL})
_ABOUT = frozenset({RecordKind.QUOTE, RecordKind.BOOKING, RecordKind.INVOICE})


def report_issue(view: View, command: ReportIssue, here: Circumstances) -> Effects:
    """Open an issue with its thread, and withhold the responsible fieldworkers' pay."""
    check_free(view, IssueRow, command.issue_id)
    record = _record(view, command, here)
    if not command.issue_type.strip() or len(command.description) > MAX_TEXT:
        raise Refused(Reason.INVALID, "An issue needs a type and a description that fits.")
    responsible = _responsible(record, command, here)
    issue = IssueRow(
        id=command.issue_id,
        customer_id=record.customer_id,
        record_kind=command.record_kind,
        record_id=record.id,
        number=here.next_number(RecordKind.ISSUE),
        issue_type=command.issue_type,
        description=command.description,
        responsible_ids=responsible,
        reported_by=here.by,
        reporter_name=here.by_name,
        reported_at=here.now,
        call_id=command.call_id,
    )
    thread = born_with(RecordKind.ISSUE, issue.id, issue.customer_id)
    notice = Notice(NoticeKind.ISSUE_REPORTED, thread.id, issue.id, here.by, Visibility.STAFF)
    told = notices.of_issue(view, issue, here) if here.role not in OFFICE else ()
    held = withheld(view, issue, responsible, here)
    return Effects((issue, thread, *held, *_linked(view, issue), *told), (notice,))


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


def move_issue(view: View, command: MoveIssue, here: Circumstances) -> Effects:
    """Move an issue one step: closing hands its holds to finance, reopening puts them back."""
    issue = view.get(IssueRow, command.issue_id)
    if issue is None or not may_see(view, issue, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This issue does not exist any more.")
    if issue.status is command.to:
        return Effects()
    if issue.status is not command.seen:
        raise Refused(Reason.CHANGED, f"The issue is {issue.status} by now, not {command.seen}.")
    if command.to not in MOVES[issue.status]:
        raise Refused(Reason.WRONG_STATUS, f"An issue cannot go {issue.status} to {command.to}.")
    _check_right(view, command.to, here)
    holds = view.where(HoldRow, issue_id=issue.id)
    return Effects(
        rows=(_moved(issue, command.to, here), *_holds_after(view, holds, command, here))
    )


def _moved(issue: IssueRow, to: IssueStatus, here: Circumstances) -> IssueRow:
    return msgspec.structs.replace(
        issue,
        version=issue.version + 1,
        status=to,
        closed_at=here.now if to is S.CLOSED else None,
        reopen_count=issue.reopen_count + (to is S.REOPENED),
    )


def _holds_after(
    view: View, holds: list[HoldRow], command: MoveIssue, here: Circumstances
) -> tuple[HoldRow, ...]:
    if command.to is S.REOPENED:
        return put_back(holds, here)
    if command.to is not S.CLOSED:
        return ()
    if not command.release_pay:
        return ready(holds)
    if not access.has(view, here.role, Module.HOLDS, Verb.RELEASE):
        raise Refused(Reason.NOT_ALLOWED, "Your role may close this issue but not release pay.")
    return tuple(released(hold, here) for hold in holds)


def _check_right(view: View, to: IssueStatus, here: Circumstances) -> None:
    if to is S.CLOSED and not access.has(view, here.role, Module.ISSUES, Verb.CLOSE):
        raise Refused(Reason.NOT_ALLOWED, "Your role may not close issues.")
    if here.role not in OFFICE and to not in FIELDWORKER_MOVES:
        raise Refused(Reason.NOT_ALLOWED, f"Only the office sets an issue to {to}.")


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
