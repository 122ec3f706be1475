"""A strip of months above the timeline: how much happened when; a click goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.customers.density_model import Column, columns, month_words
from desktop.qt import painting, theme
from desktop.qt.formatting import number, plain_tip
from desktop.qt.signals import signal
from desktop.replica.timeline import MonthCount

HEIGHT, BARS = 44, 26
NARROWEST = 5
STEP = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class DensityStrip(QWidget):
    """Arrow keys walk along it, Enter goes to the month."""

    chosen = signal(Column)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_months")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Months")
        self._counts: tuple[MonthCount, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._at = -1
        self._here = -1

    def show_months(self, counts: Sequence[MonthCount]) -> None:
        """Show how much happened in each of these months."""
        if tuple(counts) != self._counts:
            self._counts = tuple(counts)
            self._arrange()

    def show_here(self, month: int) -> None:
        """The month at the top of the list, to be marked."""
        here = self._holding(month)
        if here != self._here:
            self._here = here
            self.update()

    def columns(self) -> tuple[Column, ...]:
        """What is shown."""
        return self._columns

    def _holding(self, month: int) -> int:
        found = (at for at, each in enumerate(self._columns) if each.first <= month <= each.last)
        return next(found, -1)

    def _arrange(self) -> None:
        self._columns = columns(self._counts, max(1, self.width() // NARROWEST))
        self._at, self._here = -1, -1
        self.update()

    def _wide(self) -> float:
        return min(18.0, self.width() / max(1, len(self._columns)))

    def _left(self) -> float:
        return self.width() - self._wide() * len(self._columns)

    def _under(self, x: float) -> int:
        at = int((x - self._left()) // self._wide())
        return at if 0 <= at < len(self._columns) else -1

    def _say(self, at: int) -> None:
        column = self._columns[at]
        words = f"{column.words}: {number(column.count)}"
        self.setAccessibleDescription(words)
        where = self.mapToGlobal(QPoint(int(self._left() + at * self._wide()), HEIGHT))
        QToolTip.showText(where, plain_tip(words), self)

    def _move_to(self, at: int, *, says: bool) -> None:
        if at == self._at or not -1 <= at < len(self._columns):
            return
        self._at = at
        if at >= 0 and says:
            self._say(at)
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_to(self._under(event.position().x()), says=True)

    def leaveEvent(self, event: object) -> None:
        self._move_to(-1, says=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._under(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.chosen.emit(self._columns[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEP and self._columns:
            start = self._at if self._at >= 0 else max(self._here, 0)
            self._move_to(max(0, min(start + STEP[key], len(self._columns) - 1)), says=True)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._at >= 0:
            self.chosen.emit(self._columns[self._at])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((each.count for each in self._columns), default=0)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, column in enumerate(self._columns):
            painter.setBrush(self._colour(at, column.count, most))
            painter.drawRoundedRect(self._bar(at, column.count, most), 1.5, 1.5)
        self._label(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(now.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    def _bar(self, at: int, count: int, most: int) -> QRectF:
        # The root lets a quiet month be seen beside a busy one.
        tall = 2.0 if not count else max(4.0, BARS * (count / most) ** 0.5)
        wide = self._wide()
        return QRectF(self._left() + at * wide + 0.5, 2 + BARS - tall, max(1.5, wide - 1.5), tall)

    def _colour(self, at: int, count: int, most: int) -> QColor:
        now = theme.tokens()
        if at == self._at or at == self._here:
            return QColor(now.accent)
        if not count:
            return QColor(now.line)
        return theme.mix(QColor(now.accent), QColor(now.surface), 0.25 + 0.45 * count / most)

    def _label(self, painter: QPainter) -> None:
        if not self._columns:
            return
        now, font = QColor(theme.tokens().muted), theme.font(11)
        room = QRectF(0, BARS + 3, self.width(), HEIGHT - BARS - 3)
        left, right = month_words(self._columns[0].first), month_words(self._columns[-1].last)
        begins = room.adjusted(max(0.0, self._left()), 0, 0, 0)
        wide = QFontMetricsF(font).horizontalAdvance(left + right) + 12
        if begins.width() < wide:
            begins.setLeft(max(0.0, room.right() - wide))
        painting.text(painter, room, right, font, now, Qt.AlignmentFlag.AlignRight)
        if left != right:
            painting.text(painter, begins, left, font, now)
