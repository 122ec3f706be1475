"""Settings of the complaints desk: its lists, its clocks, and two people at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QSpinBox

from desktop.admin.catalogue_model import ISSUE_TYPES, LABELS
from desktop.admin.catalogue_page import CataloguePage
from desktop.admin.checkup import Connections
from desktop.admin.complaints_model import (
    NotTheseSettings,
    cents,
    command_of,
    form_of,
    problem_of,
    written,
)
from desktop.admin.complaints_page import CHANGED, ComplaintsPage
from desktop.admin.number_model import Problem
from desktop.admin.reasons_page import ReasonsPage
from desktop.admin.settings_page import SettingsPage
from desktop.admin.settings_words import KEYWORDS, found
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.complaints import (
    SETTINGS_ID,
    AckMode,
    ComplaintSettingsRow,
    IssueLabelRow,
    IssueTypeRow,
    SaveComplaintSettings,
    SaveIssueType,
)
from sync_server.contract.holds import HoldReasonRow
from sync_server.contract.values import Role, StatusTone
from sync_server.rules.clocks import settings_of
from tests.desktop.admin.test_numbers import Voice
from tests.desktop.calls import office_of_calls as office
from tests.desktop.scenes_complaints import catalogue
from tests.support.windows import click, find

KNOWN = Connections(True, "Phone ready. Registered.", True, "Up to date.")


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, catalogue(), Role.ADMIN)
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


@pytest.fixture
def types(qtbot, store: Store) -> CataloguePage:
    return shown(qtbot, store, CataloguePage(store, ISSUE_TYPES))


@pytest.fixture
def complaints(qtbot, store: Store) -> ComplaintsPage:
    return shown(qtbot, store, ComplaintsPage(store))


def shown(qtbot, store: Store, page):
    qtbot.addWidget(page)
    store.listen(page.refresh)
    page.show()
    return page


def press(page, name: str) -> None:
    click(find(page, QPushButton, name))


def offered(store: Store) -> list[str]:
    rows = [row for row in store.view.where(IssueTypeRow) if not row.archived]
    return [row.name for row in sorted(rows, key=lambda row: row.position)]


def kind(store: Store, name: str) -> IssueTypeRow:
    return next(row for row in store.view.where(IssueTypeRow) if row.name == name)


def now(store: Store) -> ComplaintSettingsRow:
    return settings_of(store.view)


def test_a_type_is_added_with_colour_and_checklist(types: CataloguePage, store: Store) -> None:
    """ISS-62."""
    press(types, "issue_type_new")
    find(types, QLineEdit, "issue_type_name").setText("  Wrong   glass ")
    find(types, QComboBox, "issue_type_tone").setCurrentText("Purple")
    find(types, QPlainTextEdit, "issue_type_steps").setPlainText("Measure\n\n  Order  \n")
    press(types, "issue_type_save")
    made = kind(store, "Wrong glass")
    assert (made.tone, made.steps) == (StatusTone.PURPLE, ("Measure", "Order"))
    assert offered(store)[-1] == "Wrong glass"
    assert find(types, QLineEdit, "issue_type_name").text() == "", "ready for the next one"


def test_a_type_is_renamed_and_its_steps_changed(types: CataloguePage, store: Store) -> None:
    """ISS-62."""
    types.grid.selectRow(0)
    find(types, QLineEdit, "issue_type_name").setText("Broken glass")
    find(types, QPlainTextEdit, "issue_type_steps").setPlainText("Take photos")
    press(types, "issue_type_save")
    assert kind(store, "Broken glass").steps == ("Take photos",)
    assert len(offered(store)) == 8


def test_a_used_type_is_archived_and_can_come_back(types: CataloguePage, store: Store) -> None:
    """ISS-62: archive, never delete."""
    types.grid.selectRow(0)
    press(types, "issue_type_archive")
    assert "Damage" not in offered(store)
    assert kind(store, "Damage").archived
    assert find(types, QPushButton, "issue_type_archive").accessibleName() == "Bring back"
    press(types, "issue_type_archive")
    assert offered(store)[0] == "Damage"


def test_types_are_put_in_order_with_the_keyboard(qtbot, types: CataloguePage, store: Store):
    types.grid.selectRow(1)
    qtbot.keyClick(types, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert offered(store)[:2] == ["Missed area", "Damage"]
    qtbot.keyClick(types, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert offered(store)[:2] == ["Damage", "Missed area"]


@pytest.mark.parametrize(("name", "words"), [("", "1 to 60"), ("damage", "already")])
def test_what_is_wrong_is_said_at_the_name(types: CataloguePage, name: str, words: str) -> None:
    press(types, "issue_type_new")
    find(types, QLineEdit, "issue_type_name").setText(name)
    press(types, "issue_type_save")
    assert words in types.name_field.problem()


def test_who_comes_second_is_told_what_the_other_made_of_it(
    types: CataloguePage, store: Store
) -> None:
    """The first save of the second person changes nothing; they see the other's, then decide."""
    types.grid.selectRow(0)
    find(types, QLineEdit, "issue_type_name").setText("Mine")
    theirs = kind(store, "Damage")
    store.do(SaveIssueType(theirs.id, theirs.version, "Theirs", StatusTone.BLUE, 1))
    assert find(types, QLineEdit, "issue_type_name").text() == "Mine", "typing is not lost"
    press(types, "issue_type_save")
    assert "it is called “Theirs” now" in types.name_field.problem()
    assert "Theirs" in offered(store)
    press(types, "issue_type_theirs")
    assert find(types, QLineEdit, "issue_type_name").text() == "Theirs"
    assert types.name_field.problem() == ""
    find(types, QLineEdit, "issue_type_name").setText("Mine")
    press(types, "issue_type_save")
    assert "Mine" in offered(store)
    assert "Theirs" not in offered(store)


