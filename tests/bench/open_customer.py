"""From the click on a customer to their page painted, in a business of a million records."""

from __future__ import annotations

import argparse
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from desktop.replica.connection import Connection
from desktop.replica.profile import Profile
from desktop.replica.profile_totals import TOTALS, section_totals
from desktop.replica.tables import Statement
from desktop.replica.timeline import EntryKind, _page, _Shape, timeline
from sync_server.contract.base import RowId
from tests.bench.figures import Figures, load_now, spread
from tests.bench.full_rows import KEY, FullDesk, full_desk

GOAL_MS, GOAL_RATIO = 50.0, 2.0
CUSTOMERS, OPENINGS, WARM_UP = 100_000, 60, 5
SIZE = (1440, 900)
PAGE = 30


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench open_customer")
    asked.add_argument("--customers", type=int, default=CUSTOMERS)
    asked.add_argument("--openings", type=int, default=OPENINGS)
    given = asked.parse_args(list(arguments))
    desk = full_desk(given.customers)
    profile = Profile(desk.folder, KEY)
    try:
        painted = openings(profile, desk, given.openings)
        reads, plain = compared(profile, desk, given.openings)
    finally:
        profile.close()
    return figures(painted, reads, plain)


def openings(profile: Profile, desk: FullDesk, count: int) -> dict[str, list[float]]:
    """Usual and busy customers in turn, as a day at the phone brings them: milliseconds each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - the platform is chosen first

    from desktop.customers.profile_page import ProfilePage  # noqa: PLC0415
    from desktop.qt import theme  # noqa: PLC0415
    from desktop.qt.tones import Scheme  # noqa: PLC0415
    from desktop.store import Store  # noqa: PLC0415

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, Scheme.LIGHT)
    page = ProfilePage(Store(profile, clock), clock)
    page.resize(*SIZE)
    page.show()

    def paint() -> None:
        # The layouts that are due, then the whole page at once; what a page puts off with a
        # timer comes after it.
        app.sendPostedEvents()
        page.repaint()

    def settle() -> None:
        for _ in range(3):
            app.processEvents()

    settle()
    found: dict[str, list[float]] = {"usual": [], "heavy": []}
    later: dict[str, list[float]] = {"settled_usual": [], "settled_heavy": []}
    for at in range(count + WARM_UP):
        for kind, whom in (("usual", desk.usual), ("heavy", desk.heavy)):
            began = time.perf_counter()
            page.open_customer(whom[at % len(whom)])
            paint()
            took = (time.perf_counter() - began) * 1000
            settle()
            if at >= WARM_UP:
                found[kind].append(took)
                later[f"settled_{kind}"].append((time.perf_counter() - began) * 1000)
    page.end()
    page.close()
    return found | later


def compared(
    profile: Profile, desk: FullDesk, count: int
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """What is read for a page: by the desk, encrypted and made into rows; and the same statements
    by plain sqlite3 over plain data, in turn."""
    db, peer = profile.replica.reader(), sqlite3.connect(f"file:{desk.plain}?mode=ro", uri=True)
    peer.execute("PRAGMA cache_size = -16000")
    ours: dict[str, list[float]] = {"usual": [], "heavy": []}
    theirs: dict[str, list[float]] = {"usual": [], "heavy": []}
    for at in range(count + WARM_UP):
        for kind, whom in (("usual", desk.usual), ("heavy", desk.heavy)):
            customer = whom[at % len(whom)]
            mine = timed(partial(read, db, customer))
            plain = timed(partial(read_plainly, peer, customer))
            if at >= WARM_UP:
                ours[kind].append(mine)
                theirs[kind].append(plain)
    peer.close()
    return ours, theirs


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def read(db: Connection, customer: RowId) -> None:
    """Totals and the first page of the timeline."""
    section_totals(db, customer)
    timeline(db, customer, size=PAGE)


def read_plainly(db: sqlite3.Connection, customer: RowId) -> None:
    statements: list[Statement] = [each for many in TOTALS.values() for each in many]
    for statement in statements:
        db.execute(statement.sql, {**statement.constants, "id": customer}).fetchall()
    first = _page(_Shape(frozenset(EntryKind)))
    binds = {"id": customer, "at": 1 << 62, "from_id": "~", "size": PAGE}
    db.execute(first.sql, {**first.constants, **binds}).fetchall()


def figures(
    painted: dict[str, list[float]],
    reads: dict[str, list[float]],
    plain: dict[str, list[float]],
) -> Figures:
    worst = spread(painted["heavy"] + painted["usual"])
    ours, theirs = spread(reads["heavy"]), spread(plain["heavy"])
    ratio = round(ours.median / theirs.median, 2) if theirs.median else 0.0
    parts = {f"click_to_painted_{kind}_ms": spread(values) for kind, values in painted.items()}
    parts |= {f"read_{kind}_ms": spread(values) for kind, values in reads.items()}
    parts |= {f"plain_sqlite3_{kind}_ms": spread(values) for kind, values in plain.items()}
    p95 = max(spread(painted[kind]).p95 for kind in ("usual", "heavy"))
    return Figures(
        name="open_customer",
        unit="ms",
        n=worst.n,
        median=worst.median,
        p95=p95,
        goal=f"p95 <= {GOAL_MS:.0f} ms for 10 and for 10,000 records; reads <= {GOAL_RATIO:.0f}x",
        ok=p95 <= GOAL_MS and ratio <= GOAL_RATIO,
        load=load_now(),
        parts=parts,
        peer="plain sqlite3, the same statements over the same rows without encryption",
        peer_median=theirs.median,
        ratio=ratio,
        notes=(
            "click_to_painted: the rows are read, laid out and painted; settled: the strip of "
            "months, the counts on the filters and older posts stand there, too",
            "read: totals of seven sections and the first 30 entries of the timeline",
        ),
    )


def clock() -> datetime:
    return datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
