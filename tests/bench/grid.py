"""A million invoices: dragged, sorted and filtered, beside Qt's own table model and a browser."""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import psutil

from tests.bench.figures import Figures, Spread, load_now, spread
from tests.bench.grid_desk import Told
from tests.bench.million_rows import Million, million
from tests.bench.screen import Region, Screen, watched_screen
from tests.support.desk import pause

ROOT = Path(__file__).parents[2]
CUSTOMERS, RECORDS = 100_000, 1_000_000
FRAME_MS, CHANGE_MS, RSS_MB = 16.7, 100.0, 300.0
BROWSER, BROWSER_KEYS = "sqlitebrowser", ("ctrl+End", "ctrl+Home") * 5
LOOK_S, SETTLE_S, PATIENCE_S, REST_S = 0.003, 3.0, 60.0, 15.0
ROWS = Region(60, 300, 900, 640)
"""Cells of the browser's table, without carets that blink."""
QUERIES = (
    "SELECT rowid FROM invoice ORDER BY created_at DESC, rowid DESC LIMIT 64 OFFSET 500000",
    "SELECT rowid FROM invoice WHERE status = 'overdue' ORDER BY created_at DESC LIMIT 128",
    "SELECT rowid FROM invoice WHERE title LIKE '%oven%' ORDER BY created_at DESC LIMIT 128",
)


class Measured(msgspec.Struct, frozen=True):
    """The three programs on the same rows in the same run."""

    ours: Told
    model: Told
    browser_keys_ms: list[float]
    browser_rss_mb: float
    plain_ms: list[float]


def run(arguments: Sequence[str] = ()) -> Figures:
    found = measure(arguments)
    frames, ours = spread(found.ours.frames), found.ours
    parts = {
        "frame_ms": frames,
        "frame_cpu_ms": spread(ours.frames_cpu),
        "jump_ms": spread(ours.jumps),
        "sort_first_rows_ms": spread(ours.sorts),
        "sort_without_index_first_rows_ms": spread(ours.slow_sorts),
        "filter_first_rows_ms": spread(ours.filters),
        "window_silent_ms": spread(ours.gaps),
        "sql_table_model_frame_ms": spread(found.model.frames),
        "sql_table_model_sort_ms": spread(found.model.sorts),
        "sql_table_model_filter_ms": spread(found.model.filters),
        "sqlite3_query_ms": spread(found.plain_ms),
    }
    if found.browser_keys_ms:
        parts["sqlitebrowser_key_ms"] = spread(found.browser_keys_ms)
    slowest, slowest_cpu = (_p99(each) for each in (ours.frames, ours.frames_cpu))
    changes = [parts[name].p95 for name in ("sort_first_rows_ms", "filter_first_rows_ms")]
    peer = parts["sql_table_model_filter_ms"]
    return Figures(
        name="grid",
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
        ratio=_ratio(parts["filter_first_rows_ms"], peer),
        notes=(
            f"frame p99 {slowest} ms, of it {slowest_cpu} ms of our own thread",
            f"first rows {ours.first_rows:.0f} ms, all places {ours.whole:.0f} ms",
            f"rows in all: QSqlTableModel {found.model.whole:.0f} ms",
        ),
    )


def measure(arguments: Sequence[str]) -> Measured:
    """All programs, one after the other, on one display."""
    asked = argparse.ArgumentParser(prog="tests.bench grid")
    asked.add_argument("--customers", type=int, default=CUSTOMERS)
    asked.add_argument("--records", type=int, default=RECORDS)
    asked.add_argument("--no-browser", action="store_true")
    given = asked.parse_args(list(arguments))
    rows = million(given.customers, given.records)
    with tempfile.TemporaryDirectory() as made, watched_screen(Path(made)) as screen:
        ours = _told("tests.bench.grid_desk", rows.profile, screen)
        model = _told("tests.bench.grid_peer", rows.plain, screen)
        keys: list[float] = []
        rss = 0.0
        if not given.no_browser:
            keys, rss = _browse(screen, rows, Path(made))
    return Measured(ours, model, keys, rss, _plain(rows))


def told_by(module: str, screen: Screen, *what: str) -> bytes:
    """What a program that runs on this display prints at its end."""
    seen = os.environ | {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", module, *what],
        env=seen,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def _told(module: str, what: Path, screen: Screen) -> Told:
    return msgspec.json.decode(told_by(module, screen, str(what)), type=Told)


def _browse(screen: Screen, rows: Million, home: Path) -> tuple[list[float], float]:
    """Key to pixels, told from outside, and its memory."""
    seen = os.environ | {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb", "HOME": str(home)}
    seen |= {"XDG_CONFIG_HOME": str(home)}
    command = [BROWSER, "-R", "-t", "invoice", str(rows.plain)]
    with subprocess.Popen(command, env=seen, stderr=subprocess.DEVNULL) as browser:
        try:
            screen.wait_for_content(PATIENCE_S)
            _still(screen)
            click = ["mousemove", "400", "400", "click", "1"]
            subprocess.run(["xdotool", *click], env=seen, check=True)
            _still(screen)
            keys = [_key(screen, seen, key) for key in BROWSER_KEYS]
            memory = psutil.Process(browser.pid).memory_info().rss / 2**20
        finally:
            browser.terminate()
    return [each for each in keys if each], memory


def _key(screen: Screen, seen: dict[str, str], key: str) -> float:
    before = screen.picture(ROWS)
    began = time.perf_counter()
    subprocess.run(["xdotool", "key", key], env=seen, check=True)
    while time.perf_counter() - began < SETTLE_S:
        if screen.picture(ROWS) != before:
            took = (time.perf_counter() - began) * 1000
            _still(screen)
            return took
        pause(LOOK_S)
    return 0.0


def _still(screen: Screen) -> None:
    """Until the rows have not changed for half a second, or for long enough."""
    last, since, limit = screen.picture(ROWS), time.monotonic(), time.monotonic() + REST_S
    while time.monotonic() - since < 0.5 and time.monotonic() < limit:
        pause(0.05)
        now = screen.picture(ROWS)
        if now != last:
            last, since = now, time.monotonic()


def _plain(rows: Million) -> list[float]:
    took = []
    with closing(sqlite3.connect(rows.plain)) as db:
        for sql in QUERIES * 10:
            began = time.perf_counter()
            db.execute(sql).fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return took


def _p99(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], 2)


def _ratio(ours: Spread, peer: Spread) -> float:
    return round(ours.median / peer.median, 3) if peer.median else 0.0
