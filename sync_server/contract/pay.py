"""What fieldworkers earn: lines of pay, and the runs that pay them out."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Message, Row, RowId, derived_id

MAX_PAID_AT_ONCE = 500


class PayLineRow(Row, frozen=True, tag="pay_line"):
    """What one fieldworker earns with one part of a booking. A booking without such lines pays
    everybody on it the same share of `BookingMoneyRow.pay_cents`."""

    booking_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    worker_id: RowId = RowId("")
    line_id: RowId | None = None
    """The line of the booking it is for."""
    text: str = ""
    amount_cents: int = 0
    position: int = 0
    gone: bool = False


class NewPayLine(Message, frozen=True, forbid_unknown_fields=True):
    id: RowId
    worker_id: RowId
    amount_cents: int
    text: str = ""
    line_id: RowId | None = None


class SetPayLines(Command, frozen=True, tag="booking.set_pay_lines"):
    """Replace the lines of pay the person saw; they must come to the booking's pay."""

    booking_id: RowId
    seen: tuple[RowId, ...]
    lines: tuple[NewPayLine, ...]


class PayRunRow(Row, frozen=True, tag="pay_run"):
    """Pay that goes out together. Locked: what is in it does not change any more."""

    name: str = ""
    opened_at: datetime | None = None
    opened_by_name: str = ""
    locked_at: datetime | None = None
    locked_by: RowId | None = None
    locked_by_name: str = ""
    total_cents: int = 0
    count: int = 0


class OpenPayRun(Command, frozen=True, tag="pay_run.open"):
    pay_run_id: RowId
    name: str


class PayoutRow(Row, frozen=True, tag="payout"):
    """What one run pays one fieldworker for one booking. Never changed: see `HoldEventRow`."""

    pay_run_id: RowId = RowId("")
    booking_id: RowId = RowId("")
    worker_id: RowId = RowId("")
    amount_cents: int = 0
    paid_at: datetime | None = None
    paid_by: RowId = RowId("")
    paid_by_name: str = ""


class Payable(Message, frozen=True, forbid_unknown_fields=True):
    booking_id: RowId
    worker_id: RowId
    amount_cents: int
    """As the person saw it; must be earned, not held and not paid yet."""


class PayOut(Command, frozen=True, tag="pay_run.pay_out"):
    """Put up to 500 amounts into an open run; those that are not payable any more stay out."""

    pay_run_id: RowId
    payables: tuple[Payable, ...]


class LockPayRun(Command, frozen=True, tag="pay_run.lock"):
    """Close the books on it, at the sum the person saw."""

    pay_run_id: RowId
    seen_total_cents: int


def payout_id(pay_run_id: RowId, booking_id: RowId, worker_id: RowId) -> RowId:
    return RowId(derived_id(f"payout\0{pay_run_id}\0{booking_id}\0{worker_id}"))
