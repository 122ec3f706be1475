"""What happens around a live call: levels, quality, second callers, notes, the office's log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desktop.calls.call_note_draft import SAVE_PAUSE_MS
from desktop.replica.profile import Profile
from desktop.store import Store
from softphone import protocol
from softphone.call import EndedWhy
from sync_server.contract.calls import CallRow, LogCall, call_id
from sync_server.contract.threads import WritePost
from sync_server.contract.values import HungUpBy, StepKind
from sync_server.rules.callbacks import wants_callback
from tests.desktop import samples
from tests.desktop.calls.scripted_phone import (
    HARBOUR,
    OLIVIA,
    SHARED_NUMBER,
    PhoneAtDesk,
)
from tests.support.desk import until
from tests.support.windows import click, find, press, settle, type_text, wait_until


def words(widget: QWidget) -> str:
    return " | ".join(e.text() for e in widget.findChildren(QLabel) if e.isVisible())


def spoken(widget: QWidget) -> list[str]:
    return [e.accessibleName() for e in widget.findChildren(QWidget) if e.isVisible()]


def note_field(desk: PhoneAtDesk) -> QLineEdit:
    return find(desk.views.bar, QLineEdit, "call_note")


# -- how it sounds


def test_both_voices_move_the_meters_and_silence_lets_them_fall(desk: PhoneAtDesk) -> None:
    """DSK-03: what is heard and what is sent can be seen."""
    desk.talk("r1")
    desk.phone.said.emit(protocol.Levels("r1", 200, 90))
    assert desk.views.bar._levels.levels() == (200, 90)
    desk.phone.said.emit(protocol.Levels("r1", 0, 0))
    heard, sent = desk.views.bar._levels.levels()
    assert (0 < heard < 200, 0 < sent < 90) == (True, True)


def test_levels_of_a_call_on_hold_do_not_move_the_bar(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    desk.phone.said.emit(protocol.Levels("another", 200, 90))
    assert desk.views.bar._levels.levels() == (0, 0)


@pytest.mark.parametrize(
    ("mos", "said"), [(430, "Good line"), (350, "Fair line"), (220, "Poor line")]
)
def test_the_line_is_judged_in_words(desk: PhoneAtDesk, mos: int, said: str) -> None:
    desk.talk("r1")
    desk.phone.said.emit(protocol.Quality("r1", "key-r1", 42, 12, 80, mos))
    assert said in spoken(desk.views.bar)
    assert "4.2 % of the sound lost" in desk.views.bar._quality.toolTip()


# -- several calls


def test_a_second_caller_gets_the_card_and_the_first_is_put_on_hold_by_answering(
    desk: PhoneAtDesk,
) -> None:
    """CAL-01, DSK-03: call waiting."""
    desk.talk("r1")
    desk.phone.call("r2", number=SHARED_NUMBER)
    assert "Answering puts your present call on hold." in words(desk.views.card)
    click(find(desk.views.card, QPushButton, "call_answer"))
    assert desk.phone.asked_for(protocol.Answer) == [protocol.Answer("r2")]


def test_of_two_callers_at_once_neither_is_lost(desk: PhoneAtDesk) -> None:
    desk.phone.call("r1")
    desk.phone.call("r2", number="+61491570156")
    assert "Olivia Smith" in words(desk.views.card)
    assert "Also ringing: +61 491 570 156" in words(desk.views.card)
    desk.phone.answered("r1")
    assert "+61 491 570 156" in words(desk.views.card)
    assert desk.views.card.isVisible()
    desk.phone.ended("r2", EndedWhy.CALLER_GAVE_UP)
    assert "The caller hung up" in words(desk.views.card)


def test_a_third_caller_waits_in_a_line_under_the_bar(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    desk.phone.call("r2", number="+61491570156")
    desk.phone.call("r3", number="+61491570157")
    settle()
    click(find(desk.views.bar, QPushButton, "take_r3"))
    assert desk.phone.asked_for(protocol.Answer) == [protocol.Answer("r3")]


def test_calls_are_switched_between_by_resuming(desk: PhoneAtDesk) -> None:
    desk.talk("r1", is_on_hold=True)
    desk.talk("r2", number="+61491570156")
    settle()
    click(find(desk.views.bar, QPushButton, "take_r1"))
    assert desk.phone.asked_for(protocol.Resume) == [protocol.Resume("r1")]


def test_taking_another_caller_back_opens_their_page_and_a_short_hold_does_not(
    desk: PhoneAtDesk,
) -> None:
    """DSK-02: the page is that of whoever is talked to."""
    opened: list[str] = []
    desk.parts.calls.customer_requested.connect(opened.append)
    desk.talk("r1")
    desk.talk("r2", number="+61491570156")
    desk.phone.change("r1", is_on_hold=True)
    settle()
    opened.clear()
    click(find(desk.views.bar, QPushButton, "take_r1"))
    assert opened == ["olivia"]
    desk.phone.change("r2", is_on_hold=True)
    desk.phone.change("r1", is_on_hold=True)
    settle()
    click(find(desk.views.bar, QPushButton, "call_hold"))
    assert opened == ["olivia"]


def test_one_of_several_owners_can_still_be_chosen_while_talking(desk: PhoneAtDesk) -> None:
    """CAL-17: more than one match means a chooser, also after answering."""
    desk.talk("r1", number=SHARED_NUMBER)
    settle()
    click(find(desk.views.bar, QPushButton, "candidate_1"))
    assert "Harbour Café & Bar" in words(desk.views.bar)
    desk.phone.ended("r1")
    assert desk.last(LogCall).customer_id == HARBOUR


# -- the note


def test_a_note_is_on_disk_while_it_is_typed(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    type_text(note_field(desk), "Wants Friday")
    wait_until(lambda: desk.store.draft("call:key-r1") == "Wants Friday", "the draft is kept")
    assert SAVE_PAUSE_MS <= 1000


def test_each_call_has_its_own_note(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    type_text(note_field(desk), "For Olivia")
    desk.phone.change("r1", is_on_hold=True)
    desk.talk("r2", number="+61491570156")
    assert note_field(desk).text() == ""
    desk.phone.change("r2", is_on_hold=True)
    desk.phone.change("r1", is_on_hold=False)
    assert note_field(desk).text() == "For Olivia"


def test_enter_posts_the_note_and_forgets_the_draft(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    type_text(note_field(desk), "Wants Friday")
    press(note_field(desk), Qt.Key.Key_Return)
    assert (desk.last(WritePost).thread_id, desk.last(WritePost).body) == (OLIVIA, "Wants Friday")
    assert note_field(desk).text() == ""
    assert desk.store.draft("call:key-r1") == ""
    assert desk.parts.knowledge.notes.left_over() is None


def test_a_note_of_an_unknown_caller_waits_for_the_customer(desk: PhoneAtDesk) -> None:
    desk.talk("r1", number="+61491570156")
    type_text(note_field(desk), "New in town")
    press(note_field(desk), Qt.Key.Key_Return)
    assert "Choose or create the customer first; your note is kept until then." in desk.said
    desk.parts.calls.now_known("+61491570156", OLIVIA)
    press(note_field(desk), Qt.Key.Key_Return)
    assert desk.last(WritePost).body == "New in town"


def test_a_phone_that_dies_leaves_the_bar_with_its_note(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    type_text(note_field(desk), "Half a")
    desk.phone.ended("r1", EndedWhy.PHONE_RESTARTED)
    assert "The phone restarted" in words(desk.views.bar)
    assert note_field(desk).text() == "Half a"
    press(note_field(desk), Qt.Key.Key_Return)
    assert desk.last(WritePost).body == "Half a"


TYPES_AND_WAITS = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication, QLineEdit
from PySide6.QtTest import QTest
app = QApplication([])
from tests.desktop.calls.scripted_phone import PhoneAtDesk
desk = PhoneAtDesk(Path(sys.argv[1]))
desk.talk("r1")
QTest.keyClicks(desk.views.bar.findChild(QLineEdit, "call_note"), "Wants Friday")
while not desk.store.draft("call:key-r1"):
    app.processEvents()
print("kept", flush=True)
app.exec()
"""


