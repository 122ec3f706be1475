"""Pay runs: all of them at the left, at the right what one paid and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.holds.runs_model import RunLine, run_columns
from desktop.lists.list_page import ListPage
from desktop.qt.buttons import Button
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, page_head, row

SIDE = 340


class RunsView(QWidget):
    """Emits wishes; `payments` lists what the chosen run paid."""

    chosen = signal(str)
    new_requested = wish()
    put_in_requested = wish()
    lock_requested = wish()

    def __init__(self, payments: ListPage) -> None:
        super().__init__()
        self.setObjectName("page")
        self._runs = Grid[RunLine](run_columns(), "runs_grid")
        self._runs.setAccessibleName("Pay runs")
        self._new = Button("New pay run", Kind.PLAIN, "plus")
        self._put_in = Button("Put in what can be paid", Kind.PRIMARY, "credit-card")
        self._lock = Button("Lock", Kind.PLAIN, "lock")
        self._words = WrappedLabel("", Look.MUTED)
        self._payments = payments
        self._empty = EmptyState(
            "credit-card", "No pay run yet", "Open one to pay what is earned and not held."
        )
        self._body = QStackedWidget()
        self._name_parts()
        self._lay_out()
        self._runs.current_changed.connect(self.chosen.emit)
        self._new.clicked.connect(self.new_requested)
        self._put_in.clicked.connect(self.put_in_requested)
        self._lock.clicked.connect(self.lock_requested)
        self.setFocusProxy(self._runs)

    def show_runs(self, lines: Sequence[RunLine], current: str) -> None:
        """These runs; `current` is the id of the one chosen."""
        blocked = self._runs.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._runs.show_rows(lines)
        ids = [line.id for line in lines]
        if current in ids:
            self._runs.selectRow(ids.index(current))
        self._runs.blockSignals(blocked)
        self._body.setCurrentIndex(1 if lines else 0)

    def show_run(self, words: str, *, is_open: bool, can_lock: bool) -> None:
        """What is said of the chosen run; a locked one is only read."""
        self._words.setText(words)
        self._put_in.setEnabled(is_open)
        self._lock.setEnabled(is_open and can_lock)

    def offer(self, *, may: bool) -> None:
        """Whether this person's role may pay out at all."""
        for button in (self._new, self._put_in, self._lock):
            button.setVisible(may)

    def _name_parts(self) -> None:
        self._new.setObjectName("run_new")
        self._put_in.setObjectName("run_put_in")
        self._lock.setObjectName("run_lock")
        self._words.setObjectName("run_words")

    def _lay_out(self) -> None:
        card = Card()
        inner = column(card, gap=8)
        inner.setContentsMargins(1, 12, 1, 8)
        head = page_head(Label("Pay runs", Look.HEADING), Label(""), self._new)
        head.setContentsMargins(12, 0, 12, 0)
        inner.addLayout(head)
        inner.addWidget(self._runs, 1)
        foot = row()
        foot.setContentsMargins(12, 0, 12, 0)
        foot.addWidget(self._words)
        inner.addLayout(foot)
        side = QWidget()
        side.setFixedWidth(SIDE)
        edge = column(side)
        edge.setContentsMargins(16, 16, 0, 16)
        edge.addWidget(card, 1)
        for tool in (self._lock, self._put_in):
            self._payments.view.add_tool(tool)
        self._body.addWidget(self._empty)
        self._body.addWidget(self._payments)
        line = row(self, gap=0)
        line.addWidget(side)
        line.addWidget(self._body, 1)
