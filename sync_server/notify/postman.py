"""The postman: takes queued messages to customers, sends each at most once, says how it went.

A message is SENDING from the moment before it is handed over. Who finds one in that state after
a crash cannot know whether it went out: it becomes FAILED and says so, and a person decides.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync_server.contract.base import CommandId, RowId, new_id
from sync_server.contract.columns import EPOCH, to_ms
from sync_server.contract.messages import MessageRow, TellMessage
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, MessageStatus, Role
from sync_server.notify.dressing import Dresser
from sync_server.notify.email import Smtp
from sync_server.notify.outward import MayHaveGone, Never, NotNow, OpenFile, Sender
from sync_server.notify.sms import TwilioSms
from sync_server.rules.messages import why_held
from sync_server.store import deliveries
from sync_server.store.actor import Actor
from sync_server.store.deliveries import Deliveries
from sync_server.store.server import Server
from sync_server.store.view import SqlView

log = logging.getLogger(__name__)

S = MessageStatus
POSTMAN = Actor(RowId("postman"), "Automatic", Role.SYSTEM)
LEASE = "postman"
HALF_A_LEASE = deliveries.LEASE / 2
POLL_SECONDS = 2.0
MOST_TRIES = 8
FIRST_BACK_OFF = timedelta(seconds=15)
LONGEST_BACK_OFF = timedelta(hours=1)
FILES_WITHIN = timedelta(hours=24)
NO_WAY = {
    Channel.EMAIL: "No mail server is set up. It goes out as soon as there is one.",
    Channel.SMS: "Text messages are not set up. It goes out as soon as they are.",
    Channel.PUSH: "Customers have no app to be notified in.",
}
UNKNOWN = "It may have gone out: the server stopped while it was sent. Ask before sending it again."


@dataclass(frozen=True, slots=True)
class _Told:
    status: MessageStatus
    detail: str = ""


class Postman:
    """One thread in the server process; of several processes only the leader sends."""

    def __init__(self, server: Server, ways: Mapping[Channel, Sender]) -> None:
        self._server = server
        self._ways = ways
        self._dresser = Dresser(server)
        self._name = secrets.token_hex(8)
        self._leases = Deliveries(server.database, server.clock)
        self._not_before: dict[RowId, datetime] = {}
        self._leads_until = EPOCH
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        self._server.doorbell.listen(self._on_ring)
        self._thread.start()

    def stop(self) -> None:
        """Finish the message in hand, then end."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._server.doorbell.unlisten(self._on_ring)
            self._thread.join(timeout=20)

    def send_due(self) -> int:
        """Take up every message that may go out now; answers how many were handed over."""
        waiting = self._rows(S.QUEUED)
        if not waiting and self._server.clock() < self._leads_until:
            return 0
        sent = 0
        if self._leads():
            for row in waiting:
                if not self._stopping.is_set() and self._leads():
                    sent += self._take_up(row)
        return sent

    def _leads(self) -> bool:
        """Become or stay the one who sends. Whoever took over looks what was left half done."""
        now = self._server.clock()
        if not self._leases.lead(self._name, LEASE):
            self._leads_until = EPOCH
            return False
        is_new, self._leads_until = now > self._leads_until, now + HALF_A_LEASE
        if is_new:
            self._settle_interrupted()
        return True

    def _settle_interrupted(self) -> None:
        """What somebody was sending when they were killed: nobody knows, so nobody sends again."""
        for row in self._rows(S.SENDING):
            self._tell(row, _Told(S.FAILED, UNKNOWN))

    def _take_up(self, row: MessageRow) -> bool:
        way = self._ways.get(row.channel)
        if self._not_before.get(row.id, self._server.clock()) > self._server.clock():
            return False
        held = self._why_held(row)
        if held:
            self._tell(row, _Told(S.HELD, held))
        elif way is None:
            self._tell(row, _Told(S.QUEUED, NO_WAY[row.channel]))
        elif missing := self._missing_file(row):
            self._wait_for(row, missing)
        elif self._tell(row, _Told(S.SENDING)):
            self._send(row, way)
            return True
        return False

    def _send(self, row: MessageRow, way: Sender) -> None:
        try:
            with ExitStack() as open_files:
                files = tuple(
                    OpenFile(
                        file.name,
                        file.media_type,
                        open_files.enter_context(self._server.blobs.open(file.sha256)),
                    )
                    for file in row.files
                )
                dressed, page = self._dresser.dress(row)
                way.send(dressed, files, page)
        except NotNow as reason:
            told = self._put_back(row, str(reason))
        except MayHaveGone as reason:
            told = _Told(S.FAILED, f"{reason} It may have gone out all the same.")
        except Never as reason:
            told = _Told(S.FAILED, str(reason))
        except Exception:  # our fault, or a message no mail can be made of
            log.exception("message %s could not be sent", row.id)
            told = _Told(S.FAILED, "We could not send this. The administrator's log says why.")
        else:
            told = _Told(S.SENT)
        self._tell(row, told, seen=S.SENDING)

    def _put_back(self, row: MessageRow, reason: str) -> _Told:
        """Try again later, twice as late each time; after the last attempt give up."""
        tries = row.tries + 1
        if tries >= MOST_TRIES:
            self._not_before.pop(row.id, None)
            return _Told(S.FAILED, f"{reason} Given up after {tries} attempts.")
        pause = min(FIRST_BACK_OFF * 2**row.tries, LONGEST_BACK_OFF)
        self._not_before[row.id] = self._server.clock() + pause
        log.warning("message %s waits for attempt %d", row.id, tries + 1)
        return _Told(S.QUEUED, f"{reason} It is tried again.")

    def _missing_file(self, row: MessageRow) -> str:
        """The name of a file whose bytes are still on their way; empty when all are here."""
        blobs = self._server.blobs
        return next((file.name for file in row.files if blobs.size(file.sha256) is None), "")

    def _wait_for(self, row: MessageRow, name: str) -> None:
        written = row.written_at or self._server.clock()
        if self._server.clock() - written > FILES_WITHIN:
            self._tell(row, _Told(S.FAILED, f"{name} never arrived from the desk that wrote this."))
        else:
            self._tell(row, _Told(S.QUEUED, f"Waiting for {name} to be uploaded."))

    def _why_held(self, row: MessageRow) -> str:
        if row.staff_id is not None:
            return ""  # what a customer does not want is nothing to a colleague
        with self._server.database.reading() as connection:
            view = SqlView(connection)
            is_unasked = row.is_automatic and view.get(StaffRow, row.written_by) is None
            return why_held(view, row.customer_id, row.channel, is_automatic=is_unasked)

    def _tell(self, row: MessageRow, told: _Told, seen: MessageStatus | None = None) -> bool:
        """Say how it goes; False when somebody else was faster or the person took it back."""
        seen = seen or row.status
        if (told.status, told.detail) == (row.status, row.detail) and seen is row.status:
            return False
        command_id = CommandId(new_id(to_ms(self._server.clock()), secrets.token_bytes(10)))
        command = TellMessage(message_id=row.id, seen=seen, status=told.status, detail=told.detail)
        return not self._server.writer.perform(POSTMAN, command_id, command).code

    def _rows(self, status: MessageStatus) -> list[MessageRow]:
        with self._server.database.reading() as connection:
            return SqlView(connection).where(MessageRow, status=status)

    def _on_ring(self, _seq: int) -> None:
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.send_due()
            except Exception:  # the database's, for one: the next round may do better
                log.exception("the postman stumbled")
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()
        self._leases.stop_leading(self._name, LEASE)


def postman_for(server: Server) -> Postman:
    """The postman of a server, with the ways out that are set up."""
    settings = server.settings
    ways: dict[Channel, Sender] = {}
    if settings.mail is not None:
        ways[Channel.EMAIL] = Smtp(settings.mail, server.clock)
    if settings.twilio is not None and settings.sms_from:
        ways[Channel.SMS] = TwilioSms(settings.twilio, settings.sms_from)
    return Postman(server, ways)
