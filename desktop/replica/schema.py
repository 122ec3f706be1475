"""Tables of the replica: one typed table for each row type, its indexes, and the sync state."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from desktop.replica.connection import Connection
from desktop.replica.search_index import LAYOUT, create_search, create_triggers, renew
from sync_server.contract.base import Row
from sync_server.contract.columns import Column, columns
from sync_server.contract.feed import BY_ENTITY

META = ("_seq", "_aud", "_x")
"""Sequence of the row's last change, bit mask of the scopes it stands in, unknown columns."""

INDEXES: Mapping[str, tuple[str, ...]] = {
    "customer": ("name COLLATE NOCASE", "location COLLATE NOCASE"),
    "property": ("customer_id",),
    "customer_billing": ("payer_id",),
    "merge": ("merged_id", "kept_id"),
    "contact_point": (
        "value",
        "customer_id",
        "substr(value, -9) WHERE contact_kind = 'phone'",
        "substr(value, -7) WHERE contact_kind = 'phone'",
        "lower(value) WHERE contact_kind = 'email'",
    ),
    "inquiry": (
        "customer_id, created_at",
        "customer_id, status, status_id",
        "number",
        "created_at",
        "status, created_at",
    ),
    "quote": (
        "customer_id, created_at",
        "customer_id, status, status_id, total_cents",
        "number",
        "created_at",
        "status, created_at",
        "total_cents",
    ),
    "booking": (
        "customer_id, created_at",
        "customer_id, status, status_id, id",
        "number",
        "status, created_at",
        "starts_at",
        "created_at",
        "title COLLATE NOCASE",
    ),
    "booking_money": ("customer_id, id, total_cents",),
    "invoice": (
        "customer_id, created_at",
        "customer_id, status, status_id, total_cents",
        "number",
        "status, created_at",
        "booking_id",
        "payer_id",
        "created_at",
        "due_at",
        "total_cents",
        "title COLLATE NOCASE",
    ),
    "appointment": ("customer_id, starts_at", "starts_at", "booking_id", "issue_id"),
    "line": ("record_id, position",),
    "payment": ("customer_id, received_at", "invoice_id", "customer_id, voided_at, amount_cents"),
    "credit_note": ("customer_id, issued_at", "invoice_id", "number"),
    "billing_cycle": ("customer_id",),
    "issue": (
        "status, reported_at",
        "reported_at",
        "customer_id, reported_at",
        "customer_id, status",
        "number",
        "record_id",
        "merged_into_id",
        "parent_id",
        "owner_id, status",
        "follow_up_on",
        "status, closed_at",
    ),
    "check_item": ("issue_id, position",),
    "cost": ("issue_id", "customer_id"),
    "survey": ("customer_id",),
    "hold_event": ("hold_id, happened_at, state, amount_cents", "happened_at"),
    "pay_line": ("booking_id",),
    "payout": ("booking_id, worker_id, paid_at", "pay_run_id"),
    "template_version": ("template_id, number",),
    "hold": (
        "state, held_at",
        "state, amount_cents",
        "state",
        "held_at",
        "amount_cents",
        "released_at",
        "reason COLLATE NOCASE",
        "issue_id",
        "booking_id, worker_id, state",
        "booking_id, worker_id, pay_line_ids, id, amount_cents"
        " WHERE state = 'released' AND paid_at IS NULL",
        "customer_id, state, amount_cents",
        "customer_id, held_at",
        "worker_id, state",
    ),
    "thread": ("record_id", "customer_id"),
    "post": ("thread_id, posted_at", "customer_id, posted_at"),
    "attachment": ("post_id", "thread_id"),
    "call": (
        "customer_id, started_at",
        "started_at",
        "number",
        "continues_id, started_at",
        "booking_id",
        "quote_id",
        "invoice_id",
        "issue_id",
        "answered_by, ended_at",
        "ended_at",
        "ring_group_id, started_at",
        "direction, outcome, settled_at, started_at",
        "customer_id, outcome WHERE continues_id IS NULL",
    ),
    "voicemail": ("customer_id, left_at", "call_id", "number", "done_at, left_at"),
    "recording": ("call_id",),
    "message": ("customer_id, written_at", "status"),
    "saved_view": ("list_key",),
    "notice": ("told_at", "read_at, module"),
}

_ACTIVITY = re.compile(r"customer_id, \w+_at")

