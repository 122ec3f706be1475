"""The card of a ringing call: who, what to know, and never in the way of typing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from desktop.calls.call_card import CallCard
from desktop.calls.call_model import CallerChoice
from desktop.issues.report_dialog import ReportDialog
from tests.desktop import samples
from tests.desktop.scenes import profile, window
from tests.support.windows import click, find, press, settle, wait_until

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def card(qapp):
    made = CallCard()
    made.show_call(samples.RINGING)
    return made


def words(widget: QWidget) -> str:
    shown = [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]
    return " | ".join(shown)


def test_a_known_caller_shows_what_to_know_before_answering(card):
    said = words(card)
    for part in ("Olivia Smith", "+61 412 555 018", "Main line", "1 open issue", "$1,240.00"):
        assert part in said


def test_answer_and_decline_name_the_call(card):
    answered: list[str] = []
    declined: list[str] = []
    card.answer_requested.connect(answered.append)
    card.decline_requested.connect(declined.append)
    click(find(card, QPushButton, "call_answer"))
    click(find(card, QPushButton, "call_decline"))
    assert (answered, declined) == (["r1"], ["r1"])


def test_the_answer_key_works_from_a_dialog_too(qapp):
    main, card = window(), CallCard()
    main.set_call_card(card)
    main.show()
    card.show_call(samples.RINGING)
    dialog = ReportDialog()
    dialog.offer(samples.OFFER)
    dialog.activateWindow()
    settle()
    answered: list[str] = []
    card.answer_requested.connect(answered.append)
    press(dialog, Qt.Key.Key_A, CTRL_SHIFT)
    assert answered == ["r1"]


def test_an_unknown_number_offers_a_new_customer(card):
    card.show_call(samples.UNKNOWN)
    assert "+61 2 9876 5432" in words(card)
    numbers: list[str] = []
    card.create_customer_requested.connect(numbers.append)
    click(find(card, QPushButton, "call_create_customer"))
    assert numbers == ["+61298765432"]


def test_a_withheld_number_is_said_in_words(card):
    card.show_call(samples.HIDDEN)
    assert "Number withheld" in words(card)
    assert not find(card, QPushButton, "call_create_customer").isVisible()


def test_several_customers_are_offered_and_none_is_guessed(card):
    card.show_call(samples.SEVERAL)
    settle()
    chosen: list[CallerChoice] = []
    card.caller_chosen.connect(chosen.append)
    assert "Olivia Smith" not in words(card)
    click(find(card, QPushButton, "candidate_2"))
    assert chosen == [CallerChoice("r4", "c9")]


def test_a_call_someone_else_took_says_who_and_goes(card):
    gone: list[bool] = []
    card.gone.connect(lambda: gone.append(True))
    card._linger.setInterval(1)
    card.show_answered_by("Priya")
    assert "Answered by Priya" in words(card)
    assert not find(card, QPushButton, "call_answer").isVisible()
    wait_until(lambda: gone, "the card goes by itself")
    assert not card.isVisible()


def test_the_keys_of_a_call_that_is_gone_do_nothing(card):
    answered: list[str] = []
    card.answer_requested.connect(answered.append)
    card.show_answered_by("Priya")
    press(card, Qt.Key.Key_A, CTRL_SHIFT)
    assert not answered
    card.show_call(samples.UNKNOWN)
    card.activateWindow()
    press(card, Qt.Key.Key_A, CTRL_SHIFT)
    assert answered == ["r2"]


def test_a_new_call_during_the_fading_is_shown_in_full(card):
    card._linger.setInterval(1)
    card.show_answered_by("Priya")
    wait_until(lambda: card._fade is not None, "fading starts")
    card.show_call(samples.UNKNOWN)
    settle(800)
    assert card.isVisible()
    assert find(card, QPushButton, "call_answer").isVisible()


def test_markup_in_a_caller_name_is_shown_as_it_is(card):
    card.show_call(replace(samples.RINGING, name=samples.MARKUP))
    assert samples.MARKUP in words(card)
    labels = card.findChildren(QLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


FIELDS = {"composer_text": QPlainTextEdit, "search_input": QLineEdit}


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1024, 700), (1920, 1080)])
@pytest.mark.parametrize("name", list(FIELDS))
def test_the_card_never_covers_what_is_being_typed(qapp, size, name):
    main, card = window("customers", profile), CallCard()
    main.set_call_card(card)
    main.resize(*size)
    main.show()
    main.activateWindow()
    field = find(main, FIELDS[name], name)
    field.setFocus()
    settle()
    card.show_call(samples.RINGING)
    settle()
    typing = QRect(field.mapTo(main, QPoint(0, 0)), field.size())
    assert not card.geometry().intersects(typing)
    assert card.geometry().top() >= main.top_bar.height()
    assert field.hasFocus()


def test_the_card_steps_aside_when_one_starts_typing_beneath_it(qapp):
    main, card = window("customers"), CallCard()
    main.set_call_card(card)
    main.show()
    main.activateWindow()
    card.show_call(samples.RINGING)
    settle()
    field = find(main, QLineEdit, "customers_filter")
    typing = QRect(field.mapTo(main, QPoint(0, 0)), field.size())
    assert card.geometry().intersects(typing)
    field.setFocus()
    settle()
    assert not card.geometry().intersects(typing)


def test_the_card_leaves_the_keyboard_where_it_was(qapp):
    main, card = window("customers", profile), CallCard()
    main.set_call_card(card)
    main.show()
    main.activateWindow()
    text = find(main, QPlainTextEdit, "composer_text")
    text.setFocus()
    card.show_call(samples.RINGING)
    settle()
    assert text.hasFocus()
