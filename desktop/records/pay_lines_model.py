"""Lines of pay as they are typed: who earns what for which line, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.qt.formatting import money
from desktop.records import amounts
from desktop.records.amounts import NotANumber
from sync_server.contract.base import RowId
from sync_server.contract.pay import NewPayLine


@dataclass(frozen=True, slots=True)
class TypedPay:
    """One line; `line_id` is the line of the booking, empty: the whole job."""

    id: str
    worker_id: str
    line_id: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class PayLinesOffer:
    """What the editor opens with; options by their ids."""

    title: str
    pay_cents: int
    workers: Mapping[str, str]
    lines: Mapping[str, str]
    typed: tuple[TypedPay, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """What is typed in cents, and a sentence where it cannot be saved."""

    total: int
    problem: str


def cents_of(typed: TypedPay) -> int:
    """Raises NotANumber with what is wrong."""
    return amounts.cents(typed.amount)


def summed(typed: Sequence[TypedPay], pay_cents: int) -> Sums:
    """The difference is named, as the rule names it."""
    total = 0
    for at, each in enumerate(typed):
        try:
            total += cents_of(each)
        except NotANumber as problem:
            return Sums(total, f"Line {at + 1}: {problem}")
    off = total - pay_cents
    if not typed or not off:
        return Sums(total, "")
    word = "more" if off > 0 else "less"
    return Sums(total, f"The lines come to {money(abs(off))} {word} than the booking's pay.")


def new_lines(typed: Sequence[TypedPay], texts: Mapping[str, str]) -> tuple[NewPayLine, ...]:
    """Raises NotANumber for an amount that cannot be read."""
    return tuple(
        NewPayLine(
            id=RowId(each.id),
            worker_id=RowId(each.worker_id),
            amount_cents=cents_of(each),
            text=texts.get(each.line_id, "") if each.line_id else "",
            line_id=RowId(each.line_id) if each.line_id else None,
        )
        for each in typed
    )
