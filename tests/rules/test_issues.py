"""The complaint workflow row by row, and what happens to people's pay with it."""

from __future__ import annotations

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldAction, HoldEventRow, HoldRow, ReleaseHold, hold_id
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import InvoiceRow
from sync_server.contract.threads import ThreadRow
from sync_server.contract.values import HoldState, IssueStatus, RecordKind
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.issue_moves import MOVES
from sync_server.rules.view import MemoryView
from tests.support.builders import (
    ADMIN,
    AGENT,
    BEN,
    BOOKING,
    FINANCE,
    LIAM,
    MEI,
    OLIVIA,
    ZOE,
    here,
    office,
)

S = IssueStatus
ISSUE = RowId("issue")


def report(**changes: object) -> ReportIssue:
    asked: dict[str, object] = {
        "issue_id": ISSUE,
        "record_kind": RecordKind.BOOKING,
        "record_id": BOOKING,
        "issue_type": "Damage",
        "responsible_ids": (LIAM,),
    }
    return ReportIssue(**(asked | changes))  # type: ignore[arg-type]


def reported(status: IssueStatus = S.NEW, hold: HoldState = HoldState.HELD) -> MemoryView:
    view = office()
    view.put(decide(view, report(), here()).rows)
    issue, kept = view.rows[IssueRow, ISSUE], view.rows[HoldRow, hold_id(ISSUE, LIAM)]
    view.put([type(issue)(**{**_fields(issue), "status": status})])
    view.put([type(kept)(**{**_fields(kept), "state": hold})])
    return view


def _fields(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__struct_fields__}  # type: ignore[attr-defined]


def move(view: MemoryView, to: IssueStatus, by: RowId = ADMIN, **changes: object):
    issue = view.get(IssueRow, ISSUE)
    seen = issue.status if issue else S.NEW
    asked = {"issue_id": ISSUE, "seen": seen, "to": to} | changes
    return decide(view, MoveIssue(**asked), here(by))  # type: ignore[arg-type]


def test_a_report_opens_an_issue_with_its_thread_and_withholds_pay_at_once():
    """ISS-27, ISS-41."""
    rows = decide(office(), report(), here()).rows
    issue, thread, hold, held = rows[:4]
    assert isinstance(issue, IssueRow)
    assert (issue.number, issue.status, issue.customer_id) == (1, S.NEW, OLIVIA)
    assert isinstance(thread, ThreadRow)
    assert (thread.record_kind, thread.record_id) == (RecordKind.ISSUE, ISSUE)
    assert isinstance(hold, HoldRow)
    assert (hold.worker_id, hold.state, hold.amount_cents) == (LIAM, HoldState.HELD, 10001)
    assert isinstance(held, HoldEventRow)
    assert (held.hold_id, held.action, held.amount_cents) == (hold.id, HoldAction.HELD, 10001)
    assert all(isinstance(told, NoticeRow) for told in rows[4:])


def test_nobody_named_holds_everyone_on_the_booking_for_an_equal_share():
    rows = decide(office(), report(responsible_ids=()), here()).rows
    holds = [row for row in rows if isinstance(row, HoldRow)]
    assert [(h.worker_id, h.amount_cents) for h in holds] == [(LIAM, 10001), (ZOE, 10000)], (
        "no cent is lost"
    )


def test_a_customer_does_not_choose_whose_pay_is_held():
    rows = decide(office(), report(responsible_ids=(LIAM,)), here(OLIVIA)).rows
    assert {row.worker_id for row in rows if isinstance(row, HoldRow)} == {LIAM, ZOE}


def test_an_issue_about_an_invoice_holds_no_pay():
    view = office()
    view.put([InvoiceRow(id=RowId("inv"), customer_id=OLIVIA)])
    command = report(record_kind=RecordKind.INVOICE, record_id=RowId("inv"), responsible_ids=())
    assert not [r for r in decide(view, command, here()).rows if isinstance(r, HoldRow)]


@pytest.mark.parametrize(
    ("by", "changes", "reason"),
    [
        (BEN, {}, Reason.NOT_FOUND),
        (MEI, {}, Reason.NOT_FOUND),
        (AGENT, {"record_id": RowId("gone")}, Reason.NOT_FOUND),
        (AGENT, {"responsible_ids": (MEI,)}, Reason.INVALID),
        (AGENT, {"issue_type": " "}, Reason.INVALID),
        (AGENT, {"record_kind": RecordKind.INQUIRY}, Reason.INVALID),
    ],
)
def test_a_report_that_makes_no_sense_is_refused(by, changes, reason):
    with pytest.raises(Refused) as refused:
        decide(office(), report(**changes), here(by))
    assert refused.value.reason is reason


