"""Nobody answers: the mailbox greets, records, and the office finds the voicemail."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.customers import CustomerRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import CallOutcome
from sync_server.store.blobs import Blobs
from tests.support.desk import until
from tests.support.house import House
from tests.support.rtp import RATE, correlate, read_at

pytestmark = [pytest.mark.journey, pytest.mark.sip, pytest.mark.timeout(240)]


def test_a_caller_nobody_answers_leaves_a_voicemail_in_their_timeline(home: House, voice: Path):
    desk = home.desk("agent")
    (group,) = home.rows(RingGroupRow)
    caller = home.call(voice, talk_ms=(group.ring_seconds + 25) * 1000)
    desk.wait_for("call_card")
    (voicemail,) = until(
        lambda: home.rows(VoicemailRow, number=home.story["caller"]),
        90,
        "the voicemail at the server",
    )
    caller.close()
    (call,) = home.rows(CallRow, id=voicemail.call_id)
    (olivia,) = home.rows(CustomerRow, id=voicemail.customer_id)
    assert (call.outcome, olivia.name) == (CallOutcome.VOICEMAIL, "Olivia Smith")
    recording = Blobs(home.folder / "server" / "blobs").open(voicemail.sha256)
    with recording:
        target = home.folder / "voicemail.wav"
        target.write_bytes(recording.read())
    said = read_at(voice, RATE)
    assert correlate(read_at(target, RATE), said) > 0.5
    desk.key("Ctrl+K")
    desk.write("olivia smith")
    until(lambda: desk.is_shown("search_results"), 10, "search results")
    desk.key("Return")
    lines = until(lambda: _with(desk.described("timeline_entries"), "Voicemail"), 10, "in sight")
    assert lines
    desk.close()


def _with(lines: list[str], part: str) -> list[str]:
    return [line for line in lines if part in line]
