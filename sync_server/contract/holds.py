"""Payment holds: a fieldworker's pay for a booking, kept back until a named person releases it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sync_server.contract.base import Command, Message, Row, RowId, derived_id
from sync_server.contract.values import HoldState

MAX_RELEASED = 1000


class HoldRow(Row, frozen=True, tag="hold"):
    """One hold for each cause (issue) and fieldworker; its id is made of both. A hold somebody
    placed by hand has an id of its own and may have no issue."""

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
    """When a pay run paid what was held here. It stays, whatever becomes of the hold."""
    held_by_name: str = ""
    released_by_name: str = ""
    release_reason: str = ""
    invoice_id: RowId | None = None
    pay_line_ids: tuple[RowId, ...] = ()
    """Lines of pay that are held; empty: all of this fieldworker's for the booking (PAY-12)."""
    is_provisional: bool = False
    note: str = ""
    expected_on: str = ""
    """The day it is expected to be released, as `2026-11-23`; empty: not known."""
    first_by: RowId | None = None
    """Who released it first, where a second person must (two-person release)."""
    first_by_name: str = ""
    first_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.state is not HoldState.RELEASED


class HoldAction(StrEnum):
    HELD = "held"
    READY = "ready"
    FIRST_RELEASE = "first_release"
    """The first of two people."""
    RELEASED = "released"
    NARROWED = "narrowed"
    """Released because somebody else was responsible."""
    PUT_BACK = "put_back"
    RECOVERY = "recovery"
    """Held although the pay was out already (A16)."""
    CHANGED = "changed"
    """Its amount or its day."""
    PAID = "paid"
    """What was released went out with a pay run."""


class HoldEventRow(Row, frozen=True, tag="hold_event"):
    """What was done to a hold, by whom and when. Never changed and never deleted: the database
    refuses both (PAY-04). Texts come from catalogues, so that nothing personal stands here."""

    hold_id: RowId = RowId("")
    booking_id: RowId = RowId("")
    worker_id: RowId = RowId("")
    action: HoldAction = HoldAction.HELD
    state: HoldState = HoldState.HELD
    amount_cents: int = 0
    reason: str = ""
    by: RowId = RowId("")
    by_name: str = ""
    happened_at: datetime | None = None


class HoldReasonRow(Row, frozen=True, tag="hold_reason"):
    """Why pay is held, or why it is released."""

    name: str = ""
    for_release: bool = False
    position: int = 0
    archived: bool = False


class SaveHoldReason(Command, frozen=True, tag="hold_reason.save"):
    reason_id: RowId
    seen_version: int
    name: str
    for_release: bool = False
    position: int = 0
    archived: bool = False


class PlaceHold(Command, frozen=True, tag="hold.place"):
    """Withhold by hand, from a booking, invoice or fieldworker summary (PAY-06 to PAY-08)."""

    hold_id: RowId
    booking_id: RowId
    worker_id: RowId
    reason: str
    issue_id: RowId | None = None
    invoice_id: RowId | None = None
    pay_line_ids: tuple[RowId, ...] = ()
    note: str = ""
    expected_on: str = ""


class ReleaseHold(Command, frozen=True, tag="hold.release"):
    """Release one hold, as it was read: a hold that changed since is not released unseen."""

    hold_id: RowId
    seen_version: int
    reason: str = ""


class SeenHold(Message, frozen=True, forbid_unknown_fields=True):
    id: RowId
    version: int


class ReleaseHolds(Command, frozen=True, tag="hold.release_many"):
    """Release what can be released of up to 1,000; the answer says what was not, and why."""

    holds: tuple[SeenHold, ...]
    reason: str = ""


class ExpectRelease(Command, frozen=True, tag="hold.expect"):
    hold_id: RowId
    expected_on: str
    """Empty: not known."""


def hold_id(issue_id: RowId, worker_id: RowId) -> RowId:
    return RowId(f"{issue_id}:{worker_id}")


def hold_event_id(held: RowId, version: int) -> RowId:
    """One for each version of a hold, whoever works it out."""
    return RowId(derived_id(f"hold_event\0{held}\0{version}"))
