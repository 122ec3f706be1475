"""Ring-all calls to ten desks: how many a minute, and whether each reaches exactly one agent."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from softphone import protocol
from softphone.call import CallState
from tests.bench.figures import Figures, load_now, spread
from tests.bench.phones import OURS, OurPhones, group_of
from tests.support.sip import Agent, PhoneSystem

CALLS = 300
DESKS = 10


@dataclass(frozen=True, slots=True)
class Engine:
    """What one phone process cost over the whole run."""

    cpu_ms_a_call: float
    rss_mb: float
    grown_mb: float


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench callrate")
    asked.add_argument("--calls", type=int, default=CALLS)
    given = asked.parse_args(list(arguments))
    with (
        tempfile.TemporaryDirectory() as folder,
        group_of(Path(folder) / "group", OURS, DESKS) as (system, phones),
    ):
        assert isinstance(phones, OurPhones)
        chance = random.Random(2026)
        before = [psutil.Process(agent.process.pid) for agent in phones.agents]
        memory = [process.memory_info().rss for process in before]
        cpu = [sum(process.cpu_times()[:2]) for process in before]
        took = [one_call(system, phones, chance) for _ in range(given.calls)]
        engines = [
            Engine(
                (sum(process.cpu_times()[:2]) - used) * 1000 / given.calls,
                process.memory_info().rss / 1e6,
                (process.memory_info().rss - rss) / 1e6,
            )
            for process, used, rss in zip(before, cpu, memory, strict=True)
        ]
        reached = [talked for talked, _ in took]
    seconds = spread([length for _, length in took])
    once = sum(1 for talked in reached if talked == 1)
    rate = round(60 / seconds.median, 1)
    return Figures(
        name="callrate",
        unit="calls a minute",
        n=given.calls,
        median=rate,
        p95=round(60 / seconds.p95, 1),
        goal=f"{given.calls} of {given.calls} reach exactly one agent",
        ok=once == given.calls,
        load=load_now(),
        parts={
            "seconds a call": seconds,
            "CPU ms a call and phone": spread([each.cpu_ms_a_call for each in engines]),
            "phone process, MB": spread([each.rss_mb for each in engines]),
            "grown over the run, MB": spread([each.grown_mb for each in engines]),
        },
        notes=(f"{once} of {given.calls} reached exactly one of {DESKS} phones",),
    )


def one_call(system: PhoneSystem, phones: OurPhones, chance: random.Random) -> tuple[int, float]:
    """How many agents talked to this caller, and the seconds from dialling to the end."""
    begun = time.monotonic()
    winner = chance.choice(phones.agents)
    caller = system.caller()
    call, _ = winner.wait_call_heard(is_ringing, "ringing", 10, begun)
    winner.say(protocol.Answer(call.ref))
    winner.wait_call(lambda one: one.ref == call.ref and is_talking(one), "talking", 10, begun)
    winner.say(protocol.HangUp(call.ref))
    for agent in phones.agents:
        agent.wait_call(lambda one: one.call_key == call.call_key and has_ended(one), "end", 10)
    assert caller.wait() == 0, "a call did not end as planned"
    took = time.monotonic() - begun
    talked = sum(did_talk(agent, call.call_key, begun) for agent in phones.agents)
    for agent in phones.agents:
        del agent.heard[:]
    return talked, took


def did_talk(agent: Agent, key: str, since: float) -> bool:
    return any(
        is_talking(call) and call.call_key == key
        for heard in agent.heard
        if heard.at > since and isinstance(heard.event, protocol.Calls)
        for call in heard.event.calls
    )


def is_ringing(call: protocol.CallFacts) -> bool:
    return call.state is CallState.RINGING


def is_talking(call: protocol.CallFacts) -> bool:
    return call.state is CallState.TALKING


def has_ended(call: protocol.CallFacts) -> bool:
    return call.state is CallState.ENDED
