"""The one table model and its grid: windowed, faithful to Qt, fluid at a million rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.qt.grid import Grid, Order
from desktop.qt.table_model import PAGE, PAGES_KEPT, Column, Rows, TableModel
from tests.support.windows import click_row, press, settle


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    name: str


@dataclass
class Million:
    """A source that makes rows up and remembers what it was asked."""

    size: int = 1_000_000
    asked: list[int] = field(default_factory=list)

    def count(self) -> int:
        return self.size

    def page(self, first: int, size: int) -> Sequence[Item]:
        self.asked.append(first)
        return [Item(f"r{at}", f"Row {at}") for at in range(first, first + size)]


def name_of(item: Item) -> str:
    return item.name


NAME = (Column("Name", name_of, sort_key="name"),)
items = st.lists(
    st.builds(Item, id=st.sampled_from("abcdefgh"), name=st.text(max_size=3)),
    unique_by=lambda item: item.id,
)
same_app = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@same_app
@given(lists=st.lists(items, min_size=1, max_size=4))
def test_the_model_obeys_qt_whatever_is_shown(qapp, lists):
    model = TableModel[Item](NAME)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for rows in lists:
        model.show(Rows(rows))
        assert [model.row(at) for at in range(model.rowCount())] == rows
    del tester


class Changing:
    def __init__(self, rows: Sequence[Item]) -> None:
        self.rows = rows

    def count(self) -> int:
        return len(self.rows)

    def page(self, first: int, size: int) -> Sequence[Item]:
        return self.rows[first : first + size]


@same_app
@given(before=items.filter(bool), after=items, at=st.integers(0, 7))
def test_the_selected_row_is_followed_by_its_id(qapp, before, after, at):
    source = Changing(before)
    grid = Grid[Item](NAME, "grid")
    grid.show_source(source)
    grid.selectRow(at % len(before))
    chosen = grid.current_id()
    source.rows = after
    grid.refresh()
    stays = chosen in {item.id for item in after}
    assert grid.current_id() == (chosen if stays else "")
    grid.deleteLater()


def test_a_million_rows_fetch_only_what_is_seen(qapp):
    source = Million()
    grid = Grid[Item](NAME, "grid")
    grid.resize(800, 600)
    grid.show_source(source)
    grid.show()
    settle()
    assert set(source.asked) == {0}
    source.asked.clear()
    grid.scrollToBottom()
    settle()
    last = (source.size - 1) // PAGE * PAGE
    assert set(source.asked) <= {last - PAGE, last}


def test_no_more_pages_are_kept_than_agreed(qapp):
    source = Million()
    model = TableModel[Item](NAME)
    model.show(source)
    for at in range(0, PAGE * (PAGES_KEPT + 40), PAGE):
        model.row(at)
    assert len(model.loaded_ids()) == PAGE * PAGES_KEPT


def test_a_source_that_shrank_shows_blanks_until_it_is_read_again(qapp):
    source = Changing([Item("a", "A"), Item("b", "B")])
    model = TableModel[Item](NAME)
    model.show(source)
    source.rows = source.rows[:1]
    assert model.data(model.index(1, 0)) is None
    model.refresh()
    assert model.rowCount() == 1


def test_enter_and_double_click_open_the_row(qapp):
    grid = Grid[Item](NAME, "grid")
    grid.show_rows([Item("a", "A"), Item("b", "B")])
    grid.show()
    opened: list[str] = []
    grid.opened.connect(opened.append)
    grid.selectRow(1)
    press(grid, Qt.Key.Key_Return)
    assert opened == ["b"]


def test_space_and_a_click_in_the_box_tick_a_row(qapp):
    grid = Grid[Item](NAME, "grid", ticks=True)
    rows = [Item("a", "A"), Item("b", "B")]
    grid.show_rows(rows)
    grid.resize(400, 300)
    grid.show()
    grid.selectRow(0)
    press(grid, Qt.Key.Key_Space)
    assert grid.ticked() == (rows[0],)
    click_row(grid, 1, left=20)
    assert grid.ticked() == (rows[0], rows[1])
    click_row(grid, 0, left=20)
    assert grid.ticked() == (rows[1],)


def test_a_column_head_asks_for_an_order_and_then_for_the_reverse(qapp):
    grid = Grid[Item](NAME, "grid")
    asked: list[Order] = []
    grid.order_requested.connect(asked.append)
    grid.horizontalHeader().sectionClicked.emit(0)
    grid.horizontalHeader().sectionClicked.emit(0)
    assert asked == [Order("name"), Order("name", descending=True)]


def test_markup_in_a_cell_is_shown_as_it_is(qapp):
    model = TableModel[Item](NAME)
    model.show(Rows([Item("a", "<b>Bold</b> & Co")]))
    assert model.data(model.index(0, 0)) == "<b>Bold</b> & Co"
