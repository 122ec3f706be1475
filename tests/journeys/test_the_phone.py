"""The phone at two desks: transferred by keys, called back, recorded, written up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest

from sync_server.contract.base import CommandId, RowId
from sync_server.contract.calls import CallRow, RecordingRow
from sync_server.contract.ring_groups import RingGroupRow, SaveRingGroup
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import CallOutcome, Role
from sync_server.store.actor import Actor
from sync_server.store.database import Database
from sync_server.store.doorbell import Doorbell
from sync_server.store.writer import Writer
from tests.support.desk import Desk, until
from tests.support.house import House, house
from tests.support.sip import speech
from tests.support.voices import Ear, heard_both, over_and_over, sound_server

pytestmark = [pytest.mark.journey, pytest.mark.sip, pytest.mark.timeout(240)]

CALLER_SAYS = "This is Olivia Smith. The window in my hallway is scratched again, can you help me?"
TOM_SAYS = "Tom speaking, I know this window, and the new pane is on its way to you now."
BEFORE = datetime.min.replace(tzinfo=UTC)
KENJI = "+61491570157"
HEARD = 0.6
"""Of a voice through two codecs; what is not the same sound stays below 0.3."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two agents; Tom speaks all the time; there is a loudspeaker to play recordings to."""
    folder = tmp_path_factory.mktemp("house")
    over_and_over(speech(folder / "tom.wav", TOM_SAYS), folder / "tom-mic.wav", 20)
    over_and_over(speech(folder / "caller.wav", CALLER_SAYS), folder / "long.wav", 20)
    with sound_server(folder) as sound, house(folder) as whole:
        whole.environment.update(sound)
        yield whole


@pytest.fixture(scope="module")
def sarah(home: House) -> Desk:
    return home.desk("agent")


@pytest.fixture(scope="module")
def tom(home: House) -> Desk:
    return home.desk("colleague")


def test_a_caller_is_transferred_by_keyboard_and_the_call_stays_one_row(
    home: House, sarah: Desk, tom: Desk
):
    """CAL-07, CAL-11, DSK-05: it rings at the colleague, both hear each other, one story."""
    before = len(home.rows(CallRow, continues_id=None))
    caller = home.person(home.folder / "long.wav")
    sarah.wait_for("call_answer")
    sarah.key("Ctrl+Shift+A")
    sarah.wait_for_badge("call_bar", "Talking")
    sarah.key("Ctrl+Shift+F")
    sarah.wait_for("transfer_box")
    sarah.write("tom")
    sarah.key("Return")
    tom.wait_for_text("call_card", "Transferred by Sarah Lee")
    assert "Olivia Smith" in tom.texts("call_card")
    tom.key("Ctrl+Shift+A")
    tom.wait_for_text("call_bar", "transferred by Sarah Lee")
    until(lambda: not sarah.is_shown("call_bar"), 10, "Sarah is free")
    ear = Ear(home.ear("tom"), home.folder / "caller.wav")
    until(lambda: heard_both(caller.rtp, home.folder / "tom.wav", ear) > HEARD, 40, "both heard")
    tom.key("Ctrl+Shift+H")
    assert caller.wait() == 0
    caller.close()
    sarah.key("Ctrl+4")
    sarah.press("calls_tab_recent")
    until(lambda: recent(sarah)[0][1:3] == ["Olivia Smith", "Sarah Lee"], 10, "on top")
    until(lambda: len(recent(sarah)) == before + 1, 10, "one row more")
    sarah.ask("click_row", name="calls_grid", row=0)
    sarah.wait_for_text("call_detail", "Sarah Lee transferred the call to Tom Becker")
    sarah.wait_for_text("call_detail", "Tom Becker answered")
    story = [line for line in sarah.texts("call_detail") if "answered" in line or "transf" in line]
    assert story == [
        "Sarah Lee answered",
        "Sarah Lee transferred the call to Tom Becker",
        "Tom Becker answered",
    ]


def test_a_missed_call_is_taken_and_dialled_with_one_key_and_then_gone_from_both_desks(
    home: House, sarah: Desk, tom: Desk
):
    """CAL-06: the missed list, one key, cleared when somebody has called back."""
    home.call(None, KENJI, 1500, "gives_up").wait()
    for desk in (sarah, tom):
        until(lambda d=desk: not d.is_shown("call_card"), 10, "the card is gone")
        desk.key("Ctrl+4")
        desk.press("calls_tab_call_back")
        until(lambda d=desk: waiting(d, "Kenji Tanaka"), 20, "Kenji waits")
    callee = home.callee()
    sarah.ask("focus", name="callbacks_grid")
    sarah.key("C")
    sarah.wait_for("call_bar")
    sarah.wait_for_badge("call_bar", "Talking")
    sarah.key("Ctrl+4")  # the customer's page had come up
    for desk in (sarah, tom):
        until(lambda d=desk: not waiting(d, "Kenji Tanaka"), 20, "nobody waits any more")
    sarah.key("Ctrl+Shift+H")
    assert callee.wait() == 0
    unanswered = {CallOutcome.ABANDONED, CallOutcome.MISSED}
    calls = [c for c in home.rows(CallRow, number=KENJI) if c.outcome in unanswered]
    missed = max(calls, key=lambda call: call.started_at or BEFORE)  # others may have come before
    assert (missed.owner_name, missed.settled_by_name) == ("Sarah Lee", "Sarah Lee")


