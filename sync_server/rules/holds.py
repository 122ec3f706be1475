"""When pay is held and put back; every step is written down as an event nobody can change."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.holds import (
    HoldAction,
    HoldEventRow,
    HoldRow,
    PlaceHold,
    hold_event_id,
    hold_id,
)
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InvoiceRow
from sync_server.contract.values import HoldState, RecordKind
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.pay import earned, of_lines, paid_out
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

S = HoldState
MAX_REASON, MAX_NOTE = 100, 2_000


def stepped(
    hold: HoldRow, action: HoldAction, here: Circumstances, reason: str = "", **changes: object
) -> tuple[HoldRow, HoldEventRow]:
    """The hold one version on, and the event that tells of it (PAY-04)."""
    after = msgspec.structs.replace(hold, version=hold.version + 1, **changes)
    return after, event_of(after, action, here, reason)


def event_of(hold: HoldRow, action: HoldAction, here: Circumstances, reason: str) -> HoldEventRow:
    return HoldEventRow(
        id=hold_event_id(hold.id, hold.version),
        hold_id=hold.id,
        booking_id=hold.booking_id,
        worker_id=hold.worker_id,
        action=action,
        state=hold.state,
        amount_cents=hold.amount_cents,
        reason=reason,
        by=here.by,
        by_name=here.by_name,
        happened_at=here.now,
    )


def withheld(view: View, issue: IssueRow, here: Circumstances) -> tuple[Row, ...]:
    """Hold each responsible fieldworker's pay for the booking (PAY-01, PAY-05)."""
    if issue.record_kind is not RecordKind.BOOKING:
        return ()
    rows: list[Row] = []
    for worker in issue.responsible_ids:
        rows += _opened(view, issue, worker, here)
    return tuple(rows)


def _opened(
    view: View, issue: IssueRow, worker: RowId, here: Circumstances
) -> tuple[HoldRow, HoldEventRow]:
    blank = HoldRow(
        id=hold_id(issue.id, worker),
        version=-1,
        booking_id=issue.record_id,
        worker_id=worker,
        issue_id=issue.id,
        customer_id=issue.customer_id,
        reason=issue.issue_type,
        is_provisional=issue.is_provisional,
    )
    return _held(view, view.get(HoldRow, blank.id) or blank, here)


def _held(view: View, hold: HoldRow, here: Circumstances) -> tuple[HoldRow, HoldEventRow]:
    """Held from now on; pay that is out already is to be recovered (A16)."""
    amount = of_lines(view, hold.booking_id, hold.worker_id, hold.pay_line_ids)
    paid = paid_out(view, hold.booking_id, hold.worker_id)
    whole = earned(view, hold.booking_id).get(hold.worker_id, 0)
    is_out = hold.paid_at is not None or (paid > 0 and paid + amount > whole)
    is_new = hold.version < 0
    action = HoldAction.HELD if is_new else HoldAction.PUT_BACK
    return stepped(
        hold,
        HoldAction.RECOVERY if is_out else action,
        here,
        hold.reason,
        state=S.RECOVERY_DUE if is_out else S.HELD,
        amount_cents=amount,
        held_by=here.by,
        held_by_name=here.by_name,
        held_at=here.now,
        paid_at=hold.paid_at or (here.now if is_out else None),
        released_by=None,
        released_by_name="",
        released_at=None,
        release_reason="",
        **NOBODY_FIRST,
    )


NOBODY_FIRST = {"first_by": None, "first_by_name": "", "first_at": None}


def put_back(view: View, holds: Iterable[HoldRow], here: Circumstances) -> tuple[Row, ...]:
    """Hold again what was released or about to be: the same holds, never new ones (ISS-53).

    A fieldworker who was found not to be responsible stays free.
    """
    rows: list[Row] = []
    for hold in holds:
        narrowed = hold.state is S.RELEASED and hold.release_reason == NOT_RESPONSIBLE
        if hold.state in {S.RELEASED, S.READY_TO_RELEASE} and not narrowed:
            rows += _held(view, hold, here)
    return tuple(rows)


