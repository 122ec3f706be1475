"""Keeps what the phone system knows by heart in step with staff and ring groups."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import Route
from sync_server.rules.ring_groups import is_group_open, members_now
from sync_server.rules.view import View
from sync_server.store.doorbell import Doorbell
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony import pbx_tables
from sync_server.telephony.call_reports import MAILBOX_USER
from sync_server.telephony.pbx_tables import RingGroup, SipUser, Tables

log = logging.getLogger(__name__)

_NO_MORE_OFTEN_S = 0.5
_CLOCK_EVERY_S = 5.0  # how late a number may open or close


@dataclass(frozen=True, slots=True)
class Ways:
    """Where calls can be sent: the mailbox's processes, and the way to numbers outside."""

    mailboxes: tuple[str, ...]
    gateway: str = ""
    peers: tuple[str, ...] = ()

    @property
    def mailbox_uri(self) -> str:
        return f"sip:{MAILBOX_USER}@{self.mailboxes[0]}" if self.mailboxes else ""

    def uri_of(self, route: Route, number: str) -> str:
        """The SIP URI of a route; a number outside needs a gateway, else the mailbox takes it."""
        if route is Route.NOWHERE:
            return ""
        if route is Route.EXTERNAL and self.gateway:
            return pbx_tables.external_uri(number, self.gateway)
        return self.mailbox_uri


def tables_of(server: Server, ways: Ways) -> Tables:
    """Every active phone, every ring group and whom it rings, as things stand at this moment."""
    phones = server.accounts.phones()
    known = {phone.sip_user for phone in phones}
    now = server.clock()
    with server.database.reading() as connection:
        view = SqlView(connection)
        groups = tuple(_group(view, row, ways, known, now) for row in view.where(RingGroupRow))
    return Tables(
        accounts=tuple(SipUser(phone.sip_user, phone.ha1) for phone in phones),
        groups=groups,
        gateway=ways.gateway,
        mailbox=ways.mailboxes,
        peers=ways.peers,
    )


def _group(
    view: View, row: RingGroupRow, ways: Ways, known: Collection[str], now: datetime
) -> RingGroup:
    """A forwarded call that nobody takes there either ends in the mailbox (CAL-04)."""
    forwards = row.fallback is Route.EXTERNAL
    return RingGroup(
        number=row.number,
        members=tuple(
            staff.sip_user
            for staff in members_now(view, row)
            if staff.sip_user and staff.sip_user in known
        ),
        ring_seconds=row.ring_seconds,
        fallback_uri=ways.uri_of(row.fallback, row.fallback_number),
        second_fallback_uri=ways.mailbox_uri if forwards else "",
        closed_uri=ways.uri_of(row.closed_route, row.closed_number),
        is_closed=not is_group_open(row, now),
        call_waiting=row.call_waiting,
        outside=row.also_ring,
    )


class Directory:
    """Writes the tables file whenever it would say something new; the PBX reads it by itself."""

    def __init__(self, build: Callable[[], Tables], file: Path, doorbell: Doorbell) -> None:
        self._build = build
        self._file = file
        self._doorbell = doorbell
        self._stopping = threading.Event()
        self._look_at = time.monotonic() + _CLOCK_EVERY_S
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
                is_due = time.monotonic() >= self._look_at
                if rings.wait(_NO_MORE_OFTEN_S) is not None or is_due:
                    self._look_at = time.monotonic() + _CLOCK_EVERY_S
                    self.write_if_new()
                    self._stopping.wait(_NO_MORE_OFTEN_S)
        finally:
            self._doorbell.unsubscribe(rings)
