"""A server database with rows by the hundred thousand: two fifths customers, the rest bookings."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sync_server.app import build
from sync_server.contract.base import Row, RowId, new_id
from sync_server.contract.columns import columns, from_ms, to_values
from sync_server.contract.customers import CustomerRow
from sync_server.contract.feed import entity
from sync_server.contract.records import BookingRow
from sync_server.contract.values import BookingStatus, Role
from sync_server.settings import Settings
from sync_server.store.accounts import NewStaff
from tests.bench.sync_people import AGENT, DESKS, PASSWORD, desk_mail

KEPT = Path(__file__).parents[2] / "build" / "bench"
_START_MS = 1_700_000_000_000
_WORDS = [
    "window",
    "repair",
    "gutter",
    "clean",
    "deep",
    "oven",
    "carpet",
    "garden",
    "fence",
    "paint",
    "hallway",
    "kitchen",
    "roof",
    "tile",
    "leak",
    "boiler",
    "call",
    "back",
    "after",
    "lunch",
    "key",
    "under",
    "mat",
    "gate",
    "dog",
    "prefers",
    "mornings",
    "invoice",
    "by",
    "mail",
]
_PLACES = ("Glebe", "Newtown", "Leichhardt", "Balmain", "Marrickville", "Enmore", "Ultimo")
_AT_ONCE = 5_000


def settings_for(folder: Path, port: int) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'ringdesk.db'}",
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        secret=b"0" * 32,
    )


def seeded(rows: int) -> Path:
    """Folder of a server with that many rows, made once and kept between runs."""
    folder = KEPT / f"sync-{rows}"
    ready = folder / "ready"
    if not ready.exists():
        _hire(folder)
        _insert(folder / "ringdesk.db", rows)
        ready.touch()
    return folder


def _hire(folder: Path) -> None:
    server = build(settings_for(folder, 1))
    for mail in (AGENT, *map(desk_mail, range(DESKS))):
        name = mail.partition("@")[0].title()
        server.accounts.add_staff(NewStaff(name, mail, Role.AGENT, PASSWORD))
    server.database.close()


def _insert(file: Path, rows: int) -> None:
    """Straight into the tables: a million commands would take an hour."""
    db = sqlite3.connect(file)
    seq = db.execute("SELECT max(seq) + 1 FROM sync_tx").fetchone()[0]
    (staff,) = db.execute("SELECT id FROM sync_scope WHERE name = 'staff'").fetchone()
    count = {"customer": 0, "booking": 0}
    batch: list[Row] = []
    for row in _rows(rows):
        batch.append(row)
        count[entity(type(row))] += 1
        if len(batch) == _AT_ONCE:
            _write(db, batch, staff, seq)
            batch.clear()
    _write(db, batch, staff, seq)
    db.execute("INSERT INTO sync_tx(seq, at, actor_id) VALUES (?, ?, 'seed')", (seq, _START_MS))
    db.executemany(
        "INSERT INTO sync_digest(seen_by, entity, rows, seq_sum) VALUES ('staff', ?, ?, ?)",
        [(name, n, n * seq) for name, n in count.items()],
    )
    db.commit()
    db.close()


def _write(db: sqlite3.Connection, rows: list[Row], staff: int, seq: int) -> None:
    for kind in (CustomerRow, BookingRow):
        values = [(*to_values(row), seq) for row in rows if type(row) is kind]
        marks = ", ".join("?" * (len(columns(kind)) + 1))
        db.executemany(f'INSERT INTO "{entity(kind)}" VALUES ({marks})', values)  # noqa: S608 - own names
    db.executemany(
        "INSERT INTO sync_aud(scope, entity, id, seq, gone) VALUES (?, ?, ?, ?, 0)",
        [(staff, entity(type(row)), row.id, seq) for row in rows],
    )


def _rows(count: int) -> Iterator[Row]:
    chance = random.Random(1)

    def words(few: int) -> str:
        return " ".join(chance.choices(_WORDS, k=few))

    def fresh(number: int) -> RowId:
        return new_id(_START_MS + number * 977, chance.randbytes(10))

    customers = [fresh(number) for number in range(count * 2 // 5)]
    for number, row_id in enumerate(customers):
        yield CustomerRow(
            id=row_id,
            name=f"{words(1).title()} {words(1).title()} {number}",
            labels=("VIP",) if number % 9 == 0 else (),
            location=f"{chance.randint(1, 300)} {words(1).title()} St, {chance.choice(_PLACES)}",
        )
    for number in range(count - len(customers)):
        at = from_ms(_START_MS + number * 60_000)
        yield BookingRow(
            id=fresh(number),
            customer_id=chance.choice(customers),
            number=number + 1,
            title=words(3).capitalize(),
            status=chance.choice(list(BookingStatus)),
            starts_at=at,
            site=f"{chance.randint(1, 300)} {words(1).title()} St, {chance.choice(_PLACES)}",
            created_at=at,
        )
