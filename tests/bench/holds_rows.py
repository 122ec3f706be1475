"""A million holds on a desk with what hangs on them, and a server with some thousands ready."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from desktop.replica.outbox import Person
from desktop.replica.schema import FINGERPRINT
from sync_server.app import build
from sync_server.contract.base import Row, RowId, new_id
from sync_server.contract.columns import columns, from_ms, to_values
from sync_server.contract.customers import CustomerRow
from sync_server.contract.feed import entity
from sync_server.contract.holds import HoldRow, hold_id
from sync_server.contract.issues import IssueRow
from sync_server.contract.pay import PayoutRow, PayRunRow, payout_id
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, Role
from sync_server.store.accounts import NewStaff
from tests.bench.million_rows import KEPT, START_MS, Million, fill
from tests.bench.sync_people import PASSWORD
from tests.bench.sync_rows import settings_for

ME = Person(RowId("amy"), "Amy", Role.ADMIN)
FIRST, OTHER = "finance@example.org", "other@example.org"
WORKERS, CUSTOMERS, RUNS = 60, 20_000, 24
_REASONS = ("Leak came back", "Missed area", "Billing dispute", "Scratched glass", "No-show")
_STATES = (HoldState.RELEASED,) * 16 + (HoldState.READY_TO_RELEASE,) * 2 + (HoldState.HELD,)


def million_holds(count: int) -> Million:
    """Made when the contract changes, else kept between runs."""
    folder = KEPT / f"holds-{count}-{FINGERPRINT[:8]}"
    made = Million(folder / "profile", folder / "plain.db")
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        fill(made, _rows(count), ME)
        (folder / "ready").touch()
    return made


def ready_server(folder: Path, count: int) -> Path:
    """Folder of a server with so many holds that are ready, and two people of finance."""
    server = build(settings_for(folder, 1))
    for mail in (FIRST, OTHER):
        server.accounts.add_staff(
            NewStaff(mail.partition("@")[0].title(), mail, Role.ADMIN, PASSWORD)
        )
    server.database.close()
    with closing(sqlite3.connect(folder / "ringdesk.db")) as db:
        _insert(db, [_by_hand(n) for n in range(count)])
        db.commit()
    return folder


def _insert(db: sqlite3.Connection, rows: list[HoldRow]) -> None:
    """Straight into the tables: by commands it would take minutes."""
    seq = db.execute("SELECT max(seq) + 1 FROM sync_tx").fetchone()[0]
    db.execute("INSERT OR IGNORE INTO sync_scope(name) VALUES ('holds')")
    (scope,) = db.execute("SELECT id FROM sync_scope WHERE name = 'holds'").fetchone()
    named = [column.name for column in columns(HoldRow)]
    marks = ", ".join("?" * (len(named) + 1))
    names = ", ".join(f'"{name}"' for name in (*named, "_seq"))
    db.executemany(
        f'INSERT INTO "hold"({names}) VALUES ({marks})',  # noqa: S608 - own names
        [(*to_values(row), seq) for row in rows],
    )
    db.executemany(
        "INSERT INTO sync_aud(scope, entity, id, seq, gone) VALUES (?, ?, ?, ?, 0)",
        [(scope, entity(HoldRow), row.id, seq) for row in rows],
    )
    db.execute("INSERT INTO sync_tx(seq, at, actor_id) VALUES (?, ?, 'seed')", (seq, START_MS))
    db.execute(
        "INSERT INTO sync_digest(seen_by, entity, rows, seq_sum) VALUES ('holds', 'hold', ?, ?)",
        (len(rows), len(rows) * seq),
    )


def _by_hand(n: int) -> HoldRow:
    return HoldRow(
        id=RowId(f"bench{n:027d}"),
        version=0,
        booking_id=RowId(f"b{n}"),
        worker_id=RowId(f"w{n % WORKERS}"),
        state=HoldState.READY_TO_RELEASE,
        reason=_REASONS[n % len(_REASONS)],
        amount_cents=10_000 + n,
        held_at=_at(n),
    )


def _rows(count: int) -> Iterator[Row]:
    chance = random.Random(3)
    yield StaffRow(id=ME.id, name=ME.name, role=ME.role)
    for n in range(WORKERS):
        yield StaffRow(id=RowId(f"w{n}"), name=f"Worker {n:02d}", role=Role.FIELDWORKER)
    customers = [new_id(START_MS + n, chance.randbytes(10)) for n in range(CUSTOMERS)]
    for n, row_id in enumerate(customers):
        yield CustomerRow(id=row_id, name=f"Customer {n:05d}")
    runs = [PayRunRow(id=RowId(f"run{n}"), name=f"Run {n:02d}") for n in range(RUNS)]
    yield from runs
    for n in range(count // 10):
        yield from _job(n, customers[n % CUSTOMERS])
    for n in range(count):
        yield from _held(n, count // 10, chance, runs)


def _job(n: int, customer: RowId) -> tuple[Row, Row]:
    status = IssueStatus.IN_PROGRESS if n % 10 == 0 else IssueStatus.CLOSED
    booking = BookingRow(
        id=RowId(f"b{n}"), customer_id=customer, number=n + 1, title="Window repair",
        status=BookingStatus.COMPLETED, starts_at=_at(n), created_at=_at(n),
    )  # fmt: skip
    issue = IssueRow(
        id=RowId(f"i{n}"), customer_id=customer, number=n + 1, record_id=booking.id,
        status=status, reported_at=_at(n),
    )  # fmt: skip
    return booking, issue


def _held(n: int, jobs: int, chance: random.Random, runs: list[PayRunRow]) -> Iterator[Row]:
    job, worker = n % jobs, RowId(f"w{(n // jobs * 7 + n) % WORKERS}")
    state = chance.choice(_STATES)
    is_out = state is HoldState.RELEASED
    is_paid = is_out and n % 8 == 0
    released = _at(n + 240) if is_out else None
    cents = chance.randint(1_000, 200_000)
    yield HoldRow(
        id=hold_id(RowId(f"i{job}.{n // jobs}"), worker), version=0, booking_id=RowId(f"b{job}"),
        worker_id=worker, issue_id=RowId(f"i{job}"), state=state, amount_cents=cents,
        reason=chance.choice(_REASONS), held_at=_at(n), held_by_name="Amy",
        released_at=released, released_by_name="Amy" if is_out else "",
        expected_on="2026-11-01" if n % 50 == 0 else "", paid_at=_at(n + 300) if is_paid else None,
    )  # fmt: skip
    if is_paid:
        run, booking = runs[n % RUNS], RowId(f"b{job}")
        yield PayoutRow(
            id=payout_id(run.id, booking, worker), pay_run_id=run.id, booking_id=booking,
            worker_id=worker, amount_cents=cents, paid_at=_at(n + 300),
        )  # fmt: skip


def _at(n: int) -> datetime:
    return from_ms(START_MS + n * 60_000)
