"""The programs beside the server, built from settings: the phone system and the mailbox."""

from __future__ import annotations

import os
import signal
import socket
import threading
from pathlib import Path

from sync_server.settings import Settings
from sync_server.store.clock import utc_now
from sync_server.telephony import call_reports, office, spool
from sync_server.telephony.mailbox import Mailbox, MailboxSettings, VoicemailLeft
from sync_server.telephony.pbx import Pbx, PbxSettings
from sync_server.telephony.spool import Note


def run_pbx(settings: Settings) -> None:
    """Keep Kamailio up until told to stop."""
    known = PbxSettings(
        state_dir=office.state_dir(settings),
        domain=settings.sip_domain,
        sip_host=office.sip_host(settings),
        sip_port=int(settings.sip_proxy.rpartition(":")[2]),
        rpc_port=_free_port(),
        evapi_port=_free_port(),
    )
    Pbx(known).run(_until_told())


def run_mailbox(settings: Settings) -> None:
    """Answer what nobody answered, until told to stop."""
    _quiet_standard_output()
    known = MailboxSettings(
        spool_dir=office.spool_dir(settings),
        user=call_reports.MAILBOX_USER,
        host=office.sip_host(settings),
        port=settings.mailbox_port,
    )
    Mailbox(known, _leave, utc_now).run(_until_told())


def _leave(left: VoicemailLeft) -> None:
    note = Note(
        left.call_key,
        left.from_number,
        left.dialled,
        left.path.name,
        max(1, round(left.seconds)),
        left.at,
    )
    spool.leave(note, left.path)


def _quiet_standard_output() -> None:
    """pjlib prints to descriptor 1 before it reads its log settings; the mailbox never does."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)


def _until_told() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopping.set())
    return stopping


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
