"""The reconciliation as people read it: a line for each fieldworker, one for each difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from desktop.qt.formatting import counted, money
from desktop.qt.table_model import Align, CellLook, Column
from desktop.replica.listing_query import day_ms
from desktop.replica.standings import Books, Span
from sync_server.rules.reconciling import Difference, Off, Sums

PERIODS = ("All bookings", "This month", "Last month", "This year", "Last year")
TOTAL = "In all"
FORMER = "A former colleague"
_WHY = {
    Off.HOLD_AND_EVENTS: "The hold says one thing, its last event another",
    Off.RUN_AND_PAYOUTS: "The pay run says one sum, what it paid comes to another",
    Off.PAID_AND_EARNED: "More went out than was earned, and none of it is to be recovered",
}


@dataclass(frozen=True, slots=True)
class SumsLine:
    """One fieldworker, or all of them."""

    id: str
    name: str
    sums: Sums
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class OffLine:
    """One row that does not agree with the ledger."""

    id: str
    what: str
    name: str
    said: int
    told: int
    is_pending: bool = False


def sums_lines(books: Books) -> tuple[SumsLine, ...]:
    """By name, everybody together at the end."""
    made = [SumsLine(w, books.names.get(w, FORMER), sums) for w, sums in books.found.workers]
    made.sort(key=lambda line: (line.name.casefold(), line.id))
    return (*made, SumsLine("", TOTAL, books.found.whole))


def off_lines(books: Books) -> tuple[OffLine, ...]:
    """Every difference."""
    return tuple(_off(books, at, each) for at, each in enumerate(books.found.differences))


def _off(books: Books, at: int, each: Difference) -> OffLine:
    worker = each.worker_id
    name = "" if worker is None else books.names.get(worker, FORMER)
    return OffLine(f"{at} {each.row_id}", _WHY[each.off], name, each.said_cents, each.told_cents)


def sums_columns() -> tuple[Column[SumsLine], ...]:
    """Earned = held + paid + payable + not due yet - to recover."""
    return (
        Column("Fieldworker", lambda line: line.name, 180, CellLook.STRONG, stretches=True),
        _sum("Earned", lambda s: s.earned),
        _sum("Held", lambda s: s.held),
        _sum("Paid", lambda s: s.paid),
        _sum("Payable now", lambda s: s.payable),
        _sum("Not due yet", lambda s: s.not_due),
        _sum("To recover", lambda s: s.to_recover),
        _sum("Difference", lambda s: s.off),
    )


def _sum(title: str, of: Callable[[Sums], int]) -> Column[SumsLine]:
    return Column(title, lambda line: money(of(line.sums)), 120, align=Align.RIGHT)


def off_columns() -> tuple[Column[OffLine], ...]:
    """What differs, whose, and both amounts."""
    return (
        Column("What differs", lambda line: line.what, 380, CellLook.STRONG, stretches=True),
        Column("Fieldworker", lambda line: line.name, 180),
        Column("Row says", lambda line: money(line.said), 120, align=Align.RIGHT),
        Column("Ledger tells", lambda line: money(line.told), 120, align=Align.RIGHT),
        Column("Difference", lambda line: money(line.said - line.told), 120, align=Align.RIGHT),
    )


def verdict(books: Books) -> str:
    """Whether it adds up, in one sentence."""
    found = books.found
    if found.adds_up:
        held = money(books.held_cents)
        return f"Everything adds up. Difference {money(0)}: {held} withheld, as the ledger tells."
    off = counted(len(found.differences), "row")
    verb = "differs" if len(found.differences) == 1 else "differ"
    return f"{off} {verb} from the ledger. Look at each below, and tell an administrator."


def span_of(period: str, now: datetime) -> Span:
    """The days of a period, by the start of the booking."""
    today = now.astimezone().date()
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    before = _month_before(month)
    ends = {
        "This month": (month, _month_after(month)),
        "Last month": (before, month),
        "This year": (year, year.replace(year=year.year + 1)),
        "Last year": (year.replace(year=year.year - 1), year),
    }
    if period not in ends:
        return Span()
    first, last = ends[period]
    return Span(day_ms(first.isoformat()), day_ms(last.isoformat()))


def _month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _month_before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
