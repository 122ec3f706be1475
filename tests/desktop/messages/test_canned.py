"""Canned responses in the composer: a slash, a few letters, Enter (TPL-16, ISS-16, ISS-17)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from desktop.links import MessageWish
from desktop.messages.canned_model import CannedLine
from desktop.messages.canned_picker import CannedPicker
from desktop.messages.composing import Composing
from desktop.store import Store
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.letters import TemplateRow
from sync_server.contract.messages import MessageRow, Purpose
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, RecordKind, Role
from sync_server.rules.letter_marks import Mark
from tests.desktop.customers.care_office import ANN, MakeStore
from tests.desktop.letters.desk_of_letters import BOOKING, ISSUE, canned, rows
from tests.support.windows import click, find, press, type_text, wait_until

LIAM = StaffRow(
    RowId("liam"), name="Liam Wood", role=Role.FIELDWORKER, email="liam@x.org", phone="+61491570156"
)
FILE = NewAttachment(RowId("file-1"), "checklist.pdf", "application/pdf", 9, "a" * 64)


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    with_file = TemplateRow(
        RowId("canned-file"), name="Checklist", subject="Checklist", body="See there.",
        files=(FILE,),
    )  # fmt: skip
    return make_store([*rows(LIAM, with_file), *canned()])


@pytest.fixture
def composing(store: Store, window: QWidget) -> Iterator[Composing]:
    made = Composing(store, window)
    yield made
    made.end()


def about_booking(channel: Channel = Channel.EMAIL) -> MessageWish:
    return MessageWish(channel, ANN, record_kind=RecordKind.BOOKING, record_id=BOOKING)


def about_issue(channel: Channel = Channel.EMAIL, **more: RowId) -> MessageWish:
    return MessageWish(channel, ANN, record_kind=RecordKind.ISSUE, record_id=ISSUE, **more)


def body(window: QWidget) -> QPlainTextEdit:
    return find(window, QPlainTextEdit, "message_body")


def words(window: QWidget) -> QLineEdit:
    return find(window, QLineEdit, "canned_words")


def offered(window: QWidget) -> list[str]:
    (picker,) = window.findChildren(CannedPicker)
    model = picker.grid.model_of_rows()
    lines: list[CannedLine] = [model.row(at) for at in range(model.rowCount())]
    return [line.name for line in lines]


def send(window: QWidget, store: Store) -> MessageRow:
    click(find(window, QPushButton, "message_act"))
    (row,) = store.view.where(MessageRow)
    return row


def test_a_slash_opens_the_picker_and_enter_puts_the_response_in_with_its_tags(
    composing: Composing, window: QWidget, store: Store
) -> None:
    """TPL-16: no server is there at all."""
    composing.open(about_booking())
    type_text(body(window), "/")
    assert words(window).isVisible()
    assert offered(window) == ["Checklist", "Please send photos", "Running late"]
    type_text(words(window), "late")
    assert offered(window) == ["Running late"]
    press(words(window), Qt.Key.Key_Return)
    assert body(window).toPlainText() == ("Dear Ann,\n\nwe are running late today. Sorry!\n\nAmy")
    assert find(window, QLineEdit, "message_subject").text() == "About BOK-00007"
    assert not words(window).isVisible()
    row = send(window, store)
    assert (row.record_kind, row.record_id) == (RecordKind.BOOKING, BOOKING)
    assert row.customer_id == ANN


def test_responses_are_found_by_their_text_too(composing: Composing, window: QWidget) -> None:
    """TPL-16."""
    composing.open(about_booking())
    click(find(window, QPushButton, "message_canned"))
    type_text(words(window), "could you")
    assert offered(window) == ["Please send photos"]
    type_text(words(window), " nothing like it")
    assert offered(window) == []
    press(words(window), Qt.Key.Key_Return)
    assert words(window).isVisible()


def test_arrows_choose_and_escape_goes_back_to_the_text(
    composing: Composing, window: QWidget
) -> None:
    composing.open(about_booking())
    type_text(body(window), "Hello /")
    press(words(window), Qt.Key.Key_Down)
    press(words(window), Qt.Key.Key_Down)
    press(words(window), Qt.Key.Key_Up)
    press(words(window), Qt.Key.Key_Return)
    assert body(window).toPlainText().startswith("Hello Could you send us photos")
    type_text(body(window), " /")
    press(words(window), Qt.Key.Key_Escape)
    assert not words(window).isVisible()
    assert body(window).toPlainText().endswith(" /")
    assert find(window, QPushButton, "message_act").isVisible()


def test_a_slash_inside_a_word_is_just_a_slash(composing: Composing, window: QWidget) -> None:
    composing.open(about_booking())
    type_text(body(window), "and/or 1/2")
    assert not window.findChild(QLineEdit, "canned_words").isVisible()
    assert body(window).toPlainText() == "and/or 1/2"


def test_putting_a_response_in_is_one_step_to_undo(composing: Composing, window: QWidget) -> None:
    composing.open(about_booking())
    type_text(body(window), "Hi. /")
    type_text(words(window), "photos")
    press(words(window), Qt.Key.Key_Return)
    press(body(window), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert body(window).toPlainText() == "Hi. /"


def test_text_messages_have_responses_of_their_own(
    composing: Composing, window: QWidget, store: Store
) -> None:
    composing.open(about_booking(Channel.SMS))
    type_text(body(window), "/")
    assert offered(window) == ["On our way"]
    press(words(window), Qt.Key.Key_Return)
    row = send(window, store)
    assert (row.body, row.subject) == ("We are on our way. Amy", "")


def test_files_of_a_response_go_along(composing: Composing, window: QWidget, store: Store) -> None:
    composing.open(about_booking())
    type_text(body(window), "/")
    press(words(window), Qt.Key.Key_Return)
    assert find(window, QPushButton, "message_remove_1").accessibleName() == "Remove checklist.pdf"
    click(find(window, QPushButton, "message_act"))
    wait_until(lambda: store.view.where(MessageRow), "the message")
    assert store.view.where(MessageRow)[0].files == (FILE,)


def test_about_an_issue_letters_can_be_chosen_and_count_as_such(
    composing: Composing, window: QWidget, store: Store
) -> None:
    """ISS-17: template or own words; the acknowledgement starts the clock as ever."""
    composing.open(about_issue())
    type_text(body(window), "/")
    type_text(words(window), "acknowledgement")
    press(words(window), Qt.Key.Key_Return)
    row = send(window, store)
    assert row.purpose is Purpose.ACKNOWLEDGEMENT
    assert Mark.DISCUSSION in row.body
    issue = store.view.get(IssueRow, ISSUE)
    assert issue is not None
    assert issue.acknowledged_at is not None


def test_the_assignee_is_written_to_about_the_issue(
    composing: Composing, window: QWidget, store: Store
) -> None:
    """ISS-16: logged with the customer and the issue, without the customer's links."""
    composing.open(about_issue(staff_id=LIAM.id))
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "E-mail to Liam Wood" in texts
    assert find(window, QComboBox, "message_to").currentText() == "liam@x.org"
    type_text(body(window), "/")
    assert offered(window) == ["Checklist", "Please send photos", "Running late"]
    type_text(words(window), "photos")
    press(words(window), Qt.Key.Key_Return)
    assert "photos of Damage" in body(window).toPlainText()
    row = send(window, store)
    assert (row.staff_id, row.customer_id, row.record_id) == (LIAM.id, ANN, ISSUE)
    assert row.address == "liam@x.org"


def test_the_assignee_is_texted_on_their_mobile(
    composing: Composing, window: QWidget, store: Store
) -> None:
    """ISS-16."""
    composing.open(about_issue(Channel.SMS, staff_id=LIAM.id))
    type_text(body(window), "Call me.")
    assert send(window, store).address == "+61491570156"


def test_a_colleague_who_is_gone_is_said(composing: Composing, window: QWidget) -> None:
    said: list[str] = []
    composing.refused.connect(said.append)
    composing.open(about_issue(staff_id=RowId("nobody")))
    assert said == ["This colleague does not work here any more."]
