"""How much happened when: months gathered into as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.replica.timeline import MonthCount

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STEPS = (1, 3, 6, 12, 36, 120)
"""Months in one column: the smallest step that fits is taken."""
FARTHEST = 2400
"""Months looked at: a date that was typed wrong must not make the strip endless."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its months by number (year * 12 + month - 1), and how much happened in them."""

    first: int
    last: int
    count: int

    @property
    def words(self) -> str:
        start, end = month_words(self.first), month_words(self.last)
        return start if self.first == self.last else f"{start} to {end}"

    @property
    def end(self) -> datetime:
        """The instant after its last month."""
        year, month = divmod(self.last + 1, 12)
        return datetime(year, month + 1, 1, tzinfo=UTC)


def month_number(month: str) -> int:
    """`2025-10` as a number to count with."""
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def month_words(number: int) -> str:
    return f"{MONTHS[number % 12]} {number // 12}"


def columns(counts: Sequence[MonthCount], room: int) -> tuple[Column, ...]:
    """At most `room` columns without a gap, oldest first; what is empty between counts 0."""
    if not counts or room < 1:
        return ()
    by_month = {month_number(each.month): each.count for each in counts}
    last = max(by_month)
    first = max(min(by_month), last - FARTHEST)
    length = last - first + 1
    step = next((each for each in STEPS if -(-length // each) <= room), -(-length // room))
    made = []
    for at in range(first, last + 1, step):
        end = min(at + step - 1, last)
        made.append(Column(at, end, sum(by_month.get(month, 0) for month in range(at, end + 1))))
    return tuple(made)
