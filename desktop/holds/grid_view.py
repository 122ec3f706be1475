"""The finance grid: what is held, for whom and why; release what is ticked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from desktop.holds.grid_model import HoldFilter, HoldLine, HoldSums, WorkerChoice, columns
from desktop.qt import theme
from desktop.qt.buttons import Button, chip
from desktop.qt.formatting import Clock, age, counted, money, number
from desktop.qt.grid import Grid, Order
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.table_model import Source
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, page_head, row
from sync_server.contract.values import HoldState

STATES: dict[str, tuple[HoldState, ...]] = {
    "Not released": (HoldState.HELD, HoldState.READY_TO_RELEASE, HoldState.RECOVERY_DUE),
    "Ready to release": (HoldState.READY_TO_RELEASE,),
    "Released": (HoldState.RELEASED,),
    "All": tuple(HoldState),
}
AGES = {"Any age": 0, "Over 3 days": 3, "Over 7 days": 7, "Over 30 days": 30}
TICK_LIMIT = 500


@dataclass(frozen=True, slots=True)
class HoldIds:
    """The holds a person ticked, in the order they did."""

    ids: tuple[str, ...]


class Figure(Card):
    """One figure with its name."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._value = Label("", Look.TITLE)
        self._value.setFont(theme.figures())
        stack = column(self, gap=2, edge=16)
        stack.addWidget(Label(title, Look.MUTED))
        stack.addWidget(self._value)

    def show_value(self, words: str) -> None:
        """Another value."""
        self._value.setText(words)


