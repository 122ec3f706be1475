"""A list as a person uses it: asked by head, chip, words and view; selected, done to many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QMenu, QPushButton

from desktop.customers.labelling import adding, removing
from desktop.customers.list_model import LOOK
from desktop.customers.page import CustomersPage
from desktop.links import ListWish
from desktop.lists.bulk import Step
from desktop.lists.list_desk import ListDesk
from desktop.lists.list_grid import ListGrid
from desktop.lists.list_page import ListPage
from desktop.lists.list_view import ListView
from desktop.lists.options_menu import Ask, Asked
from desktop.lists.record_looks import RECORD_LOOKS
from desktop.qt.hop import GuiThread
from desktop.replica.connection import Connection
from desktop.replica.listing_customers import CUSTOMER_LIST
from desktop.replica.listing_query import Filter, Op, Query, Sort
from desktop.replica.listing_records import RECORD_LISTS
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.care import LabelCustomers
from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.contract.values import RecordKind
from sync_server.contract.views import SavedViewRow, SaveView
from tests.desktop.lists import office
from tests.support.windows import click, click_row, find, press, settle, type_text, wait_until


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, office.many(1200))
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile, gui: GuiThread) -> Store:
    return Store(profile, office.clock, gui.run)


@pytest.fixture
def gui(qapp) -> GuiThread:
    return GuiThread()


@pytest.fixture
def desk(qapp, store: Store) -> Iterator[ListDesk]:
    view = ListView(LOOK, office.clock)
    view.resize(1200, 800)
    view.show()
    made = ListDesk(view, store, CUSTOMER_LIST, office.clock)
    stop = store.listen(made.refresh)
    idle(made)
    yield made
    stop()
    made.end()


def idle(desk: ListDesk) -> None:
    wait_until(lambda: not desk.is_busy(), "the list is at rest")
    settle()
    wait_until(lambda: not desk.is_busy(), "the list is at rest again")


def names(desk: ListDesk, count: int = 3) -> list[object]:
    model = desk.view.grid.model_of_rows()
    return [model.row(at).values[0] for at in range(min(count, model.rowCount()))]


def matching(desk: ListDesk) -> int:
    return desk.view.grid.model_of_rows().rowCount()


def labelled(store: Store, label: str) -> int:
    return sum(label in row.labels for row in store.view.where(CustomerRow))


def head_at(desk: ListDesk, key: str) -> QPoint:
    heads = desk.view.grid.heads()
    return QPoint(heads.sectionViewportPosition(LOOK.section(key)) + 20, 18)


def click_head(desk: ListDesk, key: str, held: Qt.KeyboardModifier) -> None:
    where = head_at(desk, key)
    viewport = desk.view.grid.heads().viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, held, where)
    idle(desk)


NOTHING_HELD = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_the_list_is_whole_and_says_how_many(desk: ListDesk) -> None:
    assert matching(desk) == 1200
    assert names(desk) == ["Person 0000", "Person 0001", "Person 0002"]


def test_a_click_on_a_head_sorts_and_another_turns_it_round(desk: ListDesk) -> None:
    click_head(desk, "name", NOTHING_HELD)
    assert names(desk, 1) == ["Person 1199"]
    model = desk.view.grid.model_of_rows()
    assert model.headerData(LOOK.section("name"), Qt.Orientation.Horizontal) == "Name ↓"


def test_shift_and_a_click_sort_by_one_more_and_number_the_heads(desk: ListDesk) -> None:
    click_head(desk, "location", NOTHING_HELD)
    click_head(desk, "name", SHIFT)
    click_head(desk, "name", SHIFT)
    assert desk.query().sorts == (Sort("location"), Sort("name", descending=True))
    assert names(desk, 2) == ["Person 1199", "Person 1196"]
    model = desk.view.grid.model_of_rows()
    assert model.headerData(LOOK.section("location"), Qt.Orientation.Horizontal) == "Location ↑1"


def test_words_narrow_the_list_and_an_empty_one_offers_a_way_back(desk: ListDesk) -> None:
    box = find(desk.view, QLineEdit, "customers_filter")
    type_text(box, "0042")
    wait_until(lambda: matching(desk) == 1, "one customer matches")
    type_text(box, "zzz")
    wait_until(lambda: matching(desk) == 0, "nobody matches")
    click(find(desk.view, QPushButton, "empty_state_action"))
    wait_until(lambda: matching(desk) == 1200, "everybody is back")


def test_filters_are_chips_that_go_one_by_one_or_all_at_once(desk: ListDesk) -> None:
    """TML-23: filter the customers by label."""
    filters = (Filter("labels", Op.ONE_OF, ("Even",)), Filter("location", Op.CONTAINS, ("gle",)))
    desk.show_query(Query(filters=filters))
    idle(desk)
    assert matching(desk) == 200
    chip = find(desk.view, QPushButton, "filter_chip_0")
    assert chip.text() == "Labels is Even"
    click(find(desk.view, QPushButton, "filter_remove_0"))
    idle(desk)
    assert matching(desk) == 400
    click(find(desk.view, QPushButton, "filter_clear"))
    idle(desk)
    assert matching(desk) == 1200


def test_the_editor_of_a_filter_takes_ticks_and_enter(desk: ListDesk) -> None:
    desk.view.filters.edit("labels")
    editor = desk.view.filters._editor
    assert editor is not None
    find(editor, QCheckBox, "filter_choice_0").setChecked(True)
    press(editor, Qt.Key.Key_Return)
    idle(desk)
    assert matching(desk) == 600


def test_an_editor_with_nothing_filled_in_says_what_to_do(desk: ListDesk) -> None:
    desk.view.filters.edit("balance")
    editor = desk.view.filters._editor
    assert editor is not None
    low = find(editor, QLineEdit, "filter_from")
    low.setText("a lot")
    press(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert editor._wrong.text() == "Type at least one number."
    low.setText("$1,200.50")
    press(editor, Qt.Key.Key_Return)
    assert desk.query().filters == (Filter("balance", Op.BETWEEN, ("120050", "")),)


def test_columns_are_chosen_moved_and_kept_with_their_widths(
    desk: ListDesk, store: Store, qapp
) -> None:
    arranging = desk._arranging
    arranging._asked(Asked(Ask.COLUMN, "emails"))
    arranging._asked(Asked(Ask.LEFT, "emails"))
    arranging._asked(Asked(Ask.COLUMN, "balance"))
    assert desk.query().columns == (
        "name", "labels", "emails", "phones", "location", "open_issues", "last_activity",
    )  # fmt: skip
    grid = desk.view.grid
    assert not grid.isColumnHidden(LOOK.section("emails"))
    assert grid.isColumnHidden(LOOK.section("balance"))
    grid.heads().resizeSection(LOOK.section("labels"), 333)
    grid.heads().moveSection(0, 1)
    wait_until(lambda: desk.query().columns[:2] == ("labels", "name"), "the drag is kept")
    again = ListView(LOOK, office.clock)
    other = ListDesk(again, store, CUSTOMER_LIST, office.clock)
    assert again.grid.columnWidth(LOOK.section("labels")) == 333
    other.end()
    again.deleteLater()


def test_one_column_always_stays(desk: ListDesk) -> None:
    for key in ("labels", "phones", "location", "open_issues", "last_activity", "balance", "name"):
        desk._arranging._asked(Asked(Ask.COLUMN, key))
    assert desk.query().columns == ("name",)


def test_compact_rows_are_kept(desk: ListDesk, store: Store) -> None:
    desk._arranging._asked(Asked(Ask.DENSITY, "compact"))
    assert desk.view.grid.rowHeight(0) == 28
    assert '"compact"' in (store.setting("list customers") or "")


def test_groups_fold_by_click_and_by_key(desk: ListDesk) -> None:
    desk._arranging._asked(Asked(Ask.GROUP, "location"))
    idle(desk)
    model = desk.view.grid.model_of_rows()
    assert matching(desk) == 1203
    assert model.cell(0, 0).text.startswith("▾  Enmore    400")
    click_row(desk.view.grid, 0)
    assert matching(desk) == 803
    press(desk.view.grid, Qt.Key.Key_Return)
    assert matching(desk) == 1203


def test_enter_opens_and_shift_or_control_open_beside(desk: ListDesk) -> None:
    """TML-02: Enter and the row's menu."""
    opened: list[str] = []
    aside: list[str] = []
    desk.view.grid.opened.connect(opened.append)
    desk.view.grid.opened_aside.connect(aside.append)
    grid = desk.view.grid
    click_row(grid, 1)
    press(grid, Qt.Key.Key_Return)
    press(grid, Qt.Key.Key_Return, SHIFT)
    spot = grid.visualRect(grid.model().index(1, 0)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, CTRL, spot)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.MiddleButton, NOTHING_HELD, spot)
    assert len(opened) == 1
    assert aside == opened * 3