def test_a_note_survives_the_death_of_the_whole_desk(tmp_path: Path) -> None:
    """The desk is killed in the middle of a call; the next start finds the note and whose it is."""
    program = subprocess.Popen(
        [sys.executable, "-c", TYPES_AND_WAITS, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "kept\n"
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    profile = until(lambda: Profile(tmp_path / "profile", None), 5, "the files are free again")
    store = Store(profile, samples.clock)
    assert store.draft("call:key-r1") == "Wants Friday"
    assert '"customer_id":"olivia"' in (store.setting("open call note") or "")
    profile.close()


# -- the office's log


@pytest.mark.parametrize(
    ("why", "by"),
    [
        (EndedWhy.HUNG_UP, HungUpBy.AGENT),
        (EndedWhy.FAR_END_HUNG_UP, HungUpBy.OTHER_SIDE),
        (EndedWhy.PHONE_RESTARTED, HungUpBy.PHONE_STOPPED),
        (EndedWhy.PBX_UNREACHABLE, HungUpBy.UNKNOWN),
    ],
)
def test_the_log_says_who_hung_up(desk: PhoneAtDesk, why: EndedWhy, by: HungUpBy) -> None:
    """CAL-11."""
    desk.talk("r1")
    desk.phone.ended("r1", why)
    assert desk.last(LogCall).hung_up_by is by


def test_the_log_has_the_last_word_on_the_line(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    desk.phone.said.emit(protocol.Quality("r1", "key-r1", 90, 40, 200, 250))
    desk.phone.said.emit(protocol.Quality("r1", "key-r1", 5, 8, 40, 420))
    desk.phone.ended("r1")
    quality = desk.last(LogCall).quality
    assert quality is not None
    assert (quality.loss_permille, quality.mos_hundredths) == (5, 420)


def test_a_phone_that_stopped_is_a_step_of_the_story(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    desk.phone.ended("r1", EndedWhy.PHONE_RESTARTED)
    assert [step.kind for step in desk.last(LogCall).steps] == [StepKind.PHONE_STOPPED]


def test_a_call_a_colleague_answered_is_never_missed_here(desk: PhoneAtDesk) -> None:
    """CAL-02: answered elsewhere leaves no report that could count as missed."""
    desk.phone.call("r1")
    desk.parts.calls.colleague_answered("key-r1", "Bob Tran")
    desk.phone.ended("r1", EndedWhy.ANSWERED_ELSEWHERE)
    assert desk.sent(LogCall) == []
    assert "Answered by Bob Tran" in words(desk.views.card)
    assert not any(wants_callback(row) for row in desk.store.view.where(CallRow))


def test_reports_survive_being_told_twice(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    desk.phone.ended("r1")
    before = desk.store.view.get(CallRow, call_id("key-r1"))
    desk.does(desk.last(LogCall))
    after = desk.store.view.get(CallRow, call_id("key-r1"))
    assert before is not None
    assert msgspec.structs.replace(before, version=0) == msgspec.structs.replace(after, version=0)
