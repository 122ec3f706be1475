"""How long the other nine phones still ring after one of ten has answered (CAL-02)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tests.bench.answer import CALLS, MEMBERS, silent
from tests.bench.figures import Figures, load_now, spread

GOAL_MS = 300.0


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench others_silent")
    asked.add_argument("--calls", type=int, default=CALLS)
    given = asked.parse_args(list(arguments))
    found = spread(silent(given.calls))
    return Figures(
        name="others_silent",
        unit="ms",
        n=found.n,
        median=found.median,
        p95=found.p95,
        goal=f"the slowest of {MEMBERS - 1} others <= {GOAL_MS:.0f} ms after 200 OK",
        ok=found.most <= GOAL_MS,
        load=load_now(),
        parts={"slowest other phone": found},
    )
