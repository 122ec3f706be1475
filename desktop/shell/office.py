"""The office in the window: pages, links between them, search, counters, reporting an issue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.links import CustomerAdded, Link, LinkKind, ListWish
from desktop.qt import keys
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.first_frame import open_counts
from desktop.shell.asides import Asides
from desktop.shell.main_window import MainWindow
from desktop.shell.navigation import Navigation, Place
from desktop.shell.office_actions import Doors, OfficeActions
from desktop.shell.office_calendar import CalendarOffice
from desktop.shell.office_calls import CallsOffice
from desktop.shell.office_dialogs import OfficeDialogs
from desktop.shell.office_imports import ImportsOffice
from desktop.shell.office_notices import NoticesOffice
from desktop.shell.office_pages import OfficePages
from desktop.shell.office_records import OPENED_HERE, RecordsOffice
from desktop.shell.office_reports import ReportsOffice
from desktop.shell.office_rights import RightsOffice
from desktop.shell.office_settings import SettingsOffice
from desktop.shell.pages import (
    CALENDAR,
    CALLS,
    CUSTOMERS,
    HOLDS,
    ISSUES,
    NOTICES,
    RECORDS,
    REPORTS,
    SETTINGS,
)
from desktop.shell.tab_actions import BOUND, tab_actions
from desktop.shell.tabs import Tabs
from desktop.shell.tabs_kept import without_aside
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import RecordKind

if TYPE_CHECKING:
    from desktop.shell.palette import Palette

_PAGES = {
    LinkKind.ISSUE: ISSUES.key,
    LinkKind.CALL: CALLS.key,
    LinkKind.VOICEMAIL: CALLS.key,
} | dict.fromkeys(OPENED_HERE, RECORDS.key)
"""Where things are opened; everything else belongs to a customer."""


class Office(QObject):
    """Puts the pages of a signed-in person into the window and keeps them fresh."""

    dial_requested = signal(str)
    customer_added = signal(CustomerAdded)

    def __init__(self, window: MainWindow, store: Store, clock: Clock) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._clock = clock
        self._dialogs = OfficeDialogs(window, store, clock, self)
        self._dialogs.added.connect(self._added)
        self._dialogs.customer_requested.connect(self.open_customer)
        self._customer: RowId | None = None
        self._palette: Palette | None = None
        window.let_office_show()
        self.tabs = Tabs(window, self._arrive, store, self)
        self._asides = Asides(self)
        self.pages = OfficePages(window, store, clock, self)
        self.pages.add_customers()
        self.records = RecordsOffice(window, store, clock, self)
        self.records.answer("email", "calendar")
        self.calendar = CalendarOffice(window, store, clock, self)
        self.pages.add_others()
        self.calls = CallsOffice(window, store, clock, self)
        self.notices = NoticesOffice(window, store, clock, self)
        self.reports = ReportsOffice(window, store, clock, self.tabs, self._open_list)
        self.settings = SettingsOffice(window, store, clock, self)
        self.imports = ImportsOffice(window, store, self)
        self.rights = RightsOffice(window, store, self._leave)
        doors = Doors(
            self._page_chosen,
            self.tabs.back,
            self.tabs.forward,
            self.add_customer,
            window.report,
            self._show_keys,
        )
        self._doing = OfficeActions(window, doors, self)
        keys.read(store.setting("keys"))
        self.actions = self._doing.actions
        self.actions.add(*tab_actions(self.tabs), *self.imports.actions(), self.reports.action())
        self.actions.bind(*BOUND)
        self._connect()

    def open_first(self) -> None:
        """The first page, with what the first frame needs and no more."""
        self.rights.refresh(frozenset())
        if not self.tabs.restore():
            self.tabs.go(Place("customers"))
        self.show_counts()

    def open(self, link: Link) -> None:
        """Show one thing, wherever it belongs."""
        place = Place(_PAGES.get(link.kind, "customers"), without_aside(link))
        if link.aside:
            self.tabs.add(place, aside=True)
        else:
            self.tabs.go(place)

    def follow(self, link: Link) -> None:
        """A link of a page: with Ctrl or the middle button in a tab of its own (TML-21)."""
        self.open(replace(link, aside=link.aside or self._asides.is_wanted()))

    def follow_customer(self, customer_id: str) -> None:
        self.follow(Link(LinkKind.CUSTOMER, RowId(customer_id)))

    @property
    def navigation(self) -> Navigation:
        """The way through the tab the person works in."""
        return self.tabs.navigation

    def open_customer(self, customer_id: str) -> None:
        self.open(Link(LinkKind.CUSTOMER, RowId(customer_id)))

    def report_issue(self, customer_id: str, call_id: RowId | None = None) -> None:
        """Open the report dialog for a customer."""
        self._dialogs.report_issue(customer_id, call_id)

    def add_customer(self, phone: str = "") -> None:
        """Open the dialog for a new customer, for the caller's number where there is one."""
        self._dialogs.add_customer(phone)

    def _added(self, added: CustomerAdded) -> None:
        self.customer_added.emit(added)
        self.open_customer(added.customer_id)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed: show them on what is built, and count anew."""
        self.rights.refresh(entities)
        for part in (self.pages, self.records, self.calendar, self.calls, self.notices):
            part.refresh(entities)
        for other in (self.settings, self.tabs, self.reports):
            other.refresh(entities)
        self._dialogs.care.refresh(entities)
        if not entities or entities & {"issue", "hold"}:
            self.show_counts()

    def show_counts(self) -> None:
        counts = open_counts(self._store.reader())
        self._window.rail.show_count("issues", counts.issues)
        self._window.rail.show_count("holds", counts.holds)
        self.calls.show_counts()
        self.notices.show_counts()

    def stop(self) -> None:
        """The desk closes: wait for whatever still reads in the background."""
        if self._palette is not None:
            self._palette.end()
        parts = (self.pages, self.records, self.calls, self.settings, self._dialogs, self.imports)
        for part in (*parts, self.reports, self._doing, self.tabs):
            part.end()
        self._window.forget_pages()

    def say(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.ORANGE, "info"))

    # -- showing

    def _leave(self) -> None:
        """The page that is shown may not be seen any more."""
        self.tabs.go(Place(CUSTOMERS.key))
        self.say("Your rights were changed. This page is not open to you any more.")

    def _arrive(self, place: Place) -> None:
        if not self.rights.may_open(place.page):
            self.say("Your role does not see this page.")
            return
        self._window.show_page(place.page)
        self._show(place)
        if (page := self._window.pages.page(place.page)) is not None:
            self._asides.watch(page)

    def _show(self, place: Place) -> None:
        showing: dict[str, Callable[[Link | None], None]] = {
            CUSTOMERS.key: self._show_customers,
            RECORDS.key: self._show_record,
            CALENDAR.key: lambda _link: self.calendar.show(),
            ISSUES.key: self.pages.issues.show,
            HOLDS.key: self.pages.show_holds,
            CALLS.key: self._show_calls,
            NOTICES.key: lambda _link: self.notices.show(),
            REPORTS.key: self.reports.show,
            SETTINGS.key: lambda _link: self.settings.show(),
        }
        if (show := showing.get(place.page)) is not None:
            show(place.link)

    def _show_calls(self, link: Link | None) -> None:
        self.calls.show()
        if link is not None and link.kind is LinkKind.VOICEMAIL:
            self.calls.open_voicemail()
        elif link is not None:
            self.calls.open_call(link.id)

    def _show_customers(self, link: Link | None) -> None:
        self._customer = self.pages.show_customers(link)

    def _show_record(self, link: Link | None) -> None:
        self._customer = self.records.show(link)

    def _show_keys(self) -> None:
        self.tabs.go(Place(SETTINGS.key))
        self.settings.show_keys()

    def _page_chosen(self, key: str) -> None:
        self.tabs.go(Place(key))

    def _open_aside(self, link: Link) -> None:
        self.open(replace(link, aside=True))

    # -- searching, reporting

    def _search(self, words: str) -> None:
        """The first search; from then on the palette answers by itself."""
        from desktop.shell.palette import Palette  # noqa: PLC0415 - start fast

        box = self._window.top_bar.search
        box.query_changed.disconnect(self._search)
        self._palette = Palette(box, self.actions, self._store, self._clock, self)
        self._palette.link_requested.connect(self.open)
        self._palette.link_aside_requested.connect(self._open_aside)
        self._palette.dial_requested.connect(self.dial_requested.emit)
        self._palette.answer(words)

    def _report_here(self) -> None:
        self.report_issue(self._customer or "")

    def _open_list(self, wanted: ListWish) -> None:
        """Show all of a status, or of a customer (TML-15)."""
        if wanted.kind is RecordKind.ISSUE:
            self.tabs.go(Place(ISSUES.key))
            self.pages.issues.show_list(wanted)
            return
        self.tabs.go(Place(RECORDS.key))
        self.records.show_list(wanted)

    def _open_calendar(self, _booking_id: str) -> None:
        self.tabs.go(Place(CALENDAR.key))

    def _connect(self) -> None:
        pages, calendar, records = self.pages, self.calendar, self.records
        calls, notices, care = self.calls, self.notices, self._dialogs.care
        for refused in (pages.refused, calendar.refused, records.refused, calls.refused):
            refused.connect(self.say)
        for refused in (notices.refused, self.settings.refused):
            refused.connect(self.say)
        for followed in (pages.link_followed, records.link_followed, calendar.link_requested):
            followed.connect(self.follow)
        for followed in (calls.link_requested, notices.link_requested):
            followed.connect(self.follow)
        for asked in (pages.issue_requested, records.report_requested, calendar.report_requested):
            asked.connect(self._dialogs.report)
        pages.issues.list_wished.connect(self._page_chosen)
        pages.customer_followed.connect(self.follow_customer)
        pages.dial_requested.connect(self.dial_requested.emit)
        pages.play_requested.connect(calls.play_voicemail)
        pages.report_requested.connect(self.report_issue)
        pages.add_requested.connect(self.add_customer)
        pages.care_requested.connect(care.do)
        pages.import_requested.connect(self.imports.open)
        pages.list_requested.connect(self._open_list)
        pages.message_requested.connect(care.write)
        pages.issues.lead_to(self._dialogs.letters, self.reports.erasing)
        pages.new_requested.connect(records.open_new)
        pages.done.connect(self._dialogs.say_done)
        calendar.dial_requested.connect(self.dial_requested.emit)
        records.calendar_requested.connect(self._open_calendar)
        records.link_requested.connect(self.open)
        records.message_requested.connect(care.write)
        calls.dial_requested.connect(self.dial_requested.emit)
        self.settings.greeting_requested.connect(calls.play_greeting)
        self.settings.tone_requested.connect(calls.play_tone)
        window, bar = self._window, self._window.top_bar
        window.rail.page_chosen.connect(self._page_chosen)
        window.report_issue_requested.connect(self._report_here)
        bar.search.query_changed.connect(self._search)
        bar.back_requested.connect(self.tabs.back)
        bar.forward_requested.connect(self.tabs.forward)
