"""The list of issues with its filters by status; one issue opens beside it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.issues.issue_view import IssueView
from desktop.issues.list_model import IssueLine, StatusFilter, columns
from desktop.qt.buttons import Button, chip
from desktop.qt.formatting import Clock, number
from desktop.qt.grid import Grid, Order
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.table_model import Source
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, empty, page_head, row

ROOMY = 1100


class IssuesListView(QWidget):
    """Issues at the left, the chosen one at the right: `issue`, hidden until one is shown."""

    open_requested = signal(str)
    filter_chosen = signal(StatusFilter)
    order_requested = signal(Order)
    report_requested = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.grid = Grid[IssueLine](columns(clock), "issues_grid")
        self.grid.setAccessibleName("Issues")
        self.issue = IssueView(clock)
        self.issue.hide()
        self._count = Label("", Look.MUTED)
        self._report = Button("Report issue", Kind.PRIMARY, "plus")
        self._report.setObjectName("report_issue")
        self._report.hint("issue.report")
        self._chips: dict[Button, StatusFilter] = {}
        self._chip_line = row(gap=6)
        words = "Issues reported by customers or colleagues are listed here."
        self._empty = EmptyState("circle-check", "No issues here", words, "Show all open issues")
        self._body = QStackedWidget()
        self._list_card = Card()
        self._lay_out()
        self.setFocusProxy(self.grid)
        self._report.clicked.connect(self.report_requested)
        self._empty.acted.connect(self._show_first_filter)
        self.grid.opened.connect(self.open_requested.emit)
        self.grid.clicked.connect(self._clicked)
        self.grid.order_requested.connect(self.order_requested.emit)
        self.issue.closed.connect(self.issue.hide)
        self.issue.installEventFilter(self)

    def show_filters(self, filters: Iterable[StatusFilter], chosen: str) -> None:
        """The filters with their counts; `chosen` is the title of the one in force."""
        filters = tuple(filters)
        if [each.title for each in filters] != [each.title for each in self._chips.values()]:
            self._build_chips(filters)
        for button, each in zip(tuple(self._chips), filters, strict=True):
            self._chips[button] = each
            button.relabel(f"{each.title}  {number(each.count)}")
            button.setAccessibleName(f"Show {each.title.lower()}, {number(each.count)}")
            button.setChecked(each.title == chosen)

    def offer_report(self, *, may: bool) -> None:
        """Whether this person's role may do that at all."""
        self._report.setVisible(may)

    def show_source(self, source: Source[IssueLine]) -> None:
        """Show these issues from the top."""
        self.grid.show_source(source)
        self._say_count()

    def refresh(self) -> None:
        """The same issues have changed."""
        self.grid.refresh()
        self._say_count()

    def show_summary(self, words: str) -> None:
        """What stands beside the title: `30 open, 4 awaiting approval`."""
        self._count.setText(words)

    def _build_chips(self, filters: tuple[StatusFilter, ...]) -> None:
        empty(self._chip_line)
        self._chips.clear()
        for each in filters:
            button = chip(each.title)
            button.setObjectName(f"filter_{each.title.lower().replace(' ', '_')}")
            button.clicked.connect(self._chip_chosen)
            self._chips[button] = each
            self._chip_line.addWidget(button)
        self._chip_line.addStretch(1)

    def _chip_chosen(self) -> None:
        sender = self.sender()
        for button, each in self._chips.items():
            button.setChecked(button is sender)
            if button is sender:
                self.filter_chosen.emit(each)

    def _show_first_filter(self) -> None:
        if self._chips:
            next(iter(self._chips)).click()

    def _clicked(self) -> None:
        if row_id := self.grid.current_id():
            self.open_requested.emit(row_id)

    def _say_count(self) -> None:
        self._body.setCurrentIndex(0 if self.grid.model_of_rows().rowCount() else 1)

    def _lay_out(self) -> None:
        card = self._list_card
        inner = column(card, gap=0)
        inner.setContentsMargins(1, 12, 1, 8)
        self._chip_line.setContentsMargins(12, 0, 12, 8)
        inner.addLayout(self._chip_line)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        self._body.setMinimumHeight(120)
        inner.addWidget(self._body, 1)
        parts = QSplitter()
        parts.setHandleWidth(12)
        parts.setChildrenCollapsible(False)
        parts.addWidget(card)
        parts.addWidget(self.issue)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([700, 500])
        stack = column(self, gap=16, edge=16)
        stack.addLayout(page_head(Label("Issues", Look.TITLE), self._count, self._report))
        stack.addWidget(parts, 1)

    def _share_room(self) -> None:
        """In a narrow window the open issue takes the whole page until it is closed."""
        alone = not self.issue.isHidden() and self.width() < ROOMY
        self._list_card.setVisible(not alone)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}:
            self._share_room()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()
