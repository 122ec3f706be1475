"""Everything a request handler may use, built once by `app.py` and handed down."""

from __future__ import annotations

from dataclasses import dataclass

from sync_server.settings import Settings
from sync_server.store.accounts import Accounts
from sync_server.store.blobs import Blobs
from sync_server.store.clock import Clock
from sync_server.store.database import Database
from sync_server.store.doorbell import Doorbell
from sync_server.store.erasing import Eraser
from sync_server.store.hub import Hub
from sync_server.store.pull import Puller
from sync_server.store.viewing import Viewing
from sync_server.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Server:
    settings: Settings
    database: Database
    clock: Clock
    writer: Writer
    puller: Puller
    accounts: Accounts
    blobs: Blobs
    doorbell: Doorbell
    hub: Hub
    eraser: Eraser
    viewing: Viewing