def test_the_menu_of_a_row_opens_its_profile(desk: ListDesk) -> None:
    """TML-02."""
    opened: list[str] = []
    desk.view.grid.opened.connect(opened.append)
    grid = desk.view.grid
    click_row(grid, 2)
    spot = grid.visualRect(grid.model().index(2, 0)).center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, spot, grid.viewport().mapToGlobal(spot)
    )
    QApplication.sendEvent(grid.viewport(), event)
    menu = find(desk.view, QMenu, "row_menu")
    first = menu.actions()[0]
    assert first.text() == "Open profile"
    first.trigger()
    menu.close()
    assert opened == [grid.model_of_rows().row(2).id]


def test_space_and_shift_arrows_select_and_the_bar_counts(desk: ListDesk) -> None:
    grid = desk.view.grid
    click_row(grid, 0)
    press(grid, Qt.Key.Key_Space)
    for _ in range(4):
        press(grid, Qt.Key.Key_Down, SHIFT)
    assert grid.selection().count(matching(desk)) == 5
    assert desk.view.selected.isVisible()
    press(grid, Qt.Key.Key_Escape)
    assert desk.view.filters.isVisible()


def test_control_a_selects_all_that_match_and_one_can_be_left_out(desk: ListDesk) -> None:
    grid = desk.view.grid
    click_row(grid, 0)
    press(grid, Qt.Key.Key_A, CTRL)
    assert grid.selection().count(matching(desk)) == 1200
    press(grid, Qt.Key.Key_Space)
    assert grid.selection().count(matching(desk)) == 1199


