"""Labels that show text as it is: never as markup, elided where there is no room."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.qt.formatting import plain_tip


class Look(StrEnum):
    PLAIN = "plain"
    TITLE = "title"
    HEADING = "heading"
    STRONG = "strong"
    BIG = "big"
    MUTED = "muted"
    SMALL = "small"
    ERROR = "error"
    WARNING = "warning"
    RAIL = "rail"
    RAIL_STRONG = "rail_strong"
    BRAND = "brand"


class Label(QLabel):
    """Plain text. Everything shown that a person wrote goes through here or through a delegate."""

    def __init__(self, text: str = "", look: Look = Look.PLAIN, parent: QWidget | None = None):
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look.value)
        self.setText(text)

    def dress(self, look: Look) -> None:
        """Change the look while shown."""
        self.setProperty("look", look.value)
        self.style().unpolish(self)
        self.style().polish(self)


class WrappedLabel(Label):
    """A label whose lines break where the room ends."""

    def __init__(self, text: str = "", look: Look = Look.PLAIN, parent: QWidget | None = None):
        super().__init__(text, look, parent)
        self.setWordWrap(True)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._claim_height()

    def _claim_height(self) -> None:
        # A box layout squeezes a wrapped label below its height for its width unless told.
        if self.wordWrap() and self.width() > 0:
            self.setMinimumHeight(0)  # the last claim would count into the new one
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_height()


class ElidedLabel(Label):
    """One line that gives way: cut with an ellipsis, whole in the tooltip."""

    def __init__(self, text: str = "", look: Look = Look.PLAIN, parent: QWidget | None = None):
        super().__init__(text, look, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    # Qt overrides

    def setText(self, text: str) -> None:
        super().setText(text.replace("\n", " "))
        tip(self, text)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(48, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        line = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        align = int(self.alignment() | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(room, align, line)


def tip(widget: QWidget | QAction, text: str) -> None:
    """A tooltip that shows `text` literally."""
    widget.setToolTip(plain_tip(text))
