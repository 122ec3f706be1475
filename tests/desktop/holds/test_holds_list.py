"""The finance grid as finance uses it: views, sums, groups, releases, expected days, comments."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QListWidget, QMenu, QPushButton

from desktop.holds.expecting import ExpectEditor
from desktop.holds.holds_list import HoldsList
from desktop.holds.list_model import LOOK
from desktop.holds.page import HoldsPage
from desktop.holds.release_model import proposal, why_not
from desktop.links import Link, LinkKind
from desktop.lists.list_grid import RowMenu
from desktop.qt.hop import GuiThread
from desktop.replica.listing import groups, totals
from desktop.replica.listing_holds import hold_list
from desktop.replica.listing_query import Filter, Op, Query, Sort
from desktop.replica.releasing import candidates
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldEventRow, HoldRow, ReleaseHold
from sync_server.contract.values import HoldState, Role
from sync_server.rules.effects import Circumstances, Refused
from sync_server.rules.releases import release_hold
from tests.desktop.holds import office_of_holds as office
from tests.desktop.holds.desk import idle
from tests.support.windows import click, find, press, type_text, wait_until

TODAY = office.NOW.astimezone().date()


@pytest.fixture
def here(page: HoldsPage) -> HoldsList:
    return page.holds


def ids(here: HoldsList) -> list[str]:
    model = here.view.grid.model_of_rows()
    return [str(model.row(at).id) for at in range(model.rowCount())]


def show(page: HoldsPage, view: str) -> list[str]:
    one = next(each for each in LOOK.views if each.name == view)
    page.holds.desk.show_query(one.query)
    idle(page)
    return ids(page.holds)


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("Open", ["i5:omar", "i4:priya", "i2:liam", "i1:liam", "i1:omar"]),
        ("Ready to release", ["i5:omar", "i2:liam"]),
        ("Needs a second person", ["i5:omar"]),
        ("Recovery due", ["i4:priya"]),
        ("Provisional", ["i1:liam", "i1:omar"]),
        ("Overdue expected release", ["i1:omar"]),
        ("Released", ["i3:omar"]),
    ],
)
def test_each_view_of_the_product_shows_what_it_says(page: HoldsPage, view, found) -> None:
    """PAY-14: the views finance works through."""
    assert show(page, view) == found


def test_holds_and_releases_stand_in_one_grid_whose_sums_are_those_of_the_rows(
    page: HoldsPage, store: Store
) -> None:
    """PAY-09: report rows are holds and releases; sums equal the rows and the last events."""
    assert len(show(page, "Holds and releases")) == 6
    rows = store.view.where(HoldRow)
    shown = totals(store.reader(), hold_list(TODAY), Query())
    by_state = {state: sum(r.amount_cents for r in rows if r.state is state) for state in HoldState}
    assert shown.count == len(rows)
    assert shown.sums == (
        by_state[HoldState.HELD],
        by_state[HoldState.READY_TO_RELEASE],
        12_500,
        by_state[HoldState.RECOVERY_DUE],
    )
    events = {e.hold_id: e.amount_cents for e in store.view.where(HoldEventRow)}
    assert sum(events.values()) == sum(r.amount_cents for r in rows)
    foot = find(page, QLabel, "holds_totals")
    assert foot.isVisible()
    assert "Withheld $200.01" in foot.text()
    assert "To recover $90.00" in foot.text()


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("worker", [("Liam Murphy", 2), ("Omar Haddad", 3), ("Priya Singh", 1)]),
        ("pay_run", [(None, 5), ("October", 1)]),
        ("reason", [("Damage", 6)]),
    ],
)
def test_groups_have_counts_and_sums_of_their_own(store: Store, key, found) -> None:
    """PAY-14: totals by fieldworker, pay run and reason."""
    made = groups(store.reader(), hold_list(TODAY), Query(group_by=key))
    assert [(head.value, head.count) for head in made] == found
    whole = totals(store.reader(), hold_list(TODAY), Query()).sums
    assert tuple(map(sum, zip(*(head.sums for head in made), strict=True))) == whole


def test_every_column_sorts_and_filters_and_groups_without_a_fault(page: HoldsPage) -> None:
    for field in LOOK.fields:
        if field.is_sortable:
            page.holds.desk.show_query(Query(sorts=(Sort(field.key, descending=True),)))
            idle(page)
            assert len(ids(page.holds)) == 6, field.key
    for one in (
        Filter("late", Op.BETWEEN, ("1", "")),
        Filter("age", Op.BETWEEN, ("0", "400")),
        Filter("pay_run", Op.CONTAINS, ("Octo",)),
        Filter("withheld", Op.BETWEEN, ("1", "")),
        Filter("booking", Op.BETWEEN, ("20401", "20401")),
        Filter("worker_id", Op.ONE_OF, ("omar",)),
        Filter("issue_status", Op.ONE_OF, ("closed",)),
        Filter("expected", Op.FILLED),
    ):
        page.holds.desk.show_query(Query(filters=(one,)))
        idle(page)
        assert 0 < len(ids(page.holds)) <= 6, one.key


@pytest.mark.parametrize(
    ("words", "found"),
    [("CMP-232", ["i2:liam"]), ("bok 20405", ["i5:omar"]), ("omar", 3), ("Ann", 4), ("damage", 6)],
)
def test_the_search_box_takes_codes_and_names(page: HoldsPage, words, found) -> None:
    page.holds.desk.show_query(Query(words=words))
    idle(page)
    assert (ids(page.holds) if isinstance(found, list) else len(ids(page.holds))) == found


def test_days_are_counted_and_an_invoice_is_known(page: HoldsPage) -> None:
    show(page, "Open")
    here = page.holds
    keys = tuple(each.key for each in LOOK.fields if each.is_sortable)
    here.desk.show_query(Query(sorts=(Sort("since"),), columns=keys))
    idle(page)
    model = here.view.grid.model_of_rows()
    by_id = {str(model.row(at).id): model.row(at) for at in range(model.rowCount())}
    late, age, invoice = (LOOK.section(key) for key in ("late", "age", "invoice"))
    assert by_id["i1:omar"].values[late] == 3
    assert by_id["i1:omar"].values[age] == 2
    assert by_id["i1:omar"].values[invoice] == 77
    assert by_id["i3:omar"].values[age] == 2, "days until it was released"


def test_a_new_day_counts_days_anew(qapp, store: Store) -> None:
    now = [office.NOW]
    page = HoldsPage(store, lambda: now[0])
    idle(page)
    show(page, "Overdue expected release")
    now[0] += timedelta(days=10)
    page.refresh(frozenset())
    idle(page)
    assert ids(page.holds) == ["i1:omar", "i2:liam"]
    page.end()


# -- releasing


def select(here: HoldsList, *wanted: str) -> None:
    for each in wanted:
        here.view.grid.toggle_row(each)


def ask(page: HoldsPage) -> None:
    click(find(page, QPushButton, "release_selected"))
    idle(page)


def test_the_question_names_number_sum_and_fieldworkers_and_what_stays(page: HoldsPage) -> None:
    """PAY-03: nothing is released before somebody saw whose and how much."""
    select(page.holds, "i1:liam", "i2:liam", "i5:omar")
    assert find(page, QPushButton, "release_selected").accessibleName() == "Release 3 selected"
    ask(page)
    dialog = page.holds.releasing.dialog()
    assert find(dialog, QLabel, "release_words").text() == (
        "2 holds, $1,100.00 in all, for 2 fieldworkers."
    )
    shares = find(dialog, QLabel, "release_shares").text()
    assert shares == "Omar Haddad: 1 hold, $800.00\nLiam Murphy: 1 hold, $300.00"
    kept = find(dialog, QListWidget, "release_kept")
    assert [kept.item(at).text() for at in range(kept.count())] == [
        "BOK-20401, Liam Murphy, CMP-00231: The issue behind it is still open."
    ]


def test_a_release_carries_the_reason_and_says_how_much_went(page: HoldsPage, store: Store) -> None:
    """PAY-03, PAY-14: from the grid, in the name of a person, with a reason of the catalogue."""
    select(page.holds, "i1:liam", "i2:liam", "i5:omar")
    ask(page)
    dialog = page.holds.releasing.dialog()
    reason = find(dialog, QComboBox, "release_reason")
    assert [reason.itemText(at) for at in range(reason.count())] == [
        "No reason given",
        "Put right",
        "Goodwill",
    ]
    reason.setCurrentIndex(2)
    click(find(dialog, QPushButton, "release_confirm"))
    idle(page)
    for each in ("i2:liam", "i5:omar"):
        row = store.view.get(HoldRow, RowId(each))
        assert row is not None
        assert (row.state, row.released_by_name) == (HoldState.RELEASED, "Amy")
        assert row.release_reason == "Goodwill"
    held = store.view.get(HoldRow, RowId("i1:liam"))
    assert held is not None
    assert held.state is HoldState.HELD
    assert "2 holds released, $1,100.00 in all." in page.holds.view.notice.text()
    assert "i2:liam" not in ids(page.holds)


def test_above_the_limit_a_release_waits_for_a_second_person(page: HoldsPage, store: Store) -> None:
    """PAY-03: two-person release from the grid."""
    first = store.view.get(HoldRow, RowId("i5:omar"))
    assert first is not None
    found = candidates(store.reader(), [first.id])
    assert why_not(found[0], 50_000, RowId("priya")).startswith("You released it already")
    assert why_not(found[0], 50_000, RowId("amy")) == ""
    assert proposal(found, 50_000, RowId("amy")).first_of_two == 0, "Priya was the first"


def test_what_changed_while_the_question_stood_is_named_and_not_released(
    page: HoldsPage, store: Store
) -> None:
    """PAY-03: no hold that changed since is released unseen."""
    select(page.holds, "i2:liam")
    ask(page)
    store.do(ReleaseHold(hold_id=RowId("i2:liam"), seen_version=1, reason="By another"))
    dialog = page.holds.releasing.dialog()
    click(find(dialog, QPushButton, "release_confirm"))
    idle(page)
    row = store.view.get(HoldRow, RowId("i2:liam"))
    assert row is not None
    assert row.release_reason == "By another"


def test_why_not_says_no_exactly_where_the_rule_does(store: Store) -> None:
    """PAY-03: the question never promises what the rule refuses, nor hides what it allows."""
    for me in ("amy", "priya"):
        here = Circumstances(RowId(me), me, Role.ADMIN, office.NOW)
        for one in candidates(store.reader(), [row.id for row in store.view.where(HoldRow)]):
            command = ReleaseHold(hold_id=one.id, seen_version=one.version)
            try:
                goes = bool(release_hold(store.view, command, here).rows)
            except Refused:
                goes = False
            assert goes == (not why_not(one, 50_000, RowId(me))), (me, one.id)


def test_releasing_nothing_says_how_to_select(page: HoldsPage) -> None:
    click(find(page, QPushButton, "release_selected"))
    assert "Select what to release" in page.holds.view.notice.text()


@pytest.mark.parametrize("me", [Role.ADMIN, Role.READ_ONLY])
def test_only_who_may_release_is_offered_it(tmp_path: Path, gui: GuiThread, me: Role) -> None:
    """PAY-03: the button needs the right."""
    profile = office.desk(tmp_path, office.office(me))
    made = HoldsPage(Store(profile, office.clock, gui.run), office.clock)
    made.show()
    idle(made)
    assert find(made, QPushButton, "release_selected").isVisible() is (me is Role.ADMIN)
    made.end()
    profile.close()


# -- expected days, comments, links


def current(here: HoldsList, row_id: str) -> None:
    here.window().activateWindow()
    here.view.grid.setFocus()
    wait_until(here.view.grid.hasFocus, "the keyboard is on the grid")
    here.view.grid.selectRow(ids(here).index(row_id))


def test_f2_sets_the_expected_day_in_its_cell(page: HoldsPage, store: Store) -> None:
    """PAY-14: editable in place."""
    here = page.holds
    current(here, "i1:liam")
    press(here.view.grid, Qt.Key.Key_F2)
    editor = find(page, ExpectEditor, "expected_on")
    assert editor.isVisible()
    type_text(editor, "2026-12-32")
    press(editor, Qt.Key.Key_Return)
    assert editor.isVisible(), "no such day: it stays open"
    editor.clear()
    type_text(editor, "2026-12-24")
    press(editor, Qt.Key.Key_Return)
    idle(page)
    row = store.view.get(HoldRow, RowId("i1:liam"))
    assert row is not None
    assert row.expected_on == "2026-12-24"


def test_escape_leaves_the_expected_day_as_it_was(page: HoldsPage, store: Store) -> None:
    current(page.holds, "i1:omar")
    press(page.holds.view.grid, Qt.Key.Key_F2)
    editor = find(page, ExpectEditor, "expected_on")
    type_text(editor, "2027-01-01")
    press(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    row = store.view.get(HoldRow, RowId("i1:omar"))
    assert row is not None
    assert row.expected_on == office.day(-3)


def test_a_comment_on_a_row_goes_to_the_issue_with_the_composer(page: HoldsPage) -> None:
    """PAY-14: comment on a hold opens the issue's thread."""
    asked: list[Link] = []
    page.comment_requested.connect(asked.append)
    view = page.holds.view
    view.grid.row_menu_requested.emit(RowMenu("i2:liam", view.mapToGlobal(view.rect().center())))
    menu = find(view, QMenu, "row_menu")
    next(a for a in menu.actions() if a.text().startswith("Comment")).trigger()
    menu.close()
    assert asked == [Link(LinkKind.ISSUE, RowId("i2"))]


def test_a_csv_has_exactly_the_rows_columns_and_sums_of_the_grid(
    page: HoldsPage, tmp_path: Path
) -> None:
    """PAY-09, PAY-14: CSV equals grid."""
    shown = show(page, "Open")
    to = tmp_path / "holds.csv"
    page.holds.desk.write(lambda exporting, pick: exporting.write(pick, to))
    idle(page)
    with to.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == len(shown)
    assert lines[0]["Booking"] == "BOK-20405"
    assert lines[0]["Issue"] == "CMP-00235"
    withheld = sum(round(float(line["Withheld"] or 0) * 100) for line in lines)
    assert (
        withheld
        == totals(page.holds._store.reader(), hold_list(TODAY), page.holds.desk.query()).sums[0]
    )