def test_a_label_for_five_hundred_is_one_step_back_and_forth(desk: ListDesk, store: Store) -> None:
    """TML-23: select 500 rows, add a label, one undoable action, the filter returns 500."""
    grid = desk.view.grid
    click_row(grid, 0)
    grid._anchor = 0
    grid._take_range(499)
    assert grid.selection().count(matching(desk)) == 500
    desk.run_bulk("Label “Spring” added to", adding("Spring"))
    idle(desk)
    assert labelled(store, "Spring") == 500
    assert desk.view.notice.text() == "Label “Spring” added to 500 customers."
    desk.show_query(Query(filters=(Filter("labels", Op.ONE_OF, ("Spring",)),)))
    idle(desk)
    assert matching(desk) == 500
    click(find(desk.view.notice, QPushButton, "banner_action"))
    idle(desk)
    assert labelled(store, "Spring") == 0
    assert matching(desk) == 0


def test_undoing_a_label_leaves_it_to_those_who_had_it(desk: ListDesk, store: Store) -> None:
    desk.view.grid.select_all()
    desk.run_bulk("Label “Even” added to", adding("Even"))
    idle(desk)
    assert labelled(store, "Even") == 1200
    press(desk.view.grid, Qt.Key.Key_Z, CTRL)
    idle(desk)
    assert labelled(store, "Even") == 600
    desk.view.grid.select_all()
    desk.run_bulk("Label “Even” removed from", removing("Even"))
    idle(desk)
    assert labelled(store, "Even") == 0


def test_rows_a_rule_refuses_are_told_and_the_others_done(desk: ListDesk, store: Store) -> None:
    full = desk.view.grid.model_of_rows().row(0).id
    many = tuple(f"L{n}" for n in range(19))
    store.do(LabelCustomers(customer_ids=(RowId(full),), add=many))
    idle(desk)
    desk.view.grid.select_all()
    desk.run_bulk("Label “One too many” added to", adding("One too many"))
    idle(desk)
    assert labelled(store, "One too many") == 1199
    assert "1 left as they were: Person 0000 would have more than 20 labels." in (
        desk.view.notice.text()
    )


def test_views_are_switched_saved_changed_shared_and_removed(desk: ListDesk, store: Store) -> None:
    bar = desk.view.views
    assert [view.name for view in bar._views] == [view.name for view in LOOK.views]
    desk.show_query(Query(filters=(Filter("labels", Op.ONE_OF, ("Even",)),)))
    assert bar._edited.isVisible()
    desk.views._save_new("Even ones")
    idle(desk)
    assert not bar._edited.isVisible()
    current = bar.current()
    assert current is not None
    assert (current.name, current.count, current.is_shared) == ("Even ones", 600, False)
    desk.views._share()
    desk.views._rename("The even")
    row = store.view.where(SavedViewRow)[0]
    assert (row.name, row.shared, row.list_key) == ("The even", True, "customers")
    desk.show_query(Query(filters=desk.query().filters, words="Person 000"))
    desk.views._save()
    idle(desk)
    current = bar.current()
    assert current is not None
    assert current.count == 5
    desk.views._remove()
    idle(desk)
    assert "The even" not in [view.name for view in bar._views]
    desk.undo()
    idle(desk)
    assert "The even" in [view.name for view in bar._views]


