"""What a cell of an exported file may hold: nothing a spreadsheet would calculate or run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

Cell = str | int | float | None
Told = Callable[[int], bool]
"""Called with the rows written so far; answers whether to stop."""
_NUMBER = re.compile(r"\+\d{1,15}")
_STARTS_FORMULA = ("=", "@", "-", "+", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to write: headings, widths in characters, and rows that come in pieces."""

    title: str
    headings: Sequence[str]
    widths: Sequence[int]
    pieces: Iterable[Sequence[Sequence[Cell]]]
    money: frozenset[int] = frozenset()
    """Columns that hold amounts, to be written with two decimals."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of an export; a cancelled one leaves no file."""

    path: Path
    rows: int
    is_whole: bool


def harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would calculate gets an apostrophe; a phone number stays readable."""
    if not isinstance(cell, str) or not cell.startswith(_STARTS_FORMULA):
        return cell
    return cell if _NUMBER.fullmatch(cell) else f"'{cell}"
