"""Issues in the real window: opened and left again, both shapes, from the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.issues.board_view import BoardView
from desktop.issues.page import IssuesPage
from desktop.links import Link, LinkKind, ListWish
from desktop.lists.list_grid import ListGrid
from desktop.qt.hop import GuiThread
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.values import IssueStatus, RecordKind
from tests.desktop.issues import complaints
from tests.support.windows import find, settle, wait_until

K, S = Qt.Key, IssueStatus
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class House:
    """The window, with the page of issues in view."""

    def __init__(self, window: MainWindow, office: Office, store: Store) -> None:
        self.window, self.office, self.store = window, office, store

    @property
    def page(self) -> IssuesPage:
        page = self.window.pages.page("issues")
        assert isinstance(page, IssuesPage)
        return page

    @property
    def grid(self) -> ListGrid:
        return find(self.page, ListGrid, "issues_grid")

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.rest()

    def rest(self) -> None:
        for _ in range(3):
            wait_until(lambda: not self.page.overview.is_busy(), "the page is at rest")
            settle(10)


@pytest.fixture
def house(qtbot, tmp_path: Path) -> Iterator[House]:
    profile = complaints.desk(tmp_path, complaints.busy(120))
    gui = GuiThread()
    store = Store(profile, complaints.clock, gui.run)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    office = Office(window, store, complaints.clock)
    stop = store.listen(office.refresh)
    office.open_first()
    window.show()
    window.activateWindow()
    wait_until(lambda: QApplication.activeWindow() is window, "the window is in front")
    QTest.keyClick(window, K.Key_2, CTRL)
    made = House(window, office, store)
    made.rest()
    yield made
    stop()
    office.stop()
    profile.close()


def test_going_back_finds_the_same_row_and_the_same_scroll(house: House) -> None:
    """ISS-15."""
    grid = house.grid
    grid.setFocus()
    grid.selectRow(70)
    grid.scrollTo(grid.model().index(70, 0))
    before = (grid.current_id(), grid.verticalScrollBar().value())
    assert before[1] > 0
    house.key(K.Key_Return)
    assert house.page.currentWidget() is house.page.issue
    assert house.page.issue.shown_id() == before[0]
    house.key(K.Key_Left, ALT)
    assert house.page.currentWidget() is house.page.overview
    assert (house.grid.current_id(), house.grid.verticalScrollBar().value()) == before


def test_the_board_is_left_and_found_as_it_was(house: House) -> None:
    house.key(K.Key_2, ALT)
    board = find(house.page, BoardView, "issue_board")
    assert QApplication.focusWidget() is board
    house.key(K.Key_Down)
    house.key(K.Key_Down)
    before = (board.current_id(), board.verticalScrollBar().value())
    house.key(K.Key_Return)
    assert house.page.issue.shown_id() == before[0]
    house.key(K.Key_Left, ALT)
    assert (board.current_id(), board.verticalScrollBar().value()) == before
    house.key(K.Key_1, ALT)
    assert house.grid.isVisible()


def test_a_card_goes_from_column_to_column_without_the_mouse(house: House) -> None:
    """DSK-07."""
    house.key(K.Key_2, ALT)
    board = find(house.page, BoardView, "issue_board")
    mine = next(s for s in board.board().spots if s.status is S.REOPENED)
    board.choose(mine.id)
    for key in (K.Key_Space, K.Key_Right, K.Key_Return):
        house.key(key)
    row = house.store.view.get(IssueRow, mine.id)
    assert row is not None
    assert row.status is S.AWAITING_APPROVAL


def test_a_link_opens_an_issue_and_a_wish_only_some_of_them(house: House) -> None:
    """ISS-13: whatever leads to an issue opens it."""
    some = house.grid.model_of_rows().row(3).id
    house.office.open(Link(LinkKind.ISSUE, RowId(some)))
    assert house.page.issue.shown_id() == some
    house.office._open_list(ListWish(RecordKind.ISSUE, status=str(S.REOPENED)))
    house.rest()
    model = house.grid.model_of_rows()
    shown = house.store.view.where(IssueRow, status=S.REOPENED)
    assert model.rowCount() == len(shown)


def test_a_change_arrives_on_the_board(house: House) -> None:
    house.key(K.Key_2, ALT)
    board = find(house.page, BoardView, "issue_board")
    mine = next(s for s in board.board().spots if s.status is S.IN_PROGRESS)
    house.page.overview.moving.ask(mine.id, S.AWAITING_APPROVAL)
    house.rest()
    spot = board.items.spot(board.items.row_of(mine.id))
    assert spot is not None
    assert spot.status is S.AWAITING_APPROVAL
