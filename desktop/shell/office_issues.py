"""Issues in the office: their page in each tab, and what it wishes for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.links import AckWish, EraseWish, LetterWish, Link, ListWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import Typed, signal
from desktop.shell.main_window import MainWindow
from desktop.shell.pages import ISSUES
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.issues.issue_page import IssuePage
    from desktop.issues.page import IssuesPage
    from desktop.shell.office_erasing import ErasingOffice
    from desktop.shell.office_letters import LettersOffice
    from desktop.shell.office_pages import OfficePages


class IssuesOffice(QObject):
    """One page for each tab; what it wishes for goes the way of the other pages' wishes."""

    list_wished = signal(str)
    """Somebody goes back from an issue to all of them: the key of their page."""
    letter_requested: Typed[AckWish | LetterWish] = signal(AckWish | LetterWish)
    erase_requested = signal(EraseWish)
    closed = signal(RowId)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, pages: OfficePages) -> None:
        super().__init__(pages)
        self._window, self._store, self._clock, self._pages = window, store, clock, pages

    def add(self) -> None:
        """Put the page into the window."""
        self._window.add_page(ISSUES, self._build, per_tab=True)

    def lead_to(self, letters: LettersOffice, erasing: ErasingOffice) -> None:
        """Who writes letters and who deletes forever, as wished for here."""
        self.letter_requested.connect(letters.do)
        self.closed.connect(letters.closed)
        self.erase_requested.connect(erasing.answer)

    def show(self, link: Link | None) -> None:
        """The page was gone to: all issues as they were left, or one."""
        page = self._page()
        if page is not None and link is None:
            page.show_list()
        elif page is not None and link is not None:
            page.open_issue(link.id)

    def show_list(self, wanted: ListWish) -> None:
        """Only some of them; the page is in view already (TML-15)."""
        page = self._page()
        if page is not None:
            page.open_wish(wanted)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        for page in self._all():
            if page.isVisible():
                page.refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        for page in self._all():
            page.end()

    def _page(self) -> IssuesPage | None:
        return cast("IssuesPage | None", self._window.pages.page(ISSUES.key))

    def _all(self) -> tuple[IssuesPage, ...]:
        return cast("tuple[IssuesPage, ...]", self._window.pages.pages(ISSUES.key))

    def _wish_list(self, _issue_id: str) -> None:
        self.list_wished.emit(ISSUES.key)

    def _build(self) -> QWidget:
        from desktop.issues.page import IssuesPage  # noqa: PLC0415 - start fast

        page = IssuesPage(self._store, self._clock, self._build_one)
        page.link_requested.connect(self._pages.link_followed.emit)
        page.message_requested.connect(self._pages.message_requested.emit)
        page.report_requested.connect(self._pages.issue_requested.emit)
        page.letter_requested.connect(self.letter_requested.emit)
        page.closed.connect(self.closed.emit)
        page.erase_requested.connect(self.erase_requested.emit)
        page.list_wished.connect(self._wish_list)
        page.refused.connect(self._pages.refused.emit)
        return page

    def _build_one(self) -> IssuePage:
        from desktop.history.history_panel import HistoryPanel  # noqa: PLC0415 - start fast
        from desktop.issues.issue_page import IssuePage  # noqa: PLC0415

        page = IssuePage(self._store, self._clock)
        history = HistoryPanel(self._store, self._store.history, self._clock)
        history.said.connect(self._pages.done.emit)
        history.failed.connect(self._pages.refused.emit)
        page.show_history_in(history, history)
        return page
