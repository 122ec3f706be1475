"""A board of 5,000 open issues, opened and dragged over; beside it Qt's own lists of the same."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.bench.board_desk import Told
from tests.bench.figures import Figures, load_now, spread
from tests.bench.screen import Screen, watched_screen
from tests.desktop.issues import complaints

ROOT = Path(__file__).parents[2]
ISSUES = 5_834
"""Of which 5,000 are open: one in seven is closed."""
OPEN_MS, FRAME_MS = 150.0, 16.7


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench board")
    asked.add_argument("--issues", type=int, default=ISSUES)
    given = asked.parse_args(list(arguments))
    with tempfile.TemporaryDirectory() as made, watched_screen(Path(made)) as screen:
        folder = Path(made) / "office"
        complaints.desk(folder, complaints.busy(given.issues)).close()
        ours = _told("ours", folder, screen)
        peer = _told("peer", folder, screen)
    opened, frames = spread(ours.opens), spread(ours.frames)
    slowest = _p99(ours.frames)
    return Figures(
        name="board",
        unit="ms",
        n=opened.n,
        median=opened.median,
        p95=opened.p95,
        goal=f"open p95 <= {OPEN_MS:.0f} ms; frame of a drag p99 <= {FRAME_MS} ms",
        ok=opened.p95 <= OPEN_MS and slowest <= FRAME_MS,
        load=load_now(),
        parts={
            "open_ms": opened,
            "open_cpu_ms": spread(ours.opens_cpu),
            "drag_frame_ms": frames,
            "drag_frame_cpu_ms": spread(ours.frames_cpu),
            "scroll_frame_ms": spread(ours.scrolls),
            "move_to_new_place_ms": spread(ours.moves),
            "standard_items_open_ms": spread(peer.opens),
            "standard_items_open_cpu_ms": spread(peer.opens_cpu),
            "standard_items_scroll_frame_ms": spread(peer.scrolls),
        },
        peer="five QListViews of QStandardItems, opened",
        peer_median=spread(peer.opens).median,
        ratio=round(opened.median / spread(peer.opens).median, 3),
        notes=(
            f"frame of a drag p99 {slowest} ms, of it {_p99(ours.frames_cpu)} ms of our thread",
            f"{ours.cards} cards on the board, memory {ours.rss_mb:.0f} MB, peer {peer.rss_mb:.0f}",
        ),
    )


def _told(which: str, folder: Path, screen: Screen) -> Told:
    seen = os.environ | {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.board_desk", which, str(folder)],
        env=seen,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Told)


def _p99(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], 2)
