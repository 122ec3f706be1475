"""How the board around the cards is drawn: columns, lanes, heads, and where a card may go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from desktop.issues.board_model import CARD, COLUMNS, GAP, LANE, TITLES, Board, Box, Head, Lane
from desktop.qt import icons, painting, theme
from desktop.qt.statuses import ISSUES
from desktop.qt.tones import Tone
from sync_server.contract.values import IssueStatus

TOP = 44
"""How high the heads of the columns are, in pixels."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A card on its way: where it may go, why not elsewhere, and which column is meant now."""

    id: str
    source: IssueStatus
    refusals: Mapping[IssueStatus, str]
    over: IssueStatus | None = None

    def may(self, to: IssueStatus) -> bool:
        return to is not self.source and to not in self.refusals


@dataclass(frozen=True, slots=True)
class Seen:
    """One card in view: its picture and where it stands on the board."""

    id: str
    box: Box
    picture: QPixmap
    is_current: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything one frame is drawn from."""

    board: Board
    seen: Iterable[Seen]
    offset: QPointF
    has_focus: bool
    carried: Carried | None = None
    ghost: Seen | None = None
    """The carried card under the pointer, in the viewport's own pixels."""


def paint(painter: QPainter, scene: Scene, area: QRectF) -> None:
    """The visible part of the board."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(area, QColor(theme.tokens().background))
    painter.save()
    painter.setClipRect(area.adjusted(0, TOP, 0, 0))
    painter.translate(-scene.offset.x(), TOP - scene.offset.y())
    _grounds(painter, scene, area)
    for seen in scene.seen:
        _card(painter, scene, seen)
    top, bottom = scene.offset.y(), scene.offset.y() + area.height()
    for lane in scene.board.lanes if scene.board.has_lanes else ():
        if lane.y <= bottom and lane.y + lane.height >= top:
            _lane(painter, scene, lane, area)
    painter.restore()
    _heads(painter, scene, area)
    _reasons(painter, scene)
    if scene.ghost is not None:
        _ghost(painter, scene.ghost)


def _ghost(painter: QPainter, ghost: Seen) -> None:
    """The card in hand lies over the others: a soft shadow, and the colour of what is chosen."""
    now = theme.tokens()
    width = ghost.picture.width() / ghost.picture.devicePixelRatio()
    frame = QRectF(ghost.box.x, ghost.box.y, width, CARD)
    shadow = QColor("#000000")
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, alpha in ((6, 0.05), (3, 0.08)):
        shadow.setAlphaF(alpha)
        painter.setBrush(shadow)
        painter.drawRoundedRect(frame.adjusted(-spread, 2 - spread, spread, 4 + spread), 10, 10)
    painter.drawPixmap(ghost.box.x, ghost.box.y, ghost.picture)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(now.accent), 1.5))
    painter.drawRoundedRect(frame.adjusted(0.75, 0.75, -0.75, -0.75), 8, 8)


def _column_rect(scene: Scene, at: int, area: QRectF) -> QRectF:
    """A whole column as seen, in the board's pixels."""
    width = scene.board.column
    return QRectF(at * width, scene.offset.y(), width - GAP, area.height() - TOP)


def _grounds(painter: QPainter, scene: Scene, area: QRectF) -> None:
    now, carried = theme.tokens(), scene.carried
    for at, status in enumerate(COLUMNS):
        where = _column_rect(scene, at, area).adjusted(0, -10, 0, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mix(QColor(now.line), QColor(now.background), 0.45))
        if carried is not None and carried.may(status):
            painter.setBrush(QColor(now.accent_soft))
            is_over = carried.over is status
            dash = Qt.PenStyle.SolidLine if is_over else Qt.PenStyle.DashLine
            painter.setPen(QPen(QColor(now.accent), 2 if is_over else 1, dash))
        painter.drawRoundedRect(where.adjusted(1, 0, -1, -2), 8, 8)


def _card(painter: QPainter, scene: Scene, seen: Seen) -> None:
    box, carried = seen.box, scene.carried
    is_carried = carried is not None and carried.id == seen.id
    painter.setOpacity(0.35 if is_carried else 1.0)
    painter.drawPixmap(box.x + 6, box.y, seen.picture)
    painter.setOpacity(1.0)
    if seen.is_current:
        now = theme.tokens()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(now.accent if scene.has_focus else now.edge), 2))
        painter.drawRoundedRect(QRectF(box.x + 7, box.y + 1, box.width - 14, CARD - 2), 8, 8)


