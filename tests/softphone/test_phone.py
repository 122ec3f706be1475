"""What the agent is told, and what the line is asked, one story each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from softphone import line, protocol
from softphone.call import CallState, EndedWhy
from softphone.fake_line import FakeLine
from softphone.line import CallRef, LineEvent
from softphone.phone import Phone
from softphone.protocol import AnyPhoneEvent, RegistrationState

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Desk:
    """A phone on a scripted line, and all it said."""

    password: str | None = None
    said: list[AnyPhoneEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = FakeLine(self.pass_on, lambda: NOW, password=self.password)
        self.phone = Phone(self.line, self.said.append, lambda: NOW)

    def pass_on(self, event: LineEvent) -> None:
        self.phone.receive(event)

    def register(self, password: str = "pw") -> None:  # noqa: S107 - a test's
        self.phone.do(protocol.Register("ann", password, "desk.test", "127.0.0.1", 5060))

    def rings(self, number: str = "+12025550123", display: str = "", dialled: str = "") -> CallRef:
        ref = self.line.caller_rings(number, display, dialled)
        assert ref
        return ref

    def calls(self) -> list[protocol.CallFacts]:
        snapshots = [event for event in self.said if isinstance(event, protocol.Calls)]
        return list(snapshots[-1].calls)

    def sentence(self) -> str:
        spoken = [e.sentence for e in self.said if isinstance(e, protocol.Registration)]
        return spoken[-1]

    def refusal(self) -> str:
        return next(
            e.sentence for e in reversed(self.said) if isinstance(e, protocol.IntentRefused)
        )


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.register()
    return made


def test_a_good_password_gets_the_phone_ready_for_calls(desk: Desk) -> None:
    assert desk.said[-1] == protocol.Registration(RegistrationState.REGISTERED, "Ready for calls.")


def test_a_wrong_password_is_said_in_plain_words() -> None:
    desk = Desk(password="right")
    desk.register("wrong")
    assert desk.sentence() == "The phone system does not accept this phone's name or password."


def test_a_phone_system_that_is_gone_is_said_once(desk: Desk) -> None:
    desk.line.pbx_goes_away()
    desk.phone.receive(line.RegistrationFailed(503, "", NOW))
    desk.phone.receive(line.RegistrationFailed(408, "", NOW))
    gone = [
        e for e in desk.said if isinstance(e, protocol.Registration) and e.state == "unreachable"
    ]
    assert len(gone) == 1
    assert "cannot be reached" in gone[0].sentence


def test_a_phone_system_given_by_name_is_refused_because_names_need_dns() -> None:
    desk = Desk()
    desk.phone.do(protocol.Register("ann", "pw", "desk.test", "pbx.example", 5060))
    assert desk.refusal() == "the address of the phone system must be an IP address"
    assert desk.line.orders == []


def test_a_ringing_call_shows_number_name_and_the_line_it_came_in_on(desk: Desk) -> None:
    desk.rings("2025550123", "<b>Pat</b>", "+15550100")
    (call,) = desk.calls()
    assert (call.number, call.display, call.dialled) == ("+12025550123", "<b>Pat</b>", "+15550100")
    assert call.state is CallState.RINGING


def test_answering_a_second_call_puts_the_first_on_hold(desk: Desk) -> None:
    first, second = desk.rings(), desk.rings("+12025550124")
    desk.phone.do(protocol.Answer(first))
    desk.phone.do(protocol.Answer(second))
    assert {call.ref: call.is_on_hold for call in desk.calls()} == {first: True, second: False}
    assert [o.verb for o in desk.line.orders if o.ref == first] == ["answer", "put_on_hold"]


def test_resuming_one_call_puts_the_other_on_hold(desk: Desk) -> None:
    first, second = desk.rings(), desk.rings("+12025550124")
    desk.phone.do(protocol.Answer(first))
    desk.phone.do(protocol.Answer(second))
    desk.phone.do(protocol.Resume(first))
    assert {call.ref: call.is_on_hold for call in desk.calls()} == {first: False, second: True}


def test_someone_dialled_who_answers_during_another_talk_waits_on_hold(desk: Desk) -> None:
    desk.phone.do(protocol.Dial("2025550199"))
    (dialled,) = desk.line.legs
    caller = desk.rings()
    desk.phone.do(protocol.Answer(caller))
    desk.line.far_end_answers(dialled)
    assert {call.ref: call.is_on_hold for call in desk.calls()} == {dialled: True, caller: False}


def test_declining_says_busy_and_ends_as_declined(desk: Desk) -> None:
    ref = desk.rings()
    desk.phone.do(protocol.HangUp(ref))
    assert desk.line.orders[-1].verb == "decline"
    assert desk.calls()[0].ended_why is EndedWhy.DECLINED


def test_an_ended_call_is_in_exactly_one_snapshot(desk: Desk) -> None:
    first = desk.rings()
    desk.line.someone_else_answers(first)
    assert desk.calls()[0].ended_why is EndedWhy.ANSWERED_ELSEWHERE
    desk.rings("+12025550124")
    assert first not in [call.ref for call in desk.calls()]


def test_a_fifth_call_is_refused_with_a_reason(desk: Desk) -> None:
    for _ in range(4):
        desk.phone.do(protocol.Dial("2025550199"))
    desk.phone.do(protocol.Dial("2025550199"))
    assert desk.refusal() == "there are already 4 calls; end one first"
    assert desk.line.caller_rings("+12025550123") is None


def test_dialling_before_registering_is_refused() -> None:
    desk = Desk()
    desk.phone.do(protocol.Dial("2025550199"))
    assert "not connected" in desk.refusal()


def test_keys_that_no_phone_has_are_refused(desk: Desk) -> None:
    ref = desk.rings()
    desk.phone.do(protocol.SendDigits(ref, "1"))
    assert "not connected yet" in desk.refusal()
    desk.phone.do(protocol.Answer(ref))
    desk.phone.do(protocol.SendDigits(ref, "hello"))
    assert "only the keys" in desk.refusal()
    desk.phone.do(protocol.SendDigits(ref, "1*#"))
    assert desk.line.orders[-1].detail == "1*#"


def test_acting_on_a_call_that_is_over_is_refused(desk: Desk) -> None:
    ref = desk.rings()
    desk.line.caller_gives_up(ref)
    desk.phone.do(protocol.Answer(ref))
    assert desk.refusal() == "this call is over"
