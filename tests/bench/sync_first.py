"""First replication of a whole office to one desk: seconds, CPU of both sides, bytes, memory."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tests.bench.figures import Figures, Spread, load_now, spread
from tests.bench.sync_desk import Spent
from tests.bench.sync_rows import seeded
from tests.bench.sync_serving import Serving, serving

ROWS = 100_000
MILLION = 1_000_000
GOAL_CPU_SECONDS = 1.3
GOAL_TIMES_NAIVE = 3.0
GOAL_RSS_MB = 250.0
GOAL_ROW_BYTES = 70.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one way, both sides."""

    desk: Spent
    server_cpu: float

    @property
    def cpu(self) -> float:
        return self.desk.cpu_seconds + self.server_cpu


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench sync_first")
    asked.add_argument("--rows", type=int, default=ROWS)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--no-naive", action="store_true", help="skip the peer")
    given = asked.parse_args(list(arguments))
    ours, naive = [], []
    with serving(seeded(given.rows)) as server:
        measured("ours", server)  # the first pull of a fresh server warms its caches
        for _ in range(given.runs):
            ours.append(measured("ours", server))
            if not given.no_naive:
                naive.append(measured("naive", server))
    return figures(given.rows, ours, naive)


def measured(way: str, server: Serving) -> Measured:
    url = server.url if way == "ours" else server.naive_url
    before = server.cpu_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.sync_desk", way, url],
        capture_output=True,
        check=True,
        timeout=600,
    )
    return Measured(msgspec.json.decode(done.stdout, type=Spent), server.cpu_seconds() - before)


def figures(rows: int, ours: list[Measured], naive: list[Measured]) -> Figures:
    wall = spread([one.desk.seconds for one in ours])
    parts = parts_of(ours, naive)
    peer = parts["naive_seconds"].median if naive else None
    goal_cpu = GOAL_CPU_SECONDS * rows / ROWS
    ok = (
        parts["cpu_seconds_both_sides"].median <= goal_cpu
        and parts["rss_mb"].most <= GOAL_RSS_MB
        and parts["wire_bytes_per_row"].median <= GOAL_ROW_BYTES
        and (peer is None or peer >= GOAL_TIMES_NAIVE * wall.median)
    )
    return Figures(
        name="sync_first",
        unit="s",
        n=wall.n,
        median=wall.median,
        p95=wall.p95,
        goal=(
            f"CPU both sides <= {goal_cpu:.1f} s, >= {GOAL_TIMES_NAIVE:.0f}x faster than naive, "
            f"< {GOAL_RSS_MB:.0f} MB, <= {GOAL_ROW_BYTES:.0f} B/row"
        ),
        ok=ok,
        load=load_now(),
        parts=parts,
        peer="1,000-row JSON pages, a commit each" if naive else None,
        peer_median=peer,
        ratio=round(wall.median / peer, 3) if peer else None,
        notes=(f"{rows} rows, all indexes, child process included; server in its own process",),
    )


def parts_of(ours: list[Measured], naive: list[Measured]) -> dict[str, Spread]:
    parts = {
        "rows_per_second": spread([one.desk.rows / one.desk.seconds for one in ours]),
        "cpu_seconds_both_sides": spread([one.cpu for one in ours]),
        "cpu_seconds_server": spread([one.server_cpu for one in ours]),
        "rss_mb": spread([one.desk.rss_mb for one in ours]),
        "wire_bytes_per_row": spread([one.desk.wire_bytes / one.desk.rows for one in ours]),
        "file_copy_seconds": spread([one.desk.copy_seconds for one in ours]),
    }
    if naive:
        parts["naive_seconds"] = spread([one.desk.seconds for one in naive])
        parts["naive_cpu_seconds"] = spread([one.cpu for one in naive])
    return parts
