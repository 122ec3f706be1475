"""Writing to a customer: prefilled, kept as a draft, refused in words, sent as a message row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from desktop.links import MessageWish
from desktop.messages.composing import Composing
from desktop.messages.message_dialog import Reading
from desktop.messages.reminding import reminder_wish
from desktop.messages.segments_model import segments
from desktop.replica.undo import put
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerNoteRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.values import Channel, MessageStatus, RecordKind
from tests.desktop.customers.care_office import ANN, INVOICE, MakeStore, rows
from tests.support.windows import click, find, press, type_text, wait_until


@pytest.fixture
def composing(store: Store, window: QWidget) -> Iterator[Composing]:
    made = Composing(store, window)
    yield made
    made.end()


def mail(**more: str) -> MessageWish:
    return MessageWish(Channel.EMAIL, ANN, **more)


def messages(store: Store) -> list[MessageRow]:
    return store.view.where(MessageRow)


def test_a_reminder_of_an_overdue_invoice_needs_one_click(
    composing: Composing, window: QWidget, store: Store
) -> None:
    """TML-18: open INV -> Send reminder -> message row."""
    asked = reminder_wish(store, INVOICE)
    assert asked is not None
    said: list[str] = []
    composing.sent.connect(said.append)
    composing.open(asked)
    assert find(window, QLineEdit, "message_subject").text().startswith("Reminder: invoice INV-0")
    click(find(window, QPushButton, "message_act"))
    (row,) = messages(store)
    assert (row.channel, row.address) == (Channel.EMAIL, "Ann@Example.org")
    assert (row.record_kind, row.record_id) == (RecordKind.INVOICE, INVOICE)
    assert "$412.00 is still open" in row.body
    assert row.status is MessageStatus.QUEUED
    assert said == ["E-mail to Ann Lee is on its way."]


def test_only_an_overdue_invoice_is_reminded_of(store: Store) -> None:
    assert reminder_wish(store, RowId("nothing")) is None


def test_a_text_message_goes_to_the_number_and_counts_its_parts(
    composing: Composing, window: QWidget, store: Store
) -> None:
    composing.open(MessageWish(Channel.SMS, ANN))
    body = find(window, QPlainTextEdit, "message_body")
    assert not find(window, QPushButton, "message_act").isEnabled()
    assert not window.findChild(QLineEdit, "message_subject").isVisible()
    type_text(body, "x" * 161)
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "161 characters · 2 text messages" in words
    press(body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = messages(store)
    assert (row.channel, row.address, len(row.body)) == (Channel.SMS, "+61412555018", 161)


def test_what_was_typed_is_there_again_and_gone_once_sent(
    composing: Composing, window: QWidget, store: Store
) -> None:
    composing.open(mail())
    type_text(find(window, QLineEdit, "message_subject"), "Tuesday")
    type_text(find(window, QPlainTextEdit, "message_body"), "We come at nine.")
    press(find(window, QPlainTextEdit, "message_body"), Qt.Key.Key_Escape)
    composing.open(MessageWish(Channel.SMS, ANN))
    assert find(window, QPlainTextEdit, "message_body").toPlainText() == ""
    composing.open(mail())
    assert find(window, QPlainTextEdit, "message_body").toPlainText() == "We come at nine."
    click(find(window, QPushButton, "message_act"))
    composing.open(mail())
    assert find(window, QLineEdit, "message_subject").text() == ""


def test_a_prefilled_message_that_nobody_touched_leaves_no_draft(
    composing: Composing, window: QWidget
) -> None:
    composing.open(mail(subject="A", body="B"))
    press(find(window, QPlainTextEdit, "message_body"), Qt.Key.Key_Escape)
    composing.open(mail(subject="C", body="D"))
    assert find(window, QLineEdit, "message_subject").text() == "C"


def test_another_address_can_be_typed_and_a_wrong_one_is_said(
    composing: Composing, window: QWidget, store: Store
) -> None:
    composing.open(mail(subject="A", body="B"))
    to = find(window, QComboBox, "message_to")
    to.setEditText("no address")
    click(find(window, QPushButton, "message_act"))
    problem = find(window, QLabel, "message_problem")
    assert problem.text() == "no address is not an e-mail address."
    to.setEditText("other@example.org")
    click(find(window, QPushButton, "message_act"))
    assert [row.address for row in messages(store)] == ["other@example.org"]


def test_who_wants_no_e_mail_gets_none_and_it_is_said_before_typing(
    make_store: MakeStore, window: QWidget
) -> None:
    store = make_store([*rows(), CustomerNoteRow(ANN, no_email=True)])
    composing = Composing(store, window)
    composing.open(mail(subject="A", body="B"))
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "This customer does not want e-mail." in words
    assert not find(window, QPushButton, "message_act").isEnabled()
    composing.end()


def test_files_go_along_and_a_wrong_one_keeps_everything_typed(
    composing: Composing, window: QWidget, store: Store, tmp_path: Path
) -> None:
    good, bad = tmp_path / "quote.pdf", tmp_path / "virus.exe"
    good.write_bytes(b"%PDF-1.4")
    bad.write_bytes(b"MZ")
    composing.open(MessageWish(Channel.EMAIL, ANN, "", "A", "B", files=(good, bad)))
    click(find(window, QPushButton, "message_act"))
    problem = find(window, QLabel, "message_problem")
    wait_until(problem.isVisible, "the refusal")
    assert problem.text() == "virus.exe: only PNG, JPEG and PDF files are taken."
    assert messages(store) == []
    click(find(window, QPushButton, "message_remove_2"))
    click(find(window, QPushButton, "message_act"))
    wait_until(lambda: messages(store), "the message")
    assert [file.name for file in messages(store)[0].files] == ["quote.pdf"]


def test_a_message_that_failed_says_why_and_can_be_sent_again(
    composing: Composing, store: Store, window: QWidget
) -> None:
    composing.open(mail(subject="A", body="B"))
    click(find(window, QPushButton, "message_act"))
    (row,) = messages(store)
    failed = msgspec.structs.replace(row, status=MessageStatus.FAILED, detail="No such mailbox")
    with store._profile.replica.writing() as db:
        put(db, [failed])
    reading = Reading(store, window)
    reading.open(row.id)
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "No such mailbox" in words
    click(find(window, QPushButton, "sent_message_act"))
    assert messages(store)[0].status is MessageStatus.QUEUED
    click(find(window, QPushButton, "sent_message_take_back"))
    assert messages(store)[0].status is MessageStatus.CANCELLED


@pytest.mark.parametrize(
    ("text", "parts", "left"),
    [
        ("", 1, 160),
        ("a" * 160, 1, 0),
        ("a" * 161, 2, 145),
        ("€" * 80, 1, 0),
        ("a" * 152 + "€" + "a" * 7, 2, 144),
        ("я" * 70, 1, 0),
        ("я" * 71, 2, 63),
        ("🙂" * 35, 1, 0),
        ("🙂" * 34 + "яяя", 2, 62),
    ],
)
def test_text_messages_are_counted_as_they_are_paid(text: str, parts: int, left: int) -> None:
    counted = segments(text)
    assert (counted.parts, counted.left) == (parts, left)


@given(st.text(max_size=400))
def test_more_text_never_takes_fewer_parts(text: str) -> None:
    assert segments(text).parts <= segments(text + "я").parts
