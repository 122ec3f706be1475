"""The issue list and one issue: filters, actions as data, refusals explained."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.issues.issue_model import ActionChosen
from desktop.issues.list_model import StatusFilter
from desktop.qt.table_model import Rows
from tests.desktop import samples
from tests.desktop.scenes import issue_open, issues
from tests.support.windows import click, click_row, find, press, settle


@pytest.fixture
def view(qapp):
    made = issues()
    made.resize(1300, 800)
    made.show()
    settle()
    return made


def test_a_filter_tells_which_statuses_it_stands_for(view):
    told: list[StatusFilter] = []
    view.filter_chosen.connect(told.append)
    click(find(view, QPushButton, "filter_closed"))
    assert told == [samples.FILTERS[-1]]
    assert not find(view, QPushButton, "filter_all_open").isChecked()


def test_a_click_and_enter_open_an_issue(view):
    opened: list[str] = []
    view.open_requested.connect(opened.append)
    click_row(view.grid, 2)
    press(view.grid, Qt.Key.Key_Down)
    press(view.grid, Qt.Key.Key_Return)
    assert opened == ["i2", "i3"]


def test_an_empty_list_offers_the_way_out(view):
    told: list[StatusFilter] = []
    view.filter_chosen.connect(told.append)
    view.show_source(Rows(()))
    click(find(view, QPushButton, "empty_state_action"))
    assert told == [samples.FILTERS[0]]


def test_actions_name_the_issue_and_themselves(qapp):
    view = issue_open()
    view.resize(1300, 800)
    view.show()
    settle()
    chosen: list[ActionChosen] = []
    view.issue.action_chosen.connect(chosen.append)
    click(find(view, QPushButton, "issue_action_close"))
    assert chosen == [ActionChosen("i1", "close")]


def test_an_action_that_is_not_possible_says_why(qapp):
    view = issue_open()
    reopen = find(view, QPushButton, "issue_action_reopen")
    assert not reopen.isEnabled()
    assert "Only a closed issue reopens" in reopen.toolTip()


def test_the_panel_closes_and_gives_its_room_back(qapp):
    view = issue_open()
    view.resize(1300, 800)
    view.show()
    settle()
    narrow = view.grid.width()
    click(find(view, QPushButton, "issue_close"))
    settle()
    assert not view.issue.isVisible()
    assert view.grid.width() > narrow


def test_markup_in_an_issue_is_shown_as_it_is(qapp):
    view = issue_open()
    view.issue.show_issue(replace(samples.ISSUE, title=samples.MARKUP, description="<u>x</u>"))
    said = [each.text() for each in view.issue.findChildren(QLabel)]
    assert samples.MARKUP in said
    assert "<u>x</u>" in said
