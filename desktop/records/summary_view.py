"""A fieldworker's booking summary: sums, jobs, and a toggle for each job's pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from desktop.links import Link
from desktop.qt import theme
from desktop.qt.buttons import Button
from desktop.qt.formatting import counted, money
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, page_head, row
from desktop.records.parts import LinkButton
from desktop.records.summary_model import JobLine, Sums, Which, chosen, columns, sums


@dataclass(frozen=True, slots=True)
class WorkerChoice:
    id: str
    name: str


class SummaryView(QWidget):
    """Space toggles the pay of the job the cursor is on; Enter opens the job."""

    worker_chosen = signal(str)
    open_requested = signal(str)
    open_aside_requested = signal(str)
    withhold_requested = signal(str)
    release_requested = signal(str)
    link_requested = signal(Link)
    back_wished = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._lines: tuple[JobLine, ...] = ()
        self._may = (False, False)
        self.grid = Grid[JobLine](columns(), "summary_grid")
        self.grid.setAccessibleName("Jobs and their pay")
        self._title, self._count = Label("", Look.TITLE), Label("", Look.MUTED)
        self._worker = QComboBox()
        self._worker.setObjectName("summary_worker")
        self._worker.setAccessibleName("Fieldworker")
        self._toggle = Button("Withhold pay…", Kind.PRIMARY, "lock")
        self._toggle.setObjectName("summary_toggle")
        self._cause = LinkButton("", None, "summary_cause")
        self._figures = {name: Label("", Look.TITLE) for name in _FIGURES}
        self._which = {each: Button(each, Kind.CHIP) for each in Which}
        self._empty = EmptyState("hard-hat", "No jobs yet", "", "Back to the lists")
        self._body = QStackedWidget()
        self._space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.grid)
        self._space.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.setFocusProxy(self.grid)
        self._lay_out()
        self._connect()

    def show_workers(self, workers: Sequence[WorkerChoice], now: str) -> None:
        """Whose summary can be looked at, and whose it is."""
        self._worker.blockSignals(True)  # noqa: FBT003 - Qt's own
        self._worker.clear()
        for each in workers:
            self._worker.addItem(each.name, each.id)
        self._worker.setCurrentIndex(max(0, self._worker.findData(now)))
        self._worker.blockSignals(False)  # noqa: FBT003 - Qt's own
        name = next((each.name for each in workers if each.id == now), "")
        self._title.setText(f"Pay of {name}" if name else "Fieldworker pay")

    def show_jobs(self, lines: Sequence[JobLine]) -> None:
        """These jobs; the one the cursor was on stays chosen."""
        self._lines = tuple(lines)
        self._show()

    def show_reading(self) -> None:
        """Somebody else's jobs are being looked up: nothing of the last one's stays."""
        self._lines = ()
        self._show()
        self._empty.say("Looking up jobs…", "", "")

    def offer(self, *, withhold: bool, release: bool) -> None:
        """What this person's role may do."""
        self._may = (withhold, release)
        self._say_toggle()

    def _show(self) -> None:
        which = next(each for each, chip in self._which.items() if chip.isChecked())
        before = self.grid.current_id()
        shown = chosen(self._lines, which)
        self.grid.show_rows(shown)
        ids = [line.id for line in shown]
        at = ids.index(before) if before in ids else 0
        if shown:
            self.grid.setCurrentIndex(self.grid.model().index(at, 0))
        self._show_sums(sums(shown))
        self._count.setText(counted(len(shown), "job"))
        is_all = which is Which.ALL
        self._empty.say(
            "No jobs yet" if is_all else f"Nothing {which.lower()}",
            "Jobs appear here once this fieldworker is on them."
            if is_all
            else "Choose All jobs to see the others.",
            "Back to the lists" if is_all else "",
        )
        self._body.setCurrentIndex(0 if shown else 1)
        self._say_toggle()

    def _show_sums(self, found: Sums) -> None:
        values = (found.earned, found.held, found.paid, found.payable)
        for (name, label), cents in zip(self._figures.items(), values, strict=True):
            label.setText(money(cents))
            label.setAccessibleName(f"{name} {money(cents)}")

    def _line(self) -> JobLine | None:
        now = self.grid.current_id()
        return next((line for line in self._lines if line.id == now), None)

    def _say_toggle(self) -> None:
        """One button, which does what the job's state asks for."""
        line = self._line()
        is_held = line is not None and bool(line.flags)
        withhold, release = self._may
        self._toggle.swap_icon("lock-open" if is_held else "lock")
        self._toggle.relabel("Release pay…" if is_held else "Withhold pay…")
        self._toggle.setVisible(withhold or release)
        words, link = line.causes[0] if line is not None and line.causes else ("", None)
        self._cause.show_link(f"Open {words}", link)
        self._cause.setVisible(link is not None)
        may = release if is_held else withhold
        has_pay = line is not None and (is_held or line.earned > 0)
        self._toggle.setEnabled(may and has_pay)
        why = "" if may else "Your role may not do that"
        if may and line is not None and not has_pay:
            why = "Nothing is earned with this job"
        self._toggle.explain(why or (f"{line.code} (Space)" if line is not None else ""))

    def _toggled(self) -> None:
        line = self._line()
        if line is None or not self._toggle.isEnabled():
            return
        wanted = self.release_requested if line.flags else self.withhold_requested
        wanted.emit(line.id)

    def _chip_clicked(self) -> None:
        self._show()

    def _worker_picked(self) -> None:
        self.worker_chosen.emit(str(self._worker.currentData()))

    def _current(self, _row_id: str) -> None:
        self._say_toggle()

    def _connect(self) -> None:
        self._toggle.clicked.connect(self._toggled)
        self._space.activated.connect(self._toggled)
        self._worker.currentIndexChanged.connect(self._worker_picked)
        self.grid.current_changed.connect(self._current)
        self.grid.opened.connect(self.open_requested.emit)
        self.grid.opened_aside.connect(self.open_aside_requested.emit)
        self._cause.opened.connect(self.link_requested.emit)
        self._empty.acted.connect(self.back_wished.emit)

    def _lay_out(self) -> None:
        figures = row(gap=12)
        for name, value in self._figures.items():
            card = Card()
            value.setFont(theme.figures())
            value.setObjectName(f"summary_{name.casefold()}")
            inner = column(card, gap=2, edge=16)
            inner.addWidget(Label(name, Look.MUTED))
            inner.addWidget(value)
            figures.addWidget(card, 1)
        line = row(gap=6)
        line.setContentsMargins(12, 0, 12, 8)
        for each, chip in self._which.items():
            chip.setObjectName(f"summary_{each.name.lower()}")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chip.clicked.connect(self._chip_clicked)
            line.addWidget(chip)
        self._which[Which.ALL].setChecked(True)
        line.addStretch(1)
        line.addWidget(self._cause)
        line.addSpacing(8)
        line.addWidget(self._worker)
        card = Card()
        inner = column(card, gap=0)
        inner.setContentsMargins(1, 12, 1, 8)
        inner.addLayout(line)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        inner.addWidget(self._body, 1)
        stack = column(self, gap=12, edge=16)
        stack.addLayout(page_head(self._title, self._count, self._toggle))
        stack.addLayout(figures)
        stack.addWidget(card, 1)


_FIGURES = ("Earned", "Withheld", "Paid", "Payable")
