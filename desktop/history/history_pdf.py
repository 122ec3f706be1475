"""A record's facts and history as a PDF: A4, the table's head and the page's number on each page.

Drawn row by row, so that a long history takes time in proportion and the window stays alive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLineF, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextOption,
)

from desktop.history.history_model import ShownChange
from desktop.qt import theme

RESOLUTION, POINTS = 1200, 72
EDGE, GAP, PAD = 36.0, 8.0, 4.0
FOOT = 20.0
MOST_TEXT = 800
"""Characters of one cell; the whole text is in the CSV."""
MOST_LINES = 30
CUT = "… (the whole text is in the CSV file)"
WIDTHS = (0.16, 0.14, 0.21, 0.13, 0.18, 0.18)
HEAD = ("Time", "Who", "What", "Field", "Before", "After")
INK, MUTED, LINE = QColor("#111827"), QColor("#5b6472"), QColor("#d5d9e0")
Told = Callable[[int], bool]
"""Called with the changes drawn so far; answers whether to stop."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about a record as it stands now."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordStory:
    """What the files tell: whose history, its facts now, its changes (newest first)."""

    title: str
    facts: tuple[Fact, ...]
    changes: tuple[ShownChange, ...]
    made_at: datetime
    made_by: str


def as_pdf(story: RecordStory, told: Told = lambda _done: False) -> bytes:
    """The pages; what was drawn so far where it was told to stop."""
    content = QByteArray()
    device = QBuffer(content)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(device)
    writer.setTitle(story.title)
    writer.setCreator("Ringdesk")
    writer.setResolution(RESOLUTION)
    size = QPageSize(QPageSize.PageSizeId.A4)
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, upright, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    painter.scale(RESOLUTION / POINTS, RESOLUTION / POINTS)
    _draw(_Pages(painter, writer), story, told)
    painter.end()
    device.close()
    return bytes(content.data())


def _draw(pages: _Pages, story: RecordStory, told: Told) -> None:
    pages.text(story.title, 18, strong=True)
    made = f"{story.made_at.astimezone():%d %b %Y, %H:%M (UTC%z)}"
    pages.text(f"Exported {made} by {story.made_by}. Times below are in this zone.", 8)
    pages.heading("As it stands")
    for fact in story.facts:
        pages.row((fact.title, fact.text), (0.25, 0.75), strong_first=True)
    pages.heading("History, newest first")
    pages.begin_table(HEAD, WIDTHS)
    for done, change in enumerate(story.changes):
        if told(done):
            break
        pages.row(_cells(change), WIDTHS)
    pages.end_page()


def _cells(change: ShownChange) -> tuple[str, ...]:
    what = (change.field, change.old, change.new)
    if not change.is_first:
        return ("", "", "", *what)
    return (f"{change.at.astimezone():%Y-%m-%d %H:%M}", change.who, change.title, *what)


class _Pages:
    """Where on which page the next row goes; everything in points from the top left."""

    def __init__(self, painter: QPainter, writer: QPdfWriter) -> None:
        self._painter = painter
        self._writer = writer
        page = writer.pageLayout().fullRectPoints()
        self._room = QRectF(EDGE, EDGE, page.width() - 2 * EDGE, page.height() - 2 * EDGE - FOOT)
        self._y, self._number = EDGE, 1
        self._wrap = QTextOption()
        self._wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._head: tuple[tuple[str, ...], Sequence[float]] | None = None

    def text(self, words: str, size: int, *, strong: bool = False) -> None:
        """A paragraph over the whole width."""
        self._painter.setFont(_font(size, strong=strong))
        height = self._height(words, self._room.width())
        self._make_room(height)
        self._put(words, QRectF(self._room.x(), self._y, self._room.width(), height), INK)
        self._y += height + GAP / 2

    def heading(self, words: str) -> None:
        self._y += 2 * GAP
        self._make_room(60)  # not alone at the foot of a page
        self.text(words, 12, strong=True)

    def begin_table(self, head: tuple[str, ...], widths: Sequence[float]) -> None:
        """From here on every page begins with this head."""
        self._head = head, widths
        self._draw_head()

    def row(
        self, cells: Sequence[str], widths: Sequence[float], *, strong_first: bool = False
    ) -> None:
        """One row with a line below, as high as its longest cell."""
        texts = [_fitting(text) for text in cells]
        spans = [self._room.width() * share for share in widths]
        self._painter.setFont(_font(8, strong=strong_first))
        pairs = zip(texts, spans, strict=True)
        height = max(self._height(text, span - 2 * PAD) for text, span in pairs) + 2 * PAD
        self._make_room(height)
        x = self._room.x()
        for at, (text, span) in enumerate(zip(texts, spans, strict=True)):
            self._painter.setFont(_font(8, strong=strong_first and at == 0))
            self._put(text, QRectF(x + PAD, self._y + PAD, span - 2 * PAD, height - PAD), INK)
            x += span
        self._y += height
        self._rule(QPen(LINE, 0.5))

    def end_page(self) -> None:
        """Number the page that is full."""
        self._painter.setFont(_font(8))
        foot = QRectF(self._room.x(), self._room.bottom() + 4, self._room.width(), FOOT)
        self._painter.setPen(MUTED)
        self._painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight), f"Page {self._number}")

    def _draw_head(self) -> None:
        if self._head is None:
            return
        x = self._room.x()
        self._painter.setFont(_font(8, strong=True))
        for words, share in zip(*self._head, strict=True):
            span = self._room.width() * share
            self._put(words, QRectF(x + PAD, self._y + PAD, span, 14), MUTED)
            x += span
        self._y += 14 + PAD
        self._rule(QPen(MUTED, 0.75))

    def _rule(self, pen: QPen) -> None:
        self._painter.setPen(pen)
        self._painter.drawLine(QLineF(self._room.x(), self._y, self._room.right(), self._y))

    def _make_room(self, height: float) -> None:
        if self._y + height <= self._room.bottom():
            return
        font = self._painter.font()
        self.end_page()
        self._writer.newPage()
        self._number += 1
        self._y = self._room.y()
        self._draw_head()
        self._painter.setFont(font)

    def _height(self, words: str, width: float) -> float:
        room = QRectF(0, 0, width, 10_000)
        return self._painter.boundingRect(room, words, self._wrap).height() if words else 0.0

    def _put(self, words: str, room: QRectF, ink: QColor) -> None:
        self._painter.setPen(ink)
        self._painter.drawText(room, words, self._wrap)


def _fitting(text: str) -> str:
    """What fits on a page in a narrow column."""
    lines = text.splitlines()
    if len(text) <= MOST_TEXT and len(lines) <= MOST_LINES:
        return text
    return "\n".join(lines[:MOST_LINES])[:MOST_TEXT] + CUT


def _font(size: int, *, strong: bool = False) -> QFont:
    made = QFont(theme.FAMILY)
    made.setPixelSize(size)  # the painter is scaled: one pixel is one point
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return made
