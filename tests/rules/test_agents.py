"""Agent states, and the wrap-up that the server keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest

from sync_server.contract.agents import AgentStateRow, ChooseState, EndWrapUp, ExtendWrapUp
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, ChooseDisposition, LogCall, call_id
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import AgentState, CallOutcome, Direction, Role
from sync_server.rules.agents import shown_state
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances, Refused
from sync_server.rules.ring_groups import members_now
from sync_server.rules.view import MemoryView
from tests.support.builders import ADMIN, AGENT, NOW, here, office

S = AgentState
CALL = call_id("talk")
SYSTEM = here(RowId("pbx"), Role.SYSTEM)


def ended(at: datetime = NOW) -> LogCall:
    return LogCall(
        call_id=CALL,
        call_key="talk",
        direction=Direction.INBOUND,
        number="+61491570156",
        dialled="100",
        outcome=CallOutcome.ANSWERED,
        started_at=at - timedelta(minutes=2),
        answered_at=at - timedelta(minutes=2),
        ended_at=at,
        answered_by=AGENT,
    )


def desk(**group: object) -> MemoryView:
    view = office()
    row = RingGroupRow(
        id=RowId("g"), number="100", name="Office", wrap_up_seconds=60, member_ids=(AGENT, ADMIN)
    )
    view.put([msgspec.structs.replace(row, **group)])
    view.put([DispositionRow(id=RowId("sold"), name="Sold")])
    return view


def state(view: MemoryView) -> AgentStateRow:
    row = view.get(AgentStateRow, AGENT)
    assert row is not None
    return row


def later(seconds: int, who: Circumstances = SYSTEM) -> Circumstances:
    return replace(who, now=NOW + timedelta(seconds=seconds))


def test_the_end_of_a_conversation_begins_the_wrap_up_once():
    view = desk()
    view.put(decide(view, ended(), SYSTEM).rows)
    assert state(view).state is S.WRAP_UP
    assert state(view).ends_at == NOW + timedelta(seconds=60)
    again = decide(view, ended(NOW + timedelta(seconds=1)), SYSTEM).rows
    assert [type(row) for row in again] == [CallRow], "a second report does not start it again"


def test_a_report_told_hours_late_starts_no_wrap_up():
    view = desk()
    rows = decide(view, ended(NOW - timedelta(hours=2)), SYSTEM).rows
    assert not [row for row in rows if isinstance(row, AgentStateRow)]


def test_the_server_ends_it_on_time_and_not_before():
    view = desk()
    view.put(decide(view, ended(), SYSTEM).rows)
    assert decide(view, EndWrapUp(staff_id=AGENT), later(59)).rows == ()
    view.put(decide(view, EndWrapUp(staff_id=AGENT), later(60)).rows)
    assert state(view).state is S.AVAILABLE


def test_it_can_be_extended_and_ended_early():
    view = desk()
    view.put(decide(view, ended(), SYSTEM).rows)
    view.put(decide(view, ExtendWrapUp(seconds=60), here(AGENT)).rows)
    assert state(view).ends_at == NOW + timedelta(seconds=120)
    view.put(decide(view, ChooseState(state=S.AVAILABLE), here(AGENT)).rows)
    assert state(view).state is S.AVAILABLE


def test_a_required_disposition_keeps_the_wrap_up_open_until_it_is_chosen():
    view = desk(asks_disposition=True)
    view.put(decide(view, ended(), SYSTEM).rows)
    assert decide(view, EndWrapUp(staff_id=AGENT), later(90)).rows == ()
    with pytest.raises(Refused, match="how the call came out"):
        decide(view, ChooseState(state=S.AVAILABLE), here(AGENT))
    choice = ChooseDisposition(call_id=CALL, disposition_id=RowId("sold"))
    view.put(decide(view, choice, here(AGENT)).rows)
    view.put(decide(view, EndWrapUp(staff_id=AGENT), later(91)).rows)
    assert state(view).state is S.AVAILABLE


def test_only_available_members_ring():
    view = desk()
    view.put([StaffRow(id=i, name=i, sip_user=i) for i in (AGENT, ADMIN)])
    group = view.get(RingGroupRow, RowId("g"))
    assert group is not None
    assert [m.id for m in members_now(view, group)] == [AGENT, ADMIN]
    for away in (S.BREAK, S.AWAY, S.WRAP_UP):
        view.put(decide(view, ChooseState(state=away, reason="Lunch"), here(AGENT)).rows)
        assert [m.id for m in members_now(view, group)] == [ADMIN]


@pytest.mark.parametrize("derived", [S.RINGING, S.ON_A_CALL])
def test_what_follows_from_calls_cannot_be_chosen(derived: AgentState):
    with pytest.raises(Refused):
        decide(desk(), ChooseState(state=derived), here(AGENT))


def test_a_live_call_says_more_than_what_was_chosen():
    row = AgentStateRow(id=AGENT, state=S.WRAP_UP)
    assert shown_state(row, is_talking=True, is_ringing=True) is S.ON_A_CALL
    assert shown_state(row, is_talking=False, is_ringing=True) is S.RINGING
    assert shown_state(row, is_talking=False, is_ringing=False) is S.WRAP_UP
    assert shown_state(None, is_talking=False, is_ringing=False) is S.AVAILABLE


def test_whoever_asked_a_colleague_first_wraps_up_when_they_leave_the_call():
    """The call to the colleague ends before the agent's own: it does not swallow the wrap-up."""
    view = desk()
    asked = call_id("asking")
    own = msgspec.structs.replace(ended(), ended_at=None)
    view.put(decide(view, own, SYSTEM).rows)
    leg = msgspec.structs.replace(
        ended(), call_id=asked, call_key="asking", continues_key="talk", dialled="bob"
    )
    view.put(decide(view, leg, SYSTEM).rows)
    assert view.get(AgentStateRow, AGENT) is None, "the agent still talks"
    view.put(decide(view, ended(NOW), SYSTEM).rows)
    assert state(view).state is S.WRAP_UP