def test_the_same_report_twice_is_refused():
    with pytest.raises(Refused) as refused:
        decide(reported(), report(), here())
    assert refused.value.reason is Reason.ID_TAKEN


@pytest.mark.parametrize("was", S)
@pytest.mark.parametrize("to", S)
def test_exactly_the_moves_of_the_table_are_allowed(was: IssueStatus, to: IssueStatus):
    view = reported(was)
    if was is to:
        assert move(view, to).rows == ()
    elif to in MOVES[was]:
        moved = move(view, to).rows[0]
        assert isinstance(moved, IssueRow)
        assert (moved.status, moved.version) == (to, 1)
    else:
        with pytest.raises(Refused):
            move(view, to)


def test_a_move_from_a_status_someone_else_changed_is_refused_with_both():
    with pytest.raises(Refused, match="in_progress by now, not new"):
        move(reported(S.IN_PROGRESS), S.CLOSED, seen=S.NEW)


@pytest.mark.parametrize("by", [AGENT, FINANCE, LIAM])
def test_only_an_administrator_closes(by: RowId):
    """ISS-40."""
    with pytest.raises(Refused) as refused:
        move(reported(S.AWAITING_APPROVAL), S.CLOSED, by)
    assert refused.value.reason is Reason.NOT_ALLOWED


def test_a_fieldworker_resolves_but_does_not_reopen():
    assert move(reported(S.IN_PROGRESS), S.AWAITING_APPROVAL, LIAM).rows
    with pytest.raises(Refused):
        move(reported(S.CLOSED), S.REOPENED, LIAM)
    with pytest.raises(Refused):
        move(reported(S.IN_PROGRESS), S.AWAITING_APPROVAL, MEI)


def test_closing_hands_the_hold_to_finance_and_releases_only_when_told_to():
    ready = move(reported(S.AWAITING_APPROVAL), S.CLOSED).rows[1]
    assert isinstance(ready, HoldRow)
    assert (ready.state, ready.released_by) == (HoldState.READY_TO_RELEASE, None)
    free = move(reported(S.AWAITING_APPROVAL), S.CLOSED, release_pay=True).rows[1]
    assert isinstance(free, HoldRow)
    assert (free.state, free.released_by) == (HoldState.RELEASED, ADMIN)


def test_reopening_puts_released_pay_back_on_hold_and_counts():
    issue, hold, told = move(reported(S.CLOSED, HoldState.RELEASED), S.REOPENED).rows
    assert isinstance(issue, IssueRow)
    assert isinstance(hold, HoldRow)
    assert (issue.reopen_count, hold.state, hold.released_by) == (1, HoldState.HELD, None)
    assert isinstance(told, HoldEventRow)
    assert told.action is HoldAction.PUT_BACK


def test_pay_already_gone_is_to_be_recovered_not_silently_held():
    view = reported(S.CLOSED, HoldState.RELEASED)
    kept = view.rows[HoldRow, hold_id(ISSUE, LIAM)]
    view.put([HoldRow(**{**_fields(kept), "paid_at": here().now})])  # type: ignore[arg-type]
    hold = move(view, S.REOPENED).rows[1]
    assert isinstance(hold, HoldRow)
    assert hold.state is HoldState.RECOVERY_DUE


def release(view: MemoryView, by: RowId = FINANCE, seen: int = 0):
    command = ReleaseHold(hold_id=hold_id(ISSUE, LIAM), seen_version=seen)
    return decide(view, command, here(by)).rows


def test_finance_releases_a_hold_by_name_once_the_issue_is_closed():
    hold, told = release(reported(S.CLOSED, HoldState.READY_TO_RELEASE))
    assert isinstance(told, HoldEventRow)
    assert (told.action, told.by) == (HoldAction.RELEASED, FINANCE)
    assert isinstance(hold, HoldRow)
    assert (hold.state, hold.released_by, hold.released_at) == (
        HoldState.RELEASED,
        FINANCE,
        here().now,
    )
    assert release(reported(S.CLOSED, HoldState.RELEASED)) == ()


@pytest.mark.parametrize(
    ("status", "by", "seen", "reason"),
    [
        (S.IN_PROGRESS, FINANCE, 0, Reason.WRONG_STATUS),
        (S.CLOSED, AGENT, 0, Reason.NOT_ALLOWED),
        (S.CLOSED, LIAM, 0, Reason.NOT_ALLOWED),
        (S.CLOSED, FINANCE, 9, Reason.CHANGED),
    ],
)
def test_no_other_release(status, by, seen, reason):
    with pytest.raises(Refused) as refused:
        release(reported(status), by, seen)
    assert refused.value.reason is reason
