"""Pay runs: opened, filled with what is payable, locked at the sum the person saw."""

from __future__ import annotations

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldAction, HoldEventRow, hold_event_id
from sync_server.contract.pay import (
    MAX_PAID_AT_ONCE,
    LockPayRun,
    OpenPayRun,
    Payable,
    PayOut,
    PayoutRow,
    PayRunRow,
)
from sync_server.contract.values import BookingStatus, HoldState
from sync_server.rules.effects import Reason, Refused
from tests.rules.paydesk import BY_HAND, RUN, PayDesk
from tests.support.builders import ADMIN, AGENT, BOOKING, FINANCE, LIAM, ZOE


def run_of(desk: PayDesk, run: RowId = RUN) -> PayRunRow:
    found = desk.view.get(PayRunRow, run)
    assert found is not None
    return found


def test_a_run_pays_what_is_payable_in_the_name_of_who_did_it():
    desk = PayDesk()
    desk.pay_out((LIAM, 10_001), (ZOE, 10_000))
    assert (run_of(desk).total_cents, run_of(desk).count) == (20_001, 2)
    paid = desk.view.where(PayoutRow)
    assert {(row.worker_id, row.amount_cents, row.paid_by) for row in paid} == {
        (LIAM, 10_001, FINANCE),
        (ZOE, 10_000, FINANCE),
    }
    assert desk.pay(LIAM).payable == 0


def test_what_is_held_stays_out_and_the_answer_says_so():
    desk = PayDesk()
    desk.place()
    told = desk.pay_out((LIAM, 10_001), (ZOE, 10_000))
    assert told.merged == "1 were left out: held, paid already or changed."
    assert [row.worker_id for row in desk.view.where(PayoutRow)] == [ZOE]


@pytest.mark.parametrize("cents", [10_000, 10_002, 0, -1])
def test_another_sum_than_the_payable_one_is_not_paid(cents: int):
    desk = PayDesk()
    with pytest.raises(Refused) as refused:
        desk.pay_out((LIAM, cents))
    assert refused.value.reason is Reason.CHANGED
    assert not desk.view.where(PayoutRow)


@pytest.mark.parametrize("status", [s for s in BookingStatus if s is not BookingStatus.COMPLETED])
def test_a_job_that_is_not_done_is_not_paid(status: BookingStatus):
    with pytest.raises(Refused, match="Nothing of this"):
        PayDesk(status).pay_out((LIAM, 10_001))


def test_paid_by_two_people_is_paid_once():
    desk = PayDesk()
    desk.pay_out((LIAM, 10_001))
    assert desk.pay_out((LIAM, 10_001)).rows == ()
    with pytest.raises(Refused):
        desk.pay_out((LIAM, 10_001), run=RowId("another"))
    assert desk.pay(LIAM).paid == 10_001


def test_the_rest_of_a_booking_is_paid_by_another_run_even_if_it_is_the_same_sum():
    desk = PayDesk()
    desk.lines(("l1", LIAM, 10_000), ("l2", LIAM, 10_000), ("l3", ZOE, 1))
    desk.place(pay_line_ids=(RowId("l1"),))
    desk.pay_out((LIAM, 10_000))
    desk.release(BY_HAND)
    with pytest.raises(Refused, match="with this run"):
        desk.pay_out((LIAM, 10_000))
    desk.pay_out((LIAM, 10_000), run=RowId("next"))
    assert desk.pay(LIAM).paid == 20_000


def test_a_release_that_is_paid_says_when_and_by_whom():
    desk = PayDesk()
    desk.place()
    desk.release(BY_HAND)
    assert desk.hold(BY_HAND).paid_at is None
    desk.pay_out((LIAM, 10_001))
    hold = desk.hold(BY_HAND)
    (paid,) = desk.view.where(PayoutRow)
    assert (hold.state, hold.paid_at) == (HoldState.RELEASED, paid.paid_at)
    assert desk.events() == ["held", "paid", "released"]
    told = desk.view.get(HoldEventRow, hold_event_id(BY_HAND, hold.version))
    assert told is not None
    assert (told.action, told.by, told.happened_at) == (HoldAction.PAID, FINANCE, paid.paid_at)


