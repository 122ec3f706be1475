"""A customer's account over a time: opening balance, what was billed and paid, closing balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.replica.connection import Connection
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms, to_ms


class EntryKind(StrEnum):
    INVOICE = "invoice"
    PAYMENT = "payment"
    PAYMENT_VOIDED = "payment_voided"
    CREDIT_NOTE = "credit_note"
    CREDIT_NOTE_VOIDED = "credit_note_voided"


class Whose(StrEnum):
    """Which invoices are on the statement."""

    PAID_BY = "paid_by"
    """Those the customer pays, their own and others'."""
    OF = "of"
    """Those for the customer, whoever pays them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; positive cents are owed, negative ones were paid or credited."""

    kind: EntryKind
    id: RowId
    at: datetime
    number: int | None
    """Of the invoice or credit note; of the invoice it was for, with a payment."""
    text: str
    cents: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries of `since <= at < until`; without `since` the account opens at nothing."""

    opening_cents: int
    entries: tuple[Entry, ...]

    @property
    def closing_cents(self) -> int:
        return self.opening_cents + sum(entry.cents for entry in self.entries)

    def total(self, *kinds: EntryKind) -> int:
        return sum(entry.cents for entry in self.entries if entry.kind in kinds)


_INVOICES = {
    Whose.PAID_BY: (
        "SELECT * FROM invoice WHERE customer_id = :id AND payer_id IS NULL "
        "UNION ALL SELECT * FROM invoice WHERE payer_id = :id"
    ),
    Whose.OF: "SELECT * FROM invoice WHERE customer_id = :id",
}
_ENTRIES = """
WITH bill AS MATERIALIZED ({invoices})
SELECT 'invoice' AS kind, id, created_at AS at, number, title AS text, total_cents AS cents
  FROM bill
UNION ALL SELECT 'payment', p.id, p.received_at, b.number, p.reference, -p.amount_cents
  FROM bill b JOIN payment p ON p.invoice_id = b.id
UNION ALL SELECT 'payment_voided', p.id, p.voided_at, b.number, p.reference, p.amount_cents
  FROM bill b JOIN payment p ON p.invoice_id = b.id WHERE p.voided_at IS NOT NULL
UNION ALL SELECT 'credit_note', c.id, c.issued_at, c.number, c.reason, -c.amount_cents
  FROM bill b JOIN credit_note c ON c.invoice_id = b.id
UNION ALL SELECT 'credit_note_voided', c.id, c.voided_at, c.number, c.reason, c.amount_cents
  FROM bill b JOIN credit_note c ON c.invoice_id = b.id WHERE c.voided_at IS NOT NULL
"""
_OPENING = "SELECT coalesce(sum(cents), 0) FROM ({entries}) WHERE coalesce(at, :now) < :since"
_LINES = (
    "SELECT kind, id, coalesce(at, :now), number, text, cents FROM ({entries}) "
    "WHERE coalesce(at, :now) >= :since AND coalesce(at, :now) < :until ORDER BY 3, 1, 2"
)
_LONG_AGO, _FAR_OFF = -(1 << 62), 1 << 62


def ledger(
    db: Connection,
    customer_id: RowId,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    whose: Whose = Whose.PAID_BY,
) -> Ledger:
    """The account between two instants; what the server has not dated yet counts as of now."""
    entries = _ENTRIES.format(invoices=_INVOICES[whose])
    binds = {
        "id": customer_id,
        "now": to_ms(now),
        "since": _LONG_AGO if since is None else to_ms(since),
        "until": _FAR_OFF if until is None else to_ms(until),
    }
    found = db.execute(_OPENING.format(entries=entries), binds).fetchone()
    lines = db.execute(_LINES.format(entries=entries), binds)
    return Ledger(
        int(found[0]) if found else 0,
        tuple(
            Entry(EntryKind(kind), RowId(row_id), from_ms(at), number, text, cents)
            for kind, row_id, at, number, text, cents in lines
        ),
    )
