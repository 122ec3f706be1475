"""The board of issues in a real window over a real replica: drag, keys, questions, undo, lanes."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton

from desktop.issues.board_menu import IssueMenu
from desktop.issues.board_model import CARD, COLUMNS, GAP, heads, lay_out
from desktop.issues.board_sheet import MoveSheet
from desktop.issues.board_view import Asked
from desktop.links import Link, LinkKind
from desktop.qt.tones import Tone
from desktop.replica.listing_issues_board import Spot, spots
from desktop.replica.listing_query import Filter, Op, Query
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssuePriority
from sync_server.contract.records import BookingRow
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, RecordKind, Role
from sync_server.rules.issue_moves import MOVES
from tests.desktop.issues import complaints
from tests.desktop.issues.complaints import NOW, complaint, hold, step, surroundings
from tests.desktop.issues.conftest import Open
from tests.support.windows import click, find, press, settle

S, K = IssueStatus, Qt.Key
INVOICE = {"record_kind": RecordKind.INVOICE, "record_id": RowId("v0")}
"""About a record that no move takes along."""


def office(*issues: object, role: Role = Role.ADMIN) -> list:
    return [*surroundings(role), *issues]


def test_each_issue_stands_in_the_column_of_its_status(open_issues: Open) -> None:
    """DSK-07, ISS-36: a new issue appears in the New column."""
    issues = [complaint(f"i{n}", n, status=status) for n, status in enumerate(COLUMNS)]
    issues[-1] = msgspec.structs.replace(issues[-1], closed_at=NOW - timedelta(days=2))
    found = open_issues(office(*issues)).columns()
    assert found == {status: [f"i{n}"] for n, status in enumerate(COLUMNS)}


def test_the_most_urgent_stand_first_and_then_what_waits_longest(open_issues: Open) -> None:
    def at(hours: int, priority: IssuePriority):
        name = f"{priority}{hours}"
        return complaint(name, priority=priority, reported_at=NOW - timedelta(hours=hours))

    normal, urgent = IssuePriority.NORMAL, IssuePriority.URGENT
    board = open_issues(office(at(1, normal), at(9, normal), at(2, urgent)))
    assert board.columns()[S.NEW] == ["urgent2", "normal9", "normal1"]


def test_reopened_issues_count_as_in_progress_too_with_a_badge() -> None:
    """ISS-38, A12: a column of their own, and part of the In-Progress group."""
    statuses = (S.IN_PROGRESS, S.IN_PROGRESS, S.REOPENED, S.NEW)
    made = heads([Spot(n, RowId(str(n)), s, "") for n, s in enumerate(statuses)], {})
    by_status = {head.status: head for head in made}
    assert by_status[S.IN_PROGRESS].count == 3
    assert by_status[S.IN_PROGRESS].badge == "1 reopened"
    assert by_status[S.REOPENED].count == 1


def test_a_full_column_warns() -> None:
    """Beyond row 11: work-in-progress limits."""
    found = [Spot(n, RowId(str(n)), S.IN_PROGRESS, "") for n in range(3)]
    over = heads(found, {"in_progress": 2})[1]
    assert over.is_over
    assert "More than the limit of 2" in over.words()
    assert not heads(found, {"in_progress": 3})[1].is_over


def test_closed_issues_leave_the_board_after_thirty_days(open_issues: Open) -> None:
    old = complaint("old", 1, status=S.CLOSED, closed_at=NOW - timedelta(days=31))
    new = complaint("new", 2, status=S.CLOSED, closed_at=NOW - timedelta(days=29))
    board = open_issues(office(old, new))
    assert board.columns()[S.CLOSED] == ["new"]
    assert "Last 30 days" in board.board.board().heads[-1].words()


def test_a_merged_issue_is_not_shown(open_issues: Open) -> None:
    merged = complaint("b", 2, merged_into_id=RowId("a"))
    assert open_issues(office(complaint("a", 1), merged)).columns()[S.NEW] == ["a"]


def test_dropping_a_card_moves_the_issue_at_once_and_undo_takes_it_back(open_issues: Open) -> None:
    """DSK-07: drag changes the status by the rules."""
    board = open_issues(office(complaint("i", 12, status=S.IN_PROGRESS, **INVOICE)))
    board.drag("i", S.AWAITING_APPROVAL)
    assert board.issue("i").status is S.AWAITING_APPROVAL
    assert board.columns()[S.AWAITING_APPROVAL] == ["i"]
    assert board.notice == "CMP-00012 is awaiting approval."
    board.take_back()
    assert board.issue("i").status is S.IN_PROGRESS


@pytest.mark.parametrize("status", COLUMNS)
def test_only_columns_the_rules_allow_light_up(open_issues: Open, status: IssueStatus) -> None:
    """ISS-37: the table of allowed moves, each column of each status."""
    closed_at = NOW if status is S.CLOSED else None
    issue = complaint("i", status=status, closed_at=closed_at, **INVOICE)
    board = open_issues(office(issue))
    carried = board.board.pick_up("i")
    assert carried is not None
    assert {to for to in COLUMNS if carried.may(to)} == MOVES[status]
    for to in set(COLUMNS) - MOVES[status] - {status}:
        assert carried.refusals[to].startswith("From ")


def test_a_card_dropped_where_it_may_not_go_stays_and_the_reason_is_shown(open_issues: Open):
    """DSK-07, ISS-58."""
    board = open_issues(office(complaint("i", status=S.NEW)))
    carried = board.drag("i", S.REOPENED)
    assert board.issue("i").status is S.NEW
    assert carried is not None
    assert carried.over is S.REOPENED
    assert "In progress, Awaiting approval or Closed" in carried.refusals[S.REOPENED]


def test_who_may_not_close_sees_why(open_issues: Open) -> None:
    """ISS-58: by role."""
    board = open_issues(office(complaint("i", **INVOICE), role=Role.AGENT))
    carried = board.drag("i", S.CLOSED)
    assert carried is not None
    assert carried.refusals[S.CLOSED] == "Your role may not close issues."
    assert board.issue("i").status is S.NEW


def test_a_card_is_moved_by_keyboard_alone(open_issues: Open) -> None:
    """DSK-07: keyboard move with Space, arrows, Enter."""
    board = open_issues(office(complaint("i", status=S.IN_PROGRESS, **INVOICE)))
    view = board.board
    view.setFocus()
    press(view, K.Key_Space)
    for key in (K.Key_Right, K.Key_Right):
        press(view, key)
    help_line = find(board.page, QLabel, "issue_board_help")
    assert help_line.text() == "Enter moves it to Awaiting approval."
    press(view, K.Key_Return)
    board.rest()
    assert board.issue("i").status is S.AWAITING_APPROVAL


def test_escape_leaves_a_carried_card_where_it_was(open_issues: Open) -> None:
    board = open_issues(office(complaint("i", status=S.IN_PROGRESS)))
    view = board.board
    view.setFocus()
    press(view, K.Key_Space)
    press(view, K.Key_Right)
    press(view, K.Key_Escape)
    assert view.carried() is None
    assert board.issue("i").status is S.IN_PROGRESS


def test_enter_where_a_card_may_not_go_says_why_and_keeps_it_in_hand(open_issues: Open) -> None:
    board = open_issues(office(complaint("i", status=S.IN_PROGRESS)))
    view = board.board
    view.setFocus()
    press(view, K.Key_Space)
    press(view, K.Key_Left)
    press(view, K.Key_Return)
    assert view.carried() is not None
    assert (
        "From In progress an issue goes to" in find(board.page, QLabel, "issue_board_help").text()
    )


def test_starting_work_asks_whether_the_booking_goes_along(open_issues: Open) -> None:
    """ISS-29, A40: both in one transaction, the tick is on by itself."""
    board = open_issues(office(complaint("i")))
    board.drag("i", S.IN_PROGRESS)
    sheet = find(board.page, MoveSheet, "move_issue")
    assert find(sheet, QCheckBox, "move_issue_tick").isChecked()
    assert board.issue("i").status is S.NEW
    click(find(sheet, QPushButton, "move_issue_act"))
    board.rest()
    assert board.issue("i").status is S.IN_PROGRESS
    booking = board.store.view.get(BookingRow, RowId("b0"))
    assert booking is not None
    assert booking.status is BookingStatus.IN_PROGRESS


def test_starting_work_does_not_ask_where_the_booking_is_worked_on_already(
    open_issues: Open,
) -> None:
    board = open_issues(office(complaint("i", record_id=RowId("b1"))))
    board.drag("i", S.IN_PROGRESS)
    assert board.issue("i").status is S.IN_PROGRESS


def test_closing_asks_to_release_pay_and_warns_of_open_steps(open_issues: Open) -> None:
    """A14: on by itself where the issue is the hold's only reason; open steps are named."""
    issue = complaint("i", status=S.AWAITING_APPROVAL)
    rows = office(issue, hold(issue), step(issue, 0, is_done=True), step(issue, 1))
    board = open_issues(rows)
    board.drag("i", S.CLOSED)
    sheet = find(board.page, MoveSheet, "move_issue")
    assert find(sheet, QCheckBox, "move_issue_tick").isChecked()
    assert find(sheet, QLabel, "move_issue_warning").text() == "One step is not done: Step 1."
    press(sheet, K.Key_Return)
    board.rest()
    (held,) = board.store.view.where(HoldRow, issue_id=RowId("i"))
    assert (board.issue("i").status, held.state) == (S.CLOSED, HoldState.RELEASED)
    assert board.notice == "CMP-00012 is closed and its pay released."


