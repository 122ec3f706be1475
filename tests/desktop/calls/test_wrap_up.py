"""The time after a call: how it came out, what it was about, the note, and the server's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from desktop.calls.wrap_up_model import Countdown, counted_down
from desktop.calls.wrap_up_view import WrapUpView
from softphone.call import CallState
from sync_server.contract.agents import AgentStateRow, ChooseState, ExtendWrapUp
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, ChooseDisposition, LinkCall, call_id
from sync_server.contract.records import BookingRow
from sync_server.contract.threads import WritePost
from sync_server.contract.values import AgentState, BookingStatus
from tests.desktop import samples
from tests.desktop.calls.scripted_phone import (
    HARBOUR,
    OLIVIA,
    SHARED_NUMBER,
    PhoneAtDesk,
    office,
)
from tests.desktop.replica.rows import AMY
from tests.support.windows import click, find, press, settle, type_text, wait_until

NOW = samples.NOW
BOOKING = BookingRow(
    id=RowId("b1"),
    customer_id=OLIVIA,
    number=20418,
    title="Window repair",
    status=BookingStatus.IN_PROGRESS,
    created_at=NOW - timedelta(days=2),
)


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path):
    made = PhoneAtDesk(tmp_path, [*office(), BOOKING])
    yield made
    made.close()


def words(widget: QWidget) -> str:
    return " | ".join(e.text() for e in widget.findChildren(QLabel) if e.isVisible())


def hang_up(desk: PhoneAtDesk, **facts: object) -> WrapUpView:
    """A call is answered and ends; the panel takes the bar's place."""
    desk.talk("r1", **facts)
    desk.now = NOW + timedelta(seconds=30)
    desk.phone.ended("r1")
    settle()
    return desk.views.wrap_up


def state(desk: PhoneAtDesk) -> AgentState:
    row = desk.store.view.get(AgentStateRow, AMY.id)
    return row.state if row else AgentState.AVAILABLE


def row(desk: PhoneAtDesk) -> CallRow:
    found = desk.store.view.get(CallRow, call_id("key-r1"))
    assert found is not None
    return found


def test_after_a_call_the_panel_takes_the_place_of_the_bar(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk)
    assert panel.isVisible()
    assert not desk.views.bar.isVisible()
    assert "After the call with Olivia Smith" in words(panel)
    assert "01:00" in words(panel)
    assert state(desk) is AgentState.WRAP_UP


def test_a_digit_says_how_it_came_out(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk)
    panel.setFocus()
    press(panel, Qt.Key.Key_2)
    assert desk.last(ChooseDisposition).disposition_id == "d2"
    assert find(panel, QPushButton, "disposition_2").isChecked()


def test_a_required_disposition_keeps_done_from_being_done(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk)
    click(find(panel, QPushButton, "wrap_up_done"))
    assert find(panel, QLabel, "wrap_up_problem").text() == "Choose how the call came out first."
    assert panel.isVisible()
    click(find(panel, QPushButton, "disposition_1"))
    click(find(panel, QPushButton, "wrap_up_done"))
    assert not panel.isVisible()
    assert state(desk) is AgentState.AVAILABLE


def test_one_minute_more_is_asked_of_the_server_and_shown(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk)
    click(find(panel, QPushButton, "wrap_up_extend"))
    assert desk.last(ExtendWrapUp).seconds == 60
    assert "02:00" in words(panel)


def test_the_last_booking_is_offered_and_linked_when_done(desk: PhoneAtDesk) -> None:
    """CAL-13: link picker; nothing is linked before somebody says so."""
    panel = hang_up(desk)
    picker = find(panel, QComboBox, "wrap_up_link")
    assert picker.currentText() == "BOK-20418 Window repair · In progress"
    assert row(desk).booking_id is None
    click(find(panel, QPushButton, "disposition_1"))
    click(find(panel, QPushButton, "wrap_up_done"))
    assert row(desk).booking_id == "b1"


def test_another_link_is_made_at_once(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk)
    picker = find(panel, QComboBox, "wrap_up_link")
    picker.activated.emit(1)
    assert desk.last(LinkCall).booking_id == "b1"


