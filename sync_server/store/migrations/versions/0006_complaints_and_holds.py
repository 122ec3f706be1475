"""complaints, holds and letters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NEVER_CHANGED = ("hold_event", "payout", "template_version")
"""What was written down about pay, and every version of a letter, stays as it is."""


def upgrade() -> None:
    op.create_table(
        "branding",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("business_name", sa.String(), nullable=False),
        sa.Column("logo_sha256", sa.String(), nullable=False),
        sa.Column("logo_type", sa.String(), nullable=False),
        sa.Column("accent", sa.String(), nullable=False),
        sa.Column("footer", sa.String(), nullable=False),
        sa.Column("links", sa.String(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branding")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "check_item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("issue_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by_name", sa.String(), nullable=False),
        sa.Column("gone", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_item")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("check_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_check_item_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_check_item_issue_id"), ["issue_id"], unique=False)
    op.create_table(
        "complaint_settings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("ack_office", sa.String(), nullable=False),
        sa.Column("ack_customer", sa.String(), nullable=False),
        sa.Column("ack_import", sa.String(), nullable=False),
        sa.Column("reopen_days", sa.BigInteger(), nullable=False),
        sa.Column("needs_evidence", sa.BigInteger(), nullable=False),
        sa.Column("shares_appointments", sa.BigInteger(), nullable=False),
        sa.Column("two_person_cents", sa.BigInteger(), nullable=False),
        sa.Column("wip_limits", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("holidays", sa.String(), nullable=False),
        sa.Column("ack_target_hours", sa.BigInteger(), nullable=False),
        sa.Column("ack_breach_hours", sa.BigInteger(), nullable=False),
        sa.Column("resolve_hours", sa.String(), nullable=False),
        sa.Column("pauses_in", sa.String(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_settings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cost",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("issue_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("cost_kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("quantity_thousandths", sa.BigInteger(), nullable=False),
        sa.Column("unit_cents", sa.BigInteger(), nullable=False),
        sa.Column("tax_bp", sa.BigInteger(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("tax_cents", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_by_name", sa.String(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=True),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.Column("posted_by_name", sa.String(), nullable=False),
        sa.Column("posted_to", sa.String(), nullable=True),
        sa.Column("gone", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("cost", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cost_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cost_issue_id"), ["issue_id"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("erased_by", sa.String(), nullable=False),
        sa.Column("erased_by_name", sa.String(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.Column("posts", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.BigInteger(), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hold_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("hold_id", sa.String(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=True),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_event")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("hold_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_event_hold_id"), ["hold_id"], unique=False)
    op.create_table(
        "hold_reason",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("for_release", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("archived", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_reason")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "issue_label",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tone", sa.String(), nullable=False),
        sa.Column("archived", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_label")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "issue_type",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tone", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("archived", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_type")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pay_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("line_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_line")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("pay_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pay_line_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pay_line_customer_id"), ["customer_id"], unique=False)
    op.create_table(
        "pay_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_by_name", sa.String(), nullable=False),
        sa.Column("locked_at", sa.BigInteger(), nullable=True),
        sa.Column("locked_by", sa.String(), nullable=True),
        sa.Column("locked_by_name", sa.String(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_run")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "payout",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("pay_run_id", sa.String(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_by", sa.String(), nullable=False),
        sa.Column("paid_by_name", sa.String(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payout_pay_run_id"), ["pay_run_id"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("rating", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("logged_by_name", sa.String(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_customer_id"), ["customer_id"], unique=False)
    op.create_table(
        "template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("archived", sa.BigInteger(), nullable=False),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "template_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("template_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_by_name", sa.String(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=True),
        sa.Column("_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("template_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_template_version_template_id"), ["template_id"], unique=False
        )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("proposed_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("confirmed_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.create_index(batch_op.f("ix_appointment_issue_id"), ["issue_id"], unique=False)
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("held_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("released_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("release_reason", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("invoice_id", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("pay_line_ids", sa.String(), nullable=False, server_default="[]")
        )
        batch_op.add_column(
            sa.Column("is_provisional", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("expected_on", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("first_by", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("first_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("first_at", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("priority", sa.String(), nullable=False, server_default="normal")
        )
        batch_op.add_column(
            sa.Column("origin", sa.String(), nullable=False, server_default="office")
        )
        batch_op.add_column(sa.Column("owner_id", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("is_provisional", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("label_ids", sa.String(), nullable=False, server_default="[]")
        )
        batch_op.add_column(
            sa.Column("watcher_ids", sa.String(), nullable=False, server_default="[]")
        )
        batch_op.add_column(
            sa.Column("follow_up_required", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("follow_up_on", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("reminded_on", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("reminders", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("parent_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("merged_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("merged_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("acknowledged_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("ack_due_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("resolve_due_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("pauses", sa.String(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("resolved_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("resolved_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("closed_by_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("gone", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.create_index(
            batch_op.f("ix_issue_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_issue_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_issue_status_issue_follow_up_on"),
            ["status", "follow_up_on"],
            unique=False,
        )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("staff_id", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("is_resend", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.create_index(batch_op.f("ix_message_record_id"), ["record_id"], unique=False)
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_issue_id"), ["issue_id"], unique=False)
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_about_id"), ["about_id"], unique=False)
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_evidence", sa.BigInteger(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("may_propose", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("may_contact", sa.BigInteger(), nullable=False, server_default="0")
        )
    for table in NEVER_CHANGED:
        if op.get_bind().dialect.name == "sqlite":
            _guard_sqlite(table)
        else:
            _guard_postgres(table)


def _guard_sqlite(table: str) -> None:
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"""CREATE TRIGGER {table}_keeps_{what.lower()}s_out BEFORE {what} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"""
        )
    # INSERT OR REPLACE deletes without a delete trigger.
    op.execute(
        f"""CREATE TRIGGER {table}_comes_once BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"""  # noqa: S608 - our own names
    )


def _guard_postgres(table: str) -> None:
    op.execute(
        f"""CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{table} is never changed'; END $$"""
    )
    op.execute(
        f"""CREATE TRIGGER {table}_keeps_changes_out BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_refuses()"""
    )
    op.execute(
        f"""CREATE TRIGGER {table}_keeps_truncates_out BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses()"""
    )
