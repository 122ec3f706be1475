"""Bill payers, billing cycles, and what the clock does to quotes and invoices."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

import msgspec

from sync_server.contract.base import Row, RowId, derived_id
from sync_server.contract.billing import (
    BillingCycleRow,
    CustomerBillingRow,
    ExpireQuote,
    MarkOverdue,
    RemoveBillingCycle,
    RunBillingCycle,
    SaveBillingCycle,
    SetBillPayer,
)
from sync_server.contract.columns import to_ms
from sync_server.contract.money import LineRow, NewLine
from sync_server.contract.records import InvoiceRow, QuoteRow
from sync_server.contract.values import CycleUnit, InvoiceStatus, QuoteStatus, RecordKind, Role
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.merging import living
from sync_server.rules.money import MAX_TAX_BP, money, priced, tax, total
from sync_server.rules.threads import born_with
from sync_server.rules.view import View

USUAL_TERMS_DAYS = 14
LONGEST_CYCLE = 36


def payer_of(view: View, customer_id: RowId) -> RowId | None:
    """Who pays this customer's invoices, None for themselves."""
    billing = view.get(CustomerBillingRow, customer_id)
    return billing.payer_id if billing else None


def due_after_terms(view: View, customer_id: RowId, now: datetime) -> datetime:
    billing = view.get(CustomerBillingRow, customer_id)
    return now + timedelta(days=billing.terms_days if billing else USUAL_TERMS_DAYS)


def set_bill_payer(view: View, command: SetBillPayer, _here: Circumstances) -> Effects:
    """Somebody else pays from now on; invoices that exist keep who they went to (TML-09)."""
    customer_id = living(view, command.customer_id)
    payer_id = living(view, command.payer_id) if command.payer_id is not None else None
    if payer_id == customer_id:
        raise Refused(Reason.INVALID, "Customers who pay for themselves need no bill payer.")
    row = view.get(CustomerBillingRow, customer_id)
    now = row.payer_id if row else None
    if now == payer_id:
        return Effects()
    if now != command.seen:
        raise Refused(Reason.CHANGED, "Someone else changed the bill payer. Look again.")
    if payer_id is not None and payer_of(view, payer_id) == customer_id:
        raise Refused(Reason.INVALID, "These two would pay for each other.")
    blank = row or CustomerBillingRow(id=customer_id, version=-1)
    changed = msgspec.structs.replace(blank, version=blank.version + 1, payer_id=payer_id)
    return Effects(rows=(changed,))


def save_billing_cycle(view: View, command: SaveBillingCycle, _here: Circumstances) -> Effects:
    """Make a cycle or change everything about it at once (TML-08)."""
    customer_id = living(view, command.customer_id)
    row = view.get(BillingCycleRow, command.cycle_id)
    if (row.version if row else -1) != command.seen_version:
        raise Refused(Reason.CHANGED, "Someone else changed this billing cycle. Look again.")
    if not command.title.strip() or len(command.title) > 500:
        raise Refused(Reason.INVALID, "A billing cycle needs a title of 1 to 500 characters.")
    if not 1 <= command.every <= LONGEST_CYCLE or not 0 <= command.tax_bp <= MAX_TAX_BP:
        raise Refused(Reason.INVALID, f"A cycle comes round every 1 to {LONGEST_CYCLE}.")
    if money(command.amount_cents) == 0:
        raise Refused(Reason.INVALID, "A billing cycle needs an amount.")
    changed = BillingCycleRow(
        id=command.cycle_id,
        version=command.seen_version + 1,
        customer_id=customer_id,
        title=command.title.strip(),
        origin=command.origin,
        unit=command.unit,
        every=command.every,
        amount_cents=command.amount_cents,
        tax_bp=command.tax_bp,
        next_at=command.next_at,
        last_at=row.last_at if row else None,
        until_at=command.until_at,
        is_paused=command.is_paused,
        booking_id=command.booking_id,
        month_day=command.next_at.day,
    )
    return Effects(rows=(changed,))


