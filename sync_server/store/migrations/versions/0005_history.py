"""history"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What an update may never touch: everything but the content and its salt.
FIXED = (
    "n",
    "at",
    "actor_id",
    "actor_role",
    "kind",
    "command_id",
    "entity",
    "row_id",
    "customer_id",
    "record_id",
    "digest",
    "hash",
)

# The one update allowed: emptying the content of a line that a tombstone line names.
ERASES = """
    NEW.actor_name IS NULL AND NEW.changes IS NULL AND NEW.salt IS NULL
    AND OLD.entity <> 'audit'
    AND EXISTS (SELECT 1 FROM audit t WHERE t.entity = 'audit'
                AND t.row_id = CAST(OLD.n AS VARCHAR) AND t.n > OLD.n)
"""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("command_id", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("record_id", sa.String(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=True),
        sa.Column("changes", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_audit_entity_audit_row_id_audit_n"),
        "audit",
        ["entity", "row_id", "n"],
        unique=False,
    )
    op.create_index(
        op.f("ix_audit_customer_id_audit_n"), "audit", ["customer_id", "n"], unique=False
    )
    op.create_index(op.f("ix_audit_record_id_audit_n"), "audit", ["record_id", "n"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _guard_sqlite() -> None:
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in FIXED)
    op.execute(
        f"""CREATE TRIGGER audit_keeps_updates_out BEFORE UPDATE ON audit
        WHEN NOT ({same} AND {ERASES})
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"""
    )
    op.execute(
        """CREATE TRIGGER audit_keeps_deletes_out BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"""
    )
    # INSERT OR REPLACE deletes without a delete trigger: only the next number comes in.
    op.execute(
        """CREATE TRIGGER audit_takes_the_next_only BEFORE INSERT ON audit
        WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM audit)
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"""
    )


def _guard_postgres() -> None:
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in FIXED)
    op.execute(
        f"""CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {same} AND {ERASES} THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'history is append-only';
        END $$"""
    )
    op.execute(
        """CREATE TRIGGER audit_keeps_changes_out BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_refuses()"""
    )
    op.execute(
        """CREATE TRIGGER audit_keeps_truncates_out BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()"""
    )
