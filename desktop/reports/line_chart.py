"""Lines over weeks: arrows walk from bucket to bucket and read each, Enter opens its list."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.qt import painting, theme
from desktop.qt.signals import signal
from desktop.reports.causes_model import Line, Lines, height_text, scale

HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 216, 62, 26, 12, 14
BETWEEN_LABELS = 92
STEP = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class LineChart(QWidget):
    """`pointed` tells which bucket is read now, -1 for none; `chosen` which is to be opened."""

    pointed = signal(int)
    chosen = signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"chart_{name}")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self._chart = Lines(name, "", (), (), ())
        self._scale: tuple[float, ...] = (0.0, 1.0)
        self._at = -1

    def show_chart(self, chart: Lines) -> None:
        """Other lines."""
        self._chart, self._at = chart, -1
        values = [v for line in chart.lines for v in line.values if v is not None]
        self._scale = scale(max(values, default=0), is_money=chart.is_money)
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(f"{len(chart.buckets)} points. Arrow keys read them.")
        self.update()

    def point(self, at: int) -> None:
        """Read this bucket; -1: none."""
        if at != self._at and -1 <= at < len(self._chart.buckets):
            self._at = at
            if at >= 0:
                self.setAccessibleDescription(self.words(at))
            self.pointed.emit(at)
            self.update()

    def words(self, at: int) -> str:
        """`From 5 Oct 2026: Median 3.2 h, 90% within 21.0 h`."""
        parts = ", ".join(f"{line.name} {line.texts[at]}" for line in self._chart.lines)
        return f"From {self._chart.buckets[at]}: {parts}"

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(420, HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point(self._under(event.position().x()))
        shape = Qt.CursorShape.PointingHandCursor
        self.setCursor(shape if self._chart.filters else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: object) -> None:
        if not self.hasFocus():
            self.point(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._at >= 0:
            self.chosen.emit(self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._chart.buckets) - 1
        if key in STEP and last >= 0:
            start = self._at if self._at >= 0 else last + (STEP[key] < 0)
            self.point(max(0, min(start + STEP[key], last)))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._at >= 0:
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._grid(painter)
        self._days(painter)
        for line in self._chart.lines:
            self._line(painter, line)
        if self._at >= 0:
            self._reading(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(now.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    # -- where things are

    def _room(self) -> QRectF:
        return QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM)

    def _x(self, at: int) -> float:
        room, count = self._room(), len(self._chart.buckets)
        return room.x() + room.width() * (at + 0.5) / max(1, count)

    def _y(self, value: float) -> float:
        room = self._room()
        return room.bottom() - room.height() * min(1.0, value / self._scale[-1])

    def _under(self, x: float) -> int:
        room, count = self._room(), len(self._chart.buckets)
        if not count or not room.x() <= x <= room.right():
            return -1
        return min(count - 1, int((x - room.x()) * count / room.width()))

    # -- painting

    def _grid(self, painter: QPainter) -> None:
        now, room = theme.tokens(), self._room()
        for value in self._scale:
            y = self._y(value)
            painter.setPen(QPen(QColor(now.line), 1))
            painter.drawLine(QPointF(room.x(), y), QPointF(room.right(), y))
            words = height_text(value, self._scale[-1], is_money=self._chart.is_money)
            where = QRectF(0, y - 9, LEFT - 10, 18)
            right = Qt.AlignmentFlag.AlignRight
            painting.text(painter, where, words, theme.figures(11), QColor(now.muted), right)
        for value, name in self._chart.marks:
            if value <= self._scale[-1]:
                self._mark(painter, value, name)

    def _mark(self, painter: QPainter, value: float, name: str) -> None:
        room, y = self._room(), self._y(value)
        painter.setPen(QPen(theme.solid(self._chart.lines[-1].tone), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(room.x(), y), QPointF(room.right(), y))
        where = QRectF(room.right() - 90, y - 17, 88, 16)
        ink = QColor(theme.tokens().muted)
        painting.text(painter, where, name, theme.font(11), ink, Qt.AlignmentFlag.AlignRight)

    def _days(self, painter: QPainter) -> None:
        count = len(self._chart.buckets)
        every = max(1, -(-count * BETWEEN_LABELS // max(1, int(self._room().width()))))
        for at in range(0, count, every):
            where = QRectF(self._x(at) - 46, self.height() - BOTTOM + 6, 92, 16)
            day = self._chart.buckets[at].rpartition(" ")[0]
            ink = QColor(theme.tokens().muted)
            centre = Qt.AlignmentFlag.AlignHCenter
            painting.text(painter, where, day, theme.figures(11), ink, centre)

    def _line(self, painter: QPainter, line: Line) -> None:
        colour = theme.solid(line.tone)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for points in self._pieces(line):
            path = QPainterPath(points[0])
            for point in points[1:]:
                path.lineTo(point)
            painter.drawPath(path)
            if len(points) == 1:
                painter.drawPoint(points[0])

    def _pieces(self, line: Line) -> Iterator[list[QPointF]]:
        """Runs of points without a gap: nothing is drawn where nothing was measured."""
        piece: list[QPointF] = []
        for at, value in enumerate(line.values):
            if value is not None:
                piece.append(QPointF(self._x(at), self._y(value)))
            elif piece:
                yield piece
                piece = []
        if piece:
            yield piece

    def _reading(self, painter: QPainter) -> None:
        now, room, x = theme.tokens(), self._room(), self._x(self._at)
        painter.setPen(QPen(QColor(now.edge), 1))
        painter.drawLine(QPointF(x, room.y()), QPointF(x, room.bottom()))
        for line in self._chart.lines:
            value = line.values[self._at]
            if value is not None:
                painter.setPen(QPen(QColor(now.surface), 2))
                painter.setBrush(theme.solid(line.tone))
                painter.drawEllipse(QPointF(x, self._y(value)), 5, 5)
