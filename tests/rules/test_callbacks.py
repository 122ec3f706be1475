"""The call-back queue: what is in it, whose it is, and what clears it (CAL-06, beyond 29)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.calls import (
    CallRow,
    LogCall,
    ReopenCallbacks,
    SettleCallbacks,
    TakeCallback,
    VoicemailRow,
    call_id,
)
from sync_server.contract.values import CallOutcome, Direction, Role
from sync_server.rules.callbacks import wants_callback
from sync_server.rules.decide import decide
from sync_server.rules.effects import Refused
from sync_server.rules.view import MemoryView
from tests.support.builders import ADMIN, AGENT, NOW, here, office

C = CallOutcome
NUMBER = "+61491570156"


def missed(key: str, outcome: CallOutcome = C.MISSED, minutes: int = 10) -> CallRow:
    at = NOW - timedelta(minutes=minutes)
    return CallRow(
        id=call_id(key),
        call_key=key,
        number=NUMBER,
        outcome=outcome,
        started_at=at,
        ended_at=at + timedelta(seconds=25),
    )


def queue(*calls: CallRow) -> MemoryView:
    view = office()
    view.put(calls)
    return view


def spoken(direction: Direction, number: str = NUMBER) -> LogCall:
    return LogCall(
        call_id=call_id("talk"),
        call_key="talk",
        direction=direction,
        number=number,
        dialled="",
        outcome=C.ANSWERED,
        started_at=NOW,
        answered_at=NOW,
        answered_by=AGENT,
    )


@pytest.mark.parametrize(
    ("outcome", "wants"),
    [
        (C.MISSED, True),
        (C.ABANDONED, True),
        (C.DECLINED, True),
        (C.ANSWERED, False),
        (C.VOICEMAIL, False),
        (C.RINGING, False),
    ],
)
def test_callers_nobody_spoke_to_want_a_call_back(outcome: CallOutcome, wants: bool):
    assert wants_callback(missed("a", outcome)) is wants


@pytest.mark.parametrize("way", list(Direction))
def test_speaking_to_the_caller_clears_every_missed_call_of_the_number(way: Direction):
    view = queue(missed("a"), missed("b", C.ABANDONED, 3))
    view.put(decide(view, spoken(way), here(AGENT)).rows)
    left = [c for c in view.where(CallRow) if wants_callback(c)]
    assert left == []
    assert {c.settled_by_name for c in view.where(CallRow) if c.settled_at} == {"Agent"}


def test_another_number_clears_nothing():
    view = queue(missed("a"))
    view.put(decide(view, spoken(Direction.OUTBOUND, "+61491570999"), here(AGENT)).rows)
    assert [c.id for c in view.where(CallRow) if wants_callback(c)] == [call_id("a")]


def test_calling_back_settles_the_voicemail_of_the_number():
    view = queue()
    view.put([VoicemailRow(id=RowId("v"), number=NUMBER, sha256="0" * 64, left_at=NOW)])
    view.put(decide(view, spoken(Direction.OUTBOUND), here(AGENT)).rows)
    (row,) = view.where(VoicemailRow)
    assert (row.done_at, row.done_by_name) == (NOW, "Agent")


def test_a_call_back_has_one_owner_and_can_be_given_back():
    view = queue(missed("a"))
    view.put(decide(view, TakeCallback(call_id=call_id("a"), owner_id=ADMIN), here(AGENT)).rows)
    (call,) = view.where(CallRow)
    assert (call.owner_id, call.owner_name) == (ADMIN, "Admin")
    view.put(decide(view, TakeCallback(call_id=call_id("a"), owner_id=None), here(AGENT)).rows)
    (call,) = view.where(CallRow)
    assert (call.owner_id, call.owner_name) == (None, "")


def test_all_missed_calls_are_settled_in_one_command_and_come_back_in_one():
    view = queue(missed("a"), missed("b"))
    ids = (call_id("a"), call_id("b"))
    view.put(decide(view, SettleCallbacks(call_ids=ids), here(AGENT)).rows)
    assert not [c for c in view.where(CallRow) if wants_callback(c)]
    view.put(decide(view, ReopenCallbacks(call_ids=ids), here(AGENT)).rows)
    assert len([c for c in view.where(CallRow) if wants_callback(c)]) == 2


def test_an_answered_call_is_not_settled():
    view = queue(missed("a", C.ANSWERED))
    with pytest.raises(Refused):
        decide(view, SettleCallbacks(call_ids=(call_id("a"),)), here(AGENT))


def test_a_fieldworker_has_no_queue():
    with pytest.raises(Refused):
        decide(
            queue(missed("a")),
            SettleCallbacks(call_ids=(call_id("a"),)),
            here(RowId("liam"), Role.FIELDWORKER),
        )
