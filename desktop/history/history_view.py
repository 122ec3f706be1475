"""The table of changes with its filters, and what stands there while there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from desktop.history.history_model import Choice, ShownChange, columns
from desktop.qt.buttons import Button, chip
from desktop.qt.formatting import Clock
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.progress import Progress, ProgressLine
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, row

SLOW_MS = 500
OFFLINE = "History is kept on the server; it will show when the connection is back."
SEEN_BEFORE = f"{OFFLINE} This is what you saw last."


class HistoryState(StrEnum):
    LOADING = "loading"
    SHOWN = "shown"
    EMPTY = "empty"
    FILTERED_OUT = "filtered_out"
    OFFLINE = "offline"
    SEEN_BEFORE = "seen_before"
    """Offline, with the lines last seen."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What to keep: a field, a person (empty: all), and whether only the profile's own rows."""

    field: str = ""
    columns: tuple[str, ...] = ()
    by: str = ""
    only_profile: bool = True


_SAID = {
    HistoryState.LOADING: ("Loading the history…", "This takes a moment.", ""),
    HistoryState.EMPTY: (
        "Nothing has changed yet",
        "Every change will be listed here: who, when, from what, to what.",
        "",
    ),
    HistoryState.FILTERED_OUT: (
        "No such change",
        "Nobody changed this here. Choose every field and everyone to see all changes.",
        "Show all changes",
    ),
    HistoryState.OFFLINE: ("No connection", OFFLINE, "Try again"),
    HistoryState.REFUSED: (
        "No history to show",
        "It does not exist any more, or it is not open to you. Ask an administrator.",
        "",
    ),
}


