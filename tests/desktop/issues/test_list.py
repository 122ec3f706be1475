"""The list of issues in a real window over a real replica: segments, views, bulk, words, export."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton, QRadioButton

from desktop.issues.list_menus import MergeSheet
from desktop.issues.list_segments import Shape
from desktop.links import Link, LinkKind, ListWish
from desktop.lists.columns_model import WRITE_STEP
from desktop.replica.listing import count_matching
from desktop.replica.listing_issues import ISSUE_LIST
from desktop.replica.listing_issues_board import counters
from desktop.replica.listing_query import Filter, Op, Query, Sort
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import Channel, IssueStatus, RecordKind, Role
from tests.desktop.issues import complaints
from tests.desktop.issues.complaints import NOW, complaint, hold, said, surroundings
from tests.desktop.issues.conftest import Open
from tests.desktop.issues.opened import Opened
from tests.support.windows import click, click_row, find, press, settle, wait_until

S, K = IssueStatus, Qt.Key


def listed(open_issues: Open, *issues: object, role: Role = Role.ADMIN) -> Opened:
    return open_issues([*surroundings(role), *issues], Shape.LIST)


def ids(page: Opened) -> list[str]:
    model = page.page.page.view.grid.model_of_rows()
    return [model.row(at).id for at in range(model.rowCount())]


def cell(page: Opened, row: int, key: str) -> str:
    """A cell as it is read: its text, or its badges."""
    grid = page.page.page.view.grid
    shown = grid.model_of_rows().cell(row, page.page.page.view.look.section(key))
    return shown.text or ", ".join(badge.text for badge in shown.badges)


def select(page: Opened, *row_ids: str) -> None:
    for each in row_ids:
        page.page.page.view.grid.toggle_row(each)


def bulk(page: Opened, key: str, words: str = "") -> None:
    """Press a bulk action, and choose from the menu it opens."""
    click(find(page.page, QPushButton, f"bulk_{key}"))
    settle()
    if words:
        menu = find(page.page, QMenu, f"bulk_menu_{key}")
        next(each for each in menu.actions() if each.text().startswith(words)).trigger()
        menu.close()
    page.rest()


def test_each_segment_counts_its_issues_and_all_is_their_sum(open_issues: Open) -> None:
    """ISS-14: each filter's row count equals SELECT count; All is the sum of the three."""
    page = open_issues(complaints.busy(40), Shape.LIST)
    db = page.store.reader()
    found = dict(db.execute("SELECT record_kind, count(*) FROM issue GROUP BY 1").fetchall())
    for kind in ("quote", "booking", "invoice"):
        click(find(page.page, QPushButton, f"issues_of_{kind}"))
        page.rest()
        assert len(ids(page)) == found.get(kind, 0)
        button = find(page.page, QPushButton, f"issues_of_{kind}")
        assert button.text().strip().endswith(f"  {found.get(kind, 0)}")
    click(find(page.page, QPushButton, "issues_of_all"))
    page.rest()
    assert len(ids(page)) == sum(found.values()) == 40
    assert find(page.page, QPushButton, "issues_of_all").text().strip() == "All  40"


def test_all_columns_say_what_the_issue_is(open_issues: Open) -> None:
    issue = complaint(
        "i",
        owner_id=complaints.TOM,
        responsible_ids=(complaints.LIAM, complaints.OMAR),
        label_ids=(complaints.VIP,),
        priority=IssuePriority.HIGH,
        follow_up_required=True,
        follow_up_on="2026-11-20",
        reopen_count=2,
    )
    page = listed(open_issues, issue, hold(issue), hold(issue, complaints.OMAR, 2_500))
    every = tuple(field.key for field in ISSUE_LIST.fields if field.key[-3:] != "_id")
    page.ask(Query(columns=every))
    shown = {key: cell(page, 0, key) for key in every}
    assert (
        shown
        | {
            "number": "CMP-00012",
            "status": "New",
            "issue_type": "Damage",
            "customer": "Olivia Smith",
            "record": "BOK-20418",
            "owner": "Tom Baker",
            "priority": "High",
            "labels": "VIP",
            "responsible": "Liam Kowalski, Omar Haddad",
            "reported": "5 h ago",
            "follow_up": "20 Nov",
            "reopened": "2",
            "held": "$150.00",
        }
        == shown
    )


