"""Issues, wired: all of them as list or board, and one issue's page once somebody opens it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from desktop.issues.issue_pane import IssuePane
from desktop.issues.list_page import IssueOverview
from desktop.links import Link, ListWish, MessageWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.store import Store
from sync_server.contract.base import RowId


class IssuesPage(QStackedWidget):
    """Going back finds list or board as they were left: the same row, the same scroll (ISS-15)."""

    link_requested = signal(Link)
    message_requested = signal(MessageWish)
    report_requested = signal(str)
    list_wished = signal(str)
    """Somebody leaves the issue they looked at."""
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("page")
        self.overview = IssueOverview(store, clock)
        self.issue = IssuePane(store, clock)
        self.addWidget(self.overview)
        self.addWidget(self.issue)
        self._connect()

    def show_list(self) -> None:
        """All of them, as they were left."""
        self.setCurrentWidget(self.overview)
        self.setFocusProxy(self.overview)
        self.overview.refresh(frozenset())

    def open_wish(self, wanted: ListWish) -> None:
        """Only some of them (TML-15)."""
        self.show_list()
        self.overview.open_wish(wanted)

    def open_issue(self, issue_id: RowId) -> None:
        """One issue on a page of its own."""
        if not self.issue.open_issue(issue_id):
            self.refused.emit("This issue does not exist any more.")
            return
        self.setCurrentWidget(self.issue)
        self.setFocusProxy(self.issue)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self.currentWidget() is self.issue:
            self.issue.refresh(entities)
        else:
            self.overview.refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        self.overview.end()
        self.issue.end()

    def _report(self) -> None:
        self.report_requested.emit("")

    def _connect(self) -> None:
        self.overview.link_requested.connect(self.link_requested.emit)
        self.overview.message_requested.connect(self.message_requested.emit)
        self.overview.report_requested.connect(self._report)
        self.overview.refused.connect(self.refused.emit)
        self.issue.link_requested.connect(self.link_requested.emit)
        self.issue.message_requested.connect(self.message_requested.emit)
        self.issue.back_requested.connect(self.list_wished.emit)
        self.issue.refused.connect(self.refused.emit)
