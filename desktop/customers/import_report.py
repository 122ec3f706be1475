"""The report of an import as a file: every row, and what became of it."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.customers.import_model import ENDS
from desktop.customers.import_run import Ended, Outcome
from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal

HEADINGS = ("Line", "Name", "What became of it", "Why")
_FILTERS = "Lists (*.csv)"
_STARTS_FORMULA = ("=", "@", "-", "+", "\t", "\r")


def save_report(outcome: Outcome, to: Path) -> None:
    """Write it beside and put it in place when it is whole. Raises OSError."""
    half = to.with_name(f".{to.name}.part")
    plan = outcome.plan
    try:
        # The mark at the start makes spreadsheets read names in UTF-8.
        with half.open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(HEADINGS)
            for at, ended in enumerate(outcome.ended):
                what = ENDS[Ended(ended)].capitalize()
                row = (_harmless(plan.name(at)), what, _harmless(outcome.why.get(at, "")))
                lines.writerow((plan.lines[at], *row))
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)


def _harmless(text: str) -> str:
    """A spreadsheet would calculate text that begins like this."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


class ReportSaving(QObject):
    """Asks where to, writes beside the window, says how it went."""

    saved = signal(str)
    failed = signal(str)

    def __init__(self, work: Background, window: QWidget) -> None:
        super().__init__(window)
        self._work = work
        self._window = window
        self._dialog: QFileDialog | None = None
        self._outcome: Outcome | None = None

    def ask(self, outcome: Outcome) -> None:
        self._outcome = outcome
        name = f"{outcome.plan.task.path.stem} import report.csv"
        dialog = QFileDialog(self._window, "Save report", name, _FILTERS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self._chosen)
        dialog.open()
        self._dialog = dialog

    def save(self, outcome: Outcome, to: Path) -> None:
        """Write it in the background."""

        def work(_stopped: Cancelled) -> str:
            try:
                save_report(outcome, to)
            except OSError as failure:
                return f"Not saved: {failure.strerror}. Choose another place."
            return ""

        self._work.run(work, self._done)

    def _chosen(self, path: str) -> None:
        if self._outcome is not None:
            self.save(self._outcome, Path(path))

    def _done(self, problem: str) -> None:
        if problem:
            self.failed.emit(problem)
        else:
            self.saved.emit("Report saved.")
