"""Recent calls: filters, the grid, and the panel of the call that is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QLineEdit, QSplitter, QStackedWidget, QWidget

from desktop.calls.log_detail import CallDetail
from desktop.calls.log_model import SOUND, columns
from desktop.qt.buttons import Button, chip
from desktop.qt.formatting import Clock, counted
from desktop.qt.grid import Grid, Order
from desktop.qt.labels import Label, Look
from desktop.qt.progress import Progress, ProgressLine
from desktop.qt.signals import signal, wish
from desktop.qt.table_model import Source
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, row
from desktop.replica.call_log import LoggedCall
from desktop.replica.call_picks import FilterChoices
from sync_server.contract.values import CallOutcome, Direction

PAUSE_MS = 150
ROOMY = 1000
WIDE = 1080
"""Less than this, and the filters stand in two lines."""


class Period(StrEnum):
    """How far back; the value is what people read."""

    ALL = "Any time"
    TODAY = "Today"
    YESTERDAY = "Yesterday"
    WEEK = "Last 7 days"
    MONTH = "Last 30 days"


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the filters say; empty ids mean everyone."""

    direction: Direction | None = None
    outcomes: tuple[CallOutcome, ...] = ()
    agent_id: str = ""
    group_id: str = ""
    period: Period = Period.ALL
    recorded: bool = False
    words: str = ""


MISSED = (CallOutcome.MISSED, CallOutcome.ABANDONED)
DIRECTIONS: dict[str, Direction | None] = {
    "Both directions": None,
    "Incoming": Direction.INBOUND,
    "Outgoing": Direction.OUTBOUND,
}
OUTCOMES: dict[str, tuple[CallOutcome, ...]] = {
    "Any outcome": (),
    "Answered": (CallOutcome.ANSWERED,),
    "Missed": MISSED,
    "Voicemail": (CallOutcome.VOICEMAIL,),
    "Declined": (CallOutcome.DECLINED,),
}


