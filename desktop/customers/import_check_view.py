"""Third step of an import: what would become of every row."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.customers import import_model as model
from desktop.customers.import_model import CheckLine, CheckSource, Names
from desktop.customers.import_plan import Fate, Plan
from desktop.qt.buttons import Button, chip
from desktop.qt.grid import Grid
from desktop.qt.labels import WrappedLabel
from desktop.qt.progress import Progress, ProgressLine
from desktop.qt.segment_bar import SegmentBar
from desktop.qt.widgets import Card, column, empty, row


class CheckView(QWidget):
    """Counts as a bar and as filters, the rows below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._names: Names = lambda _ids: {}
        self._progress = ProgressLine()
        self._summary = WrappedLabel()
        self._bar = SegmentBar()
        self._chips = row(gap=6)
        self._buttons: dict[str, Button] = {}
        self._completes = QCheckBox(
            "Give customers who are already here the numbers, addresses and labels they lack"
        )
        self._completes.setObjectName("import_completes")
        self._completes.setAccessibleName(self._completes.text())
        self.grid = Grid[CheckLine](model.columns(), "import_rows")
        self.grid.setAccessibleName("Rows of the file")
        self._found = QWidget()
        self._lay_out()
        self._bar.chosen.connect(self._keep)

    def show_progress(self, progress: Progress) -> None:
        self._found.hide()
        self._progress.show_progress(progress)

    def show_plan(self, plan: Plan, names: Names) -> None:
        """What was found, all rows."""
        self._plan, self._names = plan, names
        self._progress.clear()
        self._found.show()
        self._summary.setText(model.summary(plan))
        self._bar.show_parts(model.parts(plan))
        empty(self._chips)
        self._buttons = {}
        for key, words in (("", "All"), *((f.name.lower(), w) for f, w in model.chip_words(plan))):
            button = chip(words)
            button.setObjectName(f"import_only_{key or 'all'}")
            button.clicked.connect(lambda _on=False, k=key: self._keep(k))
            self._chips.addWidget(button)
            self._buttons[key] = button
        self._chips.addStretch(1)
        self._completes.setVisible(bool(plan.matched))
        self._keep("")

    def completes(self) -> bool:
        """Whether customers who are here get what they lack."""
        return self._completes.isChecked() and not self._completes.isHidden()

    def _keep(self, key: str) -> None:
        """Only rows of this fate; an empty key: all."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        if self._plan is not None:
            fate = Fate[key.upper()] if key else None
            self.grid.show_source(CheckSource(self._plan, fate, self._names))

    def _lay_out(self) -> None:
        stack = column(self, gap=12)
        stack.addWidget(self._progress)
        stack.addWidget(self._found, 1)
        inner = column(self._found, gap=12)
        inner.addWidget(self._summary)
        inner.addWidget(self._bar)
        inner.addLayout(self._chips)
        card = Card()
        column(card, gap=0, edge=1).addWidget(self.grid)
        inner.addWidget(card, 1)
        inner.addWidget(self._completes)
        stack.addStretch(0)
        self._found.hide()