def test_counts_of_views_live_with_the_rows(desk: ListDesk, store: Store) -> None:
    desk.show_query(Query(filters=(Filter("labels", Op.ONE_OF, ("Spring",)),)))
    desk.views._save_new("Spring")
    idle(desk)
    desk.show_query(Query())
    idle(desk)
    desk.view.grid.select_all()
    desk.run_bulk("Label “Spring” added to", adding("Spring"))
    idle(desk)
    found = next(view for view in desk.view.views._views if view.name == "Spring")
    assert found.count == 1200


def test_a_view_from_a_newer_program_shows_what_is_understood(desk: ListDesk, store: Store) -> None:
    text = '{"filters": [{"key": "mood", "op": "sings"}], "sorts": [{"key": "name"}], "x": 1}'
    store.do(
        SaveView(view_id=RowId("new"), seen_version=-1, list_key="customers", name="From afar",
            shared=False, query=text)
    )  # fmt: skip
    idle(desk)
    found = next(view for view in desk.view.views._views if view.name == "From afar")
    assert found.dropped == 1
    desk.views._choose(found)
    idle(desk)
    assert matching(desk) == 1200


def test_a_list_is_opened_with_a_customer_and_a_status(qapp, tmp_path: Path) -> None:
    """TML-15: the list's filter is customer and status."""
    profile = office.desk(tmp_path, office.office())
    store = Store(profile, office.clock)
    kind = RecordKind.INVOICE
    page = ListPage(RECORD_LOOKS[kind], RECORD_LISTS[kind], store, office.clock)
    page.open_wish(ListWish(kind, office.ANN, "overdue"))
    idle(page.desk)
    model = page.view.grid.model_of_rows()
    assert [model.row(at).id for at in range(model.rowCount())] == ["v1"]
    chips = [find(page.view, QPushButton, f"filter_chip_{at}").text() for at in range(2)]
    assert chips == ["Customer is Ann Taylor", "Status is Overdue"]
    page.end()
    page.deleteLater()
    profile.close()


def test_rows_that_change_elsewhere_show_without_being_asked_for(
    desk: ListDesk, store: Store
) -> None:
    store.do(AddCustomer(customer_id=RowId("aaa"), name="Aaron First"))
    wait_until(lambda: matching(desk) == 1201, "the new one is counted")
    idle(desk)
    assert names(desk, 1) == ["Aaron First"]


def test_names_without_end_and_odd_signs_are_drawn(qapp, tmp_path: Path) -> None:
    profile = office.desk(tmp_path, office.hard())
    store = Store(profile, office.clock)
    for kind, look in RECORD_LOOKS.items():
        page = ListPage(look, RECORD_LISTS[kind], store, office.clock)
        page.resize(1200, 700)
        page.show()
        idle(page.desk)
        assert not page.grab().isNull()
        page.end()
        page.deleteLater()
    view = ListView(LOOK, office.clock)
    view.resize(1200, 700)
    view.show()
    desk = ListDesk(view, store, CUSTOMER_LIST, office.clock)
    idle(desk)
    assert not view.grab().isNull()
    model = view.grid.model_of_rows()
    texts = [model.cell(at, column).text for at in range(3) for column in range(5)]
    assert not [each for each in texts if any(ord(sign) < 32 for sign in each)]
    desk.end()
    profile.close()


def test_the_customers_page_shows_rows_at_once_and_the_whole_list_soon(
    qapp, profile: Profile, store: Store
) -> None:
    """TML-02: Enter opens the profile."""
    page = CustomersPage(store, office.clock)
    page.resize(1200, 800)
    page.show()
    grid = find(page, ListGrid, "customers_grid")
    assert grid.model_of_rows().rowCount() == 1200
    assert grid.model_of_rows().row(0).values[0] == "Person 0000"
    wait_until(lambda: page._desk.desk() is not None, "the whole list is there")
    desk = page._desk.desk()
    assert desk is not None
    idle(desk)
    opened: list[str] = []
    page.opened.connect(opened.append)
    click_row(grid, 4)
    press(grid, Qt.Key.Key_Return)
    assert opened == [grid.model_of_rows().row(4).id]
    page.end()
    page.deleteLater()


def test_stopping_half_way_keeps_what_was_done_and_can_be_undone(
    desk: ListDesk, store: Store
) -> None:
    plan = adding("Half")
    bulk = desk._bulk

    def stops(db: Connection, ids: Sequence[RowId]) -> Sequence[Step]:
        bulk.cancel()
        return plan(db, ids)

    desk.view.grid.select_all()
    desk.run_bulk("Label “Half” added to", stops)
    idle(desk)
    assert labelled(store, "Half") == 500
    assert desk.view.notice.text() == "Stopped. Label “Half” added to 500 customers."
    desk.undo()
    idle(desk)
    assert labelled(store, "Half") == 0
