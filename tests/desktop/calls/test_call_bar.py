"""The bar of a live call: every control by mouse and key, notes kept, trouble said plainly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop.calls.call_bar import CallBar
from desktop.calls.call_model import CallNote, KeyPress, Trouble
from desktop.calls.keypad import Keypad
from tests.desktop import samples
from tests.support.windows import click, find, press, settle, type_text

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bar(qapp):
    made = CallBar(samples.clock)
    made.resize(1100, 80)
    made.show_call(samples.LIVE)
    made.activateWindow()
    settle()
    return made


def heard(signal) -> list:
    values: list = []
    signal.connect(values.append)
    return values


def words(bar: CallBar) -> str:
    return " | ".join(each.text() for each in bar.findChildren(QLabel) if each.isVisible())


def test_the_clock_shows_how_long_one_talks(bar):
    assert "04:12" in words(bar)


def test_a_call_not_yet_answered_has_not_begun_to_count(bar):
    bar.show_call(replace(samples.LIVE, answered_at=None))
    assert "00:00" in words(bar)


def test_mute_and_hold_ask_for_the_other_state(bar):
    muted, unmuted = heard(bar.mute_requested), heard(bar.unmute_requested)
    held, resumed = heard(bar.put_on_hold_requested), heard(bar.resume_requested)
    press(bar, Qt.Key.Key_M, CTRL)
    click(find(bar, QPushButton, "call_hold"))
    bar.show_call(replace(samples.LIVE, is_muted=True, is_on_hold=True))
    press(bar, Qt.Key.Key_M, CTRL)
    press(bar, Qt.Key.Key_H, CTRL)
    assert (muted, unmuted, held, resumed) == (["r1"], ["r1"], ["r1"], ["r1"])


def test_a_button_shows_the_state_of_the_call_and_not_the_click(bar):
    mute = find(bar, QPushButton, "call_mute")
    click(mute)
    assert not mute.isChecked()
    bar.show_call(replace(samples.LIVE, is_muted=True))
    assert mute.isChecked()
    assert mute.accessibleName() == "Unmute"


def test_digits_go_to_the_call_by_mouse_and_by_key(bar):
    keys = heard(bar.key_requested)
    click(find(bar, QPushButton, "call_keypad"))
    keypad = bar.findChild(Keypad)
    settle()
    click(find(keypad, QPushButton, "key_5"))
    type_text(keypad, "#")
    assert keys == [KeyPress("r1", "5"), KeyPress("r1", "#")]


def test_enter_keeps_the_note_in_the_thread(bar):
    notes = heard(bar.note_requested)
    field = find(bar, QLineEdit, "call_note")
    type_text(field, "Wants Friday")
    press(field, Qt.Key.Key_Return)
    assert notes == [CallNote("r1", "Wants Friday")]
    bar.note_was_kept()
    assert field.text() == ""


def test_a_restarted_phone_is_said_and_the_half_written_note_stays(bar):
    type_text(find(bar, QLineEdit, "call_note"), "Half a")
    bar.show_call(replace(samples.LIVE, trouble=Trouble.PHONE_RESTARTED))
    assert "The phone restarted" in words(bar)
    assert bar.note() == CallNote("r1", "Half a")


def test_another_call_starts_with_an_empty_note(bar):
    type_text(find(bar, QLineEdit, "call_note"), "For the first")
    bar.show_call(replace(samples.LIVE, ref="r9"))
    assert bar.note() == CallNote("r9", "")


def test_a_waiting_call_can_be_taken(bar):
    taken = heard(bar.take_requested)
    bar.show_call(samples.LIVE_TROUBLED)
    settle()
    click(find(bar, QPushButton, "take_r5"))
    assert taken == ["r5"]


def test_hanging_up_names_the_call(bar):
    ended = heard(bar.hang_up_requested)
    click(find(bar, QPushButton, "call_hang_up"))
    assert ended == ["r1"]
