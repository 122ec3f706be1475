"""Calls that come in through Twilio: whom they ring, where they go then, and what is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sync_server.contract.base import CommandId, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.staff import Deactivate
from sync_server.contract.values import CallOutcome, Role
from sync_server.contract.values import Route as RowRoute
from sync_server.settings import TwilioSettings
from sync_server.store.actor import Actor
from sync_server.telephony.twilio_plan import (
    CallPlan,
    Forward,
    Goodbye,
    Route,
    Routes,
    Voicemail,
    routes_of,
)
from sync_server.telephony.twilio_twiml import Twiml
from tests.support.twilio import (
    CALLER,
    DOMAIN,
    MEMBERS,
    NUMBER,
    PUBLIC,
    TwilioCall,
    TwilioLine,
    Webhook,
    read_twiml,
    twilio_line,
)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwilioLine]:
    with twilio_line(tmp_path_factory.mktemp("twilio")) as opened:
        yield opened


def after(line: TwilioLine, seconds: float) -> None:
    line.clock.advance(timedelta(seconds=seconds))


def test_a_call_rings_every_member_and_tells_each_phone_which_call_it_is(line: TwilioLine) -> None:
    """CAL-02, DSK-13."""
    call = line.call()
    call.dial()
    dial = call.twiml.find("./Dial")
    assert dial is not None
    assert (dial.attrib["timeout"], dial.attrib["answerOnBridge"]) == ("25", "true")
    assert dial.attrib["referUrl"].startswith(f"{PUBLIC}/twilio/refer?")
    for user, noun in zip(MEMBERS, dial.findall("Sip"), strict=True):
        address = urlsplit(noun.text or "")
        assert address.path == f"{user}@{DOMAIN}"
        assert parse_qs(address.query) == {"X-Desk-Call": [call.sid], "X-Desk-Group": [NUMBER]}
    assert (call.row.outcome, call.row.number) == (CallOutcome.RINGING, CALLER)


def test_whoever_answers_has_the_call_and_its_end_ends_it(line: TwilioLine) -> None:
    call = line.call()
    began = line.clock()
    call.dial()
    call.ring()
    after(line, 4)
    answered = line.clock()
    call.leg("bob", "in-progress")
    call.cancel("ann", "cid")
    after(line, 56)
    call.dial_ended("completed", 56)
    assert [child.tag for child in call.twiml] == ["Hangup"]
    call.hang_up(seconds=60)
    row = call.row
    assert (row.outcome, row.answered_by_name) == (CallOutcome.ANSWERED, "Bob")
    assert (row.started_at, row.answered_at, row.ended_at) == (began, answered, line.clock())


def test_a_second_phone_that_answers_at_the_same_moment_does_not_take_the_call(
    line: TwilioLine,
) -> None:
    call = line.call()
    call.dial()
    call.leg("cid", "in-progress")
    call.leg("ann", "in-progress")
    assert call.row.answered_by == "cid"


def test_an_answer_whose_callback_is_lost_is_learned_when_the_call_is_over(
    line: TwilioLine,
) -> None:
    call = line.call()
    call.dial()
    after(line, 5)
    answered = line.clock()
    after(line, 30)
    call.status = "in-progress"
    call.dial_ended("completed", 30)
    row = call.row
    assert (row.outcome, row.answered_by) == (CallOutcome.ANSWERED, None)
    assert row.answered_at == answered + timedelta(seconds=1)


def test_a_number_that_is_nobodys_is_turned_away_and_nothing_is_written(line: TwilioLine) -> None:
    call = line.call()
    call.dial(to="+15550199")
    assert [child.tag for child in call.twiml] == ["Reject"]
    gone = call.hook(f"{PUBLIC}/twilio/status", To="+15550199", CallStatus="completed")
    assert line.send(gone).status_code == 204
    assert line.rows(CallRow, call_key=call.sid) == []


def test_the_same_webhook_five_times_gives_the_same_answer_and_one_row(line: TwilioLine) -> None:
    call = line.call()
    call.dial()
    call.ring()
    call.dial_ended("no-answer")
    call.hang_up()
    before = call.row
    for hook in [one for one in call.sent for _ in range(5)]:
        after(line, 60)
        assert line.send(hook).ok
    assert call.row == before


def test_a_call_whose_end_is_told_first_and_its_ringing_last_is_ended(line: TwilioLine) -> None:
    call = line.call()
    call.hang_up("completed", 9)
    ended = line.clock()
    assert call.row.outcome is CallOutcome.ABANDONED
    after(line, 1)
    call.dial()
    call.ring()
    assert (call.row.outcome, call.row.ended_at) == (CallOutcome.ABANDONED, ended)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Anonymous", ""),
        ("+266696687", ""),
        ("sip:+12025550123@elsewhere.example", CALLER),
        ("sip:anonymous@anonymous.invalid", ""),
        ("", ""),
    ],
)
def test_a_withheld_number_is_written_as_none(line: TwilioLine, said: str, written: str) -> None:
    call = line.call()
    hook = call.hook(f"{PUBLIC}/twilio/voice", From=said)
    assert line.send(hook).status_code == 200
    assert call.row.number == written


@pytest.mark.parametrize(
    "form",
    [{"CallSid": ""}, {"CallSid": "../../etc"}, {"CallSid": "CA" + "z" * 32}],
)
def test_a_webhook_that_names_no_call_is_refused(line: TwilioLine, form: dict[str, str]) -> None:
    hook = Webhook(f"{PUBLIC}/twilio/voice", tuple(form.items()))
    answer = line.send(hook)
    assert answer.status_code == 400
    assert "CallSid" in answer.text
    assert "etc" not in answer.text


def test_times_that_cannot_be_read_are_taken_from_the_clock(line: TwilioLine) -> None:
    call = line.call()
    call.dial()
    for odd in ("yesterday", "", "Sun, 99 Nov 2026 25:00:00 +0000"):
        hook = call.hook(call.legs()["ann"], CallStatus="in-progress", Timestamp=odd)
        assert line.send(hook).status_code == 204
    assert call.row.answered_at == line.clock()


def test_a_group_larger_than_twilio_can_ring_rings_in_rounds_of_ten(tmp_path: Path) -> None:
    users = tuple(f"agent{number:02}" for number in range(23))
    with twilio_line(tmp_path, *users) as line:
        call = line.call()
        call.dial()
        rung: list[str] = []
        for size in (10, 10, 3):
            assert len(call.legs()) == size
            (dial,) = call.twiml.findall("./Dial")
            assert dial.attrib["timeout"] == "8"
            rung += call.legs()
            call.dial_ended("busy" if size == 3 else "no-answer")
        assert tuple(rung) == users
        assert call.twiml.find("./Record") is not None
        assert call.row.outcome is CallOutcome.MISSED


def test_an_agent_hands_the_call_to_a_colleague(line: TwilioLine) -> None:
    call = talking(line, "ann")
    call.refer(f"<sip:bob@{DOMAIN}>")
    assert list(call.legs()) == ["bob"]
    assert f"X-Desk-Call={call.sid}-bob&" in (call.twiml.findtext("./Dial/Sip") or "")
    call.leg("bob", "in-progress")
    call.dial_ended("completed", 20)
    call.hang_up()
    assert (call.row.outcome, call.row.answered_by) == (CallOutcome.ANSWERED, "ann")


def test_an_agent_hands_the_call_to_a_number_outside(line: TwilioLine) -> None:
    call = talking(line, "ann")
    call.refer(f"sip:2025550177@{DOMAIN}")
    (number,) = call.twiml.findall("./Dial/Number")
    assert number.text == "+12025550177"


@pytest.mark.parametrize(
    "target", ["", "sip:nobody@x", "<sip:911@x>", "tel:;;", "sip:%3Cevil%3E@x"]
)
def test_a_call_referred_to_nowhere_goes_back_to_who_had_it(line: TwilioLine, target: str) -> None:
    call = talking(line, "cid")
    call.refer(target)
    assert list(call.legs()) == ["cid"]


def test_a_transfer_nobody_takes_ends_at_the_mailbox(line: TwilioLine) -> None:
    call = talking(line, "ann")
    call.refer(f"sip:bob@{DOMAIN}")
    call.dial_ended("no-answer")
    assert call.twiml.find("./Record") is not None
    assert call.row.outcome is CallOutcome.ANSWERED


def test_names_in_twiml_cannot_break_out_of_it(line: TwilioLine) -> None:
    call = line.call()
    hook = call.hook(f"{PUBLIC}/twilio/dialled?call={call.sid}&group=%3C%2FDial%3E%26&turn=x")
    root = read_twiml(line.send(hook).text)
    assert [child.tag for child in root] == ["Say", "Record", "Hangup"]


def talking(line: TwilioLine, user: str) -> TwilioCall:
    call = line.call()
    call.dial()
    call.leg(user, "in-progress")
    return call


def test_a_missed_call_is_forwarded_and_ends_at_the_mailbox_when_nobody_is_there(
    tmp_path: Path,
) -> None:
    with twilio_line(tmp_path, routes=Routes(Forward("+12025550188"))) as line:
        call = line.call()
        call.dial()
        call.dial_ended("busy")
        (number,) = call.twiml.findall("./Dial/Number")
        assert number.text == "+12025550188"
        call.dial_ended("no-answer")
        assert call.twiml.find("./Record") is not None


@pytest.mark.parametrize(
    ("route", "verbs"),
    [
        (Goodbye(), ["Say", "Hangup"]),
        (Voicemail(), ["Say", "Record", "Hangup"]),
        (Forward("+12025550188"), ["Dial"]),
    ],
)
def test_while_the_office_is_closed_no_phone_rings(
    tmp_path: Path, route: Route, verbs: list[str]
) -> None:
    with twilio_line(tmp_path, routes=Routes(closed=route)) as line:
        call = line.call()
        call.dial()
        assert [child.tag for child in call.twiml] == verbs
        assert call.twiml.findall(".//Sip") == []
        assert call.row.outcome is CallOutcome.MISSED


def test_a_group_without_phones_goes_straight_to_its_fallback(tmp_path: Path) -> None:
    with twilio_line(tmp_path, "ann") as line:
        boss = Actor(RowId("boss"), "Boss", Role.OWNER)
        line.server.writer.perform(boss, CommandId("d" * 32), Deactivate(RowId("ann")))
        call = line.call()
        call.dial()
        assert call.twiml.find("./Record") is not None
        assert call.row.outcome is CallOutcome.MISSED


def test_a_greeting_of_the_business_is_played_instead_of_spoken() -> None:
    known = TwilioSettings(
        "AC", DOMAIN, PUBLIC, auth_token="x", greeting_url="https://harbour.example/hi.wav"
    )
    plan = CallPlan(NUMBER, MEMBERS, 25, Voicemail(), None)
    root = read_twiml(Twiml(known).voicemail(plan, "CA" + "0" * 32))
    assert [child.tag for child in root] == ["Play", "Record", "Hangup"]


def test_hours_and_routes_of_a_group_are_followed() -> None:
    sunday = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    group = RingGroupRow(
        id=RowId("g"),
        fallback=RowRoute.EXTERNAL,
        fallback_number="+12025550188",
        hours=("mon 08:00-17:00",),
        closed_route=RowRoute.NOWHERE,
    )
    assert routes_of(group, sunday) == Routes(Forward("+12025550188"), Goodbye())
    assert routes_of(group, sunday + timedelta(days=1)).closed is None
    assert routes_of(RingGroupRow(id=RowId("h")), sunday) == Routes(Voicemail(), None)
