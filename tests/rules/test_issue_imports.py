"""Taking an import back: one's own, within a day, untouched; pay is free again by name."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldEventRow, HoldRow
from sync_server.contract.issues import IssueRow, WithdrawIssues
from sync_server.contract.threads import PostRow
from sync_server.contract.values import HoldState, IssueStatus
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from tests.rules.test_issues import ISSUE, report
from tests.support.builders import ADMIN, AGENT, NOW, here, office

OTHER = RowId("other")


def imported(**changes: object) -> MemoryView:
    view = office()
    for each in (ISSUE, OTHER):
        view.put(decide(view, report(issue_id=each, is_imported=True), here()).rows)
    view.put([msgspec.structs.replace(view.rows[IssueRow, ISSUE], **changes)])
    return view


def test_what_was_just_imported_is_taken_back_and_its_pay_is_free():
    """ISS-72."""
    view = imported()
    view.put(decide(view, WithdrawIssues((ISSUE, OTHER)), here()).rows)
    assert all(view.rows[IssueRow, each].gone for each in (ISSUE, OTHER))
    holds = view.where(HoldRow)
    assert {(h.state, h.released_by, h.release_reason) for h in holds} == {
        (HoldState.RELEASED, AGENT, "Import taken back")
    }
    last = max(view.where(HoldEventRow, hold_id=holds[0].id), key=lambda e: e.state == "released")
    assert (last.state, last.by) == (HoldState.RELEASED, AGENT)
    assert decide(view, WithdrawIssues((ISSUE,)), here()).rows == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"status": IssueStatus.IN_PROGRESS},
        {"merged_into_id": OTHER},
        {"reported_by": ADMIN},
        {"origin": "office"},
        {"reported_at": NOW - timedelta(days=1, seconds=1)},
    ],
)
def test_what_somebody_has_begun_with_stays_and_is_counted(changes):
    view = imported(**changes)
    told = decide(view, WithdrawIssues((ISSUE, OTHER)), here())
    assert told.merged == "1 stay: work on them has begun."
    assert [row.id for row in told.rows if isinstance(row, IssueRow)] == [OTHER]
    with pytest.raises(Refused) as refused:
        decide(view, WithdrawIssues((ISSUE,)), here())
    assert refused.value.reason is Reason.WRONG_STATUS


def test_an_issue_that_was_spoken_of_stays():
    view = imported()
    view.put([PostRow(id=RowId("p"), thread_id=ISSUE, body="Called her.")])
    with pytest.raises(Refused):
        decide(view, WithdrawIssues((ISSUE,)), here())


@pytest.mark.parametrize("count", [0, 501])
def test_one_to_five_hundred_at_once(count):
    many = tuple(RowId(str(each)) for each in range(count))
    with pytest.raises(Refused) as refused:
        decide(imported(), WithdrawIssues(many), here())
    assert refused.value.reason is Reason.INVALID
