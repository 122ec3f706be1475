"""Numbers outside ring together with the members: whoever answers first has the call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from softphone import protocol
from softphone.call import EndedWhy
from sync_server.contract.values import CallOutcome, StepKind
from sync_server.telephony.call_reports import report
from sync_server.telephony.pbx_events import PbxEventKind
from tests.support.sip import OFFICE, PhoneSystem, Sipp, free_ports, phone_system
from tests.support.wire_phone import Leg, WirePhone

pytestmark = pytest.mark.sip

K = PbxEventKind
MOBILE = "+12025550188"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob")) as made:
        yield made


def ring_along(system: PhoneSystem, gateway: str, *numbers: str) -> None:
    (group,) = system.tables.groups
    group = msgspec.structs.replace(group, outside=numbers or (MOBILE,))
    system.use(msgspec.structs.replace(system.tables, groups=(group,), gateway=gateway))


def mobile(system: PhoneSystem, ring_ms: int) -> Sipp:
    """A mobile behind the gateway that answers by itself."""
    (port,) = free_ports(1)
    ring_along(system, f"127.0.0.1:{port}")
    return system.callee(port, ring_ms=ring_ms)


def world(system: PhoneSystem, *numbers: str) -> WirePhone:
    """Behind the gateway; every header shows, and it answers only when the test says so."""
    phone = system.wire("world", "outside.example")
    ring_along(system, phone.address, *numbers)
    return phone


def pat_calls(system: PhoneSystem) -> Leg:
    pat = system.wire("+12025550123", "outside.example")
    return pat.call(f"sip:{OFFICE}@{system.address}")


def test_the_mobile_answers_and_the_agents_fall_silent_and_are_told(system: PhoneSystem) -> None:
    """CAL-01, CAL-02: the call is answered, by nobody of ours, and the story names the number."""
    callee = mobile(system, ring_ms=1500)
    ann, bob = system.agents("ann", "bob")
    with system.news() as news:
        caller = system.caller(talk_ms=300)
        for phone in (ann, bob):
            phone.wait_ringing()
        for phone in (ann, bob):
            assert phone.wait_ended().ended_why is EndedWhy.ANSWERED_ELSEWHERE
        assert caller.wait() == 0
        assert callee.wait() == 0
        answered = news.wait(K.ANSWERED)
        ended = news.wait(K.ENDED)
    assert (answered.user, answered.detail) == ("", MOBILE)
    assert ended.user == "fallback"
    told = report(answered, {})
    assert told is not None
    assert (told.outcome, told.answered_by) == (CallOutcome.ANSWERED, None)
    assert [(step.kind, step.who) for step in told.steps] == [(StepKind.FORWARDED, MOBILE)]


def test_an_agent_answers_and_the_mobile_stops_ringing(system: PhoneSystem) -> None:
    """CAL-01: it gets CANCEL, which says that somebody else has the call (RFC 3326)."""
    there = world(system)
    ann, bob = system.agents("ann", "bob")
    with system.news() as news:
        caller = system.caller(talk_ms=300)
        leg = there.incoming().ring()
        ann.say(protocol.Answer(ann.wait_ringing().ref))
        cancel = there.wait(lambda got: got.method == "CANCEL", "CANCEL")
        assert "cause=200" in cancel.get("Reason")
        assert bob.wait_ended().ended_why is EndedWhy.ANSWERED_ELSEWHERE
        assert caller.wait() == 0
        answered = news.wait(K.ANSWERED)
    assert (answered.user, answered.detail) == ("ann", "")
    assert leg.invite
    assert leg.invite.uri == f"sip:{MOBILE}@{there.address}"
    assert not [name for name, _ in leg.invite.headers if name.startswith("X-Desk")]


def test_with_nobody_at_the_desks_the_mobile_rings_alone(system: PhoneSystem) -> None:
    there = world(system)
    call = pat_calls(system)
    there.incoming().ring().accept()
    call.answered()


def test_a_gateway_that_is_away_delays_nobody_and_the_fallback_still_takes_the_call(
    system: PhoneSystem,
) -> None:
    """CAL-04: with nobody at the desks it is the fallback's turn as soon as that is clear."""
    gone = world(system)
    mailbox = system.wire("mailbox", "outside.example")
    (group,) = system.tables.groups
    group = msgspec.structs.replace(
        group, ring_seconds=120, fallback_uri=f"sip:mailbox@{mailbox.address}"
    )
    system.use(msgspec.structs.replace(system.tables, groups=(group,)))
    gone.close()
    call = pat_calls(system)
    mailbox.incoming(20).accept()
    call.answered()


def test_a_mobile_that_is_busy_ends_nothing_for_the_desks(system: PhoneSystem) -> None:
    there = world(system)
    ann = system.wire("ann", registered=True)
    call = pat_calls(system)
    there.incoming().refuse(486)
    ann.incoming().ring().accept()
    call.answered()


def test_of_two_mobiles_the_one_that_answers_is_named(system: PhoneSystem) -> None:
    there = world(system, "+12025550177", MOBILE)
    ann = system.wire("ann", registered=True)
    with system.news() as news:
        call = pat_calls(system)
        ann.incoming().ring()
        for number in ("+12025550177", MOBILE):
            there.wait(lambda got, n=number: got.uri.startswith(f"sip:{n}@"), number)  # type: ignore[misc]
        second = next(got for got in there.heard if got.uri.startswith(f"sip:{MOBILE}@"))
        Leg(
            there, second.get("Call-ID"), f"{second.get('To')};tag=two", "", "", invite=second
        ).accept()
        call.answered()
        assert news.wait(K.ANSWERED).detail == MOBILE


def test_without_a_gateway_only_the_members_ring(system: PhoneSystem) -> None:
    ring_along(system, "")
    ann = system.wire("ann", registered=True)
    call = pat_calls(system)
    ann.incoming().ring().accept()
    call.answered()


def test_a_group_in_slices_rings_its_mobile_once_and_names_it(tmp_path: Path) -> None:
    """A mobile is a branch of the whole call, not of each slice."""
    users = ("ann", *(f"agent{number}" for number in range(12)))
    with phone_system(tmp_path, users) as system:
        there = world(system)
        ann = system.wire("ann", registered=True)
        with system.news() as news:
            call = pat_calls(system)
            ann.incoming().ring()
            there.incoming().ring().accept()
            call.answered()
            assert news.wait(K.ANSWERED).detail == MOBILE
        assert "cause=200" in ann.wait(lambda got: got.method == "CANCEL", "CANCEL").get("Reason")
        assert len([got for got in there.heard if got.method == "INVITE"]) == 1
