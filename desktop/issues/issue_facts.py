"""The facts of an issue, changed where they stand: type, priority, owner, follow-up, labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QPlainTextEdit, QSizePolicy, QWidget

from desktop.issues.issue_parts import Offer, OfferButton
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind
from desktop.qt.widgets import PillRow, column, row


@dataclass(frozen=True, slots=True)
class Changed:
    """A field as the person wants it; `old` is what stood there when they did."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FactsShown:
    issue_id: str
    description: str
    fields: Mapping[str, str]
    """Values by field: issue_type, priority, owner_id, responsible_id."""
    options: Mapping[str, Mapping[str, str]]
    follow_up: str
    """In words: `Mon 23 Nov`, empty for none."""
    follow_ups: tuple[Offer, ...]
    labels: tuple[Badge, ...]
    label_offers: tuple[Offer, ...]
    watchers: str
    watch_offers: tuple[Offer, ...]
    responsible: str
    reported: str
    may_edit: bool = True


TITLES = {"issue_type": "Type", "priority": "Priority", "owner_id": "Owner"}


class FieldBox(QComboBox):
    """A choice that is saved at once; it does not change under an open list."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
        self.setObjectName(f"fact_{field}")
        self.setAccessibleName(TITLES[field])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(10)
        self.value = ""

    def show_value(self, value: str, options: Mapping[str, str]) -> None:
        if self.view().isVisible():
            return
        have = {self.itemData(at): self.itemText(at) for at in range(self.count())}
        quiet = QSignalBlocker(self)
        if have != dict(options) or list(have) != list(options):
            self.clear()
            for key, words in options.items():
                self.addItem(words, key)
        self.setCurrentIndex(max(0, self.findData(value)))
        self.value = value
        quiet.unblock()


class Description(QWidget):
    """What happened, in the reporter's words; a pencil turns it into a field."""

    saved = signal(Changed)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("clear", "true")
        self._text, self._words = "", WrappedLabel()
        self._words.setObjectName("issue_description")
        self._edit = Button("Edit", Kind.LINK, "pencil")
        self._edit.setObjectName("description_edit")
        self._edit.setAccessibleName("Edit the description")
        self._field = QPlainTextEdit()
        self._field.setObjectName("description_field")
        self._field.setAccessibleName("Description")
        self._field.setTabChangesFocus(True)
        self._field.setFixedHeight(110)
        self._save, self._leave = Button("Save", Kind.PRIMARY), Button("Cancel")
        self._save.setObjectName("description_save")
        self._leave.setObjectName("description_cancel")
        self._edit.clicked.connect(self._begin)
        self._leave.clicked.connect(self._end)
        self._save.clicked.connect(self._finish)
        self._is_editing, self._may = False, True
        stack = column(self, gap=4)
        head, foot = row(gap=8), row(gap=8)
        head.addWidget(Label("What happened", Look.HEADING))
        head.addStretch(1)
        head.addWidget(self._edit)
        foot.addStretch(1)
        foot.addWidget(self._leave)
        foot.addWidget(self._save)
        stack.addLayout(head)
        stack.addWidget(self._words)
        stack.addWidget(self._field)
        stack.addLayout(foot)
        self._show()

    def show_text(self, text: str, *, may_edit: bool) -> None:
        """What it is now; what is being written stays, and is saved over what was read."""
        self._may = may_edit
        if not self._is_editing:
            self._text = text
        self._show()

    def drop(self) -> None:
        """Another issue: nothing is being written there."""
        self._is_editing = False

    def _show(self) -> None:
        self._words.setText(self._text or "Nothing was written down.")
        self._words.dress(Look.PLAIN if self._text else Look.MUTED)
        for part in (self._field, self._save, self._leave):
            part.setVisible(self._is_editing)
        self._words.setVisible(not self._is_editing)
        self._edit.setVisible(self._may and not self._is_editing)

    def _begin(self) -> None:
        self._is_editing = True
        self._field.setPlainText(self._text)
        self._show()
        self._field.setFocus()

    def _end(self) -> None:
        self._is_editing = False
        self._show()
        self._edit.setFocus()

    def _finish(self) -> None:
        old, new = self._text, self._field.toPlainText().strip()
        self._end()
        if old != new:
            self.saved.emit(Changed("description", old, new))


