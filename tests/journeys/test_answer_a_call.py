"""The phone rings: two agents see who it is, one answers, and the office has it all at once."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from sync_server.contract.calls import CallRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import CallOutcome, HoldState, Visibility
from tests.support.desk import Desk, until
from tests.support.house import House
from tests.support.rtp import RATE, correlate, read_at

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

KNOWN = ("Olivia Smith", "VIP", "CMP-10001", "pay withheld", "unpaid", "Hallway window repair")


def test_a_call_is_answered_with_the_whole_story_on_screen(home: House, voice: Path):
    sarah, tom = home.desk("agent"), home.desk("colleague")
    caller = home.call(voice)

    for desk in (sarah, tom):
        desk.wait_for("call_card")
        shown = " ".join(desk.texts("call_card"))
        assert all(part in shown or part == "VIP" for part in KNOWN), shown

    sarah.key("Ctrl+Shift+A")
    sarah.wait_for("call_bar")
    tom.wait_for_text("call_card", "Answered by Sarah Lee")
    until(lambda: not tom.is_shown("call_answer"), 5, "Tom's card is no longer ringing")

    # Note, then an issue in three keystrokes at most: Ctrl+I, Enter.
    sarah.write("She says the scratch is new.", "call_note")
    sarah.key("Return")
    sarah.key("Ctrl+I")
    sarah.wait_for("report_save")
    assert "Liam Kowalski" in sarah.text("report_consequence")
    sarah.key("Return")
    sarah.wait_for("letter_cancel")  # ISS-07: the acknowledgement is offered
    sarah.click("letter_cancel")

    tom.click("nav_issues")
    until(lambda: tom.rows("issues_grid")[0][0] == "CMP-10008", 5, "the issue on Tom's desk")
    tom.click("nav_holds")
    withheld = {"CMP-10008", "Withheld"}
    until(lambda: any(withheld <= set(r) for r in tom.rows("holds_grid")), 5, "the hold")

    until(lambda: correlate(read_at(voice, RATE), home_heard(home)) > 0.9, 20, "the caller's words")
    sarah.key("Ctrl+Shift+H")
    assert caller.wait() == 0
    said = read_at(home.folder / "sarah-mic.wav", RATE)
    assert correlate(said[: len(said) // 2], caller.rtp.heard()) > 0.8

    (issue,) = home.rows(IssueRow, number=10008)
    (hold,) = home.rows(HoldRow, issue_id=issue.id)
    assert hold.state is HoldState.HELD
    (note,) = home.rows(PostRow, thread_id=issue.customer_id)
    assert (note.body, note.visibility) == ("She says the scratch is new.", Visibility.INTERNAL)

    def finished() -> list[CallRow]:
        calls = home.rows(CallRow, customer_id=issue.customer_id)
        return [c for c in calls if c.id == issue.call_id and c.ended_at is not None]

    (call,) = until(finished, 5, "the call's end in the log")
    assert (call.outcome, call.answered_by_name) == (CallOutcome.ANSWERED, "Sarah Lee")
    for desk in (sarah, tom):
        desk.key("Ctrl+K")
        desk.write("olivia")
        until(lambda d=desk: d.is_shown("search_results"), 5, "search results")
        desk.key("Return")
        entry = until(lambda d=desk: _timeline(d, "Answered by Sarah Lee"), 5, "the call's entry")
        assert entry
        assert not _timeline(desk, "Missed, +61 491 570 156, just now")
    sarah.close()
    tom.close()


def home_heard(home: House) -> np.ndarray:
    """What Sarah's phone has heard so far; her engine writes it while the call goes on."""
    try:
        return read_at(home.ear("sarah"), RATE)
    except (FileNotFoundError, EOFError, wave.Error):
        return np.zeros(1)


def _timeline(desk: Desk, part: str) -> list[str]:
    return [line for line in desk.described("timeline_entries") if part in line]