def test_the_note_of_the_call_goes_on_and_is_posted_when_done(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    type_text(find(desk.views.bar, QLineEdit, "call_note"), "Wants Friday")
    desk.phone.ended("r1")
    settle()
    panel = desk.views.wrap_up
    field = find(panel, QLineEdit, "wrap_up_note")
    assert field.text() == "Wants Friday"
    type_text(field, ", morning")
    wait_until(
        lambda: desk.store.draft("call:key-r1") == "Wants Friday, morning", "the draft is kept"
    )
    click(find(panel, QPushButton, "disposition_1"))
    click(find(panel, QPushButton, "wrap_up_done"))
    assert desk.last(WritePost).body == "Wants Friday, morning"


def test_which_of_several_customers_it_was_can_be_said_afterwards(desk: PhoneAtDesk) -> None:
    """CAL-17."""
    panel = hang_up(desk, number=SHARED_NUMBER)
    click(find(panel, QPushButton, "candidate_1"))
    assert row(desk).customer_id == HARBOUR
    assert "After the call with Harbour Café & Bar" in words(panel)


def test_a_note_for_nobody_is_kept_and_asked_about(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk, number=SHARED_NUMBER)
    type_text(find(panel, QLineEdit, "wrap_up_note"), "Asks for a quote")
    click(find(panel, QPushButton, "wrap_up_done"))
    assert "Whose call was it?" in find(panel, QLabel, "wrap_up_problem").text()
    assert panel.isVisible()
    assert desk.sent(WritePost) == []


def test_closing_the_panel_loses_nothing(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    type_text(find(desk.views.bar, QLineEdit, "call_note"), "Half a")
    desk.phone.ended("r1")
    settle()
    click(find(desk.views.wrap_up, QPushButton, "wrap_up_close"))
    assert not desk.views.wrap_up.isVisible()
    assert desk.store.draft("call:key-r1") == "Half a"
    assert state(desk) is AgentState.WRAP_UP


def test_the_next_call_takes_the_place_of_the_panel(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk)
    desk.talk("r2")
    assert not panel.isVisible()
    assert desk.views.bar.isVisible()


def test_a_wrap_up_that_still_runs_is_there_after_a_start(desk: PhoneAtDesk) -> None:
    hang_up(desk)
    desk.parts.wrap_up._call = None
    desk.views.wrap_up.hide()
    desk.parts.wrap_up.bring_back()
    assert "After the call with Olivia Smith" in words(desk.views.wrap_up)


def test_a_note_that_never_reached_its_thread_is_offered_after_a_start(
    desk: PhoneAtDesk,
) -> None:
    desk.talk("r1")
    type_text(find(desk.views.bar, QLineEdit, "call_note"), "Half a")
    desk.parts.knowledge.notes.save_now()
    desk.phone.change("r1", state=CallState.RINGING)  # the call went with the killed desk
    desk.parts.wrap_up.bring_back()
    field = find(desk.views.wrap_up, QLineEdit, "wrap_up_note")
    assert field.text() == "Half a"
    click(find(desk.views.wrap_up, QPushButton, "wrap_up_done"))
    assert desk.last(WritePost).thread_id == OLIVIA


def test_asking_a_colleague_is_no_call_to_wrap_up(desk: PhoneAtDesk) -> None:
    desk.phone.dials("r1", "bob")
    desk.phone.answered("r1")
    desk.phone.ended("r1")
    assert not desk.views.wrap_up.isVisible()


def test_available_chosen_elsewhere_takes_the_clock_away(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk)
    click(find(panel, QPushButton, "disposition_1"))
    desk.does(ChooseState(state=AgentState.AVAILABLE))
    assert not find(panel, QPushButton, "wrap_up_extend").isVisible()


LENGTH = timedelta(seconds=60)
ROW = AgentStateRow(
    id=AMY.id, state=AgentState.WRAP_UP, since_at=NOW, ends_at=NOW + LENGTH, call_id=RowId("c")
)


@pytest.mark.parametrize("skew", [timedelta(hours=-3), timedelta(minutes=2), timedelta(days=2)])
def test_a_clock_that_is_wrong_still_counts_the_whole_length(skew: timedelta) -> None:
    here = NOW + skew
    assert counted_down(Countdown(), ROW, here).left(here) == LENGTH


def test_clocks_that_agree_count_by_the_servers_end() -> None:
    here = NOW + timedelta(seconds=20)
    assert counted_down(Countdown(), ROW, here).left(here) == timedelta(seconds=40)


def test_an_extension_adds_to_what_is_left_whatever_the_clock_says() -> None:
    here = NOW + timedelta(hours=5)
    first = counted_down(Countdown(), ROW, here)
    longer = AgentStateRow(
        id=AMY.id,
        state=AgentState.WRAP_UP,
        since_at=NOW,
        ends_at=NOW + LENGTH + timedelta(seconds=60),
    )
    later = here + timedelta(seconds=50)
    assert counted_down(first, longer, later).left(later) == timedelta(seconds=70)


def test_time_that_is_over_is_said_and_never_negative(desk: PhoneAtDesk) -> None:
    panel = hang_up(desk)
    panel.show_left(replace(Countdown(), ends_at=NOW).left(NOW + timedelta(minutes=5)))
    assert find(panel, QLabel, "wrap_up_left").text() == "Time is over"
