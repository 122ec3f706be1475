"""A chart on its card: title, what is read at the moment, and the same figures as a table."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.links import ListWish
from desktop.qt import theme
from desktop.qt.buttons import icon_button
from desktop.qt.labels import ElidedLabel, Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Card, column, row
from desktop.reports.bar_chart import BarChart
from desktop.reports.causes_model import Bars, Chart, Lines, table_of, wish
from desktop.reports.line_chart import LineChart

NO_DATA = "Nothing in this period"
TABLE_HEIGHT = 216
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FIGURES = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Dot(QWidget):
    """The colour of a line, beside its name."""

    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedSize(QSize(10, 10))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.solid(self._tone))
        painter.drawRoundedRect(QRectF(QPointF(1, 3), QPointF(9, 7)), 2, 2)


class ChartCard(Card):
    """`opened` is the list behind what was chosen; `said` why there is none."""

    opened = signal(ListWish)

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self._chart = chart
        self.setObjectName(f"card_{chart.key}")
        self._read = ElidedLabel("", Look.MUTED)
        self._read.setObjectName(f"read_{chart.key}")
        self._turn = icon_button(f"{chart.title} as a table", "list")
        self._turn.setObjectName(f"turn_{chart.key}")
        self._turn.setCheckable(True)
        self._bars = BarChart(chart.key) if isinstance(chart, Bars) else None
        self._lines = LineChart(chart.key) if isinstance(chart, Lines) else None
        self._table = QTableWidget()
        self._table.setObjectName(f"table_{chart.key}")
        self._pages = QStackedWidget()
        self._nothing = Label(NO_DATA, Look.MUTED)
        self._lay_out(chart)
        self._turn.toggled.connect(self._show_page)
        view = self._bars or self._lines
        if view is not None:
            view.pointed.connect(self._tell)
            view.chosen.connect(self._open)
        self._table.itemActivated.connect(lambda item: self._open(item.row()))
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """The same chart with other figures."""
        self._chart = chart
        if self._bars is not None and isinstance(chart, Bars):
            self._bars.show_chart(chart)
        if self._lines is not None and isinstance(chart, Lines):
            self._lines.show_chart(chart)
        self._fill_table()
        self._tell(-1)
        self._show_page()

    def chart(self) -> Chart:
        """What is shown."""
        return self._chart

    def _show_page(self) -> None:
        is_table = self._turn.isChecked()
        drawing = self._bars or self._lines or self._nothing
        shown: QWidget = self._table if is_table else drawing
        if not self._has_figures():
            shown = self._nothing
        self._pages.setCurrentWidget(shown)
        tall = TABLE_HEIGHT if shown is self._table else shown.sizeHint().height()
        self._pages.setFixedHeight(max(tall, 64))
        kind = "a chart" if is_table else "a table"
        self._turn.relabel(f"{self._chart.title} as {kind}")
        self._turn.swap_icon("chart-column" if is_table else "list")

    def _has_figures(self) -> bool:
        if isinstance(self._chart, Bars):
            return bool(self._chart.bars)
        return any(value is not None for line in self._chart.lines for value in line.values)

    def _tell(self, at: int) -> None:
        if at < 0:
            self._read.setText("")
        elif isinstance(self._chart, Bars):
            bar = self._chart.bars[at]
            self._read.setText(f"{bar.label}: {bar.text}")
        elif self._lines is not None:
            self._read.setText(self._lines.words(at))

    def _open(self, at: int) -> None:
        if isinstance(self._chart, Bars):
            filters = self._chart.bars[at].filters
        else:
            filters = self._chart.filters[at] if at < len(self._chart.filters) else ()
        if filters:
            self.opened.emit(wish(filters))

    def _fill_table(self) -> None:
        shown = table_of(self._chart)
        self._table.setColumnCount(len(shown.heads))
        self._table.setRowCount(len(shown.rows))
        for place, words in enumerate(shown.heads):
            head = QTableWidgetItem(words)
            head.setTextAlignment(_FIGURES if place else _WORDS)
            self._table.setHorizontalHeaderItem(place, head)
        for at, cells in enumerate(shown.rows):
            for place, words in enumerate(cells):
                item = QTableWidgetItem(words)
                if place:
                    item.setTextAlignment(_FIGURES)
                self._table.setItem(at, place, item)

    def _lay_out(self, chart: Chart) -> None:
        self._table.setAccessibleName(f"{chart.title}, as a table")
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setTabKeyNavigation(False)
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setHighlightSections(False)
        self._table.setShowGrid(False)
        self._table.setFrameShape(QTableWidget.Shape.NoFrame)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for page in filter(None, (self._bars, self._lines, self._table, self._nothing)):
            self._pages.addWidget(page)
        head = row(gap=8)
        head.addWidget(Label(chart.title, Look.STRONG))
        if isinstance(chart, Lines) and len(chart.lines) > 1:
            for line in chart.lines:
                head.addSpacing(4)
                head.addWidget(Dot(line.tone))
                head.addWidget(Label(line.name, Look.SMALL))
        head.addSpacing(8)
        head.addWidget(self._read, 1)
        head.addWidget(self._turn)
        stack = column(self, gap=8, edge=14)
        stack.addLayout(head)
        stack.addWidget(self._pages)
        stack.addStretch(1)
