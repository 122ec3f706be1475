"""Notices in the office: their page, their number in the rail, and a word when one arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.links import Link
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.badges import badges, unread_notices
from desktop.shell.main_window import MainWindow
from desktop.shell.pages import NOTICES
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.notices.notices_page import NoticesPage


class NoticesOffice(QObject):
    """Says what is new once, without taking the keyboard from anybody."""

    link_requested = signal(Link)
    refused = signal(str)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._clock = clock
        self._page: NoticesPage | None = None
        self._known: frozenset[RowId] | None = None
        window.add_page(NOTICES, self._build)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        if self._page is not None and self._page.isVisible():
            self._page.refresh(entities)
        if not entities or "notice" in entities:
            self.show_counts()

    def show(self) -> None:
        """The page was gone to: show what is so now."""
        if self._page is not None:
            self._page.refresh(frozenset())

    def show_counts(self) -> None:
        """Count, and say what was not there before; what waits at the start is only counted."""
        db = self._store.reader()
        self._window.rail.show_count(NOTICES.key, badges(db).notices)
        unread = unread_notices(db)
        known, self._known = self._known, frozenset(each.id for each in unread)
        fresh = [each for each in unread if known is not None and each.id not in known]
        if fresh:
            more = f" and {len(fresh) - 1} more" if len(fresh) > 1 else ""
            self._window.say(Notice(f"{fresh[0].title}{more}", Tone.BLUE, "bell"))

    def _build(self) -> QWidget:
        from desktop.notices.notices_page import NoticesPage  # noqa: PLC0415 - start fast

        self._page = NoticesPage(self._store, self._clock)
        self._page.link_requested.connect(self.link_requested.emit)
        self._page.refused.connect(self.refused.emit)
        return self._page
