"""Reports in the office: their page for each tab, the lists behind their bars, deletions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.actions import Action
from desktop.links import ListWish
from desktop.qt.formatting import Clock
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.main_window import MainWindow
from desktop.shell.office_erasing import ErasingOffice
from desktop.shell.pages import REPORTS
from desktop.shell.tabs import Tabs
from desktop.store import Store

if TYPE_CHECKING:
    from desktop.reports.page import ReportsPage


class ReportsOffice(QObject):
    """Counted where it is seen: a page that is hidden is read again when it is shown."""

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        clock: Clock,
        tabs: Tabs,
        open_list: Callable[[ListWish], None],
    ) -> None:
        super().__init__(window)
        self._window, self._store, self._clock = window, store, clock
        self._open_list = open_list
        self.erasing = ErasingOffice(window, store, clock, tabs, self)
        window.add_page(REPORTS, self._build, per_tab=True)

    def action(self) -> Action:
        """What can be done with the issue in view."""
        return self.erasing.action()

    def show(self, _link: object = None) -> None:
        """The page was gone to."""
        page = cast("ReportsPage | None", self._window.pages.page(REPORTS.key))
        if page is not None:
            page.refresh(frozenset())

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        self.erasing.refresh(entities)
        for page in self._pages():
            if page.isVisible():
                page.refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        self.erasing.end()
        for page in self._pages():
            page.end()

    def _pages(self) -> tuple[ReportsPage, ...]:
        return cast("tuple[ReportsPage, ...]", self._window.pages.pages(REPORTS.key))

    def _build(self) -> QWidget:
        from desktop.reports.page import ReportsPage  # noqa: PLC0415 - start fast

        page = ReportsPage(self._store, self._clock)
        page.list_requested.connect(self._open_list)
        page.said.connect(lambda words: self._say(words, Tone.GREEN))
        page.refused.connect(lambda words: self._say(words, Tone.ORANGE))
        return page

    def _say(self, words: str, tone: Tone) -> None:
        icon = "circle-check" if tone is Tone.GREEN else "info"
        self._window.say(Notice(words, tone, icon))