def test_release_now_is_off_where_another_issue_holds_the_same_pay(open_issues: Open) -> None:
    """A14."""
    issue, other = complaint("i", status=S.AWAITING_APPROVAL), complaint("o", 13)
    board = open_issues(office(issue, other, hold(issue), hold(other)))
    board.drag("i", S.CLOSED)
    assert not find(board.page, QCheckBox, "move_issue_tick").isChecked()


def test_without_the_right_to_release_pay_becomes_ready_for_finance(open_issues: Open) -> None:
    """A14: a supervisor closes, finance releases."""
    issue = complaint("i", status=S.AWAITING_APPROVAL)
    board = open_issues(office(issue, hold(issue), role=Role.SUPERVISOR))
    board.drag("i", S.CLOSED)
    sheet = find(board.page, MoveSheet, "move_issue")
    assert not find(sheet, QCheckBox, "move_issue_tick").isVisible()
    click(find(sheet, QPushButton, "move_issue_act"))
    board.rest()
    (held,) = board.store.view.where(HoldRow, issue_id=RowId("i"))
    assert held.state is HoldState.READY_TO_RELEASE


def test_a_closed_issue_offers_to_reopen_it_in_the_notice(open_issues: Open) -> None:
    board = open_issues(office(complaint("i", **INVOICE)))
    board.drag("i", S.CLOSED)
    assert find(board.page.page.view.notice, QPushButton, "banner_action").text() == "Reopen"
    board.take_back()
    row = board.issue("i")
    assert (row.status, row.reopen_count) == (S.REOPENED, 1)


