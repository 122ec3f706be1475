"""Who waits to be called back: one key takes a line and dials it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from desktop.calls.callback_model import columns
from desktop.calls.list_frame import Actions, lay_out_list
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.grid import Grid
from desktop.qt.keys import KeyShortcut
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Banner, EmptyState
from desktop.replica.callbacks import CallbackLine, Colleague

NOTE_MS = 8000


@dataclass(frozen=True, slots=True)
class Assigned:
    """A line and the colleague who is to call back; an empty id takes the name off."""

    line: CallbackLine
    owner_id: str


class CallbackView(QWidget):
    """The queue, newest first; `banner` says what happened and takes it back."""

    call_requested = signal(CallbackLine)
    assign_requested = signal(Assigned)
    done_requested = signal(CallbackLine)
    all_done_requested = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid[CallbackLine](columns(clock), "callbacks_grid")
        self.grid.setAccessibleName("People to call back")
        self.banner = Banner(lifetime_ms=NOTE_MS)
        self.banner.setObjectName("callback_note")
        self._call = Button("Call back", Kind.PRIMARY, "phone")
        self._take = Button("Take", Kind.PLAIN, "user-check")
        self._assign = Button("Assign to…", Kind.PLAIN, "users")
        self._done = Button("Mark done", Kind.PLAIN, "check")
        self._all = Button("Mark all done", Kind.QUIET, "check-check")
        self._lines: dict[str, CallbackLine] = {}
        self._colleagues: tuple[Colleague, ...] = ()
        self._me = ""
        words = "Calls nobody answered are listed here until somebody has spoken to the caller."
        self._empty = EmptyState("circle-check", "Nobody waits for a call", words)
        self._body = QStackedWidget()
        self._lay_out()
        # Made last: a menu made before the buttons takes them out of the tab order.
        self._people = QMenu(self._assign)
        self._people.setObjectName("callback_people")
        self._connect()
        self.setFocusProxy(self.grid)

    def show_lines(self, lines: Iterable[CallbackLine], me: str) -> None:
        """Exactly these wait; `me` is who sits here."""
        chosen, self._me = self.grid.current_id(), me
        self._lines = {each.id: each for each in lines}
        self.grid.show_rows(self._lines.values())
        self._body.setCurrentIndex(0 if self._lines else 1)
        ids = list(self._lines)
        if ids:
            self.grid.selectRow(ids.index(chosen) if chosen in self._lines else 0)
        self._say()

    def show_colleagues(self, people: Iterable[Colleague]) -> None:
        """Who a line can be given to."""
        self._colleagues = tuple(people)

    def current(self) -> CallbackLine | None:
        """The line that is chosen."""
        return self._lines.get(self.grid.current_id())

    def _say(self) -> None:
        line = self.current()
        for button in (self._call, self._take, self._assign, self._done):
            button.setEnabled(line is not None)
        self._all.setEnabled(bool(self._lines))
        mine = line is not None and line.owner_id == self._me
        self._take.relabel("Release" if mine else "Take")
        self._take.explain("Take your name off" if mine else "Put your name on it (T)")

    def _selected(self, _row_id: str) -> None:
        self._say()

    def _ask_call(self) -> None:
        if (line := self.current()) is not None:
            self.call_requested.emit(line)

    def _opened(self, _row_id: str) -> None:
        self._ask_call()

    def _ask_take(self) -> None:
        if (line := self.current()) is not None:
            owner = "" if line.owner_id == self._me else self._me
            self.assign_requested.emit(Assigned(line, owner))

    def _ask_done(self) -> None:
        if (line := self.current()) is not None:
            self.done_requested.emit(line)

    def _offer_people(self) -> None:
        self._people.clear()
        for person in self._colleagues:
            action = self._people.addAction(person.name.replace("&", "&&"))
            action.setData(person.id)
        self._people.popup(self._assign.mapToGlobal(QPoint(0, self._assign.height())))

    def _person_picked(self, action: QAction) -> None:
        if (line := self.current()) is not None:
            self.assign_requested.emit(Assigned(line, str(action.data())))

    def _connect(self) -> None:
        self.grid.current_changed.connect(self._selected)
        self.grid.opened.connect(self._opened)
        self._call.clicked.connect(self._ask_call)
        self._take.clicked.connect(self._ask_take)
        self._assign.clicked.connect(self._offer_people)
        self._done.clicked.connect(self._ask_done)
        self._all.clicked.connect(self.all_done_requested)
        self._people.triggered.connect(self._person_picked)
        wishes = {"call": self._ask_call, "take": self._ask_take, "done": self._ask_done}
        for name, act in wishes.items():
            context = Qt.ShortcutContext.WidgetWithChildrenShortcut
            KeyShortcut(f"callbacks.{name}", self, act, context)
        self._call.explain("Take it and dial (C or Enter)")
        self._done.explain("No call-back is needed any more (D)")

    def _lay_out(self) -> None:
        named = {
            "callback_call": self._call,
            "callback_take": self._take,
            "callback_assign": self._assign,
            "callback_done": self._done,
            "callback_all_done": self._all,
        }
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        lay_out_list(self, Actions(named, self._all), self._body, self.banner)
