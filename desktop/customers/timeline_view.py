"""The merged timeline: everything that happened with one customer in one list, narrowed at will."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QListView, QStackedWidget, QWidget

from desktop.customers.density_strip import DensityStrip
from desktop.customers.timeline_delegate import EntryDelegate
from desktop.customers.timeline_model import ROW_HEIGHT, Entry, Filter, Group, TimelineModel
from desktop.qt.buttons import Button, chip
from desktop.qt.formatting import Clock, number
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import Card, EmptyState, column, row
from desktop.replica.timeline import MonthCount

ROOMY = 420
TYPING_MS = 160
NEAR = ROW_HEIGHT * 6
FIRST_LINE = (Group.ALL, Group.RECORDS, Group.MONEY, Group.VISITS)
TITLES: Mapping[Group, str] = {group: group.capitalize() for group in Group}


class TimelineList(QListView):
    """The entries; Enter opens one, with Ctrl or the middle button beside what is open."""

    chosen = signal(str)
    opened_aside = signal(str)
    """The shell leaves the middle button to lists that tell this by themselves."""

    def __init__(self, model: TimelineModel, clock: Clock) -> None:
        super().__init__()
        self._model = model
        self.setObjectName("timeline_entries")
        self.setAccessibleName("Timeline")
        self.setModel(model)
        self.setItemDelegate(EntryDelegate(clock, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)

    def choose(self, index: QModelIndex, *, aside: bool) -> None:
        """Open an entry."""
        entry = self._model.entry(index.row()) if index.isValid() else None
        if entry is not None:
            (self.opened_aside if aside else self.chosen).emit(entry.id)

    # Qt overrides

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        is_middle = event.button() == Qt.MouseButton.MiddleButton
        if is_middle or event.button() == Qt.MouseButton.LeftButton:
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.choose(self.indexAt(event.position().toPoint()), aside=is_middle or held)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.choose(self.currentIndex(), aside=held)
        else:
            super().keyPressEvent(event)


class TimelineView(Card):
    """Everything that happened with one customer, newest first."""

    entry_chosen = signal(str)
    entry_chosen_aside = signal(str)
    older_requested = wish()
    newer_requested = wish()
    filter_changed = signal(Filter)
    newest_requested = wish()
    moved_to = signal(int)
    """The row at the top of what can be seen."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._model = TimelineModel(clock, self)
        self.list = TimelineList(self._model, clock)
        self.months = DensityStrip()
        self._chips: dict[Group, Button] = {group: chip(TITLES[group]) for group in Group}
        self._counts: Mapping[Group, int] = {}
        self._filter = Filter()
        self._is_arranging = False
        self._field = QLineEdit()
        self._newest = Button("Newest", icon="arrow-up")
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._empty = EmptyState("inbox", "", "")
        self._body = QStackedWidget()
        self._name_parts()
        self._lay_out()
        self.setFocusProxy(self.list)
        self._chips[Group.ALL].setChecked(True)
        self.list.chosen.connect(self.entry_chosen.emit)
        self.list.opened_aside.connect(self.entry_chosen_aside.emit)
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_entries(self, entries: Iterable[Entry], *, holds: bool = False) -> None:
        """Show exactly these, newest first; what was looked at stays where it is.

        Whoever looks at the very top sees what comes new above, unless `holds` is given.
        """
        bar = self.list.verticalScrollBar()
        at = self.list.indexAt(self.list.viewport().rect().topLeft()).row()
        held = self._model.entry(at) if at >= 0 else None
        if held is None and 0 <= at < self._model.rowCount() - 1:
            at, held = at + 1, self._model.entry(at + 1)
        beyond = bar.value() - self._model.top_of(at) if held is not None else 0
        focused = self._focused()
        is_at_top = bar.value() == 0
        self._is_arranging = True  # the bar moves while rows change: nobody scrolled
        self._model.show(entries)
        self._say_empty()
        if held is not None and (holds or not is_at_top):
            self._hold(held.id, beyond)
        row_of = self._model.row_of(focused)
        if row_of >= 0:
            self.list.setAutoScroll(False)  # the list would go where the keyboard last was
            self.list.setCurrentIndex(self._model.index(row_of))
            self.list.setAutoScroll(True)
        self._is_arranging = False

    def go_to_top(self) -> None:
        """Look at the first entry there is."""
        self.list.doItemsLayout()
        self.list.verticalScrollBar().setValue(0)

    def hold(self, entry_id: str) -> None:
        """Have this entry at the top of what can be seen."""
        self._hold(entry_id, 0)

    def show_counts(self, counts: Mapping[Group, int]) -> None:
        """How many entries each filter would leave; filters without a right are not offered."""
        self._counts = counts
        self._relabel()

    def show_months(self, counts: Sequence[MonthCount]) -> None:
        """How much happened when; a single month needs no strip."""
        self.months.show_months(counts)
        self.months.setVisible(len(counts) > 1)

    def show_newest_button(self, *, is_on: bool) -> None:
        """While newer entries than the ones at hand exist."""
        self._newest.setVisible(is_on)

    def reset_filter(self) -> None:
        """Somebody else is shown: everything of them."""
        self._field.blockSignals(True)  # noqa: FBT003 - Qt's
        self._field.clear()
        self._field.blockSignals(False)  # noqa: FBT003
        self._typing.stop()
        self._filter = Filter()
        self._check()

    def narrow(self, group: Group) -> None:
        """Keep one group, as if its chip had been pressed."""
        self._filter = Filter(group, self._filter.words)
        self._check()
        self.filter_changed.emit(self._filter)

    def model(self) -> TimelineModel:
        """What is shown now."""
        return self._model

    def _focused(self) -> str:
        current = self.list.currentIndex()
        entry = self._model.entry(current.row()) if current.isValid() else None
        return entry.id if entry else ""

    def _hold(self, entry_id: str, beyond: int) -> None:
        at = self._model.row_of(entry_id)
        if at >= 0:
            self.list.doItemsLayout()  # the bar must know the new length first
            self.list.verticalScrollBar().setValue(self._model.top_of(at) + beyond)

    def _chosen(self) -> None:
        sender = self.sender()
        for group, button in self._chips.items():
            if button is sender:
                self.narrow(group)

    def _check(self) -> None:
        for group, button in self._chips.items():
            button.setChecked(group is self._filter.group)

    def _typed(self) -> None:
        self._filter = Filter(self._filter.group, self._field.text().strip())
        self.filter_changed.emit(self._filter)

    def _say_empty(self) -> None:
        if self._filter.is_on:
            self._empty.say("Nothing found", "Choose All and clear the words to see everything.")
        else:
            hint = "Calls, messages, records and payments of this customer will be listed here."
            self._empty.say("Nothing has happened yet", hint)
        self._body.setCurrentIndex(0 if self._model.rowCount() else 1)

    def _scrolled(self, value: int) -> None:
        if self._is_arranging:
            return
        bar = self.list.verticalScrollBar()
        if bar.maximum() and value >= bar.maximum() - NEAR:
            self.older_requested.emit()
        elif bar.maximum() and value <= NEAR:
            self.newer_requested.emit()
        self.moved_to.emit(max(0, self.list.indexAt(self.list.viewport().rect().topLeft()).row()))

    def _relabel(self) -> None:
        is_roomy = self.width() >= ROOMY
        for group, button in self._chips.items():
            count = self._counts.get(group)
            shown = f"{TITLES[group]} {number(count)}" if count and is_roomy else TITLES[group]
            button.relabel(shown)
            button.setAccessibleName(f"Show {group} in the timeline: {number(count or 0)}")
            button.explain(f"{TITLES[group]}: {number(count)}" if count else "")
            button.setVisible(not self._counts or group in self._counts)

    def _name_parts(self) -> None:
        for group, button in self._chips.items():
            button.setObjectName(f"timeline_{group}")
            button.setAccessibleName(f"Show {group} in the timeline")
            button.clicked.connect(self._chosen)
        self._field.setObjectName("timeline_words")
        self._field.setAccessibleName("Find in this timeline")
        self._field.setPlaceholderText("Find in timeline")
        self._field.setClearButtonEnabled(True)
        self._field.setMinimumWidth(90)
        self._field.setMaximumWidth(220)
        self._field.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._typed)
        self._newest.setObjectName("timeline_newest")
        self._newest.explain("Back to the newest entries")
        self._newest.clicked.connect(self.newest_requested)
        self._newest.hide()
        self.months.hide()

    def _lay_out(self) -> None:
        head = row(gap=8)
        head.addWidget(Label("Timeline", Look.HEADING))
        head.addStretch(1)
        head.addWidget(self._newest)
        head.addWidget(self._field, 2)
        lines = column(gap=4)
        for groups in (FIRST_LINE, [group for group in Group if group not in FIRST_LINE]):
            line = row(gap=4)
            for group in groups:
                line.addWidget(self._chips[group])
            line.addStretch(1)
            lines.addLayout(line)
        top = column(gap=8)
        top.setContentsMargins(16, 10, 16, 6)
        top.addLayout(head)
        top.addLayout(lines)
        top.addWidget(self.months)
        self._body.addWidget(self.list)
        self._body.addWidget(self._empty)
        self._body.setMinimumHeight(120)
        stack = column(self, gap=0)
        stack.setContentsMargins(1, 1, 1, 8)
        stack.addLayout(top)
        stack.addWidget(self._body, 1)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relabel()
