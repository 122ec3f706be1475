"""Bars with their names at the left and their figures at the right; arrows walk, Enter opens."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.qt import painting, theme
from desktop.qt.signals import signal
from desktop.reports.causes_model import Bars

ROW, THICK = 30, 14
NAMES, FIGURES = 0.30, 96
STEP = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class BarChart(QWidget):
    """`pointed` tells which bar is read now, -1 for none; `chosen` which is to be opened."""

    pointed = signal(int)
    chosen = signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"chart_{name}")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chart = Bars(name, "", "", ())
        self._at = -1

    def show_chart(self, chart: Bars) -> None:
        """Other bars."""
        self._chart, self._at = chart, -1
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(f"{len(chart.bars)} bars. Arrow keys read them.")
        self.setFixedHeight(max(1, len(chart.bars)) * ROW + 4)
        self.updateGeometry()
        self.update()

    def point(self, at: int) -> None:
        """Read this bar; -1: none."""
        if at != self._at and -1 <= at < len(self._chart.bars):
            self._at = at
            if at >= 0:
                bar = self._chart.bars[at]
                self.setAccessibleDescription(f"{bar.label}: {bar.text}")
            self.pointed.emit(at)
            self.update()

    def row_at(self, at: int) -> QRectF:
        """Where a bar's line is."""
        return QRectF(0, 2 + at * ROW, self.width(), ROW)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(360, max(1, len(self._chart.bars)) * ROW + 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = int((event.position().y() - 2) // ROW)
        self.point(at if 0 <= at < len(self._chart.bars) else -1)
        opens = 0 <= self._at < len(self._chart.bars) and self._chart.bars[self._at].filters
        shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def leaveEvent(self, event: object) -> None:
        if not self.hasFocus():
            self.point(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._at >= 0:
            self.chosen.emit(self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEP and self._chart.bars:
            self.point(max(0, min(self._at + STEP[key], len(self._chart.bars) - 1)))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._at >= 0:
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chart = self._chart
        most = chart.most or max((bar.value for bar in chart.bars), default=0) or 1
        for at in range(len(chart.bars)):
            self._row(painter, at, most)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(now.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _row(self, painter: QPainter, at: int, most: float) -> None:
        bar, line, now = self._chart.bars[at], self.row_at(at), theme.tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        if at == self._at:
            painter.setBrush(QColor(now.hover))
            painter.drawRoundedRect(line.adjusted(2, 0, -2, 0), 5, 5)
        names = line.width() * NAMES
        bold = theme.font(13, QFont.Weight.Medium)
        painting.text(
            painter, QRectF(8, line.y(), names - 16, ROW), bar.label, theme.font(), QColor(now.text)
        )
        room = line.width() - names - self._figures()
        wide = max(3.0, room * bar.value / most) if bar.value else 0.0
        track = QRectF(names, line.y() + (ROW - THICK) / 2, room, THICK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.line))
        painter.drawRoundedRect(track, 4, 4)
        tone = theme.solid(self._chart.tone) if bar.filters else QColor(now.edge)
        painter.setBrush(tone)
        painter.drawRoundedRect(QRectF(track.x(), track.y(), min(wide, room), THICK), 4, 4)
        figures = QRectF(track.right() + 10, line.y(), self._figures() - 18, ROW)
        painting.text(
            painter, figures, bar.text, bold, QColor(now.text), Qt.AlignmentFlag.AlignRight
        )

    def _figures(self) -> float:
        metrics = QFontMetricsF(theme.font(13, QFont.Weight.Medium))
        widest = max((metrics.horizontalAdvance(bar.text) for bar in self._chart.bars), default=0)
        return min(widest + 26, self.width() * 0.35)
