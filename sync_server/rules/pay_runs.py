"""Paying out: a run is filled, then locked; what is held stays out of it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.holds import HoldAction
from sync_server.contract.pay import (
    MAX_PAID_AT_ONCE,
    LockPayRun,
    OpenPayRun,
    Payable,
    PayOut,
    PayoutRow,
    PayRunRow,
    payout_id,
)
from sync_server.contract.records import BookingRow
from sync_server.contract.values import BookingStatus
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.holds import stepped
from sync_server.rules.pay import holds_on, standing
from sync_server.rules.view import View

MAX_NAME = 60


def open_pay_run(view: View, command: OpenPayRun, here: Circumstances) -> Effects:
    if view.get(PayRunRow, command.pay_run_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This pay run exists already.")
    name = command.name.strip()
    if not name or len(name) > MAX_NAME:
        raise Refused(Reason.INVALID, f"A pay run needs a name of 1 to {MAX_NAME} characters.")
    if any(run.name.casefold() == name.casefold() for run in view.where(PayRunRow)):
        raise Refused(Reason.INVALID, f"There is a pay run called {name} already.")
    row = PayRunRow(
        id=command.pay_run_id, name=name, opened_at=here.now, opened_by_name=here.by_name
    )
    return Effects(rows=(row,))


def pay_out(view: View, command: PayOut, here: Circumstances) -> Effects:
    """Put in what is payable as the person saw it; the answer names the rest."""
    if not 1 <= len(command.payables) <= MAX_PAID_AT_ONCE:
        raise Refused(Reason.INVALID, f"1 to {MAX_PAID_AT_ONCE} amounts are paid at once.")
    run = _open_run(view, command.pay_run_id)
    rows: list[PayoutRow] = []
    left_out = 0
    for payable in {(p.booking_id, p.worker_id): p for p in command.payables}.values():
        row = _payout(view, run, payable, here)
        if row is None:
            left_out += 1
        elif view.get(PayoutRow, row.id) is None:
            rows.append(row)
    if not rows and left_out:
        raise Refused(
            Reason.CHANGED, "Nothing of this can be paid with this run any more. Look at it again."
        )
    if not rows:
        return Effects()
    total = sum(row.amount_cents for row in rows)
    filled = msgspec.structs.replace(
        run,
        version=run.version + 1,
        total_cents=run.total_cents + total,
        count=run.count + len(rows),
    )
    said = f"{left_out} were left out: held, paid already or changed." if left_out else ""
    stamped = (row for paid in rows for row in _stamped(view, paid, here))
    return Effects(rows=(filled, *rows, *stamped), merged=said)


def _stamped(view: View, paid: PayoutRow, here: Circumstances) -> Iterator[Row]:
    """The releases this pays: a grid of a million of them asks each whether it went out, and is
    told by the hold itself."""
    for hold in holds_on(view, paid.booking_id, paid.worker_id):
        if not hold.is_active and hold.paid_at is None:
            yield from stepped(hold, HoldAction.PAID, here, paid_at=here.now)


def lock_pay_run(view: View, command: LockPayRun, here: Circumstances) -> Effects:
    run = view.get(PayRunRow, command.pay_run_id)
    if run is None:
        raise Refused(Reason.NOT_FOUND, "This pay run does not exist any more.")
    if run.locked_at is not None:
        return Effects()
    if run.total_cents != command.seen_total_cents:
        raise Refused(Reason.CHANGED, "More was paid since you looked. Look at the sum again.")
    locked = msgspec.structs.replace(
        run,
        version=run.version + 1,
        locked_at=here.now,
        locked_by=here.by,
        locked_by_name=here.by_name,
    )
    return Effects(rows=(locked,))


def _open_run(view: View, pay_run_id: RowId) -> PayRunRow:
    run = view.get(PayRunRow, pay_run_id)
    if run is None:
        raise Refused(Reason.NOT_FOUND, "This pay run does not exist any more.")
    if run.locked_at is not None:
        raise Refused(Reason.WRONG_STATUS, f"{run.name} is locked; open another pay run.")
    return run


def _payout(view: View, run: PayRunRow, payable: Payable, here: Circumstances) -> PayoutRow | None:
    row_id = payout_id(run.id, payable.booking_id, payable.worker_id)
    known = view.get(PayoutRow, row_id)
    if known is not None:
        # Paid twice by two people is paid once; what became payable since is for another run.
        rest = standing(view, payable.booking_id, payable.worker_id).payable
        return known if known.amount_cents == payable.amount_cents and not rest else None
    booking = view.get(BookingRow, payable.booking_id)
    if booking is None or booking.gone or booking.status is not BookingStatus.COMPLETED:
        return None
    is_so = standing(view, booking.id, payable.worker_id).payable == payable.amount_cents
    if payable.amount_cents <= 0 or not is_so:
        return None
    return PayoutRow(
        id=row_id,
        pay_run_id=run.id,
        booking_id=booking.id,
        worker_id=payable.worker_id,
        amount_cents=payable.amount_cents,
        paid_at=here.now,
        paid_by=here.by,
        paid_by_name=here.by_name,
    )
