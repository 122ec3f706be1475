"""What merging two customers would move, and merges that can still be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.replica.connection import Connection
from sync_server.contract.base import RowId
from sync_server.contract.care import UNMERGE_DAYS
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.feed import entity
from sync_server.contract.threads import ThreadRow
from sync_server.rules.merge_moves import OWNED

_COUNTED = (*(entity(kind) for kind in OWNED), "contact_point")
_COUNTS = " UNION ALL ".join(
    f"SELECT '{name}', count(*) FROM \"{name}\" WHERE customer_id = :id"  # noqa: S608 - own names
    for name in _COUNTED
    if name not in {entity(ThreadRow), "booking_money", "notice"}
)
_STANDING = (
    "SELECT id, merged_name, merged_by_name, merged_at, moved_count FROM merge "
    "WHERE kept_id = ? AND undone_at IS NULL AND merged_at > ? ORDER BY merged_at DESC"
)
_KEPT = "SELECT kept_id FROM merge WHERE merged_id = ? AND undone_at IS NULL"


@dataclass(frozen=True, slots=True)
class Standing:
    """A merge that can be undone: who was merged, by whom, until when."""

    id: RowId
    merged_name: str
    by: str
    at: datetime
    moved: int

    @property
    def until(self) -> datetime:
        return self.at + timedelta(days=UNMERGE_DAYS)


def counts_of(db: Connection, customer_id: RowId) -> dict[str, int]:
    """How many rows of each kind are a customer's, where there are any."""
    found = db.execute(_COUNTS, {"id": customer_id})
    return {name: count for name, count in found if count}


def standing_merges(db: Connection, customer_id: RowId, now: datetime) -> tuple[Standing, ...]:
    """Merges into this customer that can still be undone, the newest first."""
    oldest = to_ms(now - timedelta(days=UNMERGE_DAYS))
    found = db.execute(_STANDING, (customer_id, oldest))
    return tuple(Standing(RowId(i), name, by, from_ms(at), n) for i, name, by, at, n in found)


def kept_profile(db: Connection, customer_id: RowId) -> RowId:
    """Where a customer is to be found today: at themselves, or where they were merged into."""
    for _ in range(100):
        found = db.execute(_KEPT, (customer_id,)).fetchone()
        if found is None:
            return customer_id
        customer_id = RowId(found[0])
    return customer_id
