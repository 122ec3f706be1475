"""One issue: actions as data, refusals explained."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QPushButton

from desktop.issues.issue_model import ActionChosen
from tests.desktop import samples
from tests.desktop.scenes import issue_open
from tests.support.windows import click, find, settle


def test_actions_name_the_issue_and_themselves(qapp):
    view = issue_open()
    view.resize(1300, 800)
    view.show()
    settle()
    chosen: list[ActionChosen] = []
    view.action_chosen.connect(chosen.append)
    click(find(view, QPushButton, "issue_action_close"))
    assert chosen == [ActionChosen("i1", "close")]


def test_an_action_that_is_not_possible_says_why(qapp):
    view = issue_open()
    reopen = find(view, QPushButton, "issue_action_reopen")
    assert not reopen.isEnabled()
    assert "Only a closed issue reopens" in reopen.toolTip()


def test_markup_in_an_issue_is_shown_as_it_is(qapp):
    view = issue_open()
    view.show_issue(replace(samples.ISSUE, title=samples.MARKUP, description="<u>x</u>"))
    said = [each.text() for each in view.findChildren(QLabel)]
    assert samples.MARKUP in said
    assert "<u>x</u>" in said
