"""When pay is held, narrowed and put back, and that each step is written down."""

from __future__ import annotations

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.care import MergeCustomers
from sync_server.contract.customers import FieldEdit
from sync_server.contract.holds import ExpectRelease, HoldAction, HoldEventRow, HoldRow
from sync_server.contract.issues import IssueRow, MergeIssues, UnmergeIssue
from sync_server.contract.records import AssignBooking, EditRecord, InvoiceRow
from sync_server.contract.values import HoldState, IssueStatus, RecordKind
from sync_server.rules.effects import Reason, Refused
from tests.rules.paydesk import BY_HAND, ISSUE, PayDesk
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
)

S = HoldState
OTHER = RowId("other")


def pay_is(desk: PayDesk, cents: int, seen: str = "20001") -> None:
    edit = FieldEdit("pay_cents", seen, str(cents))
    desk.do(EditRecord(record_kind=RecordKind.BOOKING, record_id=BOOKING, edits=(edit,)), ADMIN)


# -- by an issue


def test_of_three_fieldworkers_one_is_held_and_two_are_payable():
    """PAY-01, PAY-05."""
    desk = PayDesk()
    workers = (LIAM, ZOE, MEI)
    command = AssignBooking(booking_id=BOOKING, seen=(LIAM, ZOE), worker_ids=workers)
    desk.do(command, ADMIN)
    desk.report(ZOE)
    assert [desk.pay(worker).payable for worker in workers] == [6_667, 0, 6_667]
    assert desk.of(ZOE).amount_cents == 6_667


def test_naming_one_lets_the_others_go_as_not_responsible_and_by_name():
    """A15."""
    desk = PayDesk()
    desk.report()
    assert desk.of(LIAM).is_provisional
    desk.name(LIAM)
    assert (desk.of(LIAM).state, desk.of(LIAM).is_provisional) == (S.HELD, False)
    free = desk.of(ZOE)
    assert (free.state, free.released_by, free.release_reason) == (
        S.RELEASED,
        ADMIN,
        "Not responsible",
    )
    assert desk.events(free.id) == [HoldAction.HELD, HoldAction.NARROWED]


def test_naming_somebody_who_was_free_holds_them_with_the_same_hold():
    desk = PayDesk()
    desk.report()
    desk.name(LIAM)
    desk.name(ZOE)
    assert (desk.of(LIAM).state, desk.of(ZOE).state) == (S.RELEASED, S.HELD)
    assert desk.events(desk.of(ZOE).id) == [
        HoldAction.HELD,
        HoldAction.NARROWED,
        HoldAction.PUT_BACK,
    ]


def test_naming_leaves_alone_what_somebody_withheld_by_hand_for_the_same_issue():
    desk = PayDesk()
    desk.report()
    desk.name(LIAM)
    desk.place(ZOE, issue_id=ISSUE)
    desk.name(ZOE)
    desk.name(LIAM)
    assert desk.of(ZOE).state is S.RELEASED
    assert desk.hold().state is S.HELD


def test_a_closed_issue_narrows_but_holds_nobody_anew():
    desk = PayDesk()
    desk.report(LIAM)
    desk.close(release=True)
    with pytest.raises(Refused, match="Reopen it"):
        desk.name(ZOE)


def test_closing_hands_over_and_reopening_puts_the_same_holds_back():
    """PAY-10, ISS-53, ISS-64: the same hold's chain of events."""
    desk = PayDesk()
    desk.report(LIAM)
    desk.close()
    assert desk.of(LIAM).state is S.READY_TO_RELEASE
    desk.release(desk.of(LIAM).id)
    desk.reopen()
    assert [hold.id for hold in desk.view.where(HoldRow)] == [desk.of(LIAM).id]
    again = desk.of(LIAM)
    assert (again.state, again.released_by, again.released_at) == (S.HELD, None, None)
    actions = [HoldAction.HELD, HoldAction.PUT_BACK, HoldAction.READY, HoldAction.RELEASED]
    assert desk.events(again.id) == actions


def test_reopening_leaves_who_is_not_responsible_free_whatever_reason_was_written():
    desk = PayDesk()
    desk.report()
    desk.name(LIAM)
    desk.close()
    desk.release(desk.of(LIAM).id, reason="Not responsible")
    desk.reopen()
    assert (desk.of(LIAM).state, desk.of(ZOE).state) == (S.HELD, S.RELEASED)


def test_reopening_takes_back_what_one_of_two_people_released():
    desk = PayDesk()
    desk.limit(1)
    desk.report(LIAM)
    desk.close(release=True)
    assert desk.of(LIAM).first_by == ADMIN
    desk.reopen()
    assert (desk.of(LIAM).state, desk.of(LIAM).first_by) == (S.HELD, None)


