"""Settings: statuses of the office's own, as an administrator makes and keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from desktop.admin.statuses_page import StatusesPage
from desktop.qt.statuses import BOOKINGS, Badge, status_badge
from desktop.qt.tones import Tone
from desktop.replica.profile import Profile
from desktop.replica.records import own_statuses
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.records import BookingRow
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import BookingStatus, RecordKind, StatusTone
from tests.desktop.records import office_of_records as office
from tests.support.windows import click, find

B = BookingStatus


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


@pytest.fixture
def page(qtbot, store: Store) -> StatusesPage:
    made = StatusesPage(store)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.show()
    return made


def press(page: StatusesPage, name: str) -> None:
    click(find(page, QPushButton, name))


def make(page: StatusesPage, name: str, counts_as: str = "Failed", tone: str = "Purple") -> None:
    find(page, QLineEdit, "status_name").setText(name)
    find(page, QComboBox, "status_tone").setCurrentText(tone)
    find(page, QComboBox, "status_counts_as").setCurrentText(counts_as)
    press(page, "status_add")


def bookings(store: Store) -> list[StatusRow]:
    return own_statuses(store.view, RecordKind.BOOKING)


def test_a_status_is_added_with_a_colour_and_a_group(page, store) -> None:
    """FLD-22: add a status with colour and group."""
    make(page, "Locked gate")
    made = bookings(store)[-1]
    assert (made.name, made.tone, made.counts_as) == ("Locked gate", StatusTone.PURPLE, B.FAILED)
    badge = status_badge(store.view, RecordKind.BOOKING, made.counts_as, made.id)
    assert badge == Badge("Locked gate", Tone.PURPLE, BOOKINGS[B.FAILED].icon)


def test_a_status_is_renamed_recoloured_and_archived(page, store) -> None:
    page.grid.selectRow(0)
    find(page, QLineEdit, "status_name").setText("Waits for glass")
    find(page, QComboBox, "status_tone").setCurrentText("Red")
    press(page, "status_save")
    assert (bookings(store)[0].name, bookings(store)[0].tone) == ("Waits for glass", StatusTone.RED)
    press(page, "status_archive")
    assert bookings(store)[0].archived
    press(page, "status_archive")
    assert not bookings(store)[0].archived


def test_what_a_status_counts_as_stays_and_the_page_says_so(page, store) -> None:
    page.grid.selectRow(0)
    find(page, QComboBox, "status_counts_as").setCurrentText("Completed")
    press(page, "status_save")
    assert "archive it and make another" in page._field.problem()
    assert bookings(store)[0].counts_as == B.IN_PROGRESS


def test_two_statuses_of_one_name_are_refused_at_the_field(page, store) -> None:
    make(page, "waiting for parts")
    assert "already" in page._field.problem()
    assert len(bookings(store)) == 1


def test_statuses_are_put_in_order(page, store) -> None:
    make(page, "Locked gate")
    page.grid.selectRow(1)
    press(page, "status_up")
    assert [row.name for row in bookings(store)] == ["Locked gate", "Waiting for parts"]
    press(page, "status_down")
    assert [row.name for row in bookings(store)] == ["Waiting for parts", "Locked gate"]


def test_each_kind_has_its_own(page, store) -> None:
    press(page, "status_kind_quote")
    make(page, "Second look", "Sent")
    assert [row.name for row in own_statuses(store.view, RecordKind.QUOTE)] == ["Second look"]
    assert len(bookings(store)) == 1


def test_those_that_come_with_ringdesk_are_shown_and_not_edited(page) -> None:
    page.grid.selectRow(1)
    assert not find(page, QPushButton, "status_save").isEnabled()
    assert not find(page, QPushButton, "status_archive").isEnabled()


def test_an_archived_status_stays_on_the_booking_that_has_it(page, store) -> None:
    page.grid.selectRow(0)
    press(page, "status_archive")
    badge = status_badge(store.view, RecordKind.BOOKING, B.IN_PROGRESS, office.WAITS)
    assert badge.text == "Waiting for parts"


def test_an_unknown_status_shows_what_it_counts_as(store) -> None:
    booking = BookingRow(id=RowId("b"), status=B.FAILED, status_id=RowId("gone"))
    badge = status_badge(store.view, RecordKind.BOOKING, booking.status, booking.status_id)
    assert badge == BOOKINGS[B.FAILED]
