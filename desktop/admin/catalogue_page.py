"""A list of the complaints desk, wired: add, rename, colour, order, steps, archive."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.admin.catalogue_model import (
    Catalogue,
    Entry,
    badge,
    columns,
    in_order,
    moved,
    steps_of,
)
from desktop.admin.fields import Choice, Field, line_edit
from desktop.admin.statuses_model import TONES
from desktop.qt.buttons import Button
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, Pill, column, row
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import StatusTone
from sync_server.rules.effects import Reason, Refused

FORM_WIDTH = 320
_NEW = Entry(RowId(""))


class CataloguePage(QWidget):
    """The list at the left; at the right what is chosen in it, or a new one."""

    said = signal(str)

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        super().__init__()
        self._store = store
        self._catalogue = catalogue
        self._entries: tuple[Entry, ...] = ()
        self._shown = _NEW
        self.grid = Grid[Entry](columns(catalogue), f"{catalogue.key}_grid")
        self.grid.setAccessibleName(f"{catalogue.noun}s")
        noun = catalogue.noun.lower()
        hint = f"Name the first {noun} at the right and press Add."
        self._nothing = EmptyState(catalogue.icon, f"No {noun}s yet", hint)
        self._title = Label("", Look.HEADING)
        self._name = line_edit(f"{catalogue.key}_name", catalogue.example)
        self.name_field = Field("Name", self._name)
        self._tone = Choice[StatusTone](TONES, f"{catalogue.key}_tone")
        self._steps = QPlainTextEdit()
        self._preview = Pill()
        self._save = Button("Save", Kind.PRIMARY, "check", "settings.save")
        self._theirs = Button("Show theirs", Kind.LINK)
        self._new = Button(f"New {catalogue.noun.lower()}", Kind.PLAIN, "plus")
        self._archive = Button("Archive", Kind.PLAIN, "archive")
        self._up = Button("Move up", Kind.PLAIN, "arrow-up", "Alt+Up")
        self._down = Button("Move down", Kind.PLAIN, "arrow-down", "Alt+Down")
        self._lay_out()
        self._connect()
        self._show("")
        self._begin()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or self._catalogue.entity in entities:
            self._show(self._shown.id)

    # -- the list

    def _show(self, chosen: str) -> None:
        """The list as it is now; what is being typed stays as it is."""
        self._entries = in_order(self._catalogue.read(self._store.view))
        self.grid.setVisible(bool(self._entries))
        self._nothing.setVisible(not self._entries)
        self.grid.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.grid.show_rows(self._entries)
        ids = [entry.id for entry in self._entries]
        if chosen in ids:
            self.grid.selectRow(ids.index(RowId(chosen)))
        self.grid.blockSignals(False)  # noqa: FBT003
        if not self._is_typed():
            self._fill(self._entry(chosen) or _NEW)
        self._say()

    def _entry(self, entry_id: str) -> Entry | None:
        return next((entry for entry in self._entries if entry.id == entry_id), None)

    def _selected(self, entry_id: str) -> None:
        entry = self._entry(entry_id)
        if entry is not None:
            self._fill(entry)
            self._say()

    def _begin(self) -> None:
        """A new one."""
        self.grid.clearSelection()
        self._fill(_NEW)
        self._say()
        self._name.setFocus()

    # -- the form

    def _fill(self, entry: Entry) -> None:
        self._shown = entry
        self._name.setText(entry.name)
        self._tone.choose(entry.tone)
        self._steps.setPlainText("\n".join(entry.steps))
        self.name_field.show_problem("")
        self._theirs.hide()

    def _typed(self) -> Entry:
        typed = msgspec.structs.replace(self._shown, name=" ".join(self._name.text().split()))
        if self._catalogue.has_tone:
            typed = msgspec.structs.replace(typed, tone=self._tone.chosen())
        if self._catalogue.has_steps:
            typed = msgspec.structs.replace(typed, steps=steps_of(self._steps.toPlainText()))
        return typed

    def _is_typed(self) -> bool:
        """Whether the form holds something that is saved nowhere."""
        return self._typed() != self._shown

    def _say(self) -> None:
        is_new = self._shown.version < 0
        noun = self._catalogue.noun
        self._title.setText(f"New {noun.lower()}" if is_new else noun)
        self._save.relabel("Add" if is_new else "Save")
        self._archive.setVisible(not is_new)
        self._archive.relabel("Bring back" if self._shown.archived else "Archive")
        self._archive.swap_icon("archive-restore" if self._shown.archived else "archive")
        can_move = not is_new and not self._shown.archived
        for button in (self._up, self._down):
            button.setEnabled(can_move)
        self._show_preview()

    def _show_preview(self) -> None:
        typed = self._typed()
        name = typed.name or f"Your {self._catalogue.noun.lower()}"
        self._preview.show_badge(badge(self._catalogue, msgspec.structs.replace(typed, name=name)))

    # -- saving

    def _save_one(self) -> None:
        typed = self._typed()
        if self._shown.version >= 0:
            if self._keep(typed):
                self._chosen_again(typed.id)
                self.said.emit(f"Saved: {typed.name}.")
            return
        place = max((entry.position for entry in self._entries), default=0) + 1
        new = msgspec.structs.replace(typed, id=self._store.new_id(), position=place)
        if self._keep(new):
            self._fill(_NEW)
            self._show("")
            self._name.setFocus()
            self.said.emit(f"Added: {new.name}.")

    def _archive_one(self) -> None:
        """What is typed and not saved stays out of it."""
        now = self._entry(self._shown.id)
        if now is not None and self._keep(msgspec.structs.replace(now, archived=not now.archived)):
            self._chosen_again(now.id)

    def _chosen_again(self, entry_id: RowId) -> None:
        self._shown = self._entry_now(entry_id) or _NEW
        self._fill(self._shown)
        self._show(entry_id)

    def _show_theirs(self) -> None:
        self._chosen_again(self._shown.id)

    def _entry_now(self, entry_id: RowId) -> Entry | None:
        now = self._catalogue.read(self._store.view)
        return next((entry for entry in now if entry.id == entry_id), None)

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        kept = all(self._keep(entry) for entry in moved(self._entries, self._shown.id, by))
        if kept:
            self._chosen_again(self._shown.id)

    def _keep(self, wanted: Entry) -> bool:
        try:
            self._store.do(self._catalogue.command(wanted))
        except Refused as refusal:
            self.name_field.show_problem(self._words(refusal, wanted))
            return False
        self.name_field.show_problem("")
        return True

    def _words(self, refusal: Refused, wanted: Entry) -> str:
        """Somebody was faster: what they made of it, and how to go on. The next save counts."""
        now = self._entry_now(wanted.id)
        if refusal.reason is not Reason.CHANGED or now is None:
            return refusal.detail
        self._shown = now
        self._theirs.show()
        state = " and archived" if now.archived else ""
        return (
            f"Someone else saved this meanwhile: it is called “{now.name}”{state} now. Save again "
            "to replace it with yours."
        )

    def _connect(self) -> None:
        self.grid.current_changed.connect(self._selected)
        self._save.clicked.connect(self._save_one)
        self._new.clicked.connect(self._begin)
        self._theirs.clicked.connect(self._show_theirs)
        self._archive.clicked.connect(self._archive_one)
        self._up.clicked.connect(self._move_up)
        self._down.clicked.connect(self._move_down)
        self._name.returnPressed.connect(self._save_one)
        self._name.textChanged.connect(self._show_preview)
        self._tone.currentIndexChanged.connect(self._show_preview)

    def _lay_out(self) -> None:
        key = self._catalogue.key
        named = {
            "save": self._save, "new": self._new, "archive": self._archive,
            "up": self._up, "down": self._down, "steps": self._steps, "theirs": self._theirs,
        }  # fmt: skip
        for name, widget in named.items():
            widget.setObjectName(f"{key}_{name}")
        self._steps.setTabChangesFocus(True)
        self._steps.setPlaceholderText("Take photos\nCall the customer\nOrder material")
        line = row(self, gap=12)
        line.addWidget(self._list_card(), 1)
        line.addWidget(self._form_card())
        for button in (self._up, self._down):  # they are part of the page by now
            button.setVisible(self._catalogue.has_order)

    def _list_card(self) -> QWidget:
        card = Card()
        inside = column(card, gap=10)
        inside.setContentsMargins(16, 16, 16, 8)
        inside.addWidget(WrappedLabel(self._catalogue.words, Look.MUTED))
        tools = row(gap=8)
        for button in (self._new, self._up, self._down):
            tools.addWidget(button)
        tools.addStretch(1)
        inside.addLayout(tools)
        inside.addWidget(self._nothing, 1)
        inside.addWidget(self.grid, 1)
        return card

    def _form_card(self) -> QWidget:
        card = Card()
        card.setFixedWidth(FORM_WIDTH)
        form = column(card, gap=12, edge=16)
        form.addWidget(self._title)
        form.addWidget(self.name_field)
        form.addWidget(self._theirs, 0, Qt.AlignmentFlag.AlignLeft)
        if self._catalogue.has_tone:
            form.addWidget(Field("Colour", self._tone))
            form.addWidget(self._preview)
        if self._catalogue.has_steps:
            hint = "One step a line. New issues of this type begin with them."
            form.addWidget(Field("Checklist", self._steps, hint), 1)
        form.addWidget(self._save)
        form.addWidget(self._archive)
        if not self._catalogue.has_steps:
            form.addStretch(1)
        return card
