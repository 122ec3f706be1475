"""the phone, whole"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent_state",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_state")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "disposition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("archived", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("about_id", sa.String(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "preference",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("is_on", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recording",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_sha256"), ["sha256"], unique=False)

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("continues_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("ring_group_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("steps", sa.String(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("hung_up_by", sa.String(), nullable=False, server_default="unknown")
        )
        batch_op.add_column(sa.Column("disposition_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("quote_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("invoice_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("issue_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("owner_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("owner_name", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("settled_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("settled_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("loss_permille", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("jitter_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("rtt_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("mos_hundredths", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_call_continues_id"), ["continues_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_number"), ["number"], unique=False)

    with op.batch_alter_table("ring_group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("fallback", sa.String(), nullable=False, server_default="mailbox")
        )
        batch_op.add_column(
            sa.Column("fallback_number", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("hours", sa.String(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("time_zone", sa.String(), nullable=False, server_default="UTC")
        )
        batch_op.add_column(sa.Column("holidays", sa.String(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("closed_route", sa.String(), nullable=False, server_default="mailbox")
        )
        batch_op.add_column(
            sa.Column("closed_number", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("call_waiting", sa.BigInteger(), nullable=False, server_default="1")
        )
        batch_op.add_column(sa.Column("ringtone", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("wrap_up_seconds", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("asks_disposition", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("recording", sa.String(), nullable=False, server_default="never")
        )
        batch_op.add_column(
            sa.Column("announces_recording", sa.BigInteger(), nullable=False, server_default="1")
        )
        batch_op.add_column(
            sa.Column("retention_days", sa.BigInteger(), nullable=False, server_default="90")
        )
        batch_op.add_column(
            sa.Column("greeting_sha256", sa.String(), nullable=False, server_default="")
        )
        batch_op.create_index(batch_op.f("ix_ring_group_number"), ["number"], unique=False)

    with op.batch_alter_table("voicemail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ring_group_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("heard_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("heard_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("done_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("done_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("removed_at", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_voicemail_number"), ["number"], unique=False)
