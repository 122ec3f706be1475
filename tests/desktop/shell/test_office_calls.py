"""The office with calls: pages reached, things opened where they belong, counts from rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.calls.calls_page import CallsPage
from desktop.links import Link, LinkKind
from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.calls import SettleCallbacks
from sync_server.contract.notices import NoticeRow
from sync_server.contract.values import NoticeModule
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    told = NoticeRow(
        id=RowId("n1"),
        recipient_id=office.AMY,
        module=NoticeModule.CALLS,
        title="Missed call",
        customer_id=office.ANN,
        about_id=RowId("lost"),
        told_at=office.NOW - timedelta(hours=1),
    )
    made = office.desk(tmp_path, [*office.four_kinds(), told])
    yield made
    made.close()


@pytest.fixture
def window(qtbot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    return made


@pytest.fixture
def place(window: MainWindow, profile: Profile) -> Iterator[Office]:
    store = Store(profile, office.clock)
    made = Office(window, store, office.clock)
    store.listen(made.refresh)
    made.open_first()
    yield made
    made.stop()


def said(window: MainWindow, key: str) -> str:
    return find(window, QPushButton, f"nav_{key}").accessibleName()


def calls_page(window: MainWindow) -> CallsPage:
    found = window.findChildren(CallsPage)
    assert len(found) == 1
    return found[0]


def test_the_rail_counts_call_backs_with_unheard_voicemail(window, place) -> None:
    """CAL-06, CAL-08: from rows, whatever was or was not heard as an event."""
    assert said(window, "calls") == "Calls, 2"
    assert said(window, "notices") == "Notifications, 1"
    place._store.do(SettleCallbacks(call_ids=(RowId("lost"),)))
    assert said(window, "calls") == "Calls, 1"


def test_every_page_is_reached_from_the_rail_and_back_again(window, place) -> None:
    """CAL-12: the view exists."""
    for key, title in (("calls", "Calls"), ("notices", "Notifications"), ("settings", "Settings")):
        click(find(window, QPushButton, f"nav_{key}"))
        assert window.windowTitle().startswith(title)
    place.navigation.back()
    assert window.windowTitle().startswith("Notifications")


def test_a_call_is_opened_with_its_story_from_anywhere(window, place) -> None:
    place.open(Link(LinkKind.CALL, RowId("in")))
    assert calls_page(window).log.view.detail.shown_id() == "in"
    assert calls_page(window).log.view.detail.isVisible()


def test_a_voicemail_is_opened_in_its_tab(window, place) -> None:
    place.open(Link(LinkKind.VOICEMAIL, RowId("v1")))
    assert calls_page(window).voicemail.isVisible()


def test_a_linked_record_is_opened_from_the_call(window, place) -> None:
    """CAL-13."""
    place.open(Link(LinkKind.CALL, RowId("in")))
    click(find(window, QPushButton, "call_record_booking"))
    assert window.windowTitle().startswith("Records")
    assert find(window, QPushButton, "calls_in").isVisible()


def test_calling_back_goes_to_the_phone(window, place) -> None:
    dialled: list[str] = []
    place.dial_requested.connect(dialled.append)
    place.open(Link(LinkKind.CALL, RowId("lost")))
    click(find(window, QPushButton, "call_back"))
    assert dialled == [office.NOBODYS]


def test_a_sound_that_cannot_be_had_says_so_under_the_pages(window, place) -> None:
    place.calls.play_voicemail("v1")
    assert find(window, QPushButton, "player_play").isVisible()
    place.calls.play_voicemail("never")
    assert window.toast.text() == "This voicemail does not exist any more."
