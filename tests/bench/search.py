"""From a keystroke to the repainted list of what was found, over a million records; peer FTS5."""

from __future__ import annotations

import argparse
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from tests.bench.figures import Figures, Spread, load_now, spread

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QWidget

from desktop.qt import theme
from desktop.qt.tones import Scheme
from desktop.replica.connection import Connection
from desktop.replica.profile import Profile
from desktop.replica.search import search
from desktop.replica.search_documents import DOC_SHIFT, DOCUMENTS, read
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from tests.bench.search_rows import profile_with

GOAL_MS = 30.0
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SLOW_ROUNDS = 3
CUSTOMERS, RECORDS = 100_000, 1_000_000
TICK_MS, LATE_MS = 5, 12
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
PATIENCE_S = 10.0
WORDS = (
    "olivia taylor", "müller", "muller", "the end", "window repair", "clean", "王小", "0412 345",
    "marmar", "gutter cleaning", "søren holm", "key is under", "łukasz", "inspection da", "+61 2 3",
    "leaking boiler", "chloe", "EST-00013", "thomas sten", "newtown", "per", "sensen", "gate lock",
)  # fmt: skip
SLOW = ("status:overdue", "has:issue", "has:attachment", "before:2021-01-01 window", "from:mei key")
"""Operators that no index answers: beside the window, so they may take longer."""


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench search")
    asked.add_argument("--customers", type=int, default=CUSTOMERS)
    asked.add_argument("--records", type=int, default=RECORDS)
    given = asked.parse_args(list(arguments))
    profile, built = profile_with(given.customers, given.records)
    notes = [f"index {_index_mb(profile.replica.reader()):.0f} MB"]
    if built is not None:
        notes.append(f"index built in {built.seconds:.0f} s, {built.worst_slice_ms:.0f} ms a slice")
    peer, peer_build = _peer(profile)
    parts = {
        "first_query_ms": spread(timed(lambda text: search(profile.replica.reader(), text))),
        "query_ms": spread(timed(lambda text: search(profile.replica.reader(), text))),
        "peer_query_ms": spread(timed(lambda text: _ask_peer(peer, text))),
        "operators_alone_ms": spread(
            timed(lambda text: search(profile.replica.reader(), text), SLOW * SLOW_ROUNDS)
        ),
    }
    peer.close()
    typed, late = keystrokes(profile)
    parts |= {"keystroke_to_list_ms": spread(typed), "gui_late_tick_ms": spread(late or [0.0])}
    profile.close()
    ordered = sorted(typed)
    notes.append(f"keystroke p99 {ordered[int(len(ordered) * 0.99) - 1]:.1f} ms")
    return _figures(parts, (*notes, peer_build))


def prefixes() -> Iterator[str]:
    """Each line letter by letter, as it is typed."""
    for line in WORDS:
        yield from (line[:end] for end in range(1, len(line) + 1) if line[end - 1] != " ")


def timed(ask: Callable[[str], object], texts: Iterable[str] = ()) -> list[float]:
    """Milliseconds of each."""
    took = []
    for text in texts or prefixes():
        began = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - began) * 1000)
    return took


# -- the peer: FTS5 as its documentation shows it, over the same texts


def _peer(profile: Profile) -> tuple[sqlite3.Connection, str]:
    file = profile.replica.folder / "peer.db"
    is_new = not file.exists()
    db = sqlite3.connect(file)
    began = time.perf_counter()
    if is_new:
        db.execute("CREATE VIRTUAL TABLE docs USING fts5(text, content='', prefix='2 3')")
        for one in DOCUMENTS:
            rows = profile.replica.reader().execute(read(one, f"r.rowid, {one.text}", "1"))
            place = one.place << DOC_SHIFT
            db.executemany(
                "INSERT INTO docs(rowid, text) VALUES (?, ?)", ((place | r[0], r[1]) for r in rows)
            )
        db.commit()
    took = f"peer built in {time.perf_counter() - began:.0f} s, " if is_new else "peer "
    return db, f"{took}{file.stat().st_size / 1e6:.0f} MB, newest first, rows not read"


def _ask_peer(db: sqlite3.Connection, text: str) -> list[tuple[int]]:
    words = "".join(each if each.isalnum() else " " for each in text).split()
    query = " ".join(f'"{word}"*' for word in words)
    sql = "SELECT rowid FROM docs WHERE docs MATCH ? ORDER BY rowid DESC LIMIT 20"
    return db.execute(sql, (query,)).fetchall() if words else []


def _index_mb(db: Connection) -> float:
    found = db.execute("SELECT sum(length(block)) FROM _search_data").fetchone()
    return float(found[0]) / 1e6 if found else 0.0


# -- in the window


class Paints(QObject):
    """Whether a widget was painted since it was asked for last."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.painted = False
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted = True
        return super().eventFilter(watched, event)


def clock() -> datetime:
    return NOW


def keystrokes(profile: Profile) -> tuple[list[float], list[float]]:
    """Milliseconds from each key to the repainted list, and late ticks of the GUI thread."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, Scheme.LIGHT)
    window = MainWindow()
    window.resize(1440, 900)
    office = Office(window, Store(profile, clock), clock)
    office.open_first()
    window.show()
    window.activateWindow()
    field = window.findChild(QLineEdit, "search_input")
    results = window.findChild(QListView, "search_results")
    assert field is not None
    assert results is not None
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(TICK_MS)
    took = _type(app, window, field, Paints(results.viewport()))
    timer.stop()
    office.stop()
    window.close()
    gaps = [(b - a) * 1000 - TICK_MS for a, b in pairwise(ticks)]
    return took, [gap for gap in gaps if gap > LATE_MS]


def _type(app: QApplication, window: MainWindow, field: QLineEdit, paints: Paints) -> list[float]:
    took = []
    box = window.top_bar.search
    for line in WORDS:
        box.open_with("")
        for letter in line:
            paints.painted = False
            began = time.perf_counter()
            # Not by QTest: it knows no keys beyond Latin.
            app.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, NO_MODIFIER, letter))
            text = field.text().strip()
            while not (box.answers(text) and (paints.painted or box.is_empty())):
                # Waits without holding the interpreter, as the program does.
                app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
                assert time.perf_counter() - began < PATIENCE_S, f"no answer to {text!r}"
            if letter != " ":
                took.append((time.perf_counter() - began) * 1000)
        field.clear()
        box.close_results()
    return took


def _figures(parts: dict[str, Spread], notes: tuple[str, ...]) -> Figures:
    shown, own, peer = parts["keystroke_to_list_ms"], parts["query_ms"], parts["peer_query_ms"]
    return Figures(
        name="search",
        unit="ms",
        n=shown.n,
        median=shown.median,
        p95=shown.p95,
        goal=f"keystroke to list p95 <= {GOAL_MS:.0f} ms",
        ok=shown.p95 <= GOAL_MS,
        load=load_now(),
        parts=parts,
        peer="SQLite FTS5, unicode61 with prefixes; p95 of the query alone",
        peer_median=peer.p95,
        ratio=round(own.p95 / peer.p95, 3) if peer.p95 else None,
        notes=notes,
    )
