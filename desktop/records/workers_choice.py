"""Where a job is and who does it: the customer's places to choose from, fieldworkers to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from desktop.qt.labels import Label, Look
from desktop.qt.signals import wish
from desktop.qt.widgets import empty

ACROSS = 4


@dataclass(frozen=True, slots=True)
class WorkerOption:
    id: str
    name: str


class WorkersChoice(QWidget):
    """One tick for each fieldworker; those who left but are on the job stay ticked."""

    changed = wish()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Fieldworkers")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self._boxes: dict[str, QCheckBox] = {}
        self._others: tuple[str, ...] = ()

    def offer(self, workers: Sequence[WorkerOption]) -> None:
        """Offer exactly these."""
        empty(self._grid)
        self._boxes.clear()
        for at, each in enumerate(workers):
            box = QCheckBox(each.name.replace("&", "&&"))
            box.setObjectName(f"form_worker_{each.id}")
            box.setAccessibleName(f"{each.name} does it")
            box.toggled.connect(self.changed)
            self._boxes[each.id] = box
            self._grid.addWidget(box, at // ACROSS, at % ACROSS)
        if not workers:
            self._grid.addWidget(Label("There are no fieldworkers yet", Look.MUTED))

    def choose(self, worker_ids: Sequence[str]) -> None:
        """Tick these, in the order they were in."""
        self._others = tuple(each for each in worker_ids if each not in self._boxes)
        for each, box in self._boxes.items():
            box.setChecked(each in worker_ids)
        self._order = tuple(worker_ids)

    def chosen(self) -> tuple[str, ...]:
        """Who is ticked: first those who were, in their order, then the new ones."""
        ticked = {each for each, box in self._boxes.items() if box.isChecked()} | {*self._others}
        before = [each for each in self._order if each in ticked]
        return (*before, *(each for each in self._boxes if each in ticked and each not in before))

    _order: tuple[str, ...] = ()


class SiteField(QComboBox):
    """The customer's places, or another one typed in."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("form_site")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        words = QLineEdit()
        words.setObjectName("form_site_text")
        words.setAccessibleName("Site")
        self.setLineEdit(words)

    def offer(self, sites: Sequence[str]) -> None:
        kept = self.currentText()
        self.clear()
        self.addItems(list(sites))
        self.setCurrentText(kept)