class LogView(QWidget):
    """The call log. Counts say how many calls the filters let through."""

    filter_changed = signal(LogFilter)
    order_requested = signal(Order)
    chosen = signal(str)
    play_requested = signal(str)
    """The call whose sound was clicked."""
    export_requested = wish()
    export_cancelled = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid[LoggedCall](columns(clock), "calls_grid")
        self.grid.setAccessibleName("Recent calls")
        self.detail = CallDetail()
        self.detail.hide()
        self._count = Label("", Look.MUTED)
        self._words = QLineEdit()
        self._direction, self._outcome = QComboBox(), QComboBox()
        self._agent, self._group, self._period = QComboBox(), QComboBox(), QComboBox()
        self._recorded = chip("Recorded")
        self._export = Button("Export", Kind.PLAIN, "file-down")
        self._cancel = Button("Cancel", Kind.LINK)
        self._progress = ProgressLine()
        self._empty = EmptyState("phone", "", "", "Show all calls")
        self._body = QStackedWidget()
        self._filters = row(gap=6)
        self._list = Card()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._fill_filters()
        self._lay_out()
        self.setFocusProxy(self.grid)
        self._connect()

    def show_choices(self, choices: FilterChoices) -> None:
        """Agents and ring groups to filter by; what is chosen stays chosen."""
        for box, words, each in (
            (self._agent, "Every agent", choices.agents),
            (self._group, "Every ring group", choices.groups),
        ):
            _offer(box, words, [(one.name, one.id) for one in each])

    def show_source(self, source: Source[LoggedCall]) -> None:
        """Show these calls from the top."""
        self.grid.show_source(source)
        self._say_count()

    def refresh(self) -> None:
        """The same calls, in what may be another order or number."""
        self.grid.refresh()
        self._say_count()

    def show_work(self, progress: Progress) -> None:
        """Something takes a while."""
        self._progress.show_progress(progress)

    def show_export(self, progress: Progress) -> None:
        """A file is being written; it can be cancelled."""
        self._progress.show_progress(progress)
        self._cancel.show()
        self._export.setEnabled(False)

    def show_rest(self) -> None:
        """Nothing takes a while any more."""
        self._progress.clear()
        self._cancel.hide()
        self._export.setEnabled(True)

    def filter(self) -> LogFilter:
        """The filters in force."""
        return LogFilter(
            DIRECTIONS[self._direction.currentText()],
            OUTCOMES[self._outcome.currentText()],
            str(self._agent.currentData() or ""),
            str(self._group.currentData() or ""),
            Period(self._period.currentText()),
            self._recorded.isChecked(),
            self._words.text().strip(),
        )

    def show_everything(self) -> None:
        """No filter at all."""
        self._recorded.setChecked(False)
        self._words.clear()
        for box in (self._direction, self._outcome, self._agent, self._group, self._period):
            box.setCurrentIndex(0)
        self._tell()

    def _say_count(self) -> None:
        rows = self.grid.model_of_rows().rowCount()
        self._count.setText(counted(rows, "call"))
        self._body.setCurrentIndex(0 if rows else 1)
        if self.filter() == LogFilter():
            self._empty.say("No calls yet", "Calls are listed here as soon as a phone rings.")
        else:
            hint = "Choose other filters, or look for a part of the number."
            self._empty.say("No call matches", hint, "Show all calls")

    def _tell(self) -> None:
        self._pause.stop()
        self.filter_changed.emit(self.filter())

    def _typed(self) -> None:
        self._pause.start()

    def _chosen(self, row_id: str) -> None:
        if row_id:
            self.chosen.emit(row_id)

    def _clicked(self, index: QModelIndex) -> None:
        model = self.grid.model_of_rows()
        row = model.row(index.row())
        has_sound = row.recording_seconds is not None or row.voicemail_seconds is not None
        if has_sound and model.columns()[index.column()].title == SOUND:
            self.play_requested.emit(row.id)

    def _close_detail(self) -> None:
        self.detail.hide()
        self._share_room()
        self.grid.clearSelection()
        self.grid.setFocus()

    def show_detail(self) -> None:
        """The panel beside the list; in a narrow window instead of it."""
        self.detail.show()
        self._share_room()

    def _share_room(self) -> None:
        alone = not self.detail.isHidden() and self.width() < ROOMY
        self._list.setVisible(not alone)
        beside = 0 if self.detail.isHidden() or alone else self.detail.width()
        is_narrow = self.width() - beside < WIDE
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._filters.setDirection(way)

    def _connect(self) -> None:
        self._words.textChanged.connect(self._typed)
        self._pause.timeout.connect(self._tell)
        for box in (self._direction, self._outcome, self._agent, self._group, self._period):
            box.activated.connect(self._tell)
        self._recorded.clicked.connect(self._tell)
        self._empty.acted.connect(self.show_everything)
        self._export.clicked.connect(self.export_requested)
        self._cancel.clicked.connect(self.export_cancelled)
        self.grid.current_changed.connect(self._chosen)
        self.grid.opened.connect(self._chosen)
        self.grid.clicked.connect(self._clicked)
        self.grid.order_requested.connect(self.order_requested.emit)
        self.detail.closed.connect(self._close_detail)

    def _fill_filters(self) -> None:
        self._words.setObjectName("calls_search")
        self._words.setAccessibleName("Search calls")
        self._words.setPlaceholderText("Number or name")
        self._words.setClearButtonEnabled(True)
        self._words.setMinimumWidth(140)
        self._recorded.setObjectName("calls_recorded")
        self._export.setObjectName("calls_export")
        self._export.explain("Save these calls as CSV or as an Excel workbook")
        self._cancel.setObjectName("calls_export_cancel")
        self._cancel.hide()
        named = (
            (self._direction, "direction", "Direction", list(DIRECTIONS)),
            (self._outcome, "outcome", "Outcome", list(OUTCOMES)),
            (self._agent, "agent", "Agent", ["Every agent"]),
            (self._group, "group", "Ring group", ["Every ring group"]),
            (self._period, "period", "Period", [str(each) for each in Period]),
        )
        for box, name, title, words in named:
            box.addItems(words)
            box.setObjectName(f"calls_{name}")
            box.setAccessibleName(title)

    def _lay_out(self) -> None:
        first, second = row(gap=6), row(gap=6)
        first.addWidget(self._words, 1)
        first.addWidget(self._period)
        for box in (self._direction, self._outcome, self._agent, self._group):
            second.addWidget(box, 1)
        second.addWidget(self._recorded)
        filters = self._filters
        filters.setContentsMargins(12, 0, 12, 8)
        filters.addLayout(first, 1)
        filters.addLayout(second)
        work = row(gap=8)
        work.setContentsMargins(12, 0, 12, 0)
        work.addWidget(self._progress, 1)
        work.addWidget(self._cancel)
        foot = row(gap=8)
        foot.setContentsMargins(12, 6, 12, 0)
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(self._export)
        inner = column(self._list, gap=0)
        inner.setContentsMargins(1, 12, 1, 8)
        inner.addLayout(filters)
        inner.addLayout(work)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        self._body.setMinimumHeight(120)
        inner.addWidget(self._body, 1)
        inner.addLayout(foot)
        parts = QSplitter()
        parts.setHandleWidth(12)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._list)
        parts.addWidget(self.detail)
        parts.setStretchFactor(0, 1)
        parts.setSizes([800, 372])
        column(self, gap=0).addWidget(parts)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()


def _offer(box: QComboBox, everyone: str, choices: list[tuple[str, str]]) -> None:
    kept = box.currentData()
    box.clear()
    box.addItem(everyone, "")
    for name, row_id in choices:
        box.addItem(name, row_id)
    box.setCurrentIndex(max(0, box.findData(kept)))
