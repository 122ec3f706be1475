"""Pieces of a record's page: links, menus, facts, groups of entries, sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QMenu, QWidget

from desktop.links import Link
from desktop.qt import icons, theme
from desktop.qt.buttons import Button
from desktop.qt.labels import ElidedLabel, Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Pill, column, empty, row
from desktop.records.record_model import Chosen, Entry, Fact, Group, Sum


def reveal(layout: QLayout) -> None:
    """Show what was just put into a layout; by itself that happens a frame later and flickers."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, nested = item.widget(), item.layout()
        if widget is not None:
            widget.show()
        if nested is not None:
            reveal(nested)


class LinkButton(Button):
    """Words that open something."""

    opened = signal(Link)

    def __init__(self, words: str, link: Link | None, name: str) -> None:
        super().__init__(words, Kind.LINK)
        self.setObjectName(name)
        # Its words begin where other words do.
        self.setProperty("flush", "true")
        self._link = link
        self.setEnabled(link is not None)
        self.clicked.connect(self._open)

    def show_link(self, words: str, link: Link | None) -> None:
        """Other words that open something else; without a link they are only words."""
        self._link = link
        self.relabel(words)
        self.setEnabled(link is not None)

    def _open(self) -> None:
        if self._link is not None:
            self.opened.emit(self._link)


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a menu."""

    key: str
    label: str
    icon: str = ""
    tone: Tone = Tone.GREY


class MenuButton(Button):
    """Opens a menu below itself; emits the key of what was chosen."""

    chosen = signal(str)

    def __init__(self, label: str, icon: str, shortcut: str = "", kind: Kind = Kind.PLAIN) -> None:
        super().__init__(label, kind, icon, shortcut)
        self._offers: tuple[Offer, ...] = ()
        self.menu_of = QMenu(self)
        self.menu_of.triggered.connect(self._triggered)
        self.clicked.connect(self._drop)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Offer exactly these; without any the button is not there. An open menu stays."""
        self.setVisible(bool(offers))
        if self.menu_of.isVisible() and tuple(offers) == self._offers:
            return
        self._offers = tuple(offers)
        self.menu_of.clear()
        for each in offers:
            picture = icons.icon(each.icon, theme.ink(each.tone), 16) if each.icon else None
            action = QAction(each.label.replace("&", "&&"), self.menu_of)
            if picture is not None:
                action.setIcon(picture)
            action.setObjectName(f"offer_{each.key}")
            action.setData(each.key)
            self.menu_of.addAction(action)

    def _drop(self) -> None:
        self.menu_of.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _triggered(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))


class FactsTable(QWidget):
    """Facts under each other; those with a link can be opened."""

    link_requested = signal(Link)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, 104)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[Fact, ...] = ()

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        if facts == self._shown:
            return
        self._shown = facts
        empty(self._grid)
        for at, fact in enumerate(facts):
            self._grid.addWidget(Label(fact.title, Look.MUTED), at, 0)
            if fact.link is None:
                self._grid.addWidget(ElidedLabel(fact.text), at, 1)
                continue
            button = LinkButton(fact.text, fact.link, f"fact_{fact.title.casefold()}")
            button.opened.connect(self.link_requested.emit)
            self._grid.addWidget(button, at, 1, Qt.AlignmentFlag.AlignLeft)
        reveal(self._grid)


class SumsTable(QWidget):
    """Sums at the right edge, amounts under amounts."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 12, 4)
        self._grid.setHorizontalSpacing(32)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)

    def show_sums(self, sums: Sequence[Sum]) -> None:
        empty(self._grid)
        right = Qt.AlignmentFlag.AlignRight
        for at, each in enumerate(sums):
            title = Label(each.title, Look.STRONG if each.is_strong else Look.MUTED)
            amount = Label(each.text, Look.STRONG if each.is_strong else Look.PLAIN)
            amount.setObjectName(f"sum_{each.title.casefold().replace(' ', '_')}")
            self._grid.addWidget(title, at, 1, right)
            self._grid.addWidget(amount, at, 2, right)
        reveal(self._grid)
        self.setVisible(bool(sums))


class GroupsView(QWidget):
    """Payments, credit notes, appointments, issues and files, each under its heading."""

    chosen = signal(Chosen)
    link_requested = signal(Link)

    def __init__(self) -> None:
        super().__init__()
        self._stack = column(self, gap=6)
        self._shown: tuple[Group, ...] = ()

    def show_groups(self, groups: tuple[Group, ...]) -> None:
        if groups == self._shown:
            return
        self._shown = groups
        empty(self._stack)
        for group in groups:
            self._stack.addSpacing(8)
            self._stack.addWidget(Label(group.title, Look.HEADING))
            for entry in group.entries:
                self._stack.addLayout(self._line(group, entry))
        reveal(self._stack)
        self.setVisible(bool(groups))

    def _line(self, group: Group, entry: Entry) -> QHBoxLayout:
        line = row(gap=10)
        line.setContentsMargins(0, 2, 12, 2)
        name = f"{group.name}_{entry.id}"
        if entry.link is not None:
            opens = LinkButton(entry.title, entry.link, name)
            opens.opened.connect(self.link_requested.emit)
            line.addWidget(opens)
        else:
            line.addWidget(Label(entry.title, Look.STRONG))
        line.addWidget(ElidedLabel(entry.detail, Look.MUTED), 1)
        if entry.badge is not None:
            line.addWidget(Pill(entry.badge))
        if entry.action:
            act = EntryButton(entry, f"{entry.action}_{entry.id}")
            act.acted.connect(self.chosen.emit)
            line.addWidget(act)
        if entry.amount:
            line.addWidget(Label(entry.amount))
        return line


class EntryButton(Button):
    """What can be done with one entry."""

    acted = signal(Chosen)

    def __init__(self, entry: Entry, name: str) -> None:
        super().__init__(entry.action_label, Kind.LINK)
        self.setAccessibleName(f"{entry.action_label} {entry.title} {entry.amount}".strip())
        self.setObjectName(name)
        self._wish = Chosen(entry.action, entry.id)
        self.clicked.connect(self._act)

    def _act(self) -> None:
        self.acted.emit(self._wish)
