"""Root causes, wired: what is picked is read in the background, bars open the list behind them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.links import ListWish
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.replica.root_causes import Picked, read_choices, read_report
from desktop.reports.causes_model import Shown, shown_report
from desktop.reports.report_csv import write_csv
from desktop.reports.reports_view import Choices, ReportsView
from desktop.store import Store

SHOWN = frozenset({"issue", "hold", "hold_event", "staff", "booking", "quote", "invoice"})


class ReportsPage(QWidget):
    list_requested = signal(ListWish)
    said = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._clock = store, clock
        self._view = ReportsView()
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._shown: Shown | None = None
        self._is_offered = False
        """What can be picked is read anew when rows changed, not for every pick."""
        self._work = Background("report", self, store.is_there)
        self._saving = Background("report file", self)
        self._picker: QFileDialog | None = None
        self._view.picked.connect(self._read)
        self._view.opened.connect(self.list_requested.emit)
        self._view.export_requested.connect(self._ask_where)
        self._read(self._view.pick())

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        if not entities or entities & SHOWN:
            self._is_offered = False
            self._read(self._view.pick())

    def shown(self) -> Shown | None:
        """What is shown; None before the first figures are here."""
        return self._shown

    def export(self, to: Path) -> None:
        """Write what is shown as CSV."""
        shown = self._shown
        if shown is None:
            return

        def work(_cancelled: Cancelled) -> str:
            try:
                write_csv(shown, to)
            except OSError as failure:
                return f"Not saved: {failure.strerror or failure}."
            return ""

        self._saving.run(work, lambda problem: self._saved(problem, to))

    def end(self) -> None:
        """The desk closes."""
        self._work.end()
        self._saving.end()

    def _read(self, picked: Picked) -> None:
        store, now, is_offered = self._store, self._clock(), self._is_offered
        if self._shown is None:
            self._view.show_progress(Progress("Counting issues"))

        def work(_cancelled: Cancelled) -> tuple[Shown, Choices | None]:
            db = store.reader()
            shown = shown_report(read_report(db, picked, now), picked)
            if is_offered:
                return shown, None
            found = read_choices(db)
            return shown, Choices(found.types, found.workers, found.services)

        self._work.run(work, self._show)

    def _show(self, found: tuple[Shown, Choices | None]) -> None:
        self._shown, choices = found
        if choices is not None:
            self._is_offered = True
            self._view.show_choices(choices)
        self._view.show_report(self._shown)

    def _ask_where(self) -> None:
        name = f"Root causes {self._clock().astimezone():%Y-%m-%d}.csv"
        picker = QFileDialog(self.window(), "Save the report", name, "CSV (*.csv)")
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("csv")
        picker.fileSelected.connect(lambda path: self.export(Path(path)))
        picker.open()
        self._picker = picker

    def _saved(self, problem: str, to: Path) -> None:
        if problem:
            self.refused.emit(problem)
        else:
            self.said.emit(f"Report saved in {to.name}.")
