"""The table of rights as boxes: modules down, what may be done across."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from desktop.admin.fields import Choice, check_box
from desktop.admin.rights_model import (
    COLUMNS,
    MODULES,
    OWN,
    SIGHTS,
    SPECIAL,
    Draft,
    Sight,
    differs,
)
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from desktop.qt.widgets import Pill
from sync_server.contract.values import Module, Verb
from sync_server.rules import access

_CHANGED = Badge("Changed", Tone.BLUE, "circle-dot")


@dataclass(frozen=True, slots=True)
class Ticked:
    """A box as somebody set it."""

    module: Module
    verb: Verb
    is_on: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """How much of a module somebody chose to show."""

    module: Module
    sight: Sight


class RightsTable(QWidget):
    """Every box has a name of its own; the tab key goes row by row."""

    ticked = signal(Ticked)
    seen = signal(Seen)

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[QCheckBox, tuple[Module, Verb]] = {}
        self._sights: dict[Module, Choice[Sight]] = {}
        self._marks: dict[Module, Pill] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._head()
        for down, module in enumerate(MODULES, 1):
            self._line(down, module)

    def show_draft(self, draft: Draft) -> None:
        """Exactly these rights; modules that are not as Ringdesk comes are marked."""
        for box, (module, verb) in self._boxes.items():
            box.setChecked(draft.has(module, verb))
        for module, choice in self._sights.items():
            choice.choose(draft.sight(module))
        for module, mark in self._marks.items():
            mark.setVisible(differs(draft, module))

    def _head(self) -> None:
        titles = ("Part of the work", "", "Sees", *COLUMNS.values(), "Also")
        for across, words in enumerate(titles):
            self._grid.addWidget(Label(words, Look.SMALL), 0, across)

    def _line(self, down: int, module: Module) -> None:
        offered = access.OFFERED[module]
        self._grid.addWidget(Label(MODULES[module]), down, 0)
        mark = Pill()
        mark.show_badge(_CHANGED, "Not as Ringdesk comes")
        mark.hide()
        self._marks[module] = mark
        self._grid.addWidget(mark, down, 1)
        self._grid.setRowMinimumHeight(down, 34)
        if Verb.SEE in offered:
            self._grid.addWidget(self._sight(module), down, 2)
        for across, (verb, words) in enumerate(COLUMNS.items(), 3):
            if verb in offered:
                self._grid.addWidget(self._box(module, verb, words, ""), down, across)
        for verb, words in SPECIAL.items():
            if verb in offered:
                self._grid.addWidget(self._box(module, verb, words, words), down, 7)

    def _sight(self, module: Module) -> QWidget:
        if module is Module.CUSTOMERS:
            # Every desk has them: names stand on everything else.
            return Label("All", Look.MUTED)
        words = {s: w for s, w in SIGHTS.items() if s is not Sight.OWN or module in OWN}
        choice = Choice(words, f"right_{module}_sees")
        choice.setAccessibleName(f"{MODULES[module]}: sees")
        choice.setFixedWidth(116)
        choice.activated.connect(self._chosen)
        self._sights[module] = choice
        return choice

    def _box(self, module: Module, verb: Verb, words: str, shown: str) -> QCheckBox:
        box = check_box(f"right_{module}_{verb}", shown)
        box.setAccessibleName(f"{MODULES[module]}: {words.lower()}")
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.clicked.connect(self._clicked)
        self._boxes[box] = (module, verb)
        return box

    def _clicked(self) -> None:
        sender = self.sender()
        for box, (module, verb) in self._boxes.items():
            if box is sender:
                self.ticked.emit(Ticked(module, verb, box.isChecked()))

    def _chosen(self) -> None:
        sender = self.sender()
        for module, choice in self._sights.items():
            if choice is sender:
                self.seen.emit(Seen(module, choice.chosen()))
