"""Transfers, conference and recording as the agent is told of them, on a scripted line."""

from __future__ import annotations

from pathlib import Path

import pytest

from softphone import protocol
from softphone.address import Address
from softphone.call import CallState, EndedWhy
from softphone.line import CallRef, Transport
from softphone.protocol import RecordingState, TransferState
from softphone.transfer import may_follow, why_failed
from tests.softphone.test_phone import Desk


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.register()
    return made


def talking(desk: Desk, number: str = "+12025550123") -> CallRef:
    ref = desk.rings(number)
    desk.phone.do(protocol.Answer(ref))
    return ref


def call(desk: Desk, ref: CallRef) -> protocol.CallFacts:
    """The last that was said of one call."""
    snapshots = [e for e in desk.said if isinstance(e, protocol.Calls)]
    return next(c for s in reversed(snapshots) for c in s.calls if c.ref == ref)


def verbs(desk: Desk, ref: CallRef) -> list[str]:
    return [order.verb for order in desk.line.orders if order.ref == ref]


def test_a_transfer_puts_the_caller_on_hold_and_ends_the_call_when_it_worked(desk: Desk) -> None:
    """DSK-05."""
    ref = talking(desk)
    desk.phone.do(protocol.Transfer(ref, "202-555-0177"))
    assert call(desk, ref).transfer is TransferState.ASKED
    assert call(desk, ref).transfer_target == "+12025550177"
    assert verbs(desk, ref) == ["answer", "put_on_hold", "transfer"]
    desk.line.transfer_ends(ref, 200)
    over = call(desk, ref)
    assert (over.transfer, over.ended_why) == (TransferState.DONE, EndedWhy.TRANSFERRED)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (486, "the line is busy"),
        (480, "nobody answered"),
        (408, "nobody answered"),
        (603, "it was declined"),
        (404, "nobody has this number"),
        (405, "the other side's phone cannot transfer calls"),
        (501, "the other side's phone cannot transfer calls"),
        (500, "the phone system answered 500"),
    ],
)
def test_a_transfer_that_fails_gives_the_call_back_and_says_why(
    desk: Desk, code: int, why: str
) -> None:
    """DSK-05."""
    ref = talking(desk)
    desk.phone.do(protocol.Transfer(ref, "cid"))
    desk.line.transfer_ends(ref, code)
    assert (call(desk, ref).transfer, call(desk, ref).is_on_hold) == (TransferState.FAILED, False)
    assert desk.said[-1] == protocol.TransferFailed(ref, f"The transfer did not work: {why}.")


def test_a_call_given_back_waits_on_hold_while_the_agent_talks_to_another(desk: Desk) -> None:
    first = talking(desk)
    desk.phone.do(protocol.Transfer(first, "cid"))
    talking(desk, "+12025550124")
    desk.line.transfer_ends(first, 486)
    assert call(desk, first).is_on_hold


def test_a_caller_who_hangs_up_meanwhile_ends_the_transfer(desk: Desk) -> None:
    ref = talking(desk)
    desk.phone.do(protocol.Transfer(ref, "cid"))
    desk.line.far_end_hangs_up(ref)
    over = call(desk, ref)
    assert (over.transfer, over.ended_why) == (TransferState.FAILED, EndedWhy.FAR_END_HUNG_UP)
    assert desk.said[-1] == protocol.TransferFailed(ref, why_failed(0))
    desk.line.transfer_ends(ref, 200)
    assert desk.said[-1] == protocol.TransferFailed(ref, why_failed(0))


def test_an_attended_transfer_ends_both_calls_as_transferred(desk: Desk) -> None:
    """DSK-05."""
    first, second = talking(desk), talking(desk, "+12025550124")
    desk.phone.do(protocol.TransferTo(first, second))
    desk.line.far_end_hangs_up(second)  # its new partner took our place
    desk.line.transfer_ends(first, 200)
    assert [call(desk, ref).ended_why for ref in (first, second)] == [EndedWhy.TRANSFERRED] * 2


def test_an_attended_transfer_that_fails_leaves_both_calls_as_they_were(desk: Desk) -> None:
    """DSK-05."""
    first, second = talking(desk), talking(desk, "+12025550124")
    desk.phone.do(protocol.TransferTo(first, second))
    desk.line.transfer_ends(first, 501)
    assert (call(desk, first).is_on_hold, call(desk, second).is_on_hold) == (True, False)
    desk.phone.do(protocol.HangUp(second))
    assert call(desk, second).ended_why is EndedWhy.HUNG_UP


def test_a_far_end_that_ignores_replaces_leaves_no_call_behind(desk: Desk) -> None:
    first, second = talking(desk), talking(desk, "+12025550124")
    desk.phone.do(protocol.TransferTo(first, second))
    desk.line.transfer_ends(first, 200)
    assert desk.line.legs == frozenset()


def test_a_second_transfer_of_the_same_call_is_refused(desk: Desk) -> None:
    ref = talking(desk)
    desk.phone.do(protocol.Transfer(ref, "cid"))
    desk.phone.do(protocol.Transfer(ref, "bob"))
    assert desk.refusal() == "this call is being transferred already"


def test_who_transferred_a_call_to_us_is_shown(desk: Desk) -> None:
    """CAL-07."""
    ref = desk.line.caller_rings("+12025550123", referred_by="bob")
    assert ref
    assert call(desk, ref).referred_by == "bob"


