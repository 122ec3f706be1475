"""Exports hold exactly what is filtered, in that order, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.calls.log_export import HEADINGS, call_sheet
from desktop.calls.log_page import LogPage
from desktop.lists.export import export
from desktop.lists.export_cells import Exported, harmless
from desktop.lists.exporting import Exporting
from desktop.replica.call_log import Order
from desktop.replica.call_picks import CallFilter, pick_calls
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerRow
from tests.desktop.calls import office_of_calls as office

EVIL = RowId("evil")


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    rows = [*office.four_kinds(), CustomerRow(id=EVIL, name='=HYPERLINK("http://x";"y")')]
    rows.append(office.call("bad", ago=9, customer_id=EVIL))
    made = office.desk(tmp_path, rows)
    yield made
    made.close()


def written(profile: Profile, to: Path, chosen: CallFilter, order: Order) -> Exported:
    db = profile.replica.reader()
    return export(call_sheet(db, pick_calls(db, chosen, order)).sheet, to, lambda _done: False)


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_file_holds_what_is_filtered_in_that_order(profile: Profile, tmp_path: Path) -> None:
    """CAL-12: CSV."""
    to = tmp_path / "calls.csv"
    done = written(profile, to, CallFilter(words="ann"), Order.TALKED)
    assert (done.rows, done.is_whole) == (1, True)
    heading, first = lines(to)
    assert tuple(heading) == HEADINGS
    assert first[:5] == ["Incoming", "+491711234567", "Ann Taylor", "Amy", "Main line"]
    assert first[6:] == ["5", "252", "Answered", "Booked", "252", "BOK-20418"]


def test_a_name_that_is_a_formula_is_written_as_text(profile: Profile, tmp_path: Path) -> None:
    to = tmp_path / "calls.csv"
    written(profile, to, CallFilter(), Order.STARTED)
    names = [line[2] for line in lines(to)]
    assert names[-1].startswith("'=HYPERLINK")


def test_a_workbook_holds_text_and_numbers_and_no_formula(profile: Profile, tmp_path: Path) -> None:
    to = tmp_path / "calls.xlsx"
    done = written(profile, to, CallFilter(), Order.STARTED)
    assert done.rows == 5
    with zipfile.ZipFile(to) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "HYPERLINK" in sheet
    assert "<v>252</v>" in sheet


def test_a_cancelled_export_leaves_no_file(profile: Profile, tmp_path: Path) -> None:
    db, to = profile.replica.reader(), tmp_path / "calls.csv"
    done = export(call_sheet(db, pick_calls(db, CallFilter())).sheet, to, lambda _done: True)
    assert not done.is_whole
    assert [each.name for each in tmp_path.iterdir()] == ["profile"]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("+4917112345", "+4917112345"),
        ("+49 171=1", "'+49 171=1"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\tx", "'\tx"),
        ("Ann", "Ann"),
        (7, 7),
        (None, None),
    ],
)
def test_cells_that_would_be_calculated_get_an_apostrophe(cell: object, written: object) -> None:
    assert harmless(cell) == written


@given(st.text())
def test_no_text_starts_a_formula(text: str) -> None:
    cell = str(harmless(text))
    assert not cell.startswith(("=", "@", "-", "\t", "\r"))
    assert not cell.startswith("+") or cell[1:].isdigit()


def test_the_page_writes_its_file_beside_the_window_and_says_so(
    qtbot, profile: Profile, tmp_path: Path
) -> None:
    page = LogPage(Store(profile, office.clock), office.clock)
    qtbot.addWidget(page)
    said: list[str] = []
    page.said.connect(said.append)
    exporting: Exporting = page._exporting
    exporting.write(page._measure(), tmp_path / "out.csv")
    qtbot.waitUntil(lambda: said == ["5 calls saved in out.csv."])
    assert len(lines(tmp_path / "out.csv")) == 6
    page.end()


def test_a_place_that_takes_no_file_is_said(qtbot, profile: Profile, tmp_path: Path) -> None:
    page = LogPage(Store(profile, office.clock), office.clock)
    qtbot.addWidget(page)
    refused: list[str] = []
    page.refused.connect(refused.append)
    page._exporting.write(page._measure(), tmp_path / "no" / "such" / "folder.csv")
    qtbot.waitUntil(lambda: len(refused) == 1)
    assert refused[0].startswith("Not saved:")
    page.end()
