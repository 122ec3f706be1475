"""Statuses of the office's own, wired: name, colour, what they count as, order, archive."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.admin.fields import Choice, Field, line_edit
from desktop.admin.statuses_model import KINDS, TONES, StatusLine, built_in, columns, status_line
from desktop.qt.buttons import Button, chip
from desktop.qt.grid import Grid
from desktop.qt.labels import Look, WrappedLabel
from desktop.qt.statuses import RECORDS
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, Pill, column, row
from desktop.replica.records import own_statuses
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.statuses import SaveStatus, StatusRow
from sync_server.contract.values import RecordKind, StatusTone
from sync_server.rules.effects import Refused

_WORDS = (
    "A status of your own has a name and a colour and counts as one that comes with Ringdesk: "
    "boards, totals and rules treat it as that one."
)


class StatusesPage(QWidget):
    """One list for each kind of record and one line to name things in (FLD-22)."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._kind = RecordKind.BOOKING
        self._lines: tuple[StatusLine, ...] = ()
        self.grid = Grid[StatusLine](columns(), "statuses_grid")
        self.grid.setAccessibleName("Statuses")
        self._kinds = {kind: chip(words) for kind, words in KINDS.items()}
        self._name = line_edit("status_name", "For example: Waiting for parts")
        self._field = Field("Name", self._name)
        self._tone = Choice[StatusTone](TONES, "status_tone")
        self._counts = QComboBox()
        self._counts.setObjectName("status_counts_as")
        self._preview = Pill()
        self._add = Button("Add", Kind.PRIMARY, "plus")
        self._save = Button("Save")
        self._up = Button("Move up", Kind.PLAIN, "arrow-up", "Alt+Up")
        self._down = Button("Move down", Kind.PLAIN, "arrow-down", "Alt+Down")
        self._archive = Button("Archive", Kind.PLAIN, "archive")
        self._lay_out()
        self._connect()
        self._show_kind(RecordKind.BOOKING)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or "status" in entities:
            self._show(self.grid.current_id())

    def _show_kind(self, kind: RecordKind) -> None:
        self._kind = kind
        for each, button in self._kinds.items():
            button.setChecked(each is kind)
        self._counts.clear()
        for key, badge in RECORDS[kind].items():
            self._counts.addItem(badge.text, key)
        self._name.clear()
        self._show("")

    def _show(self, chosen: str) -> None:
        own = tuple(status_line(each) for each in own_statuses(self._store.view, self._kind))
        self._lines = (*own, *built_in(self._kind))
        self.grid.show_rows(self._lines)
        ids = [line.id for line in self._lines]
        if chosen in ids:
            self.grid.selectRow(ids.index(chosen))
        self._say()

    def _current(self) -> StatusRow | None:
        chosen = self.grid.current_id()
        return next((line.row for line in self._lines if line.id == chosen), None)

    def _say(self) -> None:
        own = self._current()
        self._save.setEnabled(own is not None)
        self._archive.setEnabled(own is not None)
        is_archived = own is not None and own.archived
        for button in (self._up, self._down):
            button.setEnabled(own is not None and not is_archived)
        self._archive.relabel("Bring back" if is_archived else "Archive")
        self._archive.swap_icon("archive-restore" if is_archived else "archive")
        self._show_preview()

    def _selected(self, _row_id: str) -> None:
        self._say()
        own = self._current()
        self._field.show_problem("")
        if own is not None:
            self._name.setText(own.name)
            self._tone.choose(own.tone)
            self._counts.setCurrentIndex(max(0, self._counts.findData(own.counts_as)))

    def _typed(self) -> StatusRow:
        return StatusRow(
            id=RowId(""),
            record_kind=self._kind,
            name=self._name.text(),
            tone=self._tone.chosen(),
            counts_as=str(self._counts.currentData() or ""),
        )

    def _show_preview(self) -> None:
        typed = self._typed()
        shown = status_line(
            msgspec.structs.replace(typed, name=typed.name.strip() or "Your status")
        )
        self._preview.show_badge(shown.badge)

    def _add_one(self) -> None:
        place = max((line.row.position for line in self._lines if line.row), default=0) + 1
        new = msgspec.structs.replace(
            self._typed(), id=self._store.new_id(), version=-1, position=place
        )
        if self._keep(new):
            self._name.clear()
            self._name.setFocus()

    def _save_one(self) -> None:
        own = self._current()
        if own is not None:
            typed = self._typed()
            self._keep(
                msgspec.structs.replace(
                    own, name=typed.name, tone=typed.tone, counts_as=typed.counts_as
                )
            )

    def _archive_one(self) -> None:
        own = self._current()
        if own is not None:
            self._keep(msgspec.structs.replace(own, archived=not own.archived))

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        """Places are given out anew: two of one place could not be told apart."""
        own = self._current()
        order = [line.row for line in self._lines if line.row and not line.row.archived]
        at = order.index(own) if own in order else -1
        if own is None or at < 0 or not 0 <= at + by < len(order):
            return
        order[at], order[at + by] = order[at + by], order[at]
        for place, each in enumerate(order, 1):
            if each.position != place:
                self._keep(msgspec.structs.replace(each, position=place))
        self._show(own.id)

    def _keep(self, wanted: StatusRow) -> bool:
        command = SaveStatus(
            status_id=wanted.id,
            seen_version=wanted.version,
            record_kind=wanted.record_kind,
            name=wanted.name,
            tone=wanted.tone,
            counts_as=wanted.counts_as,
            position=wanted.position,
            archived=wanted.archived,
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._field.show_problem(refusal.detail)
            return False
        self._field.show_problem("")
        return True

    def _kind_chosen(self) -> None:
        sender = self.sender()
        for kind, button in self._kinds.items():
            if button is sender:
                self._show_kind(kind)

    def _connect(self) -> None:
        for button in self._kinds.values():
            button.clicked.connect(self._kind_chosen)
        self.grid.current_changed.connect(self._selected)
        self._add.clicked.connect(self._add_one)
        self._save.clicked.connect(self._save_one)
        self._archive.clicked.connect(self._archive_one)
        self._up.clicked.connect(self._move_up)
        self._down.clicked.connect(self._move_down)
        self._name.returnPressed.connect(self._add_one)
        self._name.textChanged.connect(self._show_preview)
        self._tone.currentIndexChanged.connect(self._show_preview)
        self._counts.currentIndexChanged.connect(self._show_preview)

    def _lay_out(self) -> None:
        chips = row(gap=6)
        for kind, button in self._kinds.items():
            button.setObjectName(f"status_kind_{kind}")
            chips.addWidget(button)
        chips.addStretch(1)
        fields = row(gap=12)
        fields.addWidget(self._field, 3)
        fields.addWidget(Field("Colour", self._tone), 1)
        fields.addWidget(Field("Counts as", self._counts), 2)
        named = {
            "status_add": self._add, "status_save": self._save, "status_up": self._up,
            "status_down": self._down, "status_archive": self._archive,
        }  # fmt: skip
        actions = row(gap=8)
        for name, button in named.items():
            button.setObjectName(name)
            actions.addWidget(button)
        actions.addSpacing(8)
        actions.addWidget(self._preview)
        actions.addStretch(1)
        card = Card()
        inner = column(card, gap=10)
        inner.setContentsMargins(16, 16, 16, 8)
        inner.addWidget(WrappedLabel(_WORDS, Look.MUTED))
        for line in (chips, fields, actions):
            inner.addLayout(line)
        inner.addWidget(self.grid, 1)
        column(self).addWidget(card)
