"""How many rows there are of each part of the work, for sentences about rights."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.replica.connection import Connection
from sync_server.contract.values import Module

_TABLES: Mapping[Module, str] = {
    Module.INQUIRIES: "inquiry",
    Module.QUOTES: "quote",
    Module.BOOKINGS: "booking",
    Module.INVOICES: "invoice",
    Module.ISSUES: "issue",
    Module.HOLDS: "hold",
    Module.CALLS: "call",
    Module.MESSAGES: "message",
}
_EACH = ", ".join(f"(SELECT count(*) FROM {name})" for name in _TABLES.values())  # noqa: S608 - own names
_COUNTS = f"SELECT {_EACH}"


def module_counts(db: Connection) -> Mapping[Module, int]:
    """Rows on this desk by module; counted over the smallest index of each table."""
    found = db.execute(_COUNTS).fetchone() or (0,) * len(_TABLES)
    return dict(zip(_TABLES, map(int, found), strict=True))