def test_merged_issues_are_not_listed_and_not_counted(open_issues: Open) -> None:
    page = listed(open_issues, complaint("a", 1), complaint("b", 2, merged_into_id=RowId("a")))
    assert ids(page) == ["a"]
    assert count_matching(page.store.reader(), ISSUE_LIST, Query()) == 1


def test_priority_is_sorted_by_urgency_and_status_by_the_way_of_work(open_issues: Open) -> None:
    issues = [complaint(f"p{n}", n, priority=p) for n, p in enumerate(IssuePriority)]
    page = listed(open_issues, *issues)
    page.ask(Query(sorts=(Sort("priority", descending=True),)))
    assert ids(page) == ["p3", "p2", "p1", "p0"]


def test_triage_counts_new_issues_and_to_follow_open_ones_with_the_flag(open_issues: Open) -> None:
    """ISS-36: the triage counter; ISS-55: To Follow counts open issues with the flag."""
    page = listed(
        open_issues,
        complaint("a", 1),
        complaint("b", 2, status=S.IN_PROGRESS, follow_up_required=True),
        complaint("c", 3, status=S.CLOSED, closed_at=NOW, follow_up_required=True),
    )
    found = counters(page.store.reader())
    assert (found.triage, found.to_follow) == (1, 1)
    chips = [b.text() for b in page.page.page.view.views.findChildren(QPushButton)]
    wait_until(lambda: not page.page.page.desk.views.is_busy(), "views are counted")
    chips = [b.text() for b in page.page.page.view.views.findChildren(QPushButton)]
    assert {"Triage  1", "To follow  1", "Open  2"} <= set(chips)


def test_enter_and_a_double_click_open_an_issue(open_issues: Open) -> None:
    """ISS-15."""
    page = listed(open_issues, complaint("i"))
    grid = page.page.page.view.grid
    click_row(grid, 0)
    press(grid, K.Key_Return)
    grid.doubleClicked.emit(grid.model().index(0, 0))
    assert page.links == [Link(LinkKind.ISSUE, RowId("i"))] * 2


def test_words_find_a_number_a_draft_a_label_and_what_was_written(open_issues: Open) -> None:
    """ISS-69, ISS-13: full text and labels offline; the draft code is found after numbering."""
    one = complaint("0000abcd", 77, label_ids=(complaints.WARRANTY,))
    two = complaint("0000efab", 78, description="Paint on the driveway")
    page = listed(open_issues, one, two, *said(two, "the dog was frightened"))
    for words, wanted in (
        ("CMP-00077", "0000abcd"),
        ("cmp-draft-abcd", "0000abcd"),
        ("warranty", "0000abcd"),
        ("driveway", "0000efab"),
        ("dog was", "0000efab"),
    ):
        page.ask(Query(words=words))
        assert ids(page) == [wanted], words


def test_an_owner_for_many_is_one_step_back_and_forth(open_issues: Open) -> None:
    """ISS-57, beyond row 18: owner set and cleared; one undo for all of them."""
    owned = complaint("a", 1, owner_id=complaints.AMY)
    page = listed(open_issues, owned, complaint("b", 2))
    select(page, "a", "b")
    bulk(page, "assign", "Tom Baker")
    assert {page.issue(i).owner_id for i in "ab"} == {"tom"}
    assert page.notice == "Tom Baker owns 2 issues."
    page.take_back()
    assert [page.issue(i).owner_id for i in "ab"] == ["amy", None]