def _lane(painter: QPainter, scene: Scene, lane: Lane, area: QRectF) -> None:
    """Its name stays in view while its cards scroll past below it."""
    now = theme.tokens()
    stuck = max(lane.y, min(scene.offset.y(), lane.y + lane.height - LANE))
    where = QRectF(scene.offset.x(), stuck, area.width(), LANE - 6)
    painter.fillRect(where, QColor(now.background))
    line = QRectF(where.x(), where.bottom(), where.width(), 1)
    painter.fillRect(line, QColor(now.line))
    font = theme.font(13, QFont.Weight.DemiBold)
    name = where.adjusted(10, 0, -10, 0)
    painting.text(painter, name, lane.title, font, QColor(now.text))
    left = name.x() + QFontMetricsF(font).horizontalAdvance(lane.title) + 8
    count = QRectF(left, name.y(), 60, name.height())
    painting.text(painter, count, str(lane.count), theme.figures(12), QColor(now.muted))


def _heads(painter: QPainter, scene: Scene, area: QRectF) -> None:
    painter.fillRect(QRectF(0, 0, area.width(), TOP), QColor(theme.tokens().background))
    painter.save()
    painter.translate(-scene.offset.x(), 0)
    for at, head in enumerate(scene.board.heads):
        _head(painter, head, QRectF(at * scene.board.column, 0, scene.board.column - GAP, TOP))
    painter.restore()


def _head(painter: QPainter, head: Head, where: QRectF) -> None:
    now, carried_tone = theme.tokens(), ISSUES[head.status]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.mix(QColor(now.line), QColor(now.background), 0.45))
    painter.save()
    painter.setClipRect(where)
    painter.drawRoundedRect(where.adjusted(1, 2, -1, 10), 8, 8)
    middle = TOP / 2 + 1
    ink = theme.ink(carried_tone.tone)
    icons.paint(painter, carried_tone.icon, ink, QRectF(where.x() + 12, middle - 7, 14, 14))
    font = theme.font(13, QFont.Weight.DemiBold)
    left = where.x() + 32
    width = min(QFontMetricsF(font).horizontalAdvance(TITLES[head.status]) + 1, where.width() - 60)
    name = QRectF(left, 0, width, TOP + 2)
    painting.text(painter, name, TITLES[head.status], font, QColor(now.text))
    left += width + 8
    figures = theme.figures(13)
    words = f"{head.count}/{head.limit}" if head.limit else str(head.count)
    count_ink = theme.ink(Tone.RED) if head.is_over else QColor(now.muted)
    count = QFontMetricsF(figures).horizontalAdvance(words) + 1
    painting.text(painter, QRectF(left, 0, count, TOP + 2), words, figures, count_ink)
    left += count + 5
    if head.is_over:
        icons.paint(painter, "triangle-alert", count_ink, QRectF(left, middle - 7, 14, 14))
        left += 18
    rest = QRectF(left, 0, where.right() - 10 - left, TOP + 2)
    if head.badge:
        _again(painter, head, rest)
    elif head.note and rest.width() > 30:
        right = Qt.AlignmentFlag.AlignRight
        painting.text(painter, rest, head.note, theme.font(12), QColor(now.muted), right)
    painter.restore()


def _again(painter: QPainter, head: Head, room: QRectF) -> None:
    """How many of those in progress were reopened: in words where there is room."""
    ink, font = theme.ink(Tone.RED), theme.font(12)
    words = head.badge
    if QFontMetricsF(font).horizontalAdvance(words) + 18 > room.width():
        words = words.split()[0]
    width = QFontMetricsF(font).horizontalAdvance(words) + 1
    where = QRectF(room.right() - width, room.y(), width, room.height())
    painting.text(painter, where, words, font, ink)
    glyph = QRectF(where.x() - 17, room.center().y() - 7, 13, 13)
    icons.paint(painter, "rotate-ccw", ink, glyph)


def _reasons(painter: QPainter, scene: Scene) -> None:
    """Why a card may not go where it is held over."""
    carried = scene.carried
    if carried is None or carried.over is None or carried.may(carried.over):
        return
    words = carried.refusals.get(carried.over, "")
    if not words:
        return
    font = theme.font(12, QFont.Weight.Medium)
    at = COLUMNS.index(carried.over)
    room = scene.board.column - GAP - 28
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
    text = QFontMetricsF(font).boundingRect(QRectF(0, 0, room, 400), int(flags), words)
    left = at * scene.board.column - scene.offset.x() + 6
    frame = QRectF(left, TOP + 8, room + 16, text.height() + 16)
    painter.setPen(QPen(theme.mix(theme.solid(Tone.RED), theme.soft(Tone.RED), 0.5)))
    painter.setBrush(theme.soft(Tone.RED))
    painter.drawRoundedRect(frame, 8, 8)
    painter.setFont(font)
    painter.setPen(QPen(theme.ink(Tone.RED)))
    painter.drawText(frame.adjusted(8, 8, -8, -8), int(flags), words)
