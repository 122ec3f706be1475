"""In the middle of a call: sent on, asked about, recorded, and wrapped up, with real phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync_server.contract.calls import CallRow, RecordingRow
from sync_server.contract.values import HungUpBy
from tests.journeys.conftest import AGENT_SAYS
from tests.support.desk import Desk, until
from tests.support.house import House, house
from tests.support.sip import speech

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """A house for each test: who wraps up a call in one is not rung in the next."""
    speech(tmp_path / "sarah-mic.wav", AGENT_SAYS)
    with house(tmp_path) as whole:
        yield whole


def newest(home: House, holds: Callable[[CallRow], object], what: str) -> CallRow:
    """The one call that is so, once it is."""
    return until(lambda: [c for c in home.rows(CallRow) if holds(c)], 15, what)[0]


def answer(desk: Desk) -> None:
    desk.wait_for("call_answer")
    desk.key("Ctrl+Shift+A")
    desk.wait_for("call_bar")


def can(desk: Desk, begins: str) -> bool:
    """Whether something visible has a name that begins so."""
    return any(name.startswith(begins) for name in desk.ask("names"))


def open_transfer(desk: Desk, name: str) -> None:
    desk.key("Ctrl+Shift+F")
    desk.wait_for("transfer_input")
    desk.write(name, "transfer_input")


def test_a_caller_whose_phone_cannot_be_transferred_is_back_with_the_agent(
    home: House, voice: Path
):
    """DSK-05: a transfer that fails returns the call to the agent, in words."""
    sarah = home.desk("agent")
    caller = home.call(voice)
    answer(sarah)
    open_transfer(sarah, "tom")
    sarah.key("Return")
    sarah.wait_for_text("call_bar", "is back with you.", 20)
    assert sarah.is_shown("call_hang_up")
    sarah.key("Ctrl+Shift+H")
    caller.wait()  # its script knows no transfer, so it ends with a complaint
    sarah.close()


def test_a_colleague_is_asked_first_and_all_three_talk(home: House, voice: Path):
    """DSK-05: consult and conference; who leaves, leaves the others in the call."""
    sarah, tom = home.desk("agent"), home.desk("colleague")
    caller = home.call(voice)
    answer(sarah)
    until(lambda: not tom.is_shown("call_answer"), 5, "Tom's phone is silent")
    open_transfer(sarah, "tom")
    sarah.key("Shift+Return")
    sarah.wait_for("asking_strip")
    answer(tom)
    until(lambda: "You are asking" in " ".join(sarah.texts("asking_strip")), 10, "Tom answers")
    sarah.click("transfer_conference")
    until(lambda: can(sarah, "take_out_"), 10, "the conference in the bar")
    assert not sarah.is_shown("asking_strip")
    tom.key("Ctrl+Shift+H")
    until(lambda: not can(sarah, "take_out_"), 10, "Tom has left")
    assert sarah.is_shown("call_bar")
    sarah.key("Ctrl+Shift+H")
    caller.wait()  # its script knows no hold, so it ends with a complaint
    sarah.close()
    tom.close()


def test_a_recording_reaches_the_office(home: House, voice: Path):
    """CAL-11: recorded on request, uploaded, filed with its call."""
    sarah = home.desk("agent")
    caller = home.call(voice)
    answer(sarah)
    sarah.key("Ctrl+R")
    until(lambda: sarah.spoken("call_record") == "Pause recording", 10, "it is recorded")
    sarah.ask("rest", milliseconds=6000)
    sarah.key("Ctrl+Shift+H")
    assert caller.wait() == 0
    (recording,) = until(lambda: home.rows(RecordingRow), 15, "the recording is filed")
    assert recording.seconds >= 1
    until(lambda: not list(home.folder.glob("sarah/recordings/*.wav")), 10, "nothing is left here")
    sarah.close()


def test_after_the_call_one_says_how_it_came_out(home: House, voice: Path):
    sarah = home.desk("agent")
    caller = home.call(voice)
    answer(sarah)
    sarah.write("Wants a quote for the roof.", "call_note")
    sarah.key("Ctrl+Shift+H")
    assert caller.wait() == 0
    sarah.wait_for("wrap_up")
    assert sarah.text("wrap_up_note") == "Wants a quote for the roof."
    sarah.click("disposition_1")
    sarah.click("wrap_up_done")
    until(lambda: not sarah.is_shown("wrap_up"), 5, "the panel goes")
    call = newest(home, lambda c: c.disposition_id is not None, "the disposition in the log")
    assert call.hung_up_by is HungUpBy.AGENT
    assert call.mos_hundredths is not None
    sarah.close()
