"""The holds grid: what is ticked is named, counted, summed and asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from desktop.holds.grid_model import HoldFilter
from desktop.holds.grid_view import HoldIds, HoldsGridView
from desktop.qt.table_model import Rows
from sync_server.contract.values import HoldState
from tests.desktop import samples
from tests.support.windows import click, find, press


@pytest.fixture
def view(qapp):
    made = HoldsGridView(samples.clock)
    made.show_sums(samples.SUMS)
    made.show_workers(samples.CHOICES)
    made.show_source(Rows(samples.hold_lines()))
    made.resize(1200, 800)
    made.show()
    return made


def test_the_release_button_says_how_many_and_how_much(view):
    release = find(view, QPushButton, "release_selected")
    assert not release.isEnabled()
    view.grid.selectRow(0)
    press(view.grid, Qt.Key.Key_Space)
    view.grid.selectRow(1)
    press(view.grid, Qt.Key.Key_Space)
    assert release.accessibleName() == "Release 2 selected"
    assert "$462.15" in release.toolTip()


def test_releasing_asks_for_exactly_what_is_ticked(view):
    asked: list[HoldIds] = []
    view.release_requested.connect(asked.append)
    rows = samples.hold_lines()
    view.grid.tick((rows[4], rows[1]))
    click(find(view, QPushButton, "release_selected"))
    assert asked == [HoldIds(("h4", "h1"))]


def test_select_all_leaves_out_what_is_released_already(view):
    button = find(view, QPushButton, "select_shown")
    click(button)
    states = {line.state for line in view.grid.ticked()}
    assert HoldState.RELEASED not in states
    assert button.accessibleName() == "Clear selection"
    click(button)
    assert not view.grid.ticked()


def test_ticks_stay_when_the_rows_change_and_go_with_another_filter(view):
    rows = samples.hold_lines()
    view.grid.tick(rows[:1])
    view.refresh()
    assert view.grid.ticked() == rows[:1]
    view.show_source(Rows(rows[5:]))
    assert not view.grid.ticked()


def test_filters_are_told_as_one_value(view):
    told: list[HoldFilter] = []
    view.filter_changed.connect(told.append)
    click(find(view, QPushButton, "holds_released"))
    find(view, QComboBox, "holds_worker").setCurrentIndex(2)
    find(view, QComboBox, "holds_age").setCurrentIndex(1)
    assert told == [
        HoldFilter((HoldState.RELEASED,)),
        HoldFilter((HoldState.RELEASED,), "w1"),
        HoldFilter((HoldState.RELEASED,), "w1", 3),
    ]


def test_nothing_to_show_says_why(view):
    view.show_source(Rows(()))
    said = [each.text() for each in view.findChildren(QLabel) if each.isVisible()]
    assert "No pay is withheld" in said
