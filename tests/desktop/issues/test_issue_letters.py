"""Letters about an issue: asked for from its page, offered once it is closed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QPushButton

from desktop.issues.issue_tell import TellBar
from desktop.issues.page import IssuesPage
from desktop.letters.letter_dialog import LetterDialog
from desktop.shell.office_letters import CLOSED
from sync_server.contract.access import PermissionRow, permission_id
from sync_server.contract.issues import IssueRow
from sync_server.contract.messages import MessageRow, Purpose
from sync_server.contract.values import IssueStatus, Role
from tests.desktop.issues import issue_desk as desk
from tests.desktop.issues.issue_desk import CMP
from tests.support.windows import click, find

S = IssueStatus


def sent(place) -> MessageRow:
    """Send the letter that lies open; the message it became."""
    assert find(place.window, LetterDialog, "letter").isVisible()
    click(find(place.window, QPushButton, "letter_act"))
    (row,) = place.store.view.where(MessageRow)
    return row


@pytest.mark.parametrize(
    ("key", "purpose"),
    [
        ("letter_ack", Purpose.ACKNOWLEDGEMENT),
        ("letter_details", Purpose.DETAILS),
        ("letter_resolution", Purpose.RESOLUTION),
    ],
)
def test_each_letter_is_asked_for_in_the_menu_looked_at_and_sent(opened, key, purpose):
    """TPL-02, TPL-03, TPL-04, TPL-10."""
    place = opened(*desk.closed())
    place.choose("issue_more", key)
    row = sent(place)
    assert (row.purpose, row.record_id) == (purpose, CMP)


def test_the_resolution_waits_for_the_issue_to_be_closed(opened):
    place = opened()
    offer = place.offer("issue_more", "letter_resolution")
    assert not offer.isEnabled()
    assert "once the issue is closed" in offer.text()


def test_who_may_not_write_to_customers_has_no_letters_in_the_menu(opened):
    no_writing = PermissionRow(id=permission_id(Role.AGENT), grants=("issues:see",))
    place = opened(no_writing, role=Role.AGENT)
    actions = find(place.page, QPushButton, "issue_more").menu_of.actions()
    assert not [each for each in actions if "letter" in each.objectName()]


def test_after_approve_and_close_one_key_opens_the_resolution_with_the_survey(opened):
    """TPL-04, ISS-54: told of the closing with its letter, not with a bare message."""
    place = opened(desk.issue(status=S.AWAITING_APPROVAL))
    place.press("issue_to_closed")
    click(find(place.dialog, QCheckBox, "ask_release"))
    place.answer()
    assert find(place.page, TellBar, "issue_tell").isVisible()
    place.press("issue_tell_yes")
    assert place.messages == []
    row = sent(place)
    assert row.purpose is Purpose.RESOLUTION
    assert "link to the survey" in row.body


def test_closing_in_the_list_offers_the_resolution_too(opened):
    """TPL-04."""
    place = opened(desk.issue(status=S.AWAITING_APPROVAL))
    place.office._page_chosen("issues")
    (page,) = place.window.findChildren(IssuesPage)
    moving = page.overview.moving
    moving.ask(CMP, S.CLOSED)
    click(moving._sheet.act)
    assert place.row(IssueRow, CMP).status is S.CLOSED
    toast = place.window.toast
    assert toast.text() == CLOSED
    click(find(toast, QPushButton, "banner_action"))
    assert sent(place).purpose is Purpose.RESOLUTION


def test_starting_work_in_the_list_offers_no_letter(opened):
    place = opened(desk.issue(status=S.AWAITING_APPROVAL))
    place.office._page_chosen("issues")
    (page,) = place.window.findChildren(IssuesPage)
    moving = page.overview.moving
    moving.ask(CMP, S.IN_PROGRESS)
    click(moving._sheet.act)
    assert place.row(IssueRow, CMP).status is S.IN_PROGRESS
    assert not place.window.toast.isVisible()
