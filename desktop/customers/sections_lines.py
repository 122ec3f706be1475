"""Lines of the Activity tab: one for each status, and the records under an open one."""

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
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desktop.customers.sections_model import RecordShown, Segment, said
from desktop.qt import icons, painting, theme
from desktop.qt.formatting import number, round_money
from desktop.qt.labels import tip
from desktop.qt.signals import signal
from desktop.qt.tones import Tone

RIGHT = Qt.AlignmentFlag.AlignRight
COUNT_ROOM = 40
ASIDE = Qt.KeyboardModifier.ControlModifier


class _PaintedLine(QPushButton):
    """A line that is drawn, and takes focus and clicks like any button."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self._tall = height
        self.setProperty("kind", "bare")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _frame(self, painter: QPainter) -> QRectF:
        now, rect = theme.tokens(), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setBrush(QColor(now.hover))
            painter.setPen(QPen(QColor(now.accent), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 5, 5)
        return rect

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(120, self._tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, self._tall)


class StatusLine(_PaintedLine):
    """One status with its count and total; a click opens its newest records."""

    opened = signal(str)

    def __init__(self) -> None:
        super().__init__(24)
        self._segment: Segment | None = None
        self.setCheckable(True)
        self.clicked.connect(self._tell)

    def show_segment(self, segment: Segment) -> None:
        """Show another status."""
        self._segment = segment
        self.setObjectName(f"legend_{segment.key}")
        self.setAccessibleName(said(segment))
        tip(self, said(segment))
        self.update()

    def _tell(self) -> None:
        if self._segment is not None:
            self.opened.emit(self._segment.key)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._segment is None:
            return
        painter, now, shown = QPainter(self), theme.tokens(), self._segment
        rect = self._frame(painter)
        picture = QRectF(rect.x() + 4, rect.center().y() - 6.5, 13, 13)
        icons.paint(painter, shown.badge.icon, theme.ink(shown.badge.tone), picture)
        figures = theme.figures(12)
        total = "" if shown.cents is None else round_money(shown.cents)
        width = QFontMetricsF(figures).horizontalAdvance(total)
        painting.text(painter, rect.adjusted(0, 0, -4, 0), total, figures, QColor(now.muted), RIGHT)
        count = rect.adjusted(0, 0, -max(width + 12, 12 if not total else 66), 0)
        bold = theme.figures(12, QFont.Weight.DemiBold)
        painting.text(painter, count, number(shown.count), bold, QColor(now.text), RIGHT)
        room = QFontMetricsF(bold).horizontalAdvance(number(shown.count)) + 8
        words = QRectF(rect.x() + 23, rect.y(), count.right() - room - rect.x() - 23, rect.height())
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        painting.text(painter, words, shown.badge.text, theme.font(12, weight), QColor(now.text))


class RecordLine(_PaintedLine):
    """One record; Ctrl or the middle button open it beside what is open (TML-21)."""

    opened = signal(RecordShown)
    opened_aside = signal(RecordShown)

    def __init__(self) -> None:
        super().__init__(24)
        self._record: RecordShown | None = None

    def show_record(self, record: RecordShown) -> None:
        """Show another record."""
        self._record = record
        self.setObjectName(f"record_{record.id}")
        words = f"{record.code}, {record.title}"
        self.setAccessibleName(f"{words}, {record.figure}" if record.figure else words)
        tip(self, f"{record.code} {record.title}\n{record.hint}".strip())
        self.update()

    def _open(self, *, aside: bool) -> None:
        if self._record is not None:
            (self.opened_aside if aside else self.opened).emit(self._record)

    # Qt overrides

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        is_middle = event.button() == Qt.MouseButton.MiddleButton
        is_left = event.button() == Qt.MouseButton.LeftButton
        super().mouseReleaseEvent(event)
        if inside and (is_left or is_middle):
            self._open(aside=is_middle or bool(event.modifiers() & ASIDE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open(aside=bool(event.modifiers() & ASIDE))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._record is None:
            return
        painter, now, shown = QPainter(self), theme.tokens(), self._record
        rect = self._frame(painter)
        figures = theme.figures(12, QFont.Weight.Medium)
        width = QFontMetricsF(figures).horizontalAdvance(shown.figure)
        painting.text(
            painter, rect.adjusted(0, 0, -4, 0), shown.figure, figures, QColor(now.text), RIGHT
        )
        code_font = theme.figures(12, QFont.Weight.Medium)
        code = rect.adjusted(23, 0, 0, 0)
        painting.text(painter, code, shown.code, code_font, theme.ink(Tone.ACCENT))
        left = 23 + QFontMetricsF(code_font).horizontalAdvance(shown.code) + 8
        title = rect.adjusted(left, 0, -width - 14, 0)
        painting.text(painter, title, shown.title, theme.font(12), QColor(now.muted))
