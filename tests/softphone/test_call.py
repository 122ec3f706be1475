"""One call's life: every event in every state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from softphone import line
from softphone.call import Call, CallState, Direction, EndedWhy, advance
from softphone.line import CallKey, CallRef

REF = CallRef("r")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = START + timedelta(seconds=10)


def incoming() -> Call:
    return Call(REF, Direction.INCOMING, "+12025550123", START)


def outgoing() -> Call:
    return Call(REF, Direction.OUTGOING, "+12025550123", START, state=CallState.DIALLING)


def ended(code: int) -> line.CallEnded:
    return line.CallEnded(REF, code, "", LATER)


def cancelled(reason: str) -> line.CallCancelled:
    return line.CallCancelled(REF, reason, LATER)


def answered() -> line.CallAnswered:
    return line.CallAnswered(REF, LATER)


def test_an_answered_call_talks_from_that_moment() -> None:
    call = advance(incoming(), answered())
    assert (call.state, call.answered_at) == (CallState.TALKING, LATER)


def test_a_call_answered_on_another_phone_ends_as_answered_elsewhere() -> None:
    call = advance(incoming(), cancelled("SIP;cause=200"))
    assert call.state is CallState.RINGING
    call = advance(call, ended(487))
    assert (call.state, call.ended_why) == (CallState.ENDED, EndedWhy.ANSWERED_ELSEWHERE)


def test_a_call_taken_back_by_the_caller_ends_as_given_up() -> None:
    call = advance(advance(incoming(), cancelled("")), ended(487))
    assert call.ended_why is EndedWhy.CALLER_GAVE_UP


def test_an_outgoing_call_rings_talks_and_ends_when_the_far_end_hangs_up() -> None:
    call = advance(outgoing(), line.CallPlaced(REF, CallKey("k"), START))
    call = advance(call, line.FarEndRinging(REF, START))
    assert (call.key, call.state) == ("k", CallState.RINGING)
    call = advance(advance(call, answered()), ended(200))
    assert (call.ended_why, call.ended_at) == (EndedWhy.FAR_END_HUNG_UP, LATER)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (404, EndedWhy.UNKNOWN_NUMBER),
        (403, EndedWhy.NOT_ALLOWED),
        (486, EndedWhy.BUSY),
        (480, EndedWhy.NO_ANSWER),
        (408, EndedWhy.NO_ANSWER),
        (603, EndedWhy.DECLINED),
        (503, EndedWhy.PBX_UNREACHABLE),
        (500, EndedWhy.FAILED),
    ],
)
def test_a_failed_outgoing_call_says_why(code: int, why: EndedWhy) -> None:
    assert advance(outgoing(), ended(code)).ended_why is why


def test_a_talk_cut_off_by_a_failure_blames_the_connection() -> None:
    call = advance(advance(incoming(), answered()), ended(408))
    assert call.ended_why is EndedWhy.PBX_UNREACHABLE


def test_being_held_by_the_far_end_is_shown_and_ends() -> None:
    call = advance(advance(incoming(), answered()), line.FarEndHeld(REF, LATER))
    assert call.is_held_by_far_end
    assert not advance(call, line.FarEndResumed(REF, LATER)).is_held_by_far_end


def test_an_ended_call_never_changes_again() -> None:
    over = advance(incoming(), ended(487))
    for event in (answered(), ended(200), cancelled("SIP;cause=200"), line.FarEndHeld(REF, LATER)):
        assert advance(over, event) == over


def test_events_of_another_call_change_nothing() -> None:
    assert advance(incoming(), line.CallAnswered(CallRef("other"), LATER)) == incoming()
