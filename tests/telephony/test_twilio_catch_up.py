"""What a server learns of Twilio's calls that ended, or were spoken to, while it was down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from sync_server.contract.calls import CallRow, VoicemailRow, call_id
from sync_server.contract.values import CallOutcome
from sync_server.store.view import SqlView
from sync_server.telephony.listener import Listener
from sync_server.telephony.pbx_events import LiveCalls, PbxEvent, PbxEventKind
from sync_server.telephony.spool import Spool
from sync_server.telephony.twilio_rest import TwilioFault
from sync_server.telephony.webhooks import TwilioOffice, twilio_office
from tests.support.clock import START, HandClock
from tests.support.twilio import (
    ACCOUNT,
    CALLER,
    MEMBERS,
    NUMBER,
    TOKEN,
    built,
    settings_for,
    sid,
)
from tests.support.twilio_api import Answer, Json, TwilioApi, twilio_api

K = PbxEventKind
ENDED = datetime.fromisoformat("2026-11-22T09:05:00+00:00")


class Office:
    """A server that is not served: what it missed lies at Twilio."""

    def __init__(self, folder: Path, api: TwilioApi) -> None:
        self.api = api
        self.clock = HandClock()
        self.server = built(folder, self.clock, settings_for(folder, api_url=api.url), *MEMBERS)
        self.folder = folder
        made = twilio_office(self.server)
        assert made is not None
        self.twilio: TwilioOffice = made

    def heard(self, call: str, *kinds: PbxEventKind) -> str:
        listener = Listener(self.server, self.folder / "access.json")
        for kind in kinds:
            user = "ann" if kind is K.ANSWERED else ""
            listener.take(PbxEvent(kind, call, CALLER, NUMBER, user, "ring-timeout", self.clock()))
        self.clock.advance(timedelta(minutes=10))
        return call

    def row(self, call: str) -> CallRow:
        with self.server.database.reading() as connection:
            (row,) = SqlView(connection).where(CallRow, call_key=call)
        return row

    def filed(self) -> list[VoicemailRow]:
        self.twilio.recordings.work()
        Spool(self.server, self.folder / "voicemail").file_all()
        with self.server.database.reading() as connection:
            return SqlView(connection).where(VoicemailRow)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with twilio_api(ACCOUNT, TOKEN) as api:
        opened = Office(tmp_path, api)
        yield opened
        opened.server.database.close()


def message(call: str, **changed: object) -> Json:
    told: Json = {
        "sid": sid("RE"),
        "call_sid": call,
        "status": "completed",
        "source": "RecordVerb",
        "duration": "2",
        "start_time": format_datetime(START),
    }
    return told | changed


def test_a_call_that_ended_unheard_ends_at_the_time_twilio_says(office: Office) -> None:
    """DSK-13."""
    call = office.heard(sid("CA"), K.INCOMING, K.ANSWERED)
    office.twilio.catch_up.look()
    row = office.row(call)
    assert (row.outcome, row.answered_by) == (CallOutcome.ANSWERED, "ann")
    assert row.ended_at == ENDED


def test_a_call_that_was_only_heard_ringing_is_abandoned(office: Office) -> None:
    call = office.heard(sid("CA"), K.INCOMING)
    office.twilio.catch_up.look()
    assert office.row(call).outcome is CallOutcome.ABANDONED


def test_a_call_that_is_still_up_is_left_alone(office: Office) -> None:
    call = office.heard(sid("CA"), K.INCOMING, K.ANSWERED)
    office.api.call_status = "in-progress"
    office.twilio.catch_up.look()
    assert office.row(call).ended_at is None


def test_twilio_is_not_asked_about_calls_of_our_own_phone_system(office: Office) -> None:
    office.heard("3f2a@outside.example", K.INCOMING)
    office.twilio.catch_up.look()
    assert not any("/Calls/" in asked.path for asked in office.api.asked)


def test_a_message_whose_webhook_was_lost_is_fetched_and_a_strangers_is_not(
    office: Office,
) -> None:
    call = office.heard(sid("CA"), K.INCOMING, K.MISSED)
    office.api.sound = b"RIFF\0\0\0\0WAVE"
    office.api.messages = [
        message(sid("CA")),
        message(call),
        message(call, source="DialVerb"),
        message(call, status="processing"),
    ]
    office.twilio.catch_up.look()
    (voicemail,) = office.filed()
    assert (voicemail.call_id, voicemail.number) == (call_id(call), CALLER)
    assert office.row(call).outcome is CallOutcome.VOICEMAIL


def test_what_could_not_be_asked_is_asked_at_the_next_look(office: Office) -> None:
    call = office.heard(sid("CA"), K.INCOMING)
    office.api.answers.append(Answer(503, b"busy"))
    with pytest.raises(TwilioFault):
        office.twilio.catch_up.look()
    assert office.row(call).ended_at is None
    office.twilio.catch_up.look()
    assert office.row(call).ended_at == ENDED
    office.twilio.catch_up.look()
    listed = [asked for asked in office.api.asked if asked.path.endswith("/Recordings.json")]
    assert len(listed) == 1
    assert list(listed[0].query) == ["DateCreated>", "PageSize"]


def test_our_own_phone_system_ends_no_call_that_is_at_twilio(office: Office) -> None:
    call = office.heard(sid("CA"), K.INCOMING, K.ANSWERED)
    part = office.heard(f"{call}-bob", K.ANSWERED)
    ours = office.heard("3f2a@outside.example", K.INCOMING)
    Listener(office.server, office.folder / "access.json").take(LiveCalls(()))
    assert office.row(call).ended_at is None
    assert office.row(part).ended_at is None
    assert office.row(ours).ended_at is not None
