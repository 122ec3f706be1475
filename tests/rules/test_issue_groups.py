"""Issues that belong together: parts, merging, and splitting back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import (
    IssueRow,
    MergeIssues,
    MoveIssue,
    SetParent,
    UnmergeIssue,
)
from sync_server.contract.records import BookingRow
from sync_server.contract.values import HoldState, IssueStatus
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.issue_groups import MAX_DEPTH
from sync_server.rules.view import MemoryView
from tests.rules.test_issues import report
from tests.support.builders import ADMIN, AGENT, BEN, NOW, here, office

A, B, C = RowId("a"), RowId("b"), RowId("c")
S = IssueStatus


def three() -> MemoryView:
    view = office()
    for each in (A, B, C):
        view.put(decide(view, report(issue_id=each), here()).rows)
    return view


def do(view: MemoryView, command, by: RowId = AGENT) -> None:
    view.put(decide(view, command, here(by)).rows)


def refused(view: MemoryView, command) -> Reason:
    with pytest.raises(Refused) as told:
        decide(view, command, here())
    return told.value.reason


def row(view: MemoryView, issue_id: RowId) -> IssueRow:
    return view.rows[IssueRow, issue_id]


def test_an_issue_becomes_part_of_another_and_stands_alone_again():
    view = three()
    do(view, SetParent(A, None, B))
    assert row(view, A).parent_id == B
    do(view, SetParent(A, B, None))
    assert row(view, A).parent_id is None


def test_no_issue_is_part_of_itself_by_any_way():
    view = three()
    assert refused(view, SetParent(A, None, A)) is Reason.INVALID
    do(view, SetParent(A, None, B))
    do(view, SetParent(B, None, C))
    assert refused(view, SetParent(C, None, A)) is Reason.INVALID


def test_the_tree_has_an_end():
    view = three()
    view.put([IssueRow(id=RowId(f"n{n}"), customer_id=row(view, A).customer_id,
                       record_id=row(view, A).record_id,
                       parent_id=RowId(f"n{n - 1}") if n else None)
              for n in range(MAX_DEPTH)])  # fmt: skip
    assert refused(view, SetParent(A, None, RowId(f"n{MAX_DEPTH - 1}"))) is Reason.INVALID


def test_a_parent_somebody_else_changed_is_not_overwritten():
    view = three()
    do(view, SetParent(A, None, B))
    assert refused(view, SetParent(A, None, C)) is Reason.CHANGED


def test_merging_leaves_both_numbers_and_moves_nothing():
    view = three()
    before = row(view, B)
    do(view, MergeIssues(A, B))
    merged = row(view, B)
    assert (merged.merged_into_id, merged.number, merged.status) == (A, before.number, S.NEW)
    assert refused(view, MoveIssue(B, S.NEW, S.IN_PROGRESS)) is Reason.WRONG_STATUS


def test_what_was_merged_before_comes_along():
    view = three()
    do(view, MergeIssues(B, C))
    do(view, MergeIssues(A, B))
    assert row(view, C).merged_into_id == A


def test_merging_into_one_that_was_merged_leads_to_where_the_work_is():
    view = three()
    do(view, MergeIssues(A, B))
    do(view, MergeIssues(B, C))
    assert row(view, C).merged_into_id == A


def test_merging_twice_or_with_itself_changes_nothing():
    view = three()
    do(view, MergeIssues(A, B))
    assert decide(view, MergeIssues(A, B), here()).rows == ()
    assert decide(view, MergeIssues(A, A), here()).rows == ()
    assert refused(view, MergeIssues(C, B)) is Reason.CHANGED


def test_issues_of_two_customers_are_never_merged():
    view = three()
    view.put([BookingRow(id=RowId("bens"), customer_id=BEN)])
    view.put(decide(view, report(issue_id=RowId("his"), record_id=RowId("bens"),
                                 responsible_ids=()), here()).rows)  # fmt: skip
    assert refused(view, MergeIssues(A, RowId("his"))) is Reason.INVALID


def test_an_open_one_and_a_closed_one_are_not_merged():
    view = three()
    view.put([msgspec.structs.replace(row(view, B), status=S.CLOSED)])
    assert refused(view, MergeIssues(A, B)) is Reason.WRONG_STATUS


def test_closing_the_kept_one_settles_the_pay_of_both():
    view = three()
    do(view, MergeIssues(A, B))
    close = MoveIssue(A, S.NEW, S.CLOSED, release_pay=True)
    do(view, close, ADMIN)
    states = {h.state for each in (A, B) for h in view.where(HoldRow, issue_id=each)}
    assert states == {HoldState.RELEASED}


def test_split_back_it_stands_where_the_kept_one_stands():
    view = three()
    do(view, MergeIssues(A, B))
    do(view, MoveIssue(A, S.NEW, S.IN_PROGRESS))
    do(view, UnmergeIssue(B))
    again = row(view, B)
    assert (again.merged_into_id, again.merged_by_name) == (None, "")
    assert again.status is S.IN_PROGRESS
    assert decide(view, UnmergeIssue(B), here()).rows == ()


def test_after_thirty_days_it_is_not_split_any_more():
    view = three()
    do(view, MergeIssues(A, B))
    long_ago = NOW - timedelta(days=30, seconds=1)
    view.put([msgspec.structs.replace(row(view, B), merged_at=long_ago)])
    assert refused(view, UnmergeIssue(B)) is Reason.WRONG_STATUS
