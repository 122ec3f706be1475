"""Whether pay adds up: what was earned is held, paid, payable, not due yet, or to be recovered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldEventRow, HoldRow
from sync_server.contract.pay import PayoutRow, PayRunRow
from sync_server.contract.records import BookingRow
from sync_server.contract.values import BookingStatus, HoldState
from sync_server.rules.pay import Standing, earned, standing
from sync_server.rules.view import View


@dataclass(frozen=True, slots=True)
class Sums:
    """Cents of one fieldworker, or of all; `not_due` is earned on jobs not completed yet."""

    earned: int = 0
    held: int = 0
    paid: int = 0
    payable: int = 0
    not_due: int = 0
    to_recover: int = 0

    @property
    def off(self) -> int:
        """What does not add up; zero where everything does."""
        told = self.held + self.paid + self.payable + self.not_due - self.to_recover
        return self.earned - told

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.earned + other.earned,
            self.held + other.held,
            self.paid + other.paid,
            self.payable + other.payable,
            self.not_due + other.not_due,
            self.to_recover + other.to_recover,
        )


class Off(StrEnum):
    """What does not agree with what."""

    HOLD_AND_EVENTS = "hold_and_events"
    """A hold, and the last event that tells of it."""
    RUN_AND_PAYOUTS = "run_and_payouts"
    """The sum of a pay run, and what it paid."""
    PAID_AND_EARNED = "paid_and_earned"
    """More went out than was earned, and nothing is to be recovered for it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that does not agree; `row_id` is the hold's, the run's or the booking's."""

    off: Off
    row_id: RowId
    worker_id: RowId | None
    said_cents: int
    """What the row says."""
    told_cents: int
    """What the ledger tells."""

    @property
    def cents(self) -> int:
        return self.said_cents - self.told_cents


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Sums by fieldworker, and every row that does not agree with the ledger."""

    workers: tuple[tuple[RowId, Sums], ...]
    differences: tuple[Difference, ...]

    @property
    def whole(self) -> Sums:
        return sum((sums for _worker, sums in self.workers), Sums())

    @property
    def adds_up(self) -> bool:
        return not self.differences and all(not sums.off for _worker, sums in self.workers)


def sums_of(of: Standing, *, is_due: bool) -> Sums:
    """One booking's pay for one fieldworker."""
    rest = of.payable
    return Sums(of.earned, of.held, of.paid, rest * is_due, rest * (not is_due), of.to_recover)


def counts(of: Standing, *, is_due: bool) -> bool:
    """Whether it belongs into the books: the job is done, or something is held or went out."""
    return is_due or bool(of.held or of.paid)


def reconcile(view: View) -> Reconciliation:
    """Everything, row by row: what the set-based query of the desk must come to."""
    by_worker: dict[RowId, Sums] = {}
    for booking_id, worker_id in sorted(_pairs(view)):
        of, is_due = standing(view, booking_id, worker_id), _is_due(view, booking_id)
        if counts(of, is_due=is_due):
            before = by_worker.get(worker_id, Sums())
            by_worker[worker_id] = before + sums_of(of, is_due=is_due)
    found = (*_holds_off(view), *_runs_off(view), *_overpaid(view))
    return Reconciliation(tuple(sorted(by_worker.items())), found)


def ledger(events: Iterable[HoldEventRow]) -> tuple[HoldState, int] | None:
    """The state and the cents the events of one hold come to; None where there are none."""
    told = sorted(events, key=lambda event: (event.happened_at is not None, event.happened_at))
    return (told[-1].state, told[-1].amount_cents) if told else None


def agrees(hold: HoldRow, events: Iterable[HoldEventRow]) -> bool:
    """Whether one of the newest events of a hold says what the hold says."""
    known = [event for event in events if event.happened_at is not None]
    newest = max((event.happened_at for event in known if event.happened_at), default=None)
    return any(
        (event.state, event.amount_cents) == (hold.state, hold.amount_cents)
        for event in known
        if event.happened_at == newest
    )


def _pairs(view: View) -> set[tuple[RowId, RowId]]:
    earners = {(b.id, w) for b in view.where(BookingRow) for w in earned(view, b.id)}
    held = {(h.booking_id, h.worker_id) for h in view.where(HoldRow) if h.is_active}
    return earners | held | {(p.booking_id, p.worker_id) for p in view.where(PayoutRow)}


def _is_due(view: View, booking_id: RowId) -> bool:
    booking = view.get(BookingRow, booking_id)
    return booking is not None and booking.status is BookingStatus.COMPLETED and not booking.gone


def _holds_off(view: View) -> Iterable[Difference]:
    for hold in view.where(HoldRow):
        events = view.where(HoldEventRow, hold_id=hold.id)
        if not agrees(hold, events):
            told = ledger(events)
            cents = told[1] if told and told[0] is not HoldState.RELEASED else 0
            said = hold.amount_cents if hold.is_active else 0
            yield Difference(Off.HOLD_AND_EVENTS, hold.id, hold.worker_id, said, cents)


def _runs_off(view: View) -> Iterable[Difference]:
    for run in view.where(PayRunRow):
        paid = view.where(PayoutRow, pay_run_id=run.id)
        total = sum(row.amount_cents for row in paid)
        if (run.total_cents, run.count) != (total, len(paid)):
            yield Difference(Off.RUN_AND_PAYOUTS, run.id, None, run.total_cents, total)


def _overpaid(view: View) -> Iterable[Difference]:
    for booking_id, worker_id in sorted(_pairs(view)):
        of = standing(view, booking_id, worker_id)
        due = view.where(
            HoldRow, booking_id=booking_id, worker_id=worker_id, state=HoldState.RECOVERY_DUE
        )
        if of.to_recover and not due:
            yield Difference(Off.PAID_AND_EARNED, booking_id, worker_id, of.paid, of.earned)
