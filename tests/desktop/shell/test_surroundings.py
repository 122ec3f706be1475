"""While the window is out of sight: a small one rings, takes no focus, and one key answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.calls.dialling_habits import USUAL_KEY, habits
from desktop.replica.missed import missed_count
from desktop.settings import DeskSettings
from desktop.shell.global_key import NOT_HERE, Combination, GlobalKey, combination
from desktop.shell.main_window import MainWindow
from desktop.shell.network_watch import NetworkWatch
from desktop.shell.ringing_window import RingingWindow
from desktop.shell.surroundings import Surroundings
from desktop.shell.tray import drawn
from softphone import protocol
from softphone.call import EndedWhy
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.values import CallOutcome, Direction
from sync_server.rules.callbacks import wants_callback
from tests.desktop import samples
from tests.desktop.calls.scripted_phone import PhoneAtDesk
from tests.desktop.replica.rows import profile_with
from tests.support.windows import click, find, press, settle, wait_until


@dataclass
class Around:
    desk: PhoneAtDesk
    window: MainWindow
    surroundings: Surroundings

    def small(self) -> RingingWindow | None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, RingingWindow)]
        return next((w for w in shown if w.isVisible()), None)


@pytest.fixture
def around(qapp: QApplication, tmp_path: Path) -> Iterator[Around]:
    desk, window = PhoneAtDesk(tmp_path), MainWindow()
    window.show()
    made = Surroundings(window, desk.store, desk.bridge, desk.clock)
    made.start(DeskSettings(tmp_path))
    settle()
    yield Around(desk, window, made)
    made.stop()
    desk.close()


def test_a_call_rings_small_while_the_window_is_away(around: Around) -> None:
    around.window.hide()
    around.desk.phone.call("r1")
    small = around.small()
    assert small is not None
    words = [label.text() for label in small.findChildren(QLabel)]
    assert "Olivia Smith" in words
    assert "Incoming call on Main line" in words


def test_the_small_window_takes_no_focus_from_what_one_does(around: Around) -> None:
    """Ring window shows without activation."""
    around.window.hide()
    around.desk.phone.call("r1")
    small = around.small()
    assert small is not None
    assert small.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert small.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert small.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert not small.isActiveWindow()
    press(small, Qt.Key.Key_Space)
    assert not around.desk.phone.asked_for(protocol.Answer)


def test_while_the_window_is_in_front_nothing_small_is_shown(around: Around) -> None:
    around.window.activateWindow()
    wait_until(around.window.isActiveWindow, "the window is in front")
    around.desk.phone.call("r1")
    assert around.small() is None


def test_answering_small_answers_and_brings_the_window(around: Around) -> None:
    around.window.hide()
    around.desk.phone.call("r1")
    small = around.small()
    assert small is not None
    click(find(small, QPushButton, "ringing_answer"))
    assert around.desk.phone.asked_for(protocol.Answer) == [protocol.Answer("r1")]
    assert around.window.isVisible()


def test_a_click_beside_the_buttons_opens_the_desk(around: Around) -> None:
    around.window.hide()
    around.desk.phone.call("r1")
    small = around.small()
    assert small is not None
    click(small)
    assert around.window.isVisible()
    assert not around.desk.phone.asked_for(protocol.Answer)


def test_it_goes_when_a_colleague_answers(around: Around) -> None:
    around.window.hide()
    around.desk.phone.call("r1")
    around.desk.phone.ended("r1", EndedWhy.ANSWERED_ELSEWHERE)
    assert around.small() is None


def test_a_window_put_away_while_it_rings_hands_over_to_the_small_one(around: Around) -> None:
    around.window.activateWindow()
    around.desk.phone.call("r1")
    around.window.hide()
    wait_until(lambda: around.small() is not None, "the small window comes")


def test_the_key_for_all_programs_answers_what_rings(around: Around) -> None:
    around.surroundings._key.pressed.emit()
    assert not around.desk.phone.asked_for(protocol.Answer)
    around.desk.phone.call("r1")
    around.surroundings._key.pressed.emit()
    assert around.desk.phone.asked_for(protocol.Answer) == [protocol.Answer("r1")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (USUAL_KEY, Combination("a", 4 | 8)),
        ("super + shift + F9", Combination("F9", 64 | 1)),
        ("A", None),
        ("Hyper+A", None),
        ("Ctrl+", None),
        ("", None),
    ],
)
def test_a_key_is_read_as_people_write_it(text: str, read: Combination | None) -> None:
    assert combination(text) == read


def test_without_x11_the_key_says_what_to_do_instead(qapp: QApplication) -> None:
    key = GlobalKey()
    assert key.hold(USUAL_KEY) == NOT_HERE
    assert key.hold("nonsense").startswith("“nonsense” is no key")
    key.let_go()


def test_the_badge_counts_what_the_rule_calls_missed_and_nothing_else(tmp_path: Path) -> None:
    """CAL-02, CAL-06: answered elsewhere is never missed."""
    rows = [
        CallRow(
            id=RowId(f"c{at}"),
            number="+61412555018" if at % 5 else "",
            direction=direction,
            outcome=outcome,
            started_at=samples.NOW,
            ended_at=samples.NOW if at % 7 else None,
            settled_at=samples.NOW if at % 3 == 0 else None,
        )
        for at, (direction, outcome) in enumerate(
            [(d, o) for d in Direction for o in CallOutcome] * 6, start=1
        )
    ]
    profile = profile_with(tmp_path, rows)
    wanted = sum(wants_callback(row) for row in rows)
    assert missed_count(profile.replica.reader()) == wanted > 0
    profile.close()


def test_the_badge_is_drawn_over_the_icon(qapp: QApplication) -> None:
    assert drawn(0).toImage() != drawn(3).toImage()
    assert drawn(3).toImage() != drawn(4).toImage()
    assert drawn(100).toImage() == drawn(5000).toImage()


def test_a_machine_that_slept_registers_anew(qapp: QApplication) -> None:
    moments = [samples.NOW]
    woken: list[bool] = []
    watch = NetworkWatch(lambda: moments[-1])
    watch.changed.connect(lambda: woken.append(True))
    watch.look()
    moments.append(samples.NOW + timedelta(seconds=2))
    watch.look()
    settle(400)
    assert woken == []
    moments.append(samples.NOW + timedelta(hours=8))
    watch.look()
    wait_until(lambda: woken == [True], "the phone is told")


def test_a_key_that_cannot_be_had_is_said_where_it_is_chosen(
    around: Around, tmp_path: Path
) -> None:
    settings = DeskSettings(tmp_path)
    around.surroundings.hold_key(settings)
    assert habits(settings).problem == NOT_HERE
    settings.set_text("answer_key", "off")
    around.surroundings.hold_key(settings)
    assert (habits(settings).answer_key, habits(settings).problem) == ("", "")
