"""Signing in: the form, and plain words when it does not work."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop.shell.sign_in import SignInForm, SignInState, SignInView
from tests.support.windows import click, find, press, settle, type_text


@pytest.fixture
def view(qapp):
    made = SignInView()
    made.show()
    made.prefill("desk.example.com", "sarah")
    settle()
    return made


@pytest.fixture
def forms(view):
    made: list[SignInForm] = []
    view.sign_in_requested.connect(made.append)
    return made


def test_enter_in_the_password_signs_in(view, forms):
    field = find(view, QLineEdit, "sign_in_password")
    type_text(field, "secret words")
    press(field, Qt.Key.Key_Return)
    assert forms == [SignInForm("desk.example.com", "sarah", "secret words", keep=True)]


def test_a_missing_field_is_named_and_nothing_is_sent(view, forms):
    click(find(view, QPushButton, "sign_in"))
    assert not forms
    assert find(view, QLabel, "sign_in_problem").text() == "Fill in: password."


@pytest.mark.parametrize("state", [SignInState.NO_MATCH, SignInState.NOT_REACHABLE])
def test_a_failure_is_said_in_words_with_what_to_do(view, state):
    view.show_state(state)
    problem = find(view, QLabel, "sign_in_problem")
    assert problem.isVisible()
    assert "try again" in problem.text()


def test_while_working_nothing_can_be_pressed_twice(view, forms):
    view.show_state(SignInState.WORKING)
    assert not find(view, QPushButton, "sign_in").isEnabled()
    view.show_state(SignInState.IDLE)
    assert find(view, QPushButton, "sign_in").isEnabled()


def test_the_password_is_never_shown(view):
    assert find(view, QLineEdit, "sign_in_password").echoMode() is QLineEdit.EchoMode.Password
