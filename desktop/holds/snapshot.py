"""A snapshot for audit: the grid as it is filtered, its sums, the books, who and when, sealed."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.lists.export import decimal
from desktop.lists.export_cells import Cell, Sheet, harmless
from desktop.replica.standings import Books

SEAL = "SHA-256 of all lines above"


@dataclass(frozen=True, slots=True)
class Told:
    """Who saved it, when, what was asked of the grid, and what its summed columns came to."""

    by: str
    at: str
    asked: str
    sums: Sequence[tuple[str, int]]


def write_snapshot(
    sheet: Sheet, told: Told, books: Books, to: Path, stopped: Callable[[], bool]
) -> int | None:
    """Write the file; answers the rows written, None where it was stopped and nothing is left.

    Raises OSError. Not for the GUI thread.
    """
    half = to.with_name(f".{to.name}.part")
    seal, rows = hashlib.sha256(), 0
    try:
        with half.open("wb") as file:
            for lines in _lines(sheet, told, books):
                if stopped():
                    return None
                text = _text(lines).encode()
                seal.update(text)
                file.write(text)
                rows += len(lines)
            file.write(_text([(SEAL, seal.hexdigest())]).encode())
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)
    return rows - 1 - len(_trailer(told, books))


def is_sealed(path: Path) -> bool:
    """Whether a snapshot is as it was saved. Raises OSError."""
    whole = path.read_bytes()
    start = whole.rfind(f"{SEAL},".encode())
    if start < 0:
        return False
    said = whole[start:].decode("utf-8", "replace").strip().partition(",")[2]
    return hashlib.sha256(whole[:start]).hexdigest() == said


def _lines(sheet: Sheet, told: Told, books: Books) -> Iterator[Sequence[Sequence[Cell]]]:
    yield [[harmless(words) for words in sheet.headings]]
    for piece in sheet.pieces:
        yield [[_plain(sheet, at, cell) for at, cell in enumerate(cells)] for cells in piece]
    yield _trailer(told, books)


def _trailer(told: Told, books: Books) -> Sequence[Sequence[Cell]]:
    whole, found = books.found.whole, books.found
    return [
        (),
        *((f"Sum of {title}", decimal(cents)) for title, cents in told.sums),
        ("Earned", decimal(whole.earned)),
        ("Held", decimal(whole.held)),
        ("Paid", decimal(whole.paid)),
        ("Payable", decimal(whole.payable)),
        ("Not due yet", decimal(whole.not_due)),
        ("To recover", decimal(whole.to_recover)),
        ("Difference", decimal(whole.off)),
        ("Rows that differ from the ledger", len(found.differences)),
        ("Asked for", harmless(told.asked)),
        ("Saved by", harmless(told.by)),
        ("Saved at", told.at),
    ]


def _plain(sheet: Sheet, at: int, cell: Cell) -> Cell:
    if at in sheet.money and isinstance(cell, int):
        return decimal(cell)
    return harmless(cell)


def _text(lines: Iterable[Sequence[Cell]]) -> str:
    made = io.StringIO(newline="")
    csv.writer(made).writerows(lines)
    return made.getvalue()
