"""What is asked before something is done to a record, and the command an answer becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from desktop.qt.formatting import money
from desktop.records import amounts, dates
from desktop.records.amounts import NotANumber
from desktop.records.ask_dialog import Answer, Ask, AskField, AskKind
from desktop.records.dates import NotADate
from desktop.records.money_shown import METHODS
from desktop.replica.records import Sheet, places
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.money import (
    IssueCreditNote,
    RecordPayment,
    VoidCreditNote,
    VoidPayment,
)
from sync_server.contract.records import (
    AcceptQuote,
    BookingRow,
    ConvertInquiry,
    DiscardRecord,
    InvoiceBooking,
    InvoiceRow,
)
from sync_server.contract.values import PaymentMethod, RecordKind, code
from sync_server.rules.billing import due_after_terms
from sync_server.rules.view import View

DAY_ENDS = time(23, 59)
"""What is due or valid on a day is so until its end."""

_TOO_MUCH = "More than is due is kept as a credit."
_ANY_DAY = "Such as 25 Nov, fri or +14. It can be scheduled later."


@dataclass(frozen=True, slots=True)
class Planned:
    """A command, what to say when it is done, what takes it back, and what to open then."""

    command: AnyCommand
    sentence: str
    undo: AnyCommand | None = None
    opens: tuple[RecordKind, RowId] | None = None


class Unclear(ValueError):
    """Something filled in cannot be read; `key` is its field."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def question(view: View, found: Sheet, key: str, now: datetime) -> Ask | None:
    """What is asked for this action; None when it is done at once."""
    name = f"{code(found.kind, found.row.number, found.row.id)} {found.row.title}"
    if key == "payment" and isinstance(found.row, InvoiceRow):
        return _payment(found.row, name, now)
    if key == "credit" and isinstance(found.row, InvoiceRow):
        return _credit(found.row, name)
    if key in {"make_quote", "make_booking"}:
        return _convert(key, name)
    if key == "accept":
        return _accept(view, found, name)
    if key == "invoice" and isinstance(found.row, BookingRow):
        return _invoice(view, found, name, now)
    return None


def _payment(row: InvoiceRow, name: str, now: datetime) -> Ask:
    words = {str(method): each for method, each in METHODS.items()}
    fields = (
        AskField("amount", "Amount", amounts.written(row.due_cents, 2), hint=_TOO_MUCH),
        AskField("day", "Received", dates.day_text(now)),
        AskField("method", "How", str(PaymentMethod.TRANSFER), AskKind.CHOICE, options=words),
        AskField("reference", "Reference (optional)"),
    )  # fmt: skip
    return Ask(
        "payment", "Record payment", f"{name}. {money(row.due_cents)} is due.", "Record", fields
    )


def _credit(row: InvoiceRow, name: str) -> Ask:
    left = row.total_cents - row.credited_cents
    fields = (
        AskField("amount", "Amount", amounts.written(left, 2), hint=f"Up to {money(left)}."),
        AskField("reason", "Reason", hint="The customer reads it on the credit note."),
    )
    return Ask("credit", "Credit note", name, "Issue credit note", fields)


_OPENS = AskField(
    "opens",
    "Fieldworkers may read what was written so far",
    kind=AskKind.TICK,
    hint="Posts for the office only stay with the office either way.",
)


def _convert(key: str, name: str) -> Ask:
    what = "quote" if key == "make_quote" else "booking"
    words = f"{name}. Its whole discussion moves to the new {what}."
    return Ask(key, f"Make a {what}", words, f"Make {what}", (_OPENS,))


def _accept(view: View, found: Sheet, name: str) -> Ask:
    sites = places(view, found.row.customer_id)
    fields = (
        AskField("day", "Day (optional)", hint=_ANY_DAY),
        AskField("begins", "From"),
        AskField("ends", "To"),
        AskField("site", "Site", sites[0] if sites else ""),
        _OPENS,
    )  # fmt: skip
    words = f"{name}. The customer said yes: its lines and discussion become a booking."
    return Ask("accept", "Accept quote", words, "Accept", fields)