def test_a_call_sent_elsewhere_is_followed_and_the_old_one_ends_as_transferred(desk: Desk) -> None:
    """DSK-05."""
    old = talking(desk)
    new = desk.line.far_end_refers(old, "cid", "bob")
    assert new
    assert (call(desk, new).number, call(desk, new).referred_by) == ("cid", "bob")
    desk.line.far_end_answers(new)
    assert not call(desk, new).is_on_hold
    desk.line.far_end_hangs_up(old)
    assert call(desk, old).ended_why is EndedWhy.TRANSFERRED


def test_somebody_who_takes_the_place_of_the_far_end_is_talking_at_once(desk: Desk) -> None:
    """DSK-05."""
    old = talking(desk, "bob")
    new = desk.line.far_end_is_replaced(old, "+12025550199")
    assert new
    assert call(desk, old).ended_why is EndedWhy.TRANSFERRED
    taken = call(desk, new)
    assert (taken.state, taken.referred_by, taken.is_on_hold) == (CallState.TALKING, "bob", False)


def test_a_conference_speaks_together_and_a_third_call_puts_it_on_hold(desk: Desk) -> None:
    first, second = talking(desk), talking(desk, "+12025550124")
    for ref in (first, second):
        desk.phone.do(protocol.JoinConference(ref))
    assert not any(call(desk, ref).is_on_hold for ref in (first, second))
    third = talking(desk, "+12025550125")
    assert all(call(desk, ref).is_on_hold for ref in (first, second))
    desk.phone.do(protocol.Resume(second))
    assert call(desk, third).is_on_hold
    assert not any(call(desk, ref).is_on_hold for ref in (first, second))


def test_a_mute_is_for_the_whole_conference_and_for_who_joins(desk: Desk) -> None:
    first, second = talking(desk), talking(desk, "+12025550124")
    desk.phone.do(protocol.Mute(second))
    for ref in (first, second):
        desk.phone.do(protocol.JoinConference(ref))
    assert all(call(desk, ref).is_muted for ref in (first, second))
    desk.phone.do(protocol.Unmute(first))
    assert not any(call(desk, ref).is_muted for ref in (first, second))


def test_one_alone_is_no_conference(desk: Desk) -> None:
    first, second = talking(desk), talking(desk, "+12025550124")
    for ref in (first, second):
        desk.phone.do(protocol.JoinConference(ref))
    desk.phone.do(protocol.LeaveConference(first))
    assert (call(desk, first).is_in_conference, call(desk, first).is_on_hold) == (False, True)
    assert (call(desk, second).is_in_conference, call(desk, second).is_on_hold) == (False, False)


def test_a_recording_is_shown_paused_continued_and_made(desk: Desk, tmp_path: Path) -> None:
    """A47."""
    ref = talking(desk)
    target = tmp_path / "call.wav"
    states = []
    for intent in (
        protocol.StartRecording(ref, str(target), announce=True),
        protocol.PauseRecording(ref),
        protocol.ContinueRecording(ref),
        protocol.StopRecording(ref),
    ):
        desk.phone.do(intent)
        states.append(call(desk, ref).recording)
    assert states == [
        RecordingState.ON,
        RecordingState.PAUSED,
        RecordingState.ON,
        RecordingState.OFF,
    ]
    assert desk.line.orders[-4].detail == "recorded.wav"
    assert isinstance(desk.said[-1], protocol.RecordingMade)
    assert target.is_file()


@pytest.mark.parametrize("path", ["", "call.wav", "/nowhere/call.mp3"])
def test_a_recording_without_a_full_name_is_refused(desk: Desk, path: str) -> None:
    ref = talking(desk)
    desk.phone.do(protocol.StartRecording(ref, path))
    assert desk.refusal() == "a recording needs the full name of a WAV file"


def test_a_recording_that_breaks_is_told_and_the_call_goes_on(desk: Desk, tmp_path: Path) -> None:
    """A47."""
    ref = talking(desk)
    desk.phone.do(protocol.StartRecording(ref, str(tmp_path / "no" / "call.wav")))
    desk.phone.do(protocol.StopRecording(ref))
    assert isinstance(desk.said[-1], protocol.RecordingFailed)
    assert call(desk, ref).state is CallState.TALKING


def test_a_secure_connection_needs_a_certificate(desk: Desk) -> None:
    register = protocol.Register(
        "ann", "pw", "desk.test", "127.0.0.1", 5061, transport=Transport.TLS
    )
    desk.phone.do(register)
    assert desk.refusal() == "a secure connection needs the certificate of the phone system"


@pytest.mark.parametrize(
    ("far", "target", "follows"),
    [
        ("sip:bob@desk.test", "sip:cid@desk.test", True),
        ("sip:bob@desk.test", "sip:+12025550177@desk.test", True),
        ("sip:+12025550123@outside.example", "sip:cid@desk.test", True),
        ("sip:+12025550123@outside.example", "sip:+19005550177@desk.test", False),
        ("sip:+12025550123@desk.test", "sip:+19005550177@desk.test", False),
        ("sip:bob@desk.test", "sip:x@elsewhere.example", False),
        ("sip:ann@desk.test", "sip:cid@192.0.2.1", True),
    ],
)
def test_a_stranger_cannot_send_our_phone_to_numbers_that_cost_money(
    far: str, target: str, follows: bool
) -> None:
    addresses = [_address(uri) for uri in (far, target)]
    assert may_follow(*addresses, "desk.test", "192.0.2.1") is follows


def _address(uri: str) -> Address:
    user, _, host = uri.removeprefix("sip:").partition("@")
    return Address(user, host)
