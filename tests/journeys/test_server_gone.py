"""The server is dead: phones ring, cards come up, work goes on, and arrives once afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sync_server.contract.calls import CallRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.values import CallOutcome
from tests.support.desk import Desk, until
from tests.support.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

NOTE = "Called while the server was away."
TWENTY = [f"Written offline, number {n}." for n in range(1, 21)]


def test_everything_done_without_the_server_arrives_exactly_once(home: House, voice: Path):
    sarah, tom = home.desk("agent"), home.desk("colleague")
    before = {issue.id for issue in home.rows(IssueRow)}
    home.kill("serve")
    until(lambda: "Offline" in sarah.spoken("sync_status"), 90, "the pill says offline")

    tom.key("Ctrl+K")
    tom.write("CMP-10001")
    until(lambda: tom.is_shown("search_results"), 5, "the code is found offline")
    tom.key("Return")
    until(lambda: tom.text("issue_code") == "CMP-10001", 1.0, "ISS-13: open within a second")

    caller = home.call(voice)
    for desk in (sarah, tom):
        desk.wait_for("call_card")
        assert "Olivia Smith" in desk.texts("call_card")
    sarah.key("Ctrl+Shift+A")
    sarah.wait_for("call_bar")
    tom.wait_for_text("call_card", "Answered by")
    sarah.write(NOTE, "call_note")
    sarah.key("Return")
    sarah.key("Ctrl+I")
    sarah.wait_for("report_save")
    sarah.key("Return")
    sarah.wait_for("letter_cancel")  # ISS-07: the acknowledgement is offered offline, too
    sarah.click("letter_cancel")
    until(lambda: any("CMP-draft" in line for line in sarah.described("timeline_entries")), 5)
    for text in TWENTY:
        sarah.write(text, "composer_text")
        until(lambda said=text: sarah.text("composer_text") == said, 5, f"{text} is written")
        sarah.key("Ctrl+Return")
        until(lambda: not sarah.text("composer_text"), 5, f"{text} is sent")
    sarah.write("A draft nobody has sent", "composer_text")
    assert sarah.text("composer_text") == "A draft nobody has sent"
    sarah.key("Ctrl+Shift+H")
    assert caller.wait() == 0
    until(lambda: "waiting" in sarah.spoken("sync_status"), 5, "what waits is counted")

    sarah.ask("rest", milliseconds=300)  # a draft is on disk 150 ms after it was typed
    sarah.kill()
    sarah = home.desk("agent", again=True)
    sarah.key("Ctrl+K")
    sarah.write("olivia")
    until(lambda: sarah.is_shown("search_results"), 5, "search works offline")
    sarah.key("Return")
    sarah.wait_for_text("thread", "A draft nobody has sent", 5)
    assert any("CMP-draft" in line for line in sarah.described("timeline_entries"))

    home.start("serve")
    until(lambda: "Up to date" in sarah.spoken("sync_status"), 90, "everything sent")
    until(lambda: not _drafts(sarah), 10, "nothing on screen waits any more")
    (issue,) = [one for one in home.rows(IssueRow) if one.id not in before]
    assert issue.number is not None
    assert len(home.rows(HoldRow, issue_id=issue.id)) == len(issue.responsible_ids) == 1
    assert posts_in_order(home, issue.customer_id) == [NOTE, *TWENTY]
    (call,) = [c for c in home.rows(CallRow) if c.id == issue.call_id]
    assert (call.outcome, call.answered_by_name) == (CallOutcome.ANSWERED, "Sarah Lee")
    assert call.ended_at is not None
    tom.click("nav_issues")
    until(lambda: tom.rows("issues_grid")[0][0] == f"CMP-{issue.number:05d}", 20, "Tom sees it")
    sarah.close()
    tom.close()


def posts_in_order(home: House, thread_id: str) -> list[str]:
    """Bodies in the order in which the server took them."""
    file = home.folder / "server" / "ringdesk.db"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        found = db.execute("SELECT body FROM post WHERE thread_id = ? ORDER BY _seq", (thread_id,))
        return [body for (body,) in found]


def _drafts(desk: Desk) -> list[str]:
    """What the desk still shows as not sent."""
    lines = [*desk.described("timeline_entries"), *desk.described("thread_lines")]
    return [line for line in lines if "CMP-draft" in line or "not sent yet" in line]