NOT_RESPONSIBLE = "Not responsible"


def ready(holds: Iterable[HoldRow], here: Circumstances) -> tuple[Row, ...]:
    """Hand the holds of a closed issue to finance (A14)."""
    rows: list[Row] = []
    for hold in holds:
        if hold.state is S.HELD:
            rows += stepped(hold, HoldAction.READY, here, state=S.READY_TO_RELEASE)
    return tuple(rows)


def narrowed(
    view: View, issue: IssueRow, responsible: tuple[RowId, ...], here: Circumstances
) -> tuple[Row, ...]:
    """Hold those who are responsible and nobody else (A15)."""
    rows: list[Row] = []
    known = {hold.worker_id: hold for hold in view.where(HoldRow, issue_id=issue.id)}
    for worker, hold in known.items():
        if worker not in responsible and hold.is_active:
            rows += _not_theirs(hold, here)
    for worker in responsible:
        named = known.get(worker)
        if named is None or not named.is_active:
            rows += _opened(view, issue, worker, here)
        elif named.is_provisional:
            rows += stepped(named, HoldAction.CHANGED, here, is_provisional=False)
    return tuple(rows)


def _not_theirs(hold: HoldRow, here: Circumstances) -> tuple[HoldRow, HoldEventRow]:
    return stepped(
        hold,
        HoldAction.NARROWED,
        here,
        NOT_RESPONSIBLE,
        state=S.RELEASED,
        released_by=here.by,
        released_by_name=here.by_name,
        released_at=here.now,
        release_reason=NOT_RESPONSIBLE,
        **NOBODY_FIRST,
    )


def holds_of(view: View, issue: IssueRow) -> list[HoldRow]:
    """Holds of an issue and of those merged into it."""
    merged = view.where(IssueRow, merged_into_id=issue.id)
    return [hold for each in (issue, *merged) for hold in view.where(HoldRow, issue_id=each.id)]


def place_hold(view: View, command: PlaceHold, here: Circumstances) -> Effects:
    """Withhold by hand. Raises Refused for who does not earn on the booking (PAY-06, PAY-07)."""
    if view.get(HoldRow, command.hold_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This hold exists already.")
    booking = view.get(BookingRow, command.booking_id)
    if booking is None or booking.gone:
        raise Refused(Reason.NOT_FOUND, "This booking does not exist any more.")
    if command.worker_id not in earned(view, booking.id):
        raise Refused(Reason.INVALID, "This fieldworker earns nothing on this booking.")
    _check_related(view, command, here)
    if not command.reason.strip() or len(command.reason) > MAX_REASON:
        raise Refused(Reason.INVALID, "Withholding pay needs a reason.")
    blank = HoldRow(
        id=command.hold_id,
        version=-1,
        booking_id=booking.id,
        worker_id=command.worker_id,
        issue_id=command.issue_id or RowId(""),
        customer_id=booking.customer_id,
        reason=command.reason.strip(),
        invoice_id=command.invoice_id,
        pay_line_ids=command.pay_line_ids,
        note=command.note[:MAX_NOTE],
        expected_on=command.expected_on,
    )
    return Effects(rows=_held(view, blank, here))


def _check_related(view: View, command: PlaceHold, here: Circumstances) -> None:
    invoice = view.get(InvoiceRow, command.invoice_id) if command.invoice_id else None
    if command.invoice_id and (invoice is None or invoice.booking_id != command.booking_id):
        raise Refused(Reason.INVALID, "This invoice is not for this booking.")
    issue = view.get(IssueRow, command.issue_id) if command.issue_id else None
    if command.issue_id and (issue is None or not may_see(view, issue, here.role, here.by)):
        raise Refused(Reason.NOT_FOUND, "This issue does not exist any more.")
