"""The calendar in the office: built at the first visit, refreshed while it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.links import Link, ReportIssueWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.shell.main_window import MainWindow
from desktop.shell.pages import CALENDAR
from desktop.store import Store
from sync_server.contract.values import RecordKind

if TYPE_CHECKING:
    from desktop.calendar.job_desk import Reported
    from desktop.calendar.page import CalendarPage


class CalendarOffice(QObject):
    link_requested = signal(Link)
    dial_requested = signal(str)
    report_requested = signal(ReportIssueWish)
    refused = signal(str)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._page: CalendarPage | None = None
        window.add_page(CALENDAR, self._build)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        if self._page is not None and self._page.isVisible():
            self._page.refresh(entities)

    def show(self) -> None:
        """The page was gone to: show what is so now."""
        if self._page is not None:
            self._page.refresh(frozenset())

    def _build(self) -> QWidget:
        from desktop.calendar.page import CalendarPage  # noqa: PLC0415 - start fast

        self._page = page = CalendarPage(self._store, self._clock)
        page.link_requested.connect(self.link_requested.emit)
        page.dial_requested.connect(self.dial_requested.emit)
        page.report_requested.connect(self._report)
        page.refused.connect(self.refused.emit)
        return page

    def _report(self, wanted: Reported) -> None:
        booking = RecordKind.BOOKING
        wish = ReportIssueWish(wanted.customer_id, booking, wanted.booking_id)
        self.report_requested.emit(wish)
