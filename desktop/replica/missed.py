"""How many callers still wait to be called back, for the badges of tray and rail."""

from __future__ import annotations

from sqlalchemy import func, literal_column, select

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, one_of, prepared
from sync_server.rules.callbacks import UNANSWERED

_call = ROWS["call"]
_COUNT = prepared(
    select(func.count()).where(
        one_of(_call.c.outcome, sorted(UNANSWERED)),
        _call.c.settled_at.is_(None),
        _call.c.direction == literal_column("'inbound'"),
        _call.c.continues_id.is_(None),
        _call.c.ended_at.is_not(None),
        _call.c.number != literal_column("''"),
    )
)
"""The rule `callbacks.wants_callback` in SQL; a test holds them together."""


def missed_count(db: Connection) -> int:
    """Calls nobody answered and nobody settled; answered elsewhere is never among them."""
    found = _COUNT.one(db)
    return int(found[0]) if found else 0
