"""Line items while they are typed: what each comes to, what is wrong with it, and pasting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.records import amounts
from desktop.records.amounts import NotANumber
from sync_server.contract.base import RowId
from sync_server.contract.money import MAX_LINES, LineRow, NewLine
from sync_server.contract.records import QuoteRow
from sync_server.contract.values import RecordKind
from sync_server.rules.effects import Refused
from sync_server.rules.money import MAX_CENTS, half_up, priced


class LineField(StrEnum):
    TEXT = "text"
    QUANTITY = "quantity"
    UNIT = "unit"
    DISCOUNT = "discount"
    TAX = "tax"


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line as typed; `id` stays with it through edits."""

    id: str
    text: str = ""
    quantity: str = ""
    unit: str = ""
    discount: str = ""
    tax: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing but perhaps the tax that came from the line above."""
        return not any(
            each.strip() for each in (self.text, self.quantity, self.unit, self.discount)
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """What a typed line comes to; `line` is None while something is wrong."""

    line: NewLine | None = None
    net_cents: int = 0
    tax_cents: int = 0
    problems: Mapping[LineField, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Totals:
    net_cents: int = 0
    tax_cents: int = 0
    problem: str = ""


_BLANK = QuoteRow(id=RowId(""))


def check(typed: TypedLine) -> Checked:
    """Read one line; each problem stands at the field it belongs to."""
    problems: dict[LineField, str] = {}
    quantity = _read(problems, LineField.QUANTITY, amounts.thousandths, typed.quantity) or 1000
    unit = _read(problems, LineField.UNIT, amounts.cents, typed.unit)
    gross = half_up(unit * quantity, 1000)
    discount = _discount(problems, typed.discount, gross)
    tax = _read(problems, LineField.TAX, amounts.basis_points, typed.tax)
    if not typed.text.strip():
        problems[LineField.TEXT] = "Say what this line is for."
    if gross > MAX_CENTS:
        problems.setdefault(LineField.UNIT, "This comes to more than can be booked.")
    if discount > gross:
        problems.setdefault(LineField.DISCOUNT, "The discount is more than the line's price.")
    if problems:
        return Checked(problems=problems)
    new = NewLine(
        id=RowId(typed.id),
        text=typed.text,
        quantity_thousandths=quantity,
        unit_cents=unit,
        discount_cents=discount,
        tax_bp=tax,
    )
    try:
        row = priced(new, RecordKind.QUOTE, _BLANK, 0)
    except Refused as refusal:
        return Checked(problems={LineField.TEXT: refusal.detail})
    return Checked(new, row.net_cents, row.tax_cents)


def _discount(problems: dict[LineField, str], text: str, gross: int) -> int:
    """An amount, or a part of the line's price: `10 %`."""
    if text.strip().endswith("%"):
        part = _read(problems, LineField.DISCOUNT, amounts.basis_points, text)
        return half_up(gross * part, 10_000)
    return _read(problems, LineField.DISCOUNT, amounts.cents, text)


def _read(problems: dict[LineField, str], where: LineField, read: amounts.Read, text: str) -> int:
    try:
        return read(text)
    except NotANumber as problem:
        problems[where] = str(problem)
        return 0


def summed(lines: Sequence[Checked]) -> Totals:
    """What all lines come to, and what is wrong with all of them together."""
    net, tax = sum(each.net_cents for each in lines), sum(each.tax_cents for each in lines)
    problem = ""
    if len(lines) > MAX_LINES:
        problem = f"A record has up to {MAX_LINES} lines; these are {len(lines)}."
    elif net + tax > MAX_CENTS:
        problem = "The total is more than can be booked."
    return Totals(net, tax, problem)


def typed_lines(rows: Iterable[LineRow]) -> tuple[TypedLine, ...]:
    """Stored lines as one types them."""
    return tuple(
        TypedLine(
            row.id,
            row.text,
            amounts.written(row.quantity_thousandths, 3),
            amounts.written(row.unit_cents, 2),
            amounts.written(row.discount_cents, 2),
            amounts.written(row.tax_bp, 2),
        )
        for row in rows
    )


def pasted(text: str) -> tuple[tuple[str, ...], ...]:
    """Cells out of a spreadsheet: text, quantity, unit, discount, tax; without a heading line.

    Two columns are text and unit price. One line of one cell is no table.
    """
    rows = [tuple(cell.strip() for cell in row.split("\t")) for row in text.splitlines()]
    rows = [row for row in rows if any(row)]
    if not rows or (len(rows) == 1 and len(rows[0]) == 1):
        return ()
    if len(rows) > 1 and len(rows[0]) > 1 and not _has_number(rows[0]) and _has_number(rows[1]):
        rows = rows[1:]
    return tuple(_five(row) for row in rows[:MAX_LINES])


def _five(row: tuple[str, ...]) -> tuple[str, ...]:
    if len(row) == 2:
        row = (row[0], "", row[1])
    return (*row, "", "", "", "", "")[:5]


def _has_number(row: tuple[str, ...]) -> bool:
    return any(each and each.strip("%")[-1:].isdigit() for each in row[1:])
