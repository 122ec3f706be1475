"""A status in the top bar: a pill one can click and read about."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.qt import painting, theme
from desktop.qt.labels import tip
from desktop.qt.statuses import Badge


class StatusPill(QPushButton):
    """A badge as a button; its tooltip is the whole sentence."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "bare")
        self._badge = Badge("")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_status(self, badge: Badge, words: str) -> None:
        """Show this status."""
        self._badge = badge
        self.setAccessibleName(f"{badge.text}. {words}")
        tip(self, words)
        self.updateGeometry()
        self.show()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(int(painting.badge_width(self._badge)) + 8, painting.BADGE_HEIGHT + 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painting.badge(painter, QPointF(4, self.height() / 2), self._badge)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.tokens().accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 13, 13)
