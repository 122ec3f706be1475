"""One call out of many reports, whatever their order; and whose number it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.base import RowId
from sync_server.contract.calls import (
    CallRow,
    FileVoicemail,
    LinkCall,
    LogCall,
    VoicemailRow,
    call_id,
)
from sync_server.contract.customers import ContactPointRow
from sync_server.contract.values import CallOutcome, Direction, Role
from sync_server.rules.calls import owner_of, owners_of
from sync_server.rules.decide import decide
from sync_server.rules.effects import Refused
from tests.support.builders import ADMIN, AGENT, BEN, BOOKING, NOW, OLIVIA, here, office

C = CallOutcome
KEY = "abc@caller"
CALL = call_id(KEY)
NUMBER = "+61491570156"


def report(outcome: CallOutcome, **changes: object) -> LogCall:
    asked: dict[str, object] = {
        "call_id": CALL,
        "call_key": KEY,
        "direction": Direction.INBOUND,
        "number": NUMBER,
        "dialled": "100",
        "outcome": outcome,
        "started_at": NOW,
    }
    return LogCall(**(asked | changes))  # type: ignore[arg-type]


def merged(*reports: LogCall) -> CallRow:
    view = office()
    for one in reports:
        view.put(decide(view, one, here(AGENT)).rows)
    row = view.rows[CallRow, CALL]
    assert isinstance(row, CallRow)
    return row


REPORTS = [
    report(C.RINGING),
    report(C.ABANDONED, ended_at=NOW + timedelta(seconds=9)),
    report(C.ANSWERED, answered_by=AGENT, answered_at=NOW + timedelta(seconds=4)),
    report(C.ANSWERED, answered_by=AGENT, ended_at=NOW + timedelta(seconds=60)),
    report(C.DECLINED, started_at=NOW + timedelta(milliseconds=5)),
]


@given(order=st.permutations(REPORTS))
def test_the_order_of_reports_does_not_matter(order: list[LogCall]):
    call, again = merged(*order), merged(*REPORTS)
    told = (call.outcome, call.answered_by, call.started_at, call.answered_at, call.ended_at)
    assert told == (
        again.outcome,
        again.answered_by,
        again.started_at,
        again.answered_at,
        again.ended_at,
    )
    assert call.outcome is C.ANSWERED
    assert call.ended_at == NOW + timedelta(seconds=60)


def test_a_report_that_adds_nothing_changes_nothing():
    view = office()
    view.put(decide(view, REPORTS[2], here()).rows)
    assert decide(view, REPORTS[2], here()).rows == ()
    assert decide(view, report(C.RINGING), here()).rows == ()


def test_the_first_to_answer_keeps_the_call():
    second = report(C.ANSWERED, answered_by=ADMIN, answered_at=NOW + timedelta(seconds=5))
    assert merged(REPORTS[2], second).answered_by_name == "Agent"


def test_a_known_number_links_itself_and_a_shared_one_waits_for_a_person():
    view = office()
    assert merged(REPORTS[0]).customer_id == OLIVIA
    view.put([ContactPointRow(id=RowId("p2"), customer_id=BEN, value=NUMBER)])
    assert owners_of(view, NUMBER) == [OLIVIA, BEN]
    assert owner_of(view, NUMBER) is None
    assert owners_of(view, "") == []
    (call,) = decide(view, REPORTS[0], here()).rows
    assert isinstance(call, CallRow)
    assert call.customer_id is None
    view.put([call])
    (linked,) = decide(view, LinkCall(call_id=CALL, customer_id=BEN), here()).rows
    assert isinstance(linked, CallRow)
    assert linked.customer_id == BEN


@pytest.mark.parametrize(
    "command",
    [
        LinkCall(call_id=RowId("none"), customer_id=BEN),
        LinkCall(call_id=CALL, customer_id=RowId("none")),
        LinkCall(call_id=CALL, customer_id=BEN, booking_id=BOOKING),
        report(C.RINGING, call_id=RowId("of another key")),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(command):
    view = office()
    view.put([CallRow(id=CALL, call_key=KEY)])
    with pytest.raises(Refused):
        decide(view, command, here())


def test_voicemail_is_filed_once_with_its_customer():
    view = office()
    view.put(decide(view, report(C.VOICEMAIL), here()).rows)
    command = FileVoicemail(
        voicemail_id=RowId("v"), call_id=CALL, number=NUMBER, seconds=12, sha256="0" * 64
    )
    system = here(RowId("pbx"), Role.SYSTEM)
    row, *_notices = decide(view, command, system).rows
    assert isinstance(row, VoicemailRow)
    assert row.customer_id == OLIVIA
    view.put([row])
    assert decide(view, command, system).rows == ()
