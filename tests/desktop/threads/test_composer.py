"""Writing a post: to the office by default, to the customer only on purpose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton

from desktop.threads.composer import Composer, Draft
from sync_server.contract.values import Visibility
from tests.support.windows import click, find, press, type_text

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def composer(qapp):
    made = Composer()
    made.address("Olivia Smith")
    made.show()
    return made


@pytest.fixture
def sent(composer):
    drafts: list[Draft] = []
    composer.send_requested.connect(drafts.append)
    return drafts


def test_a_post_goes_to_the_office_only_unless_chosen_otherwise(composer, sent):
    type_text(find(composer, QPlainTextEdit, "composer_text"), "Call her back")
    click(find(composer, QPushButton, "composer_send"))
    assert sent == [Draft("Call her back", Visibility.INTERNAL)]


def test_control_enter_sends_and_enter_does_not(composer, sent):
    text = find(composer, QPlainTextEdit, "composer_text")
    type_text(text, "Line")
    press(text, Qt.Key.Key_Return)
    assert not sent
    press(text, Qt.Key.Key_Return, CTRL)
    assert sent == [Draft("Line", Visibility.INTERNAL)]


def test_an_empty_post_cannot_be_sent(composer, sent):
    text = find(composer, QPlainTextEdit, "composer_text")
    type_text(text, "   ")
    press(text, Qt.Key.Key_Return, CTRL)
    assert not find(composer, QPushButton, "composer_send").isEnabled()
    assert not sent


def test_choosing_everyone_warns_by_colour_and_names_the_customer(composer):
    audience = find(composer, QComboBox, "composer_visibility")
    warning = find(composer, QLabel, "composer_warning")
    before = audience.grab().toImage().pixelColor(8, 8)
    assert not warning.isVisible()
    audience.setCurrentText("Everyone incl. customer")
    assert warning.isVisible()
    assert "Olivia Smith" in warning.text()
    assert find(composer, QPushButton, "composer_send").accessibleName() == "Send to customer"
    assert audience.grab().toImage().pixelColor(8, 8) != before


def test_after_clearing_the_next_post_is_for_the_office_again(composer):
    composer.show_draft(Draft("For her", Visibility.EVERYONE))
    composer.clear()
    assert composer.draft() == Draft("", Visibility.INTERNAL)


def test_a_draft_comes_back_as_it_was(composer):
    kept = Draft("Half a thought", Visibility.STAFF)
    composer.show_draft(kept)
    assert composer.draft() == kept
