"""Slowing down guesses: each failure makes the next try wait longer, for account and address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from sync_server.store.tables import sign_in_failures

FREE_TRIES = 4
FIRST_WAIT_MS = 1_000
LONGEST_WAIT_MS = 15 * 60_000


class TooMany(Exception):
    """Too many wrong tries; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


def check_throttle(connection: Connection, keys: Iterable[str], now_ms: int) -> None:
    """Raises TooMany while any of these keys has to wait."""
    hashes = [_hash(key) for key in keys]
    found = connection.execute(
        select(sign_in_failures.c.not_before).where(sign_in_failures.c.key_hash.in_(hashes))
    )
    wait_ms = max((row.not_before - now_ms for row in found), default=0)
    if wait_ms > 0:
        raise TooMany(-(-wait_ms // 1000))


def count_failure(tx: Connection, keys: Iterable[str], now_ms: int) -> None:
    """Remember one more wrong try for each key."""
    for key in keys:
        hashed = _hash(key)
        failures = tx.execute(
            select(sign_in_failures.c.failures).where(sign_in_failures.c.key_hash == hashed)
        ).scalar()
        values = {"failures": (failures or 0) + 1, "not_before": now_ms + _wait_ms(failures or 0)}
        if failures is None:
            tx.execute(insert(sign_in_failures), {"key_hash": hashed, **values})
        else:
            row = update(sign_in_failures).where(sign_in_failures.c.key_hash == hashed)
            tx.execute(row.values(values))


def forgive(tx: Connection, keys: Iterable[str]) -> None:
    """A right password clears what was counted against the account."""
    hashes = [_hash(key) for key in keys]
    tx.execute(delete(sign_in_failures).where(sign_in_failures.c.key_hash.in_(hashes)))


def _wait_ms(failures_before: int) -> int:
    if failures_before < FREE_TRIES:
        return 0
    return min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(failures_before - FREE_TRIES, 20))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
