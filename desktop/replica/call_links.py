"""What a call can have been about: the customer's newest records of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, Statement, prepared
from sync_server.contract.base import RowId
from sync_server.contract.values import RecordKind

EACH = 4
"""Records of one kind that are offered."""


@dataclass(frozen=True, slots=True)
class Linkable:
    """One record a call may be linked to."""

    kind: RecordKind
    id: RowId
    number: int | None
    title: str
    status: str


def _newest(entity: str, title: str, at: str) -> Statement:
    table = ROWS[entity]
    return prepared(
        select(table.c.id, table.c.number, table.c[title], table.c.status)
        .where(table.c.customer_id == bindparam("id"))
        .order_by(table.c[at].desc())
        .limit(EACH)
    )


_QUERIES = (
    (RecordKind.BOOKING, _newest("booking", "title", "created_at")),
    (RecordKind.ISSUE, _newest("issue", "issue_type", "reported_at")),
    (RecordKind.QUOTE, _newest("quote", "title", "created_at")),
    (RecordKind.INVOICE, _newest("invoice", "title", "created_at")),
)


def linkable(db: Connection, customer_id: RowId) -> tuple[Linkable, ...]:
    """Bookings first, each kind newest first."""
    return tuple(
        Linkable(kind, RowId(row_id), number, title, status)
        for kind, query in _QUERIES
        for row_id, number, title, status in query.all(db, id=customer_id)
    )
