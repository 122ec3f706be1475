"""Reports and deletions in the office: a page of the rail, lists behind bars, and the dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel

from desktop.issues.list_page import IssueOverview
from desktop.links import EraseWish, Link, LinkKind
from desktop.replica.profile import Profile
from desktop.reports.bar_chart import BarChart
from desktop.shell.main_window import MainWindow
from desktop.shell.navigation import Place
from desktop.shell.office import Office
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow
from sync_server.contract.values import Role
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import find, settle, wait_until

ISSUE = RowId("i1")
ROWS = [
    BookingRow(RowId("b1"), customer_id=RowId("c1"), title="Deep clean"),
    BookingRow(RowId("b2"), customer_id=RowId("c1"), title="Deep clean of ovens"),
    BookingRow(RowId("b3"), customer_id=RowId("c1")),
    IssueRow(
        id=ISSUE,
        customer_id=RowId("c1"),
        number=12,
        record_id=RowId("b1"),
        issue_type="Damage",
        reported_at=office.clock(),
    ),
    *(
        IssueRow(
            id=RowId(f"i{at}"),
            customer_id=RowId("c1"),
            number=11 + at,
            record_id=RowId(f"b{at}"),
            issue_type=issue_type,
            reported_at=office.clock(),
        )
        for at, issue_type in ((2, "Damage to glass"), (3, "Late"))
    ),
]
Opened = tuple[MainWindow, Office]


@pytest.fixture
def opened(qtbot, tmp_path: Path) -> Iterator[Callable[[Role], Opened]]:
    made: list[tuple[Profile, Office]] = []

    def make(role: Role) -> Opened:
        profile = office.desk(tmp_path, ROWS, role)
        window = MainWindow()
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        store = Store(profile, office.clock)
        built = Office(window, store, office.clock)
        store.listen(built.refresh)
        built.open_first()
        made.append((profile, built))
        return window, built

    yield make
    for profile, built in made:
        built.stop()
        profile.close()


@pytest.mark.parametrize(
    ("chart", "label", "shown"),
    [
        ("types", "Damage", {"i1"}),
        ("types", "Damage to glass", {"i2"}),
        ("services", "Deep clean", {"i1"}),
        ("services", "Deep clean of ovens", {"i2"}),
        ("services", "Without a service", {"i3"}),
    ],
)
def test_a_bar_of_the_report_opens_the_list_with_exactly_those_issues(opened, chart, label, shown):
    """ISS-68."""
    window, made = opened(Role.ADMIN)
    made.tabs.go(Place("reports"))
    wait_until(lambda: window.findChild(BarChart, f"chart_{chart}") is not None, "the charts")
    assert find(window, QLabel, "value_reported").text() == "3"
    bars = find(window, BarChart, f"chart_{chart}")
    bars.chosen.emit([bar.label for bar in bars._chart.bars].index(label))
    place = made.navigation.place()
    assert place is not None
    assert place.page == "issues"
    (page,) = window.findChildren(IssueOverview)
    wait_until(lambda: not page.is_busy(), "the list")
    settle()
    rows = page.page.view.grid.model_of_rows()
    assert {rows.row(at).id for at in range(rows.rowCount())} == shown


def test_an_administrator_deletes_the_issue_in_view(opened):
    """ISS-65: found among all actions, only where there is an issue."""
    window, made = opened(Role.ADMIN)
    action = made.reports.action()
    assert not action.enabled()
    made.open(Link(LinkKind.ISSUE, ISSUE))
    assert action.enabled()
    action.run()
    settle()
    dialog = find(window, QDialog, "erase")
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Delete issue forever"


def test_nobody_else_is_offered_it(opened):
    window, made = opened(Role.AGENT)
    made.open(Link(LinkKind.ISSUE, ISSUE))
    assert not made.reports.action().enabled()
    made.reports.erasing.answer(EraseWish(ISSUE))
    assert window.toast.text() == "Only administrators delete issues forever."
