"""The engine child under supervision: started, killed, restarted, honest about lost calls."""

from __future__ import annotations

import os
import signal as signals
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop.calls.bridge import PhoneBridge
from desktop.calls.phone_process import EngineState, PhoneCommand, PhoneProcess, engine_command
from softphone import protocol
from softphone.call import CallState, EndedWhy
from softphone.protocol import CallFacts, RegistrationState
from tests.support.sip import DOMAIN, PhoneSystem, phone_system

DEMO = PhoneCommand(sys.executable, ("-m", "softphone", "--stdio", "--demo", "--ear", os.devnull))
REGISTER = protocol.Register("ann", "pw", DOMAIN, "127.0.0.1", 5060)


@dataclass
class Desk:
    """A supervised phone and everything its bridge said."""

    command: PhoneCommand
    registrations: list[protocol.Registration] = field(default_factory=list)
    rang: list[CallFacts] = field(default_factory=list)
    answered: list[CallFacts] = field(default_factory=list)
    ended: list[CallFacts] = field(default_factory=list)
    refused: list[protocol.IntentRefused] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.process = PhoneProcess(self.command)
        self.bridge = PhoneBridge(self.process)
        self.bridge.registration_changed.connect(self.registrations.append)
        self.bridge.call_rang.connect(self.rang.append)
        self.bridge.call_answered.connect(self.answered.append)
        self.bridge.call_ended.connect(self.ended.append)
        self.bridge.intent_refused.connect(self.refused.append)

    def is_registered(self) -> bool:
        return bool(
            self.registrations and self.registrations[-1].state is RegistrationState.REGISTERED
        )

    def start(self, qtbot: QtBot, register: protocol.Register = REGISTER) -> None:
        self.bridge.register(register)
        self.process.start()
        qtbot.waitUntil(self.is_registered, timeout=10_000)


@pytest.fixture
def demo(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(DEMO)
    yield desk
    desk.process.stop()


def test_an_account_given_before_the_start_is_registered_once_the_engine_is_ready(
    demo: Desk, qtbot: QtBot
) -> None:
    demo.start(qtbot)
    assert demo.process.state is EngineState.RUNNING


def test_a_dialled_call_is_shown_answered_and_ended_once_each(demo: Desk, qtbot: QtBot) -> None:
    demo.start(qtbot)
    demo.bridge.dial("202-555-0199")
    qtbot.waitUntil(lambda: len(demo.answered) == 1)
    (call,) = demo.bridge.calls
    assert (call.number, call.state) == ("+12025550199", CallState.TALKING)
    demo.bridge.hang_up(call.ref)
    qtbot.waitUntil(lambda: len(demo.ended) == 1)
    assert demo.ended[0].ended_why is EndedWhy.HUNG_UP
    assert demo.bridge.calls == ()
    assert len(demo.answered) == 1


def test_an_engine_that_dies_ends_its_calls_honestly_and_registers_again(
    demo: Desk, qtbot: QtBot
) -> None:
    demo.start(qtbot)
    demo.bridge.dial("202-555-0199")
    qtbot.waitUntil(lambda: len(demo.answered) == 1)
    os.kill(demo.process.pid, signals.SIGKILL)
    qtbot.waitUntil(lambda: len(demo.ended) == 1)
    assert demo.ended[0].ended_why is EndedWhy.PHONE_RESTARTED
    assert demo.registrations[-1].sentence == "The phone stopped; starting it again…"
    qtbot.waitUntil(demo.is_registered, timeout=5_000)


@pytest.mark.slow
def test_an_engine_that_hangs_is_ended_and_replaced(demo: Desk, qtbot: QtBot) -> None:
    demo.start(qtbot)
    first = demo.process.pid
    os.kill(first, signals.SIGSTOP)
    qtbot.waitUntil(lambda: not psutil.pid_exists(first), timeout=9_000)
    qtbot.waitUntil(demo.is_registered, timeout=5_000)
    assert demo.process.pid != first


def test_a_wish_while_the_engine_restarts_is_refused_in_words(demo: Desk, qtbot: QtBot) -> None:
    demo.start(qtbot)
    os.kill(demo.process.pid, signals.SIGKILL)
    qtbot.waitUntil(lambda: demo.process.state is not EngineState.RUNNING)
    demo.bridge.dial("202-555-0199")
    assert demo.refused[-1].sentence == "the phone is just starting; try again"


def test_an_engine_that_cannot_start_is_tried_again_with_growing_pauses(qtbot: QtBot) -> None:
    desk = Desk(PhoneCommand("/no/such/program", ()))
    states: list[EngineState] = []
    desk.process.state_changed.connect(states.append)
    desk.process.start()
    qtbot.waitUntil(lambda: states.count(EngineState.RESTARTING) >= 3)
    desk.process.stop()
    assert desk.process.state is EngineState.STOPPED


def test_stopping_leaves_no_process_and_no_password_on_the_command_line(
    demo: Desk, qtbot: QtBot
) -> None:
    demo.start(qtbot, protocol.Register("ann", "hunter2", DOMAIN, "127.0.0.1", 5060))
    pid = demo.process.pid
    assert "hunter2" not in " ".join(psutil.Process(pid).cmdline())
    assert "hunter2" not in " ".join(engine_command().arguments)
    demo.process.stop()
    assert not psutil.pid_exists(pid)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann",)) as made:
        yield made


@pytest.mark.sip
def test_a_real_engine_killed_during_a_call_is_registered_again_within_five_seconds(
    system: PhoneSystem, qtbot: QtBot
) -> None:
    ear = str(system.folder / "ear.wav")
    desk = Desk(PhoneCommand(sys.executable, ("-m", "softphone", "--stdio", "--ear", ear)))
    try:
        desk.start(
            qtbot,
            protocol.Register("ann", system.password("ann"), DOMAIN, "127.0.0.1", system.port),
        )
        system.caller()
        qtbot.waitUntil(lambda: len(desk.rang) == 1)
        desk.bridge.answer(desk.rang[0].ref)
        qtbot.waitUntil(lambda: len(desk.answered) == 1)
        os.kill(desk.process.pid, signals.SIGKILL)
        qtbot.waitUntil(lambda: len(desk.ended) == 1)
        assert desk.ended[0].ended_why is EndedWhy.PHONE_RESTARTED
        qtbot.waitUntil(desk.is_registered, timeout=5_000)
    finally:
        desk.process.stop()


@pytest.mark.sip
def test_a_machine_without_sound_tells_the_agent_that_callers_cannot_hear(
    system: PhoneSystem, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    monkeypatch.setenv("ALSA_CONFIG_PATH", os.devnull)
    desk = Desk(engine_command())
    troubles: list[protocol.SoundTrouble] = []
    desk.bridge.sound_failed.connect(troubles.append)
    try:
        desk.start(
            qtbot,
            protocol.Register("ann", system.password("ann"), DOMAIN, "127.0.0.1", system.port),
        )
        system.caller()
        qtbot.waitUntil(lambda: len(desk.rang) == 1)
        desk.bridge.answer(desk.rang[0].ref)
        qtbot.waitUntil(lambda: len(troubles) == 2, timeout=10_000)
        assert "No microphone was found. Callers cannot hear you." in [
            trouble.sentence for trouble in troubles
        ]
        assert len(desk.answered) == 1
    finally:
        desk.process.stop()
