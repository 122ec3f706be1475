"""The merged timeline: calls, posts, issues and records of one customer in one list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.customers.timeline_model import ENTRY_ROLE, Entry, EntryKind, TimelineModel
from desktop.qt import icons, painting, theme
from desktop.qt.buttons import chip
from desktop.qt.formatting import Clock, relative
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Tone
from desktop.qt.widgets import Card, EmptyState, column, row

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 44
NARROW = 430
PLAY_ROOM = 40
CHIPS: dict[str, tuple[EntryKind, ...]] = {
    "All": (),
    "Calls": (EntryKind.CALL,),
    "Posts": (EntryKind.POST,),
    "Issues": (EntryKind.ISSUE,),
    "Records": (EntryKind.BOOKING, EntryKind.INVOICE, EntryKind.QUOTE, EntryKind.INQUIRY),
}


class EntryDelegate(QStyledItemDelegate):
    """Draws one entry: icon on the line of time, two lines of text, a figure at the right."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock

    def _mark(self, painter: QPainter, rect: QRectF, entry: Entry, *, is_last: bool) -> None:
        now = theme.tokens()
        circle = QRectF(rect.x() + 16, rect.center().y() - 13, 26, 26)
        if not is_last:
            painter.setPen(QPen(QColor(now.line), 2))
            middle = circle.center().x()
            painter.drawLine(
                QPointF(middle, circle.bottom() + 2), QPointF(middle, rect.bottom() + 9)
            )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.soft(entry.tone))
        painter.drawEllipse(circle)
        icons.paint(painter, entry.icon, theme.ink(entry.tone), circle.adjusted(6, 6, -6, -6))

    def _words(self, painter: QPainter, rect: QRectF, entry: Entry) -> None:
        now = theme.tokens()
        right = Qt.AlignmentFlag.AlignRight
        figures = theme.figures(weight=QFont.Weight.Medium)
        figure_width = QFontMetricsF(figures).horizontalAdvance(entry.figure)
        time = "Not sent yet" if entry.is_pending else relative(entry.at, self._clock())
        time_font = theme.figures(12)
        time_width = QFontMetricsF(time_font).horizontalAdvance(time)
        upper = QRectF(rect.x() + 54, rect.y() + 4, rect.width() - 70, 19)
        lower = upper.translated(0, 18)
        if entry.can_play:
            self._play_sign(painter, rect)
            upper, lower = upper.adjusted(0, 0, -PLAY_ROOM, 0), lower.adjusted(0, 0, -PLAY_ROOM, 0)
        edge = upper.right() - figure_width - (10 if entry.figure else 0)
        if entry.status is not None:
            width = painting.badge_width(entry.status)
            edge -= width + 8
            painting.badge(painter, QPointF(edge + 8, upper.center().y()), entry.status)
        title = QRectF(upper.x(), upper.y(), edge - upper.x(), upper.height())
        ink = QColor(now.muted if entry.is_pending else now.text)
        painting.text(painter, title, entry.title, theme.font(weight=QFont.Weight.Medium), ink)
        painting.text(painter, upper, entry.figure, figures, QColor(now.text), right)
        detail = lower.adjusted(0, 0, -time_width - 12, 0)
        painting.text(painter, detail, entry.detail, theme.font(12), QColor(now.muted))
        painting.text(painter, lower, time, time_font, QColor(now.muted), right)

    def _play_sign(self, painter: QPainter, rect: QRectF) -> None:
        circle = QRectF(rect.right() - 16 - 28, rect.center().y() - 14, 28, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.soft(Tone.PURPLE))
        painter.drawEllipse(circle)
        icons.paint(painter, "play", theme.ink(Tone.PURPLE), circle.adjusted(7, 7, -7, -7))

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, now = index.data(ENTRY_ROLE), theme.tokens()
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = rect.adjusted(6, 1, -6, -1)
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(QColor(now.accent), 2) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.hover))
            painter.drawRoundedRect(inner, 8, 8)
        self._mark(painter, rect, entry, is_last=index.row() == index.model().rowCount() - 1)
        self._words(painter, rect, entry)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)


class TimelineList(QListView):
    """The entries; Enter opens one."""

    chosen = signal(str)

    def __init__(self, model: TimelineModel, clock: Clock) -> None:
        super().__init__()
        self._model = model
        self.setObjectName("timeline_entries")
        self.setAccessibleName("Timeline")
        self.setModel(model)
        self.setItemDelegate(EntryDelegate(clock, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.clicked.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.entry(index.row()).id)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


class TimelineView(Card):
    """Everything that happened with one customer, newest first."""

    entry_chosen = signal(str)
    more_requested = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._model = TimelineModel(self)
        self._list = TimelineList(self._model, clock)
        self._chips = {words: chip(words) for words in CHIPS}
        self._heading = Label("Timeline", Look.HEADING)
        self._empty = EmptyState("inbox", "", "")
        self._body = QStackedWidget()
        self._lay_out()
        self.setFocusProxy(self._list)
        self._chips["All"].setChecked(True)
        self._list.chosen.connect(self.entry_chosen.emit)
        self._list.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_entries(self, entries: Iterable[Entry]) -> None:
        """Show exactly these, newest first."""
        self._model.show(entries)
        self._say_empty()

    def model(self) -> TimelineModel:
        """What is shown now."""
        return self._model

    def _chosen(self) -> None:
        sender = self.sender()
        for words, button in self._chips.items():
            button.setChecked(button is sender)
            if button is sender:
                self._model.keep(CHIPS[words])
        self._say_empty()

    def _say_empty(self) -> None:
        everything = self._chips["All"].isChecked()
        title = "Nothing has happened yet" if everything else "Nothing of this kind"
        hint = "Calls, posts, issues and records of this customer will be listed here."
        self._empty.say(title, hint if everything else "Choose All to see everything.")
        self._body.setCurrentIndex(0 if self._model.rowCount() else 1)

    def _scrolled(self, value: int) -> None:
        bar = self._list.verticalScrollBar()
        if bar.maximum() and value >= bar.maximum() - ROW_HEIGHT * 4:
            self.more_requested.emit()

    def _lay_out(self) -> None:
        head = row(gap=6)
        head.setContentsMargins(16, 12, 16, 6)
        head.addWidget(self._heading)
        head.addStretch(1)
        for words, button in self._chips.items():
            button.setObjectName(f"timeline_{words.lower()}")
            button.setAccessibleName(f"Show {words.lower()} in the timeline")
            button.clicked.connect(self._chosen)
            head.addWidget(button)
        self._body.addWidget(self._list)
        self._body.addWidget(self._empty)
        self._body.setMinimumHeight(120)
        stack = column(self, gap=0)
        stack.setContentsMargins(1, 1, 1, 8)
        stack.addLayout(head)
        stack.addWidget(self._body, 1)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._heading.setVisible(self.width() >= NARROW)  # the filters say it too