def remove_billing_cycle(view: View, command: RemoveBillingCycle, _here: Circumstances) -> Effects:
    row = view.get(BillingCycleRow, command.cycle_id)
    if row is None or row.gone:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(row, version=row.version + 1, gone=True),))


def run_billing_cycle(view: View, command: RunBillingCycle, here: Circumstances) -> Effects:
    """Make one invoice of a cycle and move it to its next date; each date is billed once."""
    row = view.get(BillingCycleRow, command.cycle_id)
    if row is None or row.gone:
        raise Refused(Reason.NOT_FOUND, "This billing cycle does not exist any more.")
    invoice_id = RowId(derived_id(f"cycle\0{row.id}\0{to_ms(command.due_at)}"))
    if view.get(InvoiceRow, invoice_id) is not None:
        return Effects()
    if row.next_at != command.due_at:
        raise Refused(Reason.CHANGED, "This cycle was billed or moved meanwhile. Look again.")
    if here.role is Role.SYSTEM and (row.is_paused or command.due_at > here.now):
        raise Refused(Reason.WRONG_STATUS, "This cycle is not due.")
    blank = InvoiceRow(id=invoice_id, customer_id=row.customer_id)
    new = NewLine(
        id=RowId(derived_id(f"{invoice_id}\0line")),
        text=row.title,
        unit_cents=row.amount_cents,
        tax_bp=row.tax_bp,
    )
    lines: tuple[LineRow, ...] = (priced(new, RecordKind.INVOICE, blank, 0),)
    invoice = msgspec.structs.replace(
        blank,
        number=here.next_number(RecordKind.INVOICE),
        title=row.title,
        booking_id=row.booking_id,
        total_cents=total(lines),
        tax_cents=tax(lines),
        due_at=due_after_terms(view, row.customer_id, max(here.now, command.due_at)),
        created_at=here.now,
        payer_id=payer_of(view, row.customer_id),
        cycle_id=row.id,
    )
    thread = born_with(RecordKind.INVOICE, invoice.id, invoice.customer_id)
    return Effects(rows=(invoice, thread, *lines, _after(row, command.due_at)))


def _after(row: BillingCycleRow, billed: datetime) -> Row:
    following = next_date(billed, row.unit, row.every, row.month_day)
    is_over = row.until_at is not None and following > row.until_at
    return msgspec.structs.replace(
        row,
        version=row.version + 1,
        last_at=billed,
        next_at=None if is_over else following,
    )


def next_date(at: datetime, unit: CycleUnit, every: int, month_day: int) -> datetime:
    """One round later; the 31st is the last day of a shorter month, and the 31st again after."""
    if unit is CycleUnit.WEEK:
        return at + timedelta(weeks=every)
    months = at.month - 1 + every
    year, month = at.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return at.replace(year=year, month=month, day=min(month_day, last))


def mark_overdue(view: View, command: MarkOverdue, here: Circumstances) -> Effects:
    row = view.get(InvoiceRow, command.invoice_id)
    is_due = row is not None and row.due_at is not None and row.due_at < here.now
    if row is None or row.gone or row.status is not InvoiceStatus.OPEN or not is_due:
        return Effects()
    late = msgspec.structs.replace(
        row, version=row.version + 1, status=InvoiceStatus.OVERDUE, status_id=None
    )
    return Effects(rows=(late,))


def expire_quote(view: View, command: ExpireQuote, here: Circumstances) -> Effects:
    row = view.get(QuoteRow, command.quote_id)
    is_over = row is not None and row.expires_at is not None and row.expires_at < here.now
    if row is None or row.gone or row.status is not QuoteStatus.SENT or not is_over:
        return Effects()
    expired = msgspec.structs.replace(
        row, version=row.version + 1, status=QuoteStatus.EXPIRED, status_id=None
    )
    return Effects(rows=(expired,))