def test_priority_label_day_and_watching_for_all_that_are_selected(open_issues: Open) -> None:
    """ISS-55, ISS-57, beyond row 18."""
    page = listed(open_issues, complaint("a", 1), complaint("b", 2))
    page.page.page.view.grid.select_all()
    bulk(page, "priority", "Urgent")
    bulk(page, "label", "VIP")
    bulk(page, "follow", "Tomorrow")
    bulk(page, "watch")
    for row in (page.issue("a"), page.issue("b")):
        assert row.priority is IssuePriority.URGENT
        assert row.label_ids == (complaints.VIP,)
        assert (row.follow_up_on, row.follow_up_required) == ("2026-11-19", True)
        assert row.watcher_ids == (complaints.AMY,)
    assert cell(page, 0, "labels") == "VIP"


def test_undoing_a_label_leaves_it_to_those_who_had_it(open_issues: Open) -> None:
    page = listed(open_issues, complaint("a", 1, label_ids=(complaints.VIP,)), complaint("b", 2))
    page.page.page.view.grid.select_all()
    bulk(page, "label", "VIP")
    page.take_back()
    assert [page.issue(i).label_ids for i in "ab"] == [(complaints.VIP,), ()]


def test_closing_many_names_those_that_are_left(open_issues: Open) -> None:
    """Beyond row 18: close where allowed, the rest is named."""
    closed = complaint("c", 3, status=S.CLOSED, closed_at=NOW)
    page = listed(open_issues, complaint("a", 1), complaint("b", 2), closed)
    page.page.page.view.grid.select_all()
    bulk(page, "close")
    assert {page.issue(i).status for i in "abc"} == {S.CLOSED}
    assert page.notice.startswith("Closed 2 issues.")
    assert "CMP-00003 is closed already." in page.notice


def test_who_may_not_close_has_no_such_button(open_issues: Open) -> None:
    page = listed(open_issues, complaint("a", 1), role=Role.AGENT)
    assert not page.page.findChildren(QPushButton, "bulk_close")
    assert page.page.findChildren(QPushButton, "bulk_assign")


def test_two_selected_issues_are_merged_under_the_number_chosen(open_issues: Open) -> None:
    """Beyond row 1: merge keeps both numbers, and can be taken back."""
    page = listed(open_issues, complaint("a", 1), complaint("b", 2))
    select(page, "a", "b")
    bulk(page, "merge")
    sheet = find(page.page, MergeSheet, "merge_issues")
    find(sheet, QRadioButton, "merge_keep_1").setChecked(True)
    click(find(sheet, QPushButton, "merge_issues_act"))
    page.rest()
    assert (page.issue("a").merged_into_id, ids(page)) == ("b", ["b"])
    page.take_back()
    assert page.issue("a").merged_into_id is None


def test_issues_of_two_customers_are_not_merged_and_the_reason_is_said(open_issues: Open) -> None:
    other = complaint("b", 2, customer_id=RowId("c1"))
    page = listed(open_issues, complaint("a", 1), other)
    select(page, "a", "b")
    bulk(page, "merge")
    click(find(find(page.page, MergeSheet, "merge_issues"), QPushButton, "merge_issues_act"))
    page.rest()
    assert "Only issues of one customer can be merged." in page.notice
    select(page, "a")
    bulk(page, "merge")
    assert page.notice == "Select exactly two issues of one customer to merge them."


def test_a_row_offers_to_write_to_its_owner(open_issues: Open) -> None:
    """ISS-16: from the list row to the composer."""
    page = listed(open_issues, complaint("a", 1, owner_id=complaints.TOM), complaint("b", 2))
    view = page.page.page.view
    by_label = {action.label: action for action in view.look.row_actions}
    view.menu_row = "a"
    view.row_action_chosen.emit(by_label["E-mail the owner"])
    (wish,) = page.messages
    assert (wish.channel, wish.address, wish.record_kind, wish.staff_id) == (
        Channel.EMAIL, "tom@example.com", RecordKind.ISSUE, complaints.TOM,
    )  # fmt: skip
    view.menu_row = "b"
    view.row_action_chosen.emit(by_label["E-mail the owner"])
    assert page.refused == ["Nobody owns this issue yet. Assign it first."]


