"""The desks' part of the story: ring, answer, note, issue, hold; and all of it without a server."""

from __future__ import annotations

import time
import wave
from collections import Counter
from pathlib import Path

import numpy as np

from sync_server.contract.calls import CallRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.threads import PostRow
from sync_server.demo.story import SHARED_PHONE
from tests.support.desk import Desk, until
from tests.support.house import House
from tests.support.rtp import RATE, correlate, read_at
from tests.support.sip import Sipp
from tests.tour.album import Album
from tests.tour.report import Report

NOTE = "She says the scratch is new. Wants somebody this week."
AWAY_NOTE = "Called again while the server was away."
DRAFT = "Dear Olivia, about the invoice"
RINGING, ANSWERED = "SIP/2.0 180", "SIP/2.0 200"
STRANGER = "+61255509999"


class CallStory:
    def __init__(self, home: House, album: Album, report: Report, voice: Path) -> None:
        self._home = home
        self._album = album
        self._report = report
        self._voice = voice
        self._issues = {issue.id for issue in home.rows(IssueRow)}

    def sign_in_picture(self) -> None:
        desk = Desk(self._home.folder / "nobody", None, self._home.environment)
        desk.wait_for("sign_in")
        for scheme in ("light", "dark"):
            desk.ask("dress", scheme=scheme)
            desk.grab(self._album.folder / f"00-sign-in-{scheme}.png", 1040, 720)
        desk.kill()

    def open_desks(self) -> None:
        self.sarah, self.tom = self._home.desk("agent"), self._home.desk("colleague")
        self._album.desk(self.sarah, "customers")

    def first_call(self) -> None:
        caller = self._ring(self._voice)
        self._album.desk(self.sarah, "ringing")
        self._answer(caller)
        self._album.desk(self.tom, "answered-by-colleague")
        self._write_note()
        self._album.desk(self.sarah, "in-call")
        self._report_issue(picture=True)
        self._others_see()
        ear = self._home.ear("sarah")
        heard = until(lambda: self._heard(ear), 30, "the caller's words at Sarah's desk")
        self._hang_up(caller)
        said = read_at(self._home.folder / "sarah-mic.wav", RATE)
        back = correlate(said[: len(said) // 2], caller.rtp.heard())
        self._report.facts |= {
            "audio_heard": heard > 0.9 and back > 0.8,
            "caller_to_agent_correlation": round(heard, 3),
            "agent_to_caller_correlation": round(back, 3),
        }
        self._album.desk(self.sarah, "after-the-call")

    def who_is_it(self) -> None:
        """A number of two customers, and one of nobody."""
        for number, name in ((SHARED_PHONE, "who-is-it"), (STRANGER, "unknown-caller")):
            caller = self._ring(None, number)
            self._album.desk(self.sarah, name)
            caller.process.terminate()
            caller.wait()
            for desk in (self.sarah, self.tom):
                desk.ask("rest", milliseconds=200)
                desk.click("call_decline")
                until(lambda d=desk: not d.is_shown("call_answer"), 10, "the card is gone")

    def call_without_server(self) -> None:
        self._home.kill("serve")
        until(lambda: "Offline" in self.sarah.spoken("sync_status"), 90, "offline")
        caller = self._ring(self._voice)
        self._album.desk(self.sarah, "ringing-without-server")
        self._answer(caller)
        self.sarah.write(AWAY_NOTE, "call_note")
        self.sarah.key("Return")
        self._report_issue(picture=False)
        self.sarah.write(DRAFT, "composer_text")
        self._hang_up(caller)
        self._album.desk(self.sarah, "waiting-to-be-sent")
        self.sarah.ask("rest", milliseconds=300)
        self.sarah.kill()
        self.sarah = self._home.desk("agent", again=True)
        self._open_olivia(self.sarah)
        draft_back = until(lambda: self.sarah.text("composer_text") == DRAFT, 5, "the draft")
        self._home.start("serve")
        until(lambda: "Up to date" in self.sarah.spoken("sync_status"), 90, "sent")
        until(lambda: not _waiting(self.sarah), 10, "nothing on screen waits any more")
        self._album.desk(self.sarah, "server-is-back")
        self._report.facts["server_down_ok"] = bool(draft_back)

    def count(self) -> None:
        """Everything done must be at the server, and once."""
        new = [issue for issue in self._home.rows(IssueRow) if issue.id not in self._issues]
        expected = Counter({NOTE: 1, AWAY_NOTE: 1, "issue": 2, "hold": 2, "call": 2})
        expected |= Counter(self._report.facts.pop("web_posts", ()))
        found: Counter[str] = Counter()
        posts = [post.body for post in self._home.rows(PostRow)]
        found.update({body: posts.count(body) for body in expected if posts.count(body)})
        found["issue"] = len(new)
        found["hold"] = sum(len(self._home.rows(HoldRow, issue_id=i.id)) for i in new)
        logged = {issue.call_id for issue in new}
        found["call"] = len([c for c in self._home.rows(CallRow) if c.id in logged and c.ended_at])
        self._report.facts["lost"] = (expected - found).total()
        self._report.facts["duplicated"] = (found - expected).total()

    def close(self) -> None:
        self.sarah.close()
        self.tom.close()

    # -- steps

    def _ring(self, voice: Path | None, number: str = "") -> Sipp:
        for desk in (self.sarah, self.tom):
            desk.ask("watch", name="call_card")
        caller = self._home.call(voice, number)
        for desk in (self.sarah, self.tom):
            desk.wait_for("call_card")
            painted = until(lambda d=desk: d.ask("painted_at", name="call_card"), 5, "painted")
            self._report.took("invite_to_card_ms", painted - caller.sent_at("INVITE "))
        self._report.took("invite_to_ringing_ms", caller.seconds_from_invite_to(RINGING))
        return caller

    def _answer(self, caller: Sipp) -> None:
        self.tom.ask("watch", name="call_answer")
        self.sarah.key("Ctrl+Shift+A")
        self.sarah.wait_for("call_bar")
        self.tom.wait_for_text("call_card", "Answered by")
        hidden = until(lambda: self.tom.ask("hidden_at", name="call_answer"), 5, "silent")
        until(lambda: caller.has(ANSWERED), 5, "200 OK at the caller")
        self._report.took("answer_to_others_silent_ms", hidden - caller.sent_at(ANSWERED))

    def _write_note(self) -> None:
        self._open_olivia(self.tom)
        self.sarah.write(NOTE, "call_note")
        began = time.time()
        self.sarah.key("Return")
        until(lambda: any(NOTE in line for line in self.tom.described("thread_lines")), 10)
        self._report.took("post_to_other_desk_ms", time.time() - began)

    def _report_issue(self, *, picture: bool) -> None:
        self.sarah.key("Ctrl+I")
        self.sarah.wait_for("report_save")
        if picture:
            self._album.desk(self.sarah, "report-issue")
            self.sarah.ask("focus", name="report_save")
        self.sarah.key("Return")
        until(lambda: not self.sarah.is_shown("report_save"), 5, "the dialog is gone")
        self.sarah.wait_for("letter_cancel")
        if picture:
            self._album.desk(self.sarah, "acknowledgement")
        self.sarah.click("letter_cancel")
        until(lambda: not self.sarah.is_shown("letter_cancel"), 5, "the letter is gone")

    def _others_see(self) -> None:
        self.tom.click("nav_issues")
        until(lambda: self.tom.rows("issues_grid")[0][3] == "New", 5, "the issue on Tom's desk")
        self.tom.ask("click_row", name="issues_grid", row=0)
        self.tom.key("Return")
        self._album.desk(self.tom, "issues")
        self.tom.click("nav_holds")
        until(lambda: self.tom.rows("holds_grid"), 5, "the hold on Tom's desk")
        self._album.desk(self.tom, "payment-holds")

    def _hang_up(self, caller: Sipp) -> None:
        self.sarah.key("Ctrl+Shift+H")
        if caller.wait() != 0:
            raise AssertionError("the caller did not see the call end")

    def _open_olivia(self, desk: Desk) -> None:
        desk.key("Ctrl+K")
        desk.write("olivia smith")
        until(lambda: desk.is_shown("search_results"), 10, "search results")
        desk.key("Return")
        desk.wait_for("timeline_entries")

    def _heard(self, ear: Path) -> float | None:
        try:
            heard = read_at(ear, RATE)
        except (FileNotFoundError, EOFError, wave.Error):
            heard = np.zeros(1)
        match = correlate(read_at(self._voice, RATE), heard)
        return match if match > 0.9 else None


def _waiting(desk: Desk) -> bool:
    """Whether the desk still shows something as not sent."""
    lines = [*desk.described("timeline_entries"), *desk.described("thread_lines")]
    return any("CMP-draft" in line or "not sent yet" in line for line in lines)
