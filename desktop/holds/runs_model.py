"""Pay runs as people read them: their lines, and the questions before pay goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.holds.ask_dialog import Question
from desktop.qt.formatting import Clock, counted, day, money
from desktop.qt.statuses import Badge
from desktop.qt.table_model import Align, CellLook, Column
from desktop.qt.tones import Tone
from desktop.replica.standings import Due
from sync_server.contract.pay import Payable, PayRunRow

NEW, PUT_IN, LOCK = "new", "put_in", "lock"
OPEN_BADGE = Badge("Open", Tone.BLUE, "circle-dot")
LOCKED_BADGE = Badge("Locked", Tone.GREEN, "lock")


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in the list at the left."""

    id: str
    name: str
    cents: int
    count: int
    is_locked: bool
    opened_at: datetime | None
    is_pending: bool = False


def run_line(run: PayRunRow) -> RunLine:
    """A run as a line."""
    return RunLine(
        run.id, run.name, run.total_cents, run.count, run.locked_at is not None, run.opened_at
    )


def run_columns() -> tuple[Column[RunLine], ...]:
    """Name, state and sum."""
    return (
        Column("Pay run", lambda line: line.name, 110, CellLook.STRONG, stretches=True),
        Column("State", lambda _line: "", 92, badges=_state),
        Column("Paid", lambda line: money(line.cents), 100, align=Align.RIGHT),
    )


def _state(line: RunLine) -> tuple[Badge, ...]:
    return (LOCKED_BADGE if line.is_locked else OPEN_BADGE,)


def run_words(run: PayRunRow, clock: Clock) -> str:
    """`Open since 2 Nov, by Amy` or who locked it and when."""
    if run.locked_at is not None:
        return f"Locked {day(run.locked_at, clock())} by {run.locked_by_name}. Nothing changes."
    since = f" since {day(run.opened_at, clock())}" if run.opened_at is not None else ""
    return f"Open{since}, by {run.opened_by_name}."


def name_question(suggested: str) -> Question:
    """What a new run is called."""
    return Question(
        NEW,
        "New pay run",
        "It takes what can be paid until you lock it.",
        "Open the pay run",
        field="Name",
        value=suggested,
    )


def payables(due: Sequence[Due]) -> tuple[Payable, ...]:
    """What a run can take, as it was read."""
    return tuple(
        Payable(booking_id=one.booking_id, worker_id=one.worker_id, amount_cents=one.payable_cents)
        for one in due
        if one.payable_cents > 0
    )


def put_in_question(run: PayRunRow, due: Sequence[Due]) -> Question:
    """What would go in, for whom, and what is left out because it is held."""
    going = [one for one in due if one.payable_cents > 0]
    held = [one for one in due if one.held_cents > 0]
    cents = sum(one.payable_cents for one in going)
    words = (
        f"{counted(len(going), 'amount')} of completed bookings, {money(cents)} in all, "
        f"{counted(len({one.worker_id for one in going}), 'fieldworker')}."
        if going
        else "Nothing can be paid now: what was earned is paid already, or held."
    )
    left = sum(one.held_cents for one in held)
    warning = ""
    if held:
        warning = f"Left out because it is held: {counted(len(held), 'amount')}, {money(left)}."
    return Question(
        PUT_IN,
        f"Put into {run.name}",
        words,
        f"Put in {money(cents)}",
        lines=(*_by_worker(going), *(_held_line(one) for one in held)),
        warning=warning,
        can=bool(going),
    )


def lock_question(run: PayRunRow) -> Question:
    """The sum is named before the books are closed on it."""
    return Question(
        LOCK,
        f"Lock {run.name}",
        f"{run.name} pays {money(run.total_cents)} with {counted(run.count, 'amount')}. Once it is "
        "locked, nothing in it changes any more.",
        f"Lock at {money(run.total_cents)}",
    )


def _by_worker(going: Sequence[Due]) -> list[str]:
    shares: dict[str, list[Due]] = {}
    for one in going:
        shares.setdefault(one.worker_id, []).append(one)
    return [
        f"{some[0].worker}: {counted(len(some), 'amount')}, "
        f"{money(sum(one.payable_cents for one in some))}"
        for some in shares.values()
    ]


def _held_line(one: Due) -> str:
    return f"Held: {one.booking}, {one.worker}, {money(one.held_cents)}"
