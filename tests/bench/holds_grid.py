"""A million holds: dragged, sorted, filtered, released, beside Qt's own table model; two desks."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow, ReleaseHolds, SeenHold
from sync_server.contract.values import HoldState
from tests.bench.figures import Figures, load_now, spread
from tests.bench.grid import CHANGE_MS, FRAME_MS, told_by
from tests.bench.grid_desk import Told
from tests.bench.holds_desk import RELEASED_AT_ONCE, HoldsTold
from tests.bench.holds_rows import FIRST, OTHER, million_holds, ready_server
from tests.bench.screen import watched_screen
from tests.bench.sync_people import PASSWORD
from tests.bench.sync_serving import serving
from tests.support.real_desk import RealDesk, wait_for

HOLDS, SERVED, ROUNDS = 1_000_000, 10_000, 8


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench holds_grid")
    asked.add_argument("--holds", type=int, default=HOLDS)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    given = asked.parse_args(list(arguments))
    ours, model = _grids(given.holds)
    here, there = _released_over_there(given.rounds)
    parts = {
        "frame_ms": spread(ours.frames),
        "frame_cpu_ms": spread(ours.frames_cpu),
        "jump_ms": spread(ours.jumps),
        "sort_first_rows_ms": spread(ours.sorts),
        "sort_without_index_first_rows_ms": spread(ours.slow_sorts),
        "filter_first_rows_ms": spread(ours.filters),
        "window_silent_ms": spread(ours.gaps),
        "release_500_question_ms": spread(ours.asks),
        "release_500_shown_ms": spread(ours.releases),
        "release_500_taken_here_ms": spread(here),
        "release_500_on_the_other_desk_ms": spread(there),
        "sql_table_model_frame_ms": spread(model.frames),
        "sql_table_model_sort_ms": spread(model.sorts),
        "sql_table_model_filter_ms": spread(model.filters),
    }
    frames = parts["frame_ms"]
    slowest = sorted(ours.frames)[len(ours.frames) * 99 // 100]
    changes = [parts[name].p95 for name in ("sort_first_rows_ms", "filter_first_rows_ms")]
    peer = parts["sql_table_model_filter_ms"]
    return Figures(
        name="holds_grid",
        unit="ms",
        n=frames.n,
        median=frames.median,
        p95=frames.p95,
        goal=f"frame p99 <= {FRAME_MS} ms; sort and filter p95 <= {CHANGE_MS} ms",
        ok=slowest <= FRAME_MS and max(changes) <= CHANGE_MS,
        load=load_now(),
        parts=parts,
        peer="QSqlTableModel, filter to rows",
        peer_median=peer.median,
        ratio=round(parts["filter_first_rows_ms"].median / peer.median, 3),
        notes=(
            f"{given.holds:,} holds here; {SERVED:,} ready ones on the server of the two desks",
            f"frame p99 {slowest:.1f} ms; first rows {ours.first_rows:.0f} ms, "
            f"everything known {ours.whole:.0f} ms",
            f"groups by fieldworker with totals {ours.grouped:.0f} ms",
            f"{ours.released} holds released on the desk; memory {ours.rss_after_mb:.0f} MB",
            f"QSqlTableModel: first rows {model.first_rows:.0f} ms, all {model.whole:.0f} ms",
        ),
    )


def _grids(holds: int) -> tuple[HoldsTold, Told]:
    """Both programs on the same rows, one after the other; ours on a copy, for it changes rows."""
    rows = million_holds(holds)
    with tempfile.TemporaryDirectory() as made, watched_screen(Path(made)) as screen:
        copy = Path(made) / "profile"
        shutil.copytree(rows.profile, copy)
        ours = told_by("tests.bench.holds_desk", screen, str(copy))
        model = told_by("tests.bench.grid_peer", screen, str(rows.plain), "hold")
    return msgspec.json.decode(ours, type=HoldsTold), msgspec.json.decode(model, type=Told)


def _released_over_there(rounds: int) -> tuple[list[float], list[float]]:
    """500 at a time in one command: until taken at the desk, until another desk has them all."""
    here: list[float] = []
    there: list[float] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serving(ready_server(folder / "server", SERVED)))
        desks = [
            RealDesk(folder / mail.partition("@")[0], server.url, mail, PASSWORD)
            for mail in (FIRST, OTHER)
        ]
        for desk in desks:
            desk.start()
            stack.callback(desk.stop)
        first, other = desks
        ready = [row.id for row in first.store.view.where(HoldRow)]
        for at in range(rounds):
            wanted = ready[at * RELEASED_AT_ONCE : (at + 1) * RELEASED_AT_ONCE]
            seen = tuple(SeenHold(id=each, version=0) for each in wanted)
            began = time.perf_counter()
            first.store.do(ReleaseHolds(holds=seen, reason="Bench"))
            here.append((time.perf_counter() - began) * 1000)
            wait_for(lambda some=wanted: _are_out(other, some), "the releases over there")
            there.append((time.perf_counter() - began) * 1000)
    return here, there


def _are_out(desk: RealDesk, wanted: Sequence[RowId]) -> bool:
    """A pull brings all of them at once: the first and the last tell."""
    rows = (desk.store.view.get(HoldRow, each) for each in (wanted[0], wanted[-1]))
    return all(row is not None and row.state is HoldState.RELEASED for row in rows)
