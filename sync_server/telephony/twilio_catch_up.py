"""Asks Twilio for what it told while nobody listened: calls that ended, messages that were left.

Twilio makes most requests once. A server that was down finds open calls in its rows that are over,
and messages of its callers that it never heard of.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

from sync_server.contract.calls import CallRow, call_id
from sync_server.store.database import DatabaseAway
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony.twilio_calls import TwilioCalls
from sync_server.telephony.twilio_hooks import Hook, is_twilio_call
from sync_server.telephony.twilio_recordings import Waiting
from sync_server.telephony.twilio_rest import TwilioFault, TwilioRest

log = logging.getLogger(__name__)

_LOOK_BACK = timedelta(days=1)
_YOUNG = timedelta(minutes=2)
_LOOK_EVERY_S = 300.0


class CatchUp:
    """One thread: at the start and then every five minutes."""

    def __init__(
        self,
        server: Server,
        rest: TwilioRest,
        calls: TwilioCalls,
        keep: Callable[[Waiting], None],
    ) -> None:
        self._server = server
        self._rest = rest
        self._calls = calls
        self._keep = keep
        self._is_back = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="twilio catch-up", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)
        self._rest.close()

    def look(self) -> None:
        """End what is over; once after a start also fetch what was said. Raises TwilioFault."""
        now = self._server.clock()
        self._end_calls(now)
        if not self._is_back:
            self._find_messages(now - _LOOK_BACK)
            self._is_back = True

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except (TwilioFault, DatabaseAway) as fault:
                log.info("calls that ended unheard: %s; trying again", fault)
            self._stopping.wait(_LOOK_EVERY_S)

    def _end_calls(self, now: datetime) -> None:
        for row in self._rows(ended_at=None):
            if not is_twilio_call(row.call_key) or now - (row.started_at or now) < _YOUNG:
                continue
            state = self._rest.call(row.call_key)
            said = {
                "CallSid": row.call_key,
                "CallStatus": state.status,
                "From": row.number,
                "To": row.dialled,
                "Timestamp": format_datetime(state.ended_at or now),
            }
            # What the number's status callback would have said; a call still up is left alone.
            self._calls.status(Hook({}, said))

    def _find_messages(self, since: datetime) -> None:
        for message in self._rest.messages(since):
            # An account may serve more than this office: only calls we know are ours.
            for row in self._rows(id=call_id(message.call)):
                at = message.began_at + timedelta(seconds=message.seconds)
                self._keep(
                    Waiting(message.recording, row.call_key, row.dialled, message.seconds, at)
                )

    def _rows(self, **equal: object) -> list[CallRow]:
        with self._server.database.reading() as connection:
            return SqlView(connection).where(CallRow, **equal)
