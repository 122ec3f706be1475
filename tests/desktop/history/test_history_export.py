"""A record's history as files: all of it, readable, and nothing in it is ever calculated."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from desktop.history.exporting import NOT_READ
from desktop.history.history_file import HEADINGS, as_csv
from desktop.history.history_model import ShownChange, shown_changes
from desktop.history.history_panel import HistoryPanel
from desktop.history.history_pdf import Fact, RecordStory, as_pdf
from desktop.history.record_story import facts_of, title_of
from desktop.replica.profile import Profile
from desktop.store import Store
from desktop.sync.histories import Unread
from sync_server.contract.base import RowId
from sync_server.contract.history import HistoryAsk
from tests.desktop import samples, samples_history
from tests.desktop.history.test_history_panel import Source
from tests.desktop.replica.rows import profile_with
from tests.desktop.samples_history import LINES, OLIVIA
from tests.support.windows import click, find

CUSTOMER = HistoryAsk(customer_id=OLIVIA)


def changes() -> tuple[ShownChange, ...]:
    return shown_changes(samples_history.VIEW, LINES)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_holds_every_change_with_its_line_and_time() -> None:
    """AUD-04, TML-10."""
    head, *rows = read_csv(as_csv(changes()))
    assert tuple(head) == HEADINGS
    assert len(rows) == len(changes())
    first = rows[0]
    assert (first[0], first[2:]) == (
        "91",
        ["Sarah Lee", "Phone changed", "Phone", "+61 412 555 018", "+61 412 555 019"],
    )
    assert first[1].startswith("2025-10-09T")


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "-2+3", '+cmd|"/c calc"!A0', "\tx", "two\r\nlines", 'a "b", c']
)
def test_no_cell_is_a_formula_and_no_text_breaks_a_row(text: str) -> None:
    change = ShownChange("1.0", samples.NOW, RowId("a"), "Amy", "What", "Note", text, text, "note")
    _head, row = read_csv(as_csv([change]))
    assert row[5] == row[6]
    assert row[5].lstrip("'") == text
    assert not row[5].startswith(("=", "@", "-", "+", "\t"))


def story(rows: tuple[ShownChange, ...]) -> RecordStory:
    return RecordStory("Olivia", (Fact("Name", "Olivia"),), rows, samples.NOW, "Sarah Lee")


def test_the_pdf_is_one_and_grows_by_pages(qapp) -> None:
    """AUD-04."""
    short, long = as_pdf(story(changes())), as_pdf(story(changes() * 20))
    assert short.startswith(b"%PDF-")
    assert short.rstrip().endswith(b"%%EOF")
    assert b"/Count 1\n" in short
    assert b"/Count 1\n" not in long


def test_a_text_longer_than_a_page_does_not_stop_the_pdf(qapp) -> None:
    change = ShownChange(
        "1.0", samples.NOW, RowId("a"), "A" * 500, "What", "Note", "x\n" * 9000, "y" * 20_000, "n"
    )
    assert as_pdf(story((change,))).startswith(b"%PDF-")


def test_the_pdf_can_be_stopped(qapp) -> None:
    asked: list[int] = []

    def told(done: int) -> bool:
        asked.append(done)
        return done == 2

    as_pdf(story(changes()), told)
    assert asked == [0, 1, 2]


def test_facts_are_the_row_as_it_stands_in_words() -> None:
    facts = {fact.title: fact.text for fact in facts_of(samples_history.VIEW, CUSTOMER)}
    assert facts == {"Name": "Olivia Smith", "Phone": "+61 412 555 019"}
    job = HistoryAsk(entity="booking", row_id=samples_history.JOB)
    assert title_of(samples_history.VIEW, job) == "Booking BOK-20418"
    assert Fact("Title", "Window repair") in facts_of(samples_history.VIEW, job)
    assert facts_of(samples_history.VIEW, HistoryAsk(entity="booking", row_id=RowId("x"))) == ()


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = profile_with(tmp_path / "profile", list(samples_history.VIEW.rows.values()))
    yield made
    made.close()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def panel(qtbot, profile: Profile, source: Source) -> Iterator[HistoryPanel]:
    made = HistoryPanel(Store(profile, samples.clock), source, samples.clock)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    made.show_customer(OLIVIA)
    yield made
    made.end()


def test_a_bundle_holds_the_whole_history_whatever_is_filtered(
    qtbot, panel: HistoryPanel, source: Source, tmp_path: Path
) -> None:
    """AUD-04: CSV, PDF and manifest in one ZIP."""
    source.size = 2  # the export reads page after page
    said: list[str] = []
    panel.said.connect(said.append)
    to = tmp_path / "olivia.zip"
    panel.exporting.write(CUSTOMER, to)
    qtbot.waitUntil(lambda: bool(said))
    with zipfile.ZipFile(to) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert set(files) == {"history.csv", "record.pdf"}
    assert {each["name"]: each["sha256"] for each in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert manifest["about"] == "Olivia Smith"
    assert len(read_csv(files["history.csv"])) == len(changes()) + 1
    assert said == [f"{len(changes())} changes saved in olivia.zip."]


def test_the_export_button_asks_where_to(panel: HistoryPanel) -> None:
    click(find(panel, QPushButton, "history_export"))
    dialog = panel.window().findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("Olivia Smith 2025-10-09.zip")
    dialog.close()


def test_without_the_server_nothing_is_saved(
    panel: HistoryPanel, source: Source, tmp_path: Path
) -> None:
    failed: list[str] = []
    panel.failed.connect(failed.append)
    source.unread = Unread.OFFLINE
    panel.exporting.write(CUSTOMER, tmp_path / "olivia.zip")
    assert failed == [NOT_READ]
    assert not (tmp_path / "olivia.zip").exists()


def test_a_cancelled_export_leaves_no_file(
    panel: HistoryPanel, source: Source, tmp_path: Path
) -> None:
    said: list[str] = []
    panel.said.connect(said.append)
    source.is_slow = True
    panel.exporting.write(CUSTOMER, tmp_path / "olivia.zip")
    click(find(panel, QPushButton, "history_export_cancel"))
    source.answer()
    assert said == ["Export cancelled. Nothing was saved."]
    assert find(panel, QPushButton, "history_export").isEnabled()
    panel.end()
    assert not (tmp_path / "olivia.zip").exists()


def test_a_folder_that_is_gone_is_said_in_words(qtbot, panel: HistoryPanel, tmp_path: Path) -> None:
    failed: list[str] = []
    panel.failed.connect(failed.append)
    panel.exporting.write(CUSTOMER, tmp_path / "gone" / "olivia.zip")
    qtbot.waitUntil(lambda: bool(failed))
    assert failed == ["Not saved: No such file or directory."]
