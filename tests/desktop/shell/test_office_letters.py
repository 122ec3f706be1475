"""Letters in the office: offered after a report and a closing, only to those who may write."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desktop.letters.letter_dialog import LetterDialog
from desktop.letters.templates_page import TemplatesPage
from desktop.links import AckWish, LetterWish
from desktop.replica.undo import put
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.shell.office_letters import LettersOffice
from desktop.store import Store
from sync_server.contract.complaints import SETTINGS_ID, AckMode, ComplaintSettingsRow
from sync_server.contract.letters import LetterKind
from sync_server.contract.messages import MessageRow, Purpose
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from tests.desktop.customers.care_office import MakeStore, clock, make_store
from tests.desktop.letters.desk_of_letters import AMY, ISSUE, rows
from tests.support.windows import click, find, settle

__all__ = ["make_store"]


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(rows())


@pytest.fixture
def main(qapp) -> Iterator[MainWindow]:
    made = MainWindow()
    made.resize(1440, 900)
    made.show()
    yield made
    made.close()


@pytest.fixture
def letters(main: MainWindow, store: Store) -> Iterator[LettersOffice]:
    made = LettersOffice(main, store, clock, main)
    yield made
    made.end()


def is_open(main: QWidget) -> bool:
    return any(each.isVisible() for each in main.findChildren(LetterDialog))


def set_mode(store: Store, mode: AckMode) -> None:
    with store._profile.replica.writing() as db:
        put(db, [ComplaintSettingsRow(SETTINGS_ID, ack_office=mode)])


def test_after_a_report_the_acknowledgement_opens_and_nothing_is_sent_yet(
    letters: LettersOffice, main: MainWindow, store: Store
) -> None:
    """ISS-07, TPL-09."""
    letters.reported(ISSUE)
    assert is_open(main)
    assert store.view.where(MessageRow) == []
    click(find(main, QPushButton, "letter_act"))
    assert store.view.where(MessageRow)[0].purpose is Purpose.ACKNOWLEDGEMENT
    assert not is_open(main)


@pytest.mark.parametrize("mode", [AckMode.OFF, AckMode.AUTO])
def test_switched_off_or_automatic_nothing_opens(
    letters: LettersOffice, main: MainWindow, store: Store, mode: AckMode
) -> None:
    """TPL-11: automatic letters are the server's."""
    set_mode(store, mode)
    letters.reported(ISSUE)
    assert not is_open(main)


def test_who_may_not_write_to_customers_is_offered_no_letter(
    letters: LettersOffice, main: MainWindow, store: Store
) -> None:
    me = store.view.get(StaffRow, AMY)
    assert me is not None
    with store._profile.replica.writing() as db:
        put(db, [msgspec.structs.replace(me, role=Role.FIELDWORKER)])
    letters.reported(ISSUE)
    letters.closed(ISSUE)
    assert not is_open(main)
    assert not main.toast.isVisible()


def test_the_same_letter_asked_for_twice_is_one_dialog_with_what_was_typed(
    letters: LettersOffice, main: MainWindow
) -> None:
    letters.reported(ISSUE)
    find(main, QLineEdit, "letter_subject").setText("Typed")
    letters.do(AckWish(ISSUE))
    assert find(main, QLineEdit, "letter_subject").text() == "Typed"
    letters.do(LetterWish(ISSUE, LetterKind.DETAILS))
    assert find(main, QLineEdit, "letter_subject").text() == "CMP-00012: what we noted"


def test_closing_offers_the_resolution_with_the_survey(
    letters: LettersOffice, main: MainWindow, store: Store
) -> None:
    """TPL-04: one click on the notice opens it, one more sends it."""
    letters.closed(ISSUE)
    assert not is_open(main)
    click(find(main.toast, QPushButton, "banner_action"))
    assert is_open(main)
    click(find(main, QPushButton, "letter_act"))
    (row,) = store.view.where(MessageRow)
    assert row.purpose is Purpose.RESOLUTION
    assert "link to the survey" in row.body


def test_administrators_find_templates_and_branding_in_settings(
    qapp, make_store: MakeStore
) -> None:
    """TPL-01."""
    window = MainWindow()
    window.resize(1440, 900)
    office = Office(window, make_store(rows(role=Role.ADMIN)), clock)
    office.open_first()
    window.show()
    settle()
    office._page_chosen("settings")
    click(find(window, QPushButton, "settings_templates"))
    (page,) = window.findChildren(TemplatesPage)
    assert page.isVisible()
    assert find(page, QLineEdit, "templates_search").isVisible()
    click(find(window, QPushButton, "settings_branding"))
    assert find(window, QLineEdit, "branding_name").isVisible()
    search = find(window, QLineEdit, "settings_search")
    for typed, shown in (("canned", "templates"), ("logo", "branding")):
        search.setText(typed)
        settle()
        parts = ("templates", "branding", "statuses", "people")
        buttons = {each: find(window, QPushButton, f"settings_{each}") for each in parts}
        assert [name for name, each in buttons.items() if each.isVisible()] == [shown]
    office.stop()
    window.close()


def test_agents_find_neither(qapp, make_store: MakeStore) -> None:
    window = MainWindow()
    office = Office(window, make_store(rows()), clock)
    office.open_first()
    window.show()
    settle()
    office._page_chosen("settings")
    assert window.findChildren(QPushButton, "settings_templates") == []
    assert window.findChildren(QPushButton, "settings_branding") == []
    assert window.findChildren(QLabel)
    office.stop()
    window.close()
