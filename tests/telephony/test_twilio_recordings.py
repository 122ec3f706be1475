"""Voicemail left at Twilio: fetched once, whatever fails or dies on the way."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync_server.contract.calls import CallRow, VoicemailRow, call_id
from sync_server.contract.values import CallOutcome
from sync_server.store.view import SqlView
from sync_server.telephony import office
from sync_server.telephony.spool import Spool
from sync_server.telephony.twilio_recordings import TwilioRecordings, Waiting, caller_of
from sync_server.telephony.twilio_rest import CallState, TwilioFault, TwilioRest
from tests.support.clock import START, HandClock
from tests.support.sip import wait_until
from tests.support.twilio import (
    ACCOUNT,
    CALLER,
    MEMBERS,
    NUMBER,
    PUBLIC,
    TOKEN,
    TwilioCall,
    TwilioLine,
    built,
    settings_for,
    sid,
    twilio_line,
)
from tests.support.twilio_api import Answer, Asked, TwilioApi, described, faults, twilio_api


def sound(seconds: int = 2) -> bytes:
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000 * seconds))
    return whole.getvalue()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[TwilioLine]:
    with twilio_line(tmp_path) as opened:
        opened.api.sound = sound()
        yield opened


@pytest.fixture
def api() -> Iterator[TwilioApi]:
    with twilio_api(ACCOUNT, TOKEN) as opened:
        opened.sound = sound()
        yield opened


class Fetcher:
    """The queue without its thread: a test moves clock and work by hand."""

    def __init__(self, folder: Path, api: TwilioApi, largest: int = 1_000_000) -> None:
        self.clock = HandClock()
        self.settings = settings_for(folder, api_url=api.url)
        self.server = built(folder, self.clock, self.settings, *MEMBERS)
        self.api = api
        self.spool = office.spool_dir(self.settings)
        self.folder = folder / "twilio"
        self.largest = largest
        self.queue = self.start()

    def start(self) -> TwilioRecordings:
        """As a server does that comes up again over the same folders."""
        assert self.settings.twilio is not None
        rest = TwilioRest(self.settings.twilio, self.largest)
        return TwilioRecordings(
            self.folder, self.spool, rest, lambda key: caller_of(self.server, key), self.clock
        )

    def leave(self) -> Waiting:
        waiting = Waiting(sid("RE"), sid("CA"), NUMBER, 2, START)
        self.queue.keep(waiting)
        return waiting

    def filed(self) -> list[VoicemailRow]:
        Spool(self.server, self.spool).file_all()
        with self.server.database.reading() as connection:
            return SqlView(connection).where(VoicemailRow)

    def names(self) -> list[str]:
        return sorted(path.suffix for path in self.folder.iterdir())


def at_the_tone(line: TwilioLine) -> TwilioCall:
    call = line.call()
    call.dial()
    call.dial_ended("no-answer")
    return call


def test_a_message_left_at_twilio_is_filed_with_its_call(line: TwilioLine) -> None:
    """DSK-13."""
    call = at_the_tone(line)
    recording = call.record(seconds=2)
    call.hang_up()
    wait_until(lambda: bool(line.rows(VoicemailRow)), "the voicemail", 15)
    (voicemail,) = line.rows(VoicemailRow)
    assert (voicemail.call_id, voicemail.number) == (call_id(call.sid), CALLER)
    assert voicemail.seconds == 2
    assert line.server.blobs.size(voicemail.sha256) == len(sound())
    assert call.row.outcome is CallOutcome.VOICEMAIL
    assert call.row.ended_at == line.clock()
    paths = [one.path.rsplit("/", 1)[1] for one in line.api.asked if recording in one.path]
    assert paths == [f"{recording}.json", f"{recording}.wav"]


def test_silence_after_the_tone_is_no_voicemail(line: TwilioLine) -> None:
    call = at_the_tone(line)
    call.recording(sid("RE"), "absent", line.clock())
    call.hang_up()
    assert call.row.outcome is CallOutcome.MISSED
    assert list((line.server.settings.data_dir / "phone" / "twilio").iterdir()) == []


def test_silence_in_a_call_of_which_nothing_else_was_heard_leaves_it_abandoned(
    line: TwilioLine,
) -> None:
    call = line.call()
    call.dial()
    url = f"{PUBLIC}/twilio/recording?call={call.sid}&group=%2B15550100"
    assert line.send(call.hook(url, RecordingStatus="absent")).status_code == 204
    assert call.row.outcome is CallOutcome.ABANDONED


def test_the_same_recording_told_five_times_is_fetched_once(tmp_path: Path, api: TwilioApi) -> None:
    fetcher = Fetcher(tmp_path, api)
    waiting = fetcher.leave()
    for _ in range(5):
        fetcher.queue.keep(waiting)
        fetcher.queue.work()
    assert len(fetcher.filed()) == 1
    assert sum(asked.is_media for asked in api.asked) == 1
    fetcher.queue.keep(waiting)
    fetcher.queue.work()
    assert sum(asked.is_media for asked in api.asked) == 1


@pytest.mark.parametrize(
    "failure",
    [
        Answer(503, b"busy"),
        Answer(404, b'{"code": 20404, "message": "not there yet"}'),
        Answer(200, b'{"sid": "RE', says_length=500),
        Answer(200, b'{"status": "processing"}'),
    ],
    ids=["busy", "not-there", "cut-off", "processing"],
)
def test_what_fails_is_tried_again_later_and_not_at_once(
    tmp_path: Path, api: TwilioApi, failure: Answer
) -> None:
    fetcher = Fetcher(tmp_path, api)
    fetcher.leave()
    api.answers += [failure, failure]
    fetcher.queue.work()
    fetcher.queue.work()
    assert len(api.asked) == 1
    fetcher.clock.advance(timedelta(seconds=2))
    fetcher.queue.work()
    assert len(api.asked) == 2
    fetcher.clock.advance(timedelta(seconds=3))
    fetcher.queue.work()
    assert len(api.asked) == 2
    fetcher.clock.advance(timedelta(seconds=1))
    fetcher.queue.work()
    assert len(fetcher.filed()) == 1


def test_a_download_that_breaks_off_leaves_nothing_half(tmp_path: Path, api: TwilioApi) -> None:
    fetcher = Fetcher(tmp_path, api)
    fetcher.leave()
    api.answers += [
        Answer(body=b'{"status": "completed"}'),
        Answer(body=sound()[:5000], says_length=len(sound())),
    ]
    fetcher.queue.work()
    assert list(fetcher.spool.iterdir()) == []
    fetcher.clock.advance(timedelta(seconds=2))
    fetcher.queue.work()
    assert len(fetcher.filed()) == 1


def test_a_server_killed_after_the_webhook_fetches_when_it_is_back(
    tmp_path: Path, api: TwilioApi
) -> None:
    fetcher = Fetcher(tmp_path, api)
    fetcher.leave()
    (tmp_path / "voicemail" / "REx.loading").write_bytes(b"half")
    fetcher.start().work()
    assert len(fetcher.filed()) == 1
    fetcher.start().work()
    assert sum(asked.is_media for asked in api.asked) == 1


def test_a_server_killed_between_spool_and_done_files_the_message_once(
    tmp_path: Path, api: TwilioApi
) -> None:
    fetcher = Fetcher(tmp_path, api)
    fetcher.leave()
    (note,) = fetcher.folder.iterdir()
    told = note.read_bytes()
    fetcher.queue.work()
    assert len(fetcher.filed()) == 1
    (done,) = fetcher.folder.iterdir()
    done.unlink()
    note.write_bytes(told)
    fetcher.start().work()
    assert len(fetcher.filed()) == 1
    assert list(fetcher.spool.iterdir()) == []


def test_a_recording_larger_than_we_keep_is_left_to_a_person(
    tmp_path: Path, api: TwilioApi
) -> None:
    fetcher = Fetcher(tmp_path, api, largest=1000)
    fetcher.leave()
    fetcher.queue.work()
    assert fetcher.names() == [".kept"]
    assert list(fetcher.spool.iterdir()) == []


def test_a_note_that_cannot_be_read_stops_no_other(tmp_path: Path, api: TwilioApi) -> None:
    fetcher = Fetcher(tmp_path, api)
    (fetcher.folder / "RE0.wait").write_bytes(b"{")
    fetcher.leave()
    fetcher.queue.work()
    assert fetcher.names() == [".done", ".kept"]
    assert len(fetcher.filed()) == 1


def test_a_recording_that_is_not_there_for_three_days_is_left_to_a_person(
    tmp_path: Path, api: TwilioApi
) -> None:
    fetcher = Fetcher(tmp_path, api)
    fetcher.leave()
    api.answers += [Answer(404, b"{}")] * 2
    fetcher.queue.work()
    fetcher.clock.advance(timedelta(days=3, seconds=1))
    fetcher.queue.work()
    assert fetcher.names() == [".kept"]


def test_a_message_that_twilio_has_thrown_away_is_settled(tmp_path: Path, api: TwilioApi) -> None:
    fetcher = Fetcher(tmp_path, api)
    fetcher.leave()
    api.recording_status = "absent"
    fetcher.queue.work()
    assert fetcher.names() == [".done"]
    assert fetcher.filed() == []


@described
def test_every_request_we_can_make_is_one_twilio_describes(tmp_path: Path, api: TwilioApi) -> None:
    """DSK-13."""
    known = settings_for(tmp_path, api_url=api.url).twilio
    assert known is not None
    rest = TwilioRest(known)
    call = sid("CA")
    rest.hang_up(call)
    rest.redirect(call, "https://phones.harbour.example/twilio/voice")
    assert rest.call(call) == CallState("completed", START.replace(day=22, hour=9, minute=5))
    rest.recording(sid("RE"))
    rest.download(sid("RE"), tmp_path / "one.wav")
    rest.messages(START)
    rest.close()
    assert [asked.method for asked in api.asked] == ["POST", "POST", *["GET"] * 4]
    assert api.asked[0].form == {"Status": ["completed"]}
    assert set(api.asked[1].form) == {"Url", "Method"}
    assert api.faults == []


def test_a_wrong_token_is_said_without_saying_it(tmp_path: Path) -> None:
    with twilio_api(ACCOUNT, "another") as api:
        known = settings_for(tmp_path, api_url=api.url).twilio
        assert known is not None
        assert TOKEN not in repr(known)
        rest = TwilioRest(known)
        for ask in (
            lambda: rest.hang_up(sid("CA")),
            lambda: rest.download(sid("RE"), tmp_path / "x.wav"),
        ):
            with pytest.raises(TwilioFault, match="401") as failure:
                ask()
            assert TOKEN not in str(failure.value)
        rest.close()


@described
@pytest.mark.parametrize(
    "asked",
    [
        Asked("PUT", f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{sid('CA')}.json", {}, {}),
        Asked("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls/12.json", {}, {}),
        Asked("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Phone/{sid('CA')}.json", {}, {}),
        Asked(
            "POST",
            f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{sid('CA')}.json",
            {},
            {"Status": ["hung-up"]},
        ),
        Asked(
            "POST",
            f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{sid('CA')}.json",
            {},
            {"Staus": ["completed"]},
        ),
        Asked(
            "POST",
            f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{sid('CA')}.json",
            {},
            {"Url": ["not an address"]},
        ),
        Asked("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json", {}, {}),
    ],
)
def test_the_check_against_the_description_notices_what_is_wrong(asked: Asked) -> None:
    assert faults(asked)


def test_no_call_row_is_needed_to_keep_a_message(tmp_path: Path, api: TwilioApi) -> None:
    fetcher = Fetcher(tmp_path, api)
    fetcher.leave()
    fetcher.queue.work()
    (voicemail,) = fetcher.filed()
    assert voicemail.number == ""
    with fetcher.server.database.reading() as connection:
        (call,) = SqlView(connection).where(CallRow)
    assert call.outcome is CallOutcome.VOICEMAIL
