"""A bar cut by status: each part is a button with its own name, tooltip and focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QWidget

from desktop.qt import theme
from desktop.qt.formatting import plain_tip
from desktop.qt.labels import tip
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import row

LEAST, FINEST = 8, 1000
BY_KEY = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: its key, what it says and how much of the bar it takes."""

    key: str
    words: str
    tone: Tone
    share: int


class PartButton(QPushButton):
    """One part; its tooltip also comes with the keyboard."""

    pressed_for = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = Part("", "", Tone.GREY, 0)
        self.setProperty("kind", "bare")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumWidth(LEAST)
        self.clicked.connect(self._tell)

    def show_part(self, part: Part) -> None:
        """Show another part."""
        self._part = part
        self.setObjectName(f"part_{part.key}")
        self.setAccessibleName(part.words)
        tip(self, part.words)
        self.update()

    def tone(self) -> Tone:
        """The colour it has."""
        return self._part.tone

    def _tell(self) -> None:
        self.pressed_for.emit(self._part.key)

    # Qt overrides

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in BY_KEY:
            below = self.mapToGlobal(QPoint(0, self.height()))
            QToolTip.showText(below, plain_tip(self._part.words), self)

    def sizeHint(self) -> QSize:
        return QSize(LEAST, 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, 14)

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
        self._buttons: list[PartButton] = []
        self._parts: tuple[Part, ...] = ()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show exactly these; parts without a share are left out. Buttons are used again."""
        shown = tuple(part for part in parts if part.share > 0)
        if shown == self._parts:
            return
        self._parts = shown
        while len(self._buttons) < len(shown):
            button = PartButton(self)
            button.pressed_for.connect(self.chosen.emit)
            self._line.addWidget(button)
            self._buttons.append(button)
        whole = sum(part.share for part in shown)
        for at, button in enumerate(self._buttons):
            if at < len(shown):
                button.show_part(shown[at])
                self._stretch(button, shown[at].share, whole)
            button.setVisible(at < len(shown))
        self.update()

    def _stretch(self, button: PartButton, share: int, whole: int) -> None:
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._line.setStretchFactor(button, max(1, share * FINEST // whole))
        button.setSizePolicy(policy)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._parts:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().line))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 3, 0, -3), 3, 3)
