"""Dispositions, wired: how calls can come out, in the order agents choose from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.admin.fields import Field, line_edit
from desktop.qt.buttons import Button
from desktop.qt.grid import Grid
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, column, row
from desktop.replica.phone_setup import dispositions
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import DispositionRow, SaveDisposition
from sync_server.rules.effects import Refused


@dataclass(frozen=True, slots=True)
class DispositionLine:
    id: str
    name: str
    position: int
    archived: bool


class DispositionsPage(QWidget):
    """One list and one line to name things in."""

    said = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.grid = Grid[DispositionLine](_columns(), "dispositions_grid")
        self.grid.setAccessibleName("Dispositions")
        self._name = line_edit("disposition_name", "For example: Booked")
        self._field = Field("Name", self._name)
        self._add = Button("Add", Kind.PRIMARY, "plus")
        self._rename = Button("Rename")
        self._up = Button("Move up", Kind.PLAIN, "arrow-up", "settings.up")
        self._down = Button("Move down", Kind.PLAIN, "arrow-down", "settings.down")
        self._archive = Button("Archive", Kind.PLAIN, "archive")
        self._lines: tuple[DispositionLine, ...] = ()
        self._lay_out()
        self._connect()
        self._show("")

    def refresh(self, entities: frozenset[str]) -> None:
        if not entities or "disposition" in entities:
            self._show(self.grid.current_id())

    def _show(self, chosen: str) -> None:
        self._lines = tuple(_line(row) for row in dispositions(self._store.view))
        self.grid.show_rows(self._lines)
        ids = [line.id for line in self._lines]
        if chosen in ids:
            self.grid.selectRow(ids.index(chosen))
        self._say()

    def _current(self) -> DispositionLine | None:
        chosen = self.grid.current_id()
        return next((line for line in self._lines if line.id == chosen), None)

    def _say(self) -> None:
        line = self._current()
        for button in (self._rename, self._archive):
            button.setEnabled(line is not None)
        shown = line is not None and not line.archived
        self._up.setEnabled(shown)
        self._down.setEnabled(shown)
        is_archived = line is not None and line.archived
        self._archive.relabel("Bring back" if is_archived else "Archive")
        self._archive.swap_icon("archive-restore" if is_archived else "archive")

    def _selected(self, _row_id: str) -> None:
        self._say()
        line = self._current()
        self._name.setText(line.name if line else "")
        self._field.show_problem("")

    def _add_one(self) -> None:
        place = max((line.position for line in self._lines), default=0) + 1
        self._save(DispositionLine(self._store.new_id(), self._name.text(), place, archived=False))

    def _rename_one(self) -> None:
        if (line := self._current()) is not None:
            self._save(DispositionLine(line.id, self._name.text(), line.position, line.archived))

    def _archive_one(self) -> None:
        if (line := self._current()) is not None:
            self._save(
                DispositionLine(line.id, line.name, line.position, archived=not line.archived)
            )

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        """Places are given out anew: two of one place could not be told apart."""
        line = self._current()
        order = [each for each in self._lines if not each.archived]
        at = order.index(line) if line in order else -1
        if line is None or at < 0 or not 0 <= at + by < len(order):
            return
        order[at], order[at + by] = order[at + by], order[at]
        for place, each in enumerate(order, 1):
            if each.position != place:
                self._save(DispositionLine(each.id, each.name, place, archived=False))
        self._show(line.id)

    def _save(self, line: DispositionLine) -> None:
        command = SaveDisposition(
            disposition_id=RowId(line.id),
            name=line.name,
            position=line.position,
            archived=line.archived,
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._field.show_problem(refusal.detail)
        else:
            self._field.show_problem("")

    def _connect(self) -> None:
        self.grid.current_changed.connect(self._selected)
        self._add.clicked.connect(self._add_one)
        self._rename.clicked.connect(self._rename_one)
        self._archive.clicked.connect(self._archive_one)
        self._up.clicked.connect(self._move_up)
        self._down.clicked.connect(self._move_down)
        self._name.returnPressed.connect(self._add_one)

    def _lay_out(self) -> None:
        named = {
            "disposition_add": self._add,
            "disposition_rename": self._rename,
            "disposition_up": self._up,
            "disposition_down": self._down,
            "disposition_archive": self._archive,
        }
        actions = row(gap=8)
        for name, button in named.items():
            button.setObjectName(name)
            actions.addWidget(button)
        actions.addStretch(1)
        card = Card()
        inner = column(card, gap=8)
        inner.setContentsMargins(16, 16, 16, 8)
        inner.addWidget(self._field)
        inner.addLayout(actions)
        inner.addWidget(self.grid, 1)
        column(self).addWidget(card)


def _line(row: DispositionRow) -> DispositionLine:
    return DispositionLine(row.id, row.name, row.position, row.archived)


def _columns() -> tuple[Column[DispositionLine], ...]:
    return (
        Column("Disposition", _name, 240, CellLook.STRONG, stretches=True),
        Column("State", _nothing, 140, badges=_state),
    )


def _name(line: DispositionLine) -> str:
    return line.name


def _nothing(_line: DispositionLine) -> str:
    return ""


def _state(line: DispositionLine) -> tuple[Badge, ...]:
    return (Badge("Archived", icon="archive"),) if line.archived else ()
