"""The doorbell: after a commit it tells every waiting reader how far the sequence has come.

It carries a number and nothing else, so a lost ring loses nothing: readers pull by cursor.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import Connection, make_url, text

from sync_server.store.database import Database
from sync_server.store.sequence import last_seq

log = logging.getLogger(__name__)

CHANNEL = "ringdesk"
_POLL_SECONDS = 0.025
"""How soon a process hears of another process's commit to the same SQLite file (11 us a look)."""
_LISTEN_SECONDS = 1.0

OnRing = Callable[[int], None]


@dataclass(slots=True)
class Subscription:
    """A bounded queue of sequence numbers; when it is full the oldest ring is dropped."""

    rings: queue.Queue[int] = field(default_factory=lambda: queue.Queue(maxsize=16))

    def wait(self, seconds: float) -> int | None:
        """The newest number rung, or None when nothing rang in this time."""
        try:
            newest = self.rings.get(timeout=seconds)
        except queue.Empty:
            return None
        while not self.rings.empty():
            newest = max(newest, self.rings.get_nowait())
        return newest

    def put(self, seq: int) -> None:
        try:
            self.rings.put_nowait(seq)
        except queue.Full:
            self.rings.get_nowait()
            self.rings.put_nowait(seq)


class Doorbell:
    """Rings in this process at once, and across processes through the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._callbacks: list[OnRing] = []
        self._lock = threading.Lock()
        self._last = 0
        self.is_ending = False
        self._stopping = threading.Event()
        self._listener: threading.Thread | None = None

    def listen(self, on_ring: OnRing) -> None:
        """Call `on_ring(seq)` after each commit, in the thread that heard of it; keep it short."""
        with self._lock:
            self._callbacks.append(on_ring)

    def unlisten(self, on_ring: OnRing) -> None:
        with self._lock:
            self._callbacks.remove(on_ring)

    def subscribe(self) -> Subscription:
        subscription = Subscription()
        self.listen(subscription.put)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        self.unlisten(subscription.put)

    def announce(self, tx: Connection, seq: int) -> None:
        """Inside a write transaction: let other processes hear of it when it commits."""
        if not self._database.is_sqlite:
            tx.execute(
                text("SELECT pg_notify(:channel, :seq)"), {"channel": CHANNEL, "seq": str(seq)}
            )

    def ring(self, seq: int) -> None:
        """After the commit: wake the readers of this process. Late and double rings are dropped."""
        with self._lock:
            if seq <= self._last:
                return
            self._last = seq
            callbacks = list(self._callbacks)
        for on_ring in callbacks:
            on_ring(seq)

    def let_go(self) -> None:
        """The server is about to end: wake everyone who waits, so that no stream holds it up."""
        self.is_ending = True
        with self._lock:
            callbacks = list(self._callbacks)
        for on_ring in callbacks:
            on_ring(self._last)

    def start(self) -> None:
        """Begin to listen for commits of other processes."""
        with self._database.reading() as connection:
            self._last = max(self._last, last_seq(connection))
        work = self._watch_file if self._database.is_sqlite else self._listen_postgres
        self._listener = threading.Thread(target=work, name="doorbell", daemon=True)
        self._listener.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._listener is not None:
            self._listener.join(timeout=2 * _LISTEN_SECONDS)

    def _watch_file(self) -> None:
        with self._database.engine.connect() as connection:
            seen = -1
            while not self._stopping.wait(_POLL_SECONDS):
                version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
                if version != seen:
                    seen = version
                    self.ring(last_seq(connection))
                connection.rollback()

    def _listen_postgres(self) -> None:
        url = make_url(self._database.url).set(drivername="postgresql")
        while not self._stopping.is_set():
            try:
                self._hear(url.render_as_string(hide_password=False))
            except psycopg.OperationalError:
                log.warning("lost the database while listening; trying again")
                self._stopping.wait(_LISTEN_SECONDS)

    def _hear(self, url: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            while not self._stopping.is_set():
                for heard in connection.notifies(timeout=_LISTEN_SECONDS):
                    self.ring(int(heard.payload))
                # Whatever was said while nobody listened: one look a second finds it.
                row = connection.execute("SELECT coalesce(max(seq), 0) FROM sync_tx").fetchone()
                if row is not None:
                    self.ring(int(row[0]))
