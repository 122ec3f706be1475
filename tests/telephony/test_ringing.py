"""A phone that talks already: the second caller knocks in the ear, the fifth hears busy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from softphone import protocol
from softphone.call import CallState
from tests.support.rtp import correlate, read_at
from tests.support.sip import PhoneSystem, phone_system, wait_until

pytestmark = pytest.mark.sip


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob")) as made:
        yield made


def test_the_knock_of_a_second_caller_is_heard_by_the_agent_and_by_nobody_else(
    system: PhoneSystem,
) -> None:
    ann = system.agent("ann")
    first = system.caller(number="+12025550101")
    ann.say(protocol.Answer(ann.wait_ringing().ref))
    ann.wait_talking()
    knock = read_at(resources.path("sounds/waiting.wav"), 8000)[:12_000]
    wait_until(lambda: first.rtp.packets > 50, "a second of silence")
    assert correlate(knock, read_at(ann.ear, 8000)) < 0.6
    system.caller(number="+12025550102")
    ann.wait_call(lambda c: c.number == "+12025550102", "the second rings")
    wait_until(
        lambda: correlate(knock, read_at(ann.ear, 8000)) > 0.9, "the agent hears the knock", 15
    )
    assert correlate(knock, first.rtp.heard()) < 0.6


def test_the_fifth_call_is_busy_at_the_full_phone_only(system: PhoneSystem) -> None:
    """DSK-04: four legs is what a phone has; the others of the group still ring."""
    ann = system.agent("ann")
    for number in range(4):
        system.caller(number=f"+1202555010{number}")
        ann.wait_call(lambda c, number=number: c.number == f"+1202555010{number}", "rings")
    bob = system.agent("bob")
    fifth = system.caller(number="+12025550199")
    rung = bob.wait_call(lambda c: c.number == "+12025550199", "the fifth rings at bob")
    assert rung.state is CallState.RINGING
    bob.say(protocol.Answer(rung.ref))
    bob.wait_talking()
    wait_until(lambda: fifth.rtp.packets > 10, "the fifth talks")
    known = [h.event for h in ann.heard if isinstance(h.event, protocol.Calls)]
    assert not any(c.number == "+12025550199" for calls in known for c in calls.calls)
    assert ann.process.poll() is None
