"""One issue's page in a real window: moves, pay, facts, and what cannot be done with its reason."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QPushButton

from desktop.issues.issue_head import IssueHead
from sync_server.contract.access import PermissionRow, permission_id
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssuePriority, IssueRow, NameResponsible
from sync_server.contract.records import BookingRow
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, Role
from tests.desktop.issues import issue_desk as desk
from tests.desktop.issues.issue_desk import CMP
from tests.desktop.records.office_of_records import JOB, LIAM, PRIYA
from tests.support.windows import click, find, type_text

S = IssueStatus


def hold(place, worker) -> HoldRow:
    return place.row(HoldRow, f"{CMP}:{worker}")


def test_the_head_says_what_it_is_where_it_stands_and_what_is_next(opened):
    place = opened()
    head = find(place.window, IssueHead, "issue_head")
    assert find(head, QLabel, "issue_code").text() == "CMP-00009"
    assert find(head, QPushButton, "issue_to_awaiting_approval").accessibleName() == "Resolve"
    ties = [b.accessibleName() for b in head.findChildren(QPushButton)
            if b.objectName().startswith("issue_tie")]  # fmt: skip
    assert ties == ["Olivia Smith", "BOK-00018 Hallway window repair"]


def test_converting_takes_the_booking_along_unless_it_is_unticked(opened):
    """ISS-30: the tick is on from the start; both change at once."""
    place = opened(desk.issue(status=S.NEW))
    place.press("issue_to_in_progress")
    assert find(place.dialog, QCheckBox, "ask_booking").isChecked()
    place.answer()
    assert place.row(IssueRow, CMP).status is S.IN_PROGRESS
    assert place.row(BookingRow, JOB).status is BookingStatus.IN_PROGRESS


def test_a_booking_stays_as_it_is_when_that_is_unticked(opened):
    place = opened(desk.issue(status=S.NEW))
    place.press("issue_to_in_progress")
    click(find(place.dialog, QCheckBox, "ask_booking"))
    place.answer()
    assert place.row(IssueRow, CMP).status is S.IN_PROGRESS
    assert place.row(BookingRow, JOB).status is BookingStatus.COMPLETED


def test_what_cannot_be_done_is_in_the_menu_with_the_reason(opened):
    """ISS-58."""
    place = opened(role=Role.AGENT)
    close = place.offer("issue_more", "to_closed")
    assert not close.isEnabled()
    assert "Your role may not close issues." in close.toolTip()
    reopen = place.offer("issue_more", "to_reopened")
    assert "Only a closed issue is reopened" in reopen.text()


def test_approve_and_close_releases_the_pay_when_the_tick_stays(opened):
    """ISS-50, A14: two buttons; the tick is on for who may release."""
    place = opened(desk.issue(status=S.AWAITING_APPROVAL, is_provisional=False))
    assert find(place.page, QPushButton, "issue_to_in_progress").accessibleName() == "Reject"
    place.press("issue_to_closed")
    tick = find(place.dialog, QCheckBox, "ask_release")
    assert (tick.isChecked(), tick.text()) == (True, "Release $185.00 now")
    place.answer()
    assert hold(place, LIAM).state is HoldState.RELEASED
    assert hold(place, LIAM).released_by_name


def test_without_the_tick_the_pay_waits_for_finance(opened):
    place = opened(desk.issue(status=S.AWAITING_APPROVAL))
    place.press("issue_to_closed")
    click(find(place.dialog, QCheckBox, "ask_release"))
    place.answer()
    assert hold(place, LIAM).state is HoldState.READY_TO_RELEASE


def test_the_tick_is_off_while_another_issue_holds_the_same_pay(opened):
    other = desk.hold(LIAM, id="other", issue_id=desk.OTHER)
    place = opened(other, desk.issue(status=S.AWAITING_APPROVAL))
    place.press("issue_to_closed")
    assert not find(place.dialog, QCheckBox, "ask_release").isChecked()


def test_closing_warns_of_steps_that_are_not_done(opened):
    place = opened(desk.issue(status=S.AWAITING_APPROVAL))
    place.press("issue_to_closed")
    warning = find(place.dialog, QLabel, "issue_ask_warning")
    assert "1 step of the checklist not done: Order a pane" in warning.text()
    assert warning.isVisible()
    place.answer()
    assert place.row(IssueRow, CMP).status is S.CLOSED, "it warns and does not stand in the way"


def test_reopening_puts_the_same_holds_back(opened):
    """ISS-64: no new holds, the same ids; the count is kept."""
    place = opened(*desk.closed())
    place.press("issue_to_reopened")
    assert place.row(IssueRow, CMP).reopen_count == 2
    assert [hold(place, who).state for who in (LIAM, PRIYA)] == [HoldState.HELD] * 2
    assert len(place.store.view.where(HoldRow, issue_id=CMP)) == 2


def test_resolving_can_be_taken_back(opened):
    place = opened()
    place.press("issue_to_awaiting_approval")
    assert place.row(IssueRow, CMP).status is S.AWAITING_APPROVAL
    click(find(place.page.view.notice, QPushButton, "banner_action"))
    assert place.row(IssueRow, CMP).status is S.IN_PROGRESS


def test_naming_who_is_responsible_frees_the_others(opened):
    """A15: the banner says for how many pay is held, and goes when somebody is named."""
    place = opened()
    banner = find(place.page, QPushButton, "banner_action")
    assert banner.accessibleName() == "Name who is responsible"
    click(banner)
    place.answer()
    assert "Tick at least one" in place.dialog.problem.text()
    click(find(place.dialog, QCheckBox, f"ask_{LIAM}"))
    place.answer()
    assert hold(place, LIAM).is_active
    assert (hold(place, PRIYA).state, hold(place, PRIYA).release_reason) == (
        HoldState.RELEASED,
        "Not responsible",
    )
    assert place.row(IssueRow, CMP).responsible_ids == (LIAM,)


def test_somebody_who_named_them_first_is_told_to_the_second(opened):
    place = opened()
    click(find(place.page, QPushButton, "banner_action"))
    place.store.do(NameResponsible(issue_id=CMP, seen=(LIAM, PRIYA), responsible_ids=(PRIYA,)))
    click(find(place.dialog, QCheckBox, f"ask_{LIAM}"))
    place.answer()
    assert "Someone else named who is responsible" in place.dialog.problem.text()
    assert place.dialog.isVisible()


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("issue_type", "Poor finish"),
        ("priority", str(IssuePriority.URGENT)),
        ("owner_id", "amy"),
    ],
)
def test_facts_are_changed_where_they_stand_and_taken_back(opened, field, key):
    """ISS-60."""
    place = opened()
    before = getattr(place.row(IssueRow, CMP), field)
    place.set(f"fact_{field}", key)
    assert getattr(place.row(IssueRow, CMP), field) == key
    click(find(place.page.view.notice, QPushButton, "banner_action"))
    assert getattr(place.row(IssueRow, CMP), field) == before


def test_archived_types_are_not_offered_but_kept(opened):
    place = opened(desk.issue(issue_type="Old type"))
    offered = place.page.view.facts._boxes["issue_type"]
    names = [offered.itemText(at) for at in range(offered.count())]
    assert names == ["Damage", "Poor finish", "Old type"]
    assert offered.currentText() == "Old type"


def test_the_description_is_edited_in_place(opened):
    """ISS-60."""
    place = opened()
    place.press("description_edit")
    text = find(place.page, QPlainTextEdit, "description_field")
    text.clear()
    type_text(text, "A deep scratch.")
    place.press("description_save")
    assert place.row(IssueRow, CMP).description == "A deep scratch."
    assert not text.isVisible()


def test_what_is_being_written_stays_when_rows_come_in(opened):
    place = opened()
    place.press("description_edit")
    text = find(place.page, QPlainTextEdit, "description_field")
    type_text(text, "Mine. ")
    place.page.refresh(frozenset())
    assert "Mine." in text.toPlainText()


def test_a_follow_up_is_set_for_a_day_and_ended(opened):
    """ISS-60: follow-up required and the deferred date."""
    place = opened()
    place.choose("fact_follow_up", "follow:7")
    row = place.row(IssueRow, CMP)
    assert (row.follow_up_on, row.follow_up_required) == ("2026-11-29", True)
    place.choose("fact_follow_up", "follow:")
    assert not place.row(IssueRow, CMP).follow_up_required


def test_labels_and_watchers_are_ticked_in_their_menus(opened):
    place = opened()
    place.choose("fact_labels", "label:vip")
    assert place.row(IssueRow, CMP).label_ids == ("glass", "vip")
    place.choose("fact_watchers", "watch:amy")
    assert place.row(IssueRow, CMP).watcher_ids == (desk.ZOE,)


def test_pay_is_not_released_while_the_issue_is_open(opened):
    place = opened()
    release = find(place.page, QPushButton, f"do_release_{CMP}:{LIAM}")
    assert not release.isEnabled()
    assert "Close the issue first" in release.toolTip()


def test_pay_is_released_beside_the_thread_once_the_issue_is_closed(opened):
    place = opened(*desk.closed())
    place.press(f"do_release_{CMP}:{LIAM}")
    assert "$92.50 goes to Liam Kowalski" in place.dialog.hint.text()
    place.set("ask_reason", "Put right", place.dialog)
    place.answer()
    assert hold(place, LIAM).release_reason == "Put right"


def test_who_may_not_release_is_offered_no_button(opened):
    place = opened(*desk.closed(), role=Role.AGENT)
    assert not [b for b in place.page.findChildren(QPushButton)
                if b.objectName().startswith("do_release")]  # fmt: skip


def test_who_may_only_look_changes_nothing(opened):
    grants = ("issues:see", "bookings:see", "holds:see")
    rights = PermissionRow(id=permission_id(Role.AGENT), grants=grants)
    place = opened(rights, role=Role.AGENT)
    assert not find(place.page, QPushButton, "issue_more").menu_of.actions()[0].isEnabled()
    assert not place.page.view.facts._boxes["owner_id"].isEnabled()
    assert not find(place.page, QPushButton, "description_edit").isVisible()


def test_an_issue_that_is_gone_says_so_and_leads_back(opened):
    place = opened()
    place.page.open_issue("nowhere")
    click(find(place.page, QPushButton, "empty_state_action"))
    assert find(place.window, QPushButton, "report_issue").isVisible(), "the list is back"
