"""Issues out of a CSV file: a dry run that names every error, then all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.issues.import_plan import dry_run
from desktop.issues.import_sheet import ImportSheet
from desktop.lists.import_text import Unreadable
from desktop.store import Store
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueOrigin, IssuePriority, IssueRow, MoveIssue
from sync_server.contract.values import IssueStatus, RecordKind
from tests.desktop.issues import issue_desk as desk
from tests.desktop.records.office_of_records import AMY, BILL, JOB, LIAM
from tests.support.windows import click, find, wait_until

HEAD = "Record,Type,Description,Priority,Responsible,Owner,Follow-up\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    profile = desk.desk(tmp_path)
    yield Store(profile, desk.clock)
    profile.close()


def written(folder: Path, rows: str, head: str = HEAD) -> Path:
    path = folder / "issues.csv"
    path.write_text(head + rows)
    return path


def test_a_row_becomes_a_report_with_everything_it_says(store, tmp_path):
    rows = "bok-18,Damage,Scratched,high,Liam Kowalski,Amy Grant,2026-12-01\n"
    (line,) = dry_run(store, written(tmp_path, rows)).lines
    command = line.command
    assert command is not None
    assert (command.record_id, command.record_kind) == (JOB, RecordKind.BOOKING)
    assert (command.issue_type, command.description) == ("Damage", "Scratched")
    assert (command.priority, command.responsible_ids) == (IssuePriority.HIGH, (LIAM,))
    assert (command.owner_id, command.follow_up_on) == (AMY, "2026-12-01")
    assert command.is_imported


def test_an_invoice_is_named_by_its_number_and_the_rest_may_be_empty(store, tmp_path):
    (line,) = dry_run(store, written(tmp_path, "INV-00044,Billing dispute,,,,,\n")).lines
    assert line.command is not None
    assert line.command.record_id == BILL


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",Damage,,,,,", "There is no number of a booking"),
        ("what,Damage,,,,,", "“what” is no number of a booking"),
        ("INQ-00012,Damage,,,,,", "“INQ-00012” is no number of a booking"),
        ("BOK-99999,Damage,,,,,", "There is no booking BOK-99999."),
        ("BOK-18,,,,,,", "An issue needs a type"),
        (f"BOK-18,{'x' * 61},,,,,", "An issue needs a type"),
        ("BOK-18,Damage,,sky-high,,,", "“sky-high” is no priority"),
        ("BOK-18,Damage,,,Nobody Known,,", "Nobody Known is not on this booking."),
        ("INV-44,Damage,,,Liam Kowalski,,", "Only an issue about a booking"),
        ("BOK-18,Damage,,,,Nobody Known,", "There is no colleague Nobody Known"),
        ("BOK-18,Damage,,,,,1/12/2026", "“1/12/2026” is no day such as"),
        ("BOK-18,Damage,,,,,,one,too,many", "The row has 10 columns"),
    ],
)
def test_a_row_that_cannot_be_says_why(store, tmp_path, row, why):
    (line,) = dry_run(store, written(tmp_path, row + "\n")).lines
    assert line.command is None
    assert why in line.problem


def test_fifty_broken_rows_are_named_one_by_one_and_nothing_is_changed(store, tmp_path):
    before = store.view.where(IssueRow)
    rows = "".join(f"BOK-{90000 + n},Damage,,,,,\n" for n in range(50))
    checked = dry_run(store, written(tmp_path, rows))
    assert [line.line for line in checked.lines] == list(range(2, 52))
    assert len({line.problem for line in checked.lines}) == 50
    assert checked.words().startswith("0 issues can be imported. 50 rows will be left out")
    assert store.view.where(IssueRow) == before


def test_the_same_row_twice_is_taken_once(store, tmp_path):
    first, second = dry_run(store, written(tmp_path, "BOK-18,Damage,,,,,\n" * 2)).lines
    assert first.command is not None
    assert second.problem == "It says the same as line 2."


@pytest.mark.parametrize("head", ["Name,Phone\n", "Record,Colour\n"])
def test_a_file_without_the_columns_that_are_needed_is_refused_in_words(store, tmp_path, head):
    with pytest.raises(Unreadable, match="The file has no column named"):
        dry_run(store, written(tmp_path, "a,b\n", head))


def test_columns_nobody_knows_are_named(store, tmp_path):
    checked = dry_run(store, written(tmp_path, "BOK-18,Damage,red\n", "Job,Kind,Colour\n"))
    assert checked.unknown == ("Colour",)
    assert len(checked.ready) == 1


def sheet(place) -> ImportSheet:
    return find(place.window, ImportSheet, "issue_import")


def words(place) -> str:
    return find(sheet(place), QLabel, "issue_import_report").text()


def test_fifty_issues_are_imported_beside_the_window(opened, tmp_path):
    """ISS-72: a dry run first; each is marked as imported."""
    place = opened()
    before = len(place.store.view.where(IssueRow))
    good = "".join(f"BOK-18,Damage,Row {n},,Liam Kowalski,,\n" for n in range(50))
    path = written(tmp_path, good + "BOK-99999,Damage,,,,,\n")
    place.office.imports.open_issues(str(path))
    wait_until(lambda: "can be imported" in words(place), "the dry run is shown")
    assert len(place.store.view.where(IssueRow)) == before
    act = find(sheet(place), QPushButton, "issue_import_act")
    assert act.accessibleName() == "Import 50 issues"
    click(act)
    wait_until(lambda: "50 issues imported." in words(place), "all of them are imported")
    assert words(place) == "50 issues imported. 1 row left out."
    made = [r for r in place.store.view.where(IssueRow) if r.origin is IssueOrigin.IMPORT]
    assert len(made) == 50
    assert len([h for h in place.store.view.where(HoldRow) if h.issue_id == made[0].id]) == 1


def test_an_import_is_taken_back_but_for_what_somebody_began_with(opened, tmp_path):
    """ISS-72: undo."""
    place = opened()
    rows = "".join(f"BOK-18,Damage,Row {n},,Liam Kowalski,,\n" for n in range(3))
    place.office.imports.open_issues(str(written(tmp_path, rows)))
    wait_until(lambda: "can be imported" in words(place), "the dry run is shown")
    click(find(sheet(place), QPushButton, "issue_import_act"))
    wait_until(lambda: "3 issues imported." in words(place), "all of them are imported")
    first, *_rest = [r for r in place.store.view.where(IssueRow) if r.origin is IssueOrigin.IMPORT]
    place.store.do(MoveIssue(first.id, first.status, IssueStatus.IN_PROGRESS))
    click(find(sheet(place), QPushButton, "issue_import_undo"))
    wait_until(lambda: "taken back" in words(place), "the rest is taken back")
    assert words(place) == "2 issues taken back. 1 issue left: work has begun."
    left = [r.id for r in place.store.view.where(IssueRow) if r.origin is IssueOrigin.IMPORT]
    assert left == [first.id]


def test_a_file_that_cannot_be_read_says_what_to_do(opened, tmp_path):
    place = opened()
    place.office.imports.open_issues(str(tmp_path / "nowhere.csv"))
    wait_until(sheet(place).problem.text, "the reason is shown")
    assert not find(sheet(place), QPushButton, "issue_import_act").isEnabled()
