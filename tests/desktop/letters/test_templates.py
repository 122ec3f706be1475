"""Settings: templates and canned responses, written with tags, kept with all their versions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTextBrowser,
    QWidget,
)

from desktop.letters.attaching import Attaching
from desktop.letters.tag_edit import TagEdit
from desktop.letters.template_editor import TemplateEditor
from desktop.letters.templates_model import sample_text
from desktop.letters.templates_page import TemplatesPage
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.letters import LetterKind, TemplateRow, TemplateVersionRow
from sync_server.contract.values import Channel, Role
from sync_server.rules.letter_defaults import LETTERS, default_letter, letter_template
from tests.desktop.customers.care_office import MakeStore
from tests.desktop.letters.desk_of_letters import canned, rows
from tests.support.windows import click, find, press, settle, type_text, wait_until

L = LetterKind
ACK = RowId("acknowledgement")


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store([*rows(role=Role.ADMIN), *canned()])


@pytest.fixture
def page(qtbot, store: Store) -> Iterator[TemplatesPage]:
    made = opened(qtbot, store)
    yield made
    made.end()


def opened(qtbot, store: Store) -> TemplatesPage:
    made = TemplatesPage(store)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.resize(1200, 800)
    made.show()
    return made


def names(page: TemplatesPage) -> list[str]:
    model = page.grid.model_of_rows()
    return [model.row(at).row.name for at in range(model.rowCount())]


def choose(page: TemplatesPage, name: str) -> None:
    page.grid.selectRow(names(page).index(name))


def body(page: QWidget) -> TagEdit:
    return find(page, TagEdit, "template_body")


def press_button(page: QWidget, name: str) -> None:
    click(find(page, QPushButton, name))


def shown(page: QWidget) -> str:
    return find(page, QTextBrowser, "template_preview_page").toPlainText()


def row_of(store: Store, name: str) -> TemplateRow:
    return next(row for row in store.view.where(TemplateRow) if row.name == name)


def test_all_letters_and_responses_are_listed_and_found_by_name_or_text(
    page: TemplatesPage,
) -> None:
    """TPL-01: the four letters first, archived ones last."""
    assert names(page) == [
        "Complaint Acknowledgement",
        "Send Complaint Details",
        "Final Complaint Resolution",
        "Open Complaints Reminder",
        "On our way",
        "Please send photos",
        "Running late",
        "Old words",
    ]
    search = find(page, QLineEdit, "templates_search")
    type_text(search, "survey_link")
    assert names(page) == ["Final Complaint Resolution"]
    search.clear()
    type_text(search, "LATE sorry")
    assert names(page) == ["Running late"]


def test_one_editor_opens_all_of_them(page: TemplatesPage) -> None:
    """TPL-18: the same object, whichever letter is chosen."""
    for kind in LETTERS:
        choose(page, default_letter(kind).name)
        (editor,) = page.findChildren(TemplateEditor)
        assert editor.body.text() == default_letter(kind).body
        assert editor.isVisible()
    choose(page, "Running late")
    assert page.findChildren(TemplateEditor) == [editor]


def test_words_are_seen_as_the_customer_sees_them_while_they_are_typed(
    page: TemplatesPage,
) -> None:
    """TPL-06, TPL-07: tags are filled in, the button and the footer are there."""
    assert "Dear Olivia," in shown(page)
    assert "CMP-00012" in shown(page)
    assert "Open the discussion" in shown(page)
    assert "14 Ferry Rd" in shown(page)
    body(page).selectAll()
    type_text(body(page), "Hi {{customer_name}} <b>")
    assert "Hi Olivia Smith <b>" in shown(page)


def test_an_unknown_tag_is_underlined_named_and_not_saved(
    page: TemplatesPage, store: Store
) -> None:
    """TPL-07."""
    body(page).setPlainText("Dear {{custmer_name}}, {{complaint_number}}")
    problem = find(page, QLabel, "template_problem")
    assert problem.text().startswith("No such tag: {{custmer_name}}.")
    assert not find(page, QPushButton, "template_save").isEnabled()
    looks = body(page).document().firstBlock().layout().formats()
    waves = [
        each.format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
        for each in looks
    ]
    assert waves == [True, False]
    assert "Dear {{custmer_name}}, CMP-00012" in shown(page)
    assert store.view.get(TemplateRow, ACK) is None


def test_a_tag_is_put_where_the_caret_is_in_text_or_subject(page: TemplatesPage) -> None:
    body(page).setPlainText("Dear ")
    press(body(page), Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    body(page).setFocus()
    menu = find(page, QPushButton, "template_tags").menu()
    tags = {action.objectName(): action for action in menu.actions()}
    tags["tag_customer_name"].trigger()
    assert body(page).text() == "Dear {{customer_name}}"
    subject = find(page, QLineEdit, "template_subject")
    subject.setFocus()
    subject.clear()
    tags["tag_complaint_number"].trigger()
    assert subject.text() == "{{complaint_number}}"


def test_two_edits_leave_three_versions_and_the_first_can_be_compared_and_restored(
    page: TemplatesPage, store: Store
) -> None:
    """TPL-08: restored byte for byte."""
    was = default_letter(L.ACKNOWLEDGEMENT)
    for words in ("First edit {{owner_name}}", "Second edit {{owner_name}}"):
        body(page).setPlainText(words)
        press_button(page, "template_save")
    assert len(store.view.where(TemplateVersionRow, template_id=ACK)) == 3
    press_button(page, "template_versions")
    versions = find(page, QTableView, "versions_list")
    assert versions.model().rowCount() == 3
    assert not find(page, QPushButton, "versions_act").isEnabled()
    versions.selectRow(2)
    text = find(page, QPlainTextEdit, "versions_text").toPlainText()
    assert "- Thank you for telling us." in text
    assert "+ Second edit {{owner_name}}" in text
    press_button(page, "versions_act")
    now = letter_template(store.view, L.ACKNOWLEDGEMENT)
    assert (now.subject.encode(), now.body.encode()) == (was.subject.encode(), was.body.encode())
    assert body(page).text() == was.body


def test_the_default_comes_back_into_the_editor_first(page: TemplatesPage, store: Store) -> None:
    body(page).setPlainText("Mine")
    press_button(page, "template_save")
    press_button(page, "template_default")
    assert body(page).text() == default_letter(L.ACKNOWLEDGEMENT).body
    assert letter_template(store.view, L.ACKNOWLEDGEMENT).body == "Mine"
    press_button(page, "template_save")
    assert letter_template(store.view, L.ACKNOWLEDGEMENT).body.startswith("Dear {{customer")


def test_a_canned_response_is_made_named_and_archived(page: TemplatesPage, store: Store) -> None:
    press_button(page, "template_new")
    name = find(page, QLineEdit, "template_name")
    assert name.hasFocus()
    name.setText("Thanks")
    find(page, QComboBox, "template_channel").setCurrentText("Text message")
    assert not page.findChild(QLineEdit, "template_subject").isVisible()
    body(page).setPlainText("Thank you, {{customer_first_name}}.")
    press_button(page, "template_save")
    made = row_of(store, "Thanks")
    assert (made.letter, made.channel, made.subject) == (L.CANNED, Channel.SMS, "")
    press_button(page, "template_archive")
    assert row_of(store, "Thanks").archived
    press_button(page, "template_archive")
    assert not row_of(store, "Thanks").archived


def test_a_copy_has_a_name_of_its_own(page: TemplatesPage, store: Store) -> None:
    choose(page, "Running late")
    press_button(page, "template_copy")
    assert find(page, QLineEdit, "template_name").text() == "Running late (copy)"
    press_button(page, "template_save")
    assert row_of(store, "Running late (copy)").body == row_of(store, "Running late").body
    choose(page, "Complaint Acknowledgement")
    press_button(page, "template_copy")
    press_button(page, "template_save")
    assert row_of(store, "Complaint Acknowledgement (copy)").letter is L.CANNED


def test_a_name_that_is_taken_is_said_and_nothing_typed_is_lost(page: TemplatesPage) -> None:
    choose(page, "Running late")
    find(page, QLineEdit, "template_name").setText("On our WAY")
    press_button(page, "template_save")
    problem = find(page, QLabel, "template_problem")
    assert problem.text() == "There is a template called On our WAY already."
    assert find(page, QLineEdit, "template_name").text() == "On our WAY"


def test_what_was_typed_is_there_again_after_another_template_and_after_a_restart(
    page: TemplatesPage, store: Store, qtbot
) -> None:
    body(page).setPlainText("Half a letter")
    choose(page, "Running late")
    choose(page, "Complaint Acknowledgement")
    assert body(page).text() == "Half a letter"
    page.end()
    again = opened(qtbot, store)
    assert body(again).text() == "Half a letter"
    press_button(again, "template_discard")
    assert body(again).text() == default_letter(L.ACKNOWLEDGEMENT).body
    again.end()


def test_a_file_goes_with_a_template_and_a_wrong_one_is_said(
    page: TemplatesPage, store: Store, tmp_path: Path
) -> None:
    """TPL-06."""
    good, bad = tmp_path / "next.pdf", tmp_path / "virus.exe"
    good.write_bytes(b"%PDF-1.4")
    bad.write_bytes(b"MZ")
    (attaching,) = page.findChildren(Attaching)
    attaching.take(bad)
    problem = find(page, QLabel, "template_problem")
    wait_until(lambda: "virus.exe" in problem.text(), "the refusal")
    attaching.take(good)
    wait_until(lambda: page.editor.draft().files, "the file")
    press_button(page, "template_save")
    assert [file.name for file in letter_template(store.view, L.ACKNOWLEDGEMENT).files] == [
        "next.pdf"
    ]
    settle()
    press_button(page, "template_remove_1")
    press_button(page, "template_save")
    assert letter_template(store.view, L.ACKNOWLEDGEMENT).files == ()


def test_somebody_elses_change_is_shown_unless_one_is_typing(
    page: TemplatesPage, store: Store, qtbot
) -> None:
    other = opened(qtbot, store)
    body(other).setPlainText("Theirs")
    press_button(other, "template_save")
    assert body(page).text() == "Theirs"
    body(page).setPlainText("Mine, unsaved")
    body(other).setPlainText("Theirs again")
    press_button(other, "template_save")
    assert body(page).text() == "Mine, unsaved"
    other.end()


def test_hard_spaces_survive_the_editor(page: TemplatesPage, store: Store) -> None:
    body(page).setPlainText("10\u00a0km")
    press_button(page, "template_save")
    assert letter_template(store.view, L.ACKNOWLEDGEMENT).body == "10\u00a0km"


def test_a_sample_leaves_unknown_tags_as_they_were_typed(store: Store) -> None:
    text = "{{ what }} {{complaint_number}}"
    assert sample_text(store.view, text, "Amy") == "{{what}} CMP-00012"
