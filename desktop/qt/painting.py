"""What delegates and small widgets draw alike: badges, avatars, elided text."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.qt import icons, theme
from desktop.qt.formatting import initials
from desktop.qt.statuses import Badge

BADGE_HEIGHT = 20
BADGE_ICON = 12
FACES = ("#0f8f8a", "#2456c7", "#b4540a", "#7a3fd1", "#b3245c", "#1d7a3e", "#4b5a70", "#8a6a00")


def badge_font() -> QFont:
    """The font inside a pill."""
    return theme.font(12, QFont.Weight.Medium)


def badge_width(badge: Badge, metrics: QFontMetricsF | None = None) -> float:
    """How wide the pill will be."""
    metrics = metrics or QFontMetricsF(badge_font())
    return metrics.horizontalAdvance(badge.text) + 16 + (BADGE_ICON + 4 if badge.icon else 0)


def badge(painter: QPainter, where: QPointF, shown: Badge, room: float = 10_000) -> float:
    """Draw a pill with its left middle at `where`; answers its width."""
    font = badge_font()
    metrics = QFontMetricsF(font)
    width = min(badge_width(shown, metrics), room)
    frame = QRectF(where.x(), where.y() - BADGE_HEIGHT / 2, width, BADGE_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.soft(shown.tone))
    painter.drawRoundedRect(frame, BADGE_HEIGHT / 2, BADGE_HEIGHT / 2)
    left = frame.x() + 8
    ink = theme.ink(shown.tone)
    if shown.icon:
        icons.paint(painter, shown.icon, ink, QRectF(left, frame.y() + 4, BADGE_ICON, BADGE_ICON))
        left += BADGE_ICON + 4
    text(
        painter,
        QRectF(left, frame.y(), frame.right() - 6 - left, BADGE_HEIGHT),
        shown.text,
        font,
        ink,
    )
    return width


def face(name: str) -> QColor:
    """The same colour for the same name, on every desk."""
    return QColor(FACES[zlib.crc32(name.encode()) % len(FACES)])


def avatar(painter: QPainter, where: QRectF, name: str) -> None:
    """A filled circle with the name's initials."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(face(name))
    painter.drawEllipse(where)
    painter.setPen(QPen(QColor("#ffffff")))
    painter.setFont(theme.font(max(9, int(where.height() * 0.38)), QFont.Weight.DemiBold))
    painter.drawText(where, Qt.AlignmentFlag.AlignCenter, initials(name))


def text(
    painter: QPainter,
    where: QRectF,
    shown: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of literal text, elided at the end when it does not fit."""
    painter.setFont(font)
    painter.setPen(QPen(colour))
    line = shown.replace("\n", " ")
    # Few signs are wider than the font is high: short text needs no measuring.
    if len(line) * font.pixelSize() > where.width():
        metrics = QFontMetricsF(font)
        if metrics.horizontalAdvance(line) > where.width():
            line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, where.width())
    flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(where, int(flags), line)
