"""From the agent's click to 200 OK at the caller, and until every other phone is silent."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from softphone.call import CallState, EndedWhy
from tests.bench.figures import Figures, load_now, spread
from tests.bench.phones import BARE, MAKES, OURS, OurPhones, Phones, group_of, is_here
from tests.support.sip import PhoneSystem, Sipp, wait_until

GOAL_RATIO = 1.5
CALLS = 30
MEMBERS = 10


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench answer")
    asked.add_argument("--calls", type=int, default=CALLS)
    given = asked.parse_args(list(arguments))
    missing = [make for make in MAKES if not is_here(make)]
    parts = {make: spread(answered(make, given.calls)) for make in MAKES if make not in missing}
    ours, bare = parts[OURS], parts[BARE]
    ratio = round(ours.median / bare.median, 2)
    return Figures(
        name="answer",
        unit="ms",
        n=ours.n,
        median=ours.median,
        p95=ours.p95,
        goal=f"click to 200 OK <= {GOAL_RATIO} x bare pjsua2",
        ok=ratio <= GOAL_RATIO,
        load=load_now(),
        parts=parts,
        peer=BARE,
        peer_median=bare.median,
        ratio=ratio,
        notes=tuple(f"{make} is not installed" for make in missing),
    )


def answered(make: str, calls: int) -> list[float]:
    """Milliseconds from the order to 200 OK, one phone in the group."""
    with (
        tempfile.TemporaryDirectory() as folder,
        group_of(Path(folder) / "group", make, 1) as (system, phones),
    ):
        return [one_call(system, phones) for _ in range(calls)]


def one_call(system: PhoneSystem, phones: Phones) -> float:
    caller = rings(system)
    told = time.time()
    phones.answer()
    wait_until(lambda: caller.has("SIP/2.0 200"), "200 OK", 10)
    took = (caller.sent_at("SIP/2.0 200") - told) * 1000
    phones.hang_up()
    assert caller.wait() == 0, "a call did not end as planned"
    return took


def rings(system: PhoneSystem) -> Sipp:
    caller = system.caller()
    wait_until(caller.trace.exists, "a call", 10)
    wait_until(lambda: caller.has("SIP/2.0 180"), "180 Ringing", 10)
    return caller


def silent(calls: int) -> list[float]:
    """Milliseconds from 200 OK at the caller until the slowest other phone knows (CAL-02)."""
    with (
        tempfile.TemporaryDirectory() as folder,
        group_of(Path(folder) / "group", OURS, MEMBERS) as (system, phones),
    ):
        assert isinstance(phones, OurPhones)
        return [one_ring_all(system, phones) for _ in range(calls)]


def one_ring_all(system: PhoneSystem, phones: OurPhones) -> float:
    begun = time.monotonic()
    caller = rings(system)
    for agent in phones.agents:
        agent.wait_call(lambda call: call.state is CallState.RINGING, "ringing", 10, begun)
    phones.answer()
    ends = [
        agent.wait_call_heard(
            lambda call: call.ended_why is EndedWhy.ANSWERED_ELSEWHERE, "silent", 10, begun
        )[1]
        for agent in phones.agents[1:]
    ]
    wait_until(lambda: caller.has("SIP/2.0 200"), "200 OK", 10)
    offset = time.time() - time.monotonic()
    took = (max(ends) + offset - caller.sent_at("SIP/2.0 200")) * 1000
    phones.hang_up()
    assert caller.wait() == 0, "a call did not end as planned"
    return took
