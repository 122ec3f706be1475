"""Merging from the desk: the likeliest first, side by side, done at once, and undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton, QWidget

from desktop.customers.duplicates_finder import DuplicatesFinder
from desktop.customers.merging import Merged, Merging
from desktop.qt.grid import Grid
from desktop.replica.first_frame import CustomerList
from desktop.replica.merges import kept_profile, standing_merges
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.care import MergeRow
from sync_server.contract.customers import CustomerRow
from tests.desktop.customers.care_office import ANN, ANNE, BOB, NOW
from tests.support.windows import click, find, press, type_text, wait_until


@pytest.fixture
def merging(store: Store, window: QWidget) -> Iterator[Merging]:
    made = Merging(store, window)
    yield made
    made.end()


@pytest.fixture
def done(merging: Merging) -> list[Merged]:
    made: list[Merged] = []
    merging.merged.connect(made.append)
    return made


def names(window: QWidget) -> list[str]:
    candidates = find(window, QListWidget, "merge_candidates")
    return [candidates.item(at).text().split("\n")[0] for at in range(candidates.count())]


def test_the_likeliest_is_offered_and_two_clicks_merge(
    merging: Merging, window: QWidget, done: list[Merged], store: Store
) -> None:
    """TML-25: side by side, which one is kept, shown at once."""
    merging.open(ANN)
    wait_until(lambda: names(window) == ["Lee, Anne"], "the likeliest is offered")
    press(find(window, QListWidget, "merge_candidates"), Qt.Key.Key_Down)
    press(find(window, QListWidget, "merge_candidates"), Qt.Key.Key_Return)
    wait_until(lambda: find(window, QPushButton, "merge_act").isVisible(), "side by side")
    words = find(window, QLabel, "merge_consequence").text()
    assert words.startswith("Lee, Anne has nothing that would move.")
    click(find(window, QPushButton, "merge_act"))
    assert [each.kept_id for each in done] == [ANN]
    assert store.view.get(CustomerRow, ANNE) is None
    assert [row.name for row in CustomerList(store.reader).page(0, 9)] == ["Ann Lee", "Bob Hill"]
    (standing,) = standing_merges(store.reader(), ANN, NOW)
    assert standing.merged_name == "Lee, Anne"
    assert kept_profile(store.reader(), ANNE) == ANN


def test_the_other_profile_can_be_kept_instead(
    merging: Merging, window: QWidget, done: list[Merged]
) -> None:
    merging.compare(ANN, ANNE)
    wait_until(lambda: window.findChild(QPushButton, "merge_right_keep").isVisible(), "the two")
    click(find(window, QPushButton, "merge_right_keep"))
    words = find(window, QLabel, "merge_consequence").text()
    assert words.startswith("1 invoice and 2 phones and e-mails move to Lee, Anne.")
    click(find(window, QPushButton, "merge_act"))
    assert [each.kept_id for each in done] == [ANNE]


def test_anybody_can_be_found_by_name(merging: Merging, window: QWidget) -> None:
    merging.open(ANN)
    type_text(find(window, QLineEdit, "merge_search"), "Hill")
    wait_until(lambda: names(window) == ["Bob Hill"], "Bob is found")


def test_an_unmerge_brings_the_merge_to_its_end(
    merging: Merging, window: QWidget, done: list[Merged], store: Store
) -> None:
    merging.compare(ANN, BOB)
    wait_until(lambda: find(window, QPushButton, "merge_act").isVisible(), "side by side")
    click(find(window, QPushButton, "merge_act"))
    merging.unmerge(done[0].merge_id)
    row = store.view.get(MergeRow, done[0].merge_id)
    assert row is not None
    assert row.undone_at == NOW
    assert standing_merges(store.reader(), ANN, NOW) == ()


def test_a_customer_who_is_gone_is_said_to_be(merging: Merging) -> None:
    said: list[str] = []
    merging.refused.connect(said.append)
    merging.open(RowId("nobody"))
    merging.compare(ANN, RowId("nobody"))
    wait_until(lambda: len(said) == 2, "both are said")
    merging.unmerge(RowId("nothing"))
    assert said[2] == "This merge does not exist any more."


def test_the_finder_lists_pairs_and_opens_the_comparison(store: Store, window: QWidget) -> None:
    finder = DuplicatesFinder(store, window)
    asked: list[str] = []
    finder.compare_requested.connect(asked.append)
    finder.open()
    grid = find(window, Grid, "duplicates_grid")
    wait_until(lambda: not find(window, QWidget, "progress").isVisible(), "it has looked")
    assert grid.model_of_rows().rowCount() == 0  # Ann and Anne: only like, not the same
    finder.end()
