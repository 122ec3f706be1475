"""A complaint letter at a desk: seen with live values, changed, sent, or not sent."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QWidget,
)

from desktop.letters.sending import LetterSending
from desktop.links import LetterWish
from desktop.messages.message_dialog import Reading
from desktop.store import Store
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerNoteRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.letters import LetterKind, TemplateRow
from sync_server.contract.messages import MessageRow, Purpose
from sync_server.contract.values import MessageStatus, RecordKind
from sync_server.rules.letter_marks import Mark
from tests.desktop.customers.care_office import ANN, BOB, MakeStore, clock
from tests.desktop.letters.desk_of_letters import ISSUE, rows
from tests.support.windows import click, find, press, type_text, wait_until

L = LetterKind


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(rows())


@pytest.fixture
def sending(store: Store, window: QWidget) -> Iterator[LetterSending]:
    made = LetterSending(store, clock, window)
    yield made
    made.end()


def letter(kind: LetterKind = L.ACKNOWLEDGEMENT) -> LetterWish:
    return LetterWish(ISSUE, kind)


def messages(store: Store) -> list[MessageRow]:
    return store.view.where(MessageRow)


def body(window: QWidget) -> QPlainTextEdit:
    return find(window, QPlainTextEdit, "letter_body")


def shown(window: QWidget) -> str:
    return find(window, QTextBrowser, "letter_preview_page").toPlainText()


def send(window: QWidget) -> None:
    click(find(window, QPushButton, "letter_act"))


def words(window: QWidget) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def test_the_preview_has_live_values_and_sending_queues_and_acknowledges(
    sending: LetterSending, window: QWidget, store: Store
) -> None:
    """ISS-07, TPL-09, TPL-10, ISS-70."""
    said: list[str] = []
    sending.sent.connect(said.append)
    sending.open(letter())
    assert find(window, QLineEdit, "letter_subject").text() == "CMP-00012: we have your report"
    page = shown(window)
    assert "Dear Ann," in page
    assert "BOK-00007 Windows, ground floor" in page
    assert "Amy Park sees to it. We aim to have it put right by Friday 27 November 2026." in page
    assert "Open the discussion" in page
    assert "{{" not in page
    send(window)
    (row,) = messages(store)
    assert (row.purpose, row.status) == (Purpose.ACKNOWLEDGEMENT, MessageStatus.QUEUED)
    assert (row.record_kind, row.record_id, row.customer_id) == (RecordKind.ISSUE, ISSUE, ANN)
    assert row.address == "Ann@Example.org"
    issue = store.view.get(IssueRow, ISSUE)
    assert issue is not None
    assert issue.acknowledged_at is not None
    assert said == ["Acknowledgement to Ann@Example.org is on its way."]


def test_what_is_typed_is_seen_at_once_and_sent(
    sending: LetterSending, window: QWidget, store: Store
) -> None:
    sending.open(letter())
    body(window).clear()
    type_text(body(window), "we <call> you.")
    wait_until(lambda: "we <call> you." in shown(window), "the preview follows")
    press(body(window), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert messages(store)[0].body.endswith("we <call> you.")


def test_not_sending_leaves_the_issue_unacknowledged(
    sending: LetterSending, window: QWidget, store: Store
) -> None:
    """TPL-11."""
    sending.open(letter())
    leave = find(window, QPushButton, "letter_cancel")
    assert leave.text() == "Don't send"
    click(leave)
    assert messages(store) == []
    issue = store.view.get(IssueRow, ISSUE)
    assert issue is not None
    assert issue.acknowledged_at is None


def test_a_second_acknowledgement_says_so_and_is_a_resend(
    sending: LetterSending, window: QWidget, store: Store
) -> None:
    """TPL-10."""
    sending.open(letter())
    send(window)
    sending.open(letter())
    assert "This letter has gone out before. Sent again, it is marked as a resend." in words(window)
    send(window)
    assert sorted(row.is_resend for row in messages(store)) == [False, True]
    second = next(row for row in messages(store) if row.is_resend)
    Reading(store, window).open(second.id)
    assert any(text.endswith("resend") for text in words(window))


def test_the_resolution_asks_for_the_survey_unless_told_not_to(
    sending: LetterSending, window: QWidget, store: Store
) -> None:
    """TPL-04: and puts it back where somebody changed their mind."""
    sending.open(letter(L.RESOLUTION))
    tick = find(window, QCheckBox, "letter_survey")
    assert Mark.SURVEY in body(window).toPlainText()
    click(tick)
    assert "How did we do" not in body(window).toPlainText()
    assert Mark.DISCUSSION in body(window).toPlainText()
    click(tick)
    assert Mark.SURVEY in body(window).toPlainText()
    click(tick)
    send(window)
    assert Mark.SURVEY not in messages(store)[0].body


def test_the_details_letter_has_the_complaint_in_it(
    sending: LetterSending, window: QWidget
) -> None:
    """TPL-03."""
    sending.open(letter(L.DETAILS))
    assert "A scratch on the kitchen window." in shown(window)
    assert not window.findChild(QCheckBox, "letter_survey").isVisible()


def test_plain_text_is_one_click_away_with_the_links_named(
    sending: LetterSending, window: QWidget
) -> None:
    sending.open(letter())
    click(find(window, QPushButton, "letter_preview_as_text"))
    text = find(window, QPlainTextEdit, "letter_preview_text").toPlainText()
    assert "added when this is sent" in text
    assert "Facebook: https://facebook.example/harbour" in text


def test_who_wants_no_e_mail_is_not_written_to(make_store: MakeStore, window: QWidget) -> None:
    store = make_store(rows(CustomerNoteRow(ANN, no_email=True)))
    sending = LetterSending(store, clock, window)
    sending.open(letter())
    assert "This customer does not want e-mail." in words(window)
    assert not find(window, QPushButton, "letter_act").isEnabled()


def test_without_an_address_one_can_be_typed(make_store: MakeStore, window: QWidget) -> None:
    issue = next(row for row in rows() if isinstance(row, IssueRow))
    bobs = msgspec.structs.replace(issue, customer_id=BOB)
    store = make_store([*(row for row in rows() if row is not issue and row.id != ISSUE), bobs])
    sending = LetterSending(store, clock, window)
    sending.open(letter())
    assert any(text.startswith("This customer has no e-mail address") for text in words(window))
    assert not find(window, QPushButton, "letter_act").isEnabled()
    find(window, QComboBox, "letter_to").setEditText("bob@example.org")
    send(window)
    assert messages(store)[0].address == "bob@example.org"


def test_a_wrong_address_is_said_and_everything_typed_stays(
    sending: LetterSending, window: QWidget, store: Store
) -> None:
    sending.open(letter())
    find(window, QComboBox, "letter_to").setEditText("no address")
    send(window)
    assert find(window, QLabel, "letter_problem").text() == "no address is not an e-mail address."
    assert messages(store) == []


def test_files_of_the_template_go_along(make_store: MakeStore, window: QWidget) -> None:
    """TPL-06."""
    file = NewAttachment(RowId("f"), "next.pdf", "application/pdf", 9, "a" * 64)
    own = TemplateRow(
        RowId("acknowledgement"), letter=L.ACKNOWLEDGEMENT, name="Ack", subject="S", body="B",
        files=(file,),
    )  # fmt: skip
    store = make_store(rows(own))
    sending = LetterSending(store, clock, window)
    sending.open(letter())
    assert "Goes along: next.pdf" in words(window)
    send(window)
    assert messages(store)[0].files == (file,)


def test_an_issue_that_is_gone_is_said(sending: LetterSending, store: Store) -> None:
    said: list[str] = []
    sending.refused.connect(said.append)
    sending.open(LetterWish(RowId("nothing"), L.ACKNOWLEDGEMENT))
    assert said == ["This issue does not exist any more."]
