"""The server's own part in telephony: its phone directory, its ear on calls, its voicemail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sync_server.settings import Settings
from sync_server.store.server import Server
from sync_server.telephony.after_calls import AfterCalls
from sync_server.telephony.directory import Directory, Ways, tables_of
from sync_server.telephony.greeting_folder import Greetings
from sync_server.telephony.listener import Listener
from sync_server.telephony.pbx import ACCESS_FILE, TABLES_FILE
from sync_server.telephony.spool import Spool

GREETINGS_DIR = "greetings"


def state_dir(settings: Settings) -> Path:
    """Where the phone system keeps its tables and says how to reach it."""
    return settings.data_dir / "phone"


def spool_dir(settings: Settings) -> Path:
    return settings.data_dir / "voicemail"


def sip_host(settings: Settings) -> str:
    return settings.sip_proxy.rpartition(":")[0]


def ways_of(settings: Settings) -> Ways:
    """Where this server's phone system can send a call."""
    ports = range(settings.mailbox_port, settings.mailbox_port + settings.mailbox_processes)
    mailboxes = tuple(f"{sip_host(settings)}:{port}" for port in ports)
    return Ways(mailboxes, settings.sip_gateway, settings.sip_peers)


class Part(Protocol):
    """A thread of the server."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PhoneOffice:
    """What the server runs for its phones; started and stopped with it."""

    directory: Directory
    greetings: Greetings
    listener: Listener
    spool: Spool
    after_calls: AfterCalls

    def start(self) -> None:
        for part in self._parts():
            part.start()

    def stop(self) -> None:
        for part in reversed(self._parts()):
            part.stop()

    def _parts(self) -> tuple[Part, ...]:
        return (self.directory, self.greetings, self.listener, self.spool, self.after_calls)


def phone_office(server: Server) -> PhoneOffice:
    state = state_dir(server.settings)
    ways = ways_of(server.settings)
    return PhoneOffice(
        Directory(lambda: tables_of(server, ways), state / TABLES_FILE, server.doorbell),
        Greetings(server, state / GREETINGS_DIR),
        Listener(server, state / ACCESS_FILE),
        Spool(server, spool_dir(server.settings)),
        AfterCalls(server),
    )
