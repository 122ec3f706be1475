"""The database: one engine, a writing and a reading transaction, and what SQLite and PostgreSQL
do differently."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

Transaction = Connection
"""An open transaction, for those above the store who only pass it on."""

DatabaseAway = OperationalError
"""The database cannot be reached or is too busy: whoever asked comes again later."""

WRITER_LOCK = 0x52494E47
"""Key of the PostgreSQL advisory lock every writer holds from its first statement to its commit."""

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # NORMAL lost acknowledged rows in simulated power cuts, FULL in none (ARCHITECTURE D7).
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
)


class Database:
    """Hands out transactions. One writer at a time, in every process, so that sequence numbers
    commit in order and every decision reads the rows as the last writer left them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        # Threads of one process queue here: SQLite's own waiting sleeps in steps of up to 100 ms.
        self._turn = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction; committed at the end, rolled back when anything is raised."""
        with self._turn, self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                self.take_lock(connection)
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def take_lock(self, connection: Connection) -> None:
        """Queue behind the writers of all processes. Held until the commit is visible."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot: every statement inside sees the same rows."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            try:
                yield connection
            finally:
                connection.rollback()

    def close(self) -> None:
        self.engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=12, max_overflow=40)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        cursor = connection.cursor()
        for pragma in _SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    return engine


def _postgres_engine(url: str) -> Engine:
    options = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000"
    return create_engine(
        url,
        pool_size=12,
        max_overflow=40,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": f"{options} -c timezone=UTC -c jit=off"},
    )
