"""Counts and totals of one customer's records by status: a bar and its legend for each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from desktop.qt import icons, painting, theme
from desktop.qt.formatting import number, round_money
from desktop.qt.labels import Label, Look, tip
from desktop.qt.segment_bar import Part, SegmentBar
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.widgets import Card, EmptyState, Glyph, column, empty, row
from sync_server.contract.values import RecordKind


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many records have this status and, where the kind has money, what they come to."""

    status: str
    badge: Badge
    count: int
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class KindCount:
    """One kind of record with its statuses, in the order shown."""

    kind: RecordKind
    statuses: tuple[StatusCount, ...]


@dataclass(frozen=True, slots=True)
class StatusChoice:
    """The records a person wants to see."""

    kind: RecordKind
    status: str


TITLES = {
    RecordKind.INQUIRY: ("Inquiries", "inbox"),
    RecordKind.QUOTE: ("Quotes", "file-text"),
    RecordKind.BOOKING: ("Bookings", "calendar"),
    RecordKind.INVOICE: ("Invoices", "receipt"),
    RecordKind.ISSUE: ("Issues", "triangle-alert"),
}


class LegendLine(QPushButton):
    """One status with its count and total; a click shows those records."""

    chosen = signal(str)

    def __init__(self, counted: StatusCount, kind: RecordKind) -> None:
        super().__init__()
        self._counted = counted
        self.setProperty("kind", "bare")
        self.setObjectName(f"legend_{kind}_{counted.status}")
        self.setAccessibleName(said(counted))
        tip(self, said(counted))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self.chosen.emit(self._counted.status)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(120, 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, shown = QPainter(self), theme.tokens(), self._counted
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse() or self.hasFocus():
            painter.setBrush(QColor(now.hover))
            painter.setPen(QPen(QColor(now.accent), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 5, 5)
        picture = QRectF(rect.x() + 3, rect.center().y() - 6.5, 13, 13)
        icons.paint(painter, shown.badge.icon, theme.ink(shown.badge.tone), picture)
        figures = theme.figures(12, QFont.Weight.DemiBold)
        count = number(shown.count)
        width = QFontMetricsF(figures).horizontalAdvance(count)
        ink = QColor(now.text if shown.count else now.muted)
        right = Qt.AlignmentFlag.AlignRight
        painting.text(painter, rect.adjusted(0, 0, -4, 0), count, figures, ink, right)
        words = rect.adjusted(21, 0, -width - 10, 0)
        painting.text(painter, words, shown.badge.text, theme.font(12), ink)


class KindBar(QWidget):
    """One kind of record: title, total, bar, legend."""

    chosen = signal(StatusChoice)

    def __init__(self, counted: KindCount) -> None:
        super().__init__()
        self._kind = counted.kind
        title, icon = TITLES[counted.kind]
        total = sum(each.count for each in counted.statuses)
        cents = [each.cents for each in counted.statuses if each.cents is not None]
        head = row(gap=8)
        head.addWidget(Glyph(icon))
        head.addWidget(Label(title, Look.STRONG))
        head.addWidget(Label(number(total), Look.MUTED))
        head.addStretch(1)
        sum_label = Label(round_money(sum(cents)) if cents else "", Look.STRONG)
        sum_label.setFont(theme.figures())
        head.addWidget(sum_label)
        self._bar = SegmentBar()
        self._bar.show_parts(
            [
                Part(each.status, said(each), each.badge.tone, each.count)
                for each in counted.statuses
            ]
        )
        self._bar.chosen.connect(self._choose)
        stack = column(self, gap=4)
        stack.addLayout(head)
        stack.addWidget(self._bar)
        stack.addLayout(self._legend(counted))

    def _legend(self, counted: KindCount) -> QGridLayout:
        legend = QGridLayout()
        legend.setContentsMargins(0, 0, 0, 0)
        legend.setHorizontalSpacing(12)
        legend.setVerticalSpacing(0)
        used = [each for each in counted.statuses if each.count]
        for at, each in enumerate(used or counted.statuses[:2]):
            line = LegendLine(each, counted.kind)
            line.chosen.connect(self._choose)
            legend.addWidget(line, at // 2, at % 2)
        legend.setColumnStretch(0, 1)
        legend.setColumnStretch(1, 1)
        return legend

    def _choose(self, status: str) -> None:
        self.chosen.emit(StatusChoice(self._kind, status))


class StatusBarsView(Card):
    """All kinds of one customer's records, one under the other."""

    status_chosen = signal(StatusChoice)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bars")
        self._shown: tuple[KindCount, ...] | None = None
        self._inside = QWidget()
        self._inside.setProperty("clear", "true")
        self._stack = column(self._inside, gap=16, edge=16)
        around = QScrollArea()
        around.setWidgetResizable(True)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around.setWidget(self._inside)
        column(self, edge=1).addWidget(around)

    def show_counts(self, counts: Iterable[KindCount]) -> None:
        """Show exactly these kinds."""
        shown = tuple(counts)
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._stack)
        if not shown:
            words = "Inquiries, quotes, bookings and invoices will be counted here."
            self._stack.addWidget(EmptyState("file-text", "No records yet", words))
        for counted in shown:
            bar = KindBar(counted)
            bar.chosen.connect(self.status_chosen.emit)
            self._stack.addWidget(bar)
            bar.show()  # a layout shows its widgets one frame later: that flickers
        self._stack.addStretch(1)


def said(counted: StatusCount) -> str:
    """The line in words: `Completed: 31, $18,240`."""
    words = f"{counted.badge.text}: {number(counted.count)}"
    return words if counted.cents is None else f"{words}, {round_money(counted.cents)}"
