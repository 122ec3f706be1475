"""A table as PDF: landscape A4, the head on every page, page numbers; painted beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.lists.export import decimal
from desktop.lists.export_cells import Cell, Sheet
from desktop.qt import theme

DOTS = 144
"""Per inch: two for each point."""
_LINE, _GAP = 26.0, 8.0
_PLAIN_FEATURES = ("calt", "ccmp", "liga", "kern")


def write_pdf(sheet: Sheet, to: Path) -> None:
    """Write the table. Raises OSError where the file cannot be written."""
    with to.open("wb"):
        pass  # the writer does not say why it cannot open a file
    writer = QPdfWriter(str(to))
    writer.setResolution(DOTS)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape,
            QMarginsF(12, 12, 12, 12),
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setTitle(sheet.title)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"{to.name} cannot be written")
    try:
        page = _Page(sheet, writer, painter)
        for piece in sheet.pieces:
            for cells in piece:
                page.add(cells)
        page.end()
    finally:
        painter.end()


def font(weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The program's font without other forms of its signs: hyphens, and figures of one width,
    would not be found in the file."""
    made = QFont(theme.font(16, weight))
    for feature in _PLAIN_FEATURES:
        made.setFeature(QFont.Tag(feature), 0)
    return made


class _Page:
    def __init__(self, sheet: Sheet, writer: QPdfWriter, painter: QPainter) -> None:
        self._sheet, self._writer, self._painter = sheet, writer, painter
        self._plain, self._bold = font(), font(QFont.Weight.DemiBold)
        self._metrics = QFontMetricsF(self._plain, writer)
        self._metrics_bold = QFontMetricsF(self._bold, writer)
        self._number = 0
        self._width, self._height = float(writer.width()), float(writer.height())
        share = self._width / max(1, sum(sheet.widths))
        self._widths = [width * share for width in sheet.widths]
        self._top = 0.0
        self._begin()

    def add(self, cells: Sequence[Cell]) -> None:
        """One row; on a new page where this one is full."""
        if self._top + _LINE > self._height - _LINE * 1.5:
            self._foot()
            self._writer.newPage()
            self._begin()
        texts = [self._text(at, cell) for at, cell in enumerate(cells)]
        self._line(texts, self._plain, self._metrics, cells)
        self._painter.setPen(Qt.GlobalColor.lightGray)
        self._painter.drawLine(0, int(self._top), int(self._width), int(self._top))

    def end(self) -> None:
        self._foot()

    def _begin(self) -> None:
        self._number += 1
        self._top = 0.0
        self._line([self._sheet.title], self._bold, self._metrics_bold, [], [self._width])
        self._top += _GAP
        self._line(list(self._sheet.headings), self._bold, self._metrics_bold, [])
        self._painter.setPen(Qt.GlobalColor.black)
        self._painter.drawLine(0, int(self._top), int(self._width), int(self._top))

    def _foot(self) -> None:
        room = QRectF(0, self._height - _LINE, self._width, _LINE)
        self._painter.setFont(self._plain)
        self._painter.setPen(Qt.GlobalColor.darkGray)
        self._painter.drawText(room, int(Qt.AlignmentFlag.AlignRight), f"Page {self._number}")

    def _text(self, at: int, cell: Cell) -> str:
        if cell is None:
            return ""
        if at in self._sheet.money and isinstance(cell, int):
            return decimal(cell)
        return str(cell)

    def _line(
        self,
        texts: Sequence[str],
        face: QFont,
        metrics: QFontMetricsF,
        cells: Sequence[Cell],
        widths: Sequence[float] = (),
    ) -> None:
        self._painter.setFont(face)
        self._painter.setPen(Qt.GlobalColor.black)
        left = 0.0
        for at, (text, width) in enumerate(zip(texts, widths or self._widths, strict=False)):
            room = QRectF(left, self._top, width - _GAP, _LINE)
            is_figure = at < len(cells) and isinstance(cells[at], int | float)
            side = Qt.AlignmentFlag.AlignRight if is_figure else Qt.AlignmentFlag.AlignLeft
            shown = metrics.elidedText(text[:400], Qt.TextElideMode.ElideRight, room.width())
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            self._painter.drawText(room, int(flags), shown)
            left += width
        self._top += _LINE
