"""A transferred call stays one call, whatever order its legs are told of (CAL-07, CAL-11)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.base import RowId
from sync_server.contract.calls import CallQuality, CallRow, CallStep, LogCall, call_id
from sync_server.contract.values import CallOutcome, Direction, HungUpBy, Role, StepKind
from sync_server.rules.decide import decide
from sync_server.rules.view import MemoryView
from tests.support.builders import ADMIN, AGENT, NOW, OLIVIA, here, office

C = CallOutcome
FIRST, SECOND, THIRD = "first@caller", "second@caller", "third@caller"
NUMBER = "+61491570156"


def report(key: str, outcome: CallOutcome, seconds: int = 0, **more: object) -> LogCall:
    asked: dict[str, object] = {
        "call_id": call_id(key),
        "call_key": key,
        "direction": Direction.INBOUND,
        "number": NUMBER,
        "dialled": "100",
        "outcome": outcome,
        "started_at": NOW + timedelta(seconds=seconds),
    }
    return LogCall(**(asked | more))  # type: ignore[arg-type]


TRANSFERRED = CallStep(
    at=NOW + timedelta(seconds=30), kind=StepKind.TRANSFERRED, by=AGENT, who="Admin"
)
STORY = [
    report(FIRST, C.ANSWERED, answered_by=AGENT, answered_at=NOW + timedelta(seconds=4)),
    report(FIRST, C.RINGING, steps=(TRANSFERRED,)),
    report(FIRST, C.RINGING, ended_at=NOW + timedelta(seconds=31)),
    report(SECOND, C.RINGING, 30, continues_key=FIRST),
    report(SECOND, C.ANSWERED, 30, answered_by=ADMIN, answered_at=NOW + timedelta(seconds=35)),
    report(SECOND, C.RINGING, 30, ended_at=NOW + timedelta(seconds=90)),
]


def told(*reports: LogCall) -> MemoryView:
    view = office()
    for one in reports:
        view.put(decide(view, one, here(RowId("pbx"), Role.SYSTEM)).rows)
    return view


def whole(view: MemoryView) -> CallRow:
    row = view.get(CallRow, call_id(FIRST))
    assert row is not None
    return row


def test_a_transferred_call_is_one_call_with_its_story():
    call = whole(told(*STORY))
    assert [(s.kind, s.who) for s in call.steps] == [
        (StepKind.TRANSFERRED, "Admin"),
        (StepKind.ANSWERED, "Admin"),
    ]
    assert call.answered_by == AGENT
    assert call.ended_at == NOW + timedelta(seconds=90)


def test_asking_a_colleague_first_is_no_answer_of_the_agent_who_asked():
    """CAL-11: the leg to the colleague is told by the desk that dialled it."""
    asked = report(
        SECOND,
        C.ANSWERED,
        20,
        direction=Direction.OUTBOUND,
        continues_key=FIRST,
        answered_by=AGENT,
        answered_at=NOW + timedelta(seconds=22),
    )
    call = whole(told(*STORY[:3], asked))
    assert [(step.kind, step.who) for step in call.steps] == [(StepKind.TRANSFERRED, "Admin")]


@given(order=st.permutations(STORY))
def test_the_order_in_which_legs_are_told_of_does_not_matter(order: list[LogCall]):
    call, again = whole(told(*order)), whole(told(*STORY))
    assert (call.steps, call.outcome, call.answered_by, call.ended_at) == (
        again.steps,
        again.outcome,
        again.answered_by,
        again.ended_at,
    )


def test_a_leg_of_a_leg_belongs_to_the_first_call():
    view = told(*STORY, report(THIRD, C.RINGING, 60, continues_key=SECOND))
    leg = view.get(CallRow, call_id(THIRD))
    assert leg is not None
    assert leg.continues_id == call_id(FIRST)


def test_a_leg_has_the_customer_of_the_whole_call():
    view = told(report(FIRST, C.RINGING, customer_id=OLIVIA, number="100"))
    view = told_more(view, report(SECOND, C.RINGING, continues_key=FIRST, number=""))
    leg = view.get(CallRow, call_id(SECOND))
    assert leg is not None
    assert leg.customer_id == OLIVIA


def told_more(view: MemoryView, *reports: LogCall) -> MemoryView:
    for one in reports:
        view.put(decide(view, one, here(AGENT)).rows)
    return view


def test_a_call_cannot_continue_itself():
    view = told(report(FIRST, C.RINGING, continues_key=FIRST))
    assert whole(view).continues_id is None


def test_one_step_told_by_desk_and_phone_system_counts_once():
    late = CallStep(
        at=TRANSFERRED.at + timedelta(seconds=2), kind=TRANSFERRED.kind, by=AGENT, who="Admin"
    )
    view = told(
        report(FIRST, C.RINGING, steps=(late,)), report(FIRST, C.RINGING, steps=(TRANSFERRED,))
    )
    assert whole(view).steps == (TRANSFERRED,)


def test_who_hung_up_and_how_the_line_was_are_kept_from_whoever_knows():
    heard = CallQuality(loss_permille=12, jitter_ms=8, rtt_ms=40, mos_hundredths=391)
    call = whole(
        told(
            report(FIRST, C.ANSWERED, hung_up_by=HungUpBy.AGENT, quality=heard),
            report(FIRST, C.ANSWERED),
        )
    )
    assert call.hung_up_by is HungUpBy.AGENT
    assert (call.loss_permille, call.jitter_ms, call.mos_hundredths) == (12, 8, 391)
