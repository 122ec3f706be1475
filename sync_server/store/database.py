"""The database: one engine, a writing and a reading transaction, and what SQLite and PostgreSQL
do differently."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
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

REWRITTEN_BYTES = 256 * 1024 * 1024
"""Tables up to here are written anew when rows were erased from them: everybody waits for that."""

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # NORMAL lost acknowledged rows in simulated power cuts, FULL in none (ARCHITECTURE D7).
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
    # What was erased is to leave no bytes behind in pages that are free now (A18).
    "PRAGMA secure_delete=ON",
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

    def rewrite(self, tables: Iterable[str]) -> bool:
        """Leave no bytes of deleted rows in these tables' files; False: somebody reads, try again.

        SQLite writes its whole file anew, which holds up writers; PostgreSQL small tables. Of a
        large one it frees the pages, which are filled by and by. Raises DatabaseAway.
        """
        with self._turn, self.engine.connect() as connection:
            if self.is_sqlite:
                return _rewrite_sqlite(connection)
            connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in tables:
                _rewrite_postgres(connection, table)
        return True

    def close(self) -> None:
        self.engine.dispose()


def _rewrite_sqlite(connection: Connection) -> bool:
    # In memory the copy would take as much room as the whole database.
    connection.exec_driver_sql("PRAGMA temp_store=FILE")
    try:
        connection.exec_driver_sql("VACUUM")
    finally:
        connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
    found = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()
    return found is not None and found[0] == 0


def _rewrite_postgres(connection: Connection, table: str) -> None:
    size = text("SELECT pg_total_relation_size(CAST(:name AS regclass))")
    found = connection.execute(size, {"name": f'"{table}"'}).scalar()
    is_small = found is not None and found <= REWRITTEN_BYTES
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql("SET lock_timeout = '2s'")
    try:
        connection.exec_driver_sql(f'VACUUM {"(FULL)" if is_small else ""} "{table}"')
    finally:
        connection.exec_driver_sql("RESET statement_timeout")
        connection.exec_driver_sql("RESET lock_timeout")


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
