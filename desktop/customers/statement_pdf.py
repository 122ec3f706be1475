"""A statement as a PDF on A4, whose words can be searched and copied; safe in a worker thread."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QIODevice, QMarginsF, QSaveFile, Qt
from PySide6.QtGui import (
    QFont,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from desktop.customers.statement_model import Line, StatementShown

_POINTS = 9
_WIDTHS = (16, 45, 13, 13, 13)
_HEADS = ("Date", "", "Billed", "Paid", "Balance")
_RIGHT = Qt.AlignmentFlag.AlignRight


def write_statement(shown: StatementShown, to: Path) -> None:
    """Write it; the file is there only when it is whole. Raises OSError."""
    out = QSaveFile(str(to))
    if not out.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(0, out.errorString(), os.fspath(to))
    writer = QPdfWriter(out)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    # Printing a document leaves two centimetres at each edge by itself.
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle(f"Statement for {shown.customer}")
    writer.setCreator("Ringdesk")
    document = _document(shown)
    document.print_(writer)
    if not out.commit():
        raise OSError(0, out.errorString(), os.fspath(to))


def _document(shown: StatementShown) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(_font())
    document.setDocumentMargin(0)
    at = QTextCursor(document)
    _write(at, "Statement", size=18, is_bold=True)
    at.insertBlock()
    _write(at, shown.customer, is_bold=True)
    for words in (*shown.address.splitlines(), shown.span, f"Made on {shown.made_on}"):
        at.insertBlock()
        _write(at, words)
    at.insertBlock()
    at.insertBlock()
    _figures(at, shown)
    at.movePosition(QTextCursor.MoveOperation.End)
    at.insertBlock()
    _lines(at, shown)
    return document


def _font() -> QFont:
    font = QFont("Inter", _POINTS)
    # Joined glyphs (a dash between digits among them) come out of the file as other characters.
    for feature in ("calt", "ccmp", "liga", "kern"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


def _figures(at: QTextCursor, shown: StatementShown) -> None:
    figures = (
        ("Opening balance", shown.opening),
        ("Billed", shown.billed),
        ("Paid", shown.paid),
        ("Credited", shown.credited),
        ("Closing balance", shown.closing),
    )
    table = at.insertTable(2, len(figures), _format((20,) * len(figures), heads=0))
    for place, (title, amount) in enumerate(figures):
        _cell(table, 0, place, title)
        _cell(table, 1, place, amount, is_bold=True)


def _lines(at: QTextCursor, shown: StatementShown) -> None:
    closing = Line("", "", "Closing balance", "", "", shown.closing)
    opening = Line("", "", "Opening balance", "", "", shown.opening)
    lines = (opening, *shown.lines, closing)
    table = at.insertTable(len(lines) + 1, len(_WIDTHS), _format(_WIDTHS, heads=1))
    for column, head in enumerate(_HEADS):
        _cell(table, 0, column, head, is_bold=True)
    for row, line in enumerate(lines, 1):
        is_sum = line in (opening, closing)
        parts = (line.date, line.what, line.owed, line.paid, line.balance)
        for column, words in enumerate(parts):
            _cell(table, row, column, words, is_bold=is_sum)


def _format(widths: tuple[int, ...], heads: int) -> QTextTableFormat:
    made = QTextTableFormat()
    made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    made.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, width) for width in widths]
    )
    made.setHeaderRowCount(heads)
    made.setCellPadding(3)
    made.setCellSpacing(0)
    made.setBorder(0)
    return made


def _cell(table: QTextTable, row: int, column: int, words: str, *, is_bold: bool = False) -> None:
    at = table.cellAt(row, column).firstCursorPosition()
    if table.columns() == len(_WIDTHS) and table.format().headerRowCount() and column > 1:
        block = QTextBlockFormat()
        block.setAlignment(_RIGHT)
        at.setBlockFormat(block)
    _write(at, words, is_bold=is_bold)


def _write(at: QTextCursor, words: str, size: int = _POINTS, *, is_bold: bool = False) -> None:
    """Plain text: what a customer is called is never markup."""
    look = QTextCharFormat()
    font = _font()
    font.setPointSize(size)
    font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
    look.setFont(font)
    at.insertText(words, look)