def test_reopening_after_the_pay_went_out_asks_for_it_back():
    """A16."""
    desk = PayDesk()
    desk.report(LIAM)
    desk.close(release=True)
    desk.pay_out((LIAM, 10_001))
    desk.reopen()
    assert desk.of(LIAM).state is S.RECOVERY_DUE
    assert (desk.pay(LIAM).to_recover, desk.pay(LIAM).payable) == (10_001, 0)
    desk.close()
    assert desk.of(LIAM).state is S.RECOVERY_DUE


def test_two_issues_hold_the_same_pay_once():
    desk = PayDesk()
    desk.report(LIAM)
    desk.report(LIAM, issue=OTHER)
    assert desk.pay(LIAM).held == 10_001
    desk.close(release=True)
    assert (desk.pay(LIAM).held, desk.pay(LIAM).payable) == (10_001, 0)
    desk.close(release=True, issue=OTHER)
    assert desk.pay(LIAM).payable == 10_001


def test_merged_issues_hold_and_release_under_the_one_that_is_worked_on():
    desk = PayDesk()
    desk.report(LIAM)
    desk.report(ZOE, issue=OTHER)
    desk.do(MergeIssues(kept_id=ISSUE, merged_id=OTHER), ADMIN)
    theirs = desk.of(ZOE, OTHER)
    with pytest.raises(Refused, match="is open"):
        desk.release(theirs.id)
    desk.close()
    assert desk.of(ZOE, OTHER).state is S.READY_TO_RELEASE
    desk.do(UnmergeIssue(merged_id=OTHER), ADMIN)
    assert desk.view.get(IssueRow, OTHER).status is IssueStatus.CLOSED
    desk.release(theirs.id)
    desk.reopen()
    assert desk.of(LIAM).state is S.HELD
    assert desk.of(ZOE, OTHER).state is S.RELEASED, "it is apart again"


# -- by hand


def test_withholding_by_hand_writes_who_why_and_the_sum():
    """PAY-06, PAY-04."""
    desk = PayDesk()
    hold, told = desk.place(note=" Asked to wait ", expected_on="2026-12-01").rows
    assert (hold.held_by, hold.reason, hold.amount_cents) == (FINANCE, "Dispute", 10_001)
    assert (hold.note, hold.expected_on) == ("Asked to wait", "2026-12-01")
    assert (told.hold_id, told.action, told.by, told.reason) == (
        BY_HAND,
        HoldAction.HELD,
        FINANCE,
        "Dispute",
    )
    assert desk.pay(ZOE).payable == 10_000


def test_a_hold_of_lines_is_their_sum_and_leaves_the_others_payable():
    """PAY-12."""
    desk = PayDesk()
    desk.three_lines()
    desk.place(pay_line_ids=(RowId("l1"), RowId("l1")))
    assert (desk.hold().amount_cents, desk.hold().pay_line_ids) == (6_001, ("l1",))
    assert (desk.pay(LIAM).held, desk.pay(LIAM).payable) == (6_001, 4_000)


def test_a_hold_from_an_invoice_is_the_bookings():
    """PAY-07."""
    desk = PayDesk()
    bill = InvoiceRow(id=RowId("inv"), customer_id=OLIVIA, booking_id=BOOKING)
    desk.view.put([bill])
    desk.place(invoice_id=bill.id)
    assert (desk.hold().booking_id, desk.hold().invoice_id) == (BOOKING, bill.id)


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"worker_id": MEI}, Reason.INVALID, "earns nothing"),
        ({"booking_id": RowId("gone")}, Reason.NOT_FOUND, "booking"),
        ({"reason": " "}, Reason.INVALID, "needs a reason"),
        ({"reason": "x" * 101}, Reason.INVALID, "needs a reason"),
        ({"note": "x" * 2_001}, Reason.INVALID, "2001 characters"),
        ({"expected_on": "soon"}, Reason.INVALID, "no day"),
        ({"invoice_id": RowId("theirs")}, Reason.INVALID, "not for this booking"),
        ({"issue_id": RowId("gone")}, Reason.NOT_FOUND, "issue"),
        ({"issue_id": RowId("bens")}, Reason.INVALID, "another customer"),
        ({"pay_line_ids": (RowId("gone"),)}, Reason.CHANGED, "Look again"),
        ({"pay_line_ids": (RowId("z1"),)}, Reason.CHANGED, "Look again"),
    ],
)
def test_withholding_that_makes_no_sense_is_refused(changes, reason, words):
    desk = PayDesk()
    desk.three_lines()
    desk.view.put(
        [
            InvoiceRow(id=RowId("theirs"), customer_id=BEN),
            IssueRow(id=RowId("bens"), customer_id=BEN),
        ]
    )
    with pytest.raises(Refused, match=words) as refused:
        desk.place(**changes)
    assert refused.value.reason is reason
    assert not desk.view.where(HoldRow)


