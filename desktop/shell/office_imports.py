"""Importing customers and issues in the office: the window for it, once somebody asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.actions import Action
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.rights import Rights
from desktop.shell.main_window import MainWindow
from desktop.store import Store
from sync_server.contract.customers import AddCustomer
from sync_server.contract.issues import ReportIssue

if TYPE_CHECKING:
    from desktop.customers.importing import Importing
    from desktop.issues.import_desk import ImportIssues


class ImportsOffice(QObject):
    """Opens the import for the customers list, a dropped file, or an action of the palette."""

    def __init__(self, window: MainWindow, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._importing: Importing | None = None
        self._issues: ImportIssues | None = None

    def actions(self) -> tuple[Action, ...]:
        """For the list of everything that can be done here."""
        issues = Action(
            "issues.import",
            "Import issues from a CSV file…",
            self.open_issues,
            "Issues and pay",
            icon="cloud-upload",
            keywords="csv spreadsheet excel list upload complaints",
            enabled=self._may_report,
        )
        return self.action(), issues

    def action(self) -> Action:
        """For the list of everything that can be done here."""
        return Action(
            "customers.import",
            "Import customers from a CSV file…",
            self.open,
            "Customers and records",
            icon="cloud-upload",
            keywords="csv spreadsheet excel list upload",
            enabled=self._may,
        )

    def open(self, path: str = "") -> None:
        """`path` of a file that was dropped; empty: the person chooses."""
        if not self._may():
            self._say("Your role may not add customers.", Tone.ORANGE)
            return
        if self._importing is None:
            from desktop.customers.importing import Importing  # noqa: PLC0415 - start fast

            self._importing = Importing(self._store, self._window)
            self._importing.said.connect(self._said)
        self._importing.open(Path(path) if path else None)

    def open_issues(self, path: str = "") -> None:
        """A list of issues; `path` of a file that is known already."""
        if not self._may_report():
            self._say("Your role may not report issues.", Tone.ORANGE)
            return
        if self._issues is None:
            from desktop.issues.import_desk import ImportIssues  # noqa: PLC0415 - start fast

            self._issues = ImportIssues(self._store, self._window)
            self._issues.said.connect(self._said)
        self._issues.open(Path(path) if path else None)

    def end(self) -> None:
        """The desk closes."""
        if self._importing is not None:
            self._importing.end()
        if self._issues is not None:
            self._issues.end()

    def _may_report(self) -> bool:
        return Rights(self._store).may(ReportIssue)

    def _may(self) -> bool:
        return Rights(self._store).may(AddCustomer)

    def _said(self, words: str) -> None:
        self._say(words, Tone.GREEN)

    def _say(self, words: str, tone: Tone) -> None:
        icon = "circle-check" if tone is Tone.GREEN else "info"
        self._window.say(Notice(words, tone, icon))
