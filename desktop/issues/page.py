"""Issues, wired: all of them as list or board, and one issue's page once somebody opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from desktop.issues.list_page import IssueOverview
from desktop.links import (
    AckWish,
    EraseWish,
    LetterWish,
    Link,
    ListWish,
    MessageWish,
    ReportIssueWish,
)
from desktop.qt.formatting import Clock
from desktop.qt.signals import Typed, signal
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.issues.issue_page import IssuePage


class IssuesPage(QStackedWidget):
    """Going back finds list or board as they were left: the same row, the same scroll (ISS-15).

    The page of one issue is built, by who knows its history, when the first one is opened.
    """

    link_requested = signal(Link)
    message_requested = signal(MessageWish)
    letter_requested: Typed[AckWish | LetterWish] = signal(AckWish | LetterWish)
    erase_requested = signal(EraseWish)
    closed = signal(RowId)
    """An issue was closed in the list or on the board."""
    report_requested = signal(ReportIssueWish)
    list_wished = signal(str)
    """Somebody leaves the issue they looked at."""
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, one: Callable[[], IssuePage]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._one = one
        self.overview = IssueOverview(store, clock)
        self.issue: IssuePage | None = None
        self.addWidget(self.overview)
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
        page = self.issue = self.issue or self._built()
        self.setCurrentWidget(page)
        self.setFocusProxy(page)
        page.open_issue(issue_id)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self.issue is not None and self.currentWidget() is self.issue:
            self.issue.refresh(entities)
        else:
            self.overview.refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        self.overview.end()
        if self.issue is not None:
            self.issue.end()

    def _report(self) -> None:
        self.report_requested.emit(ReportIssueWish(RowId("")))

    def _built(self) -> IssuePage:
        page = self._one()
        page.link_requested.connect(self.link_requested.emit)
        page.message_requested.connect(self.message_requested.emit)
        page.letter_requested.connect(self.letter_requested.emit)
        page.erase_requested.connect(self.erase_requested.emit)
        page.report_requested.connect(self.report_requested.emit)
        page.back_requested.connect(self.list_wished.emit)
        page.refused.connect(self.refused.emit)
        self.addWidget(page)
        return page

    def _connect(self) -> None:
        self.overview.link_requested.connect(self.link_requested.emit)
        self.overview.message_requested.connect(self.message_requested.emit)
        self.overview.report_requested.connect(self._report)
        self.overview.refused.connect(self.refused.emit)
        self.overview.closed.connect(self.closed.emit)
