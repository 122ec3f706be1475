"""Tabs by key and mouse over a real replica: each keeps its page, its way back, its place."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from desktop.customers.page import CustomersPage
from desktop.customers.timeline_view import TimelineView
from desktop.links import Link, LinkKind
from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.shell.tab_strip import TabStrip
from desktop.shell.tab_window import TabWindow
from desktop.shell.tabs import MOST_BUILT
from desktop.store import Store
from sync_server.contract.base import RowId
from tests.desktop.shell.offices import clock, indexed_profile, working
from tests.support.windows import click, find, press, settle, type_text, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = indexed_profile(tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, profile: Profile) -> Iterator[tuple[MainWindow, Office]]:
    with working(profile) as made:
        yield made


@pytest.fixture
def window(desk: tuple[MainWindow, Office]) -> MainWindow:
    return desk[0]


@pytest.fixture
def office(desk: tuple[MainWindow, Office]) -> Office:
    return desk[1]


def titles(window: MainWindow) -> list[str]:
    strip = find(window, TabStrip, "tab_strip")
    return [strip.tabText(at) for at in range(strip.count())] if strip.isVisible() else []


def current(window: MainWindow) -> str:
    strip = find(window, TabStrip, "tab_strip")
    return strip.tabText(strip.currentIndex())


def said(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]


def press_row(view: QAbstractItemView, row: int, button: Qt.MouseButton, held=None) -> None:
    where = view.visualRect(view.model().index(row, 0))
    spot = QPoint(where.left() + 40, where.center().y())
    held = held or Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view.viewport(), button, held, spot)


def issue_row(view: QAbstractItemView) -> int:
    model = view.model()
    return next(
        at
        for at in range(model.rowCount())
        if "CMP-00012" in str(model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        or "CMP-00012" in str(model.index(at, 0).data())
    )


def test_one_tab_shows_no_strip(window):
    assert titles(window) == []


@pytest.mark.parametrize(
    ("button", "held"),
    [
        (Qt.MouseButton.MiddleButton, None),
        (Qt.MouseButton.LeftButton, CTRL),
    ],
)
def test_a_click_aside_opens_a_row_in_a_tab_while_the_list_stays(window, button, held):
    """TML-21"""
    grid = find(window, QTableView, "customers_grid")
    press_row(grid, 0, button, held)
    assert len(titles(window)) == 2
    assert current(window) == "Customers"
    assert grid.isVisible()


def test_a_record_opens_in_a_tab_of_its_own_while_the_timeline_stays(window, office):
    """TML-21"""
    office.open_customer("ann")
    timeline = window.findChild(TimelineView)
    assert timeline is not None
    assert timeline.isVisible()
    entries = timeline.findChild(QAbstractItemView)
    press_row(entries, issue_row(entries), Qt.MouseButton.MiddleButton)
    assert titles(window) == ["Ann Taylor", "CMP-00012 Damage"]
    assert timeline.isVisible()
    press(window, Qt.Key.Key_Tab, CTRL)
    assert current(window) == "CMP-00012 Damage"
    assert not timeline.isVisible()
    press(window, Qt.Key.Key_Tab, CTRL)
    assert timeline.isVisible()


def test_a_link_marked_aside_opens_in_the_background(window, office):
    """TML-21"""
    office.open(Link(LinkKind.BOOKING, RowId("b1"), aside=True))
    assert titles(window) == ["Customers", "BOK-00012 Window repair"]
    assert current(window) == "Customers"


def test_two_tabs_on_the_same_page_show_two_different_customers(window, office):
    office.open_customer("ann")
    press(window, Qt.Key.Key_T, CTRL)
    office.open_customer("jose")
    assert titles(window) == ["Ann Taylor", "José Müller"]
    assert "José Müller" in said(window)
    press(window, Qt.Key.Key_Tab, CTRL)
    assert "Ann Taylor" in said(window)
    assert "José Müller" not in said(window.pages.page("customers"))


def test_each_tab_has_its_own_way_back(window, office):
    office.open_customer("ann")
    press(window, Qt.Key.Key_T, CTRL)
    assert not find(window, QPushButton, "go_back").isEnabled()
    office.open_customer("jose")
    press(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert titles(window) == ["Ann Taylor", "Customers"]
    press(window, Qt.Key.Key_Tab, CTRL)
    assert find(window, QPushButton, "go_back").isEnabled()
    press(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert titles(window) == ["Customers", "Customers"]


def test_tabs_close_and_come_back_by_key(window, office):
    office.open(Link(LinkKind.CUSTOMER, RowId("ann"), aside=True))
    press(window, Qt.Key.Key_Tab, CTRL)
    press(window, Qt.Key.Key_W, CTRL)
    assert titles(window) == []
    press(window, Qt.Key.Key_T, CTRL | SHIFT)
    assert titles(window) == ["Customers", "Ann Taylor"]
    assert current(window) == "Ann Taylor"


def test_the_last_tab_stays(window):
    press(window, Qt.Key.Key_W, CTRL)
    assert find(window, QTableView, "customers_grid").isVisible()


def test_a_tab_closes_by_its_cross_and_by_the_middle_button(window, office):
    for who in ("ann", "jose"):
        office.open(Link(LinkKind.CUSTOMER, RowId(who), aside=True))
    strip = find(window, TabStrip, "tab_strip")
    settle()
    QTest.mouseClick(
        strip, Qt.MouseButton.MiddleButton, pos=strip.tabRect(1).center() - QPoint(20, 0)
    )
    assert titles(window) == ["Customers", "José Müller"]
    click(strip.tabButton(0, TabStrip.ButtonPosition.RightSide))
    assert titles(window) == []
    assert "José Müller" in said(window)


def test_a_tab_is_chosen_by_a_click_and_moved_by_key(window, office):
    office.open(Link(LinkKind.CUSTOMER, RowId("ann"), aside=True))
    settle()
    strip = find(window, TabStrip, "tab_strip")
    where = strip.tabRect(1).center() - QPoint(20, 0)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=where)
    assert "Ann Taylor" in said(window)
    press(window, Qt.Key.Key_PageUp, CTRL | SHIFT)
    assert titles(window) == ["Ann Taylor", "Customers"]
    assert current(window) == "Ann Taylor"


def test_a_tab_dragged_in_the_strip_keeps_what_it_shows(window, office):
    office.open(Link(LinkKind.CUSTOMER, RowId("ann"), aside=True))
    strip = find(window, TabStrip, "tab_strip")
    strip.moveTab(1, 0)
    office.tabs.choose(0)
    assert titles(window) == ["Ann Taylor", "Customers"]
    assert "Ann Taylor" in said(window)


def detached() -> TabWindow:
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, TabWindow)]
    shown = [each for each in found if each.isVisible()]
    assert len(shown) == 1
    return shown[0]


def test_a_tab_moves_to_a_window_of_its_own_and_back_when_that_closes(window, office):
    """Beyond row 28"""
    office.open_customer("ann")
    press(window, Qt.Key.Key_T, CTRL)
    press(window, Qt.Key.Key_Tab, CTRL)
    press(window, Qt.Key.Key_N, CTRL | SHIFT)
    out = detached()
    assert "Ann Taylor" in said(out)
    assert "Ann Taylor" in out.windowTitle()
    assert find(window, QTableView, "customers_grid").isVisible()
    assert titles(window) == []
    out.close()
    assert titles(window) == ["Ann Taylor", "Customers"]
    assert current(window) == "Ann Taylor"
    assert "Ann Taylor" in said(window)


def test_rows_that_change_are_shown_in_a_window_of_its_own_too(window, office, profile):
    office._store.listen(office.refresh)
    office.open_customer("ann")
    press(window, Qt.Key.Key_N, CTRL | SHIFT)
    out = detached()
    with profile.replica.writing() as db:
        db.execute("UPDATE customer SET name = 'Ann Tailor' WHERE id = 'ann'")
    office._store.rows_changed(frozenset({"customer"}))
    wait_until(lambda: "Ann Tailor" in said(out), "the new name")


def test_a_tab_is_called_by_what_it_shows_now(window, office, profile):
    office._store.listen(office.refresh)
    office.open_customer("ann")
    office.open(Link(LinkKind.CUSTOMER, RowId("jose"), aside=True))
    with profile.replica.writing() as db:
        db.execute("UPDATE customer SET name = 'Ann Tailor' WHERE id = 'ann'")
        db.execute("DELETE FROM customer WHERE id = 'jose'")
    office.refresh(frozenset({"customer"}))
    assert titles(window) == ["Ann Tailor", "Customers"]


def test_what_was_open_is_open_again_at_the_next_start(qapp, profile):
    with working(profile) as (window, office):
        office.open_customer("ann")
        office.open(Link(LinkKind.ISSUE, RowId("i1"), aside=True))
        office.open(Link(LinkKind.CUSTOMER, RowId("jose"), aside=True))
        press(window, Qt.Key.Key_Tab, CTRL | SHIFT)
        press(window, Qt.Key.Key_N, CTRL | SHIFT)
        assert "José Müller" in said(detached())
    settle()
    with working(profile) as (window, _):
        assert titles(window) == ["Ann Taylor", "CMP-00012 Damage"]
        assert "José Müller" in said(detached())
        detached().close()


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "nonsense",
        '{"tabs": 3}',
        '{"tabs": [{"page": "customers", "title": "x", "kind": "spaceship", "id": "y"}]}',
        '{"tabs": [{"page": "issues", "title": "x", "kind": "issue", "id": "gone"},'
        ' {"page": "customers", "title": "y"}], "current": 7}',
        '{"tabs": [{"page": "gone", "title": "x"}, {"page": "gone", "title": "y"}]}',
    ],
)
def test_damaged_tabs_never_keep_the_office_shut(qapp, profile, kept):
    Store(profile, clock).set_setting("tabs", kept)
    with working(profile) as (window, _):
        assert window.isVisible()
        press(window, Qt.Key.Key_1, CTRL)
        assert find(window, QTableView, "customers_grid").isVisible()


def test_a_search_result_opens_aside_with_control_enter(window):
    press(window, Qt.Key.Key_K, CTRL)
    field = find(window, QLineEdit, "search_input")
    type_text(field, "muller")
    wait_until(lambda: window.top_bar.search.answers("muller"), "the answer")
    press(field, Qt.Key.Key_Return, CTRL)
    assert titles(window) == ["Customers", "José Müller"]
    assert current(window) == "Customers"


def test_many_tabs_hold_the_pages_of_a_few_only(window, office):
    office.open_customer("ann")
    for _ in range(3 * MOST_BUILT):
        press(window, Qt.Key.Key_T, CTRL)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(window.findChildren(CustomersPage)) <= MOST_BUILT
    office.tabs.choose(0)
    assert "Ann Taylor" in said(window)


def test_signing_in_again_on_the_same_window_shows_the_new_persons_pages(qapp, profile):
    with working(profile) as (window, office):
        old = weakref.ref(window.findChild(CustomersPage))
        office.stop()
        again = Office(window, Store(profile, clock), clock)
        again.open_first()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        assert old() is None
        assert len(window.findChildren(CustomersPage)) == 1
        press(window, Qt.Key.Key_2, CTRL)
        assert find(window, QPushButton, "nav_issues").isChecked()
        again.stop()


def test_the_strip_works_by_its_own_keys(window, office):
    office.open(Link(LinkKind.CUSTOMER, RowId("ann"), aside=True))
    strip = find(window, TabStrip, "tab_strip")
    strip.setFocus()
    press(strip, Qt.Key.Key_Right)
    assert "Ann Taylor" in said(window)
    press(strip, Qt.Key.Key_Delete)
    assert titles(window) == []
    assert find(window, QTableView, "customers_grid").isVisible()


def test_a_desk_whose_rows_were_erased_still_closes(qapp, tmp_path):
    erased = indexed_profile(tmp_path / "erased")
    with working(erased) as (_, office):
        office.open(Link(LinkKind.CUSTOMER, RowId("ann"), aside=True))
        erased.erase()
        settle(500)  # longer than the pause before the tabs are kept


def test_tabs_of_last_time_are_not_lost_when_the_office_never_opened(qapp, profile):
    with working(profile) as (_, office):
        office.open(Link(LinkKind.CUSTOMER, RowId("ann"), aside=True))
    window = MainWindow()
    never = Office(window, Store(profile, clock), clock)
    never.stop()
    with working(profile) as (window, _):
        assert titles(window) == ["Customers", "Ann Taylor"]
