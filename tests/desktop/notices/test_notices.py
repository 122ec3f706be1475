"""The feed: types mixed, filtered by module, read by opening, said once when new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.links import Link, LinkKind
from desktop.notices.notices_page import NoticesPage
from desktop.replica.badges import badges
from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office_notices import NoticesOffice
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.notices import NoticeRow
from sync_server.contract.values import NoticeModule
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find, press


def notice(row_id: str, module: NoticeModule, *, about: str, ago: float, read: bool = False) -> Row:
    at = office.NOW - timedelta(hours=ago)
    return NoticeRow(
        id=RowId(row_id),
        recipient_id=office.AMY,
        module=module,
        title=f"{module} of {office.ANNS}",
        text="Main line",
        customer_id=office.ANN,
        about_id=RowId(about),
        told_at=at,
        read_at=at if read else None,
    )


M = NoticeModule


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    rows = [
        notice("n1", M.CALLS, about="lost", ago=1),
        notice("n2", M.VOICEMAIL, about="v1", ago=2),
        notice("n3", M.POSTS, about="b1", ago=3),
        notice("n4", M.ISSUES, about="i1", ago=4, read=True),
    ]
    made = office.desk(tmp_path, rows)
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


@pytest.fixture
def page(qtbot, store: Store) -> NoticesPage:
    made = NoticesPage(store, office.clock)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.resize(1000, 600)
    made.show()
    return made


def shown(page: NoticesPage) -> list[str]:
    model = page.view.grid.model_of_rows()
    return [model.row(at).id for at in range(model.rowCount())]


def test_calls_and_voicemail_sit_beside_everything_else(page: NoticesPage) -> None:
    """CAL-08, CAL-10: the feed mixes types, newest first."""
    assert shown(page) == ["n1", "n2", "n3", "n4"]


def test_a_chip_shows_one_module(page: NoticesPage) -> None:
    """CAL-10: filter by module."""
    click(find(page, QPushButton, "notices_voicemail"))
    assert shown(page) == ["n2"]
    click(find(page, QPushButton, "notices_all"))
    assert len(shown(page)) == 4


def test_opening_a_notice_reads_it_and_leads_to_the_thing(page: NoticesPage, store: Store) -> None:
    asked: list[Link] = []
    page.link_requested.connect(asked.append)
    for at in range(4):
        page.view.grid.selectRow(at)
        press(page.view.grid, Qt.Key.Key_Return)
    assert asked == [
        Link(LinkKind.CALL, RowId("lost")),
        Link(LinkKind.VOICEMAIL, RowId("v1")),
        Link(LinkKind.BOOKING, RowId("b1")),
        Link(LinkKind.ISSUE, RowId("i1")),
    ]
    assert badges(store.reader()).notices == 0


def test_all_are_read_at_once(page: NoticesPage, store: Store) -> None:
    button = find(page, QPushButton, "notices_all_read")
    assert badges(store.reader()).notices == 3
    click(button)
    assert badges(store.reader()).notices == 0
    assert not button.isEnabled()


def test_a_new_notice_is_said_once_and_takes_no_focus(qtbot, store: Store) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    part = NoticesOffice(window, store, office.clock, window)
    part.show_counts()
    window.show()
    assert not window.toast.isVisible()
    typing = window.top_bar.search
    typing.setFocus()
    focused = QApplication.focusWidget()
    with store._profile.replica.writing() as db:
        db.execute(
            "INSERT INTO notice(id, version, recipient_id, module, title, text, about_id,"
            " told_at, _seq, _aud) VALUES"
            " ('n9', 0, 'amy', 'calls', 'Missed call from Ann', '', 'x', 1, 1, 1)"
        )
    part.refresh(frozenset({"notice"}))
    assert window.toast.text() == "Missed call from Ann"
    assert QApplication.focusWidget() is focused
    window.toast.hide()
    part.refresh(frozenset({"notice"}))
    assert not window.toast.isVisible()
