"""Pieces of the issue's page: links, menus with reasons, and sections of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLayout, QMenu, QWidget

from desktop.links import Link
from desktop.qt import icons, theme
from desktop.qt.buttons import Button
from desktop.qt.labels import ElidedLabel, Label, Look, WrappedLabel, tip
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Pill, column, row


def reveal(layout: QLayout) -> None:
    """Show what was just put into a layout; by itself that happens a frame later and flickers."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, nested = (item.widget(), item.layout()) if item else (None, None)
        if widget is not None:
            widget.show()
        if nested is not None:
            reveal(nested)


class LinkWords(Button):
    """Words that open something; without a link they are only words."""

    opened = signal(Link)

    def __init__(self, name: str, words: str = "", link: Link | None = None) -> None:
        super().__init__(words, Kind.LINK)
        self.setObjectName(name)
        self.setProperty("flush", "true")
        self._link = link
        self.clicked.connect(self._open)

    def show_link(self, words: str, link: Link | None) -> None:
        """Other words that open something else."""
        self._link = link
        self.relabel(words)
        self.setEnabled(link is not None)

    def _open(self) -> None:
        if self._link is not None:
            self.opened.emit(self._link)


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a menu. `is_on` makes it a tick; with a `refusal` it is there but cannot be
    chosen, and says why."""

    key: str
    label: str
    icon: str = ""
    tone: Tone = Tone.GREY
    is_on: bool | None = None
    refusal: str = ""


class OfferButton(Button):
    """Opens a menu below itself; emits the key of what was chosen."""

    chosen = signal(str)

    def __init__(self, label: str, icon: str, name: str, kind: Kind = Kind.PLAIN) -> None:
        super().__init__(label, kind, icon)
        self.setObjectName(name)
        self._offers: tuple[Offer, ...] | None = None
        self.menu_of = QMenu(self)
        self.menu_of.setToolTipsVisible(True)
        self.menu_of.triggered.connect(self._triggered)
        self.clicked.connect(self._drop)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Offer exactly these; without any the button is not there. An open menu stays."""
        self.setVisible(bool(offers))
        if tuple(offers) == self._offers:
            return
        self._offers = tuple(offers)
        self.menu_of.clear()
        for each in offers:
            self.menu_of.addAction(self._action(each))

    def _action(self, each: Offer) -> QAction:
        action = QAction(each.label.replace("&", "&&"), self.menu_of)
        if each.icon:
            action.setIcon(icons.icon(each.icon, theme.ink(each.tone), 16))
        if each.is_on is not None:
            action.setCheckable(True)
            action.setChecked(each.is_on)
        action.setEnabled(not each.refusal)
        if each.refusal:
            action.setText(f"{action.text()}  –  {each.refusal}")  # noqa: RUF001 - a dash
            tip(action, each.refusal)
        action.setObjectName(f"offer_{each.key}")
        action.setData(each.key)
        return action

    def _drop(self) -> None:
        self.menu_of.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _triggered(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))


@dataclass(frozen=True, slots=True)
class Do:
    """Something that can be done with a line; `spoken` says with which."""

    key: str
    label: str
    spoken: str = ""
    kind: Kind = Kind.LINK
    icon: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class SectionLine:
    id: str
    title: str
    detail: str = ""
    badge: Badge | None = None
    amount: str = ""
    is_done: bool | None = None
    """A step to tick; None where there is nothing to tick."""
    link: Link | None = None
    does: tuple[Do, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its lines, and what can be added. Empty ones say so in `nothing`."""

    name: str
    title: str
    lines: tuple[SectionLine, ...] = ()
    does: tuple[Do, ...] = ()
    nothing: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was chosen, and on which line."""

    key: str
    id: str = ""


class DoButton(Button):
    done = signal(Done)

    def __init__(self, do: Do, row_id: str = "") -> None:
        super().__init__(do.label, do.kind, do.icon)
        if do.spoken:
            self.setAccessibleName(f"{do.label} {do.spoken}")
        self.setObjectName(f"do_{do.key}_{row_id}" if row_id else f"do_{do.key}")
        self.setEnabled(not do.refusal)
        if do.refusal:
            self.explain(do.refusal)
        self._wish = Done(do.key, row_id)
        self.clicked.connect(self._act)

    def _act(self) -> None:
        self.done.emit(self._wish)


class StepBox(QCheckBox):
    """A step to tick."""

    done = signal(Done)

    def __init__(self, line: SectionLine) -> None:
        super().__init__(line.title.replace("&", "&&"))
        self.setObjectName(f"tick_{line.id}")
        self.setAccessibleName(line.title)
        self.setChecked(bool(line.is_done))
        self._id = line.id
        self.clicked.connect(self._act)

    def _act(self) -> None:
        self.done.emit(Done("tick" if self.isChecked() else "untick", self._id))


class SectionsView(QWidget):
    """Sections under each other. Rows come in at any moment: only what differs is built anew."""

    done = signal(Done)
    link_requested = signal(Link)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("clear", "true")
        self._stack = column(self, gap=14)
        self._shown: dict[str, tuple[Section, QWidget]] = {}

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show exactly these, in this order."""
        for name in set(self._shown) - {each.name for each in sections}:
            self._shown.pop(name)[1].deleteLater()
        for at, section in enumerate(sections):
            known = self._shown.get(section.name)
            if known is not None and known[0] == section:
                continue
            if known is not None:
                known[1].hide()
                known[1].deleteLater()
            made = self._section(section)
            self._stack.insertWidget(at, made)
            made.show()
            self._shown[section.name] = (section, made)

    def _section(self, section: Section) -> QWidget:
        made = QWidget()
        made.setProperty("clear", "true")
        made.setObjectName(f"section_{section.name}")
        stack = column(made, gap=4)
        head = row(gap=8)
        head.addWidget(Label(section.title, Look.HEADING))
        head.addStretch(1)
        for do in section.does:
            head.addWidget(self._button(do))
        stack.addLayout(head)
        if section.words:
            stack.addWidget(WrappedLabel(section.words, Look.MUTED))
        for line in section.lines:
            stack.addLayout(self._line(line))
        if not section.lines and section.nothing:
            stack.addWidget(WrappedLabel(section.nothing, Look.MUTED))
        return made

    def _line(self, line: SectionLine) -> QHBoxLayout:
        made = row(gap=8)
        if line.is_done is not None:
            box = StepBox(line)
            box.done.connect(self.done.emit)
            made.addWidget(box)
        elif line.link is not None:
            opens = LinkWords(f"open_{line.id}", line.title, line.link)
            opens.opened.connect(self.link_requested.emit)
            made.addWidget(opens)
        else:
            made.addWidget(Label(line.title, Look.STRONG))
        detail = ElidedLabel(line.detail, Look.MUTED)
        tip(detail, line.detail)
        made.addWidget(detail, 1)
        if line.badge is not None:
            made.addWidget(Pill(line.badge))
        if line.amount:
            made.addWidget(Label(line.amount))
        for do in line.does:
            made.addWidget(self._button(do, line.id))
        return made

    def _button(self, do: Do, row_id: str = "") -> DoButton:
        made = DoButton(do, row_id)
        made.done.connect(self.done.emit)
        return made
