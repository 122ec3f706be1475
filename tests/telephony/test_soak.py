"""Twenty minutes of scripted calls: nothing grows, nothing is left behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from statistics import median

import psutil
import pytest

from softphone import protocol
from softphone.call import CallState
from softphone.protocol import CallFacts, RecordingState
from tests.support.sip import Agent, PhoneSystem, phone_system

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1600)]

MINUTES = 20
WARM_UP_S = 120.0
"""Pools, caches and code pages fill in the first calls."""
MOST_GROWN = 5_000_000

Talk = Callable[[Agent, CallFacts, Path], None]


def test_phones_do_not_grow_over_a_shift_of_calls(tmp_path: Path):
    """Every kind of thing an agent does in a call, over and over, on three phones."""
    with phone_system(tmp_path) as system:
        phones = system.agents("ann", "bob", "cid")
        watched = [psutil.Process(phone.process.pid) for phone in phones]
        begun, calls = time.monotonic(), 0
        early: list[list[int]] = [[] for _ in watched]
        late: list[list[int]] = [[] for _ in watched]
        for agent, talk in zip(cycle(phones), cycle(TALKS), strict=False):
            passed = time.monotonic() - begun
            if passed > MINUTES * 60:
                break
            one_call(system, phones, agent, talk)
            calls += 1
            is_early = WARM_UP_S < passed < WARM_UP_S * 2
            is_late = passed > MINUTES * 60 - WARM_UP_S
            for seen, process in zip(early if is_early else late, watched, strict=True):
                if is_early or is_late:
                    seen.append(process.memory_info().rss)
        grown = [median(after) - median(before) for before, after in zip(early, late, strict=True)]
        assert max(grown) < MOST_GROWN, (grown, calls)
        assert calls > MINUTES * 5


def one_call(system: PhoneSystem, phones: list[Agent], agent: Agent, talk: Talk) -> None:
    """A caller rings everybody, `agent` answers, does something, hangs up."""
    since = time.monotonic()
    caller = system.caller("held" if talk is hold else "caller")
    call = agent.wait_call(lambda one: one.state is CallState.RINGING, "ringing", 10, since)
    agent.say(protocol.Answer(call.ref))
    agent.wait_call(lambda one: one.state is CallState.TALKING, "talking", 10, since)
    talk(agent, call, system.folder)
    agent.say(protocol.HangUp(call.ref))
    for phone in phones:
        phone.wait_call(
            lambda one: one.call_key == call.call_key and one.state is CallState.ENDED,
            "the end",
            10,
            since,
        )
        del phone.heard[:]
    assert caller.wait() == 0
    system.forget(caller)


def hold(agent: Agent, call: CallFacts, _folder: Path) -> None:
    agent.say(protocol.PutOnHold(call.ref))
    agent.wait_call(lambda one: one.ref == call.ref and one.is_on_hold, "on hold")
    since = time.monotonic()
    for _ in range(10):  # the caller answers the re-INVITE meanwhile, and hears music
        heard = agent.wait_for(lambda e: isinstance(e, protocol.Levels), "levels", 5, since)
        since = heard.at


def mute_and_keys(agent: Agent, call: CallFacts, _folder: Path) -> None:
    agent.say(protocol.Mute(call.ref))
    agent.say(protocol.SendDigits(call.ref, "42#"))
    agent.wait_call(lambda one: one.ref == call.ref and one.is_muted, "muted")


def record(agent: Agent, call: CallFacts, folder: Path) -> None:
    target = folder / f"{call.ref}.wav"
    agent.say(protocol.StartRecording(call.ref, str(target)))
    agent.wait_call(
        lambda one: one.ref == call.ref and one.recording is RecordingState.ON, "recording"
    )
    since = time.monotonic()
    agent.say(protocol.StopRecording(call.ref))
    agent.wait_for(lambda event: isinstance(event, protocol.RecordingMade), "made", 10, since - 5)
    target.unlink()


def listen(agent: Agent, call: CallFacts, _folder: Path) -> None:
    """Two reports on the line: four seconds of sound."""
    for _ in range(2):
        since = time.monotonic()
        agent.wait_for(lambda event: isinstance(event, protocol.Quality), "quality", 10, since)


TALKS: tuple[Talk, ...] = (hold, mute_and_keys, record, listen)
