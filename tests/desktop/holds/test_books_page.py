"""The reconciliation and the snapshot: what adds up says so, what does not is listed."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QComboBox, QTableView

from desktop.holds.books_model import span_of
from desktop.holds.page import BOOKS, HoldsPage
from desktop.holds.snapshot import SEAL, is_sealed
from desktop.qt.hop import GuiThread
from desktop.qt.widgets import Banner
from desktop.replica.standings import Span
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.holds import HoldRow
from tests.desktop.holds import office_of_holds as office
from tests.desktop.holds.desk import idle
from tests.support.windows import find


@pytest.fixture
def books(page: HoldsPage) -> HoldsPage:
    page.show_part(BOOKS)
    idle(page)
    return page


def cells(page: HoldsPage, name: str) -> list[list[str]]:
    model = find(page, QTableView, name).model()
    columns = range(model.columnCount())
    return [
        [str(model.index(row, at).data() or "") for at in columns]
        for row in range(model.rowCount())
    ]


def test_the_books_add_up_by_fieldworker_and_say_so(books: HoldsPage) -> None:
    """PAY-09: earned = held + paid + payable - to recover, and zero difference is shown."""
    assert cells(books, "books_grid") == [
        ["Liam Murphy", "$400.01", "$400.01", "$0.00", "$0.00", "$0.00", "$0.00", "$0.00"],
        ["Omar Haddad", "$1,115.00", "$900.00", "$0.00", "$215.00", "$0.00", "$0.00", "$0.00"],
        ["Priya Singh", "$180.00", "$90.00", "$90.00", "$90.00", "$0.00", "$90.00", "$0.00"],
        ["In all", "$1,695.01", "$1,390.01", "$90.00", "$305.00", "$0.00", "$90.00", "$0.00"],
    ]
    said = find(books, Banner, "books_verdict").text()
    assert said.startswith("Everything adds up. Difference $0.00")
    assert not find(books, QTableView, "differences_grid").isVisible()


def test_a_row_that_differs_from_the_ledger_is_listed(tmp_path: Path, gui: GuiThread) -> None:
    """PAY-09: differences row by row."""
    rows = [
        msgspec.structs.replace(row, amount_cents=31_000)
        if isinstance(row, HoldRow) and row.id == RowId("i2:liam")
        else row
        for row in office.office()
    ]
    profile = office.desk(tmp_path, rows)
    page = HoldsPage(Store(profile, office.clock, gui.run), office.clock)
    page.show()
    page.show_part(BOOKS)
    idle(page)
    (line,) = cells(page, "differences_grid")
    assert line[1:] == ["Liam Murphy", "$310.00", "$300.00", "$10.00"]
    assert "1 row differs" in find(page, Banner, "books_verdict").text()
    page.end()
    profile.close()


def test_a_period_takes_only_its_bookings(books: HoldsPage) -> None:
    find(books, QComboBox, "books_period").setCurrentText("Last year")
    idle(books)
    assert [line[0] for line in cells(books, "books_grid")] == ["In all"]
    find(books, QComboBox, "books_period").setCurrentText("This year")
    idle(books)
    assert len(cells(books, "books_grid")) == 4


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("This month", (2026, 1, 1), (2026, 2, 1)),
        ("Last month", (2025, 12, 1), (2026, 1, 1)),
        ("This year", (2026, 1, 1), (2027, 1, 1)),
        ("Last year", (2025, 1, 1), (2026, 1, 1)),
    ],
)
def test_periods_are_whole_months_and_years_here(period, first, last) -> None:
    now = datetime(2026, 1, 15, 12, tzinfo=UTC)
    assert span_of(period, now) == Span(
        to_ms(datetime(*first).astimezone()),
        to_ms(datetime(*last).astimezone()),
    )
    assert span_of("All bookings", now) == Span()


# -- the snapshot


def test_a_snapshot_has_the_grid_its_sums_the_books_who_and_when(
    page: HoldsPage, tmp_path: Path
) -> None:
    """PAY-09: one action saves what an auditor needs."""
    to = tmp_path / "snapshot.csv"
    page.holds.snapshots.save(to)
    idle(page)
    assert is_sealed(to)
    with to.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.reader(file) if line]
    said = {line[0]: line[1] for line in lines[6:]}
    assert [line[0] for line in lines[1:6]] == [f"BOK-2040{n}" for n in (5, 4, 2, 1, 1)]
    assert said["Sum of Withheld"] == "200.01"
    assert said["Earned"] == "1695.01"
    assert said["Difference"] == "0.00"
    assert said["Rows that differ from the ledger"] == "0"
    assert said["Asked for"] == "State is Withheld or Ready to release or To recover"
    assert said["Saved by"] == "Amy (amy)"
    assert said["Saved at"] == "2026-11-22 09:00:00 UTC"
    assert len(said[SEAL]) == 64
    assert "5 holds saved and sealed in snapshot.csv" in page.holds.view.notice.text()


def test_a_snapshot_that_somebody_changed_is_told_from_a_whole_one(
    page: HoldsPage, tmp_path: Path
) -> None:
    to = tmp_path / "snapshot.csv"
    page.holds.snapshots.save(to)
    idle(page)
    changed = tmp_path / "changed.csv"
    changed.write_bytes(to.read_bytes().replace(b"200.01", b"200.02"))
    assert not is_sealed(changed)
    changed.write_bytes(b"Booking\r\n")
    assert not is_sealed(changed)


def test_a_snapshot_that_cannot_be_written_says_so_and_leaves_nothing(
    page: HoldsPage, tmp_path: Path
) -> None:
    page.holds.snapshots.save(tmp_path / "missing" / "snapshot.csv")
    idle(page)
    assert "Not saved" in page.holds.view.notice.text()
    assert not list(tmp_path.glob("**/*.part"))
