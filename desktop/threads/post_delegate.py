"""Draws one line of a thread: a bubble with author and audience, a system line, or a day."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.qt import icons, painting, theme
from desktop.qt.formatting import hour
from desktop.qt.statuses import VISIBILITIES, Badge
from desktop.qt.tones import Tone
from desktop.threads.thread_model import LINE_ROLE, Author, Following, Line, LineKind, Sending
from sync_server.contract.values import Visibility

Index = QModelIndex | QPersistentModelIndex
AVATAR = 28
GUTTER = AVATAR + 10
PAD = 10
HEAD = 22
FOOT = 20
LAYOUTS_KEPT = 400
CUSTOMER = Badge("Customer", Tone.PURPLE, "user")
WAITING = "Not sent yet"


@dataclass(frozen=True, slots=True)
class Laid:
    """Text broken into lines for one width."""

    layout: QTextLayout
    width: float
    height: float


class PostDelegate(QStyledItemDelegate):
    """Paints a thread. Layouts are kept, because breaking lines is what costs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._laid: OrderedDict[str, Laid] = OrderedDict()

    def _lay(self, text: str, width: float) -> Laid:
        key = f"{int(width)}:{text}"
        known = self._laid.get(key)
        if known is not None:
            self._laid.move_to_end(key)
            return known
        made = lay_out(text, width)
        self._laid[key] = made
        if len(self._laid) > LAYOUTS_KEPT:
            self._laid.popitem(last=False)
        return made

    def _bubble_room(self, width: int) -> float:
        return max(120.0, width - 24 - GUTTER - 2 * PAD - 12)

    def _body(self, line: Line) -> str:
        return "This post was removed." if line.kind is LineKind.REMOVED else line.body

    def _post(self, painter: QPainter, rect: QRectF, following: Following) -> None:
        line = following.line
        laid = self._lay(self._body(line), self._bubble_room(int(rect.width())))
        left, top = rect.x() + 12 + GUTTER, rect.y() + (2 if following.is_continued else 8)
        if not following.is_continued:
            self._head(painter, QRectF(left, top, rect.right() - 12 - left, HEAD), line)
            painting.avatar(painter, QRectF(rect.x() + 12, top + 2, AVATAR, AVATAR), line.author)
            top += HEAD
        bubble = QRectF(left, top, laid.width + 2 * PAD, laid.height + 12)
        _bubble(painter, bubble, line)
        now = theme.tokens()
        faint = line.kind is LineKind.REMOVED or line.sending is not Sending.SENT
        painter.setPen(QPen(QColor(now.muted if faint else now.text)))
        laid.layout.draw(painter, QPointF(left + PAD, top + 6))
        if foot := _foot(line):
            below = QRectF(left, bubble.bottom() + 2, rect.right() - 12 - left, FOOT - 2)
            icons.paint(
                painter, foot.icon, theme.ink(foot.tone), QRectF(left, below.y() + 3, 12, 12)
            )
            words = below.adjusted(17, 0, 0, 0)
            painting.text(painter, words, foot.text, theme.font(12), theme.ink(foot.tone))

    def _head(self, painter: QPainter, room: QRectF, line: Line) -> None:
        font = theme.font(12, theme.font().Weight.DemiBold)
        name_width = min(QFontMetricsF(font).horizontalAdvance(line.author) + 2, room.width() * 0.5)
        name = QRectF(room.x(), room.y(), name_width, room.height())
        painting.text(painter, name, line.author, font, QColor(theme.tokens().text))
        left, middle = name.right() + 6, room.center().y()
        if line.by is Author.CUSTOMER:
            left += painting.badge(painter, QPointF(left, middle), CUSTOMER) + 6
        time = QRectF(left, room.y(), 40, room.height())
        painting.text(painter, time, hour(line.at), theme.figures(12), QColor(theme.tokens().muted))
        left = time.right() + 2
        if line.visibility is not Visibility.INTERNAL and line.by is not Author.CUSTOMER:
            painting.badge(painter, QPointF(left, middle), _audience(line), room.right() - left)

    def _system(self, painter: QPainter, rect: QRectF, line: Line) -> None:
        now = theme.tokens()
        picture = QRectF(rect.x() + 12 + (AVATAR - 16) / 2, rect.center().y() - 8, 16, 16)
        icons.paint(painter, line.icon, QColor(now.muted), picture)
        words = QRectF(rect).adjusted(12 + GUTTER, 0, -60, 0)
        painting.text(painter, words, line.body, theme.font(12), QColor(now.muted))
        time = QRectF(rect.right() - 56, rect.y(), 44, rect.height())
        right = Qt.AlignmentFlag.AlignRight
        painting.text(painter, time, hour(line.at), theme.figures(12), QColor(now.muted), right)

    def _day(self, painter: QPainter, rect: QRectF, line: Line) -> None:
        now = theme.tokens()
        font = theme.font(12, theme.font().Weight.Medium)
        width = QFontMetricsF(font).horizontalAdvance(line.body) + 24
        painter.setPen(QPen(QColor(now.line)))
        middle = rect.center().y() + 2
        painter.drawLine(
            QPointF(rect.x() + 12, middle), QPointF(rect.center().x() - width / 2, middle)
        )
        painter.drawLine(
            QPointF(rect.center().x() + width / 2, middle), QPointF(rect.right() - 12, middle)
        )
        words = QRectF(rect).adjusted(0, 4, 0, 0)
        centre = Qt.AlignmentFlag.AlignHCenter
        painting.text(painter, words, line.body, font, QColor(now.muted), centre)

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        following = index.data(LINE_ROLE)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.tokens().accent), 1.5))
            painter.drawRoundedRect(rect.adjusted(3, 1, -3, -1), 6, 6)
        if following.line.kind is LineKind.DAY:
            self._day(painter, rect, following.line)
        elif following.line.kind is LineKind.SYSTEM:
            self._system(painter, rect, following.line)
        else:
            self._post(painter, rect, following)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        following = index.data(LINE_ROLE)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 360
        if following.line.kind in {LineKind.DAY, LineKind.SYSTEM}:
            return QSize(0, 34 if following.line.kind is LineKind.DAY else 28)
        laid = self._lay(self._body(following.line), self._bubble_room(width))
        head = 2 if following.is_continued else 8 + HEAD
        foot = FOOT if _foot(following.line) else 0
        return QSize(0, int(head + laid.height + 12 + foot + 2))


def lay_out(text: str, width: float) -> Laid:
    """Break literal text into lines no wider than `width`."""
    layout = QTextLayout(text.replace("\n", "\u2028"), theme.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    height, widest = 0.0, 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height() + 2
        widest = max(widest, line.naturalTextWidth())
    layout.endLayout()
    return Laid(layout, widest, height)


def _bubble(painter: QPainter, rect: QRectF, line: Line) -> None:
    now = theme.tokens()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(now.accent_soft if line.by is Author.ME else now.theirs))
    if line.by is Author.CUSTOMER:
        painter.setBrush(theme.soft(Tone.PURPLE))
    if line.sending is not Sending.SENT or line.kind is LineKind.REMOVED:
        tone = now.red if line.sending is Sending.REFUSED else now.edge
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tone), 1.2, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(rect, 10, 10)


def _foot(line: Line) -> Badge | None:
    if line.sending is Sending.WAITING:
        return Badge(line.note or WAITING, Tone.GREY, "clock")
    if line.sending is Sending.REFUSED:
        return Badge(line.note or "Refused", Tone.RED, "circle-alert")
    return Badge(line.note, Tone.GREY, "info") if line.note else None


def _audience(line: Line) -> Badge:
    return VISIBILITIES[line.visibility]
