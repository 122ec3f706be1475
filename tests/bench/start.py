"""From starting a program to its first window content, seen from outside, beside two peers."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import psutil

from desktop import settings as names
from desktop.keychain import Secrets
from desktop.replica.connection import Durability, connect
from desktop.settings import DeskSettings
from tests.bench.big_house import ROOT, big_house, fill_desks, profile_of, replica_of, secrets_of
from tests.bench.figures import Figures, Spread, load_now, spread
from tests.bench.screen import Region, Screen, watched_screen
from tests.bench.session import desktop_session

GOAL_RATIO = 0.5
CUSTOMERS = 100_000
RUNS = 9
PATIENCE = 30.0
OURS, LINPHONE, BROWSER = "ringdesk", "linphone-desktop", "sqlitebrowser"
ROWS = Region(300, 220, 1380, 820)
"""Inside our list of customers: empty in the first frame, text once rows are there."""
SERVER = "http://127.0.0.1:9"
REMEMBER = """
import sys
from desktop.keychain import SystemKeychain, Secrets, has_system_keychain
import msgspec
assert has_system_keychain(), "the session has no keyring"
SystemKeychain(sys.argv[1]).save(msgspec.json.decode(sys.stdin.read(), type=Secrets))
"""


@dataclass(frozen=True, slots=True)
class Program:
    """One program to start, over and over."""

    name: str
    command: tuple[str, ...]
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Start:
    """One start: milliseconds to the first content and, for ours, to rows; memory then."""

    first_ms: float
    rss_mb: float
    pss_mb: float
    rows_ms: float = 0.0


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench start")
    asked.add_argument("--customers", type=int, default=CUSTOMERS)
    asked.add_argument("--runs", type=int, default=RUNS)
    given = asked.parse_args(list(arguments))
    with tempfile.TemporaryDirectory() as made, watched_screen(Path(made)) as screen:
        folder = Path(made)
        kept, database = prepare(given.customers, folder)
        seen = os.environ | {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb"}
        with desktop_session(folder / "home", seen) as session:
            remember(kept, session)
            programs = programs_to_start(folder / "profile", database, folder / "pyc")
            starts = race(screen, programs, session, given.runs)
    return figures(starts)


def prepare(customers: int, folder: Path) -> tuple[Secrets, Path]:
    """Copy an agent's filled profile, and the same rows unencrypted for the database browser."""
    with big_house(customers) as whole:
        fill_desks(whole)
        secrets, profile = secrets_of(whole, "agent"), profile_of(whole, "agent")
        settings = DeskSettings(profile)
        email = settings.text(names.EMAIL)
    shutil.copytree(profile, folder / "profile")
    ours = DeskSettings(folder / "profile")
    ours.set_text(names.SERVER, SERVER)
    ours.set_text(names.EMAIL, email)
    ours.save()
    plain = folder / "plain.db"
    with closing(connect(replica_of(profile), secrets.data_key, Durability.OFF)) as db:
        db.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
        db.execute("SELECT sqlcipher_export('plain')")
    return secrets, plain


def remember(kept: Secrets, session: dict[str, str]) -> None:
    """Put the agent's secrets where the desk looks for those of a remembered person."""
    account = f"sarah@harbour.example at {SERVER}"
    subprocess.run(
        [sys.executable, "-c", REMEMBER, account],
        input=msgspec.json.encode(kept),
        env=session | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=True,
    )


def programs_to_start(profile: Path, database: Path, compiled: Path) -> list[Program]:
    # As installed: modules compiled once, not at each start.
    ours = {
        "RINGDESK_PROFILE_DIR": str(profile),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(compiled),
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return [
        Program(OURS, (sys.executable, "-m", "desktop"), ours),
        Program(LINPHONE, ("linphone",)),
        Program(BROWSER, ("sqlitebrowser", str(database))),
    ]


def race(
    screen: Screen, programs: list[Program], session: dict[str, str], runs: int
) -> dict[str, list[Start]]:
    """Start each in turn, `runs` times, after one start of each that does not count."""
    starts: dict[str, list[Start]] = {program.name: [] for program in programs}
    for number in range(runs + 1):
        for program in programs:
            start = start_once(screen, program, session)
            if number:
                starts[program.name].append(start)
    return starts


def start_once(screen: Screen, program: Program, session: dict[str, str]) -> Start:
    screen.wait_for_dark()
    began = time.time()
    process = subprocess.Popen(
        program.command,
        env=session | program.more,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        first = screen.wait_for_content(PATIENCE)
        memory = psutil.Process(process.pid).memory_full_info()
        rows = screen.wait_for_content(PATIENCE, ROWS) if program.name == OURS else first
    finally:
        end(process)
    return Start(
        (first - began) * 1000, memory.rss / 2**20, memory.pss / 2**20, (rows - began) * 1000
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, with the children it has; insist after a while."""
    family = [process, *psutil.Process(process.pid).children(recursive=True)]
    process.terminate()
    try:
        process.wait(8)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
    for child in family[1:]:
        with suppress(psutil.NoSuchProcess):
            child.terminate()


def figures(starts: dict[str, list[Start]]) -> Figures:
    ours = spread([one.first_ms for one in starts[OURS]])
    peer = spread([one.first_ms for one in starts[LINPHONE]])
    ratio = round(ours.median / peer.median, 3)
    parts: dict[str, Spread] = {}
    for name, each in starts.items():
        parts[f"{name}_first_frame_ms"] = spread([one.first_ms for one in each])
        parts[f"{name}_rss_mb"] = spread([one.rss_mb for one in each])
        parts[f"{name}_pss_mb"] = spread([one.pss_mb for one in each])
    waits = [one.rows_ms - one.first_ms for one in starts[OURS]]
    parts["ringdesk_first_frame_to_rows_ms"] = spread(waits)
    return Figures(
        name="start",
        unit="ms",
        n=ours.n,
        median=ours.median,
        p95=ours.p95,
        goal=f"median <= {GOAL_RATIO} x {LINPHONE}",
        ok=ratio <= GOAL_RATIO,
        load=load_now(),
        parts=parts,
        peer=LINPHONE,
        peer_median=peer.median,
        ratio=ratio,
        notes=("interleaved; a remembered person, keyring on the session bus, no server",),
    )