def menu_of(board, row_id: str) -> IssueMenu:
    spot = board.board.viewport().mapToGlobal(board.board.rect().center())
    board.page._offer(Asked(row_id, spot))
    return find(board.page, IssueMenu, "issue_menu")


def test_the_menu_offers_moves_and_disallowed_ones_say_why(open_issues: Open) -> None:
    """ISS-58: both targets; a disallowed one is disabled with the reason as its tooltip."""
    board = open_issues(office(complaint("i", **INVOICE), role=Role.AGENT))
    menu = menu_of(board, "i")
    by_name = {action.objectName(): action for action in menu.actions()}
    assert by_name["move_awaiting_approval"].isEnabled()
    assert not by_name["move_closed"].isEnabled()
    assert "may not close" in by_name["move_closed"].toolTip()
    by_name["move_awaiting_approval"].trigger()
    menu.close()
    board.rest()
    assert board.issue("i").status is S.AWAITING_APPROVAL


def test_converting_is_not_offered_for_a_closed_issue(open_issues: Open) -> None:
    """ISS-29: hidden when the status is closed."""
    board = open_issues(office(complaint("i", status=S.CLOSED, closed_at=NOW)))
    menu = menu_of(board, "i")
    moves = [a.objectName() for a in menu.actions() if a.objectName().startswith("move_")]
    assert moves == ["move_reopened"]
    menu.close()


def test_the_owner_is_written_to_from_a_card(open_issues: Open) -> None:
    """ISS-16: the composer opens for who sees to the issue."""
    board = open_issues(office(complaint("i", owner_id=complaints.TOM)))
    menu = menu_of(board, "i")
    {action.objectName(): action for action in menu.actions()}["write_sms"].trigger()
    menu.close()
    (wish,) = board.messages
    assert (wish.address, wish.record_kind, wish.record_id) == (
        "+61491570156", RecordKind.ISSUE, "i",
    )  # fmt: skip


def test_enter_and_a_double_click_open_a_card(open_issues: Open) -> None:
    board = open_issues(office(complaint("i")))
    board.board.setFocus()
    press(board.board, K.Key_Return)
    assert board.links == [Link(LinkKind.ISSUE, RowId("i"))]


def test_the_board_answers_the_same_question_as_the_list(open_issues: Open) -> None:
    """Beyond row 11: filters, words and saved views are shared."""
    mine = complaint("mine", 1, owner_id=complaints.AMY)
    board = open_issues(office(mine, complaint("other", 2), *complaints.said(mine, "wet socks")))
    board.ask(Query(filters=(Filter("owner_id", Op.ONE_OF, ("amy",)),)))
    assert board.columns()[S.NEW] == ["mine"]
    board.ask(Query(words="wet socks"))
    assert board.columns()[S.NEW] == ["mine"]
    board.ask(Query(words="nothing like it"))
    assert find(board.page.board.panel, QPushButton, "empty_state_action").isVisible()


