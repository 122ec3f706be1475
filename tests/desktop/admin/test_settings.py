"""Settings: what each role sees, dispositions, switches, and a look at the computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton

from desktop.admin.checkup import Connections, Finding, Health, notifications
from desktop.admin.dispositions_page import DispositionsPage
from desktop.admin.settings_page import SettingsPage
from desktop.admin.switches_page import SwitchesPage
from desktop.replica.outbox import Person
from desktop.replica.phone_setup import dispositions
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.ring_groups import DispositionRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import NoticeChannel, NoticeModule, Role
from sync_server.rules.notices import is_on
from tests.desktop.admin.test_numbers import Voice
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find

KNOWN = Connections(True, "Phone ready. Registered.", False, "Offline. The server is away.")


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, [], Role.ADMIN)
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


def be(profile: Profile, role: Role) -> None:
    profile.outbox.set_person(Person(office.AMY, "Amy", role))


def sections(page: SettingsPage) -> list[str]:
    buttons = page.findChildren(QPushButton)
    return [b.accessibleName() for b in buttons if b.objectName().startswith("settings_")]


ADMINS = [
    "Phone numbers",
    "Dispositions",
    "Statuses",
    "People",
    "Roles and rights",
    "Complaints",
    "Issue types",
    "Issue labels",
    "Hold reasons",
    "Notifications",
    "Keyboard",
    "Diagnostics",
]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.AGENT, ["Notifications", "Keyboard", "Diagnostics"]),
        (Role.FINANCE, ["Notifications", "Keyboard", "Diagnostics"]),
        (Role.ADMIN, ADMINS),
        (Role.OWNER, ADMINS),
    ],
)
def test_each_role_sees_its_own_parts(qtbot, tmp_path: Path, role: Role, seen: list[str]) -> None:
    profile = office.desk(tmp_path, [], role)
    page = SettingsPage(Store(profile, office.clock), office.clock, Voice(), lambda: KNOWN)
    qtbot.addWidget(page)
    assert sections(page) == seen
    page.end()
    profile.close()


@pytest.fixture
def catalogue(qtbot, profile: Profile, store: Store) -> DispositionsPage:
    be(profile, Role.ADMIN)
    made = DispositionsPage(store)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.show()
    return made


def add(page: DispositionsPage, name: str) -> None:
    find(page, QLineEdit, "disposition_name").setText(name)
    click(find(page, QPushButton, "disposition_add"))


def names(store: Store) -> list[str]:
    return [row.name for row in dispositions(store.view) if not row.archived]


def test_dispositions_are_added_renamed_and_moved(
    catalogue: DispositionsPage, store: Store
) -> None:
    add(catalogue, "Wrong number")
    add(catalogue, "Complaint")
    assert names(store) == ["Booked", "Wrong number", "Complaint"]
    catalogue.grid.selectRow(2)
    click(find(catalogue, QPushButton, "disposition_up"))
    click(find(catalogue, QPushButton, "disposition_up"))
    assert names(store) == ["Complaint", "Booked", "Wrong number"]
    find(catalogue, QLineEdit, "disposition_name").setText("Complaint taken")
    click(find(catalogue, QPushButton, "disposition_rename"))
    assert names(store)[0] == "Complaint taken"


def test_an_archived_disposition_can_be_brought_back(
    catalogue: DispositionsPage, store: Store
) -> None:
    catalogue.grid.selectRow(0)
    click(find(catalogue, QPushButton, "disposition_archive"))
    assert names(store) == []
    catalogue.grid.selectRow(0)
    click(find(catalogue, QPushButton, "disposition_archive"))
    assert names(store) == ["Booked"]


def test_the_same_name_twice_is_refused_at_the_field(
    catalogue: DispositionsPage, store: Store
) -> None:
    add(catalogue, "Booked")
    assert "already" in catalogue._field.problem()
    assert len(store.view.where(DispositionRow)) == 1


def told(store: Store, role: Role) -> bool:
    staff = StaffRow(id="somebody", role=role)
    return is_on(store.view, staff, NoticeModule.VOICEMAIL, NoticeChannel.FEED)


def test_voicemail_switched_off_for_finance_stays_on_for_agents(
    qtbot, profile: Profile, store: Store
) -> None:
    """CAL-14: role finance off, no voicemail notice to finance, still to the others."""
    be(profile, Role.ADMIN)
    page = SwitchesPage(store, for_roles=True)
    qtbot.addWidget(page)
    store.listen(page.refresh)
    page.show()
    find(page, QComboBox, "switches_role").setCurrentText("Finance")
    click(find(page, QCheckBox, "role_voicemail_feed"))
    assert not told(store, Role.FINANCE)
    assert told(store, Role.AGENT)
    find(page, QComboBox, "switches_role").setCurrentText("Agents")
    assert find(page, QCheckBox, "role_voicemail_feed").isChecked()


def test_everyone_switches_for_themselves(qtbot, profile: Profile, store: Store) -> None:
    """CAL-14: per user."""
    be(profile, Role.AGENT)
    page = SwitchesPage(store, for_roles=False)
    qtbot.addWidget(page)
    page.show()
    assert not find(page, QComboBox, "switches_role").isVisible()
    click(find(page, QCheckBox, "own_calls_feed"))
    me = store.view.get(StaffRow, office.AMY)
    assert me is not None
    assert not is_on(store.view, me, NoticeModule.CALLS, NoticeChannel.FEED)
    assert told(store, Role.AGENT)


def test_the_checkup_says_what_to_do_and_copies_nothing_personal(
    qtbot, profile: Profile, store: Store
) -> None:
    """CAL-15."""
    be(profile, Role.AGENT)
    page = SettingsPage(store, office.clock, Voice(), lambda: KNOWN)
    qtbot.addWidget(page)
    silent = Finding("Microphone", Health.BAD, "None found.", "Connect or switch one on.")
    page.checkup._look = lambda: (silent,)
    page.resize(1100, 800)
    page.show()
    click(find(page, QPushButton, "settings_checkup"))
    qtbot.waitUntil(lambda: "Microphone: bad. None found." in page.checkup.text())
    click(find(page, QPushButton, "checkup_copy"))
    text = QGuiApplication.clipboard().text()
    assert "Phone: good" in text
    assert "Server: bad" in text
    assert "Amy" not in text
    assert office.ANNS not in text
    page.end()


def test_notices_of_the_system_are_looked_for_and_never_assumed(qapp) -> None:
    """CAL-15: the state of the system, and a hint."""
    found = notifications()
    assert found.health in {Health.GOOD, Health.BAD}
    assert found.words
    assert found.advice
