"""Who pays a customer's invoices, and invoices that come round again."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import CycleOrigin, CycleUnit


class CustomerBillingRow(Row, frozen=True, tag="customer_billing"):
    """How a customer is billed; its id is the customer's."""

    payer_id: RowId | None = None
    terms_days: int = 14


class SetBillPayer(Command, frozen=True, tag="customer.set_bill_payer"):
    """From now on somebody else pays; None: the customer again."""

    customer_id: RowId
    seen: RowId | None
    payer_id: RowId | None


class BillingCycleRow(Row, frozen=True, tag="billing_cycle"):
    customer_id: RowId = RowId("")
    title: str = ""
    origin: CycleOrigin = CycleOrigin.MANUAL
    unit: CycleUnit = CycleUnit.MONTH
    every: int = 1
    amount_cents: int = 0
    """Before tax."""
    tax_bp: int = 0
    next_at: datetime | None = None
    last_at: datetime | None = None
    until_at: datetime | None = None
    is_paused: bool = False
    booking_id: RowId | None = None
    month_day: int = 1
    """The day of the month it is meant for; a shorter month takes its last one."""
    gone: bool = False


class SaveBillingCycle(Command, frozen=True, tag="billing_cycle.save"):
    cycle_id: RowId
    seen_version: int
    """-1 for a new one."""
    customer_id: RowId
    title: str
    amount_cents: int
    next_at: datetime
    origin: CycleOrigin = CycleOrigin.MANUAL
    unit: CycleUnit = CycleUnit.MONTH
    every: int = 1
    tax_bp: int = 0
    until_at: datetime | None = None
    is_paused: bool = False
    booking_id: RowId | None = None


class RemoveBillingCycle(Command, frozen=True, tag="billing_cycle.remove"):
    cycle_id: RowId


class RunBillingCycle(Command, frozen=True, tag="billing_cycle.run"):
    """Make the invoice that is due at `due_at`; the same due date makes it once."""

    cycle_id: RowId
    due_at: datetime


class MarkOverdue(Command, frozen=True, tag="invoice.mark_overdue"):
    """The server's clock: the due date has passed."""

    invoice_id: RowId


class ExpireQuote(Command, frozen=True, tag="quote.expire"):
    """The server's clock: nobody accepted it in time."""

    quote_id: RowId
