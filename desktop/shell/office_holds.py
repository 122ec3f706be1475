"""Finance in the office: its page in each tab, and a comment on a hold's issue."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.links import Link
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.shell.main_window import MainWindow
from desktop.shell.pages import HOLDS, ISSUES
from desktop.store import Store

if TYPE_CHECKING:
    from desktop.holds.page import HoldsPage


class HoldsOffice(QObject):
    """Nothing of it is loaded before somebody opens the page."""

    link_followed = signal(Link)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._store, self._clock = window, store, clock
        window.add_page(HOLDS, self._build, per_tab=True)

    def show(self) -> None:
        """The page was gone to."""
        page = cast("HoldsPage | None", self._window.pages.page(HOLDS.key))
        if page is not None:
            page.refresh(frozenset())

    def end(self) -> None:
        """The desk closes: wait for whatever still reads in the background."""
        for page in self._window.pages.pages(HOLDS.key):
            cast("HoldsPage", page).end()

    def _build(self) -> QWidget:
        from desktop.holds.page import HoldsPage  # noqa: PLC0415 - start fast

        page = HoldsPage(self._store, self._clock)
        page.link_requested.connect(self.link_followed.emit)
        page.comment_requested.connect(self._comment)
        return page

    def _comment(self, link: Link) -> None:
        from desktop.threads.composer import Composer  # noqa: PLC0415 - start fast

        self.link_followed.emit(link)
        page = self._window.pages.page(ISSUES.key)
        composers = page.findChildren(Composer) if page is not None else []
        for composer in composers:
            if composer.isVisible():
                composer.start_writing()
