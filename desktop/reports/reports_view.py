"""The report of root causes: filters, figures, charts; nothing of it knows the store."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QStackedWidget, QWidget

from desktop.links import ListWish
from desktop.qt import theme
from desktop.qt.buttons import Button
from desktop.qt.labels import ElidedLabel, Label, Look, tip
from desktop.qt.progress import Progress, ProgressLine
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, page_head, row
from desktop.replica.root_causes import Picked
from desktop.reports.causes_model import Shown, Tile
from desktop.reports.chart_card import ChartCard

PERIODS = {"Last 30 days": 30, "Last 90 days": 90, "Last 12 months": 365, "All time": 0}
WIDE = frozenset({"held"})
"""Charts over the whole width."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be picked: names, and ids where they differ."""

    types: tuple[str, ...] = ()
    workers: tuple[tuple[str, str], ...] = ()
    services: tuple[str, ...] = ()


class TileCard(Card):
    """One figure with its name and what it is a part of."""

    def __init__(self, tile: Tile) -> None:
        super().__init__()
        self.setObjectName(f"tile_{tile.key}")
        self._value, self._detail = Label("", Look.TITLE), ElidedLabel("", Look.SMALL)
        self._value.setFont(theme.figures())
        self._value.setObjectName(f"value_{tile.key}")
        stack = column(self, gap=2, edge=14)
        stack.addWidget(ElidedLabel(tile.title, Look.MUTED))
        stack.addWidget(self._value)
        stack.addWidget(self._detail)
        self.show_tile(tile)

    def show_tile(self, tile: Tile) -> None:
        """The same with another value."""
        self._value.setText(tile.value)
        self._detail.setText(tile.detail)
        words = f"{tile.title}: {tile.value}, {tile.detail}"
        self.setAccessibleName(words)
        tip(self, words)


class ReportsView(QWidget):
    picked = signal(Picked)
    opened = signal(ListWish)
    export_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._period, self._type = QComboBox(), QComboBox()
        self._worker, self._service = QComboBox(), QComboBox()
        self._detail = Label("", Look.MUTED)
        self._export = Button("Export CSV", Kind.PLAIN, "download")
        self._progress = ProgressLine()
        self._tiles: dict[str, TileCard] = {}
        self._cards: dict[str, ChartCard] = {}
        self._tile_line, self._grid = row(gap=10), QGridLayout()
        self._content = QWidget()
        self._pages = QStackedWidget()
        self._scroll = QScrollArea()
        words = "Issues show up here as soon as one is reported. Choose another period or filter."
        self._empty = EmptyState("chart-column", "No issues in this period", words)
        self._name_parts()
        self._lay_out()
        for box in (self._period, self._type, self._worker, self._service):
            box.activated.connect(self._pick)
        self._export.clicked.connect(self.export_requested)

    def show_choices(self, choices: Choices) -> None:
        """What can be picked; what is picked stays."""
        _refill(self._type, "All types", [(name, name) for name in choices.types])
        _refill(self._worker, "All fieldworkers", [(name, each) for each, name in choices.workers])
        _refill(self._service, "All services", [(name, name) for name in choices.services])

    def show_report(self, shown: Shown) -> None:
        """Other figures."""
        self._progress.clear()
        for tile in shown.tiles:
            if tile.key not in self._tiles:
                self._tiles[tile.key] = TileCard(tile)
                self._tile_line.addWidget(self._tiles[tile.key], 1)
            self._tiles[tile.key].show_tile(tile)
        for chart in shown.charts:
            if chart.key not in self._cards:
                self._add(ChartCard(chart), chart.key)
            self._cards[chart.key].show_chart(chart)
        is_empty = shown.tiles[0].value == "0"
        self._pages.setCurrentWidget(self._empty if is_empty else self._scroll)
        self._export.setEnabled(not is_empty)

    def show_progress(self, progress: Progress | None) -> None:
        """It takes longer than usual."""
        if progress is None:
            self._progress.clear()
        else:
            self._progress.show_progress(progress)

    def pick(self) -> Picked:
        """What is picked now."""
        return Picked(
            int(self._period.currentData()),
            str(self._type.currentData() or ""),
            str(self._worker.currentData() or ""),
            str(self._service.currentData() or ""),
        )

    def _pick(self) -> None:
        self.picked.emit(self.pick())

    def _add(self, card: ChartCard, key: str) -> None:
        card.opened.connect(self.opened.emit)
        at = len(self._cards)
        self._cards[key] = card
        self._grid.addWidget(card, at // 2, at % 2, 1, 2 if key in WIDE else 1)

    def _name_parts(self) -> None:
        named = (
            (self._period, "report_period", "Period"),
            (self._type, "report_type", "Type of issue"),
            (self._worker, "report_worker", "Fieldworker"),
            (self._service, "report_service", "Service"),
        )
        for box, name, spoken in named:
            box.setObjectName(name)
            box.setAccessibleName(spoken)
            box.setMaximumWidth(220)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for words, days in PERIODS.items():
            self._period.addItem(words, days)
        self._period.setCurrentIndex(1)
        self.show_choices(Choices())
        self._export.setObjectName("report_export")
        self._scroll.setObjectName("report_scroll")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _lay_out(self) -> None:
        stack = column(self, gap=12, edge=20)
        stack.addLayout(page_head(Label("Root causes", Look.TITLE), self._detail, self._export))
        line = row(gap=8)
        for box in (self._period, self._type, self._worker, self._service):
            line.addWidget(box)
        line.addStretch(1)
        stack.addLayout(line)
        stack.addWidget(self._progress)
        inside = column(self._content, gap=12)
        inside.setContentsMargins(0, 0, 12, 0)
        inside.addLayout(self._tile_line)
        self._grid.setSpacing(12)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        self._content.setObjectName("page")
        self._scroll.setWidget(self._content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self._empty)
        stack.addWidget(self._pages, 1)


def _refill(box: QComboBox, every: str, items: list[tuple[str, str]]) -> None:
    kept = box.currentData()
    box.clear()
    box.addItem(every, "")
    for name, value in items:
        box.addItem(name, value)
    box.setCurrentIndex(max(0, box.findData(kept)))
