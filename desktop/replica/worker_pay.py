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
from sync_server.rules.pay import Standing, holds_on, standing

MOST = 500
"""Jobs shown at once; those with pay that is withheld are always among them."""
_HELD = "SELECT DISTINCT booking_id FROM hold WHERE worker_id = ? AND state <> 'released' LIMIT ?"
_NEWEST = "SELECT id FROM booking WHERE instr(worker_ids, ?) > 0 ORDER BY starts_at DESC LIMIT ?"
"""Along the dates from the newest: it stops once enough are found."""


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
    """What is withheld first, then the newest. May look at every booking: ask beside the window."""
    held = [row[0] for row in db.execute(_HELD, (worker_id, most)).fetchall()]
    newest = [row[0] for row in db.execute(_NEWEST, (f'"{worker_id}"', most)).fetchall()]
    view = ReplicaView(db)
    found = dict.fromkeys((*held, *newest))
    jobs = [job for each in found if (job := _job(view, RowId(each), worker_id)) is not None]
    jobs.sort(key=lambda job: (bool(job.holds), job.at is not None, job.at), reverse=True)
    return tuple(jobs[:most])


def _job(view: ReplicaView, booking_id: RowId, worker_id: RowId) -> Job | None:
    booking = view.get(BookingRow, booking_id)
    if booking is None:
        return None
    customer = view.get(CustomerRow, booking.customer_id)
    holds = holds_on(view, booking_id, worker_id)
    return Job(
        booking,
        customer.name if customer is not None else "",
        standing(view, booking_id, worker_id),
        tuple(hold for hold in holds if hold.is_active),
    )
