"""The office in the window: pages, links between them, search, counters, reporting an issue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.page import CustomersPage
from desktop.links import CustomerAdded, Link, LinkKind
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
from desktop.shell.office_calls import CallsOffice
from desktop.shell.office_dialogs import OfficeDialogs
from desktop.shell.office_imports import ImportsOffice
from desktop.shell.office_notices import NoticesOffice
from desktop.shell.office_records import OPENED_HERE, RecordsOffice
from desktop.shell.office_settings import SettingsOffice
from desktop.shell.pages import CALLS, CUSTOMERS, HOLDS, ISSUES, NOTICES, RECORDS, SETTINGS
from desktop.shell.tab_actions import BOUND, tab_actions
from desktop.shell.tabs import Tabs
from desktop.shell.tabs_kept import without_aside
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.holds.page import HoldsPage
    from desktop.issues.page import IssuesPage
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
        window.add_page(CUSTOMERS, self._build_customers, per_tab=True)
        self.records = RecordsOffice(window, store, clock, self)
        window.add_page(ISSUES, self._build_issues, per_tab=True)
        window.add_page(HOLDS, self._build_holds, per_tab=True)
        self.calls = CallsOffice(window, store, clock, self)
        self.notices = NoticesOffice(window, store, clock, self)
        self.settings = SettingsOffice(window, store, clock, self)
        self.imports = ImportsOffice(window, store, self)
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
        self.actions.add(*tab_actions(self.tabs), self.imports.action())
        self.actions.bind(*BOUND)
        self._connect()

    def open_first(self) -> None:
        """The first page, with what the first frame needs and no more."""
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

    @property
    def _customers(self) -> CustomersPage | None:
        return cast("CustomersPage | None", self._window.pages.page(CUSTOMERS.key))

    @property
    def _issues(self) -> IssuesPage | None:
        return cast("IssuesPage | None", self._window.pages.page(ISSUES.key))

    @property
    def _holds(self) -> HoldsPage | None:
        return cast("HoldsPage | None", self._window.pages.page(HOLDS.key))

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
        for key in (CUSTOMERS.key, ISSUES.key, HOLDS.key):
            for page in self._window.pages.pages(key):
                if page.isVisible():
                    cast("CustomersPage | IssuesPage | HoldsPage", page).refresh(entities)
        for part in (self.records, self.calls, self.notices, self.settings, self._dialogs.care):
            part.refresh(entities)
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
        parts = (self.records, self.calls, self.settings, self._dialogs, self.imports)
        for part in (*parts, self._doing, self.tabs):
            part.end()
        for page in self._window.pages.pages(CUSTOMERS.key):
            cast("CustomersPage", page).end()
        self._window.forget_pages()

    def say(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.ORANGE, "info"))

    # -- showing

    def _arrive(self, place: Place) -> None:
        self._window.show_page(place.page)
        self._show(place)
        if (page := self._window.pages.page(place.page)) is not None:
            self._asides.watch(page)

    def _show(self, place: Place) -> None:
        showing: dict[str, Callable[[Link | None], None]] = {
            CUSTOMERS.key: self._show_customers,
            RECORDS.key: self._show_record,
            ISSUES.key: self._show_issue,
            CALLS.key: self._show_calls,
            NOTICES.key: lambda _link: self.notices.show(),
            SETTINGS.key: lambda _link: self.settings.show(),
        }
        if place.page == HOLDS.key and self._holds is not None:
            self._holds.refresh(frozenset())
        if (show := showing.get(place.page)) is not None:
            show(place.link)

    def _show_issue(self, link: Link | None) -> None:
        if self._issues is not None:
            self._issues.refresh(frozenset())
            if link is not None:
                self._issues.open_issue(link.id)

    def _show_calls(self, link: Link | None) -> None:
        self.calls.show()
        if link is not None and link.kind is LinkKind.VOICEMAIL:
            self.calls.open_voicemail()
        elif link is not None:
            self.calls.open_call(link.id)

    def _show_customers(self, link: Link | None) -> None:
        if self._customers is None:
            return
        if link is None:
            self._customer = None
            self._customers.show_list()
        elif link.kind is LinkKind.CUSTOMER:
            self._customer = link.id
            self._customers.open_customer(link.id)

    def _show_record(self, link: Link | None) -> None:
        self._customer = self.records.show(link)

    def _show_keys(self) -> None:
        self.tabs.go(Place(SETTINGS.key))
        self.settings.show_keys()

    def _page_chosen(self, key: str) -> None:
        self.tabs.go(Place(key))

    # -- building

    def _build_customers(self) -> QWidget:
        page = CustomersPage(self._store, self._clock)
        page.opened.connect(self.follow_customer)
        page.link_requested.connect(self.follow)
        page.dial_requested.connect(self.dial_requested.emit)
        page.play_requested.connect(self.calls.play_voicemail)
        page.report_requested.connect(self.report_issue)
        page.add_requested.connect(self.add_customer)
        page.care_requested.connect(self._dialogs.care.do)
        page.import_requested.connect(self.imports.open)
        return page

    def _open_aside(self, link: Link) -> None:
        self.open(replace(link, aside=True))

    def _build_issues(self) -> QWidget:
        from desktop.issues.page import IssuesPage  # noqa: PLC0415 - start fast

        page = IssuesPage(self._store, self._clock)
        page.link_requested.connect(self.follow)
        page.report_requested.connect(self.report_issue)
        page.refused.connect(self.say)
        return page

    def _build_holds(self) -> QWidget:
        from desktop.holds.page import HoldsPage  # noqa: PLC0415 - start fast

        page = HoldsPage(self._store, self._clock)
        page.link_requested.connect(self.follow)
        page.refused.connect(self.say)
        page.released.connect(self._dialogs.say_done)
        return page

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

    def _connect(self) -> None:
        self.records.link_requested.connect(self.open)
        self.records.link_followed.connect(self.follow)
        self.records.report_requested.connect(self.report_issue)
        self.records.refused.connect(self.say)
        self.records.message_requested.connect(self._dialogs.care.write)
        self.calls.dial_requested.connect(self.dial_requested.emit)
        self.calls.link_requested.connect(self.follow)
        self.calls.refused.connect(self.say)
        self.notices.link_requested.connect(self.follow)
        self.notices.refused.connect(self.say)
        self.settings.greeting_requested.connect(self.calls.play_greeting)
        self.settings.tone_requested.connect(self.calls.play_tone)
        self.settings.refused.connect(self.say)
        window, bar = self._window, self._window.top_bar
        window.rail.page_chosen.connect(self._page_chosen)
        window.report_issue_requested.connect(self._report_here)
        bar.search.query_changed.connect(self._search)
        bar.back_requested.connect(self.tabs.back)
        bar.forward_requested.connect(self.tabs.forward)
