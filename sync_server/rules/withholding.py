"""Withholding pay by hand: from a booking, an invoice or a fieldworker's summary."""

from __future__ import annotations

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow, PlaceHold
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InvoiceRow
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.holds import held
from sync_server.rules.issues import check_day
from sync_server.rules.pay import earned, holds_on, of_lines
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

MAX_REASON, MAX_NOTE = 100, 2_000


def place_hold(view: View, command: PlaceHold, here: Circumstances) -> Effects:
    """Withhold by hand. Raises Refused for who does not earn on the booking (PAY-06, PAY-07) and
    for pay that is withheld by hand for the same cause already."""
    if view.get(HoldRow, command.hold_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This hold exists already.")
    booking = view.get(BookingRow, command.booking_id)
    if booking is None or booking.gone or not may_see(view, booking, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This booking does not exist any more.")
    if command.worker_id not in earned(view, booking.id):
        raise Refused(Reason.INVALID, "This fieldworker earns nothing on this booking.")
    of_lines(view, booking.id, command.worker_id, command.pay_line_ids)
    _check_related(view, command, booking, here)
    _check_texts(command)
    _check_not_held(view, command)
    blank = HoldRow(
        id=command.hold_id,
        version=-1,
        booking_id=booking.id,
        worker_id=command.worker_id,
        issue_id=command.issue_id or RowId(""),
        customer_id=booking.customer_id,
        reason=command.reason.strip(),
        invoice_id=command.invoice_id,
        pay_line_ids=tuple(dict.fromkeys(command.pay_line_ids)),
        note=command.note.strip(),
        expected_on=check_day(command.expected_on),
    )
    return Effects(rows=held(view, blank, here))


def _check_related(
    view: View, command: PlaceHold, booking: BookingRow, here: Circumstances
) -> None:
    invoice = view.get(InvoiceRow, command.invoice_id) if command.invoice_id else None
    if command.invoice_id and (invoice is None or invoice.booking_id != booking.id):
        raise Refused(Reason.INVALID, "This invoice is not for this booking.")
    issue = view.get(IssueRow, command.issue_id) if command.issue_id else None
    if command.issue_id and (issue is None or not may_see(view, issue, here.role, here.by)):
        raise Refused(Reason.NOT_FOUND, "This issue does not exist any more.")
    if issue is not None and issue.customer_id != booking.customer_id:
        raise Refused(Reason.INVALID, "This issue is another customer's.")


def _check_texts(command: PlaceHold) -> None:
    if not command.reason.strip() or len(command.reason) > MAX_REASON:
        raise Refused(
            Reason.INVALID, f"Withholding pay needs a reason of 1 to {MAX_REASON} characters."
        )
    if len(command.note) > MAX_NOTE:
        raise Refused(
            Reason.INVALID, f"The note has {len(command.note)} characters; {MAX_NOTE} fit."
        )


def _check_not_held(view: View, command: PlaceHold) -> None:
    """Two people who withhold the same pay for the same cause hold it once."""
    held_by_hand = [
        hold
        for hold in holds_on(view, command.booking_id, command.worker_id)
        if hold.is_active and hold.issue_id == (command.issue_id or "")
    ]
    wanted = frozenset(command.pay_line_ids)
    for hold in held_by_hand:
        if not hold.pay_line_ids or (wanted and wanted <= set(hold.pay_line_ids)):
            name = hold.held_by_name or "A colleague"
            raise Refused(Reason.CHANGED, f"{name} withheld this pay already ({hold.reason}).")
