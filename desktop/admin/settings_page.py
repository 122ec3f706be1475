"""Settings: sections at the left, what is chosen at the right; each person sees their own parts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.admin.catalogue_model import ISSUE_TYPES, LABELS
from desktop.admin.catalogue_page import CataloguePage
from desktop.admin.checkup import Connections
from desktop.admin.checkup_page import CheckupPage
from desktop.admin.complaints_page import ComplaintsPage
from desktop.admin.dispositions_page import DispositionsPage
from desktop.admin.fields import line_edit
from desktop.admin.greeting import Microphone
from desktop.admin.greeting_page import Listen
from desktop.admin.numbers_page import NumbersPage
from desktop.admin.people_page import PeoplePage
from desktop.admin.reasons_page import ReasonsPage
from desktop.admin.rights_page import RightsPage
from desktop.admin.settings_words import KEYWORDS, found
from desktop.admin.shortcuts_page import ShortcutsPage
from desktop.admin.statuses_page import StatusesPage
from desktop.admin.switches_page import SwitchesPage
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.store import Store
from sync_server.contract.access import SavePermissions
from sync_server.contract.base import Command
from sync_server.contract.complaints import SaveComplaintSettings
from sync_server.contract.ring_groups import SaveDisposition, SaveRingGroup
from sync_server.contract.staff import StaffRow
from sync_server.contract.statuses import SaveStatus
from sync_server.rules.permissions import may


class SettingsPage(QWidget):
    """Sections are built once; the server refuses what a role may not, whatever is shown."""

    listen_requested = signal(Listen)
    tone_requested = signal(str)
    refused = signal(str)
    said = signal(str)

    def __init__(
        self,
        store: Store,
        clock: Clock,
        microphone: Microphone,
        known: Callable[[], Connections],
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._store = store
        self._titles: dict[Button, QWidget] = {}
        self._sections = column(gap=4)
        self._search = line_edit("settings_search", "Find a setting")
        self._search.setAccessibleName("Find a setting")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._narrow)
        self._search.returnPressed.connect(self._open_first)
        self._complaints: tuple[CataloguePage | ReasonsPage | ComplaintsPage, ...] = ()
        self._body = QStackedWidget()
        self.numbers: NumbersPage | None = None
        self.dispositions: DispositionsPage | None = None
        self.statuses: StatusesPage | None = None
        self.rights: RightsPage | None = None
        self.people: PeoplePage | None = None
        self._lay_out()
        self._add_phone(clock, microphone)
        self._add_office()
        self._add_complaints()
        self.switches = SwitchesPage(store, for_roles=self._may(SaveRingGroup))
        self.switches.refused.connect(self.refused.emit)
        self._add("Notifications", "switches", self.switches)
        self.shortcuts = ShortcutsPage(store)
        self.shortcuts.said.connect(self.said.emit)
        self._add("Keyboard", "keyboard", self.shortcuts)
        self.checkup = CheckupPage(known)
        self.checkup.said.connect(self.said.emit)
        self._add("Diagnostics", "checkup", self.checkup)
        self._sections.addStretch(1)
        self._show(next(iter(self._titles)))

    def _add_phone(self, clock: Clock, microphone: Microphone) -> None:
        if self._may(SaveRingGroup):
            self.numbers = NumbersPage(self._store, clock, microphone)
            self.numbers.listen_requested.connect(self.listen_requested.emit)
            self.numbers.tone_requested.connect(self.tone_requested.emit)
            self.numbers.said.connect(self.said.emit)
            self._add("Phone numbers", "numbers", self.numbers)
        if self._may(SaveDisposition):
            self.dispositions = DispositionsPage(self._store)
            self._add("Dispositions", "dispositions", self.dispositions)

    def add_section(self, title: str, name: str, page: QWidget) -> None:
        """A section of another feature's folder, before the person's own."""
        own = next(button for button, each in self._titles.items() if each is self.switches)
        self._sections.insertWidget(self._sections.indexOf(own), self._made(title, name, page))

    def _add_complaints(self) -> None:
        if not self._may(SaveComplaintSettings):
            return
        self.complaints = ComplaintsPage(self._store)
        self.issue_types = CataloguePage(self._store, ISSUE_TYPES)
        self.labels = CataloguePage(self._store, LABELS)
        self.reasons = ReasonsPage(self._store)
        self._complaints = (self.complaints, self.issue_types, self.labels, self.reasons)
        for page in self._complaints:
            page.said.connect(self.said.emit)
        self._add("Complaints", "complaints", self.complaints)
        self._add("Issue types", "issue_types", self.issue_types)
        self._add("Issue labels", "labels", self.labels)
        self._add("Hold reasons", "hold_reasons", self.reasons)

    def _add_office(self) -> None:
        if self._may(SaveStatus):
            self.statuses = StatusesPage(self._store)
            self._add("Statuses", "statuses", self.statuses)
        if self._may(SavePermissions):
            self.people, self.rights = PeoplePage(self._store), RightsPage(self._store)
            self.people.said.connect(self.said.emit)
            self.rights.said.connect(self.said.emit)
            self._add("People", "people", self.people)
            self._add("Roles and rights", "rights", self.rights)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        for page in (
            self.numbers,
            self.dispositions,
            self.statuses,
            self.people,
            self.rights,
            self.switches,
            *self._complaints,
        ):
            if page is not None:
                page.refresh(entities)

    def show_keys(self) -> None:
        """The list of keys, ready to be narrowed."""
        self._show(next(b for b, page in self._titles.items() if page is self.shortcuts))
        self.shortcuts.look_for()

    def end(self) -> None:
        """The desk closes."""
        if self.numbers is not None:
            self.numbers.end()
        self.checkup.end()

    def _may(self, kind: type[Command]) -> bool:
        """By the row, as the rules do: a role can change after signing in."""
        me = self._store.me
        row_now = self._store.view.get(StaffRow, me.id) if me else None
        return row_now is not None and may(self._store.view, row_now.role, kind)

    def _add(self, title: str, name: str, page: QWidget) -> None:
        self._sections.addWidget(self._made(title, name, page))

    def _made(self, title: str, name: str, page: QWidget) -> Button:
        button = Button(title, Kind.CHOICE)
        button.setObjectName(f"settings_{name}")
        button.setCheckable(True)
        button.clicked.connect(self._chosen)
        self._titles[button] = page
        self._body.addWidget(page)
        return button

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self._show(sender)

    def look_for(self) -> None:
        """The search line, ready to be typed in."""
        self._search.setFocus()
        self._search.selectAll()

    def _narrow(self, text: str) -> None:
        for button in self._titles:
            name = button.objectName().removeprefix("settings_")
            button.setVisible(found(text, button.accessibleName(), KEYWORDS.get(name, "")))

    def _open_first(self) -> None:
        first = next((button for button in self._titles if not button.isHidden()), None)
        if first is not None:
            self._show(first)
            first.setFocus()

    def _show(self, chosen: Button) -> None:
        for button in self._titles:
            button.setChecked(button is chosen)
        self._body.setCurrentWidget(self._titles[chosen])
        if self._titles[chosen] is self.checkup:
            self.checkup.check()

    def _lay_out(self) -> None:
        side = QWidget()
        side.setFixedWidth(168)
        side.setLayout(self._sections)
        self._sections.addWidget(self._search)
        self._sections.addSpacing(4)
        body = row(gap=16)
        body.addWidget(side)
        body.addWidget(self._body, 1)
        stack = column(self, gap=16, edge=16)
        stack.addWidget(Label("Settings", Look.TITLE))
        stack.addLayout(body, 1)
