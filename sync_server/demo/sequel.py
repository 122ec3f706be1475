"""What came later in the story: places, bill payers, cycles, a credit note, visits, messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from sync_server.contract.base import Row, RowId, derived_id
from sync_server.contract.billing import BillingCycleRow, CustomerBillingRow
from sync_server.contract.care import PropertyRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.money import CreditNoteRow, PaymentRow
from sync_server.contract.records import BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.values import (
    Channel,
    CycleOrigin,
    Direction,
    InvoiceStatus,
    MessageStatus,
    RecordKind,
)
from sync_server.demo.bundle import Bundle, Numbers
from sync_server.demo.people import People

CREDITED_CENTS = 4_000


def sequel(bundles: list[Bundle], number: Numbers, people: People) -> None:
    """Add to the story's customers, after all their rows were made; numbers go on at the end."""
    by_name = {bundle.customer.name: bundle for bundle in bundles}
    olivia, kenji = by_name["Olivia Smith"], by_name["Kenji Tanaka"]
    olivia.rows += _of_olivia(olivia, number, people)
    kenji.rows += _of_kenji(kenji)
    _paid_by(by_name["Janet Webb"], by_name["Marcus Webb"])


def _of_olivia(b: Bundle, number: Numbers, people: People) -> Iterator[Row]:
    me, now = b.customer.id, b.dice.now
    yield PropertyRow(id=_id(me, "home"), customer_id=me, name="Home",
                      address=b.customer.location, note="Gate code 4711#")  # fmt: skip
    yield PropertyRow(id=_id(me, "beach"), customer_id=me, name="Beach house",
                      address="9 Beach Rd, Manly NSW")  # fmt: skip
    yield BillingCycleRow(
        id=_id(me, "cycle"),
        customer_id=me,
        title="Window cleaning, quarterly",
        origin=CycleOrigin.MANUAL,
        every=3,
        amount_cents=24_000,
        tax_bp=1000,
        next_at=now + timedelta(days=20),
    )
    repair = next(r for r in b.rows if isinstance(r, BookingRow) and "repair" in r.title)
    liam = people.named("Liam")
    visit = (now + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    yield AppointmentRow(
        id=_id(me, "visit"),
        customer_id=me,
        booking_id=repair.id,
        title="Look at the scratched pane",
        site=b.customer.location,
        starts_at=visit,
        ends_at=visit + timedelta(hours=1),
        worker_ids=(liam.id,),
    )
    yield _credit_note(b, number, people)
    quote = next(r for r in b.rows if isinstance(r, QuoteRow))
    yield from _messages(b, quote, people)


def _credit_note(b: Bundle, number: Numbers, people: People) -> CreditNoteRow:
    """An old invoice was paid but for what was credited."""
    at, old = next(
        (at, row)
        for at, row in enumerate(b.rows)
        if isinstance(row, InvoiceRow) and row.status is InvoiceStatus.CLOSED
    )
    rest = old.total_cents - CREDITED_CENTS
    b.rows[at] = msgspec.structs.replace(old, paid_cents=rest, credited_cents=CREDITED_CENTS)
    for place, row in enumerate(b.rows):
        if isinstance(row, PaymentRow) and row.invoice_id == old.id:
            b.rows[place] = msgspec.structs.replace(row, amount_cents=rest)
    grace = people.named("Grace")
    return CreditNoteRow(
        id=_id(old.id, "credit"),
        invoice_id=old.id,
        customer_id=old.customer_id,
        number=number(RecordKind.CREDIT_NOTE),
        amount_cents=CREDITED_CENTS,
        reason="Two panes were missed",
        issued_at=old.created_at,
        issued_by=grace.id,
        issued_by_name=grace.name,
    )


def _messages(b: Bundle, quote: QuoteRow, people: People) -> Iterator[MessageRow]:
    sarah, now = people.named("Sarah"), b.dice.now
    mail = "olivia.smith@mail.example"
    sent = now - timedelta(days=4)
    yield MessageRow(
        id=_id(quote.id, "mail"),
        customer_id=b.customer.id,
        address=mail,
        subject=f"Your quote: {quote.title}",
        body="Hello Olivia,\n\nhere is the quote for the balustrade. It is valid for 30 days.\n\n"
        "Kind regards\nSarah",
        status=MessageStatus.SENT,
        record_kind=RecordKind.QUOTE,
        record_id=quote.id,
        written_by=sarah.id,
        written_by_name=sarah.name,
        written_at=sent,
        sent_at=sent + timedelta(seconds=5),
        tries=1,
    )
    yield MessageRow(
        id=_id(quote.id, "answer"),
        customer_id=b.customer.id,
        direction=Direction.INBOUND,
        address=mail,
        subject=f"Re: Your quote: {quote.title}",
        body="Thank you, I will think about the timber until Friday.",
        status=MessageStatus.RECEIVED,
        channel=Channel.EMAIL,
        record_kind=RecordKind.QUOTE,
        record_id=quote.id,
        written_by=b.customer.id,
        written_by_name=b.customer.name,
        written_at=sent + timedelta(hours=7),
        sent_at=sent + timedelta(hours=7),
    )


def _of_kenji(b: Bundle) -> Iterator[Row]:
    me = b.customer.id
    yield PropertyRow(id=_id(me, "office"), customer_id=me, name="Office",
                      address=b.customer.location, note="Lift key at the desk")  # fmt: skip
    yield BillingCycleRow(
        id=_id(me, "cycle"),
        customer_id=me,
        title="Office cleaning, monthly",
        origin=CycleOrigin.AUTOMATIC,
        amount_cents=68_000,
        tax_bp=1000,
        next_at=b.dice.now + timedelta(days=12),
    )


def _paid_by(b: Bundle, payer: Bundle) -> None:
    """Who lives together pays together."""
    b.rows = [
        msgspec.structs.replace(row, payer_id=payer.customer.id)
        if isinstance(row, InvoiceRow)
        else row
        for row in b.rows
    ]
    b.rows.append(CustomerBillingRow(id=b.customer.id, payer_id=payer.customer.id))


def _id(of: RowId, what: str) -> RowId:
    return RowId(derived_id(f"demo\0{of}\0{what}"))