def test_what_is_held_still_is_not_stamped_with_what_was_paid_beside_it():
    desk = PayDesk()
    desk.three_lines()
    free, kept = RowId("free"), RowId("kept")
    desk.place(hold_id=free, pay_line_ids=(RowId("l1"),))
    desk.place(hold_id=kept, pay_line_ids=(RowId("l2"),))
    desk.release(free)
    desk.pay_out((LIAM, 6_001), (ZOE, 10_000))
    assert desk.hold(free).paid_at is not None
    assert (desk.hold(kept).paid_at, desk.hold(kept).version) == (None, 0)


def test_paid_again_by_the_next_run_a_release_keeps_the_day_it_went_out():
    desk = PayDesk()
    desk.three_lines()
    free, kept = RowId("free"), RowId("kept")
    desk.place(hold_id=free, pay_line_ids=(RowId("l1"),))
    desk.place(hold_id=kept, pay_line_ids=(RowId("l2"),))
    desk.release(free)
    desk.pay_out((LIAM, 6_001))
    first = desk.hold(free)
    desk.release(kept)
    desk.pay_out((LIAM, 4_000), run=RowId("next"))
    assert desk.hold(free) == first
    assert desk.hold(kept).paid_at is not None


def test_a_locked_run_takes_nothing_more():
    desk = PayDesk()
    desk.pay_out((LIAM, 10_001))
    desk.do(LockPayRun(pay_run_id=RUN, seen_total_cents=10_001), ADMIN)
    locked = run_of(desk)
    assert (locked.locked_by, locked.locked_by_name) == (ADMIN, "Admin")
    assert desk.do(LockPayRun(pay_run_id=RUN, seen_total_cents=10_001)).rows == ()
    with pytest.raises(Refused, match="is locked"):
        desk.pay_out((ZOE, 10_000))


def test_a_run_is_locked_at_the_sum_the_person_saw():
    desk = PayDesk()
    desk.pay_out((LIAM, 10_001))
    with pytest.raises(Refused) as refused:
        desk.do(LockPayRun(pay_run_id=RUN, seen_total_cents=0))
    assert refused.value.reason is Reason.CHANGED


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "run RUN"])
def test_a_run_has_a_name_of_its_own(name: str):
    desk = PayDesk()
    desk.do(OpenPayRun(pay_run_id=RUN, name="Run run"))
    with pytest.raises(Refused):
        desk.do(OpenPayRun(pay_run_id=RowId("second"), name=name))
    with pytest.raises(Refused) as refused:
        desk.do(OpenPayRun(pay_run_id=RUN, name="Another"))
    assert refused.value.reason is Reason.ID_TAKEN


@pytest.mark.parametrize("count", [0, MAX_PAID_AT_ONCE + 1])
def test_no_more_than_five_hundred_at_once(count: int):
    desk = PayDesk()
    desk.do(OpenPayRun(pay_run_id=RUN, name="November"))
    wanted = tuple(Payable(RowId(str(at)), LIAM, 1) for at in range(count))
    with pytest.raises(Refused, match="at once"):
        desk.do(PayOut(pay_run_id=RUN, payables=wanted))


def test_a_run_that_is_not_there_pays_and_locks_nothing():
    desk = PayDesk()
    for command in (
        PayOut(pay_run_id=RUN, payables=(Payable(BOOKING, LIAM, 10_001),)),
        LockPayRun(pay_run_id=RUN, seen_total_cents=0),
    ):
        with pytest.raises(Refused) as refused:
            desk.do(command)
        assert refused.value.reason is Reason.NOT_FOUND


def test_an_agent_pays_nobody():
    with pytest.raises(Refused) as refused:
        PayDesk().do(OpenPayRun(pay_run_id=RUN, name="November"), AGENT)
    assert refused.value.reason is Reason.NOT_ALLOWED
