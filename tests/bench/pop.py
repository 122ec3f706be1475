"""From a caller's INVITE to the call card on screen, at two desks over a full-size business."""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.replica.calls import caller_facts, candidates
from desktop.replica.connection import Connection, Durability, connect
from tests.bench.big_house import (
    AGENTS,
    big_house,
    fill_desks,
    phone_numbers,
    profile_of,
    replica_of,
    secrets_of,
)
from tests.bench.figures import Figures, Spread, load_now, spread
from tests.support.desk import Desk, until
from tests.support.house import House
from tests.support.sip import Sipp

GOAL_MS = 100.0
CALLS = 40
CUSTOMERS = 100_000
RINGS_MS = 700
SENT = re.compile(r"^X-Sent: .*?(\d{9,}\.\d+)", re.MULTILINE)
LOOKUPS = 500


@dataclass(frozen=True, slots=True)
class Pop:
    """One call at one desk: wall clock of each step, seconds."""

    invite: float
    engine: float
    heard: float
    built: float
    shown: float

    @classmethod
    def of(cls, invite: float, steps: dict[str, float]) -> Pop:
        return cls(invite, *(steps[name] for name in ("engine", "heard", "built", "shown")))


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench pop")
    asked.add_argument("--customers", type=int, default=CUSTOMERS)
    asked.add_argument("--calls", type=int, default=CALLS)
    given = asked.parse_args(list(arguments))
    with big_house(given.customers) as whole:
        fill_desks(whole)
        lookups = time_lookups(whole)
        desks = [whole.desk(who) for who in AGENTS]
        for desk in desks:
            desk.ask("watch_ticks")
        pops, ringing = [], []
        for number in phone_numbers(whole, given.calls):
            caller, seen = one_call(whole, desks, number)
            ringing.append(caller.seconds_from_invite_to("SIP/2.0 180") * 1000)
            pops += seen
        late = [tick[1] for desk in desks for tick in desk.ask("late_ticks")]
    return figures(pops, parts_of(pops, ringing, lookups, late))


def one_call(whole: House, desks: list[Desk], number: str) -> tuple[Sipp, list[Pop]]:
    """Somebody rings, every desk shows the card, the caller gives up, the cards go."""
    for desk in desks:
        desk.ask("watch_pops")
    caller = whole.call(number=number, scenario="gives_up", talk_ms=RINGS_MS)
    steps = [until(lambda d=desk: d.ask("pop_steps"), 10, "the card") for desk in desks]
    assert caller.wait() == 0, "the call did not go as planned"
    for desk in desks:
        until(lambda d=desk: not d.is_shown("call_card"), 10, "the card's end")
    invite = sent_at(caller)
    return caller, [Pop.of(invite, each) for each in steps]


def sent_at(caller: Sipp) -> float:
    """When SIPp wrote the INVITE. Its trace tells the time after sending, which under load is
    later than the phone's ringing; the message itself carries the time before."""
    found = SENT.search(caller.trace.read_text(errors="replace"))
    assert found, "the INVITE does not say when it was sent"
    return float(found[1])


def time_lookups(whole: House) -> list[float]:
    """The caller lookup alone, in an agent's own encrypted replica: milliseconds each."""
    replica = replica_of(profile_of(whole, AGENTS[0]))
    key = secrets_of(whole, AGENTS[0]).data_key
    db: Connection = connect(replica, key, Durability.NORMAL)
    took = []
    for number in phone_numbers(whole, LOOKUPS):
        began = time.perf_counter()
        found = candidates(db, number)
        facts = [caller_facts(db, one.id) for one in found]
        took.append((time.perf_counter() - began) * 1000)
        assert facts, f"nobody has {number[:5]}…"
    db.close()
    return took


def parts_of(
    pops: list[Pop], ringing: list[float], lookups: list[float], late: list[float]
) -> dict[str, Spread]:
    legs: dict[str, list[float]] = defaultdict(list)
    for pop in pops:
        legs["invite_to_engine_ms"].append((pop.engine - pop.invite) * 1000)
        legs["engine_to_desk_ms"].append((pop.heard - pop.engine) * 1000)
        legs["match_and_build_card_ms"].append((pop.built - pop.heard) * 1000)
        legs["paint_ms"].append((pop.shown - pop.built) * 1000)
    legs["invite_to_ringing_ms"] = ringing
    legs["lookup_alone_ms"] = lookups
    legs["gui_late_tick_ms"] = late or [0.0]
    return {name: spread(values) for name, values in legs.items()}


def figures(pops: list[Pop], parts: dict[str, Spread]) -> Figures:
    whole = spread([(pop.shown - pop.invite) * 1000 for pop in pops])
    return Figures(
        name="pop",
        unit="ms",
        n=whole.n,
        median=whole.median,
        p95=whole.p95,
        goal=f"p95 <= {GOAL_MS:.0f} ms",
        ok=whole.p95 <= GOAL_MS,
        load=load_now(),
        parts={"invite_to_card_ms": whole} | parts,
        notes=("gui_late_tick_ms: ticks of 5 ms that came more than 12 ms late",),
    )
