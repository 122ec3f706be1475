"""When fieldworkers could come again, and what the office makes of it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow, ReportIssue
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import QuoteRow
from sync_server.contract.scheduling import (
    AppointmentRow,
    ConfirmAppointment,
    ProposeAppointment,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import AppointmentStatus, IssueStatus, RecordKind
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from tests.support.builders import AGENT, BEN, BOOKING, LIAM, MEI, NOW, OLIVIA, ZOE, here, office

ISSUE, VISIT = RowId("issue"), RowId("visit")
HOUR = timedelta(hours=1)


def shop(**changes: object) -> MemoryView:
    """Liam may propose; there is an issue about his booking, changed as said."""
    view = office()
    view.put([StaffRow(LIAM, 1, "Liam", here(LIAM).role, may_propose=True)])
    report = ReportIssue(ISSUE, RecordKind.BOOKING, BOOKING, "Damage")
    view.put(decide(view, report, here()).rows)
    view.put([msgspec.structs.replace(view.rows[IssueRow, ISSUE], **changes)])
    return view


def propose(view: MemoryView, by: RowId = LIAM, lasts: timedelta = HOUR):
    command = ProposeAppointment(VISIT, ISSUE, NOW + HOUR, NOW + HOUR + lasts)
    return decide(view, command, here(by))


def proposed() -> MemoryView:
    view = shop()
    view.put(propose(view).rows)
    return view


def confirm(view: MemoryView, later: timedelta = timedelta(), by: RowId = AGENT):
    starts = NOW + HOUR + later
    return decide(view, ConfirmAppointment(VISIT, starts, starts + HOUR, (LIAM,)), here(by))


def test_a_proposal_waits_for_the_office_and_tells_it():
    """ISS-51: pending."""
    visit, *told = propose(shop()).rows
    assert isinstance(visit, AppointmentRow)
    assert visit.status is AppointmentStatus.PROPOSED
    assert (visit.issue_id, visit.booking_id) == (ISSUE, BOOKING)
    assert (visit.worker_ids, visit.proposed_by_name) == ((LIAM,), "Liam")
    assert told
    assert all(isinstance(row, NoticeRow) for row in told)


@pytest.mark.parametrize("by", [ZOE, AGENT])
def test_only_a_fieldworker_with_the_right_proposes(by: RowId):
    """ISS-74."""
    with pytest.raises(Refused) as refusal:
        propose(shop(), by)
    assert refusal.value.reason is Reason.NOT_ALLOWED


def test_who_is_not_on_the_job_has_nothing_to_propose():
    view = shop()
    view.put([StaffRow(MEI, 1, "Mei", here(MEI).role, may_propose=True)])
    with pytest.raises(Refused) as refusal:
        propose(view, MEI)
    assert refusal.value.reason is Reason.NOT_FOUND


@pytest.mark.parametrize(
    "changes", [{"status": IssueStatus.CLOSED}, {"merged_into_id": RowId("other")}]
)
def test_a_closed_or_merged_issue_takes_no_proposals(changes: dict[str, object]):
    with pytest.raises(Refused) as refusal:
        propose(shop(**changes))
    assert refusal.value.reason is Reason.WRONG_STATUS


@pytest.mark.parametrize("lasts", [timedelta(), -HOUR, timedelta(hours=25)])
def test_a_visit_ends_after_it_begins_within_a_day(lasts: timedelta):
    with pytest.raises(Refused) as refusal:
        propose(shop(), lasts=lasts)
    assert refusal.value.reason is Reason.INVALID


@pytest.mark.parametrize("later", [timedelta(), HOUR], ids=["confirmed", "changed"])
def test_the_office_takes_it_as_it_is_or_at_another_time_and_work_begins(later: timedelta):
    """ISS-51, ISS-52."""
    visit, issue = confirm(proposed(), later).rows[:2]
    assert isinstance(visit, AppointmentRow)
    assert (visit.status, visit.starts_at) == (AppointmentStatus.PLANNED, NOW + HOUR + later)
    assert (visit.proposed_by_name, visit.confirmed_by_name) == ("Liam", "Agent")
    assert isinstance(issue, IssueRow)
    assert issue.status is IssueStatus.IN_PROGRESS


def test_a_proposal_is_answered_once():
    view = proposed()
    view.put(confirm(view).rows)
    with pytest.raises(Refused) as refusal:
        confirm(view, HOUR)
    assert refusal.value.reason is Reason.CHANGED


def test_a_fieldworker_does_not_confirm_their_own():
    with pytest.raises(Refused) as refusal:
        confirm(proposed(), by=LIAM)
    assert refusal.value.reason is Reason.NOT_ALLOWED


def again(view: MemoryView, by: RowId, **changes: object):
    asked: dict[str, object] = {
        "issue_id": RowId("second"),
        "record_kind": RecordKind.BOOKING,
        "record_id": BOOKING,
        "issue_type": "Damage",
        "parent_id": ISSUE,
    }
    return decide(view, ReportIssue(**(asked | changes)), here(by))  # type: ignore[arg-type]


def test_a_new_report_goes_back_to_the_old_issue():
    """A21: after the days in which it could be opened again."""
    row = again(shop(status=IssueStatus.CLOSED), OLIVIA).rows[0]
    assert isinstance(row, IssueRow)
    assert row.parent_id == ISSUE


def test_a_report_never_goes_back_to_another_customers_issue():
    view = shop()
    quote = RowId("bens quote")
    view.put([QuoteRow(id=quote, customer_id=BEN)])
    for by, reason in ((BEN, Reason.NOT_FOUND), (AGENT, Reason.INVALID)):
        with pytest.raises(Refused) as refusal:
            again(view, by, record_kind=RecordKind.QUOTE, record_id=quote)
        assert refusal.value.reason is reason
