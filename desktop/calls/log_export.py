"""The call log as a file: exactly what is filtered, in that order, as CSV or as a workbook."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.calls import log_model
from desktop.replica.call_log import LoggedCall, in_pieces
from desktop.replica.connection import Connection

HEADINGS = (
    "Direction",
    "Number",
    "Customer",
    "Agent",
    "Ring group",
    "Started",
    "Rang (s)",
    "Talked (s)",
    "Outcome",
    "Disposition",
    "Recorded (s)",
    "Linked to",
)
WIDTHS = (11, 18, 26, 20, 18, 20, 9, 10, 16, 18, 12, 24)
_NUMBER = re.compile(r"\+\d{1,15}")
_STARTS_FORMULA = ("=", "@", "-", "+", "\t", "\r")
Told = Callable[[int], bool]
"""Called with the calls written so far; answers whether to stop."""
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of an export; a cancelled one leaves no file."""

    path: Path
    calls: int
    is_whole: bool


def export_calls(db: Connection, places: array[int], to: Path, told: Told) -> Exported:
    """Write the file by its ending (.xlsx, else CSV). Raises OSError. Not for the GUI thread."""
    write = _write_workbook if to.suffix.lower() == ".xlsx" else _write_csv
    half = to.with_name(f".{to.name}.part")
    walk = _Walk(told)
    try:
        calls = write(in_pieces(db, places, walk.told), half)
        if walk.is_stopped:
            return Exported(to, calls, is_whole=False)
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)
    return Exported(to, calls, is_whole=True)


def cells(call: LoggedCall) -> tuple[Cell, ...]:
    """One call as values: numbers as numbers, instants as the person's local time."""
    rang, talked = call.rang, call.talked
    return (
        "Incoming" if log_model.way(call).startswith("In") else "Outgoing",
        call.number or log_model.WITHHELD,
        log_model.customer(call),
        log_model.agent(call),
        log_model.group(call),
        f"{call.started_at.astimezone():%Y-%m-%d %H:%M:%S}",
        None if rang is None else int(rang.total_seconds()),
        None if talked is None else int(talked.total_seconds()),
        log_model.outcome(call).text,
        call.disposition,
        call.recording_seconds,
        ", ".join(record.code for record in call.records),
    )


def harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would calculate gets an apostrophe; a phone number stays readable."""
    if not isinstance(cell, str) or not cell.startswith(_STARTS_FORMULA):
        return cell
    return cell if _NUMBER.fullmatch(cell) else f"'{cell}"


class _Walk:
    def __init__(self, told: Told) -> None:
        self._told = told
        self.is_stopped = False

    def told(self, done: int) -> bool:
        self.is_stopped = self._told(done)
        return self.is_stopped


def _write_csv(pieces: Iterable[Sequence[LoggedCall]], to: Path) -> int:
    done = 0
    # The mark at the start makes spreadsheets read names in UTF-8.
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS)
        for piece in pieces:
            lines.writerows([harmless(cell) for cell in cells(call)] for call in piece)
            done += len(piece)
    return done


def _write_workbook(pieces: Iterable[Sequence[LoggedCall]], to: Path) -> int:
    import xlsxwriter  # noqa: PLC0415 - only who exports a workbook waits for it

    done = 0
    # Text is written as text: nothing in a cell is ever taken for a formula or a link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(to), options) as book:
        sheet = book.add_worksheet("Calls")
        heading = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for at, (words, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, words, heading)
        for piece in pieces:
            for call in piece:
                done += 1
                _write_row(sheet.write_string, sheet.write_number, done, cells(call))
    return done


def _write_row(
    text: Callable[[int, int, str], object],
    figure: Callable[[int, int, float], object],
    row: int,
    values: Sequence[Cell],
) -> None:
    for at, value in enumerate(values):
        if isinstance(value, int):
            figure(row, at, value)
        elif value:
            text(row, at, value)
