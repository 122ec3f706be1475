"""From INVITE to ringing as the caller sees it, with 1, 10 and 50 phones in the group."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figures, Spread, load_now, spread
from tests.bench.phones import BARE, LINPHONE, MAKES, OURS, group_of, is_here

GOAL_RATIO = 1.5
MEMBERS = (1, 10, 50)
CALLS = 30
RINGS_MS = 120


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench ring")
    asked.add_argument("--calls", type=int, default=CALLS)
    asked.add_argument("--members", type=int, nargs="*", default=list(MEMBERS))
    given = asked.parse_args(list(arguments))
    parts: dict[str, Spread] = {}
    missing = [make for make in MAKES if not is_here(make)]
    for members in given.members:
        for make in MAKES:
            if make in missing or (make == LINPHONE and members > 1):
                continue
            parts[name_of(make, members)] = spread(rung(make, members, given.calls))
    ours, bare = (parts[name_of(make, given.members[0])] for make in (OURS, BARE))
    ratio = round(ours.median / bare.median, 2)
    return Figures(
        name="ring",
        unit="ms",
        n=ours.n,
        median=ours.median,
        p95=ours.p95,
        goal=f"<= {GOAL_RATIO} x bare pjsua2, {given.members[0]} member",
        ok=ratio <= GOAL_RATIO,
        load=load_now(),
        parts=parts,
        peer=BARE,
        peer_median=bare.median,
        ratio=ratio,
        notes=tuple(f"{make} is not installed" for make in missing),
    )


def name_of(make: str, members: int) -> str:
    return f"{make}, {members} rung"


def rung(make: str, members: int, calls: int) -> list[float]:
    """Milliseconds from INVITE to the first 180, call after call."""
    with (
        tempfile.TemporaryDirectory() as folder,
        group_of(Path(folder) / "group", make, members) as (system, _phones),
    ):
        Path(folder).chmod(0o755)
        found = []
        for _ in range(calls):
            caller = system.caller("gives_up", talk_ms=RINGS_MS)
            assert caller.wait() == 0, f"a call to {make} did not go as planned"
            found.append(caller.seconds_from_invite_to("SIP/2.0 180") * 1000)
        return found
