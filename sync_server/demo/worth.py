"""What the demo's records are made of: lines, tax, payments, dates. Draws no chance of its own.

Ids and choices follow from the record's id, so that the rest of the demo, with all its numbers,
stays as it was before records had lines.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from sync_server.contract.base import Row, RowId, derived_id
from sync_server.contract.money import LineRow, PaymentRow
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import (
    BookingStatus,
    InvoiceStatus,
    PaymentMethod,
    QuoteStatus,
    RecordKind,
    StatusTone,
)
from sync_server.rules.money import half_up

TAX_BP = 1000
RECENT = timedelta(days=120)
"""Older records of the crowd keep their total without lines: nobody looks at them."""
ABOUT = (
    "As talked about on the phone. Keys are with the neighbour at number 12.",
    "Two storeys, ladder access from the lane. Please call before coming.",
    "Same as last time. Dog in the yard, gate stays shut.",
    "The customer is home after 3 pm only.",
)
MATERIALS = ("Materials", "Travel and set-up", "Disposal", "Second pair of hands")
_METHODS = (PaymentMethod.TRANSFER, PaymentMethod.CARD, PaymentMethod.DIRECT_DEBIT)
_WORDS = {
    BookingStatus.IN_PROGRESS: ("Waiting for parts", StatusTone.YELLOW),
    BookingStatus.TO_SCHEDULE: ("Customer confirms date", StatusTone.BLUE),
    BookingStatus.FAILED: ("Nobody home", StatusTone.ORANGE),
}


def statuses() -> tuple[StatusRow, ...]:
    """The demo office's own booking statuses, each under what it counts as."""
    return tuple(
        StatusRow(
            id=_status_id(counts_as),
            record_kind=RecordKind.BOOKING,
            name=name,
            tone=tone,
            counts_as=counts_as,
            position=place,
        )
        for place, (counts_as, (name, tone)) in enumerate(_WORDS.items(), 1)
    )


def _status_id(counts_as: BookingStatus) -> RowId:
    return RowId(derived_id(f"demo status\0{counts_as}"))


def worth(rows: Iterable[Row], now: datetime, *, everything: bool = False) -> list[Row]:
    """The rows of one customer with what their records are made of."""
    made: list[Row] = []
    kept = list(rows)
    dated = {row.id: row.created_at for row in kept if isinstance(row, BookingRow)}
    for row in kept:
        at = dated.get(row.id) or getattr(row, "created_at", None)
        is_told = everything or (at is not None and now - at < RECENT)
        told = list(_told(row, now, is_told=is_told))
        made += told or [row]
    return made


def _told(row: Row, now: datetime, *, is_told: bool) -> Iterator[Row]:
    if isinstance(row, InquiryRow):
        yield msgspec.structs.replace(row, description=ABOUT[_die(row.id, len(ABOUT))])
    elif isinstance(row, QuoteRow):
        yield from _quote(row, now, is_told=is_told)
    elif isinstance(row, BookingRow):
        yield _booking(row)
    elif isinstance(row, BookingMoneyRow):
        yield from _with_lines(row, RecordKind.BOOKING, "Work as agreed", is_told=is_told)
    elif isinstance(row, InvoiceRow):
        yield from _invoice(row, is_told=is_told)


def _quote(row: QuoteRow, now: datetime, *, is_told: bool) -> Iterator[Row]:
    until = (row.created_at or now) + timedelta(days=30)
    if row.status is QuoteStatus.EXPIRED:
        until = min(until, now - timedelta(days=1))
    elif row.status is QuoteStatus.SENT:
        until = max(until, now + timedelta(days=7))
    about = ABOUT[_die(row.id, len(ABOUT))] if is_told else ""
    dated = msgspec.structs.replace(row, expires_at=until, description=about)
    yield from _with_lines(dated, RecordKind.QUOTE, row.title, is_told=is_told)


def _booking(row: BookingRow) -> BookingRow:
    hours = 2 + _die(row.id, 3)
    own = _die(row.id, 3) == 0 and row.status in _WORDS
    return msgspec.structs.replace(
        row,
        ends_at=row.starts_at + timedelta(hours=hours) if row.starts_at else None,
        status_id=_status_id(row.status) if own else None,
    )


def _invoice(row: InvoiceRow, *, is_told: bool) -> Iterator[Row]:
    """A closed invoice was paid; what is open or overdue was not."""
    if row.status is InvoiceStatus.CLOSED:
        received = (row.created_at or row.due_at or _EARLY) + timedelta(days=_die(row.id, 12))
        yield PaymentRow(
            id=RowId(derived_id(f"{row.id}\0payment")),
            invoice_id=row.id,
            customer_id=row.customer_id,
            amount_cents=row.total_cents,
            method=_METHODS[_die(row.id, len(_METHODS))],
            received_at=received,
            taken_by_name="Grace Park",
        )
        row = msgspec.structs.replace(row, paid_cents=row.total_cents)
    yield from _with_lines(row, RecordKind.INVOICE, row.title, is_told=is_told)


_EARLY = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


def _with_lines(
    row: QuoteRow | BookingMoneyRow | InvoiceRow, kind: RecordKind, text: str, *, is_told: bool
) -> Iterator[Row]:
    """Two lines whose sum is exactly the total, where tax leaves no cent over."""
    net = half_up(row.total_cents * 10_000, 10_000 + TAX_BP)
    tax = row.total_cents - net
    if not is_told or tax != half_up(net * TAX_BP, 10_000) or net < 1000:
        yield row
        return
    # A first part of whole dimes has a tax without rounding, so both taxes add up to the whole.
    first = net * 7 // 10 // 10 * 10
    for at, (words, cents) in enumerate(((text, first), (_second(row.id), net - first))):
        yield LineRow(
            id=RowId(derived_id(f"{row.id}\0line {at}")),
            record_kind=kind,
            record_id=row.id,
            customer_id=row.customer_id,
            position=at,
            text=words,
            unit_cents=cents,
            tax_bp=TAX_BP,
            net_cents=cents,
            tax_cents=half_up(cents * TAX_BP, 10_000),
        )
    yield msgspec.structs.replace(row, tax_cents=tax)


def _second(row_id: RowId) -> str:
    return MATERIALS[_die(row_id, len(MATERIALS))]


def _die(row_id: RowId, sides: int) -> int:
    """The same for the same record."""
    return zlib.crc32(row_id.encode()) % sides
