"""A bar cut by status: each part is a button with its own name, tooltip and focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.qt import theme
from desktop.qt.labels import tip
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import empty, row


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: its key, what it says and how much of the bar it takes."""

    key: str
    words: str
    tone: Tone
    share: int


class _PartButton(QPushButton):
    pressed_for = signal(str)

    def __init__(self, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self.setProperty("kind", "bare")
        self.setObjectName(f"part_{part.key}")
        self.setAccessibleName(part.words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHorizontalStretch(max(1, part.share))
        self.setSizePolicy(policy)
        self.setMinimumWidth(8)
        tip(self, part.words)
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self.pressed_for.emit(self._part.key)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(8, 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(8, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.solid(self._part.tone))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 3, 0, -3), 3, 3)
        if self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.tokens().text), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


class SegmentBar(QWidget):
    """The parts side by side, as wide as their shares."""

    chosen = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(14)
        self._line = row(self, gap=2)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show exactly these; parts without a share are left out."""
        empty(self._line)
        for part in parts:
            if part.share <= 0:
                continue
            button = _PartButton(part)
            button.pressed_for.connect(self.chosen.emit)
            self._line.addWidget(button, max(1, part.share))

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._line.count():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().line))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 3, 0, -3), 3, 3)
