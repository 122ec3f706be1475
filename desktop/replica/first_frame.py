"""What the first window shows, in plain SQL: the customers list and the rail's counters.

Nothing here may import SQLAlchemy: a person sees this before it would have loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from desktop.replica.connection import Connection, SqlRow
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms

Reader = Callable[[], Connection]
"""Gives the calling thread's connection; pages hold this, never a connection."""


class Order(StrEnum):
    NAME = "name"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """One customer as the list shows them."""

    id: RowId
    name: str
    labels: tuple[str, ...]
    phones: str
    """All of them, between commas."""
    location: str
    open_issues: int
    last_activity_at: datetime | None
    balance_cents: int = 0


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """The numbers beside Issues and Payment holds in the rail."""

    issues: int
    holds: int


_LAST = " UNION ALL ".join(
    f"SELECT max({at}) FROM {table} WHERE customer_id = c.id"  # noqa: S608 - own names
    for table, at in (
        ("inquiry", "created_at"),
        ("quote", "created_at"),
        ("booking", "created_at"),
        ("invoice", "created_at"),
        ("issue", "reported_at"),
        ("call", "started_at"),
        ("post", "posted_at"),
    )
)
_OPEN_STATUSES = "'new', 'in_progress', 'reopened', 'awaiting_approval'"
# The page is cut out of the index alone; only then are its rows looked up.
_SUMMARY = (
    "SELECT c.id, c.name, c.labels, c.location, "  # noqa: S608 - own names
    "(SELECT group_concat(value, ', ' ORDER BY id) FROM contact_point "
    "WHERE customer_id = c.id AND contact_kind = 'phone'), "
    f"(SELECT count(*) FROM issue WHERE customer_id = c.id AND status IN ({_OPEN_STATUSES})), "
    f"(SELECT max(at) FROM (SELECT NULL AS at UNION ALL {_LAST})), "
    "(SELECT CAST(total(total_cents - paid_cents - credited_cents) AS INTEGER) FROM invoice "
    "WHERE customer_id = c.id AND status IN ('open', 'overdue')) "
    "FROM customer c "
)
_SOME = _SUMMARY + "WHERE c.id IN ({marks})"
_PAGE = (
    _SUMMARY + "WHERE c.rowid IN (SELECT rowid FROM customer "  # noqa: S608 - own names
    "ORDER BY {key} COLLATE NOCASE {way}, rowid {way} LIMIT ? OFFSET ?) "
    "ORDER BY c.{key} COLLATE NOCASE {way}, c.rowid {way}"
)
_COUNT = "SELECT count(*) FROM customer"
_COUNTS = (
    f"SELECT (SELECT count(*) FROM issue WHERE status IN ({_OPEN_STATUSES})), "  # noqa: S608 - own names
    "(SELECT count(*) FROM hold WHERE state IN ('held', 'ready_to_release', 'recovery_due'))"
)


def page_sql(order: Order, *, descending: bool) -> str:
    return _PAGE.format(key=order, way="DESC" if descending else "ASC")


class CustomerList:
    """All customers in an order, asked for page by page."""

    def __init__(
        self, reader: Reader, order: Order = Order.NAME, *, descending: bool = False
    ) -> None:
        self._reader = reader
        self._order = order
        self._descending = descending

    def count(self) -> int:
        return _number(self._reader(), _COUNT)

    def page(self, first: int, size: int) -> list[CustomerSummary]:
        """Rows `first` to `first + size`; counted from whichever end is nearer."""
        db, count = self._reader(), self.count()
        size = max(0, min(size, count - first))
        from_end = first > count // 2
        offset = count - first - size if from_end else first
        sql = page_sql(self._order, descending=self._descending is not from_end)
        lines = [_summary(found) for found in db.execute(sql, (size, offset))]
        return lines[::-1] if from_end else lines


def summaries_of(db: Connection, ids: Sequence[RowId]) -> list[CustomerSummary]:
    """These customers as the list shows them, in the order asked for."""
    marks = ", ".join("?" * len(ids))
    found = {row[0]: _summary(row) for row in db.execute(_SOME.format(marks=marks), tuple(ids))}
    return [found[row_id] for row_id in ids if row_id in found]


def open_counts(db: Connection) -> OpenCounts:
    issues, holds = db.execute(_COUNTS).fetchone() or (0, 0)
    return OpenCounts(issues, holds)


def _number(db: Connection, sql: str) -> int:
    found = db.execute(sql).fetchone()
    return 0 if found is None else int(found[0])


def _summary(found: SqlRow) -> CustomerSummary:
    row_id, name, labels, location, phones, open_issues, last_ms, balance = found
    return CustomerSummary(
        RowId(row_id),
        name,
        msgspec.json.decode(labels, type=tuple[str, ...]),
        phones or "",
        location,
        open_issues,
        None if last_ms is None else from_ms(last_ms),
        balance,
    )