def test_a_recording_is_played_by_the_agent_who_made_it_and_hidden_from_the_colleague(
    home: House, sarah: Desk, tom: Desk
):
    """CAL-11: recording in the log if enabled; seen by its agent and administrators only."""
    caller = home.person(home.folder / "long.wav")
    sarah.wait_for("call_answer")
    sarah.key("Ctrl+Shift+A")
    sarah.wait_for_badge("call_bar", "Talking")
    sarah.key("Ctrl+R")
    sarah.wait_for_badge("call_bar", "Recording", 20)
    ear = Ear(home.ear("sarah"), home.folder / "caller.wav")
    until(lambda: ear.likeness() > HEARD, 30, "a sentence is on the tape")
    sarah.key("Ctrl+Shift+H")
    assert caller.wait() == 0
    caller.close()
    (filed,) = until(lambda: home.rows(RecordingRow), 30, "the recording at the server")
    assert filed.sha256
    for desk in (sarah, tom):
        desk.key("Ctrl+4")
        desk.press("calls_tab_recent")
        until(lambda d=desk: recent(d)[0][1] == "Olivia Smith", 10, "the call on top")
        desk.ask("click_row", name="calls_grid", row=0)
        desk.wait_for("call_detail")
    sarah.wait_for_text("call_detail", "Play recording", 20)
    assert ":" in recent(sarah)[0][9]
    sarah.press("call_play_0")
    sarah.wait_for_text("player_bar", "0:01 /", 20)
    sarah.press("player_close")
    tom.wait_for_text("call_detail", "Sarah Lee answered")
    assert not tom.is_shown("call_play_0")
    assert recent(tom)[0][9] == "—"


@pytest.fixture
def asks_disposition(home: House, sarah: Desk, tom: Desk) -> Iterator[None]:
    """The business number asks how each call came out, for one test."""
    home.wait_available()
    save_group(home, asks_disposition=True)
    yield
    save_group(home, asks_disposition=False)


@pytest.mark.usefixtures("asks_disposition")
def test_a_required_disposition_keeps_calls_away_until_it_is_chosen(
    home: House, sarah: Desk, tom: Desk
):
    """CAL-11: the panel after the call asks, and the phone system waits for the answer."""
    caller = home.call(home.folder / "caller.wav")
    sarah.wait_for("call_answer")
    sarah.key("Ctrl+Shift+A")
    sarah.wait_for_badge("call_bar", "Talking")
    sarah.key("Ctrl+Shift+H")
    assert caller.wait() == 0
    sarah.wait_for_text("wrap_up", "How did it come out?")
    until(lambda: "Wrap-up" in sarah.spoken("user_block"), 10, "in wrap-up")
    sarah.press("wrap_up_done")
    sarah.wait_for_text("wrap_up", "Choose how the call came out first.")
    until(lambda: home.rung() == {"tom", "amir"}, 10, "Sarah is not rung")
    second = home.call(None, KENJI, 2500, "gives_up", at_once=True)
    tom.wait_for("call_answer")
    assert not sarah.is_shown("call_answer")
    second.wait()
    sarah.ask("focus", name="wrap_up_done")
    sarah.key("1")
    sarah.press("wrap_up_done")
    until(lambda: not sarah.is_shown("wrap_up"), 10, "done")
    until(lambda: "sarah" in home.rung(), 20, "Sarah is rung again")
    third = home.call(None, KENJI, 2500, "gives_up")
    sarah.wait_for("call_answer")
    third.wait()


def save_group(home: House, *, asks_disposition: bool) -> None:
    """What an administrator saves in the settings, by the writer the server uses."""
    (group,) = home.rows(RingGroupRow)
    (admin,) = home.rows(StaffRow, role=Role.ADMIN)
    fields = {name: getattr(group, name) for name in RingGroupRow.__struct_fields__}
    seen, group_id = fields.pop("version"), fields.pop("id")
    command = SaveRingGroup(group_id=group_id, seen_version=seen, **fields)
    database = Database(f"sqlite:///{home.folder / 'server' / 'ringdesk.db'}")
    writer = Writer(database, Doorbell(database))
    actor = Actor(RowId(admin.id), admin.name, admin.role)
    asking = msgspec.structs.replace(command, asks_disposition=asks_disposition)
    receipt = writer.perform(actor, CommandId(f"{seen + 2:032d}"), asking)
    database.close()
    assert receipt.result == "ok"


def recent(desk: Desk) -> list[list[str]]:
    """Recent calls, the newest first; nothing yet is an empty first row."""
    return desk.rows("calls_grid") or [[""] * 12]


def waiting(desk: Desk, words: str) -> bool:
    """Whether somebody in the call-back queue, which must be in view, is spoken of so."""
    desk.text("calls_tab_call_back")
    return desk.is_shown("callbacks_grid") and any(
        words in " ".join(row) for row in desk.rows("callbacks_grid")
    )