def test_an_agent_may_not_withhold_pay():
    desk = PayDesk()
    desk.place()
    command = ExpectRelease(hold_id=BY_HAND, expected_on="2026-12-01")
    with pytest.raises(Refused) as refused:
        desk.do(command, AGENT)
    assert refused.value.reason is Reason.NOT_ALLOWED


def test_two_people_who_withhold_the_same_pay_hold_it_once():
    desk = PayDesk()
    desk.place()
    with pytest.raises(Refused, match=r"Finance withheld this pay already \(Dispute\)"):
        desk.place(hold_id=RowId("second"))
    desk.report(LIAM)
    desk.release(BY_HAND)
    desk.place(hold_id=RowId("third"))
    assert desk.pay(LIAM).held == 10_001


def test_withholding_what_was_paid_asks_for_it_back():
    desk = PayDesk()
    desk.three_lines()
    desk.place(pay_line_ids=(RowId("l1"),))
    desk.pay_out((LIAM, 4_000))
    desk.place(hold_id=OTHER, pay_line_ids=(RowId("l2"),))
    assert (desk.hold().state, desk.hold(OTHER).state) == (S.HELD, S.RECOVERY_DUE)


def test_parts_held_again_in_one_step_count_together():
    desk = PayDesk()
    desk.three_lines()
    desk.report(ZOE)
    for held, line in ((BY_HAND, "l1"), (OTHER, "l2")):
        desk.place(hold_id=held, issue_id=ISSUE, pay_line_ids=(RowId(line),))
    desk.close()
    desk.release(OTHER)
    desk.pay_out((LIAM, 4_000))
    desk.release(BY_HAND)
    desk.reopen()
    assert S.RECOVERY_DUE in {desk.hold().state, desk.hold(OTHER).state}
    assert desk.pay(LIAM).to_recover == 4_000


# -- pay that changes while it is held


def test_a_hold_follows_the_pay_and_says_so():
    desk = PayDesk()
    desk.report(LIAM)
    pay_is(desk, 30_000)
    assert desk.of(LIAM).amount_cents == 15_000
    desk.do(AssignBooking(booking_id=BOOKING, seen=(LIAM, ZOE), worker_ids=(LIAM,)), ADMIN)
    assert desk.of(LIAM).amount_cents == 30_000
    changed = [HoldAction.CHANGED, HoldAction.CHANGED, HoldAction.HELD]
    assert desk.events(desk.of(LIAM).id) == changed


def test_pay_written_line_by_line_is_not_changed_as_a_sum():
    desk = PayDesk()
    desk.three_lines()
    with pytest.raises(Refused, match="line by line"):
        pay_is(desk, 30_000)


def test_lines_written_anew_while_the_pay_was_free_are_held_whole_when_it_is_put_back():
    desk = PayDesk()
    desk.three_lines()
    desk.report(ZOE)
    desk.place(issue_id=ISSUE, pay_line_ids=(RowId("l1"),))
    desk.close(release=True)
    desk.lines(("n1", LIAM, 12_001), ("n2", ZOE, 8_000))
    desk.reopen()
    assert (desk.hold().state, desk.hold().amount_cents) == (S.HELD, 12_001)
    assert desk.hold().pay_line_ids == ()


def test_a_hold_that_something_else_moves_says_so_too():
    desk = PayDesk()
    desk.report(LIAM)
    merge = MergeCustomers(merge_id=RowId("m"), kept_id=BEN, merged_id=OLIVIA)
    desk.do(merge, ADMIN)
    assert desk.of(LIAM).customer_id == BEN
    assert desk.events(desk.of(LIAM).id) == [HoldAction.CHANGED, HoldAction.HELD]


def test_what_finance_expects_is_written_down_until_the_pay_is_free():
    desk = PayDesk()
    desk.place()
    day = ExpectRelease(hold_id=BY_HAND, expected_on="2026-12-01")
    desk.do(day)
    assert desk.do(day).rows == ()
    with pytest.raises(Refused, match="no day"):
        desk.do(msgspec.structs.replace(day, expected_on="2026-02-30"))
    desk.release(BY_HAND)
    with pytest.raises(Refused, match="released already"):
        desk.do(msgspec.structs.replace(day, expected_on="2026-12-02"))
    assert len(desk.view.where(HoldEventRow)) == 3
