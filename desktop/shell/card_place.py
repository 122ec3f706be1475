"""Where the call card may lie so that it never covers what the agent is typing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

EDGE = 16


@dataclass(frozen=True, slots=True)
class Room:
    """The area under the top bar, and the field being typed in (an empty rectangle: none)."""

    area: QRect
    typing: QRect


def place(card: QSize, room: Room) -> QPoint:
    """The first free corner, top right before all others; else beside the field, as far away
    from it as the window allows."""
    area, left = room.area, room.area.left() + EDGE
    right = area.right() - card.width() - EDGE
    top, bottom = area.top() + EDGE, area.bottom() - card.height() - EDGE
    below, above = room.typing.bottom() + EDGE, room.typing.top() - card.height() - EDGE
    places = [QPoint(x, y) for y in (top, bottom, below, above) for x in (right, left)]
    fitting = (at for at in places if area.contains(QRect(at, card)))
    free = (at for at in fitting if not room.typing.intersects(QRect(at, card)))
    return next(free, QPoint(right, top))
