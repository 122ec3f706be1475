"""When an issue may move, and what moves with it: its clocks, its booking, people's pay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from sync_server.contract.base import Row
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow, MoveIssue
from sync_server.contract.records import BookingRow, MoveBooking
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import BookingStatus, IssueStatus, Module, RecordKind, Role, Verb
from sync_server.rules import access
from sync_server.rules.clocks import moved as clocks_moved
from sync_server.rules.clocks import settings_of
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.holds import holds_of, put_back, ready
from sync_server.rules.issues import issue_of
from sync_server.rules.permissions import OFFICE, may
from sync_server.rules.releases import let_go
from sync_server.rules.view import View

S = IssueStatus

MOVES: Mapping[IssueStatus, frozenset[IssueStatus]] = {
    S.NEW: frozenset({S.IN_PROGRESS, S.AWAITING_APPROVAL, S.CLOSED}),
    S.IN_PROGRESS: frozenset({S.AWAITING_APPROVAL, S.CLOSED}),
    S.REOPENED: frozenset({S.IN_PROGRESS, S.AWAITING_APPROVAL, S.CLOSED}),
    S.AWAITING_APPROVAL: frozenset({S.CLOSED, S.IN_PROGRESS}),
    S.CLOSED: frozenset({S.REOPENED}),
}
"""Rejecting from Awaiting Approval goes straight back to In Progress (A12)."""

_STARTS_WORK = frozenset({S.NEW, S.REOPENED})
FIELDWORKER_MOVES = frozenset({S.IN_PROGRESS, S.AWAITING_APPROVAL})


def move_issue(view: View, command: MoveIssue, here: Circumstances) -> Effects:
    """Move an issue one step: closing hands its holds to finance, reopening puts them back."""
    issue = issue_of(view, command.issue_id, here)
    if issue.status is command.to:
        return Effects()
    if issue.merged_into_id is not None:
        raise Refused(Reason.WRONG_STATUS, "This issue was merged into another. Move that one.")
    if issue.status is not command.seen:
        raise Refused(Reason.CHANGED, f"The issue is {issue.status} by now, not {command.seen}.")
    if command.to not in MOVES[issue.status]:
        raise Refused(Reason.WRONG_STATUS, f"An issue cannot go {issue.status} to {command.to}.")
    _check_right(view, issue, command.to, here)
    after = moved(view, issue, command.to, here)
    holds = _holds_after(view, issue, command, here)
    begins = command.with_booking and command.to is S.IN_PROGRESS
    booking = _booking_along(view, issue, here) if begins else ()
    return Effects(rows=(after, *holds, *booking))


def moved(view: View, issue: IssueRow, to: IssueStatus, here: Circumstances) -> IssueRow:
    """The issue at its new status, with its stamps and clocks."""
    stamps: dict[str, object] = {}
    if to is S.CLOSED:
        stamps = {"closed_at": here.now, "closed_by_name": here.by_name}
    elif to is S.AWAITING_APPROVAL:
        stamps = {"resolved_at": here.now, "resolved_by_name": here.by_name}
    elif to is S.REOPENED:
        stamps = {
            "closed_at": None,
            "closed_by_name": "",
            "reopen_count": issue.reopen_count + 1,
        }
    after = msgspec.structs.replace(issue, version=issue.version + 1, status=to, **stamps)
    return clocks_moved(settings_of(view), after, here.now)


def work_begins(view: View, row: AppointmentRow, here: Circumstances) -> tuple[Row, ...]:
    """An issue nobody works on yet is in progress once somebody is to come (ISS-52)."""
    issue = view.get(IssueRow, row.issue_id) if row.issue_id else None
    if issue is None or issue.status not in _STARTS_WORK:
        return ()
    return (moved(view, issue, S.IN_PROGRESS, here),)


def _holds_after(
    view: View, issue: IssueRow, command: MoveIssue, here: Circumstances
) -> tuple[Row, ...]:
    holds = holds_of(view, issue)
    if command.to is S.REOPENED:
        return put_back(view, holds, here)
    if command.to is not S.CLOSED:
        return ()
    if not command.release_pay:
        return ready(holds, here)
    if not access.has(view, here.role, Module.HOLDS, Verb.RELEASE):
        raise Refused(Reason.NOT_ALLOWED, "Your role may close this issue but not release pay.")
    return _released(view, holds, here)


def _released(view: View, holds: list[HoldRow], here: Circumstances) -> tuple[Row, ...]:
    rows: list[Row] = []
    for hold in holds:
        if hold.is_active:
            rows += let_go(view, hold, here, "Issue closed")
    return tuple(rows)


def _booking_along(view: View, issue: IssueRow, here: Circumstances) -> tuple[BookingRow, ...]:
    """The booking is worked on again (A40); one that was cancelled stays so."""
    if not may(view, here.role, MoveBooking):
        raise Refused(Reason.NOT_ALLOWED, "Your role may convert this issue but not its booking.")
    is_booking = issue.record_kind is RecordKind.BOOKING
    booking = view.get(BookingRow, issue.record_id) if is_booking else None
    done = {BookingStatus.COMPLETED, BookingStatus.FAILED, BookingStatus.TO_SCHEDULE}
    if booking is None or booking.status not in done:
        return ()
    return (
        msgspec.structs.replace(
            booking, version=booking.version + 1, status=BookingStatus.IN_PROGRESS, status_id=None
        ),
    )


def _check_right(view: View, issue: IssueRow, to: IssueStatus, here: Circumstances) -> None:
    if here.role is Role.CUSTOMER:
        _check_customer(view, issue, to, here)
        return
    if to is S.CLOSED and not access.has(view, here.role, Module.ISSUES, Verb.CLOSE):
        raise Refused(Reason.NOT_ALLOWED, "Your role may not close issues.")
    if here.role in OFFICE:
        return
    if to not in FIELDWORKER_MOVES or issue.status is S.AWAITING_APPROVAL:
        raise Refused(Reason.NOT_ALLOWED, f"Only the office sets an issue to {to}.")
    if to is S.AWAITING_APPROVAL and settings_of(view).needs_evidence:
        posts = view.where(PostRow, thread_id=issue.id)
        if not any(post.is_evidence and not post.removed for post in posts):
            raise Refused(Reason.INVALID, "Show what was done first: a photo or note of the work.")


def _check_customer(view: View, issue: IssueRow, to: IssueStatus, here: Circumstances) -> None:
    """Customers say "Still not right" for some days after it was closed (A21)."""
    days = settings_of(view).reopen_days
    if to is not S.REOPENED or issue.closed_at is None:
        raise Refused(Reason.NOT_ALLOWED, "Only the office changes the state of an issue.")
    if here.now - issue.closed_at > timedelta(days=days):
        raise Refused(
            Reason.WRONG_STATUS, f"It was closed more than {days} days ago. Report a new problem."
        )
