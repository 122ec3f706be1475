"""The import window, driven by keyboard and pointer over a real desk and server."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton

from desktop.customers.import_report import save_report
from desktop.customers.importing import Importing
from desktop.customers.page import CustomersPage
from desktop.qt.grid import Grid
from desktop.shell.main_window import MainWindow
from desktop.shell.office_imports import ImportsOffice
from sync_server.contract.base import RowId
from sync_server.contract.customers import AddCustomer, ContactPointRow, NewContactPoint
from sync_server.contract.values import ContactKind
from tests.desktop.customers.imports import imported, planned, written
from tests.desktop.customers.test_import_run import Office, many
from tests.support.windows import click, find, press, settle, wait_until

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANN = RowId("ann")
MESSY = "Cleo,0412 555 019,c@x.org,VIP,Hi\nAnn,0412555018,ann@x.org,,\n,1,,,\nBo,,,,\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    point = NewContactPoint(RowId("p1"), ContactKind.PHONE, "+61412555018")
    made.store.do(AddCustomer(customer_id=ANN, name="Ann", contact_points=(point,)))
    made.sync()
    made.store.set_setting("import country", "AU")
    yield made
    made.close()


@pytest.fixture
def window(qapp: QApplication) -> MainWindow:
    made = MainWindow()
    made.show()
    return made


@pytest.fixture
def importing(office: Office, window: MainWindow) -> Iterator[Importing]:
    made = Importing(office.store, window)
    made.open()
    yield made
    made.end()


def button(importing: Importing, name: str) -> QPushButton:
    return find(importing.wizard, QPushButton, name)


def go_on(importing: Importing, words: str) -> None:
    """Press the main button once it says so."""
    main = button(importing, "import_next")
    wait_until(lambda: main.isEnabled() and words in main.text(), words)
    assert main.isVisible()
    press(main, Qt.Key.Key_Return)


def says(importing: Importing, words: str) -> None:
    def shown() -> bool:
        every = importing.wizard.findChildren(QLabel)
        return any(words in each.text() and each.isVisible() for each in every)

    wait_until(shown, words)


def test_a_list_comes_in_with_the_keyboard_alone(
    importing: Importing, office: Office, tmp_path: Path
) -> None:
    importing.look(written(tmp_path, MESSY))
    go_on(importing, "Check the rows")
    go_on(importing, "Import 2 customers")
    says(importing, "Of 4 rows: 2 added, 1 left out as duplicates, 1 could not be imported.")
    assert office.names() == ["Ann", "Bo", "Cleo"]
    assert office.contacts(ANN) == {"+61412555018"}


def test_the_check_can_be_looked_at_by_what_happens(importing: Importing, tmp_path: Path) -> None:
    importing.look(written(tmp_path, MESSY))
    go_on(importing, "Check the rows")
    says(importing, "4 rows: 2 new customers would be added. Nothing has been changed yet.")
    grid = importing.wizard.findChild(Grid, "import_rows")
    assert grid is not None
    assert grid.model_of_rows().rowCount() == 4
    for key, why in (("broken", "The row has no name."), ("here", "Same as Ann")):
        click(button(importing, f"import_only_{key}"))
        assert grid.model_of_rows().rowCount() == 1
        assert grid.model_of_rows().row(0).why == why


def test_back_leads_to_the_columns_and_to_the_file(importing: Importing, tmp_path: Path) -> None:
    importing.look(written(tmp_path, MESSY))
    go_on(importing, "Check the rows")
    says(importing, "Nothing has been changed yet")
    press(button(importing, "import_back"), Qt.Key.Key_Space)
    says(importing, "Column in the file")
    press(button(importing, "import_back"), Qt.Key.Key_Space)
    says(importing, "Choose a CSV file")


def test_a_choice_that_cannot_be_is_explained_and_stops_the_way_on(
    importing: Importing, tmp_path: Path
) -> None:
    importing.look(written(tmp_path, MESSY))
    says(importing, "Column in the file")
    name = find(importing.wizard, QComboBox, "import_target_1")
    name.setFocus()
    press(name, Qt.Key.Key_Home)
    name.activated.emit(0)
    says(importing, "Choose the column with the name of the customer.")
    assert not button(importing, "import_next").isEnabled()


def test_another_separator_reads_the_file_anew(importing: Importing, tmp_path: Path) -> None:
    importing.look(written(tmp_path, MESSY))
    says(importing, "5 columns")
    box = find(importing.wizard, QComboBox, "import_separator")
    box.setCurrentIndex(box.findData("|"))
    box.activated.emit(box.currentIndex())
    says(importing, "1 column")


def test_the_choice_of_columns_is_remembered(
    importing: Importing, office: Office, tmp_path: Path
) -> None:
    importing.look(written(tmp_path, "Cleo,,,,Ring\n"))
    says(importing, "Column in the file")
    box = find(importing.wizard, QComboBox, "import_target_5")
    box.setCurrentIndex(box.findData("pinned_alert"))
    go_on(importing, "Check the rows")
    go_on(importing, "Import 1 customer")
    says(importing, "Import complete")
    importing.open(written(tmp_path, "Dora,,,,Knock\n"))
    says(importing, "Column in the file")
    assert find(importing.wizard, QComboBox, "import_target_5").currentData() == "pinned_alert"


def test_customers_here_are_completed_when_asked_for(
    importing: Importing, office: Office, tmp_path: Path
) -> None:
    importing.look(written(tmp_path, MESSY))
    go_on(importing, "Check the rows")
    says(importing, "Nothing has been changed yet")
    click(find(importing.wizard, QCheckBox, "import_completes"))
    go_on(importing, "Import 2 customers")
    says(importing, "1 completed")
    points = office.store.view.where(ContactPointRow, customer_id=ANN)
    assert {point.value for point in points} == {"+61412555018", "ann@x.org"}


def test_it_waits_for_the_server_and_stops_with_an_exact_count(
    importing: Importing, office: Office, tmp_path: Path
) -> None:
    importing.look(written(tmp_path, many(300)))
    go_on(importing, "Check the rows")
    go_on(importing, "Import 300 customers")
    says(importing, "Waiting for the server")
    click(button(importing, "import_cancel"))
    says(importing, "Import stopped")
    added = len(office.names()) - 1
    assert 0 < added < 300
    says(importing, f"Of 300 rows: {added} added, {300 - added} not reached.")


def test_one_press_asks_and_the_second_takes_everybody_back(
    importing: Importing, office: Office, tmp_path: Path
) -> None:
    importing.look(written(tmp_path, MESSY))
    go_on(importing, "Check the rows")
    go_on(importing, "Import 2 customers")
    says(importing, "Import complete")
    undo = button(importing, "import_undo")
    click(undo)
    assert "Press again" in undo.text()
    assert office.names() == ["Ann", "Bo", "Cleo"]
    click(undo)
    says(importing, "2 customers taken back.")
    assert office.names() == ["Ann"]


def test_the_last_import_can_be_undone_later(
    office: Office, window: MainWindow, tmp_path: Path
) -> None:
    imported(office.store, planned(office.store, written(tmp_path, MESSY)))
    made = Importing(office.store, window)
    made.open()
    says(made, "Last import: list.csv, 4 rows.")
    for _ in range(2):
        click(button(made, "import_undo_last"))
    says(made, "2 customers taken back.")
    made.end()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04", "This is an Excel workbook"),
        (b"Name\n", "no rows below"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    importing: Importing, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    importing.look(path)
    says(importing, words)


def test_a_file_that_is_gone_is_said_to_be(importing: Importing, tmp_path: Path) -> None:
    importing.look(tmp_path / "gone.csv")
    says(importing, "gone.csv cannot be read: No such file or directory.")


def test_a_file_dropped_on_the_list_opens_the_import(
    office: Office, window: MainWindow, tmp_path: Path
) -> None:
    page = CustomersPage(office.store, lambda: NOW)
    imports = ImportsOffice(window, office.store, window)
    page.import_requested.connect(imports.open)
    page.show()
    settle()
    target = page.currentWidget()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(written(tmp_path, MESSY)))])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enters = QDragEnterEvent(QPoint(9, 9), action, data, left, none)
    QApplication.sendEvent(target, enters)
    assert enters.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), action, data, left, none))
    wizard = window.findChild(QPushButton, "import_next")
    assert wizard is not None
    wait_until(wizard.isVisible, "the columns")
    imports.end()


def test_the_button_on_the_list_asks_for_a_file(office: Office) -> None:
    page = CustomersPage(office.store, lambda: NOW)
    page.show()
    asked: list[str] = []
    page.import_requested.connect(asked.append)
    click(find(page, QPushButton, "import_customers"))
    assert asked == [""]


def test_the_report_has_every_row_and_no_formula(office: Office, tmp_path: Path) -> None:
    rows = MESSY + "=cmd(),,,,\n"
    outcome = imported(office.store, planned(office.store, written(tmp_path, rows)))
    to = tmp_path / "report.csv"
    save_report(outcome, to)
    with to.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["Line", "Name", "What became of it", "Why"]
    assert [line[2] for line in lines[1:]] == [
        "Added",
        "Left out as duplicates",
        "Could not be imported",
        "Added",
        "Added",
    ]
    assert lines[3][3] == "The row has no name."
    assert lines[5][1] == "'=cmd()"
