"""The server's part in telephony: events become one call, voicemail is filed once."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from sync_server import app
from sync_server.contract.base import Row
from sync_server.contract.calls import CallRow, VoicemailRow, call_id
from sync_server.contract.ring_groups import RingGroupRow, SaveRingGroup
from sync_server.contract.staff import Deactivate, StaffRow
from sync_server.contract.values import CallOutcome, Direction, Role, StepKind
from sync_server.demo.people import people
from sync_server.demo.seed import seed
from sync_server.demo.story import OLIVIA_PHONE
from sync_server.settings import from_environment
from sync_server.store.actor import Actor
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony import pbx_tables, spool
from sync_server.telephony.directory import Directory, Ways, tables_of
from sync_server.telephony.listener import Listener
from sync_server.telephony.pbx_events import LiveCall, LiveCalls, PbxEvent, PbxEventKind
from sync_server.telephony.spool import Note, Spool

K = PbxEventKind
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEY = "one@caller"
R = TypeVar("R", bound=Row)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = app.build(from_environment({"RINGDESK_DATA_DIR": str(tmp_path / "data")}))
    business = people()
    seed(made.database, business, 0, AT, lambda _done: None)
    for staff in business.everyone:
        made.accounts.give_password(staff, "a long password")
    yield made
    made.database.close()


def rows(server: Server, kind: type[R], **equal: object) -> list[R]:
    with server.database.reading() as connection:
        return SqlView(connection).where(kind, **equal)


def heard(server: Server, tmp_path: Path, *events: PbxEvent) -> CallRow:
    listener = Listener(server, tmp_path / "access.json")
    for event in events:
        listener.take(event)
    (call,) = rows(server, CallRow, call_key=KEY)
    return call


def event(kind: PbxEventKind, user: str = "", detail: str = "", seconds: float = 0) -> PbxEvent:
    at = AT + timedelta(seconds=seconds)
    return PbxEvent(kind, KEY, OLIVIA_PHONE, "100", user, detail, at)


def test_an_answered_call_is_told_as_one_story_with_its_customer(server: Server, tmp_path: Path):
    story = (
        event(K.INCOMING),
        event(K.RINGING, "sarah", seconds=0.1),
        event(K.ANSWERED, "sarah", seconds=4),
        event(K.ANSWERED_LATE, "tom", seconds=4.1),
        event(K.ENDED, "sarah", "56", seconds=60),
    )
    call = heard(server, tmp_path, *story, *story)
    assert (call.outcome, call.answered_by_name) == (CallOutcome.ANSWERED, "Sarah Lee")
    assert (call.started_at, call.answered_at) == (AT, AT + timedelta(seconds=4))
    assert call.ended_at == AT + timedelta(seconds=60)
    assert call.customer_id is not None


@pytest.mark.parametrize(
    ("why", "outcome"),
    [("caller-hung-up", CallOutcome.ABANDONED), ("ring-timeout", CallOutcome.MISSED)],
)
def test_a_call_nobody_took_is_abandoned_or_missed(
    server: Server, tmp_path: Path, why: str, outcome: CallOutcome
):
    call = heard(server, tmp_path, event(K.INCOMING), event(K.MISSED, "", why, 9))
    assert (call.outcome, call.answered_by) == (outcome, None)


@pytest.mark.parametrize(
    ("what_followed", "outcome"),
    [
        ((event(K.FALLBACK_ANSWERED, "", "external", 27), event(K.ENDED, "", "9", 36)), "answered"),
        ((event(K.FALLBACK_ANSWERED, "", "mailbox", 25), event(K.ENDED, "", "2", 27)), "missed"),
        ((event(K.MISSED, "", "caller-hung-up", 27),), "missed"),
        ((event(K.FALLBACK_FAILED, "", "486", 27), event(K.FAILED, "", "486", 27)), "missed"),
    ],
    ids=["a person outside", "only the greeting", "nothing: the caller left", "busy"],
)
def test_what_the_fallback_did_decides_how_a_missed_call_is_told(
    server: Server, tmp_path: Path, what_followed: tuple[PbxEvent, ...], outcome: str
):
    """CAL-05: forwarded and answered is answered, by nobody of ours; a greeting is no voicemail."""
    missed = event(K.MISSED, "", "ring-timeout", 25)
    story = (event(K.INCOMING), missed, event(K.FALLBACK, seconds=25), *what_followed)
    call = heard(server, tmp_path, *story, *reversed(story))
    assert (call.outcome, call.answered_by) == (CallOutcome(outcome), None)
    assert call.ended_at is not None


def test_a_number_that_rang_along_and_answered_stands_in_the_story(server: Server, tmp_path: Path):
    """CAL-01: answered by nobody of ours; a phone of ours that raced it lost the call."""
    story = (
        event(K.INCOMING),
        event(K.ANSWERED, "", "+61412555010", 4),
        event(K.ANSWERED_LATE, "tom", seconds=4.1),
        event(K.ENDED, "fallback", "56", seconds=60),
    )
    call = heard(server, tmp_path, *story, *reversed(story))
    assert (call.outcome, call.answered_by) == (CallOutcome.ANSWERED, None)
    assert (call.answered_at, call.ended_at) == (
        AT + timedelta(seconds=4),
        AT + timedelta(minutes=1),
    )
    assert [(step.kind, step.who) for step in call.steps] == [(StepKind.FORWARDED, "+61412555010")]


def test_numbers_that_ring_along_reach_the_phone_directory(server: Server):
    """CAL-01."""
    (group,) = rows(server, RingGroupRow)
    fields = {
        name: getattr(group, name)
        for name in RingGroupRow.__struct_fields__
        if name not in {"id", "version", "also_ring"}
    }
    wish = SaveRingGroup(
        group_id=group.id, seen_version=group.version, also_ring=("+61412555010",), **fields
    )
    (admin,) = rows(server, StaffRow, role=Role.ADMIN)
    server.writer.perform(Actor(admin.id, admin.name, admin.role), "c" * 32, wish)
    (told,) = tables_of(server, Ways(("127.0.0.1:9",), "192.0.2.1:5060")).groups
    assert told.outside == ("+61412555010",)


def test_a_call_that_ended_while_nobody_listened_is_closed_and_a_live_one_is_not(
    server: Server, tmp_path: Path
):
    heard(server, tmp_path, event(K.INCOMING), event(K.ANSWERED, "tom", seconds=2))
    listener = Listener(server, tmp_path / "access.json")
    listener.take(LiveCalls((LiveCall(KEY, OLIVIA_PHONE, "tom", is_answered=True),)))
    assert rows(server, CallRow, call_key=KEY)[0].ended_at is None
    listener.take(LiveCalls(()))
    (call,) = rows(server, CallRow, call_key=KEY)
    assert call.ended_at is not None
    assert call.outcome is CallOutcome.ANSWERED


def test_an_outgoing_call_names_who_was_called_and_who_called(server: Server, tmp_path: Path):
    dialled = PbxEvent(K.OUTBOUND, KEY, "", OLIVIA_PHONE, "sarah", "", AT)
    call = heard(server, tmp_path, dialled)
    assert (call.direction, call.number) == (Direction.OUTBOUND, OLIVIA_PHONE)
    assert call.answered_by_name == "Sarah Lee"


def left(folder: Path) -> Path:
    recording = folder / "one.wav"
    with wave.open(str(recording), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(64_000))
    spool.leave(Note(KEY, OLIVIA_PHONE, "100", recording.name, 2, AT), recording)
    return recording


def test_a_voicemail_waits_in_the_spool_and_is_filed_once(server: Server, tmp_path: Path):
    folder = tmp_path / "spool"
    folder.mkdir()
    left(folder)
    office = Spool(server, folder)
    assert office.file_all() == 1
    left(folder)
    assert office.file_all() == 1
    (voicemail,) = rows(server, VoicemailRow, number=OLIVIA_PHONE)
    (call,) = rows(server, CallRow, id=call_id(KEY))
    assert (voicemail.call_id, voicemail.seconds) == (call.id, 2)
    assert (call.outcome, call.customer_id) == (CallOutcome.VOICEMAIL, voicemail.customer_id)
    assert server.blobs.size(voicemail.sha256) == 64_044
    assert list(folder.iterdir()) == []


def test_a_recording_that_cannot_be_kept_stays_where_it_is(server: Server, tmp_path: Path):
    folder = tmp_path / "spool"
    folder.mkdir()
    left(folder).write_bytes(b"no sound")
    assert Spool(server, folder).file_all() == 1
    assert Spool(server, folder).file_all() == 0
    assert sorted(path.name for path in folder.iterdir()) == ["one.kept", "one.wav"]
    assert rows(server, VoicemailRow, number=OLIVIA_PHONE) == []


def test_the_phone_directory_follows_staff_and_groups(server: Server, tmp_path: Path):
    file = tmp_path / "tables.json"
    directory = Directory(lambda: tables_of(server, Ways(("127.0.0.1:9",))), file, server.doorbell)
    directory.write_if_new()
    before = pbx_tables.load(file)
    (group,) = rows(server, RingGroupRow)
    assert [one.user for one in before.accounts] == ["amir", "sarah", "tom"]
    assert before.groups[0].members == ("sarah", "tom", "amir")
    assert before.groups[0].ring_seconds == group.ring_seconds
    (admin,) = rows(server, StaffRow, role=Role.ADMIN)
    (tom,) = rows(server, StaffRow, sip_user="tom")
    server.writer.perform(
        Actor(admin.id, admin.name, admin.role), "c" * 32, Deactivate(staff_id=tom.id)
    )
    directory.write_if_new()
    after = pbx_tables.load(file)
    assert [one.user for one in after.accounts] == ["amir", "sarah"]
    assert after.groups[0].members == ("sarah", "amir")
    assert file.stat().st_mode & 0o777 == 0o600
