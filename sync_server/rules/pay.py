"""What fieldworkers earn with a booking, and how much of it is held, paid and payable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.holds import HoldRow
from sync_server.contract.money import LineRow
from sync_server.contract.pay import NewPayLine, PayLineRow, PayoutRow, SetPayLines
from sync_server.contract.records import BookingMoneyRow, BookingRow
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.money import MAX_TEXT, money
from sync_server.rules.view import View

MAX_PAY_LINES = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """One fieldworker's pay for one booking, in cents; `earned` is held, paid or payable."""

    earned: int
    held: int
    paid: int

    @property
    def payable(self) -> int:
        return max(0, self.earned - self.held - self.paid)

    @property
    def to_recover(self) -> int:
        """What went out although it is held."""
        return max(0, self.paid + self.held - self.earned)


def pay_lines(view: View, booking_id: RowId) -> list[PayLineRow]:
    found = [line for line in view.where(PayLineRow, booking_id=booking_id) if not line.gone]
    return sorted(found, key=lambda line: (line.position, line.id))


def earned(view: View, booking_id: RowId) -> Mapping[RowId, int]:
    """Cents by fieldworker: their lines, or equal shares whose sum is the booking's pay."""
    lines = pay_lines(view, booking_id)
    if lines:
        sums: Counter[RowId] = Counter()
        for line in lines:
            sums[line.worker_id] += line.amount_cents
        return dict(sums)
    booking, sum_of = view.get(BookingRow, booking_id), view.get(BookingMoneyRow, booking_id)
    workers = booking.worker_ids if booking else ()
    if not workers:
        return {}
    share, rest = divmod(sum_of.pay_cents if sum_of else 0, len(workers))
    return {worker: share + (at < rest) for at, worker in enumerate(workers)}


def of_lines(view: View, booking_id: RowId, worker_id: RowId, line_ids: tuple[RowId, ...]) -> int:
    """What the named lines come to; without names everything of this fieldworker (PAY-12)."""
    if not line_ids:
        return earned(view, booking_id).get(worker_id, 0)
    lines = {line.id: line for line in pay_lines(view, booking_id)}
    wanted = [lines.get(line_id) for line_id in dict.fromkeys(line_ids)]
    if any(line is None or line.worker_id != worker_id for line in wanted):
        raise Refused(Reason.CHANGED, "The lines of pay changed since you looked. Look again.")
    return sum(line.amount_cents for line in wanted if line is not None)


def paid_out(view: View, booking_id: RowId, worker_id: RowId) -> int:
    rows = view.where(PayoutRow, booking_id=booking_id)
    return sum(row.amount_cents for row in rows if row.worker_id == worker_id)


def holds_on(view: View, booking_id: RowId, worker_id: RowId) -> list[HoldRow]:
    """By the booking alone: a fieldworker has thousands of holds, a booking a few, and a database
    asked for both may go through the thousands."""
    return [h for h in view.where(HoldRow, booking_id=booking_id) if h.worker_id == worker_id]


def standing(
    view: View, booking_id: RowId, worker_id: RowId, also: Sequence[HoldRow] = ()
) -> Standing:
    """Pay held for two causes is held once; `also` are holds that are about to be."""
    whole = earned(view, booking_id).get(worker_id, 0)
    active = [hold for hold in holds_on(view, booking_id, worker_id) if hold.is_active]
    anew = {hold.id for hold in also}
    theirs = (hold for hold in also if (hold.booking_id, hold.worker_id) == (booking_id, worker_id))
    active = [*(hold for hold in active if hold.id not in anew), *theirs]
    return Standing(
        whole, _held(view, booking_id, whole, active), paid_out(view, booking_id, worker_id)
    )


def _held(view: View, booking_id: RowId, whole: int, active: list[HoldRow]) -> int:
    if any(not hold.pay_line_ids for hold in active):
        return whole
    held = {line_id for hold in active for line_id in hold.pay_line_ids}
    return sum(line.amount_cents for line in pay_lines(view, booking_id) if line.id in held)


def set_pay_lines(view: View, command: SetPayLines, _here: Circumstances) -> Effects:
    """Replace the lines of pay; they come to the booking's pay, and none that is held or paid
    changes under somebody's feet."""
    booking = view.get(BookingRow, command.booking_id)
    sum_of = view.get(BookingMoneyRow, command.booking_id)
    if booking is None or booking.gone or sum_of is None:
        raise Refused(Reason.NOT_FOUND, "This booking does not exist any more.")
    old = pay_lines(view, booking.id)
    if tuple(line.id for line in old) != command.seen:
        raise Refused(Reason.CHANGED, "Someone else changed these lines. Look at them again.")
    _check_untouched(view, booking.id)
    new = [_line(view, booking, each, at) for at, each in enumerate(command.lines)]
    if len(new) > MAX_PAY_LINES or len({line.id for line in new}) != len(new):
        raise Refused(
            Reason.INVALID, f"A booking has up to {MAX_PAY_LINES} lines of pay, each once."
        )
    total = sum(line.amount_cents for line in new)
    if new and total != sum_of.pay_cents:
        off = abs(total - sum_of.pay_cents)
        word = "more" if total > sum_of.pay_cents else "less"
        raise Refused(
            Reason.INVALID,
            f"The lines come to {off // 100}.{off % 100:02d} {word} than the booking's pay.",
        )
    kept = {line.id for line in new}
    rows: list[Row] = [line for line in new if line not in old]
    rows += (
        msgspec.structs.replace(line, version=line.version + 1, gone=True)
        for line in old
        if line.id not in kept
    )
    return Effects(rows=tuple(rows))


def _check_untouched(view: View, booking_id: RowId) -> None:
    holds = view.where(HoldRow, booking_id=booking_id)
    if any(hold.is_active for hold in holds) or view.where(PayoutRow, booking_id=booking_id):
        raise Refused(Reason.WRONG_STATUS, "Pay of this booking is held or paid out already.")


def _line(view: View, booking: BookingRow, new: NewPayLine, position: int) -> PayLineRow:
    if new.worker_id not in booking.worker_ids:
        raise Refused(Reason.INVALID, "A fieldworker named here is not on this booking.")
    if len(new.text) > MAX_TEXT:
        raise Refused(Reason.INVALID, f"The text of a line of pay has up to {MAX_TEXT} characters.")
    known = view.get(PayLineRow, new.id)
    if known is not None and known.booking_id != booking.id:
        raise Refused(Reason.ID_TAKEN, "A line of pay with this id exists already.")
    _check_line(view, booking, new, known)
    line = PayLineRow(
        id=new.id,
        version=known.version if known else -1,
        booking_id=booking.id,
        customer_id=booking.customer_id,
        worker_id=new.worker_id,
        line_id=new.line_id,
        text=new.text.strip(),
        amount_cents=money(new.amount_cents),
        position=position,
    )
    if line == known:
        return line
    return msgspec.structs.replace(line, version=line.version + 1)


def _check_line(view: View, booking: BookingRow, new: NewPayLine, known: PayLineRow | None) -> None:
    """A line that was named before may be gone by now; a new name must be one of the booking's."""
    if new.line_id is None or (known is not None and known.line_id == new.line_id):
        return
    line = view.get(LineRow, new.line_id)
    if line is None or line.record_id != booking.id:
        raise Refused(Reason.CHANGED, "A line of the booking was changed. Look at it again.")
