"""How one line of the timeline is drawn: an entry, or the day its entries belong to."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.customers.timeline_model import DAY_HEIGHT, ENTRY_ROLE, ROW_HEIGHT, Day, Entry
from desktop.qt import icons, painting, theme
from desktop.qt.formatting import Clock, hour, relative
from desktop.qt.tones import Tone

Index = QModelIndex | QPersistentModelIndex
PLAY_ROOM = 40


class EntryDelegate(QStyledItemDelegate):
    """Draws one entry: icon on the line of time, two lines of text, a figure at the right."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock

    def _mark(self, painter: QPainter, rect: QRectF, entry: Entry, *, is_last: bool) -> None:
        now = theme.tokens()
        circle = QRectF(rect.x() + 16, rect.center().y() - 13, 26, 26)
        if not is_last:
            painter.setPen(QPen(QColor(now.line), 2))
            middle = circle.center().x()
            painter.drawLine(
                QPointF(middle, circle.bottom() + 2), QPointF(middle, rect.bottom() + 9)
            )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.soft(entry.tone))
        painter.drawEllipse(circle)
        icons.paint(painter, entry.icon, theme.ink(entry.tone), circle.adjusted(6, 6, -6, -6))

    def _words(self, painter: QPainter, rect: QRectF, entry: Entry) -> None:
        now = theme.tokens()
        right = Qt.AlignmentFlag.AlignRight
        figures = theme.figures(weight=QFont.Weight.Medium)
        figure_width = QFontMetricsF(figures).horizontalAdvance(entry.figure)
        time = "Not sent yet" if entry.is_pending else _when(entry.at, self._clock())
        time_font = theme.figures(12)
        time_width = QFontMetricsF(time_font).horizontalAdvance(time)
        upper = QRectF(rect.x() + 54, rect.y() + 4, rect.width() - 70, 19)
        lower = upper.translated(0, 18)
        if entry.can_play:
            self._play_sign(painter, rect)
            upper, lower = upper.adjusted(0, 0, -PLAY_ROOM, 0), lower.adjusted(0, 0, -PLAY_ROOM, 0)
        edge = upper.right() - figure_width - (10 if entry.figure else 0)
        if entry.status is not None:
            width = painting.badge_width(entry.status)
            edge -= width + 8
            painting.badge(painter, QPointF(edge + 8, upper.center().y()), entry.status)
        title = QRectF(upper.x(), upper.y(), edge - upper.x(), upper.height())
        ink = QColor(now.muted if entry.is_pending else now.text)
        painting.text(painter, title, entry.title, theme.font(weight=QFont.Weight.Medium), ink)
        painting.text(painter, upper, entry.figure, figures, QColor(now.text), right)
        detail = lower.adjusted(0, 0, -time_width - 12, 0)
        painting.text(painter, detail, entry.detail, theme.font(12), QColor(now.muted))
        painting.text(painter, lower, time, time_font, QColor(now.muted), right)

    def _play_sign(self, painter: QPainter, rect: QRectF) -> None:
        circle = QRectF(rect.right() - 16 - 28, rect.center().y() - 14, 28, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.soft(Tone.PURPLE))
        painter.drawEllipse(circle)
        icons.paint(painter, "play", theme.ink(Tone.PURPLE), circle.adjusted(7, 7, -7, -7))

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, now = index.data(ENTRY_ROLE), theme.tokens()
        rect = QRectF(option.rect)
        if isinstance(entry, Day):
            _day(painter, rect, entry)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = rect.adjusted(6, 1, -6, -1)
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(QColor(now.accent), 2) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.hover))
            painter.drawRoundedRect(inner, 8, 8)
        self._mark(painter, rect, entry, is_last=index.row() == index.model().rowCount() - 1)
        self._words(painter, rect, entry)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        is_day = isinstance(index.data(ENTRY_ROLE), Day)
        return QSize(0, DAY_HEIGHT if is_day else ROW_HEIGHT)


def _when(at: datetime, now: datetime) -> str:
    """The day stands above: the hour is enough, but for what was a moment ago."""
    is_today = at.astimezone().date() == now.astimezone().date() and at <= now
    return relative(at, now) if is_today else hour(at)


def _day(painter: QPainter, rect: QRectF, day: Day) -> None:
    now, font = theme.tokens(), theme.font(12, QFont.Weight.DemiBold)
    painting.text(painter, rect.adjusted(16, 4, -16, 0), day.words, font, QColor(now.muted))
    left = rect.x() + 26 + QFontMetricsF(font).horizontalAdvance(day.words)
    if left < rect.right() - 24:
        painter.setPen(QPen(QColor(now.line), 1))
        middle = rect.center().y() + 2
        painter.drawLine(QPointF(left, middle), QPointF(rect.right() - 16, middle))
