"""A fieldworker's jobs, newest first, and what they earn with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.replica.connection import Connection
from desktop.replica.view import ReplicaView
from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.records import BookingRow
from sync_server.rules.pay import Standing, standing

MOST = 500
"""Jobs shown at once; those with pay that is withheld are always among them."""
_FOUND = """
SELECT b.id, EXISTS(SELECT 1 FROM hold h WHERE h.booking_id = b.id AND h.worker_id = :worker
                    AND h.state <> 'released') AS is_held
FROM booking b
WHERE instr(b.worker_ids, :quoted) > 0
   OR b.id IN (SELECT booking_id FROM hold WHERE worker_id = :worker)
   OR b.id IN (SELECT booking_id FROM payout WHERE worker_id = :worker)
ORDER BY is_held DESC, coalesce(b.starts_at, b.created_at, 0) DESC, b.id
LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One booking and this fieldworker's part of its pay."""

    booking: BookingRow
    customer: str
    pay: Standing
    holds: tuple[HoldRow, ...]
    """Those that are not released."""

    @property
    def at(self) -> datetime | None:
        return self.booking.starts_at or self.booking.created_at


def jobs_of(db: Connection, worker_id: RowId, most: int = MOST) -> tuple[Job, ...]:
    """Takes a look at every booking: to be asked beside the window."""
    asked = {"worker": worker_id, "quoted": f'"{worker_id}"', "most": most}
    found = db.execute(_FOUND, asked).fetchall()
    view = ReplicaView(db)
    jobs = (_job(view, RowId(row[0]), worker_id) for row in found)
    return tuple(job for job in jobs if job is not None)


def _job(view: ReplicaView, booking_id: RowId, worker_id: RowId) -> Job | None:
    booking = view.get(BookingRow, booking_id)
    if booking is None:
        return None
    customer = view.get(CustomerRow, booking.customer_id)
    holds = view.where(HoldRow, booking_id=booking_id, worker_id=worker_id)
    return Job(
        booking,
        customer.name if customer is not None else "",
        standing(view, booking_id, worker_id),
        tuple(hold for hold in holds if hold.is_active),
    )
