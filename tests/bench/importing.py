"""A messy list of 100,000 customers: checked, kept at the desk, taken by the server; the peer."""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QTimer

from desktop.customers.import_mapping import Chosen, guess
from desktop.customers.import_plan import Fate, Plan, Task, checksum, dry_run
from desktop.customers.import_run import Ended, Import, Step
from desktop.lists.import_reader import probe
from desktop.qt.background import Background
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.store.clock import utc_now
from tests.bench.figures import Figures, Spread, load_now, spread
from tests.sync.office import AGENT, STAFF, Desk, Server, Ticks, person

GOAL_GAP_MS = 50.0
TICK_MS = 5
IDLE_SECONDS = 10.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timed:
    """How long the work took, and how late each tick of the window came."""

    seconds: float
    late_ms: tuple[float, ...]


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench importing")
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--here", type=int, default=20_000, help="customers the desk has already")
    asked.add_argument("--sent", type=int, default=3_000, help="rows taken to the server")
    given = asked.parse_args(list(arguments))
    application = QCoreApplication.instance() or QCoreApplication([])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = messy(folder / "list.csv", given.rows)
        peer = timed_peer(path, folder)
        store, desk, server = office(folder, given.here)
        work = Background("bench")
        _, idle = watched(application, work, lambda: threading.Event().wait(IDLE_SECONDS))
        plan, checked = watched(application, work, lambda: check(store, path))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sent = sending(application, work, folder, given.sent, store, desk)
        kept = keeping(application, work, store, plan, desk)
        work.end()
        desk.close()
        server.close()
    return figures(plan, peer, memory, (idle, checked, kept, sent))


def messy(path: Path, rows: int) -> Path:
    """Names, numbers in five spellings, quoted lines; some rows twice, some broken."""
    dice = random.Random(7)
    spellings = ("04{0:08}", "+61 4{0:08}", "0061 4{0:08}", "(04) {0:08}", '="04{0:08}"')
    with path.open("w", encoding="cp1252", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(("Vorname", "Nachname", "Telefon", "E-Mail", "Straße", "Ort", "Notiz", ""))
        for n in range(rows):
            number = dice.randrange(10**8) if n % 50 else 1
            phone = spellings[n % 5].format(number) if n % 31 else "12"
            mail = f"kunde{n}@example.org" if n % 3 else ""
            note = 'two "quoted"\nlines' if n % 7 == 0 else ""
            out.writerow(("Zoë", f"Müller {n}", phone, mail, f"Weg {n}", "Köln", note, ""))
    return path


def office(folder: Path, here: int) -> tuple[Store, Desk, Server]:
    server = Server(folder / "server.db", Ticks())
    server.create(STAFF)
    for first in range(0, here, 1000):
        server.write(*(row for n in range(first, min(here, first + 1000)) for row in known(n)))
    desk = Desk(folder / "desk", server, person(AGENT))
    desk.fill()
    return Store(desk.profile, utc_now), desk, server


def known(n: int) -> tuple[Row, Row]:
    customer = RowId(f"{n:032x}")
    point = ContactPointRow(id=RowId(f"f{n:031x}"), customer_id=customer, value=f"+614{n:08}")
    return CustomerRow(id=customer, name=f"Customer {n}"), point


def check(store: Store, path: Path) -> Plan:
    looked = probe(path)
    task = Task(path, looked.format, Chosen(guess(looked), "AU"), checksum(path))
    return dry_run(store.reader(), task, lambda _read, _size: False)


def watched(
    application: QCoreApplication, work: Background, job: Callable[[], T]
) -> tuple[T, Timed]:
    """Do it in the thread the desktop does it in, while this thread ticks as a window does."""
    found: list[T] = []
    ticks: list[float] = []
    timer = QTimer(interval=TICK_MS)
    timer.timeout.connect(lambda: ticks.append(perf_counter()))

    def done(answer: T) -> None:
        found.append(answer)
        application.quit()

    began = perf_counter()
    ticks.append(began)
    timer.start()
    work.run(lambda _stopped: job(), done)
    application.exec()
    timer.stop()
    late = (round((b - a) * 1000 - TICK_MS, 2) for a, b in pairwise(ticks))
    return found[0], Timed(perf_counter() - began, tuple(late))


def keeping(
    application: QCoreApplication, work: Background, store: Store, plan: Plan, desk: Desk
) -> Timed:
    """All rows into the outbox of this desk, with a server that takes them as they come."""
    outbox = desk.profile.outbox

    def told(step: Step) -> None:
        if step.waits:
            outbox.decided(outbox.undecided()[-1].n, ())

    job = Import(store, plan, completes=False)
    outcome, kept = watched(application, work, lambda: job.run(threading.Event(), told))
    assert outcome.count(Ended.ADDED) >= plan.count(Fate.NEW) * 0.99, outcome.failure
    return kept


def sending(
    application: QCoreApplication,
    work: Background,
    folder: Path,
    rows: int,
    store: Store,
    desk: Desk,
) -> Timed:
    """A shorter list until the server has taken all of it; the server computes in this process."""
    plan = check(store, messy(folder / "short.csv", rows))
    job = Import(store, plan, completes=False)
    ended = threading.Event()

    def sync() -> None:
        while not ended.is_set() or store.waiting():
            while desk.exchange.push():
                pass
            desk.exchange.pull()

    def bring() -> None:
        job.run(threading.Event(), nothing)
        ended.set()
        engine.join()

    engine = threading.Thread(target=sync, name="sync")
    engine.start()
    _, sent = watched(application, work, bring)
    return Timed(sent.seconds / max(1, plan.count(Fate.NEW)), sent.late_ms)


def nothing(_step: Step) -> None:
    pass


def timed_peer(path: Path, folder: Path) -> float:
    """The plainest program there is: csv.reader into one sqlite3 transaction, nothing checked."""
    began = perf_counter()
    with closing(sqlite3.connect(folder / "peer.db")) as db, path.open(encoding="cp1252") as file:
        db.execute("CREATE TABLE customer(a, b, c, d, e, f, g, h)")
        with db:
            db.executemany(
                "INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                csv.reader(file, delimiter=";"),
            )
    return perf_counter() - began


def one(value: float) -> Spread:
    return spread([value])


def figures(plan: Plan, peer: float, memory: float, timed: tuple[Timed, ...]) -> Figures:
    idle, checked, kept, sent = timed
    worst = max(max(each.late_ms) for each in timed[1:])
    counts = ", ".join(f"{plan.count(fate)} {fate.name.lower()}" for fate in Fate)
    return Figures(
        name="importing",
        unit="s",
        n=len(plan),
        median=round(checked.seconds, 2),
        p95=round(checked.seconds, 2),
        goal=f"the window never waits more than {GOAL_GAP_MS:.0f} ms",
        ok=worst <= GOAL_GAP_MS,
        load=load_now(),
        parts={
            "dry_run_s": one(checked.seconds),
            "to_outbox_s": one(kept.seconds),
            "to_server_ms_a_row": one(sent.seconds * 1000),
            "idle_late_ms": spread(idle.late_ms),
            "dry_run_late_ms": spread(checked.late_ms),
            "to_outbox_late_ms": spread(kept.late_ms),
            "to_server_late_ms": spread(sent.late_ms),
            "memory_mib": one(memory),
        },
        peer="csv.reader and sqlite3, nothing checked",
        peer_median=round(peer, 2),
        ratio=round(checked.seconds / peer, 1),
        notes=(
            counts,
            "late: by how much a tick of the window came later than due; idle: nothing to do",
            "to_server: server and desk share one interpreter here, which they do not at work",
        ),
    )
