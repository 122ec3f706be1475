"""What no caller should send: each ends in a clear state, and the next call works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from softphone import protocol
from softphone.call import CallState, EndedWhy
from softphone.protocol import CallFacts
from tests.support.raw_sip import USUAL_OFFER, RawCaller
from tests.support.sip import Agent, PhoneSystem, phone_system, wait_until

pytestmark = pytest.mark.sip


@dataclass
class Victim:
    """One phone, and proof that it is unharmed."""

    system: PhoneSystem
    ann: Agent

    def caller(self) -> RawCaller:
        made = RawCaller(self.system.port)
        self._callers.append(made)
        return made

    def __post_init__(self) -> None:
        self._callers: list[RawCaller] = []
        self._pid = self.ann.process.pid

    def live(self) -> list[CallFacts]:
        known = [h.event for h in self.ann.heard if isinstance(h.event, protocol.Calls)]
        return [c for c in known[-1].calls if c.state is not CallState.ENDED] if known else []

    def takes_the_next_call(self) -> None:
        """A well-behaved caller is answered, heard and let go by the same process."""
        wait_until(lambda: not self.live(), "no call is left over", 40)
        number = f"+1202555{len(self.ann.heard) % 10_000:04}"
        caller = self.system.caller(number=number)
        rung = self.ann.wait_call(lambda c: c.number == number, "the next call rings", 8)
        self.ann.say(protocol.Answer(rung.ref))
        wait_until(lambda: caller.rtp.packets > 10, "the next call has sound", 8)
        self.ann.say(protocol.HangUp(rung.ref))
        assert caller.wait() == 0
        assert self.ann.process.poll() is None
        assert self.ann.process.pid == self._pid

    def close(self) -> None:
        for caller in self._callers:
            caller.close()


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Victim]:
    with phone_system(tmp_path, ("ann", "bob")) as system:
        made = Victim(system, system.agent("ann"))
        yield made
        made.close()


@pytest.mark.parametrize(
    "display", ["%s%s%n%x%999999d", "{0.__class__}", "<img src=x>", "'; DROP TABLE calls; --"]
)
def test_a_name_is_text_and_nothing_else(victim: Victim, display: str) -> None:
    victim.system.caller("gives_up", display=display, talk_ms=100)
    rung = victim.ann.wait_ringing()
    assert rung.display == display
    victim.ann.wait_ended()
    victim.takes_the_next_call()


@pytest.mark.parametrize("where", ["name", "header"])
def test_ten_thousand_characters_harm_nobody(victim: Victim, where: str) -> None:
    caller = victim.caller()
    long = "x" * 10_000
    if where == "name":
        caller.invite(display=long)
    else:
        caller.invite(more=f"X-Long: {long}\r\n")
    wait_until(lambda: any(code >= 100 for code in caller.codes()), "some answer")
    caller.cancel()
    victim.ann.wait_registered()
    victim.takes_the_next_call()


def test_a_caller_that_leaves_the_offer_to_us_is_connected(victim: Victim) -> None:
    caller = victim.caller()
    caller.invite(offer="")
    rung = victim.ann.wait_ringing()
    victim.ann.say(protocol.Answer(rung.ref))
    caller.wait_for(200)
    caller.acknowledge(USUAL_OFFER)
    victim.ann.wait_talking()
    victim.ann.say(protocol.HangUp(rung.ref))
    assert victim.ann.wait_ended().ended_why is EndedWhy.HUNG_UP
    victim.takes_the_next_call()


@pytest.mark.parametrize(
    "media",
    [
        "m=audio 40000 RTP/AVP 97\r\na=rtpmap:97 speex/16000\r\n",
        "m=video 40000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
        "m=audio 40000 RTP/AVP 200\r\na=rtpmap:200 PCMU/8000\r\n",
    ],
)
def test_an_offer_without_a_common_codec_is_turned_away(victim: Victim, media: str) -> None:
    caller = victim.caller()
    caller.invite(USUAL_OFFER.split("m=")[0] + media)
    wait_until(lambda: any(code >= 400 for code in caller.codes()), "a refusal", 40)
    caller.acknowledge_refusal()
    victim.takes_the_next_call()


@pytest.mark.parametrize("ptime", ["0", "65535", "4294967295", "-1"])
def test_a_packet_length_nobody_can_send_harms_nobody(victim: Victim, ptime: str) -> None:
    caller = victim.caller()
    caller.invite(f"{USUAL_OFFER}a=ptime:{ptime}\r\n")
    wait_until(lambda: bool(victim.live()) or max(caller.codes(), default=0) >= 400, "an outcome")
    if victim.live():
        ref = victim.live()[0].ref
        victim.ann.say(protocol.Answer(ref))
        wait_until(lambda: max(caller.codes(), default=0) >= 200, "an answer")
        caller.acknowledge()
        victim.ann.say(protocol.HangUp(ref))
    victim.takes_the_next_call()


@pytest.mark.slow
def test_a_caller_that_never_acknowledges_is_let_go(victim: Victim) -> None:
    caller = victim.caller()
    caller.invite()
    rung = victim.ann.wait_ringing()
    victim.ann.say(protocol.Answer(rung.ref))
    caller.wait_for(200)
    victim.ann.wait_ended(45)
    victim.takes_the_next_call()


@pytest.mark.slow
def test_the_transfer_of_a_call_whose_far_end_died_comes_to_an_end(victim: Victim) -> None:
    """DSK-05: nobody answers the REFER."""
    caller = victim.system.caller()
    rung = victim.ann.wait_ringing()
    victim.ann.say(protocol.Answer(rung.ref))
    victim.ann.wait_talking()
    wait_until(lambda: caller.rtp.packets > 5, "sound flows")
    caller.process.kill()
    victim.ann.say(protocol.Transfer(rung.ref, "bob"))
    victim.ann.wait_for(lambda e: isinstance(e, protocol.TransferFailed), "told", 45)
    for call in victim.live():
        victim.ann.say(protocol.HangUp(call.ref))
    victim.takes_the_next_call()


def test_a_goodbye_to_a_call_nobody_knows_changes_nothing(victim: Victim) -> None:
    first = victim.system.caller()
    rung = victim.ann.wait_ringing()
    victim.ann.say(protocol.Answer(rung.ref))
    victim.ann.wait_talking()
    stranger = victim.caller()
    stranger.bye(tag="nobody")
    stranger.wait_for(481)
    assert [call.ref for call in victim.live()] == [rung.ref]
    victim.ann.say(protocol.HangUp(rung.ref))
    assert first.wait() == 0
    victim.takes_the_next_call()


def test_of_two_who_answer_at_once_one_talks_and_the_other_is_told(victim: Victim) -> None:
    """CAL-02, DSK-04."""
    bob = victim.system.agent("bob")
    caller = victim.system.caller()
    rings = [(phone, phone.wait_ringing()) for phone in (victim.ann, bob)]
    for phone, rung in rings:
        phone.say(protocol.Answer(rung.ref))
    wait_until(lambda: caller.rtp.packets > 10, "somebody talks")
    ended = [
        phone
        for phone, rung in rings
        if any(
            isinstance(h.event, protocol.Calls)
            and any(c.ref == rung.ref and c.ended_why for c in h.event.calls)
            for h in phone.heard
        )
    ]
    for phone, rung in rings:
        if phone not in ended:
            phone.say(protocol.HangUp(rung.ref))
    for phone, _ in rings:
        phone.wait_ended(35)
    victim.takes_the_next_call()


def test_an_answer_in_the_instant_the_caller_gives_up_leaves_no_call_behind(
    victim: Victim,
) -> None:
    for _ in range(5):
        seen = len(victim.ann.heard)
        caller = victim.caller()
        caller.invite()
        wait_until(lambda: bool(victim.live()), "it rings")
        caller.cancel()
        victim.ann.say(protocol.Answer(victim.live()[0].ref))
        wait_until(lambda c=caller: {200, 487} & set(c.codes()) != set(), "an end")
        wait_until(lambda c=caller: 487 in c.codes() or _is_answered(c), "a final answer")
        if _is_answered(caller):  # the answer was quicker than the cancel
            caller.acknowledge()
            caller.bye()
        else:
            caller.acknowledge_refusal()
        wait_until(lambda: not victim.live(), "the call is over")
        assert len(victim.ann.heard) > seen
    victim.takes_the_next_call()


def _is_answered(caller: RawCaller) -> bool:
    return any(a.startswith("SIP/2.0 200") and "CSeq: 1 INVITE" in a for a in caller.answers)