def _invoice(view: View, found: Sheet, name: str, now: datetime) -> Ask:
    due = dates.day_text(due_after_terms(view, found.row.customer_id, now))
    total = f" {money(found.total_cents)} with tax." if found.total_cents else ""
    return Ask("invoice", "Invoice this booking", f"{name}.{total}", "Make invoice",
               (AskField("day", "Due", due),))  # fmt: skip


def planned(found: Sheet, answer: Answer, new_id: RowId, now: datetime) -> Planned:
    """The command for what was filled in. Raises Unclear with the field that cannot be read."""
    row, values = found.row, answer.values
    if answer.key == "payment":
        cents = _cents(values)
        paid = RecordPayment(
            payment_id=new_id,
            invoice_id=row.id,
            amount_cents=cents,
            method=PaymentMethod(values["method"]),
            reference=values["reference"],
            received_at=_day(values, now, None),
        )
        words = f"{money(cents)} recorded as paid."
        return Planned(paid, words, VoidPayment(payment_id=new_id))
    if answer.key == "credit":
        cents = _cents(values)
        if not values["reason"].strip():
            raise Unclear("reason", "Say why: the customer reads it.")
        note = IssueCreditNote(
            credit_note_id=new_id, invoice_id=row.id, amount_cents=cents, reason=values["reason"]
        )
        words = f"Credit note over {money(cents)} issued."
        return Planned(note, words, VoidCreditNote(credit_note_id=new_id))
    if answer.key == "accept":
        return _accepting(row.id, values, new_id, now)
    if answer.key == "invoice":
        command = InvoiceBooking(
            booking_id=row.id, invoice_id=new_id, due_at=_day(values, now, DAY_ENDS)
        )
        undo = DiscardRecord(record_kind=RecordKind.INVOICE, record_id=new_id)
        return Planned(command, "Invoice made.", undo, (RecordKind.INVOICE, new_id))
    to = RecordKind.QUOTE if answer.key == "make_quote" else RecordKind.BOOKING
    convert = ConvertInquiry(
        inquiry_id=row.id, to=to, new_id=new_id, opens_to_fieldworkers=bool(values["opens"])
    )
    return Planned(convert, f"The inquiry became a {to}.", None, (to, new_id))


def _accepting(quote_id: RowId, values: Mapping[str, str], new_id: RowId, now: datetime) -> Planned:
    try:
        begins, ends = dates.time_of_day(values["begins"]), dates.time_of_day(values["ends"])
    except NotADate as problem:
        raise Unclear("begins", str(problem)) from None
    starts_at = _day(values, now, begins)
    if starts_at is None and (begins or ends):
        raise Unclear("day", "Times need a day.")
    ends_at = _day(values, now, ends) if ends else None
    if starts_at and ends_at and ends_at <= starts_at:
        raise Unclear("ends", "The job ends after it begins.")
    command = AcceptQuote(
        quote_id=quote_id,
        booking_id=new_id,
        starts_at=starts_at,
        ends_at=ends_at,
        site=values["site"].strip(),
        opens_to_fieldworkers=bool(values["opens"]),
    )
    words = "Accepted. The booking can be scheduled now."
    return Planned(command, words, None, (RecordKind.BOOKING, new_id))


def _cents(values: Mapping[str, str]) -> int:
    try:
        return amounts.cents(values["amount"])
    except NotANumber as problem:
        raise Unclear("amount", str(problem)) from None


def _day(values: Mapping[str, str], now: datetime, clock: time | None) -> datetime | None:
    try:
        found = dates.day(values["day"], now.astimezone().date())
    except NotADate as problem:
        raise Unclear("day", str(problem)) from None
    return dates.at(found, clock)
