"""What the server's clock does to records, once, however often and wherever it looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from sync_server.app import build
from sync_server.contract.base import Row, RowId
from sync_server.contract.billing import BillingCycleRow, SaveBillingCycle, SetBillPayer
from sync_server.contract.care import CustomerFlag, SetCustomerFlag
from sync_server.contract.customers import AddContactPoint, NewContactPoint
from sync_server.contract.messages import MessageRow
from sync_server.contract.money import RecordPayment, VoidPayment
from sync_server.contract.records import AddInvoice, AddQuote, InvoiceRow, MoveQuote, QuoteRow
from sync_server.contract.values import (
    Channel,
    ContactKind,
    CycleOrigin,
    InvoiceStatus,
    MessageStatus,
    QuoteStatus,
)
from sync_server.notify.upkeep import Upkeep
from sync_server.store.view import SqlView
from tests.support.clock import HandClock
from tests.support.office import Office, fresh_id, settings_for

R = TypeVar("R", bound=Row)
DAY = timedelta(days=1)


class Books:
    """An office whose clock stands, with Ann, who has a phone and an address."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.office = Office(build(settings_for(folder), self.clock))
        self.office.hire_all()
        self.ann = self.office.add_customer("Ann Lee", "+61412555018")
        self.add_address(self.ann, "ann@example.org")
        self.upkeep = Upkeep(self.office.server)

    def add_address(self, customer: RowId, address: str) -> None:
        point = NewContactPoint(fresh_id(), ContactKind.EMAIL, address)
        self.office.do("amy", AddContactPoint(customer_id=customer, contact_point=point))

    def invoice(self, due_at: datetime, customer: RowId | None = None) -> RowId:
        invoice_id = fresh_id()
        command = AddInvoice(
            invoice_id=invoice_id,
            customer_id=customer or self.ann,
            title="Windows",
            total_cents=41_200,
            due_at=due_at,
        )
        self.office.do("fiona", command)
        return invoice_id

    def get(self, kind: type[R], row_id: RowId) -> R:
        with self.office.server.database.reading() as connection:
            row = SqlView(connection).get(kind, row_id)
        assert row is not None
        return row

    def all(self, kind: type[R]) -> list[R]:
        with self.office.server.database.reading() as connection:
            return SqlView(connection).where(kind)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path)


def test_an_invoice_past_due_is_overdue_and_reminded_of_once(books: Books) -> None:
    invoice = books.invoice(books.clock() + DAY)
    assert books.upkeep.look() == 0
    books.clock.advance(2 * DAY)
    assert books.upkeep.look() == 1
    assert books.upkeep.look() == 0
    assert Upkeep(books.office.server).look() == 0
    assert books.get(InvoiceRow, invoice).status is InvoiceStatus.OVERDUE
    (message,) = books.all(MessageRow)
    assert (message.channel, message.address) == (Channel.EMAIL, "ann@example.org")
    assert message.subject == "Reminder: invoice INV-00001 is overdue"
    assert "INV-00001 (Windows) was due on 22 November 2026. $412.00 is still open" in message.body
    assert (message.status, message.is_automatic) == (MessageStatus.QUEUED, True)
    assert message.record_id == invoice


def test_a_server_killed_between_reminder_and_mark_reminds_once(books: Books) -> None:
    invoice = books.invoice(books.clock())
    books.clock.advance(DAY)
    done = books.upkeep._do
    books.upkeep._do = lambda command, *told: told[0] == "reminder" and done(command, *told)  # type: ignore[method-assign]
    books.upkeep.mark_overdue()
    assert books.get(InvoiceRow, invoice).status is InvoiceStatus.OPEN
    Upkeep(books.office.server).look()
    assert books.get(InvoiceRow, invoice).status is InvoiceStatus.OVERDUE
    assert len(books.all(MessageRow)) == 1


