"""One suite, two phone systems: a call leaves the same row whichever of them it came through."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from sync_server.contract.calls import CallRow, VoicemailRow, call_id
from sync_server.contract.values import CallOutcome, Direction
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony import spool
from sync_server.telephony.listener import Listener
from sync_server.telephony.pbx_events import FallbackKind, PbxEvent, PbxEventKind
from sync_server.telephony.spool import Note, Spool
from sync_server.telephony.twilio_plan import Forward, Routes
from tests.support.clock import HandClock
from tests.support.sip import wait_until
from tests.support.twilio import (
    CALLER,
    MEMBERS,
    NUMBER,
    TwilioCall,
    TwilioLine,
    built,
    settings_for,
    twilio_line,
)

K = PbxEventKind
LEG = "second@outside.example"
OUTSIDE = "+12025550188"


def sound(seconds: int) -> bytes:
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000 * seconds))
    return whole.getvalue()


class Story(Protocol):
    """What happens in a call, in words both phone systems have."""

    def arrives(self) -> None: ...
    def is_answered_by(self, user: str) -> None: ...
    def is_declined_by(self, user: str) -> None: ...
    def rings_out(self) -> None: ...
    def caller_gives_up(self) -> None: ...
    def leaves_a_message(self, seconds: int) -> None: ...
    def is_answered_outside(self) -> None: ...
    def is_handed_to(self, user: str) -> None: ...
    def ends(self) -> None: ...
    def row(self) -> CallRow: ...
    def row_handed_to(self, user: str) -> CallRow: ...
    def voicemail(self) -> list[VoicemailRow]: ...


@dataclass
class KamailioStory:
    """Events in the order and with the words in which the routing script tells them."""

    server: Server
    clock: HandClock
    folder: Path
    key: str = "3f2a@outside.example"
    answerer: str = ""

    def _tell(
        self, kind: PbxEventKind, user: str = "", detail: str = "", dialled: str = NUMBER
    ) -> None:
        event = PbxEvent(kind, self.key, CALLER, dialled, user, detail, self.clock())
        Listener(self.server, self.folder / "access.json").take(event)
        self.clock.advance(timedelta(seconds=1))

    def arrives(self) -> None:
        self._tell(K.INCOMING)
        for user in MEMBERS:
            self._tell(K.RINGING, user)

    def is_answered_by(self, user: str) -> None:
        self.answerer = user
        self._tell(K.ANSWERED, user)

    def is_declined_by(self, user: str) -> None:
        self._tell(K.DECLINED, user, "486")
        if user == MEMBERS[-1]:
            self._fall_back("all-declined")

    def rings_out(self) -> None:
        self._fall_back("ring-timeout")

    def _fall_back(self, why: str) -> None:
        self._tell(K.MISSED, "", why)
        self._tell(K.FALLBACK, "", "sip:mailbox@127.0.0.1:5080")

    def caller_gives_up(self) -> None:
        self._tell(K.MISSED, "", "caller-hung-up")
        self._tell(K.FAILED, "", "487")

    def leaves_a_message(self, seconds: int) -> None:
        self._tell(K.FALLBACK_ANSWERED)
        self.clock.advance(timedelta(seconds=seconds))
        recording = self.folder / "message.wav"
        recording.write_bytes(sound(seconds))
        note = Note(self.key, CALLER, NUMBER, recording.name, seconds, self.clock())
        spool.leave(note, recording)
        assert Spool(self.server, self.folder).file_all() == 1

    def is_answered_outside(self) -> None:
        self._tell(K.FALLBACK_ANSWERED, "", FallbackKind.EXTERNAL)

    def is_handed_to(self, user: str) -> None:
        self._tell(K.REFER, self.answerer, user)
        first, self.key = self.key, LEG
        self._tell(K.TRANSFERRED, self.answerer, first, dialled=user)
        self._tell(K.ANSWERED, user, dialled=user)
        self.key = first

    def ends(self) -> None:
        self._tell(K.ENDED, self.answerer, "10")

    def row(self) -> CallRow:
        (row,) = rows(self.server, self.key)
        return row

    def row_handed_to(self, user: str) -> CallRow:
        (row,) = rows(self.server, LEG)
        return row

    def voicemail(self) -> list[VoicemailRow]:
        return voicemail(self.server)


@dataclass
class TwilioStory:
    """Signed webhooks to the served application, at the addresses its own TwiML gave."""

    line: TwilioLine
    call: TwilioCall

    def arrives(self) -> None:
        self.call.dial()
        self.call.ring()
        self._pass(4)

    def _pass(self, seconds: int) -> None:
        self.line.clock.advance(timedelta(seconds=seconds))

    def is_answered_by(self, user: str) -> None:
        self.call.leg(user, "in-progress")
        self.call.cancel(*(one for one in self.call.legs() if one != user))
        self._pass(1)

    def is_declined_by(self, user: str) -> None:
        self.call.leg(user, "busy", SipResponseCode="486")
        if user == MEMBERS[-1]:
            self.call.dial_ended("busy")

    def rings_out(self) -> None:
        self.call.cancel(*self.call.legs())
        self.call.dial_ended("no-answer")

    def caller_gives_up(self) -> None:
        self.call.cancel(*self.call.legs())
        self.call.status = "no-answer"
        self.call.dial_ended("no-answer")
        self.call.hang_up("no-answer")

    def leaves_a_message(self, seconds: int) -> None:
        self.line.api.sound = sound(seconds)
        self.call.record(seconds)
        wait_until(lambda: bool(self.voicemail()), "the voicemail", 15)

    def is_answered_outside(self) -> None:
        assert list(self.call.legs()) == [OUTSIDE]
        self.call.leg(OUTSIDE, "in-progress")

    def is_handed_to(self, user: str) -> None:
        self.call.refer(f"<sip:{user}@harbour.sip.twilio.com>")
        self.call.leg(user, "in-progress")

    def ends(self) -> None:
        self._pass(10)
        if self.call.twiml.find("./Dial") is not None:
            self.call.dial_ended("completed", 10)
        self.call.hang_up(seconds=11)

    def row(self) -> CallRow:
        return self.call.row

    def row_handed_to(self, user: str) -> CallRow:
        return self.line.row(f"{self.call.sid}-{user}")

    def voicemail(self) -> list[VoicemailRow]:
        return voicemail(self.line.server)


def rows(server: Server, key: str) -> list[CallRow]:
    with server.database.reading() as connection:
        return SqlView(connection).where(CallRow, call_key=key)


def voicemail(server: Server) -> list[VoicemailRow]:
    with server.database.reading() as connection:
        return SqlView(connection).where(VoicemailRow)


@contextmanager
def kamailio(folder: Path, _routes: Routes) -> Iterator[Story]:
    clock = HandClock()
    server = built(folder, clock, settings_for(folder), *MEMBERS)
    calls = folder / "calls"
    calls.mkdir()
    yield KamailioStory(server, clock, calls)
    server.database.close()


@contextmanager
def twilio(folder: Path, routes: Routes) -> Iterator[Story]:
    with twilio_line(folder, routes=routes) as line:
        yield TwilioStory(line, line.call())


Begin = Callable[[Path, Routes], AbstractContextManager[Story]]


@pytest.fixture(params=[kamailio, twilio], ids=["kamailio", "twilio"])
def adapter(request: pytest.FixtureRequest) -> Begin:
    begin: Begin = request.param
    return begin


@pytest.fixture
def story(adapter: Begin, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Story]:
    """Missed calls go to the mailbox unless a test says where."""
    with adapter(tmp_path, getattr(request, "param", Routes())) as opened:
        yield opened


@dataclass(frozen=True, slots=True)
class Told:
    """What a row must say, whoever wrote it; times are only present or not."""

    outcome: CallOutcome
    answered_by: str | None = None
    is_answered: bool = False
    is_ended: bool = True


def assert_told(row: CallRow, told: Told) -> None:
    assert (row.direction, row.number, row.dialled) == (Direction.INBOUND, CALLER, NUMBER)
    assert row.outcome is told.outcome
    assert row.answered_by == told.answered_by
    assert row.answered_by_name == (told.answered_by or "").title()
    assert row.started_at is not None
    assert (row.answered_at is not None) == told.is_answered
    assert (row.ended_at is not None) == told.is_ended
    times = [at for at in (row.started_at, row.answered_at, row.ended_at) if at is not None]
    assert times == sorted(times)


def test_a_call_that_rings_is_open(story: Story) -> None:
    """DSK-13: the same for every test of this file."""
    story.arrives()
    assert_told(story.row(), Told(CallOutcome.RINGING, is_ended=False))


@pytest.mark.parametrize("user", MEMBERS)
def test_a_call_that_rings_three_phones_belongs_to_the_one_that_answered(
    story: Story, user: str
) -> None:
    story.arrives()
    story.is_answered_by(user)
    assert_told(story.row(), Told(CallOutcome.ANSWERED, user, is_answered=True, is_ended=False))
    story.ends()
    assert_told(story.row(), Told(CallOutcome.ANSWERED, user, is_answered=True))


def test_a_call_one_declines_and_another_answers_is_answered(story: Story) -> None:
    story.arrives()
    story.is_declined_by("ann")
    story.is_answered_by("cid")
    story.ends()
    assert_told(story.row(), Told(CallOutcome.ANSWERED, "cid", is_answered=True))


def test_a_call_nobody_answered_is_missed_when_no_message_is_left(story: Story) -> None:
    story.arrives()
    story.rings_out()
    assert_told(story.row(), Told(CallOutcome.MISSED, is_ended=False))
    story.ends()
    assert_told(story.row(), Told(CallOutcome.MISSED))
    assert story.voicemail() == []


def test_a_message_left_after_nobody_answered_is_filed_under_its_call(story: Story) -> None:
    story.arrives()
    story.rings_out()
    story.leaves_a_message(3)
    story.ends()
    assert_told(story.row(), Told(CallOutcome.VOICEMAIL))
    (message,) = story.voicemail()
    assert (message.number, message.seconds) == (CALLER, 3)
    assert message.call_id == story.row().id == call_id(story.row().call_key)


def test_a_caller_who_gives_up_has_abandoned_the_call(story: Story) -> None:
    story.arrives()
    story.caller_gives_up()
    assert_told(story.row(), Told(CallOutcome.ABANDONED))


def test_a_call_everybody_declined_is_missed(story: Story) -> None:
    story.arrives()
    for user in MEMBERS:
        story.is_declined_by(user)
    story.ends()
    assert_told(story.row(), Told(CallOutcome.MISSED))


def test_a_call_handed_on_stays_with_who_answered_it_first(story: Story) -> None:
    story.arrives()
    story.is_answered_by("ann")
    story.is_handed_to("bob")
    leg = story.row_handed_to("bob")
    assert (leg.number, leg.dialled, leg.answered_by) == (CALLER, "bob", "bob")
    assert leg.answered_at is not None
    story.ends()
    assert_told(story.row(), Told(CallOutcome.ANSWERED, "ann", is_answered=True))


@pytest.mark.parametrize("is_busy", [False, True], ids=["nobody-answers", "all-are-busy"])
@pytest.mark.parametrize("story", [Routes(Forward(OUTSIDE))], indirect=True, ids=["forward"])
def test_a_missed_call_that_is_answered_outside_is_answered_by_nobody_of_ours(
    story: Story, is_busy: bool
) -> None:
    story.arrives()
    if is_busy:
        for user in MEMBERS:
            story.is_declined_by(user)
    else:
        story.rings_out()
    story.is_answered_outside()
    story.ends()
    assert_told(story.row(), Told(CallOutcome.ANSWERED, is_answered=True))