_STATE = """
CREATE TABLE IF NOT EXISTS _state(k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS _base(
  entity TEXT NOT NULL, id TEXT NOT NULL, image TEXT, PRIMARY KEY(entity, id)) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class EntityTable:
    """The SQL every reader and writer of one entity needs, built once."""

    entity: str
    row_type: type[Row]
    fields: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.fields)

    @cached_property
    def stored(self) -> tuple[str, ...]:
        return (*self.names, *META)

    @cached_property
    def select(self) -> str:
        return f"SELECT {quoted(self.names)} FROM {quoted((self.entity,))}"  # noqa: S608 - own names

    @cached_property
    def get(self) -> str:
        return f"{self.select} WHERE id = ?"

    @cached_property
    def put(self) -> str:
        """Write a row's own columns; sequence, scopes and unknown columns stay as they are."""
        return upsert(self.entity, self.names, "_seq, _aud", "0, 0")

    @cached_property
    def create(self) -> str:
        lines = [_definition(column) for column in self.fields]
        lines += ["_seq INTEGER NOT NULL", "_aud INTEGER NOT NULL", "_x TEXT"]
        return f"CREATE TABLE IF NOT EXISTS {quoted((self.entity,))}({', '.join(lines)})"


def quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def upsert(entity: str, names: tuple[str, ...], more: str, values: str, on_clash: str = "") -> str:
    """Insert bound `names` plus literal columns; a known id gets the new values in place."""
    marks = ", ".join("?" * len(names))
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != "id")
    return (
        f'INSERT INTO "{entity}"({quoted(names)}, {more}) VALUES ({marks}, {values}) '  # noqa: S608 - own names
        f"ON CONFLICT(id) DO UPDATE SET {changes}{on_clash}"
    )


def _definition(column: Column) -> str:
    if column.name == "id":
        return "id TEXT PRIMARY KEY NOT NULL"
    default = f"'{column.default}'" if isinstance(column.default, str) else column.default
    clause = "" if default is None else f" DEFAULT {default}"
    return f'"{column.name}" {column.storage.upper()}{clause}'


TABLES: Mapping[str, EntityTable] = {
    entity: EntityTable(entity, row_type, columns(row_type))
    for entity, row_type in BY_ENTITY.items()
}
BY_TYPE: Mapping[type[Row], EntityTable] = {t.row_type: t for t in TABLES.values()}

FINGERPRINT = hashlib.sha256(
    repr([table.create for table in TABLES.values()] + [_STATE, INDEXES, LAYOUT]).encode()
).hexdigest()
"""Changes with the contract and with what is indexed here."""


def create_tables(db: Connection) -> None:
    for table in TABLES.values():
        db.execute(table.create)
    for statement in _STATE.split(";"):
        db.execute(statement)
    create_search(db)


def create_indexes(db: Connection, entities: tuple[str, ...] = tuple(INDEXES)) -> None:
    """Index the rows of these entities; after a bulk load this is far cheaper than before it."""
    for entity in entities:
        for expression in INDEXES.get(entity, ()):
            _create_index(db, entity, expression)


def create_activity_indexes(db: Connection, entities: tuple[str, ...]) -> None:
    """Only the index by which a customer's newest row is found: the list of customers asks for
    it row by row, and without one that takes 0.15 s a row once a fill has come far."""
    for entity in entities:
        for expression in INDEXES[entity]:
            if _ACTIVITY.fullmatch(expression):
                _create_index(db, entity, expression)


def _create_index(db: Connection, entity: str, expression: str) -> None:
    keys, where, condition = expression.partition(" WHERE ")
    name = _index_name(entity, expression)
    db.execute(f'CREATE INDEX IF NOT EXISTS "{name}" ON "{entity}"({keys}){where}{condition}')


def _index_name(entity: str, expression: str) -> str:
    """Named by what it holds: a newer program makes what it needs under another name."""
    return f"ix_{entity}_{zlib.crc32(expression.encode()):08x}"


def drop_stale_indexes(db: Connection) -> None:
    """Those an older program used: each costs time with every row that comes."""
    wanted = {_index_name(entity, each) for entity, every in INDEXES.items() for each in every}
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix_%'")
    for (name,) in found.fetchall():
        if name not in wanted:
            db.execute(f'DROP INDEX "{name}"')


def upgrade(db: Connection) -> bool:
    """Add what a newer contract brought; answers whether a whole entity is still missing here.

    A column that an older program did not know was kept in `_x`, so its values are here already.
    """
    known = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    misses_entity = bool(TABLES.keys() - known)
    create_tables(db)
    for table in TABLES.values():
        have = {line[1] for line in db.execute(f'PRAGMA table_info("{table.entity}")')}
        for column in (column for column in table.fields if column.name not in have):
            db.execute(f'ALTER TABLE "{table.entity}" ADD COLUMN {_definition(column)}')
            db.execute(
                f'UPDATE "{table.entity}" SET "{column.name}" = json_extract(_x, ?) '  # noqa: S608 - own names
                "WHERE json_type(_x, ?) IS NOT NULL",
                (f"$.{column.name}", f"$.{column.name}"),
            )
    drop_stale_indexes(db)
    create_indexes(db)
    create_triggers(db)
    renew(db)
    return misses_entity
