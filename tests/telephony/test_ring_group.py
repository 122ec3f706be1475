"""Ring-all on real phones: all ring at once, one answers and the others learn it, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone import protocol
from softphone.call import CallState, EndedWhy
from sync_server.telephony.pbx_events import PbxEvents
from tests.support.sip import OFFICE, PhoneSystem, phone_system

pytestmark = pytest.mark.sip


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path) as made:
        yield made


def test_three_phones_ring_together_one_answers_and_the_others_learn_it(
    system: PhoneSystem,
) -> None:
    ann, bob, cid = system.agents("ann", "bob", "cid")
    caller = system.caller()
    rung = [
        phone.wait_call_heard(lambda call: call.state is CallState.RINGING, "ringing")
        for phone in (ann, bob, cid)
    ]
    moments = [at for _, at in rung]
    assert max(moments) - min(moments) <= 0.5
    assert len({call.call_key for call, _ in rung}) == 1
    bob.say(protocol.Answer(rung[1][0].ref))
    for loser in (ann, cid):
        assert loser.wait_ended().ended_why is EndedWhy.ANSWERED_ELSEWHERE
    bob.say(protocol.HangUp(bob.wait_talking().ref))
    assert caller.wait() == 0


def test_one_phone_declines_and_the_others_go_on_ringing(system: PhoneSystem) -> None:
    ann, bob, cid = system.agents("ann", "bob", "cid")
    system.caller(talk_ms=300)
    ann.say(protocol.Decline(ann.wait_ringing().ref))
    assert ann.wait_ended().ended_why is EndedWhy.DECLINED
    call = bob.wait_ringing()
    bob.say(protocol.Answer(call.ref))
    assert bob.wait_talking()
    assert cid.wait_ended().ended_why is EndedWhy.ANSWERED_ELSEWHERE


def test_a_caller_who_gives_up_leaves_a_missed_call_on_every_phone(system: PhoneSystem) -> None:
    phones = system.agents("ann", "bob", "cid")
    caller = system.caller("gives_up", talk_ms=300)
    for phone in phones:
        assert phone.wait_ended().ended_why is EndedWhy.CALLER_GAVE_UP
    assert caller.wait() == 0


def test_a_group_too_large_for_one_transaction_still_rings_as_one(tmp_path: Path) -> None:
    users = tuple(f"agent{number}" for number in range(12))
    with phone_system(tmp_path, users) as system:
        phones = system.agents(*users)
        caller = system.caller()
        calls = [phone.wait_ringing() for phone in phones]
        assert {call.dialled for call in calls} == {OFFICE}
        phones[11].say(protocol.Answer(calls[11].ref))
        phones[11].wait_talking()
        for loser in phones[:11]:
            assert loser.wait_ended().ended_why is EndedWhy.ANSWERED_ELSEWHERE
        phones[11].say(protocol.HangUp(calls[11].ref))
        assert caller.wait() == 0
        assert system.caller("turned_away", dialled=f"__ring_{OFFICE}_0", code=404).wait() == 0


def test_when_all_decline_and_there_is_no_mailbox_the_caller_hears_so(system: PhoneSystem) -> None:
    phones = system.agents("ann", "bob", "cid")
    caller = system.caller("turned_away", code=480)
    for phone in phones:
        phone.say(protocol.Decline(phone.wait_ringing().ref))
    assert caller.wait() == 0


def test_with_nobody_at_the_phones_and_no_mailbox_the_caller_hears_so(
    system: PhoneSystem,
) -> None:
    assert system.caller("turned_away", code=480).wait() == 0


def test_phones_keep_ringing_while_nobody_reads_the_events(system: PhoneSystem) -> None:
    ann, *_ = system.agents("ann", "bob", "cid")
    stalled = iter(PbxEvents(system.pbx.access))
    next(stalled)  # connected, and never read again
    caller = system.caller(talk_ms=200)
    ann.say(protocol.Answer(ann.wait_ringing().ref))
    assert caller.wait() == 0
    stalled.close()  # type: ignore[attr-defined]
