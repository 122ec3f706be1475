"""The line everyone must see: a customer's pinned alert, on their page and when they ring."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop.qt import theme
from desktop.qt.labels import Look, WrappedLabel, tip
from desktop.qt.tones import Tone
from desktop.qt.widgets import Glyph, row

LONGEST_WORD = 24
WHOLE = 10_000


def breakable(text: str) -> str:
    """The same to read, with places where a word without end may break."""
    pieces = (text[at : at + LONGEST_WORD] for at in range(0, len(text), LONGEST_WORD))
    has_long = any(len(word) > LONGEST_WORD for word in text.split())
    return "\u200b".join(pieces) if has_long else text


class AlertStrip(QFrame):
    """There while a customer has an alert; it cannot be closed, only edited away.

    Where there is little room, `longest` letters are shown and the rest is in the tooltip.
    """

    def __init__(self, parent: QWidget | None = None, longest: int = WHOLE) -> None:
        super().__init__(parent)
        self._longest = longest
        self.setObjectName("pinned_alert")
        self._words = WrappedLabel("", Look.STRONG)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = row(self, gap=10)
        line.setContentsMargins(14, 8, 14, 8)
        line.addWidget(Glyph("pin", Tone.ORANGE))
        line.addWidget(self._words, 1)
        self.hide()

    def show_alert(self, words: str) -> None:
        """Show it, or nothing at all when there is none."""
        shown = words if len(words) <= self._longest else f"{words[: self._longest].rstrip()}…"
        self._words.setText(breakable(shown))
        tip(self, words if shown != words else "")
        self.setAccessibleName(f"Alert: {words}" if words else "")
        self.setVisible(bool(words))

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.soft(Tone.ORANGE))
        painter.setPen(QPen(theme.mix(theme.solid(Tone.ORANGE), theme.soft(Tone.ORANGE), 0.5)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
