"""Small pieces every page is built from: cards, badges, avatars, empty states, banners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.qt import icons, painting, theme
from desktop.qt.buttons import Button, icon_button
from desktop.qt.labels import Label, Look, WrappedLabel, tip
from desktop.qt.signals import wish
from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind, Tone

HINT_WIDTH = 260


def column(parent: QWidget | None = None, gap: int = 8, edge: int = 0) -> QVBoxLayout:
    """A vertical layout with `gap` between and `edge` around."""
    made = QVBoxLayout(parent) if parent else QVBoxLayout()
    made.setContentsMargins(edge, edge, edge, edge)
    made.setSpacing(gap)
    return made


def row(parent: QWidget | None = None, gap: int = 8, edge: int = 0) -> QHBoxLayout:
    """A horizontal layout with `gap` between and `edge` around."""
    made = QHBoxLayout(parent) if parent else QHBoxLayout()
    made.setContentsMargins(edge, edge, edge, edge)
    made.setSpacing(gap)
    return made


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go; nested layouts too."""
    while (item := layout.takeAt(0)) is not None:
        widget, nested = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        if nested is not None:
            empty(nested)


def rule() -> QFrame:
    """A hairline between two parts of a card."""
    made = QFrame()
    made.setProperty("rule", "true")
    made.setFixedHeight(1)
    return made


class Card(QFrame):
    """A surface with a border; `raised` for what floats over the page."""

    def __init__(self, parent: QWidget | None = None, look: str = "true"):
        super().__init__(parent)
        self.setProperty("card", look)


class Pill(QWidget):
    """A badge as a widget."""

    def __init__(self, badge: Badge | None = None, parent: QWidget | None = None):
        super().__init__(parent)
        self._badge = badge or Badge("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_badge(self._badge)

    def show_badge(self, badge: Badge, explanation: str = "") -> None:
        """Show another badge."""
        self._badge = badge
        self.setAccessibleName(badge.text)
        tip(self, explanation)
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(int(painting.badge_width(self._badge)) + 1, painting.BADGE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painting.badge(painter, QPointF(0, self.height() / 2), self._badge, self.width())


class PillRow(QWidget):
    """Some badges side by side."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._line = row(self, gap=6)
        self._shown: tuple[Badge, ...] | None = None

    def show_badges(self, badges: Sequence[Badge]) -> None:
        """Show exactly these."""
        if tuple(badges) == self._shown:
            return
        self._shown = tuple(badges)
        empty(self._line)
        for badge in badges:
            pill = Pill(badge)
            self._line.addWidget(pill)
            pill.show()  # a layout shows its widgets one frame later: that flickers
        self.setVisible(bool(badges))


class Avatar(QWidget):
    """A person's initials in their colour; decoration, the name stands beside it."""

    def __init__(self, name: str = "", size: int = 32, parent: QWidget | None = None):
        super().__init__(parent)
        self._name = name
        self.setFixedSize(size, size)

    def show_name(self, name: str) -> None:
        """Another person."""
        self._name = name
        self.update()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painting.avatar(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._name)


class Glyph(QWidget):
    """An icon beside text; never alone."""

    def __init__(self, icon: str, tone: Tone | None = None, size: int = 16):
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setFixedSize(size, size)

    def show_icon(self, icon: str, tone: Tone | None = None) -> None:
        """Another icon or tone."""
        self._icon, self._tone = icon, tone
        self.update()

    def _colour(self) -> QColor:
        return theme.ink(self._tone) if self._tone else QColor(theme.tokens().muted)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self._icon, self._colour(), QRectF(self.rect()))


class RailGlyph(Glyph):
    """The same on the rail, which is dark in both schemes."""

    def _colour(self) -> QColor:
        return QColor(getattr(theme.DARK, (self._tone or Tone.GREY).value))


class EmptyState(QWidget):
    """What to show where there is nothing: why, and what to do next."""

    acted = wish()

    def __init__(self, icon: str, title: str, hint: str, action: str = ""):
        super().__init__()
        self.setObjectName("empty_state")
        stack = column(self, gap=8, edge=24)
        stack.addStretch(2)
        self._glyph = Glyph(icon, size=32)
        self._title, self._hint = Label(title, Look.HEADING), WrappedLabel(hint, Look.MUTED)
        self._hint.setFixedWidth(HINT_WIDTH)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = Button(action, Kind.PLAIN)
        self._button.setObjectName("empty_state_action")
        self._button.clicked.connect(self.acted)
        for each in (self._glyph, self._title, self._hint, self._button):
            stack.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addStretch(3)
        # Only now: shown without a parent it would flash up as a window of its own.
        self._button.setVisible(bool(action))

    def say(self, title: str, hint: str, action: str = "") -> None:
        """Other words, e.g. while a filter is on."""
        self._title.setText(title)
        self._hint.setText(hint)
        if action:
            self._button.relabel(action)
        self._button.setVisible(bool(action))


@dataclass(frozen=True, slots=True)
class Notice:
    """What a banner says and the one thing to do about it."""

    text: str
    tone: Tone = Tone.BLUE
    icon: str = "info"
    action: str = ""


class Banner(QFrame):
    """A line across the page with an action and a way to close it; also used as a toast."""

    acted = wish()
    closed = wish()

    def __init__(self, parent: QWidget | None = None, lifetime_ms: int = 0):
        super().__init__(parent)
        self.setObjectName("banner")
        self._tone = Tone.BLUE
        line = row(self, gap=10)
        line.setContentsMargins(12, 4, 4, 4)
        self._glyph = Glyph("info")
        self._text = WrappedLabel()
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = Button("Undo", Kind.LINK)
        self._action.setObjectName("banner_action")
        self._close = icon_button("Close this notice", "x")
        self._close.explain("Close this notice (Esc)")
        self._close.setObjectName("banner_close")
        line.addWidget(self._glyph)
        line.addWidget(self._text, 1)
        line.addWidget(self._action)
        line.addWidget(self._close)
        self._action.clicked.connect(self._act)
        self._close.clicked.connect(self._shut)
        self._timer = QTimer(self, singleShot=True, interval=lifetime_ms)
        self._timer.timeout.connect(self.hide)
        self._lifetime_ms = lifetime_ms
        self.hide()

    def say(self, notice: Notice) -> None:
        """Show a notice in place of the last one."""
        self._tone = notice.tone
        self._glyph.show_icon(notice.icon, notice.tone)
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self._action.relabel(notice.action or "Undo")
        self._action.setVisible(bool(notice.action))
        self.show()
        self.update()
        if self._lifetime_ms:
            self._timer.start()

    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def _act(self) -> None:
        self.hide()
        self.acted.emit()

    def _shut(self) -> None:
        self.hide()
        self.closed.emit()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.soft(self._tone))
        painter.setPen(QPen(theme.mix(theme.solid(self._tone), theme.soft(self._tone), 0.5)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._shut()
        else:
            super().keyPressEvent(event)


def page_head(title: Label, detail: Label, *actions: QWidget) -> QBoxLayout:
    """The top line of a page: what it is, how many, and its actions at the right."""
    line = row(gap=10)
    line.addWidget(title)
    line.addWidget(detail, 0, Qt.AlignmentFlag.AlignVCenter)
    line.addStretch(1)
    for action in actions:
        line.addWidget(action)
    return line
