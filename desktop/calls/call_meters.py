"""How loud both sides of a call are: two small bars that move with the voices."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.qt import icons, theme
from desktop.qt.labels import tip
from desktop.qt.tones import Tone

LOUDEST = 255
WIDTH, HEIGHT, BAR = 64, 32, 5
CALM = 0.35
"""Share of the way a bar falls at each report: it rises at once and falls slowly."""


class LevelMeter(QWidget):
    """What the agent sends above what they hear; levels are 0 to 255."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("call_levels")
        self._heard, self._sent = 0.0, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def show_levels(self, heard: int, sent: int) -> None:
        """Show how loud both sides are now."""
        self._heard, self._sent = _fall(self._heard, heard), _fall(self._sent, sent)
        self._name()
        self.update()

    def rest(self) -> None:
        """Nobody speaks."""
        self._heard = self._sent = 0.0
        self._name()
        self.update()

    def levels(self) -> tuple[int, int]:
        """What is shown: heard, sent."""
        return round(self._heard), round(self._sent)

    def _name(self) -> None:
        speaks = [word for word, level in self._voices() if level > 8]
        words = " and ".join(speaks)
        self.setAccessibleName(f"Sound of {words}" if words else "Both sides are silent")
        tip(self, "Above: your voice. Below: the other side.")

    def _voices(self) -> tuple[tuple[str, float], tuple[str, float]]:
        return (("your voice", self._sent), ("the other side", self._heard))

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        pictures = ("mic", "volume-2")
        tones = (Tone.ACCENT, Tone.GREEN)
        for at, (_name, level) in enumerate(self._voices()):
            middle = HEIGHT * (at * 2 + 1) / 4
            icons.paint(painter, pictures[at], QColor(now.muted), QRectF(0, middle - 6, 12, 12))
            room = QRectF(18, middle - BAR / 2, WIDTH - 18, BAR)
            painter.setBrush(QColor(now.line))
            painter.drawRoundedRect(room, BAR / 2, BAR / 2)
            if level > 0:
                filled = QRectF(room)
                filled.setWidth(max(BAR, room.width() * level / LOUDEST))
                painter.setBrush(theme.solid(tones[at]))
                painter.drawRoundedRect(filled, BAR / 2, BAR / 2)


def _fall(shown: float, level: int) -> float:
    wanted = float(min(LOUDEST, max(0, level)))
    if wanted >= shown:
        return wanted
    fallen = shown - max(1.0, (shown - wanted) * CALM)
    return max(wanted, fallen)
