"""The agent's state: chosen in the rail, kept in a row, and what the phone does about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.shell.main_window import MainWindow
from desktop.shell.presence import Presence
from desktop.shell.registration import Registration
from softphone import protocol
from softphone.protocol import RegistrationState
from sync_server.contract.agents import AgentStateRow, ChooseState
from sync_server.contract.values import AgentState
from tests.desktop.calls.scripted_phone import PhoneAtDesk
from tests.desktop.replica.rows import AMY
from tests.support.windows import click, find, settle, wait_until

OFFICE = protocol.Register("amy", "pw", "office.invalid", "127.0.0.1", 5060)


@dataclass
class Seat:
    desk: PhoneAtDesk
    window: MainWindow
    presence: Presence
    registration: Registration

    def choose(self, name: str) -> None:
        action = self.window.findChild(QAction, name)
        assert action is not None
        action.trigger()

    def shown(self) -> str:
        return find(self.window, QPushButton, "user_block").accessibleName()

    def pill(self) -> str:
        return find(self.window, QPushButton, "phone_status").accessibleName()

    def says(self, state: RegistrationState, sentence: str) -> None:
        self.desk.phone.said.emit(protocol.Registration(state, sentence))


@pytest.fixture
def seat(qapp: QApplication, tmp_path: Path) -> Iterator[Seat]:
    desk, window = PhoneAtDesk(tmp_path), MainWindow()
    window.show()
    registration = Registration(window, desk.bridge)
    presence = Presence(desk.store, desk.bridge, window.rail, desk.clock)
    presence.went_away.connect(registration.go_away)
    presence.came_back.connect(registration.come_back)
    made = Seat(desk, window, presence, registration)
    registration.use(OFFICE)
    presence.show()
    settle()
    yield made
    presence.stop()
    desk.close()


def test_a_break_is_chosen_with_its_reason_and_works_without_the_server(seat: Seat) -> None:
    seat.choose("state_lunch")
    command = seat.desk.last(ChooseState)
    assert (command.state, command.reason) == (AgentState.BREAK, "Lunch")
    assert "Break · Lunch" in seat.shown()
    assert not seat.desk.phone.asked_for(protocol.Unregister)


def test_what_the_server_says_is_what_is_shown(seat: Seat) -> None:
    seat.desk.does(ChooseState(state=AgentState.BREAK, reason="Training"))
    assert "Break · Training" in seat.shown()


def test_a_live_call_is_shown_before_anything_chosen(seat: Seat) -> None:
    seat.desk.phone.call("r1")
    assert "Ringing" in seat.shown()
    seat.desk.phone.answered("r1")
    assert "On a call" in seat.shown()


def test_away_signs_the_phone_off_and_coming_back_signs_it_on(seat: Seat) -> None:
    seat.choose("state_away")
    assert seat.desk.phone.asked_for(protocol.Unregister)
    assert seat.pill() == "Phone off. You are away; calls do not ring here."
    seat.choose("state_available")
    assert seat.desk.phone.asked_for(protocol.Register) == [OFFICE, OFFICE]


def test_a_state_is_there_again_after_a_start(seat: Seat) -> None:
    seat.choose("state_away")
    again = Presence(seat.desk.store, seat.desk.bridge, seat.window.rail, seat.desk.clock)
    assert again.is_away
    again.stop()


def test_a_wrap_up_without_its_disposition_is_not_left_and_says_why(seat: Seat) -> None:
    said: list[str] = []
    seat.presence.said.connect(said.append)
    seat.desk.talk("r1")
    seat.desk.phone.ended("r1")
    seat.choose("state_available")
    assert said == ["Choose how the call came out first."]
    row = seat.desk.store.view.get(AgentStateRow, AMY.id)
    assert row is not None
    assert row.state is AgentState.WRAP_UP


def test_the_pill_and_the_banner_say_how_the_phone_is_and_why(seat: Seat) -> None:
    """DSK-03: the true state of the registration."""
    seat.says(RegistrationState.REGISTERED, "Ready for calls.")
    assert seat.pill() == "Phone ready. Ready for calls."
    assert not seat.window.phone_banner.isVisible()
    words = "The phone system does not accept this phone's name or password."
    seat.says(RegistrationState.REFUSED, words)
    assert seat.pill() == f"Phone offline. {words}"
    assert seat.window.phone_banner.text() == words
    click(find(seat.window.phone_banner, QPushButton, "banner_action"))
    assert seat.desk.phone.asked[-1] == protocol.Reconnect()
    assert seat.window.phone_banner.isVisible()
    seat.says(RegistrationState.REGISTERED, "Ready for calls.")
    assert not seat.window.phone_banner.isVisible()


def test_the_menu_of_the_pill_offers_what_can_be_done_now(seat: Seat) -> None:
    seat.says(RegistrationState.UNREACHABLE, "The phone system cannot be reached.")
    click(find(seat.window, QPushButton, "phone_status"))
    settle()
    shown = {a.objectName() for a in seat.window.findChildren(QAction) if a.isVisible()}
    assert {"phone_try_now", "phone_sound", "phone_own_phone"} <= shown
    assert "phone_office_phone" not in shown
    seat.choose("phone_try_now")
    assert seat.desk.phone.asked[-1] == protocol.Reconnect()
    QApplication.activePopupWidget().hide()


def test_a_host_name_is_looked_up_before_the_phone_is_asked(seat: Seat) -> None:
    own = protocol.Register("amy", "pw", "provider.invalid", "localhost", 5060)
    seat.registration.use(own, is_own=True)
    wait_until(
        lambda: len(seat.desk.phone.asked_for(protocol.Register)) == 2, "the name is looked up"
    )
    assert seat.desk.phone.asked_for(protocol.Register)[-1].proxy_host in {"127.0.0.1", "::1"}


def test_a_host_that_does_not_exist_is_said_and_never_sent(seat: Seat) -> None:
    seat.registration.use(protocol.Register("a", "p", "d", "no such host", 5060), is_own=True)
    wait_until(lambda: "cannot be found" in seat.pill(), "the look-up fails")
    assert seat.desk.phone.asked_for(protocol.Register) == [OFFICE]
