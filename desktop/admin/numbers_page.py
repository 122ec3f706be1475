"""Business numbers, wired: the list, the number that is edited, saving it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.admin.greeting import Microphone
from desktop.admin.greeting_page import GreetingPage, Listen
from desktop.admin.number_editor import NumberEditor
from desktop.admin.number_model import (
    NotAForm,
    NumberForm,
    Problem,
    command_of,
    form_of,
    problem_of,
)
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock, counted, phone
from desktop.qt.grid import Grid
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Card, EmptyState, column, row
from desktop.replica.phone_setup import possible_members, ring_groups
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.rules.effects import Refused
from sync_server.rules.ring_groups import is_group_open

SHOWN = frozenset({"ring_group", "staff", "agent_state"})


@dataclass(frozen=True, slots=True)
class NumberLine:
    id: str
    name: str
    number: str
    members: int
    is_open: bool


class NumbersPage(QWidget):
    """The list at the left, the chosen number at the right."""

    listen_requested = signal(Listen)
    tone_requested = signal(str)
    said = signal(str)

    def __init__(self, store: Store, clock: Clock, microphone: Microphone) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._open: NumberForm | None = None
        self.grid = Grid[NumberLine](_columns(), "numbers_grid")
        self.grid.setAccessibleName("Business numbers")
        self.editor = NumberEditor()
        self.greeting = GreetingPage(store, self.editor.greeting, microphone)
        self._add = Button("New number", Kind.PLAIN, "plus")
        words = "A business number rings a group of colleagues. Add the first one."
        self._empty = EmptyState("phone", "No business number is open", words)
        self._body = QStackedWidget()
        self._lay_out()
        self.grid.current_changed.connect(self._chosen)
        self._add.clicked.connect(self._add_number)
        self.editor.save_requested.connect(self._save)
        self.editor.revert_requested.connect(self._revert)
        self.greeting.listen_requested.connect(self.listen_requested.emit)
        self.editor.ringtone.listen_requested.connect(self.tone_requested.emit)
        self.greeting.problem.connect(self._greeting_problem)
        self._show_list()

    def refresh(self, entities: frozenset[str]) -> None:
        """What is being edited stays as typed: saving says when somebody was faster."""
        if not entities or entities & SHOWN:
            self._show_list()

    def end(self) -> None:
        self.greeting.end()

    def _show_list(self) -> None:
        now = self._clock()
        lines = [
            NumberLine(
                group.id, group.name, group.number, len(group.member_ids), is_group_open(group, now)
            )
            for group in ring_groups(self._store.view)
        ]
        self.grid.show_rows(lines)
        ids = [line.id for line in lines]
        if self._open is None and ids:
            self.grid.selectRow(0)
        elif self._open is not None and self._open.group_id in ids:
            self.grid.selectRow(ids.index(self._open.group_id))

    def _chosen(self, row_id: str) -> None:
        if row_id and (self._open is None or row_id != self._open.group_id):
            self._edit(RowId(row_id))

    def _edit(self, group_id: RowId) -> None:
        row_now = self._store.view.get(RingGroupRow, group_id)
        form = form_of(row_now) if row_now is not None else NumberForm(group_id)
        self._open = form
        self.editor.show_form(form, possible_members(self._store.view))
        self._body.setCurrentIndex(1)

    def _add_number(self) -> None:
        self.grid.clearSelection()
        self._edit(self._store.new_id())

    def _revert(self) -> None:
        if self._open is not None:
            self._edit(self._open.group_id)

    def _save(self, form: NumberForm) -> None:
        try:
            self._store.do(command_of(form))
        except NotAForm as fault:
            self.editor.show_problem(fault.problem)
        except Refused as refusal:
            self.editor.show_problem(problem_of(refusal.detail, form))
        else:
            self._edit(form.group_id)
            self.said.emit(f"{form.name.strip()} saved. Phones ring by it from now on.")

    def _greeting_problem(self, words: str) -> None:
        self.editor.show_problem(Problem("greeting", words))

    def _lay_out(self) -> None:
        self._add.setObjectName("number_add")
        left = Card()
        left.setFixedWidth(372)
        inner = column(left, gap=8)
        inner.setContentsMargins(1, 12, 1, 8)
        head = row(gap=8)
        head.setContentsMargins(12, 0, 12, 0)
        head.addStretch(1)
        head.addWidget(self._add)
        inner.addLayout(head)
        inner.addWidget(self.grid, 1)
        self._body.addWidget(self._empty)
        self._body.addWidget(self.editor)
        line = row(self, gap=12)
        line.addWidget(left)
        line.addWidget(self._body, 1)


def _columns() -> tuple[Column[NumberLine], ...]:
    return (
        Column("Name", _name, 130, CellLook.STRONG, stretches=True, tip=_tip),
        Column("Number", _number, 130, CellLook.MUTED),
        Column("Now", _nothing, 96, badges=_now),
    )


def _name(line: NumberLine) -> str:
    return line.name


def _tip(line: NumberLine) -> str:
    return f"{line.name}: rings {counted(line.members, 'colleague')}"


def _number(line: NumberLine) -> str:
    return phone(line.number)


def _nothing(_line: NumberLine) -> str:
    return ""


def _now(line: NumberLine) -> tuple[Badge, ...]:
    if not line.members:
        return (Badge("Nobody", Tone.RED, "circle-alert"),)
    return (Badge("Open", Tone.GREEN, "circle-check"),) if line.is_open else (Badge("Closed"),)