def test_swimlanes_stand_under_each_other_and_nobodys_first(open_issues: Open) -> None:
    """Beyond row 11: swimlanes by assignee, type or priority."""
    issues = [complaint(f"i{n}", n, owner_id=who) for n, who in enumerate(("tom", None, "amy"))]
    board = open_issues(office(*issues))
    board.page._choose_lanes("owner")
    board.rest()
    assert [(lane.title, lane.count) for lane in board.board.board().lanes] == [
        ("Nobody", 1), ("Amy Walker", 1), ("Tom Baker", 1),
    ]  # fmt: skip
    board.page._choose_lanes("priority")
    board.rest()
    assert [lane.title for lane in board.board.board().lanes] == ["Normal"]


def test_arrows_go_to_the_neighbour_in_every_direction(open_issues: Open) -> None:
    new = [complaint(f"n{n}", n, reported_at=NOW - timedelta(hours=9 - n)) for n in range(3)]
    closed = complaint("c", 9, status=S.CLOSED, closed_at=NOW)
    board = open_issues(office(*new, closed))
    view = board.board
    view.setFocus()
    walked = []
    for key in (K.Key_Down, K.Key_Down, K.Key_Right, K.Key_Left, K.Key_Up):
        press(view, key)
        walked.append(view.current_id())
    assert walked == ["n1", "n2", "c", "n0", "n0"]


def test_a_breached_clock_is_red_and_one_that_runs_counts_down(open_issues: Open) -> None:
    """ISS-70's clocks on the card."""
    late = complaint("late", 1, ack_due_at=NOW - timedelta(hours=5))
    soon = complaint("soon", 2, resolve_due_at=NOW + timedelta(hours=30))
    board = open_issues(office(late, soon))
    cards = {card.id: card for n in range(2) if (card := board.board.card(n)) is not None}
    assert (cards["late"].waits, cards["late"].waits_tone) == ("5 h late", Tone.RED)
    assert (cards["soon"].waits, cards["soon"].waits_tone) == ("1 d left", None)


def test_a_card_says_all_it_shows_to_screen_readers(open_issues: Open) -> None:
    """ISS-57: labels stand on the card; so do owner, hold, steps and follow-up."""
    issue = complaint(
        "i",
        owner_id=complaints.AMY,
        responsible_ids=(complaints.LIAM,),
        label_ids=(complaints.WARRANTY,),
        priority=IssuePriority.URGENT,
        follow_up_required=True,
        follow_up_on="2026-11-20",
    )
    board = open_issues(office(issue, hold(issue), step(issue, 0, is_done=True), step(issue, 1)))
    card = board.board.card(0)
    assert card is not None
    assert [(label.text, label.tone) for label in card.labels] == [("Warranty", Tone.BLUE)]
    for words in (
        "CMP-00012 Damage", "Olivia Smith", "New", "priority urgent", "owner Amy Walker",
        "responsible Liam Kowalski", "pay withheld", "steps 1/2", "Follow up 20 Nov",
        "label Warranty",
    ):  # fmt: skip
        assert words in card.spoken()
    QAccessible.setActive(True)
    shown = QAccessible.queryAccessibleInterface(board.board)
    names = [shown.child(n).text(QAccessible.Text.Name) for n in range(shown.childCount())]
    assert any("CMP-00012 Damage" in name for name in names)


def test_a_board_of_thousands_finds_every_card_where_it_stands() -> None:
    found = [Spot(n, RowId(str(n)), COLUMNS[n % 5], f"lane {n % 3}") for n in range(3000)]
    board = lay_out(found, {}, "owner", 1200)
    assert len(board.spots) == 3000
    for row in range(0, 3000, 7):
        box = board.box(row)
        assert board.row_at(box.x + 20, box.y + 20) == row
        assert board.row_at(box.x + 20, box.y + CARD + GAP // 2) == -1
    assert sorted(board.between(0, board.height)) == list(range(3000))


def test_what_stays_chosen_when_cards_come_and_go(open_issues: Open) -> None:
    board = open_issues(office(complaint("a", 1), complaint("b", 2, **INVOICE)))
    board.board.choose("b")
    board.page.moving.ask("b", S.AWAITING_APPROVAL)
    board.rest()
    assert board.board.current_id() == "b"


def test_the_shape_is_remembered(open_issues: Open) -> None:
    board = open_issues(office(complaint("i")))
    click(find(board.page, QPushButton, "issues_as_list"))
    settle()
    assert board.store.setting("issues shape") == "list"
    assert board.page.page.view.grid.isVisible()


def test_a_busy_board_has_every_card(open_issues: Open) -> None:
    board = open_issues(complaints.busy(60))
    found = spots(board.store.reader(), Query(), NOW)
    assert len(found) == 60


def test_an_empty_board_offers_to_report_an_issue(open_issues: Open) -> None:
    board = open_issues(surroundings())
    wished: list[str] = []
    board.page.report_requested.connect(lambda: wished.append("report"))
    button = find(board.page.board.panel, QPushButton, "empty_state_action")
    assert button.text() == "Report issue"
    click(button)
    assert wished == ["report"]
