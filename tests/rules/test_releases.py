"""Releasing pay: by a named person, once, and by two above the limit."""

from __future__ import annotations

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.holds import MAX_RELEASED, HoldAction, ReleaseHold, ReleaseHolds, SeenHold
from sync_server.contract.values import HoldState
from sync_server.rules.effects import Reason, Refused
from tests.rules.paydesk import BY_HAND, ISSUE, PayDesk
from tests.support.builders import ADMIN, AGENT, FINANCE, LIAM, ZOE

S = HoldState


def closed(*named: RowId) -> PayDesk:
    desk = PayDesk()
    desk.report(*named)
    desk.close()
    return desk


def test_a_release_names_the_person_the_time_and_the_reason():
    """PAY-04, PAY-11."""
    desk = closed(LIAM)
    hold, told = desk.release(desk.of(LIAM).id).rows
    assert (hold.state, hold.released_by, hold.released_by_name) == (S.RELEASED, FINANCE, "Finance")
    assert (hold.release_reason, told.reason) == ("Checked", "Checked")
    assert (told.action, told.by, told.happened_at) == (
        HoldAction.RELEASED,
        FINANCE,
        hold.released_at,
    )


def test_closing_alone_releases_nothing():
    """PAY-11: no release without somebody who asks for it."""
    desk = closed(LIAM)
    assert desk.of(LIAM).is_active
    assert desk.pay(LIAM).payable == 0


def test_the_second_of_two_people_learns_who_released_it():
    desk = closed(LIAM)
    desk.release(desk.of(LIAM).id)
    with pytest.raises(Refused, match="Finance released this pay already") as refused:
        desk.release(desk.of(LIAM).id, ADMIN)
    assert refused.value.reason is Reason.CHANGED
    assert desk.release(desk.of(LIAM).id).rows == (), "twice by one person is once"


def test_a_hold_that_changed_is_not_released_unseen():
    desk = closed(LIAM)
    stale = ReleaseHold(hold_id=desk.of(LIAM).id, seen_version=0)
    with pytest.raises(Refused) as refused:
        desk.do(stale)
    assert refused.value.reason is Reason.CHANGED


def test_pay_stays_while_its_issue_is_open():
    """PAY-10."""
    desk = PayDesk()
    desk.report(LIAM)
    desk.place(ZOE, issue_id=ISSUE)
    for held in (desk.of(LIAM).id, BY_HAND):
        with pytest.raises(Refused, match="is open"):
            desk.release(held)


def test_a_hold_of_no_issue_is_released_at_any_time():
    desk = PayDesk()
    desk.place()
    desk.release(BY_HAND)
    assert desk.hold().state is S.RELEASED


def test_who_may_not_release_does_not():
    desk = closed(LIAM)
    with pytest.raises(Refused) as refused:
        desk.release(desk.of(LIAM).id, AGENT)
    assert refused.value.reason is Reason.NOT_ALLOWED


def test_above_the_limit_a_second_person_must_release_too():
    desk = closed(LIAM)
    desk.limit(10_000)
    held = desk.of(LIAM).id
    desk.release(held)
    first = desk.of(LIAM)
    assert (first.state, first.first_by, first.first_by_name) == (
        S.READY_TO_RELEASE,
        FINANCE,
        "Finance",
    )
    with pytest.raises(Refused, match="second person"):
        desk.release(held)
    desk.release(held, ADMIN)
    assert (desk.of(LIAM).state, desk.of(LIAM).released_by) == (S.RELEASED, ADMIN)
    assert desk.of(LIAM).first_by == FINANCE
    actions = [HoldAction.FIRST_RELEASE, HoldAction.HELD, HoldAction.READY, HoldAction.RELEASED]
    assert desk.events(held) == actions


@pytest.mark.parametrize(("limit", "is_enough"), [(0, True), (10_001, True), (10_000, False)])
def test_the_limit_itself_is_one_persons(limit: int, is_enough: bool):
    desk = closed(LIAM)
    desk.limit(limit)
    desk.release(desk.of(LIAM).id)
    assert (desk.of(LIAM).state is S.RELEASED) is is_enough


def test_pay_to_be_recovered_stays_so_until_the_second_person():
    desk = closed(LIAM)
    desk.release(desk.of(LIAM).id)
    desk.pay_out((LIAM, 10_001))
    desk.reopen()
    desk.limit(1)
    desk.close()
    desk.release(desk.of(LIAM).id)
    assert desk.of(LIAM).state is S.RECOVERY_DUE
    desk.release(desk.of(LIAM).id, ADMIN)
    assert desk.of(LIAM).state is S.RELEASED
    assert (desk.pay(LIAM).to_recover, desk.pay(LIAM).payable) == (0, 0), "it is not paid twice"


def test_many_are_released_and_those_that_are_not_are_named():
    desk = closed(LIAM, ZOE)
    desk.report(LIAM, issue=RowId("open"))
    wanted = (desk.of(LIAM).id, desk.of(ZOE).id, desk.of(LIAM, RowId("open")).id)
    told = desk.release_all(*wanted)
    assert told.merged.startswith("2 of 3 were released. Not released: 1: The issue")
    assert [desk.hold(held).state for held in wanted] == [S.RELEASED, S.RELEASED, S.HELD]


def test_many_say_what_waits_for_a_second_person():
    desk = closed(LIAM, ZOE)
    desk.limit(10_000)
    told = desk.release_all(desk.of(LIAM).id, desk.of(ZOE).id)
    assert told.merged.startswith("1 of 2 were released. Not released: 1: A second person")


def test_many_released_by_somebody_else_are_told_so():
    desk = closed(LIAM)
    desk.release(desk.of(LIAM).id)
    with pytest.raises(Refused, match=r"0 of 1 .* Finance released this pay already"):
        desk.release_all(desk.of(LIAM).id, by=ADMIN)
    assert desk.release_all(desk.of(LIAM).id).rows == ()


def test_the_same_hold_named_twice_is_released_once():
    desk = closed(LIAM)
    hold = desk.of(LIAM)
    effects = desk.do(ReleaseHolds(holds=(SeenHold(hold.id, hold.version),) * 2))
    assert (len(effects.rows), effects.merged) == (2, "")


@pytest.mark.parametrize("count", [0, MAX_RELEASED + 1])
def test_no_more_than_a_thousand_at_once(count: int):
    seen = tuple(SeenHold(RowId(str(at)), 0) for at in range(count))
    with pytest.raises(Refused, match="at once"):
        PayDesk().do(ReleaseHolds(holds=seen))


def test_a_reason_is_short():
    desk = closed(LIAM)
    with pytest.raises(Refused, match="up to 100"):
        desk.release(desk.of(LIAM).id, reason="x" * 101)
