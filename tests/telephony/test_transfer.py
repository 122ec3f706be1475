"""Transfers between real phones over the real PBX: who talks to whom afterwards, who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from softphone import protocol
from softphone.call import CallState, EndedWhy
from softphone.protocol import CallFacts, TransferState
from tests.support.rtp import correlate, read_at
from tests.support.sip import Agent, PhoneSystem, phone_system, speech, wait_until

pytestmark = pytest.mark.sip

SAYINGS = {
    "ann": "Good morning, the office speaking. I will put you through to my colleague now.",
    "bob": "Hello, my name is Robert and I am calling because of the windows in the hallway.",
    "cid": "This is Cindy at the workshop. Which windows do you mean, the ones upstairs?",
}


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("voices")
    return {user: speech(folder / f"{user}.wav", text) for user, text in SAYINGS.items()}


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob", "cid")) as made:
        yield made


@dataclass
class Trio:
    """Ann is the agent, bob the caller, cid whom the call is for."""

    ann: Agent
    bob: Agent
    cid: Agent

    def bob_calls_ann(self) -> CallFacts:
        self.bob.say(protocol.Dial("ann"))
        rung = self.ann.wait_ringing()
        self.ann.say(protocol.Answer(rung.ref))
        self.bob.wait_talking()
        return self.ann.wait_talking()

    def ann_calls_cid(self) -> CallFacts:
        self.ann.say(protocol.Dial("cid"))
        rung = self.cid.wait_ringing()
        self.cid.say(protocol.Answer(rung.ref))
        return self.ann.wait_call(
            lambda call: call.number == "cid" and call.state is CallState.TALKING, "cid talks"
        )


@pytest.fixture
def trio(system: PhoneSystem, voices: dict[str, Path]) -> Trio:
    made = Trio(*(system.agent(user, voices[user], registered=False) for user in SAYINGS))
    for phone in (made.ann, made.bob, made.cid):
        phone.register(system)
        phone.wait_registered()
    return made


def hears(listener: Agent, voice: Path) -> bool:
    return correlate(read_at(voice, 8000), read_at(listener.ear, 8000)) > 0.85


def test_a_blind_transfer_joins_caller_and_target_who_sees_both_names(
    trio: Trio, voices: dict[str, Path]
) -> None:
    """DSK-05, CAL-07."""
    call = trio.bob_calls_ann()
    trio.ann.say(protocol.Transfer(call.ref, "cid"))
    asked = trio.ann.wait_call(lambda c: c.transfer is TransferState.ASKED, "asked")
    assert (asked.transfer_target, asked.is_on_hold) == ("cid", True)
    rung = trio.cid.wait_ringing()
    assert (rung.number, rung.referred_by) == ("bob", "ann")
    trio.cid.say(protocol.Answer(rung.ref))
    ended = trio.ann.wait_ended()
    assert (ended.ended_why, ended.transfer) == (EndedWhy.TRANSFERRED, TransferState.DONE)
    followed = trio.bob.wait_call(
        lambda c: c.number == "cid" and c.state is CallState.TALKING, "bob follows"
    )
    assert followed.referred_by == "ann"
    left = trio.bob.wait_call(lambda c: c.number == "ann" and bool(c.ended_why), "old call over")
    assert left.ended_why is EndedWhy.TRANSFERRED
    wait_until(lambda: hears(trio.cid, voices["bob"]), "the target hears the caller", 15)
    wait_until(lambda: hears(trio.bob, voices["cid"]), "the caller hears the target", 15)
    assert _live(trio.ann) == []


def test_a_blind_transfer_to_a_target_that_declines_gives_the_call_back(
    trio: Trio, voices: dict[str, Path]
) -> None:
    """DSK-05."""
    call = trio.bob_calls_ann()
    trio.ann.say(protocol.Transfer(call.ref, "cid"))
    trio.cid.say(protocol.Decline(trio.cid.wait_ringing().ref))
    failed = trio.ann.wait_for(lambda e: isinstance(e, protocol.TransferFailed), "failed").event
    assert isinstance(failed, protocol.TransferFailed)
    assert failed.sentence == "The transfer did not work: the line is busy."
    back = trio.ann.wait_call(
        lambda c: c.transfer is TransferState.FAILED and not c.is_on_hold, "off hold"
    )
    assert back.state is CallState.TALKING
    trio.bob.wait_call(
        lambda c: c.number == "ann" and c.state is CallState.TALKING and not c.is_held_by_far_end,
        "bob is off hold",
    )
    trio.ann.say(protocol.HangUp(call.ref))
    assert trio.ann.wait_ended().ended_why is EndedWhy.HUNG_UP


def test_a_transfer_to_somebody_who_is_not_there_gives_the_call_back(trio: Trio) -> None:
    """DSK-05."""
    call = trio.bob_calls_ann()
    trio.ann.say(protocol.Transfer(call.ref, "nobody"))
    failed = trio.ann.wait_for(lambda e: isinstance(e, protocol.TransferFailed), "failed").event
    assert isinstance(failed, protocol.TransferFailed)
    assert failed.sentence == "The transfer did not work: nobody has this number."
    trio.ann.wait_call(
        lambda c: c.transfer is TransferState.FAILED and not c.is_on_hold, "talking again"
    )


def test_an_attended_transfer_joins_the_far_ends_and_ends_both_calls(
    trio: Trio, voices: dict[str, Path]
) -> None:
    """DSK-05."""
    call = trio.bob_calls_ann()
    consult = trio.ann_calls_cid()
    trio.ann.say(protocol.TransferTo(call.ref, consult.ref))
    for ref in (call.ref, consult.ref):
        over = trio.ann.wait_call(lambda c, ref=ref: c.ref == ref and bool(c.ended_why), "over")
        assert over.ended_why is EndedWhy.TRANSFERRED
    taken = trio.cid.wait_call(
        lambda c: c.number == "bob" and c.state is CallState.TALKING, "cid talks to bob"
    )
    assert taken.referred_by == "ann"
    replaced = trio.cid.wait_call(lambda c: c.number == "ann" and bool(c.ended_why), "ann left")
    assert replaced.ended_why is EndedWhy.TRANSFERRED
    wait_until(lambda: hears(trio.cid, voices["bob"]), "the target hears the caller", 15)
    wait_until(lambda: hears(trio.bob, voices["cid"]), "the caller hears the target", 15)
    trio.cid.say(protocol.HangUp(taken.ref))
    trio.bob.wait_call(lambda c: c.number == "cid" and bool(c.ended_why), "bob's call is over")
    assert all(phone.process.poll() is None for phone in (trio.ann, trio.bob, trio.cid))


def test_an_attended_transfer_to_a_call_just_ended_leaves_the_caller_with_the_agent(
    trio: Trio,
) -> None:
    """DSK-05."""
    call = trio.bob_calls_ann()
    consult = trio.ann_calls_cid()
    trio.cid.say(protocol.HangUp(trio.cid.wait_talking().ref))
    trio.ann.wait_call(lambda c: c.ref == consult.ref and bool(c.ended_why), "cid is gone")
    trio.ann.say(protocol.TransferTo(call.ref, consult.ref))
    trio.ann.wait_for(lambda e: isinstance(e, protocol.IntentRefused), "refused")
    trio.ann.say(protocol.Resume(call.ref))
    trio.bob.wait_call(lambda c: not c.is_held_by_far_end, "bob talks to ann")
    assert [c.ref for c in _live(trio.ann)] == [call.ref]


@pytest.mark.parametrize("code", [405, 501, 603])
def test_a_far_end_that_cannot_be_transferred_stays_with_the_agent(
    system: PhoneSystem, code: int
) -> None:
    """DSK-05."""
    ann = system.agent("ann")
    caller = system.caller("no_refer", code=code)
    call = ann.wait_ringing()
    ann.say(protocol.Answer(call.ref))
    ann.wait_talking()
    ann.say(protocol.Transfer(call.ref, "bob"))
    failed = ann.wait_for(lambda e: isinstance(e, protocol.TransferFailed), "failed", 10).event
    assert isinstance(failed, protocol.TransferFailed)
    back = ann.wait_call(
        lambda c: c.transfer is TransferState.FAILED and not c.is_on_hold, "off hold"
    )
    assert back.state is CallState.TALKING
    wait_until(lambda: caller.has("REFER "), "the caller was asked")
    ann.say(protocol.HangUp(call.ref))
    assert ann.wait_ended().ended_why is EndedWhy.HUNG_UP


def test_a_caller_who_hangs_up_during_the_transfer_leaves_a_clear_state(trio: Trio) -> None:
    """DSK-05."""
    call = trio.bob_calls_ann()
    trio.ann.say(protocol.Transfer(call.ref, "cid"))
    trio.cid.wait_ringing()
    for ref in {c.ref for c in _live(trio.bob)}:
        trio.bob.say(protocol.HangUp(ref))
    ended = trio.ann.wait_ended()
    assert ended.transfer is TransferState.FAILED
    trio.cid.wait_ended()
    again = trio.bob
    heard = len(trio.ann.heard)
    again.say(protocol.Dial("ann"))
    wait_until(
        lambda: any(
            isinstance(h.event, protocol.Calls)
            and any(c.state is CallState.RINGING for c in h.event.calls)
            for h in trio.ann.heard[heard:]
        ),
        "the next call rings",
    )


def test_a_phone_refuses_to_be_sent_out_of_its_own_phone_system(trio: Trio) -> None:
    """DSK-05: the call stays, the one who asked is told."""
    call = trio.bob_calls_ann()
    trio.ann.say(protocol.Transfer(call.ref, "sip:anybody@elsewhere.example"))
    trio.ann.wait_for(lambda e: isinstance(e, protocol.TransferFailed), "refused")
    trio.ann.wait_call(
        lambda c: c.transfer is TransferState.FAILED and not c.is_on_hold, "talking again"
    )
    assert len(_live(trio.bob)) == 1
    trio.ann.say(protocol.HangUp(call.ref))
    assert trio.bob.wait_ended()


def test_calls_that_cannot_be_transferred_are_refused(trio: Trio) -> None:
    """DSK-05: to oneself, to nothing, of a call that is not connected."""
    trio.bob.say(protocol.Dial("ann"))
    rung = trio.ann.wait_ringing()
    refusals = {
        protocol.Transfer(rung.ref, "cid"): "this call is not connected yet",
        protocol.TransferTo(rung.ref, rung.ref): "a call cannot be transferred to itself",
    }
    for intent, sentence in refusals.items():
        _refused(trio.ann, intent, sentence)
    trio.ann.say(protocol.Answer(rung.ref))
    trio.ann.wait_talking()
    _refused(
        trio.ann,
        protocol.Transfer(rung.ref, "ann"),
        "a call cannot be transferred to yourself",
    )
    _refused(
        trio.ann, protocol.Transfer(rung.ref, ""), "this is not a number or an address that can"
    )
    _refused(trio.ann, protocol.Transfer(rung.ref, "bob"), "the caller is already on this line")


def _refused(phone: Agent, intent: protocol.AnyIntent, sentence: str) -> None:
    phone.say(intent)
    phone.wait_for(
        lambda e: isinstance(e, protocol.IntentRefused) and e.sentence.startswith(sentence),
        sentence,
    )


def _live(phone: Agent) -> list[CallFacts]:
    last = [h.event for h in phone.heard if isinstance(h.event, protocol.Calls)][-1]
    return [call for call in last.calls if call.state is not CallState.ENDED]
