"""Every key in one list, and each can be another one: at once, for this person, for good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
)

from desktop.admin.shortcuts_page import ShortcutsPage
from desktop.qt import keys
from desktop.qt.buttons import Button
from desktop.qt.key_table import LISTED
from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.threads.composer import Composer
from tests.desktop.shell.offices import indexed_profile, working
from tests.support.windows import click, find, press, settle, type_text

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    made = indexed_profile(tmp_path_factory.mktemp("desk") / "profile")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    keys.choose({})


@pytest.fixture
def window(qapp: QApplication, profile: Profile) -> Iterator[MainWindow]:
    with working(profile) as (made, _):
        press(made, Qt.Key.Key_F1)
        settle()
        yield made
        find(made, ShortcutsPage, "shortcuts_page")._reset_every()


def choose_line(window: MainWindow, words: str) -> QKeySequenceEdit:
    """Narrow the list to one line; answers where its key is pressed."""
    field = find(window, QLineEdit, "shortcuts_filter")
    field.clear()
    type_text(field, words)
    page = find(window, ShortcutsPage, "shortcuts_page")
    assert page.grid.model().rowCount() == 1
    edit = find(window, QKeySequenceEdit, "shortcut_key")
    edit.setFocus()
    return edit


def test_no_two_keys_of_one_place_are_the_same_from_the_start():
    assert [one.id for one in LISTED if keys.conflict(one.id, one.usual)] == []


def test_f1_and_the_question_mark_open_the_list_of_every_key(window):
    """Beyond row 15"""
    page = find(window, ShortcutsPage, "shortcuts_page")
    assert page.isVisible()
    shown = {page.grid.model_of_rows().row(at).id for at in range(page.grid.model().rowCount())}
    assert {one.id for one in LISTED} <= shown
    assert "state.away" in shown
    press(window, Qt.Key.Key_1, CTRL)
    press(window, Qt.Key.Key_Question)  # the platform takes Shift off where there is a keyboard
    assert page.isVisible()


def test_a_new_key_works_at_once_and_the_old_one_does_not(window):
    press(choose_line(window, "payment holds ctrl+3"), Qt.Key.Key_9, CTRL)
    shown: list[str] = []
    window.page_shown.connect(shown.append)
    press(window, Qt.Key.Key_3, CTRL)
    assert shown == []
    press(window, Qt.Key.Key_9, CTRL)
    assert set(shown) == {"holds"}
    assert "Ctrl+9" in find(window, QPushButton, "nav_holds").toolTip()


def test_an_action_without_a_key_can_be_given_one(window):
    press(choose_line(window, "state: away"), Qt.Key.Key_Y, CTRL | ALT)
    chosen: list[object] = []
    window.rail.state_chosen.connect(chosen.append)
    press(window, Qt.Key.Key_Y, CTRL | ALT)
    assert len(chosen) == 1


def test_a_key_that_is_taken_is_said_and_can_be_used_here_instead(window):
    press(choose_line(window, "payment holds ctrl+3"), Qt.Key.Key_2, CTRL)
    assert keys.of("page.holds") == "Ctrl+3"
    click(find(window, QPushButton, "shortcut_take"))
    assert (keys.of("page.holds"), keys.of("page.issues")) == ("Ctrl+2", "")
    shown: list[str] = []
    window.page_shown.connect(shown.append)
    press(window, Qt.Key.Key_2, CTRL)
    assert set(shown) == {"holds"}


def test_one_key_or_all_become_the_usual_ones_again(window):
    press(choose_line(window, "payment holds ctrl+3"), Qt.Key.Key_9, CTRL)
    press(choose_line(window, "light or dark"), Qt.Key.Key_8, CTRL)
    click(find(window, QPushButton, "shortcut_reset"))
    assert (keys.of("look.scheme"), keys.of("page.holds")) == ("Ctrl+Shift+L", "Ctrl+9")
    click(find(window, QPushButton, "shortcuts_reset_all"))
    assert keys.chosen() == {}


def test_keys_are_kept_for_the_next_start(qapp, profile):
    with working(profile) as (window, _):
        press(window, Qt.Key.Key_F1)
        press(choose_line(window, "payment holds ctrl+3"), Qt.Key.Key_9, CTRL)
    keys.choose({})
    with working(profile) as (window, _):
        shown: list[str] = []
        window.page_shown.connect(shown.append)
        press(window, Qt.Key.Key_9, CTRL)
        assert set(shown) == {"holds"}
        press(window, Qt.Key.Key_F1)
        find(window, ShortcutsPage, "shortcuts_page")._reset_every()


@pytest.mark.parametrize(
    "kept", [None, "", "nonsense", "[]", '{"page.holds": 3}', '{"gone": "F5"}']
)
def test_damaged_keys_change_nothing_and_break_nothing(kept):
    keys.read(kept)
    assert keys.of("page.holds") == "Ctrl+3"
    assert keys.known()


@pytest.mark.parametrize(
    ("key", "held", "sends"),
    [
        ("Ctrl+Return", CTRL, True),
        ("Ctrl+Return", Qt.KeyboardModifier.NoModifier, False),
        ("Return", Qt.KeyboardModifier.NoModifier, True),
        ("Return", SHIFT, False),
        ("Return", CTRL, True),
    ],
)
def test_messages_are_sent_by_the_key_the_person_chose(qtbot, key, held, sends):
    """Beyond row 15"""
    composer = Composer()
    qtbot.addWidget(composer)
    composer.show()
    keys.choose({keys.SEND: key})
    sent: list[object] = []
    composer.send_requested.connect(sent.append)
    text = composer._text
    type_text(text, "Hello")
    press(text, Qt.Key.Key_Return, held)
    assert bool(sent) is sends
    assert text.toPlainText() == ("Hello" if sends else "Hello\n")


def test_the_send_key_is_chosen_in_the_settings(window):
    box = find(window, QComboBox, "send_key")
    box.setCurrentIndex(box.findData("Return"))
    box.activated.emit(box.currentIndex())
    assert keys.of(keys.SEND) == "Return"


def test_a_button_shows_its_key_and_follows_it(qtbot):
    button = Button("Payment holds", shortcut="page.holds")
    qtbot.addWidget(button)
    assert button.toolTip().count("Ctrl+3") == 1
    keys.choose({"page.holds": "Ctrl+Return"})
    assert "Ctrl+Enter" in button.toolTip()
    keys.choose({"page.holds": ""})
    assert "(" not in button.toolTip()
