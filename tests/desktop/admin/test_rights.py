"""The table of rights and the people it is for, in real windows over a real replica."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox

from desktop.admin.people_page import PeoplePage
from desktop.admin.rights_model import MODULES, ROLES, Draft, Sight, consequences
from desktop.admin.rights_page import RightsPage
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.access import PermissionRow, SavePermissions, permission_id
from sync_server.contract.base import RowId
from sync_server.contract.records import InvoiceRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Module, Role, Verb
from sync_server.rules import access
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find, press

INVOICES = [InvoiceRow(id=RowId(f"i{n}"), customer_id=office.ANN) for n in range(3)]


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    liam = StaffRow(id=RowId("liam"), name="Liam", role=Role.FIELDWORKER)
    made = office.desk(tmp_path, [*INVOICES, liam], Role.ADMIN)
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


@pytest.fixture
def page(qtbot, store: Store) -> RightsPage:
    made = RightsPage(store)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.resize(1200, 800)
    made.show()
    return made


def words(page: RightsPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def see(page: RightsPage, module: Module, choice: str) -> None:
    box = find(page, QComboBox, f"right_{module}_sees")
    box.setCurrentText(choice)
    box.activated.emit(box.currentIndex())


def test_taking_a_right_away_says_what_it_means_before_it_is_saved(
    page: RightsPage, store: Store
) -> None:
    """TML-29."""
    see(page, Module.INVOICES, "Nothing")
    assert "Agents will lose 3 invoices on their desks." in words(page)
    assert not find(page, QCheckBox, "right_invoices_add").isChecked()
    assert access.has(store.view, Role.AGENT, Module.INVOICES, Verb.SEE), "not saved yet"
    click(find(page, QPushButton, "rights_save"))
    assert not access.has(store.view, Role.AGENT, Module.INVOICES, Verb.SEE)
    assert not find(page, QPushButton, "rights_save").isEnabled()


def test_reset_brings_the_defaults_back(page: RightsPage, store: Store) -> None:
    click(find(page, QCheckBox, "right_messages_add"))
    click(find(page, QPushButton, "rights_save"))
    assert "Changed" in {p.accessibleName() for p in page.table._marks.values() if p.isVisible()}
    click(find(page, QPushButton, "rights_reset"))
    click(find(page, QPushButton, "rights_save"))
    assert access.grants_of(store.view, Role.AGENT) == access.DEFAULTS[Role.AGENT]


def test_somebody_else_saving_meanwhile_is_said_and_not_overwritten(
    page: RightsPage, store: Store
) -> None:
    """TML-29: two administrators at once."""
    click(find(page, QCheckBox, "right_calls_export"))
    usual = access.DEFAULTS[Role.AGENT]
    theirs = tuple(sorted(usual - {"messages:add"}))
    store.do(SavePermissions(role=Role.AGENT, seen=tuple(sorted(usual)), grants=theirs))
    assert "Someone else changed these rights" in words(page)
    click(find(page, QPushButton, "rights_save"))
    row = store.view.get(PermissionRow, permission_id(Role.AGENT))
    assert row is not None
    assert row.grants == theirs
    click(find(page, QPushButton, "rights_undo"))
    assert not find(page, QCheckBox, "right_messages_add").isChecked()
    assert find(page, QCheckBox, "right_calls_export").isChecked()


def test_own_only_is_offered_where_there_is_such_a_thing(page: RightsPage) -> None:
    find(page, QComboBox, "rights_role").setCurrentText("Technicians")
    see(page, Module.BOOKINGS, "Own only")
    assert find(page, QComboBox, "right_bookings_sees").currentText() == "Own only"
    assert find(page, QComboBox, "right_invoices_sees").findText("Own only") < 0
    assert "only their own of 1 bookings" in words(page)


def test_every_box_has_a_name_and_is_reached_by_keyboard(page: RightsPage) -> None:
    boxes = page.table.findChildren(QCheckBox)
    names = [box.accessibleName() for box in boxes]
    assert len(names) == len(set(names))
    assert all(": " in name for name in names)
    assert all(box.focusPolicy() & Qt.FocusPolicy.TabFocus for box in boxes)
    box = find(page, QCheckBox, "right_quotes_export")
    box.setFocus()
    press(box, Qt.Key.Key_Space)
    assert "may no longer export quotes" in words(page)


@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.parametrize("module", [m for m in MODULES if m is not Module.SETTINGS])
def test_a_draft_never_lets_anybody_work_on_what_they_do_not_see(role: Role, module: Module):
    usual = access.DEFAULTS[role]
    draft = Draft(role, usual, usual).with_sight(module, Sight.NONE)
    assert draft.grants == access.whole(draft.grants)
    back = draft.with_right(module, Verb.EDIT if module is not Module.HOLDS else Verb.RELEASE)
    assert back.sight(module) is not Sight.NONE
    assert consequences(back, {}) or back.grants == usual


@pytest.fixture
def people(qtbot, store: Store) -> PeoplePage:
    made = PeoplePage(store)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.resize(1100, 700)
    made.show()
    return made


def choose(page: PeoplePage, name: str) -> None:
    at = next(n for n, line in enumerate(page._lines) if line.name == name)
    page.grid.selectRow(at)


def test_a_colleague_gets_another_role_and_a_longer_day(people: PeoplePage, store: Store) -> None:
    choose(people, "Tom")
    find(people, QComboBox, "person_role").setCurrentText("Technician")
    find(people, QSpinBox, "person_minutes").setValue(540)
    click(find(people, QPushButton, "person_save"))
    row = store.view.get(StaffRow, office.TOM)
    assert row is not None
    assert (row.role, row.day_minutes) == (Role.TECHNICIAN, 540)


def test_a_fieldworker_gets_a_mobile_number_and_may_propose_visits(
    people: PeoplePage, store: Store
) -> None:
    """ISS-74; with the role in the same save."""
    choose(people, "Liam")
    find(people, QSpinBox, "person_minutes").setValue(500)
    find(people, QLineEdit, "person_phone").setText("+61 412 555 010")
    find(people, QCheckBox, "person_may_propose").setChecked(True)
    click(find(people, QPushButton, "person_save"))
    liam = next(row for row in store.view.where(StaffRow) if row.name == "Liam")
    assert (liam.phone, liam.may_propose, liam.may_contact) == ("+61412555010", True, False)
    assert liam.day_minutes == 500


def test_a_number_without_its_country_is_refused_at_the_number(people: PeoplePage) -> None:
    choose(people, "Tom")
    find(people, QLineEdit, "person_phone").setText("0412 555 010")
    click(find(people, QPushButton, "person_save"))
    assert "country code" in people._phone_field.problem()
    assert people.findChild(QCheckBox, "person_may_propose").isHidden(), "he is at a desk"


def test_access_ends_at_the_second_click_only(people: PeoplePage, store: Store) -> None:
    choose(people, "Tom")
    end = find(people, QPushButton, "person_end")
    click(end)
    row = store.view.get(StaffRow, office.TOM)
    assert row is not None
    assert row.active
    click(end)
    row = store.view.get(StaffRow, office.TOM)
    assert row is not None
    assert not row.active


def test_nobody_changes_their_own_role(people: PeoplePage) -> None:
    choose(people, "Amy")
    assert not find(people, QComboBox, "person_role").isEnabled()
    assert not find(people, QPushButton, "person_end").isEnabled()
    assert find(people, QSpinBox, "person_minutes").isEnabled()
