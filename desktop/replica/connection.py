"""Opening one SQLite file the way Ringdesk keeps its own: WAL, encrypted when there is a key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, cast

from sqlcipher3 import dbapi2

KEY_BYTES = 32
SqlRow = tuple[Any, ...]  # Any: what a DBAPI cursor hands out
Binds = Sequence[object] | dict[str, object]


class Cursor(Protocol):
    rowcount: int

    def fetchone(self) -> SqlRow | None: ...

    def fetchall(self) -> list[SqlRow]: ...

    def __iter__(self) -> Iterator[SqlRow]: ...


class Connection(Protocol):
    """The part of a DBAPI connection that the replica uses."""

    in_transaction: bool

    def execute(self, sql: str, binds: Binds = ..., /) -> Cursor: ...

    def executemany(self, sql: str, rows: Iterable[Binds], /) -> Cursor: ...

    def executescript(self, sql: str, /) -> Cursor: ...

    def set_progress_handler(self, asks: Callable[[], bool] | None, steps: int, /) -> None: ...

    def interrupt(self) -> None: ...

    def close(self) -> None: ...


class Durability(StrEnum):
    FULL = "FULL"
    """Survives a power cut: what a person did and nobody else has yet."""
    NORMAL = "NORMAL"
    OFF = "OFF"
    """Only while a generation is built aside; it is synced to disk before it is published."""


class Turnstile:
    """A lock that nobody can take twice in a row past someone who waits."""

    def __init__(self) -> None:
        self._next = threading.Lock()
        self._mutex = threading.Lock()

    def __enter__(self) -> None:
        with self._next:
            self._mutex.acquire()

    def __exit__(self, *_failure: object) -> None:
        self._mutex.release()


class Damaged(Exception):
    """A file is not the database it should be: it must be made anew or the key is wrong."""


class DiskFull(Exception):
    """The disk (or the person's quota) has no room left."""


def connect(path: Path, key: bytes | None, durability: Durability) -> Connection:
    """Open or create a database file; `key` is 32 random bytes, None leaves it unencrypted."""
    if key is not None and len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    with world_failures():
        db = cast(
            Connection, dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        )
        if key is not None:
            db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        db.execute("PRAGMA busy_timeout = 5000")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {durability}")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA cache_size = -16000")
    return db


@contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """Commit at the end, roll back when anything is raised."""
    with world_failures():
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        finally:
            # A full disk has ended the transaction already.
            if db.in_transaction:
                db.execute("ROLLBACK")


@contextmanager
def world_failures() -> Iterator[None]:
    """Turn what SQLite says about the disk into our own narrow exceptions."""
    try:
        yield
    except dbapi2.DatabaseError as failure:
        text = str(failure)
        if "disk is full" in text or "disk I/O error" in text:
            raise DiskFull(text) from failure
        if "malformed" in text or "not a database" in text:
            raise Damaged(text) from failure
        raise
