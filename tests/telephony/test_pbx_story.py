"""From the caller's phone to the office's rows: what really happened is what the server tells."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

import resources
from sync_server import app
from sync_server.contract.base import Row
from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.values import CallOutcome
from sync_server.demo.people import people
from sync_server.demo.seed import seed
from sync_server.settings import from_environment
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony.listener import Listener
from sync_server.telephony.mailbox import MailboxSettings
from sync_server.telephony.mailbox_pool import MailboxPool, addresses
from sync_server.telephony.mailbox_worker import leave
from sync_server.telephony.pbx_tables import external_uri
from sync_server.telephony.spool import Spool
from tests.support.rtp import RATE, correlate, read_at
from tests.support.sip import (
    OFFICE,
    PhoneSystem,
    free_port_run,
    phone_system,
    speech,
    wait_until,
)

pytestmark = pytest.mark.sip

R = TypeVar("R", bound=Row)
PAT = "+12025550123"


@dataclass(frozen=True, slots=True)
class Office:
    """Server, phone system and mailbox together."""

    server: Server
    system: PhoneSystem
    mailbox: MailboxSettings

    def rows(self, kind: type[R], **equal: object) -> list[R]:
        with self.server.database.reading() as connection:
            return SqlView(connection).where(kind, **equal)

    def calls(self) -> list[CallRow]:
        return self.rows(CallRow, dialled=OFFICE)

    def voicemails(self) -> list[VoicemailRow]:
        return self.rows(VoicemailRow, number=PAT)

    def the_call(self) -> CallRow:
        """The one call, once it has ended."""
        wait_until(lambda: any(call.ended_at for call in self.calls()), "it ended", 10)
        (call,) = self.calls()
        return call

    def use_fallback(self, uri: str) -> None:
        (group, *_) = self.system.tables.groups
        groups = (msgspec.structs.replace(group, members=(), fallback_uri=uri),)
        tables = msgspec.structs.replace(
            self.system.tables, groups=groups, mailbox=addresses(self.mailbox, 1)
        )
        self.system.use(tables)


@contextmanager
def running(folder: Path, system: PhoneSystem) -> Iterator[Office]:
    server = app.build(from_environment({"RINGDESK_DATA_DIR": str(folder / "data")}))
    seed(server.database, people(), 0, datetime(2026, 11, 22, tzinfo=UTC), lambda _done: None)
    mailbox = MailboxSettings(
        folder / "spool",
        port=free_port_run(1),
        greeting=resources.path("sounds/beep.wav"),
        silence_seconds=2.0,
    )
    pool = MailboxPool(mailbox, 1, leave)
    stopping = threading.Event()
    answering = threading.Thread(target=pool.run, args=(stopping,))
    listener = Listener(server, system.settings.access_file)
    spool = Spool(server, folder / "spool")
    answering.start()
    listener.start()
    spool.start()
    try:
        yield Office(server, system, mailbox)
    finally:
        spool.stop()
        listener.stop()
        stopping.set()
        answering.join(10)
        server.database.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with phone_system(tmp_path, ("sarah",)) as system, running(tmp_path, system) as made:
        wait_until(lambda: _is_listening(system, made.mailbox), "the mailbox is up", 30)
        yield made


def test_a_voicemail_is_filed_with_its_call_and_sounds_as_it_was_spoken(
    office: Office, tmp_path: Path
) -> None:
    """CAL-06."""
    said = speech(tmp_path / "said.wav", "The window in the kitchen is broken, please call back.")
    office.use_fallback(office.mailbox.uri)
    caller = office.system.caller(voice=said)
    wait_until(lambda: bool(office.voicemails()), "the voicemail", 30)
    assert caller.wait() == 0
    (voicemail,) = office.voicemails()
    call = office.the_call()
    assert call.id == voicemail.call_id
    assert (call.outcome, call.answered_by) == (CallOutcome.VOICEMAIL, None)
    assert (call.number, call.dialled) == (PAT, OFFICE)
    kept = tmp_path / "kept.wav"
    with office.server.blobs.open(voicemail.sha256) as recording:
        kept.write_bytes(recording.read())
    heard = read_at(kept, RATE)
    assert correlate(read_at(said, RATE)[-len(heard) :], heard) > 0.9


def test_a_caller_who_hangs_up_in_the_greeting_is_a_missed_call(office: Office) -> None:
    office.use_fallback(office.mailbox.uri)
    assert office.system.caller(talk_ms=100).wait() == 0
    assert office.the_call().outcome is CallOutcome.MISSED
    assert office.voicemails() == []
    assert list((office.mailbox.spool_dir).iterdir()) == []


def test_a_call_forwarded_outside_and_answered_there_is_answered_by_nobody_of_ours(
    office: Office,
) -> None:
    """CAL-05."""
    world = office.system.wire("world", "outside.example")
    office.use_fallback(external_uri("+12025550177", world.address))
    caller = office.system.caller(talk_ms=300)
    world.incoming().ring().accept()
    assert caller.wait() == 0
    call = office.the_call()
    assert (call.outcome, call.answered_by) == (CallOutcome.ANSWERED, None)


def _is_listening(system: PhoneSystem, mailbox: MailboxSettings) -> bool:
    probe = system.wire("probe", "outside.example")
    probe.server = (mailbox.host, mailbox.port)
    leg = probe.ask("OPTIONS", mailbox.uri)
    try:
        leg.final(0.3, "OPTIONS")
    except AssertionError:
        return False
    return True
