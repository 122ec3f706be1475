"""Bringing a database to the newest schema, and beginning its first epoch."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from sync_server.contract.columns import to_ms
from sync_server.store.clock import utc_now
from sync_server.store.database import Database
from sync_server.store.readdressing import readdress_everything
from sync_server.store.sequence import begin_epoch, has_epoch

RIGHTS = "0004"
"""With this migration the office's scopes became one for each module."""


def alembic_config(connection: Connection | None = None) -> Config:
    """Settings of the migration chain that lies beside this module."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Run every migration this database has not seen yet, in one transaction."""
    with database.writing() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(alembic_config(connection), "head")
        if not has_epoch(connection):
            begin_epoch(connection)
        elif before is not None and before < RIGHTS:
            readdress_everything(connection, to_ms(utc_now()))
