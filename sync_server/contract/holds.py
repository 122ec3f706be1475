"""Payment holds: one fieldworker's pay for one booking, kept back while an issue is open."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import HoldState


class HoldRow(Row, frozen=True, tag="hold"):
    """One hold for each cause (issue) and fieldworker; its id is made of both."""

    booking_id: RowId = RowId("")
    worker_id: RowId = RowId("")
    issue_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    state: HoldState = HoldState.HELD
    reason: str = ""
    amount_cents: int = 0
    held_by: RowId = RowId("")
    held_at: datetime | None = None
    released_by: RowId | None = None
    released_at: datetime | None = None
    paid_at: datetime | None = None


class ReleaseHold(Command, frozen=True, tag="hold.release"):
    """Release one hold, as it was read: a hold that changed since is not released unseen."""

    hold_id: RowId
    seen_version: int


def hold_id(issue_id: RowId, worker_id: RowId) -> RowId:
    return RowId(f"{issue_id}:{worker_id}")
