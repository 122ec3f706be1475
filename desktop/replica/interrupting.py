"""Ending a query early: when nobody waits for its answer any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop.replica.connection import Connection

STEPS = 20_000
"""Steps of SQLite's machine between two questions: well below a millisecond."""


@contextmanager
def interruptible(db: Connection, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Within, a query ends with an error of the database as soon as `cancelled` says so."""
    db.set_progress_handler(cancelled, STEPS)
    try:
        yield
    finally:
        db.set_progress_handler(None, STEPS)
