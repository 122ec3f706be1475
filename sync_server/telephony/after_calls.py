"""What the clock does to calls: wrap-ups end, recordings and removed voicemails are forgotten."""

from __future__ import annotations

import logging
import threading
import time

from sync_server.contract.agents import AgentStateRow, EndWrapUp
from sync_server.contract.base import CommandId, derived_id
from sync_server.contract.calls import ForgetSound
from sync_server.contract.values import AgentState
from sync_server.rules.agents import owes_disposition
from sync_server.store.retention import due_sound, erase_unused
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony.listener import PHONE_SYSTEM

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.5
_SWEEP_EVERY_S = 600.0


class AfterCalls:
    """One thread of the server. The time of a wrap-up is the server's: closing a desk, or a desk
    with another clock, changes nothing about it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._stopping = threading.Event()
        self._sweep_at = 0.0
        self._thread = threading.Thread(target=self._run, name="after calls", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)

    def end_wrap_ups(self) -> None:
        """End every wrap-up whose time is over."""
        now = self._server.clock()
        with self._server.database.reading() as connection:
            view = SqlView(connection)
            due = [
                row
                for row in view.where(AgentStateRow, state=AgentState.WRAP_UP)
                if row.ends_at is not None and row.ends_at <= now
                if not owes_disposition(view, row)
            ]
        for row in due:
            told = f"end\0{row.id}\0{row.version}"
            self._server.writer.perform(
                PHONE_SYSTEM, CommandId(derived_id(told)), EndWrapUp(staff_id=row.id)
            )

    def forget_sound(self) -> int:
        """Erase the sound that is due; answers how much there was."""
        with self._server.database.reading() as connection:
            due = due_sound(connection, self._server.clock())
        for row_id, sha256 in due:
            told = f"forget\0{row_id}\0{sha256}"
            self._server.writer.perform(
                PHONE_SYSTEM, CommandId(derived_id(told)), ForgetSound(row_id=row_id)
            )
            with self._server.database.reading() as connection:
                erase_unused(connection, self._server.blobs, sha256)
        if due:
            log.info("retention: %d recordings and voicemails forgotten", len(due))
        return len(due)

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_S):
            self.end_wrap_ups()
            if time.monotonic() >= self._sweep_at:
                self._sweep_at = time.monotonic() + _SWEEP_EVERY_S
                self.forget_sound()
