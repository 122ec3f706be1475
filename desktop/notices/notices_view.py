"""Notices: all that happened for one person, filtered by module; unread ones stand out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.notices.notices_model import MODULES, columns
from desktop.qt.buttons import Button, chip
from desktop.qt.formatting import Clock, number
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, page_head, row
from desktop.replica.notices import NoticeLine
from sync_server.contract.values import NoticeModule


@dataclass(frozen=True, slots=True)
class ModuleFilter:
    """One module, or all where there is none."""

    module: NoticeModule | None = None


class NoticesView(QWidget):
    """The feed."""

    open_requested = signal(NoticeLine)
    filter_chosen = signal(ModuleFilter)
    all_read_requested = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.grid = Grid[NoticeLine](columns(clock), "notices_grid")
        self.grid.setAccessibleName("Notifications")
        self._count = Label("", Look.MUTED)
        self._all_read = Button("Mark all read", Kind.PLAIN, "check-check")
        self._all_read.setObjectName("notices_all_read")
        self._chips = {chip("All"): ModuleFilter()}
        for module, (title, _icon, _tone) in MODULES.items():
            self._chips[chip(title)] = ModuleFilter(module)
        self._lines: dict[str, NoticeLine] = {}
        self._empty = EmptyState("bell", "Nothing new", "")
        self._body = QStackedWidget()
        self._lay_out()
        self.setFocusProxy(self.grid)
        self.grid.opened.connect(self._open)
        self.grid.clicked.connect(self._clicked)
        self._all_read.clicked.connect(self.all_read_requested)

    def show_lines(self, lines: Iterable[NoticeLine], unread: int) -> None:
        """Exactly these; `unread` counts all modules."""
        chosen = self.grid.current_id()
        self._lines = {each.id: each for each in lines}
        self.grid.show_rows(self._lines.values())
        ids: list[str] = list(self._lines)
        if chosen in self._lines:
            self.grid.selectRow(ids.index(chosen))
        self._count.setText(f"{number(unread)} unread" if unread else "All read")
        self._all_read.setEnabled(bool(unread))
        self._body.setCurrentIndex(0 if self._lines else 1)
        if self.module() is None:
            hint = "Missed calls, voicemails, messages and issues are told here."
            self._empty.say("Nothing has happened yet", hint)
        else:
            self._empty.say("Nothing of this kind", "Choose All to see everything.")

    def module(self) -> NoticeModule | None:
        """The module that is filtered by."""
        return next(each for button, each in self._chips.items() if button.isChecked()).module

    def _clicked(self) -> None:
        self._open(self.grid.current_id())

    def _open(self, row_id: str) -> None:
        line = self._lines.get(row_id)
        if line is not None:
            self.open_requested.emit(line)

    def _chip_chosen(self) -> None:
        sender = self.sender()
        for button, each in self._chips.items():
            button.setChecked(button is sender)
            if button is sender:
                self.filter_chosen.emit(each)

    def _lay_out(self) -> None:
        filters = row(gap=6)
        filters.setContentsMargins(12, 0, 12, 8)
        for button, each in self._chips.items():
            button.setObjectName(f"notices_{each.module or 'all'}")
            button.setChecked(each.module is None)
            button.clicked.connect(self._chip_chosen)
            filters.addWidget(button)
        filters.addStretch(1)
        card = Card()
        inner = column(card, gap=0)
        inner.setContentsMargins(1, 12, 1, 8)
        inner.addLayout(filters)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        inner.addWidget(self._body, 1)
        stack = column(self, gap=16, edge=16)
        title = Label("Notifications", Look.TITLE)
        stack.addLayout(page_head(title, self._count, self._all_read))
        stack.addWidget(card, 1)
