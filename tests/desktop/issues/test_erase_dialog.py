"""The dialog of deleting forever, and the certificate it ends with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from desktop.issues.erase_certificate import write_certificate
from desktop.issues.erase_dialog import EraseDialog, Typed
from desktop.issues.erase_model import EraseOffer, what_goes, what_stays
from desktop.replica.erasures import Hanging
from sync_server.contract.base import RowId
from sync_server.contract.issues import ErasureReason, ErasureRow
from tests.desktop.customers.test_statement import text_of
from tests.support.windows import click, find, press, settle, type_text

FOUND = Hanging(posts=3, files=1, messages=2, holds=1, appointments=1)
OFFER = EraseOffer("CMP-00012", what_goes(FOUND), what_stays(FOUND))


@pytest.fixture
def dialog(qapp):
    made = EraseDialog()
    made.offer(OFFER)
    settle()
    return made


def erase_button(dialog) -> QPushButton:
    return find(dialog, QPushButton, "erase_forever")


def test_what_goes_and_what_stays_is_said_in_words():
    assert what_goes(FOUND) == "the report and its history, 3 posts, 1 file and 2 messages"
    assert what_goes(Hanging()) == "the report and its history"
    assert what_stays(FOUND) == (
        "1 payment hold, 1 appointment and a note that it was deleted, by whom and why"
    )


def test_nothing_is_deleted_before_its_number_is_typed(dialog):
    """ISS-65: confirm by typing the CMP id."""
    told: list[Typed] = []
    dialog.erase_requested.connect(told.append)
    typed = find(dialog, QLineEdit, "erase_typed")
    type_text(typed, "CMP-0001")
    assert not erase_button(dialog).isEnabled()
    press(typed, Qt.Key.Key_Return)
    assert told == []
    typed.clear()
    type_text(typed, "cmp-00012")
    find(dialog, QComboBox, "erase_reason").setCurrentIndex(2)
    click(erase_button(dialog))
    assert told == [Typed("cmp-00012", ErasureReason.ASKED_BY_CUSTOMER)]


def test_evidence_is_offered_first(dialog):
    """ISS-66."""
    asked: list[bool] = []
    dialog.evidence_requested.connect(lambda: asked.append(True))
    click(find(dialog, QPushButton, "erase_evidence"))
    assert asked == [True]


def test_what_keeps_it_is_said_before_anybody_types(qapp):
    dialog = EraseDialog()
    words = "1 payment is still on hold for this issue. Release it first."
    dialog.offer(EraseOffer("CMP-00012", OFFER.goes, OFFER.stays, words))
    settle()
    assert find(dialog, QLabel, "erase_problem").text() == words
    assert not find(dialog, QLineEdit, "erase_typed").isEnabled()
    assert not erase_button(dialog).isEnabled()


def test_once_it_is_done_the_certificate_is_offered(dialog):
    dialog.show_waiting()
    assert not erase_button(dialog).isEnabled()
    dialog.show_done()
    settle()
    assert find(dialog, QPushButton, "erase_certificate").isVisible()
    assert not erase_button(dialog).isVisible()


def test_a_refusal_of_the_server_keeps_what_was_typed(dialog):
    type_text(find(dialog, QLineEdit, "erase_typed"), "CMP-00012")
    dialog.show_waiting()
    dialog.show_refused("1 payment is still on hold for this issue. Release it first.")
    assert erase_button(dialog).isEnabled()


def test_the_certificate_says_what_who_why_and_when_backups_expire(qapp, tmp_path: Path):
    """ISS-65, A18."""
    left = ErasureRow(
        id=RowId("0" * 32),
        number=12,
        reason=ErasureReason.LEGAL,
        erased_by_name="Adam Miller",
        erased_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        posts=3,
        files=1,
        messages=2,
    )
    write_certificate(left, "Clear Windows", tmp_path / "c.pdf")
    words = " ".join(text_of(tmp_path / "c.pdf").split())
    for expected in (
        "Certificate of deletion",
        "Clear Windows",
        "CMP-00012",
        "22 November 2026, 09:30 UTC",
        "Adam Miller",
        "Required by law",
        "22 December 2026 (30 days)",
    ):
        assert expected in words, expected
