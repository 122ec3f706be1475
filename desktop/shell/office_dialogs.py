"""Dialogs that open from anywhere in the office, each loaded when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.links import CustomerAdded, ReportIssueWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.main_window import MainWindow
from desktop.shell.office_care import CareOffice
from desktop.shell.office_letters import LettersOffice
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow

if TYPE_CHECKING:
    from desktop.customers.adding import Adding
    from desktop.issues.reporting import Reporting


class OfficeDialogs(QObject):
    """Reporting an issue, adding a customer, and looking after them."""

    added = signal(CustomerAdded)
    customer_requested = signal(str)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._store, self._clock = window, store, clock
        self._reporting: Reporting | None = None
        self._adding: Adding | None = None
        self.care = CareOffice(window, store, clock, self)
        self.letters = LettersOffice(window, store, clock, self)
        self.care.customer_requested.connect(self.customer_requested.emit)

    def report_issue(self, customer_id: str, call_id: RowId | None = None) -> None:
        """About this customer; none named: say what to do first."""
        self.report(ReportIssueWish(RowId(customer_id), call_id=call_id))

    def report(self, wish: ReportIssueWish) -> None:
        """About this record of a customer, or about whatever is chosen in the dialog."""
        if not wish.customer_id:
            words = "Open the customer first, then report the issue from their page."
            self._window.say(Notice(words, Tone.ORANGE, "info"))
            return
        if self._reporting is None:
            from desktop.issues.reporting import Reporting  # noqa: PLC0415 - start fast

            self._reporting = Reporting(self._store, self._clock, self._window)
            self._reporting.reported.connect(self._reported)
        self._reporting.open(wish)

    def add_customer(self, phone: str = "") -> None:
        """For the caller's number where there is one."""
        if self._adding is None:
            from desktop.customers.adding import Adding  # noqa: PLC0415 - start fast

            self._adding = Adding(self._store, self._window)
            self._adding.added.connect(self.added.emit)
            self._adding.opened.connect(self.customer_requested.emit)
        self._adding.open(phone)

    def say_done(self, sentence: str) -> None:
        """What was asked for has happened."""
        self._window.say(Notice(sentence, Tone.GREEN, "circle-check"))

    def end(self) -> None:
        """The desk closes."""
        self.care.end()
        self.letters.end()
        if self._adding is not None:
            self._adding.end()
        if self._reporting is not None:
            self._reporting.end()

    def _reported(self, issue_id: str) -> None:
        held = self._store.view.where(HoldRow, issue_id=RowId(issue_id))
        self.say_done("Issue reported. Pay is withheld." if held else "Issue reported.")
        self.letters.reported(RowId(issue_id))