def test_labels_have_colours_and_no_order(qtbot, store: Store) -> None:
    page = shown(qtbot, store, CataloguePage(store, LABELS))
    find(page, QLineEdit, "issue_label_name").setText("Legal")
    find(page, QComboBox, "issue_label_tone").setCurrentText("Red")
    press(page, "issue_label_save")
    made = next(row for row in store.view.where(IssueLabelRow) if row.name == "Legal")
    assert made.tone is StatusTone.RED
    assert page.findChild(QPushButton, "issue_label_up").isHidden()


def test_reasons_for_withholding_and_releasing_are_two_lists(qtbot, store: Store) -> None:
    page = shown(qtbot, store, ReasonsPage(store))
    press(page, "release_reason_list")
    find(page, QLineEdit, "release_reason_name").setText("Other")
    press(page, "release_reason_save")
    assert "already" in page.pages()[1].name_field.problem()
    find(page, QLineEdit, "release_reason_name").setText("Goodwill")
    press(page, "release_reason_save")
    made = [row for row in store.view.where(HoldReasonRow) if row.name == "Goodwill"]
    assert [row.for_release for row in made] == [True]


def test_every_setting_is_saved_as_it_is_shown(complaints: ComplaintsPage, store: Store) -> None:
    """ISS-70, A19, A21."""
    view = complaints.view
    find(view, QComboBox, "complaints_ack_office").setCurrentText("Send it at once")
    find(view, QSpinBox, "complaints_ack_target").setValue(12)
    find(view, QSpinBox, "complaints_resolve_urgent").setValue(4)
    find(view, QCheckBox, "complaints_pause_reopened").setChecked(True)
    find(view, QLineEdit, "complaints_hours_sat").setText("09:00 – 12:00")  # noqa: RUF001
    find(view, QComboBox, "complaints_time_zone").setCurrentText("Europe/Berlin")
    find(view, QPlainTextEdit, "complaints_holidays").setPlainText("2027-01-01 New Year\n")
    find(view, QSpinBox, "complaints_reopen").setValue(30)
    find(view, QCheckBox, "complaints_shares").setChecked(False)
    find(view, QCheckBox, "complaints_evidence").setChecked(True)
    find(view, QLineEdit, "complaints_two_person").setText("1,250.5")
    find(view, QSpinBox, "complaints_wip_new").setValue(7)
    press(view, "complaints_save")
    row = now(store)
    assert row.ack_office is AckMode.AUTO
    assert (row.ack_target_hours, row.resolve_hours) == (12, (80, 40, 16, 4))
    assert row.pauses_in == ("reopened", "awaiting_approval")
    assert row.hours[-1] == "sat 09:00-12:00"
    assert (row.time_zone, row.holidays) == ("Europe/Berlin", ("2027-01-01 New Year",))
    assert (row.reopen_days, row.shares_appointments, row.needs_evidence) == (30, False, True)
    assert row.two_person_cents == 125_050
    assert row.wip_limits == ("new 7", "in_progress 20", "awaiting_approval 10")
    assert view.problem() == Problem("", "")