class HistoryView(Card):
    """Changes, newest first. `Load older changes` stands below while there are older ones."""

    filter_changed = signal(HistoryFilter)
    more_requested = wish()
    retry_requested = wish()
    export_requested = wish()
    export_cancelled = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.grid = Grid[ShownChange](columns(clock), "history_grid")
        self.grid.setAccessibleName("History")
        self._state = HistoryState.LOADING
        self._heading = Label("History", Look.HEADING)
        self._profile, self._everything = chip("Profile"), chip("Everything")
        self._field, self._who = QComboBox(), QComboBox()
        self._export = Button("Export", Kind.PLAIN, "file-down")
        self._more = Button("Load older changes", Kind.LINK)
        self._cancel = Button("Cancel", Kind.LINK)
        self._progress = ProgressLine()
        self._note = WrappedLabel("", Look.WARNING)
        self._empty = EmptyState("history", "", "")
        self._body = QStackedWidget()
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._say_loading)
        self._lay_out()
        self.setFocusProxy(self.grid)
        self._connect()
        self.show_state(HistoryState.LOADING)

    def show_changes(self, changes: Sequence[ShownChange], *, has_more: bool) -> None:
        """Exactly these, from the top."""
        self.grid.show_rows(changes)
        self._more.setVisible(has_more)

    def add_changes(self, changes: Sequence[ShownChange], *, has_more: bool) -> None:
        """All that is loaded now; the row that was chosen stays chosen."""
        chosen = self.grid.currentIndex().row()
        self.grid.show_rows(changes)
        if chosen >= 0:
            self.grid.selectRow(chosen)
            self.grid.scrollTo(self.grid.currentIndex())
        self._more.setVisible(has_more)
        self._more.setEnabled(True)

    def show_state(self, state: HistoryState) -> None:
        """What stands there instead of lines, or above them."""
        self._state = state
        has_lines = state in {HistoryState.SHOWN, HistoryState.SEEN_BEFORE}
        if state in _SAID:
            self._empty.say(*_SAID[state])
        self._note.setText(SEEN_BEFORE)
        self._note.setVisible(state is HistoryState.SEEN_BEFORE)
        self._export.setEnabled(state is HistoryState.SHOWN and self._progress.isHidden())
        # An answer mostly comes at once: words that flash up and go are worse than none.
        is_loading = state is HistoryState.LOADING
        self._body.setCurrentIndex(0 if has_lines or is_loading else 1)
        if is_loading:
            self._slow.start()
        else:
            self._slow.stop()
        self._more.setEnabled(True)
        if not has_lines:
            self._more.hide()

    def state(self) -> HistoryState:
        """What is shown now."""
        return self._state

    def show_choices(self, fields: Iterable[Choice], people: Iterable[Choice]) -> None:
        """What can be filtered by; what is chosen stays chosen."""
        _offer(self._field, "Every field", fields)
        _offer(self._who, "Everyone", people)

    def show_progress(self, progress: Progress) -> None:
        """An export is being made."""
        self._progress.show_progress(progress)
        self._cancel.show()
        self._export.setEnabled(False)

    def clear_progress(self) -> None:
        """It has ended."""
        self._progress.clear()
        self._cancel.hide()
        self._export.setEnabled(self._state is HistoryState.SHOWN)

    def begin(self, *, is_customer: bool) -> None:
        """Another subject: no filter; a customer's profile comes before all the rest."""
        for box in (self._field, self._who):
            with QSignalBlocker(box):
                box.clear()
        self.show_choices((), ())
        self._profile.setVisible(is_customer)
        self._everything.setVisible(is_customer)
        self._profile.setChecked(True)
        self._everything.setChecked(False)

    def filter(self) -> HistoryFilter:
        """What the filters say."""
        field: Choice | None = self._field.currentData()
        who: Choice | None = self._who.currentData()
        return HistoryFilter(
            field.words if field else "",
            field.keys if field else (),
            who.keys[0] if who else "",
            only_profile=self._profile.isChecked(),
        )

    def clear_filter(self) -> None:
        """Every field, everyone."""
        self._field.setCurrentIndex(0)
        self._who.setCurrentIndex(0)

    def _say_loading(self) -> None:
        self._body.setCurrentIndex(1)

    def _scope_chosen(self) -> None:
        is_profile = self.sender() is self._profile
        self._profile.setChecked(is_profile)
        self._everything.setChecked(not is_profile)
        self._filtered()

    def _filtered(self) -> None:
        self.filter_changed.emit(self.filter())

    def _act(self) -> None:
        if self._state is HistoryState.FILTERED_OUT:
            self.clear_filter()
        else:
            self.retry_requested.emit()

    def _load_more(self) -> None:
        self._more.setEnabled(False)
        self.more_requested.emit()

    def _connect(self) -> None:
        self._profile.clicked.connect(self._scope_chosen)
        self._everything.clicked.connect(self._scope_chosen)
        self._field.currentIndexChanged.connect(self._filtered)
        self._who.currentIndexChanged.connect(self._filtered)
        self._more.clicked.connect(self._load_more)
        self._empty.acted.connect(self._act)
        self._export.clicked.connect(self.export_requested)
        self._cancel.clicked.connect(self.export_cancelled)

    def _lay_out(self) -> None:
        named = {
            "history_profile": (self._profile, "Show changes of the profile"),
            "history_everything": (self._everything, "Show changes of everything"),
            "history_field": (self._field, "Field"),
            "history_who": (self._who, "Person"),
            "history_export": (self._export, "Export"),
            "history_export_cancel": (self._cancel, "Cancel the export"),
            "history_more": (self._more, "Load older changes"),
        }
        for name, (widget, spoken) in named.items():
            widget.setObjectName(name)
            widget.setAccessibleName(spoken)
        head = row(gap=6)
        head.setContentsMargins(16, 12, 12, 8)
        head.addWidget(self._heading)
        head.addSpacing(8)
        head.addWidget(self._profile)
        head.addWidget(self._everything)
        head.addStretch(1)
        head.addWidget(self._field)
        head.addWidget(self._who)
        head.addWidget(self._export)
        note = row()
        note.setContentsMargins(16, 0, 16, 8)
        note.addWidget(self._note)
        work = row(gap=8)
        work.setContentsMargins(16, 0, 12, 0)
        work.addWidget(self._progress, 1)
        work.addWidget(self._cancel)
        self._cancel.hide()
        self._export.explain("Save facts and history as a ZIP: CSV, PDF and checksums")
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        foot = row()
        foot.setContentsMargins(12, 4, 12, 0)
        foot.addStretch(1)
        foot.addWidget(self._more)
        foot.addStretch(1)
        stack = column(self, gap=0)
        stack.setContentsMargins(1, 1, 1, 8)
        stack.addLayout(head)
        stack.addLayout(work)
        stack.addLayout(note)
        stack.addWidget(self._body, 1)
        stack.addLayout(foot)


def _offer(box: QComboBox, everything: str, choices: Iterable[Choice]) -> None:
    chosen: Choice | None = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(everything, None)
        for choice in choices:
            box.addItem(choice.words, choice)
        words = [box.itemText(at) for at in range(box.count())]
        if chosen is not None and chosen.words in words:
            box.setCurrentIndex(words.index(chosen.words))
