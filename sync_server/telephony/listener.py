"""Writes down what happens on the phone system, as it happens or as it is found afterwards."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from sync_server.contract.base import CommandId, Message, RowId, derived_id
from sync_server.contract.calls import CallRow, LogCall, call_id
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.store.actor import Actor
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony import call_reports
from sync_server.telephony.pbx_events import (
    LiveCalls,
    PbxEvent,
    PbxEventKind,
    PbxEvents,
    PbxNews,
)
from sync_server.telephony.twilio_hooks import is_at_twilio

log = logging.getLogger(__name__)

PHONE_SYSTEM = Actor(RowId("phone-system"), "Phone system", Role.SYSTEM)


class AnsweredBy(Message, frozen=True, tag="answered_by"):
    """Passing news for the desks that still ring; the call row follows by sync."""

    call_key: str
    staff_id: str
    name: str


class Listener:
    """One thread that reads the phone system's events for as long as the server runs."""

    def __init__(self, server: Server, access_file: Path) -> None:
        self._server = server
        self._events = PbxEvents(access_file)
        self._thread = threading.Thread(target=self._run, name="phone listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._events.close()
        self._thread.join(5)

    def take(self, news: PbxNews) -> None:
        """Write one piece of news down."""
        if isinstance(news, LiveCalls):
            self._reconcile(news)
        else:
            self._report(news)

    def _run(self) -> None:
        for news in self._events:
            self.take(news)

    def _report(self, event: PbxEvent) -> None:
        with self._server.database.reading() as connection:
            staff = SqlView(connection).where(StaffRow, active=True)
        by_user = {one.sip_user: one for one in staff if one.sip_user}
        answerer = by_user.get(event.user)
        if event.kind is PbxEventKind.ANSWERED and answerer is not None:
            self._server.hub.publish(AnsweredBy(event.call_key, answerer.id, answerer.name))
        command = call_reports.report(event, by_user)
        if command is not None:
            self._perform(call_reports.command_id(event), command)

    def _reconcile(self, live: LiveCalls) -> None:
        """Close calls that ended while nobody listened."""
        up = {call_id(call.call_key) for call in live.calls}
        with self._server.database.reading() as connection:
            open_calls = SqlView(connection).where(CallRow, ended_at=None)
        for call in open_calls:
            if call.id in up or call.started_at is None or is_at_twilio(call.call_key):
                continue
            now = self._server.clock()
            command = call_reports.ended_unseen(call.call_key, call.started_at, now)
            self._perform(
                CommandId(derived_id(f"{call.call_key}\0unseen\0{call.version}")), command
            )

    def _perform(self, command_id: CommandId, command: LogCall) -> None:
        receipt = self._server.writer.perform(PHONE_SYSTEM, command_id, command)
        log.debug("call %s: %s", command.call_id, receipt.result)
