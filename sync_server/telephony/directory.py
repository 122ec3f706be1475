"""Keeps what the phone system knows by heart in step with staff and ring groups."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.store.doorbell import Doorbell
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony import pbx_tables
from sync_server.telephony.pbx_tables import RingGroup, SipUser, Tables

log = logging.getLogger(__name__)

_NO_MORE_OFTEN_S = 0.5


def tables_of(server: Server, fallback_uri: str) -> Tables:
    """Every active phone and every ring group, as the rows stand now."""
    phones = server.accounts.phones()
    known = {phone.sip_user for phone in phones}
    with server.database.reading() as connection:
        view = SqlView(connection)
        users = {s.id: s.sip_user for s in view.where(StaffRow, active=True) if s.sip_user}
        groups = view.where(RingGroupRow)
    return Tables(
        gateway=server.settings.sip_gateway,
        accounts=tuple(SipUser(phone.sip_user, phone.ha1) for phone in phones),
        groups=tuple(
            RingGroup(
                number=group.number,
                members=tuple(
                    user for i in group.member_ids if (user := users.get(i)) and user in known
                ),
                ring_seconds=group.ring_seconds,
                fallback_uri=fallback_uri,
            )
            for group in groups
        ),
    )


class Directory:
    """Writes the tables file whenever it would say something new; the PBX reads it by itself."""

    def __init__(self, build: Callable[[], Tables], file: Path, doorbell: Doorbell) -> None:
        self._build = build
        self._file = file
        self._doorbell = doorbell
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self.write_if_new()
        self._thread = threading.Thread(target=self._run, name="phone directory", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(5)

    def write_if_new(self) -> None:
        tables = self._build()
        if tables != pbx_tables.load(self._file):
            pbx_tables.save(tables, self._file)
            log.info("phone directory: %d phones", len(tables.accounts))

    def _run(self) -> None:
        rings = self._doorbell.subscribe()
        try:
            while not self._stopping.is_set():
                if rings.wait(_NO_MORE_OFTEN_S) is not None:
                    self.write_if_new()
                    self._stopping.wait(_NO_MORE_OFTEN_S)
        finally:
            self._doorbell.unsubscribe(rings)