@pytest.mark.parametrize(
    ("field", "widget", "kind_of", "typed", "words"),
    [
        ("hours", "complaints_hours_mon", QLineEdit, "9-5", "Monday: “9-5” is not written"),
        ("two_person", "complaints_two_person", QLineEdit, "lots", "is no amount"),
        ("holidays", "complaints_holidays", QPlainTextEdit, "Christmas", "2026-12-25"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    complaints: ComplaintsPage, store: Store, field: str, widget: str, kind_of, typed: str, words
) -> None:
    box = find(complaints.view, kind_of, widget)
    box.setPlainText(typed) if kind_of is QPlainTextEdit else box.setText(typed)
    press(complaints.view, "complaints_save")
    problem = complaints.view.problem()
    assert problem.field == field
    assert words in problem.sentence
    assert now(store).version == 0


def test_a_target_after_its_breach_is_said_at_the_two(complaints: ComplaintsPage) -> None:
    find(complaints.view, QSpinBox, "complaints_ack_target").setValue(72)
    press(complaints.view, "complaints_save")
    assert complaints.view.problem().field == "ack_hours"


def test_two_administrators_at_once_lose_nothing_unseen(
    complaints: ComplaintsPage, store: Store
) -> None:
    """Who comes second is told before and when they save, and sees the other's with one click."""
    find(complaints.view, QSpinBox, "complaints_reopen").setValue(30)
    form = form_of(now(store))
    theirs = msgspec.structs.replace(command_of(form), reopen_days=7)
    store.do(theirs)
    assert complaints.view.problem().sentence == CHANGED
    press(complaints.view, "complaints_save")
    assert complaints.view.problem().sentence == CHANGED
    assert now(store).reopen_days == 7
    press(complaints.view, "complaints_revert")
    assert find(complaints.view, QSpinBox, "complaints_reopen").value() == 7
    assert complaints.view.problem().sentence == ""


def test_what_somebody_else_saved_is_shown_where_nothing_is_typed(
    complaints: ComplaintsPage, store: Store
) -> None:
    store.do(msgspec.structs.replace(command_of(form_of(now(store))), reopen_days=7))
    assert find(complaints.view, QSpinBox, "complaints_reopen").value() == 7


def test_a_form_that_is_not_touched_makes_the_row_it_came_from() -> None:
    row = next(row for row in catalogue() if isinstance(row, ComplaintSettingsRow))
    for each in (row, ComplaintSettingsRow(SETTINGS_ID, -1)):
        command = command_of(form_of(each))
        assert isinstance(command, SaveComplaintSettings)
        for name in command.__struct_fields__:
            if name != "seen_version":
                assert getattr(command, name) == getattr(each, name), name


@pytest.mark.parametrize(
    ("text", "amount"),
    [("", 0), ("500", 50_000), ("500.5", 50_050), ("1,250.00", 125_000), ("12,50", 1_250)],
)
def test_amounts_are_read_as_people_type_them(text: str, amount: int) -> None:
    assert cents(text) == amount
    assert cents(written(amount)) == amount


@pytest.mark.parametrize("text", ["-1", "1.234", "ten", "99999999999", "1.2.3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotTheseSettings):
        cents(text)


def test_a_sentence_nobody_knows_stands_at_the_head() -> None:
    assert problem_of("The server is tired.") == Problem("", "The server is tired.")


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("sla", ["Complaints"]),
        ("holid", ["Complaints"]),
        ("checklist", ["Issue types"]),
        ("release", ["Complaints", "Hold reasons"]),
        ("sms", ["Notifications"]),
        ("nothing like it", []),
    ],
)
def test_a_setting_is_found_by_what_people_call_it(
    qtbot, store: Store, typed: str, titles: list[str]
) -> None:
    page = SettingsPage(store, office.clock, Voice(), lambda: KNOWN)
    shown(qtbot, store, page)
    page.look_for()
    qtbot.keyClicks(find(page, QLineEdit, "settings_search"), typed)
    buttons = [b for b in page.findChildren(QPushButton) if b.objectName() in SECTIONS]
    assert [b.accessibleName() for b in buttons if b.isVisible()] == titles
    if titles:
        qtbot.keyClick(find(page, QLineEdit, "settings_search"), Qt.Key.Key_Return)
        assert [b.accessibleName() for b in buttons if b.isChecked()] == titles[:1]
    page.end()


SECTIONS = {f"settings_{name}" for name in KEYWORDS}


def test_every_section_is_found_by_its_title() -> None:
    assert found("iss typ", "Issue types", "")
    assert not found("typex", "Issue types", "")