class IssueFacts(QWidget):
    """Emits each change at once, and keys of what was chosen from a menu."""

    changed = signal(Changed)
    chosen = signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("clear", "true")
        self._id = ""
        self.description = Description()
        self.description.saved.connect(self.changed.emit)
        self._boxes = {field: FieldBox(field) for field in TITLES}
        self._follow = OfferButton("No follow-up", "calendar", "fact_follow_up", Kind.QUIET)
        self._pills = PillRow()
        self._labels = OfferButton("Labels", "tag", "fact_labels", Kind.QUIET)
        self._watch = OfferButton("Watchers", "users", "fact_watchers", Kind.QUIET)
        self._responsible = WrappedLabel()
        self._responsible.setObjectName("fact_responsible")
        self._name = Button("Change", Kind.LINK)
        self._name.setAccessibleName("Change who is responsible")
        self._name.setObjectName("fact_name_responsible")
        self._name.clicked.connect(self._ask_responsible)
        self._reported = Label("", Look.SMALL)
        self._reported.setObjectName("fact_reported")
        for menu in (self._follow, self._labels, self._watch):
            menu.setProperty("flush", "true")
        for box in self._boxes.values():
            box.currentIndexChanged.connect(self._box_changed)
        for menu in (self._follow, self._labels, self._watch):
            menu.chosen.connect(self.chosen.emit)
        self._lay_out()

    def show_facts(self, shown: FactsShown) -> None:
        """Show these; an open list or a text that is being written stays."""
        if shown.issue_id != self._id:
            self._id = shown.issue_id
            self.description.drop()
        self.description.show_text(shown.description, may_edit=shown.may_edit)
        for field, box in self._boxes.items():
            box.show_value(shown.fields[field], shown.options[field])
            box.setEnabled(shown.may_edit)
        self._follow.relabel(f"Follow up {shown.follow_up}" if shown.follow_up else "No follow-up")
        self._follow.offer(shown.follow_ups)
        self._follow.setVisible(True)
        self._follow.setEnabled(bool(shown.follow_ups))
        self._pills.show_badges(shown.labels)
        self._labels.offer(shown.label_offers)
        self._watch.relabel(shown.watchers)
        self._watch.offer(shown.watch_offers)
        self._responsible.setText(shown.responsible)
        self._name.setVisible(shown.may_edit and bool(shown.options.get("responsible")))
        self._reported.setText(shown.reported)

    def _ask_responsible(self) -> None:
        self.chosen.emit("name_responsible")

    def _box_changed(self, _at: int) -> None:
        box = self.sender()
        if isinstance(box, FieldBox):
            new = str(box.currentData())
            if new != box.value:
                old, box.value = box.value, new
                self.changed.emit(Changed(box.field, old, new))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._place(grid, 0, 0, "Type", self._boxes["issue_type"])
        self._place(grid, 0, 2, "Priority", self._boxes["priority"])
        self._place(grid, 1, 0, "Owner", self._boxes["owner_id"])
        self._place(grid, 1, 2, "Follow-up", self._follow)
        labels = row(gap=6)
        labels.addWidget(self._pills)
        labels.addWidget(self._labels)
        labels.addStretch(1)
        grid.addWidget(Label("Labels", Look.MUTED), 2, 0)
        grid.addLayout(labels, 2, 1)
        self._place(grid, 2, 2, "Watching", self._watch)
        responsible = row(gap=8)
        responsible.addWidget(self._responsible, 1)
        responsible.addWidget(self._name)
        grid.addWidget(Label("Responsible", Look.MUTED), 3, 0)
        grid.addLayout(responsible, 3, 1, 1, 3)
        stack = column(self, gap=10)
        stack.addWidget(self.description)
        stack.addLayout(grid)
        stack.addWidget(self._reported)

    def _place(self, grid: QGridLayout, at: int, left: int, words: str, part: QWidget) -> None:
        grid.addWidget(Label(words, Look.MUTED), at, left)
        left_edge = Qt.AlignmentFlag.AlignLeft if isinstance(part, Button) else Qt.AlignmentFlag(0)
        grid.addWidget(part, at, left + 1, left_edge)


def ticks(offers: Sequence[tuple[str, str, bool]], prefix: str) -> tuple[Offer, ...]:
    """Menu lines that are on or off."""
    return tuple(Offer(f"{prefix}{key}", words, is_on=is_on) for key, words, is_on in offers)
