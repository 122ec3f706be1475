"""When pay is held, put back, and released by a named person."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow, ReleaseHold, hold_id
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingMoneyRow
from sync_server.contract.values import HoldState, IssueStatus
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View


def withheld(
    view: View, issue: IssueRow, workers: tuple[RowId, ...], here: Circumstances
) -> tuple[HoldRow, ...]:
    """Hold each named fieldworker's share of the booking's pay (PAY-01, PAY-05)."""
    money = view.get(BookingMoneyRow, issue.record_id)
    share = money.pay_cents // len(workers) if money and workers else 0
    return tuple(
        HoldRow(
            id=hold_id(issue.id, worker),
            booking_id=issue.record_id,
            worker_id=worker,
            issue_id=issue.id,
            customer_id=issue.customer_id,
            reason=issue.issue_type,
            amount_cents=share,
            held_by=here.by,
            held_at=here.now,
        )
        for worker in workers
    )


def put_back(holds: Iterable[HoldRow], here: Circumstances) -> tuple[HoldRow, ...]:
    """Hold again what was released or about to be; pay already gone is to be recovered (A16)."""
    return tuple(
        msgspec.structs.replace(
            hold,
            version=hold.version + 1,
            state=HoldState.HELD if hold.paid_at is None else HoldState.RECOVERY_DUE,
            held_by=here.by,
            held_at=here.now,
            released_by=None,
            released_at=None,
        )
        for hold in holds
        if hold.state in {HoldState.RELEASED, HoldState.READY_TO_RELEASE}
    )


def ready(holds: Iterable[HoldRow]) -> tuple[HoldRow, ...]:
    """Hand the holds of a closed issue to finance (A14)."""
    return tuple(
        msgspec.structs.replace(hold, version=hold.version + 1, state=HoldState.READY_TO_RELEASE)
        for hold in holds
        if hold.state is HoldState.HELD
    )


def released(hold: HoldRow, here: Circumstances) -> HoldRow:
    """Release pay in the name of the person who decides it (PAY-04)."""
    return msgspec.structs.replace(
        hold,
        version=hold.version + 1,
        state=HoldState.RELEASED,
        released_by=here.by,
        released_at=here.now,
    )


def release_hold(view: View, command: ReleaseHold, here: Circumstances) -> Effects:
    """Release a hold as it was read, once the issue behind it is closed."""
    hold = view.get(HoldRow, command.hold_id)
    if hold is None:
        raise Refused(Reason.NOT_FOUND, "This hold does not exist any more.")
    if hold.state is HoldState.RELEASED:
        return Effects()
    issue = view.get(IssueRow, hold.issue_id)
    if issue is not None and issue.status is not IssueStatus.CLOSED:
        raise Refused(Reason.WRONG_STATUS, "The issue behind this hold is still open.")
    if hold.version != command.seen_version:
        raise Refused(Reason.CHANGED, "The hold changed since you looked. Look at it again.")
    return Effects(rows=(released(hold, here),))