class HoldsGridView(QWidget):
    """Held pay. Space ticks a row; the release button says how many and how much."""

    release_requested = signal(HoldIds)
    filter_changed = signal(HoldFilter)
    order_requested = signal(Order)
    open_requested = signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._clock = clock
        self.grid = Grid[HoldLine](columns(clock), "holds_grid", ticks=True)
        self.grid.setAccessibleName("Payment holds")
        self._count = Label("", Look.MUTED)
        self._shown = Label("", Look.MUTED)
        titles = ("Withheld", "Ready to release", "Released this week", "Longest held")
        self._figures = {title: Figure(title) for title in titles}
        self._release = Button("Release selected", Kind.PRIMARY, "lock-open", "holds.release")
        self._release.setObjectName("release_selected")
        self._select = Button("Select all shown", Kind.QUIET)
        self._select.setObjectName("select_shown")
        self._states = {words: chip(words) for words in STATES}
        self._worker, self._age = QComboBox(), QComboBox()
        self._empty = EmptyState("lock-open", "No pay is withheld", "")
        self._body = QStackedWidget()
        self._set_up_filters()
        self._lay_out()
        self.setFocusProxy(self.grid)
        self._connect()
        self._say_ticks()

    def show_sums(self, sums: HoldSums) -> None:
        """The figures above the grid."""
        oldest = sums.oldest_held_at
        self._figures["Withheld"].show_value(money(sums.held_cents))
        self._figures["Ready to release"].show_value(number(sums.ready_count))
        self._figures["Released this week"].show_value(money(sums.released_this_week_cents))
        self._figures["Longest held"].show_value(
            age(oldest, self._clock()) if oldest else "None held"
        )
        self._count.setText(f"{number(sums.held_count)} withheld")

    def show_workers(self, workers: Iterable[WorkerChoice]) -> None:
        """The fieldworkers to filter by."""
        self._worker.currentIndexChanged.disconnect(self._tell_filter)
        self._worker.clear()
        self._worker.addItem("Every fieldworker", "")
        for worker in workers:
            self._worker.addItem(worker.name, worker.id)
        self._worker.currentIndexChanged.connect(self._tell_filter)

    def offer_release(self, *, may: bool) -> None:
        """Whether this person's role may do that at all."""
        self._release.setVisible(may)

    def show_source(self, source: Source[HoldLine]) -> None:
        """Show these holds from the top; ticks start over."""
        self.grid.show_source(source)
        self.grid.tick(())
        self._say_count()

    def refresh(self) -> None:
        """The same holds have changed; ticks stay."""
        self.grid.refresh()
        self._say_count()

    def filter(self) -> HoldFilter:
        """The filter in force."""
        chosen = next(words for words, button in self._states.items() if button.isChecked())
        return HoldFilter(STATES[chosen], self._worker.currentData(), self._age.currentData())

    def _say_count(self) -> None:
        rows = self.grid.model_of_rows().rowCount()
        self._shown.setText(counted(rows, "row"))
        self._body.setCurrentIndex(0 if rows else 1)
        held = self.filter() == HoldFilter(STATES["Not released"])
        hint = "Pay is withheld when an issue is reported on a booking, and listed here."
        title = "No pay is withheld" if held else "Nothing matches these filters"
        self._empty.say(title, hint if held else "Choose other filters to see more.")
        self._say_ticks()

    def _say_ticks(self) -> None:
        lines = self.grid.ticked()
        self._release.setEnabled(bool(lines))
        self._release.relabel(
            f"Release {number(len(lines))} selected" if lines else "Release selected"
        )
        words = "Tick the rows whose pay to release (Space)"
        if lines:
            words = f"Release {money(sum(line.cents for line in lines))}"
        self._release.explain(words)
        self._select.relabel("Clear selection" if lines else "Select all shown")

    def _select_shown(self) -> None:
        if self.grid.ticked():
            self.grid.tick(())
            return
        model = self.grid.model_of_rows()
        rows = (model.row(at) for at in range(min(model.rowCount(), TICK_LIMIT)))
        self.grid.tick(line for line in rows if line.state is not HoldState.RELEASED)

    def _ask_to_release(self) -> None:
        self.release_requested.emit(HoldIds(tuple(line.id for line in self.grid.ticked())))

    def _state_chosen(self) -> None:
        sender = self.sender()
        for button in self._states.values():
            button.setChecked(button is sender)
        self._tell_filter()

    def _tell_filter(self) -> None:
        self.filter_changed.emit(self.filter())

    def _set_up_filters(self) -> None:
        for words, button in self._states.items():
            button.setObjectName(f"holds_{words.lower().replace(' ', '_')}")
            button.setAccessibleName(f"Show {words.lower()}")
        self._states["Not released"].setChecked(True)
        self._worker.addItem("Every fieldworker", "")
        self._worker.currentIndexChanged.connect(self._tell_filter)
        for words, days in AGES.items():
            self._age.addItem(words, days)
        self._worker.setObjectName("holds_worker")
        self._worker.setAccessibleName("Fieldworker")
        self._age.setObjectName("holds_age")
        self._age.setAccessibleName("How long held")

    def _connect(self) -> None:
        for button in self._states.values():
            button.clicked.connect(self._state_chosen)
        self._age.currentIndexChanged.connect(self._tell_filter)
        self._release.clicked.connect(self._ask_to_release)
        self._select.clicked.connect(self._select_shown)
        self.grid.ticks_changed.connect(self._say_ticks)
        self.grid.opened.connect(self.open_requested.emit)
        self.grid.order_requested.connect(self.order_requested.emit)

    def _lay_out(self) -> None:
        figures = row(gap=12)
        for figure in self._figures.values():
            figures.addWidget(figure, 1)
        filters = row(gap=6)
        filters.setContentsMargins(12, 0, 12, 8)
        for button in self._states.values():
            filters.addWidget(button)
        filters.addSpacing(6)
        filters.addWidget(self._worker)
        filters.addWidget(self._age)
        filters.addStretch(1)
        filters.addWidget(self._shown)
        filters.addWidget(self._select)
        card = Card()
        inner = column(card, gap=0)
        inner.setContentsMargins(1, 12, 1, 8)
        inner.addLayout(filters)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        self._body.setMinimumHeight(120)
        inner.addWidget(self._body, 1)
        stack = column(self, gap=12, edge=16)
        stack.addLayout(page_head(Label("Payment holds", Look.TITLE), self._count, self._release))
        stack.addLayout(figures)
        stack.addWidget(card, 1)
