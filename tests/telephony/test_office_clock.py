"""The office's phones over time: opening hours, states, wrap-ups, greetings, retention."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

import resources
from sync_server import app
from sync_server.contract.agents import AgentStateRow, ChooseState
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import (
    CallRow,
    FileRecording,
    RecordingRow,
    RemoveVoicemail,
    VoicemailRow,
    call_id,
)
from sync_server.contract.commands import AnyCommand
from sync_server.contract.ring_groups import RingGroupRow, SaveRingGroup
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import AgentState, Role, Route, StepKind
from sync_server.demo.people import people
from sync_server.demo.seed import seed
from sync_server.demo.story import OLIVIA_PHONE
from sync_server.settings import from_environment
from sync_server.store.actor import Actor
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony import spool
from sync_server.telephony.after_calls import AfterCalls
from sync_server.telephony.directory import Ways, tables_of
from sync_server.telephony.greeting_folder import Greetings
from sync_server.telephony.greetings import converted
from sync_server.telephony.listener import Listener
from sync_server.telephony.pbx_events import PbxEvent, PbxEventKind
from sync_server.telephony.pbx_tables import RingGroup
from sync_server.telephony.spool import Note, Spool
from tests.support.clock import HandClock
from tests.support.office import fresh_command

K = PbxEventKind
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY, LEG = "one@caller", "two@caller"
WAYS = Ways(("127.0.0.1:5080", "127.0.0.1:5082"), "203.0.113.9:5060")
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + bytes(32)
R = TypeVar("R", bound=Row)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY)


@pytest.fixture
def server(tmp_path: Path, clock: HandClock) -> Iterator[Server]:
    made = app.build(from_environment({"RINGDESK_DATA_DIR": str(tmp_path / "data")}), clock)
    business = people()
    seed(made.database, business, 0, MONDAY, lambda _done: None)
    for staff in business.everyone:
        made.accounts.give_password(staff, "a long password")
    yield made
    made.database.close()


def rows(server: Server, kind: type[R], **equal: object) -> list[R]:
    with server.database.reading() as connection:
        return SqlView(connection).where(kind, **equal)


def do(server: Server, who: str, command: AnyCommand) -> None:
    staff = next(s for s in rows(server, StaffRow) if s.name.startswith(who))
    actor = Actor(staff.id, staff.name, staff.role)
    receipt = server.writer.perform(actor, fresh_command(), command)
    assert receipt.seq, receipt.detail


def save_group(server: Server, **changes: object) -> None:
    (group,) = rows(server, RingGroupRow)
    fields = {name: getattr(group, name) for name in group.__struct_fields__[2:]} | changes
    command = SaveRingGroup(group_id=group.id, seen_version=group.version, **fields)
    do(server, "Nina", command)


def group_now(server: Server) -> RingGroup:
    (group,) = tables_of(server, WAYS).groups
    return group


def talk(server: Server, tmp_path: Path, clock: HandClock, key: str = KEY) -> None:
    """Sarah talks to Olivia for a minute."""
    listener = Listener(server, tmp_path / "access.json")
    for kind in (K.INCOMING, K.ANSWERED):
        listener.take(PbxEvent(kind, key, OLIVIA_PHONE, "100", "sarah", "", clock.now))
    clock.advance(timedelta(minutes=1))
    listener.take(PbxEvent(K.ENDED, key, OLIVIA_PHONE, "100", "sarah", "60", clock.now))


def state_of(server: Server, who: str) -> AgentStateRow:
    (staff,) = rows(server, StaffRow, sip_user=who)
    (row,) = rows(server, AgentStateRow, id=staff.id)
    return row


def test_a_number_closes_for_the_break_after_hours_and_on_holidays(
    server: Server, clock: HandClock
):
    save_group(
        server,
        time_zone="UTC",
        hours=("mon 08:00-12:00", "mon 13:00-17:00", "tue 08:00-17:00"),
        holidays=("2026-11-24 Founders' Day",),
        closed_route=Route.EXTERNAL,
        closed_number="+61255509999",
    )
    seen = []
    for hour in (9, 12, 13, 18, 33):
        clock.now = MONDAY.replace(hour=0) + timedelta(hours=hour)
        seen.append(group_now(server).is_closed)
    assert seen == [False, True, False, True, True]
    assert group_now(server).closed_uri == "sip:+61255509999@203.0.113.9:5060"


def test_a_forwarded_call_nobody_takes_outside_ends_in_the_mailbox(server: Server):
    """CAL-04."""
    save_group(server, fallback=Route.EXTERNAL, fallback_number="+61255509999", ring_seconds=30)
    group = group_now(server)
    assert group.fallback_uri == "sip:+61255509999@203.0.113.9:5060"
    assert group.second_fallback_uri == "sip:mailbox@127.0.0.1:5080"
    assert group.ring_seconds == 30
    assert tables_of(server, WAYS).mailbox == WAYS.mailboxes


def test_who_takes_a_break_or_wraps_up_does_not_ring_until_they_are_back(
    server: Server, tmp_path: Path, clock: HandClock
):
    save_group(server, wrap_up_seconds=30)
    do(server, "Tom", ChooseState(state=AgentState.BREAK, reason="Lunch"))
    talk(server, tmp_path, clock)
    assert state_of(server, "sarah").state is AgentState.WRAP_UP
    assert group_now(server).members == ("amir",)
    after = AfterCalls(server)
    clock.advance(timedelta(seconds=29))
    after.end_wrap_ups()
    assert group_now(server).members == ("amir",)
    clock.advance(timedelta(seconds=1))
    after.end_wrap_ups()
    do(server, "Tom", ChooseState(state=AgentState.AVAILABLE))
    assert group_now(server).members == ("sarah", "tom", "amir")


def test_the_servers_thread_ends_a_wrap_up_with_no_desk_open(
    server: Server, tmp_path: Path, clock: HandClock
):
    """A closed desk voids no wrap-up and keeps none open (beyond 2.2)."""
    save_group(server, wrap_up_seconds=30)
    talk(server, tmp_path, clock)
    clock.advance(timedelta(seconds=31))
    rings = server.doorbell.subscribe()
    after = AfterCalls(server)
    after.start()
    try:
        assert rings.wait(10) is not None
    finally:
        after.stop()
        server.doorbell.unsubscribe(rings)
    assert state_of(server, "sarah").state is AgentState.AVAILABLE


def test_a_transferred_call_is_one_row_with_its_story(
    server: Server, tmp_path: Path, clock: HandClock
):
    """CAL-07, CAL-11: two SIP calls, one call in the log."""
    talk(server, tmp_path, clock)
    listener = Listener(server, tmp_path / "access.json")
    leg = (
        PbxEvent(K.TRANSFERRED, LEG, OLIVIA_PHONE, "tom", "sarah", KEY, clock.now),
        PbxEvent(K.DIRECT, LEG, OLIVIA_PHONE, "tom", "tom", "", clock.now),
        PbxEvent(K.ANSWERED, LEG, OLIVIA_PHONE, "tom", "tom", "", clock.now + timedelta(seconds=3)),
        PbxEvent(K.ENDED, LEG, OLIVIA_PHONE, "tom", "tom", "9", clock.now + timedelta(seconds=9)),
    )
    for event in leg:
        listener.take(event)
    shown = [c for c in rows(server, CallRow, number=OLIVIA_PHONE) if c.continues_id is None]
    call = next(c for c in shown if c.id == call_id(KEY))
    assert [(s.kind, s.who) for s in call.steps] == [
        (StepKind.TRANSFERRED, "Tom Becker"),
        (StepKind.ANSWERED, "Tom Becker"),
    ]
    assert call.ended_at == clock.now + timedelta(seconds=9)
    assert call_id(LEG) not in {c.id for c in shown}


def test_a_call_forwarded_outside_and_taken_there_is_answered(
    server: Server, tmp_path: Path, clock: HandClock
):
    listener = Listener(server, tmp_path / "access.json")
    uri = "sip:+61255509999@203.0.113.9:5060"
    for kind, detail in (
        (K.INCOMING, ""),
        (K.MISSED, "ring-timeout"),
        (K.FALLBACK, uri),
        (K.FALLBACK_ANSWERED, "external"),
    ):
        listener.take(PbxEvent(kind, KEY, OLIVIA_PHONE, "100", "", detail, clock.now))
    (call,) = rows(server, CallRow, id=call_id(KEY))
    assert (call.outcome, call.answered_by) == ("answered", None)
    assert [(s.kind, s.who) for s in call.steps] == [(StepKind.FORWARDED, "+61255509999")]


def test_the_greeting_of_a_number_reaches_the_mailbox_once_its_bytes_are_here(
    server: Server, tmp_path: Path
):
    folder = tmp_path / "greetings"
    folder.mkdir()
    greetings = Greetings(server, folder)
    save_group(server, greeting_sha256="0" * 64)
    greetings.write_new()
    assert list(folder.iterdir()) == []
    spoken = resources.path("sounds/demo_voicemail.wav").read_bytes()
    save_group(server, greeting_sha256=server.blobs.put_recording(spoken))
    greetings.write_new()
    assert (folder / "100.wav").read_bytes() == converted(spoken)
    save_group(server, greeting_sha256="")
    greetings.write_new()
    assert list(folder.iterdir()) == []


def test_recordings_and_removed_voicemail_are_forgotten_with_their_bytes(
    server: Server, tmp_path: Path, clock: HandClock
):
    """A47."""
    talk(server, tmp_path, clock)
    sound = server.blobs.put_recording(WAV)
    do(
        server,
        "Sarah",
        FileRecording(
            recording_id=RowId("r"),
            call_id=call_id(KEY),
            seconds=1,
            sha256=sound,
            made_at=clock.now,
        ),
    )
    inbox = tmp_path / "spool"
    inbox.mkdir()
    recording = inbox / "v.wav"
    recording.write_bytes(WAV + b"other")
    spool.leave(Note(LEG, OLIVIA_PHONE, "100", recording.name, 2, clock.now), recording)
    Spool(server, inbox).file_all()
    (voicemail,) = rows(server, VoicemailRow, number=OLIVIA_PHONE)
    do(server, "Sarah", RemoveVoicemail(voicemail_id=voicemail.id))
    after = AfterCalls(server)
    clock.advance(timedelta(days=29))
    assert after.forget_sound() == 0
    clock.advance(timedelta(days=1))
    assert after.forget_sound() == 1
    assert server.blobs.size(voicemail.sha256) is None
    clock.advance(timedelta(days=60))
    assert after.forget_sound() == 1
    assert server.blobs.size(sound) is None
    assert [row.sha256 for row in rows(server, RecordingRow)] == [""]
    assert after.forget_sound() == 0


def test_the_role_of_the_phone_system_is_not_for_people():
    assert Role.SYSTEM not in {staff.role for staff in people().everyone}
    assert msgspec.json.encode(Role.SYSTEM) == b'"system"'
