"""The report as people use it: reading by hover and by key, opening lists, table and CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTableWidget, QWidget

from desktop.links import ListWish
from desktop.replica.listing_query import Filter, Op, Query
from desktop.replica.root_causes import Picked
from desktop.reports.bar_chart import BarChart
from desktop.reports.causes_model import height_text, length, scale, shown_report
from desktop.reports.line_chart import LineChart
from desktop.reports.page import ReportsPage
from desktop.reports.report_csv import write_csv
from desktop.reports.reports_view import ReportsView
from sync_server.contract.base import RowId
from sync_server.contract.issues import DeleteIssue, ErasureReason
from sync_server.contract.values import RecordKind
from sync_server.rules.root_causes import DAY_MS, HOUR_MS
from tests.desktop.customers.care_office import clock, make_store
from tests.desktop.reports import a_report
from tests.desktop.reports.test_reading import rows
from tests.support.windows import click, find, press, settle, wait_until

__all__ = ["make_store"]
SHOWN = shown_report(a_report.report(), a_report.PICKED)


@pytest.fixture
def view(qapp):
    made = ReportsView()
    made.show_report(SHOWN)
    made.resize(1210, 1500)
    made.show()
    settle()
    return made


@pytest.fixture
def opened(view) -> list[ListWish]:
    told: list[ListWish] = []
    view.opened.connect(told.append)
    return told


def read(view: QWidget, key: str) -> str:
    return find(view, QLabel, f"read_{key}").text()


def filters(wish: ListWish) -> tuple[Filter, ...]:
    assert wish.kind is RecordKind.ISSUE
    return msgspec.json.decode(wish.query, type=Query).filters


def test_tiles_say_figures_and_what_they_are_a_part_of(view):
    """ISS-68, TPL-14."""
    assert find(view, QLabel, "value_reported").text() == "248"
    assert find(view, QLabel, "value_in_24").text() == "89%"
    assert find(view, QWidget, "tile_in_48").accessibleName() == (
        "Acknowledged: 98%, 236 of 240 in 48 h"
    )
    assert find(view, QLabel, "value_acknowledge").text() == "5.2 h"
    assert find(view, QLabel, "value_held").text() == "$8,100.00"


def test_hovering_reads_a_bar_and_a_click_opens_the_issues_behind_it(view, opened):
    chart = find(view, BarChart, "chart_workers")
    middle = chart.row_at(1).center().toPoint()
    QTest.mouseMove(chart, middle)
    settle()
    assert read(view, "workers") == "Mei Chen: 44"
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    (wish,) = opened
    days, who = filters(wish)
    assert (days.key, days.op, days.values[1]) == ("reported", Op.BETWEEN, "2026-11-22")
    assert who == Filter("responsible", Op.CONTAINS, ("Mei Chen",))


def test_arrows_read_the_bars_and_enter_opens_one(view, opened):
    chart = find(view, BarChart, "chart_reopened")
    chart.setFocus()
    press(chart, Qt.Key.Key_Down)
    press(chart, Qt.Key.Key_Down)
    assert read(view, "reopened") == "Missed area: 9% of 55"
    assert chart.accessibleDescription() == "Missed area: 9% of 55"
    press(chart, Qt.Key.Key_Return)
    (wish,) = opened
    assert filters(wish)[1:] == (
        Filter("reopened", Op.BETWEEN, ("1", "")),
        Filter("issue_type", Op.ONE_OF, ("Missed area",)),
    )


def test_what_stands_for_many_opens_nothing(view, opened):
    chart = find(view, BarChart, "chart_services")
    chart.point(8)
    assert read(view, "services") == "All others (2): 7"
    press(chart, Qt.Key.Key_Return)
    assert opened == []


def test_arrows_read_the_weeks_and_enter_opens_one(view, opened):
    chart = find(view, LineChart, "chart_acknowledge")
    chart.setFocus()
    press(chart, Qt.Key.Key_Left)
    assert read(view, "acknowledge") == "From 15 Nov 2026: Median 3.0 h, 90% within 13.2 h"
    press(chart, Qt.Key.Key_Left)
    press(chart, Qt.Key.Key_Return)
    (wish,) = opened
    assert filters(wish) == (Filter("reported", Op.BETWEEN, ("2026-11-08", "2026-11-15")),)


def test_the_mouse_reads_the_week_under_it(view):
    chart = find(view, LineChart, "chart_held")
    QTest.mouseMove(chart, QPoint(chart.width() - 30, 60))
    settle()
    assert read(view, "held") == "From 15 Nov 2026: Held $8,100.00"


def test_every_chart_is_also_a_table(view, opened):
    """For screen readers, and for whoever wants the figures."""
    for chart in SHOWN.charts:
        click(find(view, QAbstractButton, f"turn_{chart.key}"))
        table = find(view, QTableWidget, f"table_{chart.key}")
        assert table.isVisible()
        assert table.accessibleName() == f"{chart.title}, as a table"
    table = find(view, QTableWidget, "table_types")
    assert [table.item(0, at).text() for at in (0, 1)] == ["Damage", "82"]
    table.setCurrentCell(0, 0)
    press(table, Qt.Key.Key_Return)
    assert filters(opened[0])[1] == Filter("issue_type", Op.ONE_OF, ("Damage",))


def test_a_filter_is_told_and_stays_while_figures_change(view):
    told: list[Picked] = []
    view.picked.connect(told.append)
    box = find(view, QComboBox, "report_period")
    box.setCurrentIndex(3)
    box.activated.emit(3)
    assert told == [Picked(0)]
    view.show_report(SHOWN)
    assert view.pick() == Picked(0)


def test_the_csv_has_every_figure_and_no_formula(tmp_path: Path):
    write_csv(SHOWN, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))
    assert ["Reported", "248", "31 open"] in found
    assert ["Liam Kowalski", "51"] in found
    assert ["15 Nov 2026", "$8,100.00"] in found
    assert not [cell for line in found for cell in line if cell.startswith(("=", "+", "-", "@"))]


def test_lengths_and_heights_are_in_units_people_use():
    assert [length(each) for each in (None, 90_000, 5 * HOUR_MS, 3 * DAY_MS)] == [
        "n/a",
        "2 min",
        "5.0 h",
        "3.0 days",
    ]
    assert scale(0, is_money=False) == (0.0, 1.0)
    assert scale(39, is_money=False)[-1] >= 39
    assert height_text(240, 240, is_money=False) == "10 days"
    assert height_text(24, 40, is_money=False) == "24 h"


@pytest.fixture
def page(make_store) -> Iterator[ReportsPage]:
    made = ReportsPage(make_store(rows()), clock)
    made.resize(1210, 900)
    made.show()
    wait_until(lambda: made.shown() is not None, "the first figures")
    yield made
    made.end()


def test_deleting_a_test_issue_changes_the_tile(page):
    """ISS-67: the dashboard counts what is there, and follows at once."""
    assert find(page, QLabel, "value_reported").text() == "3"
    page._store.do(DeleteIssue(issue_id=RowId("i3"), typed="CMP-00003", reason=ErasureReason.TEST))
    page.refresh(frozenset({"issue"}))
    wait_until(lambda: find(page, QLabel, "value_reported").text() == "2", "the figure")


def test_the_page_saves_what_it_shows(page, tmp_path: Path):
    said: list[str] = []
    page.said.connect(said.append)
    page.export(tmp_path / "causes.csv")
    wait_until(lambda: bool(said), "the file")
    assert "Deep clean" in (tmp_path / "causes.csv").read_text(encoding="utf-8-sig")


def test_a_file_that_cannot_be_written_is_said(page, tmp_path: Path):
    told: list[str] = []
    page.refused.connect(told.append)
    page.export(tmp_path / "nowhere" / "causes.csv")
    wait_until(lambda: bool(told), "the reason")
    assert told[0].startswith("Not saved: ")
