"""Holds follow the pay they hold, and no hold changes without an event that says so."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TypeVar

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.holds import HoldAction, HoldEventRow, HoldRow, hold_event_id
from sync_server.contract.records import (
    AssignBooking,
    BookingMoneyRow,
    BookingRow,
    EditRecord,
)
from sync_server.contract.scheduling import ScheduleBooking
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.holds import event_of, stepped
from sync_server.rules.pay import of_lines, pay_lines
from sync_server.rules.view import View

R = TypeVar("R", bound=Row)
_CHANGE_PAY = (AssignBooking, ScheduleBooking, EditRecord)
"""Commands after which somebody may earn more or less with a booking."""


class _After:
    """The rows as they will stand once these are written; asked only for single rows of them."""

    def __init__(self, view: View, rows: tuple[Row, ...]) -> None:
        self._view = view
        self._rows = {(type(row), row.id): row for row in rows}

    def get(self, kind: type[R], row_id: RowId) -> R | None:
        row = self._rows.get((kind, row_id))
        return row if isinstance(row, kind) else self._view.get(kind, row_id)

    def where(self, kind: type[R], **equal: object) -> list[R]:
        return self._view.where(kind, **equal)


def with_holds(view: View, command: Command, effects: Effects, here: Circumstances) -> Effects:
    """The effects, and what they mean for holds. Raises Refused where pay that is written line by
    line would come to something else than its lines."""
    more: list[Row] = []
    if isinstance(command, _CHANGE_PAY):
        more += _followed(view, effects, here)
    more += _unsaid(effects, here)
    if not more:
        return effects
    return dataclasses.replace(effects, rows=(*effects.rows, *more))


def _followed(view: View, effects: Effects, here: Circumstances) -> Iterator[Row]:
    after = _After(view, effects.rows)
    for row in effects.rows:
        if isinstance(row, BookingMoneyRow) and pay_lines(view, row.id):
            raise Refused(
                Reason.WRONG_STATUS,
                "This booking's pay is written line by line. Take its lines of pay back first.",
            )
    changed = {row.id for row in effects.rows if isinstance(row, BookingRow | BookingMoneyRow)}
    for booking_id in sorted(changed):
        if after.get(BookingMoneyRow, booking_id) is not None:  # not on every desk
            yield from _of_booking(after, booking_id, here)


def _of_booking(after: View, booking_id: RowId, here: Circumstances) -> Iterator[Row]:
    for hold in after.where(HoldRow, booking_id=booking_id):
        if not hold.is_active:
            continue
        amount = of_lines(after, booking_id, hold.worker_id, hold.pay_line_ids)
        if amount != hold.amount_cents:
            yield from stepped(hold, HoldAction.CHANGED, here, PAY_CHANGED, amount_cents=amount)


PAY_CHANGED, MOVED, DELETED = "The pay changed", "Moved with the customer", "Issue deleted"


def _unsaid(effects: Effects, here: Circumstances) -> Iterator[Row]:
    """Events of holds that something else moved along: two profiles merged, an issue deleted."""
    holds = [row for row in effects.rows if isinstance(row, HoldRow)]
    if not holds:
        return
    said = {row.id for row in effects.rows if isinstance(row, HoldEventRow)}
    why = DELETED if effects.erased else MOVED
    for hold in holds:
        if hold_event_id(hold.id, hold.version) not in said:
            yield event_of(hold, HoldAction.CHANGED, here, why)
