"""Tables: one for each row type, typed from the contract, and those that make sync work."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from sync_server.contract.base import Row
from sync_server.contract.columns import Storage, columns
from sync_server.contract.feed import ROW_TYPES, entity

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_INDEXED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "staff": (("email",), ("sip_user",)),
    "contact_point": (("customer_id",), ("value",)),
    "property": (("customer_id",),),
    "customer_billing": (("payer_id",),),
    "merge": (("merged_id",),),
    "inquiry": (("customer_id",),),
    "quote": (("customer_id",), ("status", "expires_at")),
    "booking": (("customer_id",), ("starts_at",)),
    "booking_money": (("customer_id",),),
    "invoice": (("customer_id",), ("booking_id",), ("payer_id",), ("status", "due_at")),
    "appointment": (("customer_id",), ("issue_id",)),
    "line": (("record_id",), ("customer_id",)),
    "payment": (("invoice_id",), ("customer_id",)),
    "credit_note": (("invoice_id",), ("customer_id",)),
    "billing_cycle": (("customer_id",), ("origin", "next_at")),
    "issue": (
        ("record_id",),
        ("customer_id",),
        ("merged_into_id",),
        ("parent_id",),
        ("status", "follow_up_on"),
    ),
    "hold": (("issue_id",), ("booking_id",), ("customer_id",)),
    "hold_event": (("hold_id",),),
    "check_item": (("issue_id",), ("customer_id",)),
    "cost": (("issue_id",), ("customer_id",)),
    "survey": (("customer_id",),),
    "pay_line": (("booking_id",), ("customer_id",)),
    "payout": (("booking_id",), ("pay_run_id",)),
    "template_version": (("template_id",),),
    "thread": (("record_id",), ("customer_id",)),
    "post": (("thread_id",), ("customer_id",)),
    "attachment": (("post_id",), ("thread_id",), ("sha256",)),
    "call": (
        ("customer_id",),
        ("number",),
        ("continues_id",),
        ("ended_at",),
        ("issue_id",),
    ),
    "voicemail": (("call_id",), ("sha256",), ("number",), ("customer_id",)),
    "recording": (("call_id",), ("sha256",), ("expires_at",)),
    "message": (("customer_id",), ("status",), ("record_id",)),
    "notice": (("recipient_id",), ("customer_id",), ("about_id",)),
    "ring_group": (("number",),),
}
"""What rules, dependents and pages look rows up by, beside the id."""


def _row_table(row_type: type[Row]) -> Table:
    name = entity(row_type)
    kinds = {Storage.TEXT: String, Storage.INTEGER: BigInteger}
    return Table(
        name,
        metadata,
        *(
            Column(c.name, kinds[c.storage](), primary_key=c.name == "id", nullable=c.is_optional)
            for c in columns(row_type)
        ),
        Column("_seq", BigInteger, nullable=False),
        *(Index(None, *names) for names in _INDEXED.get(name, ())),
        sqlite_with_rowid=False,
    )


ROW_TABLES: Mapping[type[Row], Table] = {kind: _row_table(kind) for kind in ROW_TYPES}

meta = Table(
    "sync_meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
    sqlite_with_rowid=False,
)
"""`epoch` (new with every restore) and `floor` (tombstones up to here are gone)."""

transactions = Table(
    "sync_tx",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor_id", String, nullable=False),
    sqlite_with_rowid=False,
)

scopes = Table(
    "sync_scope",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False, unique=True),
)

audience = Table(
    "sync_aud",
    metadata,
    Column("scope", Integer, primary_key=True, autoincrement=False),
    Column("entity", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("gone", Integer, nullable=False),
    Index(None, "scope", "seq"),
    Index(None, "entity", "id"),
    sqlite_with_rowid=False,
)
"""For each row and each scope it stands or stood in: only the latest change and whether it left."""

digests = Table(
    "sync_digest",
    metadata,
    Column("seen_by", String, primary_key=True),
    Column("entity", String, primary_key=True),
    Column("rows", BigInteger, nullable=False),
    Column("seq_sum", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Count and sum of `_seq` of the rows whose office scopes are exactly `seen_by` (joined by +)."""

numbers = Table(
    "record_number",
    metadata,
    Column("record_kind", String, primary_key=True),
    Column("last", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

devices = Table(
    "device",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("last_n", BigInteger, nullable=False),
    Column("last_id", String),
    Column("added_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

commands = Table(
    "sync_command",
    metadata,
    Column("id", String, primary_key=True),
    Column("actor_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("result", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("code", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("at_client", BigInteger),
    Column("at_server", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Every command ever decided, with its answer: what makes a retry harmless."""

device_commands = Table(
    "sync_device_command",
    metadata,
    Column("device_id", String, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("command_id", String, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Which command a device sent under which number."""

parked = Table(
    "sync_parked",
    metadata,
    Column("command_id", String, primary_key=True),
    Column("actor_id", String, nullable=False),
    Column("body", String, nullable=False),
    Column("fault", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

audit = Table(
    "audit",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor_id", String, nullable=False),
    Column("actor_role", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("command_id", String, nullable=False),
    Column("entity", String, nullable=False),
    Column("row_id", String, nullable=False),
    Column("customer_id", String),
    Column("record_id", String),
    Column("actor_name", String),
    Column("changes", String),
    Column("salt", String),
    Column("digest", String, nullable=False),
    Column("hash", String, nullable=False),
    Index(None, "entity", "row_id", "n"),
    Index(None, "customer_id", "n"),
    Index(None, "record_id", "n"),
    sqlite_with_rowid=False,
)
"""The history: one line for each row a command changed, chained by hash (`store.chain`).

The content (`actor_name`, `changes`) and its salt can be erased; the digest stays. Triggers of
migration 0005 refuse every other update and every delete."""

accounts = Table(
    "account",
    metadata,
    Column("staff_id", String, primary_key=True),
    Column("email", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("sip_ha1", String),
    UniqueConstraint("email"),
    sqlite_with_rowid=False,
)

tokens = Table(
    "token",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("staff_id", String, nullable=False, index=True),
    Column("device_id", String, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    sqlite_with_rowid=False,
)

sign_in_failures = Table(
    "sign_in_failure",
    metadata,
    Column("key_hash", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
