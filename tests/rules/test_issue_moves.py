"""Moving an issue: its clocks, its booking, and who may not."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.complaints import SETTINGS_ID, ComplaintSettingsRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow, MoveIssue
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import AddAppointment
from sync_server.contract.threads import PostRow
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, Role
from sync_server.rules.business_time import is_paused
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from tests.rules.test_issues import ISSUE, move, reported
from tests.support.builders import AGENT, BOOKING, LIAM, NOW, OLIVIA, here

S = IssueStatus


def with_booking(status: BookingStatus, issue: IssueStatus = S.NEW) -> MemoryView:
    view = reported(issue)
    booking = view.rows[BookingRow, BOOKING]
    view.put([msgspec.structs.replace(booking, status=status)])
    return view


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (BookingStatus.COMPLETED, BookingStatus.IN_PROGRESS),
        (BookingStatus.FAILED, BookingStatus.IN_PROGRESS),
        (BookingStatus.TO_SCHEDULE, BookingStatus.IN_PROGRESS),
        (BookingStatus.CANCELLED, None),
        (BookingStatus.IN_PROGRESS, None),
    ],
)
def test_converting_takes_the_booking_along_in_one_step(was, becomes):
    """ISS-30, A40: both rows come of one command; a cancelled booking stays cancelled."""
    rows = move(with_booking(was), S.IN_PROGRESS, AGENT, with_booking=True).rows
    bookings = [row.status for row in rows if isinstance(row, BookingRow)]
    assert bookings == ([becomes] if becomes else [])


@pytest.mark.parametrize("to", [S.AWAITING_APPROVAL, S.CLOSED])
def test_only_the_beginning_of_work_takes_the_booking_along(to):
    rows = move(with_booking(BookingStatus.COMPLETED), to, with_booking=True).rows
    assert not [row for row in rows if isinstance(row, BookingRow)]


def test_a_customer_who_reopens_does_not_move_the_booking():
    view = with_booking(BookingStatus.COMPLETED, S.CLOSED)
    view.put([msgspec.structs.replace(view.rows[IssueRow, ISSUE], closed_at=NOW)])
    rows = move(view, S.REOPENED, OLIVIA, with_booking=True).rows
    assert not [row for row in rows if isinstance(row, BookingRow)]


def test_a_clock_stands_still_while_approval_is_awaited_and_goes_on_after_it():
    view = reported(S.IN_PROGRESS)
    view.put(move(view, S.AWAITING_APPROVAL).rows)
    waits = view.rows[IssueRow, ISSUE]
    assert is_paused(waits.pauses)
    assert waits.resolve_due_at is None
    assert (waits.resolved_at, waits.resolved_by_name) == (NOW, "Admin")
    view.put(move(view, S.IN_PROGRESS).rows)
    again = view.rows[IssueRow, ISSUE]
    assert not is_paused(again.pauses)
    assert again.resolve_due_at is not None


def test_closing_says_who_and_reopening_forgets_it_and_counts():
    """ISS-64."""
    view = reported(S.AWAITING_APPROVAL)
    view.put(move(view, S.CLOSED).rows)
    assert view.rows[IssueRow, ISSUE].closed_by_name == "Admin"
    view.put(move(view, S.REOPENED).rows)
    issue = view.rows[IssueRow, ISSUE]
    assert (issue.closed_at, issue.closed_by_name, issue.reopen_count) == (None, "", 1)
    assert [h.state for h in view.where(HoldRow, issue_id=ISSUE)] == [HoldState.HELD]


def test_rejecting_goes_straight_back_to_in_progress():
    """A12: no reopening is counted."""
    issue = move(reported(S.AWAITING_APPROVAL), S.IN_PROGRESS).rows[0]
    assert isinstance(issue, IssueRow)
    assert (issue.status, issue.reopen_count) == (S.IN_PROGRESS, 0)


def test_a_fieldworker_who_needs_evidence_is_asked_for_it_first():
    """ISS-39: a removed post is no evidence."""
    view = reported(S.IN_PROGRESS)
    view.put([ComplaintSettingsRow(id=SETTINGS_ID, needs_evidence=True)])
    gone = PostRow(id=RowId("p"), thread_id=ISSUE, is_evidence=True, removed=True)
    view.put([gone])
    with pytest.raises(Refused, match="Show what was done first"):
        move(view, S.AWAITING_APPROVAL, LIAM)
    view.put([msgspec.structs.replace(gone, removed=False)])
    assert move(view, S.AWAITING_APPROVAL, LIAM).rows


@pytest.mark.parametrize(("days", "may"), [(13, True), (14, True), (15, False)])
def test_customers_say_still_not_right_for_fourteen_days(days, may):
    """A21."""
    view = reported(S.CLOSED)
    closed = NOW - timedelta(days=days)
    view.put([msgspec.structs.replace(view.rows[IssueRow, ISSUE], closed_at=closed)])
    if may:
        assert move(view, S.REOPENED, OLIVIA).rows
    else:
        with pytest.raises(Refused, match="more than 14 days ago"):
            move(view, S.REOPENED, OLIVIA)


@pytest.mark.parametrize("to", [S.IN_PROGRESS, S.AWAITING_APPROVAL, S.CLOSED])
def test_customers_move_nothing_else(to):
    with pytest.raises(Refused) as refused:
        move(reported(S.NEW), to, OLIVIA)
    assert refused.value.reason is Reason.NOT_ALLOWED


def test_releasing_while_closing_needs_the_right_to_release():
    """A14: a supervisor closes but does not release."""
    view = reported(S.AWAITING_APPROVAL)
    with pytest.raises(Refused, match="may close this issue but not release"):
        decide(
            view,
            MoveIssue(issue_id=ISSUE, seen=S.AWAITING_APPROVAL, to=S.CLOSED, release_pay=True),
            here(AGENT, Role.SUPERVISOR),
        )


def test_work_begins_with_a_visit_somebody_is_to_make():
    """ISS-52, ISS-31."""
    view = reported(S.NEW)
    visit = AddAppointment(
        appointment_id=RowId("v"),
        customer_id=OLIVIA,
        title="Look",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        worker_ids=(LIAM,),
        booking_id=BOOKING,
        issue_id=ISSUE,
    )
    view.put(decide(view, visit, here(AGENT)).rows)
    assert view.rows[IssueRow, ISSUE].status is S.IN_PROGRESS
