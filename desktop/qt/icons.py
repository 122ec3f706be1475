"""Lucide icons, tinted when drawn: one pixmap per name, colour and size is kept."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

SCALE = 2


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _tinted(name: str, colour: str, size: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(size * SCALE, size * SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(SCALE)
    return pixmap


def pixmap(name: str, colour: QColor, size: int = 16) -> QPixmap:
    """The icon `name` in `colour`, `size` pixels square, sharp on fine screens."""
    return _tinted(name, colour.name(), size)


def icon(name: str, colour: QColor, size: int = 16) -> QIcon:
    """The same as a QIcon, for buttons and actions; greyed by its button, not by Qt."""
    made = QIcon()
    drawn = pixmap(name, colour, size)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        made.addPixmap(drawn, mode)
    return made


def paint(painter: QPainter, name: str, colour: QColor, where: QRectF) -> None:
    """Draw the icon inside a delegate, centred in `where`."""
    size = int(min(where.width(), where.height()))
    left = where.x() + (where.width() - size) / 2
    top = where.y() + (where.height() - size) / 2
    painter.drawPixmap(int(left), int(top), pixmap(name, colour, size))
