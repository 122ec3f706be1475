"""The migration chain builds exactly the tables the code describes, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sync_server.store.database import Database
from sync_server.store.schema import migrate
from sync_server.store.sequence import epoch_and_floor
from sync_server.store.tables import metadata


def test_migrations_and_tables_are_the_same(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.reading() as connection:
        before = epoch_and_floor(connection)
    migrate(database)
    with database.reading() as connection:
        assert epoch_and_floor(connection) == before
