"""Writing a table to a file: CSV, Excel workbook or PDF; half a file is never left behind."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from desktop.lists.export_cells import Cell, Exported, Sheet, Told, harmless

_MOST_IN_A_CELL = 32_767
"""Characters an Excel cell takes."""
_EXACT = 2**53
"""Beyond this a workbook's figures are not exact any more: they are written as text."""


def export(sheet: Sheet, to: Path, told: Told) -> Exported:
    """Write the file by its ending (.xlsx, .pdf, else CSV). Raises OSError. Not for the GUI thread.

    `told` hears the rows written and answers whether to stop; then no file is left.
    """
    half = to.with_name(f".{to.name}.part")
    walk = _Walk(told)
    whole = replace(sheet, pieces=walk.through(sheet))
    try:
        _write(whole, half, to.suffix.lower())
        if walk.is_stopped:
            return Exported(to, walk.done, is_whole=False)
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)
    return Exported(to, walk.done, is_whole=True)


class _Walk:
    """Counts rows on their way and stops when told to."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self.done = 0
        self.is_stopped = False

    def through(self, sheet: Sheet) -> Iterator[Sequence[Sequence[Cell]]]:
        for piece in sheet.pieces:
            yield piece
            self.done += len(piece)
            if self._told(self.done):
                self.is_stopped = True
                return


def _write(sheet: Sheet, to: Path, ending: str) -> None:
    if ending == ".xlsx":
        _write_workbook(sheet, to)
    elif ending == ".pdf":
        from desktop.lists.export_pdf import write_pdf  # noqa: PLC0415 - only who prints waits

        write_pdf(sheet, to)
    else:
        _write_csv(sheet, to)


def _write_csv(sheet: Sheet, to: Path) -> None:
    # The mark at the start makes spreadsheets read names in UTF-8.
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([harmless(words) for words in sheet.headings])
        for piece in sheet.pieces:
            lines.writerows([_plain(sheet, at, cell) for at, cell in enumerate(r)] for r in piece)


def _plain(sheet: Sheet, at: int, cell: Cell) -> Cell:
    if at in sheet.money and isinstance(cell, int):
        return decimal(cell)
    return harmless(cell)


def decimal(cents: int) -> str:
    """Cents as `1240.00`: exact at any size, read as a number by every spreadsheet."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _write_workbook(sheet: Sheet, to: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 - only who exports a workbook waits for it
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    to.touch()  # the writer says too late that it cannot
    try:
        _fill_workbook(xlsxwriter, sheet, to)
    except FileCreateError as failure:
        raise OSError(str(failure)) from failure


def _fill_workbook(xlsxwriter: ModuleType, sheet: Sheet, to: Path) -> None:
    # Text is written as text: nothing in a cell is ever taken for a formula or a link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(to), options) as book:
        page = book.add_worksheet(sheet.title[:31])
        heading = book.add_format({"bold": True})
        amount = book.add_format({"num_format": "#,##0.00"})
        page.freeze_panes(1, 0)
        for at, (words, width) in enumerate(zip(sheet.headings, sheet.widths, strict=True)):
            page.set_column(at, at, width)
            page.write_string(0, at, words, heading)
        line = 0
        for piece in sheet.pieces:
            for cells in piece:
                line += 1
                for at, cell in enumerate(cells):
                    if isinstance(cell, int | float) and abs(cell) < _EXACT:
                        is_money = at in sheet.money
                        value = cell / 100 if is_money else cell
                        page.write_number(line, at, value, amount if is_money else None)
                    elif cell not in {None, ""}:
                        page.write_string(line, at, _as_text(sheet, at, cell))


def _as_text(sheet: Sheet, at: int, cell: Cell) -> str:
    if at in sheet.money and isinstance(cell, int):
        return decimal(cell)
    return str(cell)[:_MOST_IN_A_CELL]
