"""Merge two customers: choose the other, compare the two, say which one is kept."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from desktop.customers.duplicates_model import LikeShown
from desktop.customers.merging_model import Side, consequence
from desktop.qt.buttons import Button, chip
from desktop.qt.labels import ElidedLabel, Label, Look, WrappedLabel
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal, wish
from desktop.qt.statuses import label
from desktop.qt.tones import Kind
from desktop.qt.widgets import Avatar, Card, Glyph, PillRow, column, empty, row

PAUSE_MS = 120
ID = Qt.ItemDataRole.UserRole


class SideCard(Card):
    """One of the two profiles, with the choice to keep it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.keep = chip("Keep this profile")
        self.keep.setObjectName(f"{name}_keep")
        self._avatar = Avatar(size=36)
        self._name, self._place = ElidedLabel("", Look.HEADING), ElidedLabel("", Look.MUTED)
        self._labels = PillRow()
        self._facts = column(gap=4)
        head, words = row(gap=10), column(gap=0)
        words.addWidget(self._name)
        words.addWidget(self._place)
        head.addWidget(self._avatar)
        head.addLayout(words, 1)
        stack = column(self, gap=10, edge=16)
        stack.addLayout(head)
        stack.addWidget(self._labels, 0, Qt.AlignmentFlag.AlignLeft)
        stack.addLayout(self._facts)
        stack.addStretch(1)
        stack.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)

    def show_side(self, side: Side) -> None:
        self._avatar.show_name(side.name)
        self._name.setText(side.name)
        self._place.setText(side.place or "No address")
        self._labels.show_badges([label(text) for text in side.labels])
        self.keep.setAccessibleName(f"Keep {side.name}")
        empty(self._facts)
        for icon, words in (
            *(("phone" if point.startswith("+") else "mail", point) for point in side.points),
            *(("file-text", words) for words in side.counts),
        ):
            line = row(gap=8)
            line.addWidget(Glyph(icon, size=14))
            line.addWidget(ElidedLabel(words), 1)
            self._facts.addLayout(line)
        if not side.points and not side.counts:
            self._facts.addWidget(Label("Nothing noted yet", Look.MUTED))


class MergeDialog(Sheet):
    """First who else, then side by side. Emits what was typed, who was chosen, which is kept."""

    searched = signal(str)
    chosen = signal(str)
    merge_requested = signal(bool)
    """True: the customer the dialog was opened for is kept."""
    back_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("merge", "Merge customers", "Merge", "merge", parent)
        self._sides: tuple[Side, Side] | None = None
        self._search = QLineEdit()
        self._list = QListWidget()
        self._none = Label("Nobody here looks like the same person. Search by name.", Look.MUTED)
        self._cards = (SideCard("merge_left"), SideCard("merge_right"))
        self._consequence = WrappedLabel()
        self._consequence.setObjectName("merge_consequence")
        self._back = Button("Choose another", Kind.LINK)
        self._steps = QStackedWidget()
        self._group = QButtonGroup(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self._search.textChanged.connect(self._typed)
        self._pause.timeout.connect(self._tell_search)
        self._list.itemActivated.connect(self._picked)
        self._list.itemClicked.connect(self._picked)
        self._back.clicked.connect(self.back_requested)
        self._group.buttonToggled.connect(self._say_consequence)
        self.act.clicked.connect(self._ask)

    def offer(self, name: str) -> None:
        """Open it to choose whom `name` is to be merged with."""
        self.title.setText(f"Merge {name} with…")
        self.explain("Both profiles become one. Choose the other one first.")
        self._search.clear()
        self.show_problem("")
        self.act.hide()
        self._back.hide()
        self._steps.setCurrentIndex(0)
        self.present()
        self._search.setFocus()

    def show_candidates(self, found: Iterable[LikeShown]) -> None:
        """Customers to choose from; the likeliest first."""
        self._list.clear()
        for one in found:
            words = f"{one.name}\n{one.detail}" if one.detail else one.name
            item = QListWidgetItem(words)
            item.setData(ID, one.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", ", "))
            self._list.addItem(item)
        self._none.setVisible(self._list.count() == 0)
        self._list.setVisible(self._list.count() > 0)

    def compare(self, left: Side, right: Side, *, keep_left: bool) -> None:
        """Both side by side."""
        self._sides = (left, right)
        self.title.setText("Merge customers")
        self.explain("Check that these are the same person, and choose which profile is kept.")
        for card, each in zip(self._cards, (left, right), strict=True):
            card.show_side(each)
        self._cards[0 if keep_left else 1].keep.setChecked(True)
        self._say_consequence()
        self._back.show()
        self.act.show()
        self._steps.setCurrentIndex(1)
        self.present()
        self.act.setFocus()

    def _say_consequence(self, *_toggled: object) -> None:
        if self._sides is None:
            return
        keeps_left = self._cards[0].keep.isChecked()
        kept, merged = self._sides if keeps_left else self._sides[::-1]
        self._consequence.setText(consequence(kept, merged))

    def _typed(self) -> None:
        self._pause.start()

    def _tell_search(self) -> None:
        self.searched.emit(self._search.text().strip())

    def _picked(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(ID)))

    def _ask(self) -> None:
        self.merge_requested.emit(self._cards[0].keep.isChecked())

    def _lay_out(self) -> None:
        self._search.setObjectName("merge_search")
        self._search.setAccessibleName("Search for the other customer")
        self._search.setPlaceholderText("Name, phone, e-mail or suburb")
        self._search.setClearButtonEnabled(True)
        self._list.setObjectName("merge_candidates")
        self._list.setSpacing(3)
        self._list.setAccessibleName("Customers who may be the same person")
        self._back.setObjectName("merge_back")
        self._back.setProperty("flush", "true")
        choosing, comparing = QWidget(), QWidget()
        stack = column(choosing, gap=8)
        stack.addWidget(self._search)
        stack.addWidget(self._none)
        stack.addWidget(self._list, 1)
        stack.addStretch(0)
        sides = row(gap=12)
        for card in self._cards:
            self._group.addButton(card.keep)
            sides.addWidget(card, 1)
        stack = column(comparing, gap=12)
        stack.addLayout(sides, 1)
        stack.addWidget(self._consequence)
        self._steps.addWidget(choosing)
        self._steps.addWidget(comparing)
        self.body.addWidget(self._steps, 1)
        self.foot.insertWidget(0, self._back)
        self.resize(680, 480)
