"""How a card of the board is drawn: once for each content, then only copied."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from desktop.issues.board_model import CARD
from desktop.issues.board_words import Card
from desktop.qt import icons, painting, theme
from desktop.qt.statuses import Badge
from desktop.qt.tones import Scheme, Tone

KEPT = 240
EDGE, FACE, SMALL_FACE = 12, 24, 18
_RIGHT = Qt.AlignmentFlag.AlignRight
_NOT_SENT = Badge("Not sent yet", Tone.GREY, "clock")


@dataclass(frozen=True, slots=True)
class _Key:
    card: Card
    width: int
    scheme: Scheme
    ratio: float


class CardPictures:
    """Pictures of cards; the ones not used for longest are forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, QPixmap] = OrderedDict()

    def picture(self, card: Card, width: int, ratio: float) -> QPixmap:
        """The card as a picture of this width, sharp on a screen of this pixel ratio."""
        key = _Key(card, width, theme.scheme(), ratio)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = _drawn(card, width, ratio)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


def _drawn(card: Card, across: int, ratio: float) -> QPixmap:
    made = QPixmap(round(across * ratio), round(CARD * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    now = theme.tokens()
    painter.setBrush(QColor(now.raised))
    painter.setPen(QPen(QColor(now.line), 1))
    painter.drawRoundedRect(QRectF(0.5, 0.5, across - 1, CARD - 1), 8, 8)
    room = QRectF(EDGE, 0, across - 2 * EDGE, CARD)
    _first_line(painter, card, room)
    title = theme.font(13, QFont.Weight.Medium)
    width = min(_width(card.title, title), room.width())
    where = QRectF(room.x(), 28, width, 20)
    painting.text(painter, where, card.title, title, QColor(now.text))
    rest = QRectF(where.right() + 6, 28, room.right() - where.right() - 6, 20)
    if card.description and rest.width() > 30:
        painting.text(painter, rest, card.description, theme.font(12), QColor(now.muted))
    _third_line(painter, card, room)
    _foot(painter, card, room)
    painter.end()
    return made


def _first_line(painter: QPainter, card: Card, room: QRectF) -> None:
    """Its number, how urgent it is and whether pay is held; at the right the clock."""
    tone = card.waits_tone
    ink = QColor(theme.tokens().muted) if tone is None else theme.ink(tone)
    weight = QFont.Weight.Normal if tone is None else QFont.Weight.Medium
    clock = theme.figures(12, weight)
    width = _width(card.waits, clock)
    right = QRectF(room.right() - width, 9, width, 18)
    painting.text(painter, right, card.waits, clock, ink)
    if tone is Tone.RED:
        icons.paint(painter, "timer", ink, QRectF(right.x() - 17, 12, 13, 13))
    code = theme.figures(12, QFont.Weight.Medium)
    where = QRectF(room.x(), 9, min(_width(card.code, code), right.x() - room.x() - 20), 18)
    painting.text(painter, where, card.code, code, theme.ink(Tone.ACCENT))
    left = where.right() + 6
    if card.priority is not None:
        ink = theme.ink(card.priority.tone)
        icons.paint(painter, card.priority.icon, ink, QRectF(left, 11, 14, 14))
        left += 18
    if card.is_held:
        icons.paint(painter, "lock", theme.ink(Tone.RED), QRectF(left, 11, 13, 13))


def _third_line(painter: QPainter, card: Card, room: QRectF) -> None:
    """Whose it is, and at the right whose fault."""
    muted, font = QColor(theme.tokens().muted), theme.font(12)
    width = 0.0
    if card.responsible:
        width = min(_width(card.responsible, font), room.width() * 0.5)
        where = QRectF(room.right() - width, 48, width, 18)
        painting.text(painter, where, card.responsible, font, muted)
        icons.paint(painter, "hard-hat", muted, QRectF(where.x() - 16, 50, 13, 13))
        width += 26
    customer = QRectF(room.x(), 48, room.width() - width, 18)
    painting.text(painter, customer, card.customer, font, muted)


def _foot(painter: QPainter, card: Card, room: QRectF) -> None:
    """Labels and marks; at the right the steps done, who looks at it, and the owner."""
    middle = CARD - 20.0
    right = _owner(painter, card, room.right(), middle)
    for name in card.viewers[:3]:
        right -= SMALL_FACE - 4
        circle = QRectF(right, middle - SMALL_FACE / 2, SMALL_FACE, SMALL_FACE)
        painting.avatar(painter, circle, name)
    if card.steps:
        font = theme.figures(12)
        width = _width(card.steps, font)
        right -= width + 6
        muted = QColor(theme.tokens().muted)
        painting.text(painter, QRectF(right, middle - 9, width, 18), card.steps, font, muted)
        right -= 17
        icons.paint(painter, "list-checks", muted, QRectF(right, middle - 7, 14, 14))
    left = room.x()
    for badge in _badges(card):
        if right - left < 44:
            break
        left += painting.badge(painter, QPointF(left, middle), badge, right - left - 6) + 4


def _badges(card: Card) -> tuple[Badge, ...]:
    """What matters most stands first: where the room ends, the rest is in the tooltip."""
    marks = [_NOT_SENT] if card.is_pending else []
    if card.again:
        marks.append(Badge(card.again, Tone.RED, "rotate-ccw"))
    if card.follow:
        tone = Tone.ORANGE if " was " in card.follow else Tone.PURPLE
        marks.append(Badge(card.follow, tone, "bell"))
    return (*marks, *card.labels)


def _owner(painter: QPainter, card: Card, right: float, middle: float) -> float:
    """The owner's face, or the outline of one; answers where it begins."""
    circle = QRectF(right - FACE, middle - FACE / 2, FACE, FACE)
    if card.owner:
        painting.avatar(painter, circle, card.owner)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.tokens().edge), 1, Qt.PenStyle.DashLine))
        painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
        icons.paint(painter, "user", QColor(theme.tokens().edge), circle.adjusted(6, 6, -6, -6))
    return circle.x() - 4


def _width(words: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(words) + 1
