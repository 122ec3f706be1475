"""What records are worth: lines, payments, credit notes."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Message, Row, RowId
from sync_server.contract.values import PaymentMethod, RecordKind

MAX_LINES = 200


class LineRow(Row, frozen=True, tag="line"):
    """One line of a quote, booking or invoice. All amounts before tax but `tax_cents`."""

    record_kind: RecordKind = RecordKind.QUOTE
    record_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    position: int = 0
    text: str = ""
    quantity_thousandths: int = 1000
    unit_cents: int = 0
    discount_cents: int = 0
    tax_bp: int = 0
    """Hundredths of a percent: 1000 is 10 %."""
    net_cents: int = 0
    tax_cents: int = 0
    gone: bool = False


class NewLine(Message, frozen=True, forbid_unknown_fields=True):
    id: RowId
    text: str
    quantity_thousandths: int = 1000
    unit_cents: int = 0
    discount_cents: int = 0
    tax_bp: int = 0


class SetLines(Command, frozen=True, tag="record.set_lines"):
    """Replace the lines the person saw; the record's total follows."""

    record_kind: RecordKind
    record_id: RowId
    seen: tuple[RowId, ...]
    """Ids of the lines on screen, in their order: nobody overwrites lines they did not see."""
    lines: tuple[NewLine, ...]


class PaymentRow(Row, frozen=True, tag="payment"):
    invoice_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    amount_cents: int = 0
    method: PaymentMethod = PaymentMethod.TRANSFER
    reference: str = ""
    received_at: datetime | None = None
    taken_by: RowId = RowId("")
    taken_by_name: str = ""
    voided_at: datetime | None = None
    """It was entered by mistake; it stays visible and counts no more."""


class RecordPayment(Command, frozen=True, tag="payment.record"):
    payment_id: RowId
    invoice_id: RowId
    amount_cents: int
    method: PaymentMethod = PaymentMethod.TRANSFER
    reference: str = ""
    received_at: datetime | None = None


class VoidPayment(Command, frozen=True, tag="payment.void"):
    payment_id: RowId


class CreditNoteRow(Row, frozen=True, tag="credit_note"):
    invoice_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    number: int | None = None
    amount_cents: int = 0
    reason: str = ""
    issued_at: datetime | None = None
    issued_by: RowId = RowId("")
    issued_by_name: str = ""
    voided_at: datetime | None = None


class IssueCreditNote(Command, frozen=True, tag="credit_note.issue"):
    credit_note_id: RowId
    invoice_id: RowId
    amount_cents: int
    reason: str


class VoidCreditNote(Command, frozen=True, tag="credit_note.void"):
    credit_note_id: RowId
