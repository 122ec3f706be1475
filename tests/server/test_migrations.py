"""The migration chain builds exactly the tables the code describes, on both databases."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sync_server.store.database import Database
from sync_server.store.schema import alembic_config, migrate
from sync_server.store.sequence import begin_epoch, epoch_and_floor
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


OF_BEFORE = (
    "INSERT INTO customer(id, version, name, labels, location, _seq) "
    "VALUES ('olivia', 0, 'Olivia', '[]', '', 1)",
    "INSERT INTO invoice(id, version, customer_id, number, title, status, total_cents, _seq) "
    "VALUES ('i', 0, 'olivia', 7, 'Windows', 'open', 900, 1)",
    "INSERT INTO thread(id, version, record_kind, record_id, customer_id, _seq) "
    "VALUES ('i', 0, 'invoice', 'i', 'olivia', 1)",
    "INSERT INTO post(id, version, thread_id, customer_id, author_id, author_name, author_role, "
    "visibility, body, removed, pinned, _seq) "
    "VALUES ('p', 0, 'i', 'olivia', 'amy', 'Amy', 'agent', 'internal', 'late', 0, 0, 1)",
    "INSERT INTO sync_tx(seq, at, actor_id) VALUES (1, 1, 'amy')",
    "INSERT INTO sync_scope(id, name) VALUES (1, 'staff'), (2, 'bill')",
    "INSERT INTO sync_aud(scope, entity, id, seq, gone) "
    "VALUES (1, 'customer', 'olivia', 1, 0), (2, 'invoice', 'i', 1, 0), (1, 'post', 'p', 1, 0)",
)


def test_rows_of_before_there_were_rights_are_addressed_anew(tmp_path: Path) -> None:
    """Each module has a scope of its own since; every desk fills anew and misses nothing."""
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    with old.writing() as connection:
        command.upgrade(alembic_config(connection), "0003")
        epoch = begin_epoch(connection)
        for statement in OF_BEFORE:
            connection.exec_driver_sql(statement)
    migrate(old)
    with old.reading() as connection:
        assert epoch_and_floor(connection)[0] != epoch
        places = connection.exec_driver_sql(
            "SELECT s.name, a.entity FROM sync_aud a JOIN sync_scope s ON s.id = a.scope "
            "WHERE a.gone = 0 ORDER BY 1, 2"
        ).all()
        counted = connection.exec_driver_sql("SELECT entity, rows FROM sync_digest").all()
    assert [tuple(place) for place in places] == [
        ("c:olivia", "invoice"),
        ("c:olivia", "thread"),
        ("invoices", "invoice"),
        ("invoices", "post"),
        ("invoices", "thread"),
        ("staff", "customer"),
    ]
    assert sorted(map(tuple, counted)) == [
        ("customer", 1), ("invoice", 1), ("post", 1), ("thread", 1),
    ]  # fmt: skip
