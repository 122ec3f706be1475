"""The server's own part in telephony: its phone directory, its ear on calls, its voicemail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sync_server.settings import Settings
from sync_server.store.server import Server
from sync_server.telephony.directory import Directory, tables_of
from sync_server.telephony.listener import Listener
from sync_server.telephony.pbx import ACCESS_FILE, TABLES_FILE
from sync_server.telephony.spool import Spool

MAILBOX_USER = "mailbox"


def state_dir(settings: Settings) -> Path:
    """Where the phone system keeps its tables and says how to reach it."""
    return settings.data_dir / "phone"


def spool_dir(settings: Settings) -> Path:
    return settings.data_dir / "voicemail"


def sip_host(settings: Settings) -> str:
    return settings.sip_proxy.rpartition(":")[0]


def mailbox_uri(settings: Settings) -> str:
    """What a ring group names as its fallback."""
    return f"sip:{MAILBOX_USER}@{sip_host(settings)}:{settings.mailbox_port}"


@dataclass(frozen=True, slots=True)
class PhoneOffice:
    """What the server runs for its phones; started and stopped with it."""

    directory: Directory
    listener: Listener
    spool: Spool

    def start(self) -> None:
        for part in (self.directory, self.listener, self.spool):
            part.start()

    def stop(self) -> None:
        for part in (self.spool, self.listener, self.directory):
            part.stop()


def phone_office(server: Server) -> PhoneOffice:
    state = state_dir(server.settings)
    fallback = mailbox_uri(server.settings)
    return PhoneOffice(
        Directory(lambda: tables_of(server, fallback), state / TABLES_FILE, server.doorbell),
        Listener(server, state / ACCESS_FILE),
        Spool(server, spool_dir(server.settings)),
    )