def test_a_click_on_the_icons_of_a_row_writes_to_its_owner(open_issues: Open) -> None:
    """ISS-16: an icon in the row opens the composer."""
    page = listed(open_issues, complaint("a", 1, owner_id=complaints.TOM), complaint("b", 2))
    grid, section = page.page.page.view.grid, page.page.page.view.look.section("contact")
    for row in (0, 1):
        where = grid.visualRect(grid.model().index(row, section))
        for left in (20, 20 + WRITE_STEP):
            spot = QPoint(where.left() + left, where.center().y())
            QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    told = [(wish.channel, wish.record_id) for wish in page.messages]
    mine = next(each.id for each in (page.issue("a"), page.issue("b")) if each.owner_id)
    assert told == [(Channel.EMAIL, mine), (Channel.SMS, mine)]


def test_an_issue_moved_from_the_list_is_taken_back_by_the_notice(open_issues: Open) -> None:
    page = listed(open_issues, complaint("a", 1, status=S.IN_PROGRESS))
    page.page.moving.ask("a", S.AWAITING_APPROVAL)
    page.rest()
    assert cell(page, 0, "status") == "Awaiting approval"
    page.take_back()
    assert page.issue("a").status is S.IN_PROGRESS


def test_undo_belongs_to_the_last_thing_done(open_issues: Open) -> None:
    page = listed(open_issues, complaint("a", 1, status=S.IN_PROGRESS))
    page.page.moving.ask("a", S.AWAITING_APPROVAL)
    select(page, "a")
    bulk(page, "priority", "High")
    page.take_back()
    row = page.issue("a")
    assert (row.priority, row.status) == (IssuePriority.NORMAL, S.AWAITING_APPROVAL)


def test_the_list_of_a_status_is_opened_from_elsewhere(open_issues: Open) -> None:
    page = listed(open_issues, complaint("a", 1), complaint("b", 2, status=S.IN_PROGRESS))
    page.page.open_wish(ListWish(RecordKind.ISSUE, status=str(S.IN_PROGRESS)))
    page.rest()
    assert ids(page) == ["b"]


def test_types_to_filter_by_are_those_of_the_catalogue(open_issues: Open) -> None:
    page = listed(open_issues, complaint("a", 1), complaint("b", 2, issue_type="No-show"))
    filters = page.page.page.view.filters
    assert filters._fields["issue_type"].choices == tuple(sorted(complaints.TYPES))
    page.ask(Query(filters=(Filter("issue_type", Op.ONE_OF, ("No-show",)),)))
    assert ids(page) == ["b"]


def test_an_export_has_the_columns_and_rows_that_are_shown(
    open_issues: Open, tmp_path: Path
) -> None:
    """Beyond row 20."""
    issue = complaint("a", 1)
    page = listed(open_issues, issue, hold(issue))
    page.ask(Query(columns=("number", "status", "record", "held")))
    file = tmp_path / "issues.csv"
    page.page.page.desk.write(lambda exporting, pick: exporting.write(pick, file))
    page.rest()
    with file.open(newline="", encoding="utf-8-sig") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == ["Number", "Status", "About", "Held"]
    assert rows[1][:3] == ["CMP-00001", "New", "BOK-20418"]


def test_an_issue_not_sent_yet_has_a_draft_code(open_issues: Open) -> None:
    page = listed(open_issues, complaint("0000abcd", None))
    assert cell(page, 0, "number") == "CMP-draft-abcd"


def test_a_change_arrives_in_list_and_counts(open_issues: Open) -> None:
    page = listed(open_issues, complaint("a", 1))
    page.ask(Query(filters=(Filter("status", Op.ONE_OF, (str(S.NEW),)),)))
    assert ids(page) == ["a"]
    page.page.moving.ask("a", S.AWAITING_APPROVAL)
    page.rest()
    wait_until(lambda: ids(page) == [], "it has left the list of new ones")


def test_the_oldest_new_issues_stand_first_in_triage(open_issues: Open) -> None:
    old = complaint("old", 1, reported_at=NOW - timedelta(days=3))
    page = listed(open_issues, old, complaint("new", 2))
    view = next(v for v in page.page.page.view.look.views if v.name == "Triage")
    page.ask(view.query)
    assert ids(page) == ["old", "new"]