def test_the_reminder_is_held_and_logged_while_automatic_messages_are_paused(
    books: Books,
) -> None:
    """TML-24."""
    pause = SetCustomerFlag(
        customer_id=books.ann, flag=CustomerFlag.AUTO_MESSAGES_PAUSED, is_on=True
    )
    books.office.do("amy", pause)
    books.invoice(books.clock())
    books.clock.advance(DAY)
    books.upkeep.look()
    (message,) = books.all(MessageRow)
    assert message.status is MessageStatus.HELD
    assert message.detail == "Automatic messages to this customer are paused."


def test_the_one_who_pays_is_reminded(books: Books) -> None:
    payer = books.office.add_customer("Strata Office")
    books.add_address(payer, "pay@strata.example")
    books.office.do("fiona", SetBillPayer(customer_id=books.ann, seen=None, payer_id=payer))
    books.invoice(books.clock())
    books.clock.advance(DAY)
    books.upkeep.look()
    (message,) = books.all(MessageRow)
    assert (message.customer_id, message.address) == (payer, "pay@strata.example")
    assert message.body.startswith("Dear Strata Office,")


def test_who_has_only_a_phone_gets_a_text_message_and_who_has_nothing_gets_none(
    books: Books,
) -> None:
    phone = books.office.add_customer("Bob", "+61412555019")
    nothing = books.office.add_customer("Cara")
    for customer in (phone, nothing):
        books.invoice(books.clock(), customer)
    books.clock.advance(DAY)
    assert books.upkeep.look() == 2
    (message,) = books.all(MessageRow)
    assert (message.channel, message.address) == (Channel.SMS, "+61412555019")
    assert len(message.body) <= 160


def test_who_has_been_late_for_long_is_not_written_to_unasked(books: Books) -> None:
    invoice = books.invoice(books.clock() - 8 * DAY)
    books.upkeep.look()
    assert books.get(InvoiceRow, invoice).status is InvoiceStatus.OVERDUE
    assert books.all(MessageRow) == []


def test_an_invoice_that_is_open_again_falls_overdue_again(books: Books) -> None:
    invoice, payment = books.invoice(books.clock()), fresh_id()
    books.clock.advance(DAY)
    books.upkeep.look()
    pay = RecordPayment(payment_id=payment, invoice_id=invoice, amount_cents=41_200)
    books.office.do("fiona", pay)
    assert books.get(InvoiceRow, invoice).status is InvoiceStatus.CLOSED
    books.upkeep.look()
    books.office.do("fiona", VoidPayment(payment_id=payment))
    books.upkeep.look()
    assert books.get(InvoiceRow, invoice).status is InvoiceStatus.OVERDUE
    assert len(books.all(MessageRow)) == 1


def test_a_quote_nobody_accepted_expires(books: Books) -> None:
    quote = fresh_id()
    command = AddQuote(
        quote_id=quote,
        customer_id=books.ann,
        title="Windows",
        total_cents=100,
        expires_at=books.clock() + DAY,
    )
    books.office.do("amy", command)
    books.office.do("amy", MoveQuote(quote_id=quote, seen=QuoteStatus.DRAFT, to=QuoteStatus.SENT))
    assert books.upkeep.look() == 0
    books.clock.advance(2 * DAY)
    assert books.upkeep.look() == 1
    assert books.get(QuoteRow, quote).status is QuoteStatus.EXPIRED


def test_a_cycle_that_was_due_three_times_is_billed_three_times(books: Books) -> None:
    cycle = fresh_id()
    first = books.clock() + DAY
    command = SaveBillingCycle(
        cycle_id=cycle,
        seen_version=-1,
        customer_id=books.ann,
        title="Weekly clean",
        amount_cents=10_000,
        next_at=first,
        origin=CycleOrigin.AUTOMATIC,
    )
    books.office.do("fiona", command)
    assert books.upkeep.run_cycles() == 0
    books.clock.advance(timedelta(days=70))
    assert books.upkeep.run_cycles() == 3
    assert books.upkeep.run_cycles() == 0
    assert [row.cycle_id for row in books.all(InvoiceRow)] == [cycle] * 3
    row = books.get(BillingCycleRow, cycle)
    assert row.last_at is not None
    assert row.next_at is not None
    assert row.last_at < books.clock() < row.next_at
