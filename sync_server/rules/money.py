"""Line items, what they come to, and what is paid or credited of an invoice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.money import (
    MAX_LINES,
    CreditNoteRow,
    IssueCreditNote,
    LineRow,
    NewLine,
    PaymentRow,
    RecordPayment,
    SetLines,
    VoidCreditNote,
    VoidPayment,
)
from sync_server.contract.records import BookingMoneyRow, BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.values import InvoiceStatus, Module, QuoteStatus, RecordKind, Verb
from sync_server.rules import access
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

MAX_CENTS = 10**12
MAX_QUANTITY = 10**9
MAX_TAX_BP = 10_000
MAX_TEXT = 500
_WITH_LINES: Mapping[RecordKind, type[Row]] = {
    RecordKind.QUOTE: QuoteRow,
    RecordKind.BOOKING: BookingRow,
    RecordKind.INVOICE: InvoiceRow,
}
_MODULES = {
    RecordKind.QUOTE: Module.QUOTES,
    RecordKind.BOOKING: Module.BOOKINGS,
    RecordKind.INVOICE: Module.INVOICES,
}


def half_up(value: int, by: int) -> int:
    """Divide and round half away from zero: 0.5 cents are a cent."""
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value) + by) // (2 * by))


def money(cents: int) -> int:
    if not 0 <= cents <= MAX_CENTS:
        raise Refused(Reason.INVALID, f"{cents} cents is not an amount that can be booked.")
    return cents


def priced(new: NewLine, kind: RecordKind, record: Row, position: int) -> LineRow:
    """A line with what it comes to. Raises Refused for amounts that make no sense."""
    if not new.text.strip() or len(new.text) > MAX_TEXT:
        raise Refused(Reason.INVALID, "Each line needs words: 1 to 500 characters.")
    if not 0 < new.quantity_thousandths <= MAX_QUANTITY:
        raise Refused(Reason.INVALID, "A quantity lies between 0.001 and 1,000,000.")
    if not 0 <= new.tax_bp <= MAX_TAX_BP:
        raise Refused(Reason.INVALID, "Tax lies between 0 and 100 %.")
    gross = half_up(money(new.unit_cents) * new.quantity_thousandths, 1000)
    if not 0 <= new.discount_cents <= gross:
        raise Refused(Reason.INVALID, "A discount lies between nothing and the line's price.")
    net = money(gross - new.discount_cents)
    return LineRow(
        id=new.id,
        record_kind=kind,
        record_id=record.id,
        customer_id=getattr(record, "customer_id"),  # noqa: B009 - every record has one
        position=position,
        text=new.text.strip(),
        quantity_thousandths=new.quantity_thousandths,
        unit_cents=new.unit_cents,
        discount_cents=new.discount_cents,
        tax_bp=new.tax_bp,
        net_cents=net,
        tax_cents=half_up(net * new.tax_bp, 10_000),
    )


def priced_all(
    view: View, new: Sequence[NewLine], kind: RecordKind, record: Row
) -> tuple[LineRow, ...]:
    """Lines for a record that has none yet."""
    if len(new) > MAX_LINES or len({each.id for each in new}) != len(new):
        raise Refused(Reason.INVALID, f"A record has up to {MAX_LINES} lines, each once.")
    for each in new:
        known = view.get(LineRow, each.id)
        if known is not None and known.record_id != record.id:
            raise Refused(Reason.ID_TAKEN, "A line with this id exists already.")
    return tuple(priced(each, kind, record, at) for at, each in enumerate(new))


def total(lines: Iterable[LineRow]) -> int:
    return money(sum(line.net_cents + line.tax_cents for line in lines))


def tax(lines: Iterable[LineRow]) -> int:
    return sum(line.tax_cents for line in lines)


def lines_of(view: View, record_id: RowId) -> list[LineRow]:
    """The lines that stand, in their order."""
    found = [line for line in view.where(LineRow, record_id=record_id) if not line.gone]
    return sorted(found, key=lambda line: (line.position, line.id))


def copied(
    lines: Iterable[LineRow], kind: RecordKind, record_id: RowId, ids: Iterable[RowId]
) -> tuple[LineRow, ...]:
    """The same lines under another record."""
    return tuple(
        msgspec.structs.replace(line, id=new_id, version=0, record_kind=kind, record_id=record_id)
        for line, new_id in zip(lines, ids, strict=False)
    )


def set_lines(view: View, command: SetLines, here: Circumstances) -> Effects:
    """Replace a record's lines; the record's sums follow in the same transaction."""
    record = _record(view, command.record_kind, command.record_id, here)
    access.check(view, here, _MODULES[command.record_kind], Verb.EDIT)
    if command.record_kind is RecordKind.BOOKING:
        access.check(view, here, Module.INVOICES, Verb.SEE)
    old = lines_of(view, record.id)
    if tuple(line.id for line in old) != command.seen:
        raise Refused(Reason.CHANGED, "Someone else changed these lines. Look at them again.")
    new = priced_all(view, command.lines, command.record_kind, record)
    before = {line.id: line for line in view.where(LineRow, record_id=record.id)}
    kept = {line.id for line in new}
    rows: list[Row] = [_next(before[line.id], line) if line.id in before else line for line in new]
    rows = [row for row in rows if row not in before.values()]
    rows += [
        msgspec.structs.replace(line, version=line.version + 1, gone=True)
        for line in old
        if line.id not in kept
    ]
    if not rows:
        return Effects()
    return Effects(rows=(*rows, _with_sums(view, record, total(new), tax(new), here)))


def _next(was: LineRow, now: LineRow) -> LineRow:
    same = msgspec.structs.replace(now, version=was.version)
    return was if same == was else msgspec.structs.replace(now, version=was.version + 1)


def _record(view: View, kind: RecordKind, record_id: RowId, here: Circumstances) -> Row:
    row_type = _WITH_LINES.get(kind)
    record: Row | None = view.get(row_type, record_id) if row_type else None
    if record is None or not may_see(view, record, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This record does not exist any more.")
    if isinstance(record, QuoteRow) and record.status is QuoteStatus.ACCEPTED:
        raise Refused(Reason.WRONG_STATUS, "An accepted quote does not change; edit its booking.")
    if isinstance(record, InvoiceRow) and (record.paid_cents or record.credited_cents):
        raise Refused(
            Reason.WRONG_STATUS, "Something was paid or credited; issue a credit note instead."
        )
    return record


def _with_sums(view: View, record: Row, cents: int, tax_cents: int, here: Circumstances) -> Row:
    if isinstance(record, BookingRow):
        known = view.get(BookingMoneyRow, record.id)
        blank = BookingMoneyRow(id=record.id, version=-1, customer_id=record.customer_id)
        record = known or blank
    changed = msgspec.structs.replace(
        record, version=record.version + 1, total_cents=cents, tax_cents=tax_cents
    )
    return settled(changed, here.now) if isinstance(changed, InvoiceRow) else changed


def settled(invoice: InvoiceRow, now: datetime) -> InvoiceRow:
    """The invoice with the status its money gives it."""
    if invoice.due_cents <= 0 and invoice.total_cents > 0:
        is_credited = invoice.credited_cents >= invoice.total_cents
        status = InvoiceStatus.CREDITED if is_credited else InvoiceStatus.CLOSED
    else:
        is_late = invoice.due_at is not None and invoice.due_at < now
        status = InvoiceStatus.OVERDUE if is_late else InvoiceStatus.OPEN
    if status is invoice.status:
        return invoice
    return msgspec.structs.replace(invoice, status=status, status_id=None)


def invoice_of(view: View, invoice_id: RowId, here: Circumstances) -> InvoiceRow:
    invoice = view.get(InvoiceRow, invoice_id)
    if invoice is None or not may_see(view, invoice, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This invoice does not exist any more.")
    return invoice


def _changed(invoice: InvoiceRow, here: Circumstances, *, paid: int = 0, credited: int = 0) -> Row:
    changed = msgspec.structs.replace(
        invoice,
        version=invoice.version + 1,
        paid_cents=invoice.paid_cents + paid,
        credited_cents=invoice.credited_cents + credited,
    )
    return settled(changed, here.now)


def record_payment(view: View, command: RecordPayment, here: Circumstances) -> Effects:
    """Money came in. More than is due is taken: it stands as a credit on the statement."""
    if view.get(PaymentRow, command.payment_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This payment was recorded already.")
    invoice = invoice_of(view, command.invoice_id, here)
    if money(command.amount_cents) == 0:
        raise Refused(Reason.INVALID, "A payment is more than nothing.")
    row = PaymentRow(
        id=command.payment_id,
        invoice_id=invoice.id,
        customer_id=invoice.customer_id,
        amount_cents=command.amount_cents,
        method=command.method,
        reference=command.reference.strip()[:MAX_TEXT],
        received_at=command.received_at or here.now,
        taken_by=here.by,
        taken_by_name=here.by_name,
    )
    return Effects(rows=(row, _changed(invoice, here, paid=row.amount_cents)))


def void_payment(view: View, command: VoidPayment, here: Circumstances) -> Effects:
    row = view.get(PaymentRow, command.payment_id)
    if row is None:
        raise Refused(Reason.NOT_FOUND, "This payment does not exist any more.")
    if row.voided_at is not None:
        return Effects()
    invoice = invoice_of(view, row.invoice_id, here)
    voided = msgspec.structs.replace(row, version=row.version + 1, voided_at=here.now)
    return Effects(rows=(voided, _changed(invoice, here, paid=-row.amount_cents)))


def issue_credit_note(view: View, command: IssueCreditNote, here: Circumstances) -> Effects:
    """Take back up to what the invoice came to."""
    if view.get(CreditNoteRow, command.credit_note_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This credit note exists already.")
    invoice = invoice_of(view, command.invoice_id, here)
    left = invoice.total_cents - invoice.credited_cents
    if not 0 < command.amount_cents <= left:
        raise Refused(Reason.INVALID, "A credit note is more than nothing and at most the invoice.")
    if not command.reason.strip():
        raise Refused(Reason.INVALID, "A credit note needs a reason.")
    row = CreditNoteRow(
        id=command.credit_note_id,
        invoice_id=invoice.id,
        customer_id=invoice.customer_id,
        number=here.next_number(RecordKind.CREDIT_NOTE),
        amount_cents=command.amount_cents,
        reason=command.reason.strip()[:MAX_TEXT],
        issued_at=here.now,
        issued_by=here.by,
        issued_by_name=here.by_name,
    )
    return Effects(rows=(row, _changed(invoice, here, credited=row.amount_cents)))


def void_credit_note(view: View, command: VoidCreditNote, here: Circumstances) -> Effects:
    row = view.get(CreditNoteRow, command.credit_note_id)
    if row is None:
        raise Refused(Reason.NOT_FOUND, "This credit note does not exist any more.")
    if row.voided_at is not None:
        return Effects()
    invoice = invoice_of(view, row.invoice_id, here)
    voided = msgspec.structs.replace(row, version=row.version + 1, voided_at=here.now)
    return Effects(rows=(voided, _changed(invoice, here, credited=-row.amount_cents)))
