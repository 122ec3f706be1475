"""What the clock does: invoices fall overdue, quotes expire, cycles are billed, issues wait."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sync_server.contract.base import Command, CommandId, RowId, derived_id
from sync_server.contract.billing import ExpireQuote, MarkOverdue, RunBillingCycle
from sync_server.contract.columns import to_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.messages import WriteAutomatic
from sync_server.contract.records import InvoiceRow
from sync_server.contract.values import Channel, ContactKind, RecordKind, Role, code
from sync_server.notify.issue_clock import IssueClock
from sync_server.rules.merging import kept_of
from sync_server.rules.reminders import Owed, reminder, short_reminder
from sync_server.rules.view import View
from sync_server.store.actor import Actor
from sync_server.store.due_records import due_cycles, expired_quotes, overdue_invoices
from sync_server.store.server import Server
from sync_server.store.view import SqlView

log = logging.getLogger(__name__)

CLOCK = Actor(RowId("clock"), "Automatic", Role.SYSTEM)
LOOK_EVERY_S = 30.0
REMINDS_WITHIN = timedelta(days=7)
"""Who has been late for longer (an import, a server that was off) is not written to unasked."""
_MOST_ROUNDS = 200
_CURRENCY = "$"


class Upkeep:
    """One thread of the server. Command ids are derived from what is done and from the row's
    version: several servers, or one that was killed, do everything once."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._issues = IssueClock(server, self._do)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(10)

    def look(self) -> int:
        """Do everything that is due; answers how much there was."""
        records = self.mark_overdue() + self.expire_quotes() + self.run_cycles()
        return records + self._issues.look()

    def mark_overdue(self) -> int:
        """The reminder goes first: a server killed in between writes it no second time."""
        now = self._server.clock()
        with self._server.database.reading() as connection:
            rows = overdue_invoices(connection, now)
            view = SqlView(connection)
            reminders = [self._reminder(view, row, now) for row in rows]
        for row, written in zip(rows, reminders, strict=True):
            if written is not None:
                self._do(written, "reminder", row.id, _due(row))
            self._do(MarkOverdue(invoice_id=row.id), "overdue", row.id, str(row.version))
        return len(rows)

    def expire_quotes(self) -> int:
        with self._server.database.reading() as connection:
            rows = expired_quotes(connection, self._server.clock())
        for row in rows:
            self._do(ExpireQuote(quote_id=row.id), "expire", row.id, str(row.version))
        return len(rows)

    def run_cycles(self) -> int:
        """A cycle that was due several times while the server was off is billed for each."""
        done = 0
        for _round in range(_MOST_ROUNDS):
            with self._server.database.reading() as connection:
                rows = due_cycles(connection, self._server.clock())
            billed = [self._bill(row.id, row.version, row.next_at) for row in rows]
            if not any(billed) or self._stopping.is_set():
                break
            done += sum(billed)
        return done

    def _bill(self, cycle_id: RowId, version: int, due_at: datetime | None) -> bool:
        if due_at is None:
            return False
        command = RunBillingCycle(cycle_id=cycle_id, due_at=due_at)
        return self._do(command, "cycle", cycle_id, str(version))

    def _reminder(self, view: View, row: InvoiceRow, now: datetime) -> WriteAutomatic | None:
        if row.due_at is None or now - row.due_at > REMINDS_WITHIN or row.due_cents <= 0:
            return None
        payer = kept_of(view, row.payer_id or row.customer_id)
        customer, to = view.get(CustomerRow, payer), _address(view, payer)
        if customer is None or to is None:
            return None
        channel, address = to
        owed = self._owed(row, row.due_at)
        business = self._server.settings.business_name
        words = reminder(customer.name, owed, business)
        is_short = channel is Channel.SMS
        return WriteAutomatic(
            message_id=RowId(derived_id(f"reminder\0{row.id}\0{_due(row)}")),
            customer_id=payer,
            channel=channel,
            address=address,
            subject="" if is_short else words.subject,
            body=short_reminder(owed, business) if is_short else words.body,
            record_kind=RecordKind.INVOICE,
            record_id=row.id,
        )

    def _owed(self, row: InvoiceRow, due_at: datetime) -> Owed:
        local = due_at.astimezone(ZoneInfo(self._server.settings.time_zone))
        amount = f"{_CURRENCY}{row.due_cents // 100:,}.{row.due_cents % 100:02d}"
        due_on = f"{local.day} {local:%B %Y}"
        return Owed(code(RecordKind.INVOICE, row.number, row.id), row.title, amount, due_on)

    def _do(self, command: AnyCommand, *told: str) -> bool:
        """Whether it did something; a refusal (somebody was faster) is no fault."""
        command_id = CommandId(derived_id("\0".join(told)))
        receipt = self._server.writer.perform(CLOCK, command_id, command)
        if receipt.code:
            log.info("%s %s: %s", _kind(command), told[1], receipt.code)
        return receipt.seq > 0

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            try:
                self.look()
            except Exception:  # the database's, for one: the next look may do better
                log.exception("upkeep stumbled")


def _address(view: View, customer_id: RowId) -> tuple[Channel, str] | None:
    """Where a customer is written to: the first e-mail address, else the first number."""
    points: Sequence[ContactPointRow] = view.where(
        ContactPointRow, customer_id=customer_id, gone=False
    )
    for kind, channel in (
        (ContactKind.EMAIL, Channel.EMAIL),
        (ContactKind.PHONE, Channel.SMS),
    ):
        for point in points:
            if point.contact_kind is kind:
                return channel, point.value
    return None


def _due(row: InvoiceRow) -> str:
    return str(to_ms(row.due_at)) if row.due_at else ""


def _kind(command: Command) -> str:
    return str(type(command).__struct_config__.tag)
