"""Finance, wired: the grid of holds, pay runs and the reconciliation, each built when chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.holds.books_page import BooksPage
from desktop.holds.holds_list import HoldsList
from desktop.holds.runs_page import RunsPage
from desktop.links import Link
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.store import Store

GRID, RUNS, BOOKS = "grid", "runs", "books"
TABS = {GRID: "Holds and releases", RUNS: "Pay runs", BOOKS: "Reconciliation"}


class PartTab(Button):
    """Shows one part."""

    shows = GRID


class HoldsPage(QWidget):
    link_requested = signal(Link)
    comment_requested = signal(Link)
    """An issue, with the composer in hand."""

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._store, self._clock = store, clock
        self._body = QStackedWidget()
        self._tabs: dict[str, PartTab] = {}
        self._runs: RunsPage | None = None
        self._books: BooksPage | None = None
        self._lay_out()
        self.holds = self._new_grid()
        self.show_part(GRID)
        self.setFocusProxy(self._body)

    def show_part(self, key: str) -> None:
        """The grid, pay runs or the reconciliation."""
        self._tabs[key].setChecked(True)
        part = self.runs() if key == RUNS else self.books() if key == BOOKS else self.holds
        self._body.setCurrentWidget(part)
        part.refresh(frozenset())

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self.holds.day != self._clock().astimezone().date():
            self._begin_day()
        for part in self._parts():
            if part.isVisible():
                part.refresh(entities)

    def is_busy(self) -> bool:
        """Whether anything is still worked out."""
        return any(part.is_busy() for part in self._parts())

    def end(self) -> None:
        """The desk closes."""
        for part in self._parts():
            part.end()

    def runs(self) -> RunsPage:
        """Pay runs, built at the first need."""
        if self._runs is None:
            self._runs = RunsPage(self._store, self._clock)
            self._runs.link_chosen.connect(self.link_requested.emit)
            self._body.addWidget(self._runs)
        return self._runs

    def books(self) -> BooksPage:
        """The reconciliation, built at the first need."""
        if self._books is None:
            self._books = BooksPage(self._store, self._clock)
            self._body.addWidget(self._books)
        return self._books

    def _parts(self) -> list[HoldsList | RunsPage | BooksPage]:
        return [each for each in (self.holds, self._runs, self._books) if each is not None]

    def _new_grid(self) -> HoldsList:
        made = HoldsList(self._store, self._clock)
        made.link_chosen.connect(self.link_requested.emit)
        made.comment_chosen.connect(self.comment_requested.emit)
        self._body.insertWidget(0, made)
        return made

    def _begin_day(self) -> None:
        """Days are counted anew, for the same question."""
        old, was_shown = self.holds, self._body.currentWidget() is self.holds
        self.holds = self._new_grid()
        self.holds.desk.show_query(old.desk.query())
        if was_shown:
            self._body.setCurrentWidget(self.holds)
        self._body.removeWidget(old)
        old.deleteLater()

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, PartTab):
            self.show_part(sender.shows)

    def _lay_out(self) -> None:
        line = row(gap=16)
        line.setContentsMargins(16, 4, 16, 0)
        for key, title in TABS.items():
            tab = PartTab(title, Kind.TAB)
            tab.setObjectName(f"holds_{key}_tab")
            tab.shows = key
            tab.setCheckable(True)
            tab.setAutoExclusive(True)
            tab.clicked.connect(self._chosen)
            self._tabs[key] = tab
            line.addWidget(tab)
        line.addStretch(1)
        stack = column(self, gap=0)
        stack.addLayout(line)
        stack.addWidget(self._body, 1)
