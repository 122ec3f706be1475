"""Files hold what is filtered, in that order, with the shown columns; never half of it."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.customers.list_model import LOOK
from desktop.lists.export import decimal, export
from desktop.lists.export_rows import sheet_of
from desktop.lists.list_desk import ListDesk
from desktop.lists.list_view import ListView
from desktop.replica.listing import all_places
from desktop.replica.listing_customers import CUSTOMER_LIST
from desktop.replica.listing_query import Filter, Op, Query, Sort
from desktop.replica.listing_records import INVOICE_LIST
from desktop.replica.listing_spec import ListSpec
from desktop.replica.profile import Profile
from desktop.store import Store
from tests.desktop.lists import office
from tests.support.windows import wait_until

PLAIN = Query()


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, [*office.office(), *office.hard()])
    yield made
    made.close()


def go_on(_done: int) -> bool:
    return False


def write(profile: Profile, to: Path, spec: ListSpec, query: Query = PLAIN) -> int:
    db = profile.replica.reader()
    places = all_places(db, spec, query, lambda: False)
    return export(sheet_of(db, spec, query, places, "A list"), to, go_on).rows


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_file_has_the_shown_columns_and_the_filtered_rows_in_order(
    profile: Profile, tmp_path: Path
) -> None:
    query = Query(
        sorts=(Sort("total", descending=True),),
        filters=(Filter("customer", Op.CONTAINS, ("ann",)),),
        columns=("total", "number", "status", "created"),
    )
    to = tmp_path / "out.csv"
    assert write(profile, to, INVOICE_LIST, query) == 2
    assert lines(to) == [
        ["Total", "Number", "Status", "Created"],
        ["412.00", "INV-00007", "Overdue", lines(to)[1][3]],
        ["8.00", "INV-00008", "Open", lines(to)[2][3]],
    ]


def test_nothing_in_a_file_is_a_formula_and_amounts_of_any_size_are_exact(
    profile: Profile, tmp_path: Path
) -> None:
    to = tmp_path / "out.csv"
    write(profile, to, INVOICE_LIST)
    cells = [cell for line in lines(to)[1:] for cell in line]
    assert "92233720368547758.07" in cells
    assert "-92233720368547758.08" in cells
    assert {"'@SUM(A1)", "'-2+3"} <= set(cells)
    assert not [each for each in cells if each.startswith(("=", "@"))]
    assert [each for each in cells if each.startswith(("9999-12-31", "10000"))]


def test_a_workbook_holds_numbers_text_and_no_formula(profile: Profile, tmp_path: Path) -> None:
    to = tmp_path / "out.xlsx"
    write(profile, to, INVOICE_LIST)
    write(profile, tmp_path / "people.xlsx", CUSTOMER_LIST)
    with zipfile.ZipFile(to) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>412</v>" in sheet
    assert "92233720368547758.07" in sheet
    assert (tmp_path / "people.xlsx").stat().st_size > 0


def test_a_pdf_repeats_its_head_counts_its_pages_and_can_be_searched(
    qapp, dressed, tmp_path: Path
) -> None:
    profile = office.desk(tmp_path, [*office.many(100), *office.office(), *office.hard()])
    to = tmp_path / "out.pdf"
    assert write(profile, to, CUSTOMER_LIST) == 106
    assert to.read_bytes().startswith(b"%PDF")
    profile.close()
    if shutil.which("pdftotext") is None:
        return
    text = subprocess.run(
        ["pdftotext", "-layout", str(to), "-"], capture_output=True, check=True, text=True
    ).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) > 1
    for at, page in enumerate(pages, 1):
        assert "Location" in page
        assert f"Page {at}" in page
    assert "Ann Taylor" in text


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_a_cancelled_export_leaves_no_file(
    qapp, dressed, profile: Profile, tmp_path: Path, ending: str
) -> None:
    db = profile.replica.reader()
    places = all_places(db, CUSTOMER_LIST, PLAIN, lambda: False)
    to = tmp_path / "files" / f"out.{ending}"
    to.parent.mkdir()
    done = export(sheet_of(db, CUSTOMER_LIST, PLAIN, places, "A list"), to, lambda _done: True)
    assert not done.is_whole
    assert not list(to.parent.iterdir())


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_a_folder_that_is_not_there_is_an_error_and_no_file(
    qapp, dressed, profile: Profile, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(OSError, match="o"):
        write(profile, tmp_path / "no" / f"out.{ending}", CUSTOMER_LIST)


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_456, "1234.56")]
)
def test_cents_are_written_as_a_decimal(cents: int, text: str) -> None:
    assert decimal(cents) == text


def test_the_desk_writes_what_it_shows_and_says_so(qapp, profile: Profile, tmp_path: Path) -> None:
    view = ListView(LOOK, office.clock)
    desk = ListDesk(view, Store(profile, office.clock), CUSTOMER_LIST, office.clock)
    wait_until(lambda: not desk.is_busy(), "the list is there")
    desk.show_query(Query(filters=(Filter("labels", Op.ONE_OF, ("VIP",)),)))
    wait_until(lambda: not desk.is_busy(), "the filtered list is there")
    to = tmp_path / "vip.csv"
    desk.write(lambda exporting, pick: exporting.write(pick, to))
    wait_until(lambda: view.notice.text() == "1 customer saved in vip.csv.", "it is said")
    assert [line[0] for line in lines(to)] == ["Name", "Ann Taylor"]
    desk.end()


def test_only_selected_rows_are_written_when_any_are(
    qapp, profile: Profile, tmp_path: Path
) -> None:
    view = ListView(LOOK, office.clock)
    desk = ListDesk(view, Store(profile, office.clock), CUSTOMER_LIST, office.clock)
    wait_until(lambda: not desk.is_busy(), "the list is there")
    view.grid.select_all()
    view.grid.toggle_row("ann")
    to = tmp_path / "others.csv"
    desk.write(lambda exporting, pick: exporting.write(pick, to))
    wait_until(to.exists, "the file is there")
    assert len(lines(to)) == 6
    assert "Ann Taylor" not in [line[0] for line in lines(to)]
    desk.end()
