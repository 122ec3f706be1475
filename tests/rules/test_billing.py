"""Bill payers, cycles that make invoices, and what the clock does to quotes and invoices."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.base import RowId
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
from sync_server.contract.money import LineRow
from sync_server.contract.records import AddInvoice, InvoiceRow, QuoteRow
from sync_server.contract.threads import ThreadRow
from sync_server.contract.values import (
    CycleOrigin,
    CycleUnit,
    InvoiceStatus,
    QuoteStatus,
    Role,
)
from sync_server.rules.billing import next_date
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from tests.support.builders import AGENT, BEN, NOW, OLIVIA, here, office

CYCLE, INVOICE, QUOTE = RowId("cycle"), RowId("invoice"), RowId("quote")
PAYER = SetBillPayer(customer_id=OLIVIA, seen=None, payer_id=BEN)
SYSTEM = here(RowId("system"), Role.SYSTEM)


def saved(**changes: object) -> SaveBillingCycle:
    command = SaveBillingCycle(
        cycle_id=CYCLE,
        seen_version=-1,
        customer_id=OLIVIA,
        title="Monthly clean",
        amount_cents=12_050,
        tax_bp=1_000,
        next_at=NOW,
    )
    return msgspec.structs.replace(command, **changes)


def with_cycle(**changes: object) -> MemoryView:
    view = office()
    view.put(decide(view, saved(**changes), here()).rows)
    return view


def test_invoices_go_to_the_bill_payer_from_then_on():
    """TML-09."""
    view = office()
    view.put(decide(view, PAYER, here()).rows)
    add = AddInvoice(invoice_id=INVOICE, customer_id=OLIVIA, title="Windows", total_cents=100)
    invoice = decide(view, add, here()).rows[0]
    assert isinstance(invoice, InvoiceRow)
    assert (invoice.customer_id, invoice.payer_id) == (OLIVIA, BEN)
    back = SetBillPayer(customer_id=OLIVIA, seen=BEN, payer_id=None)
    (row,) = decide(view, back, here()).rows
    assert isinstance(row, CustomerBillingRow)
    assert row.payer_id is None
    assert row.version == 1


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (SetBillPayer(customer_id=OLIVIA, seen=None, payer_id=OLIVIA), Reason.INVALID),
        (SetBillPayer(customer_id=OLIVIA, seen=BEN, payer_id=AGENT), Reason.NOT_FOUND),
        (SetBillPayer(customer_id=BEN, seen=None, payer_id=OLIVIA), Reason.INVALID),
        (SetBillPayer(customer_id=OLIVIA, seen=None, payer_id=None), Reason.CHANGED),
    ],
)
def test_a_bill_payer_that_makes_no_sense_is_refused(command: SetBillPayer, reason: Reason):
    view = office()
    view.put(decide(view, PAYER, here()).rows)
    with pytest.raises(Refused) as refused:
        decide(view, command, here())
    assert refused.value.reason is reason


def test_a_cycle_makes_its_invoice_once_for_each_date_and_moves_on():
    """TML-08."""
    view = with_cycle(origin=CycleOrigin.AUTOMATIC)
    run = RunBillingCycle(cycle_id=CYCLE, due_at=NOW)
    rows = decide(view, run, SYSTEM).rows
    kinds = [type(row) for row in rows]
    assert kinds == [InvoiceRow, ThreadRow, LineRow, BillingCycleRow]
    invoice, cycle = rows[0], rows[3]
    assert isinstance(invoice, InvoiceRow)
    assert isinstance(cycle, BillingCycleRow)
    assert (invoice.total_cents, invoice.tax_cents, invoice.cycle_id) == (13_255, 1_205, CYCLE)
    assert (cycle.last_at, cycle.next_at) == (NOW, NOW.replace(month=12))
    view.put(rows)
    assert decide(view, run, SYSTEM).rows == ()


@pytest.mark.parametrize(
    "changes", [{"is_paused": True}, {"next_at": NOW + timedelta(days=1)}], ids=["paused", "early"]
)
def test_the_clock_bills_nothing_that_is_paused_or_not_due(changes: dict[str, object]):
    view = with_cycle(**changes)
    cycle = view.get(BillingCycleRow, CYCLE)
    assert cycle is not None
    assert cycle.next_at is not None
    with pytest.raises(Refused) as refused:
        decide(view, RunBillingCycle(cycle_id=CYCLE, due_at=cycle.next_at), SYSTEM)
    assert refused.value.reason is Reason.WRONG_STATUS


def test_a_person_may_bill_early_and_the_last_round_ends_the_cycle():
    view = with_cycle(next_at=NOW + timedelta(days=1), until_at=NOW + timedelta(days=20))
    rows = decide(
        view, RunBillingCycle(cycle_id=CYCLE, due_at=NOW + timedelta(days=1)), here()
    ).rows
    cycle = rows[-1]
    assert isinstance(cycle, BillingCycleRow)
    assert cycle.next_at is None


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"amount_cents": 0},
        {"amount_cents": -5},
        {"amount_cents": 10**13},
        {"every": 0},
        {"every": 37},
        {"tax_bp": 10_001},
        {"customer_id": RowId("gone")},
        {"seen_version": 3},
    ],
)
def test_a_cycle_that_makes_no_sense_is_refused(changes: dict[str, object]):
    with pytest.raises(Refused):
        decide(office(), saved(**changes), here())


def test_a_removed_cycle_bills_nothing_more():
    view = with_cycle()
    view.put(decide(view, RemoveBillingCycle(cycle_id=CYCLE), here()).rows)
    assert decide(view, RemoveBillingCycle(cycle_id=CYCLE), here()).rows == ()
    with pytest.raises(Refused):
        decide(view, RunBillingCycle(cycle_id=CYCLE, due_at=NOW), here())


@given(
    start=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - made aware below
    every=st.integers(1, 36),
)
def test_the_next_round_is_later_by_whole_months_and_never_skips_one(start: datetime, every: int):
    at = start.replace(tzinfo=UTC)
    after = next_date(at, CycleUnit.MONTH, every, at.day)
    months = (after.year - at.year) * 12 + after.month - at.month
    assert months == every
    assert after.day == min(at.day, monthrange(after.year, after.month)[1])
    assert after.time() == at.time()


def test_the_31st_is_the_31st_again_after_a_short_month():
    january = datetime(2027, 1, 31, 9, tzinfo=UTC)
    february = next_date(january, CycleUnit.MONTH, 1, 31)
    assert (february.day, next_date(february, CycleUnit.MONTH, 1, 31).day) == (28, 31)


@pytest.mark.parametrize(
    ("status", "due", "is_marked"),
    [
        (InvoiceStatus.OPEN, timedelta(minutes=-1), True),
        (InvoiceStatus.OPEN, timedelta(minutes=1), False),
        (InvoiceStatus.CLOSED, timedelta(days=-9), False),
        (InvoiceStatus.OVERDUE, timedelta(days=-9), False),
    ],
)
def test_only_an_open_invoice_past_its_date_becomes_overdue(
    status: InvoiceStatus, due: timedelta, *, is_marked: bool
):
    view = office()
    view.put([InvoiceRow(id=INVOICE, customer_id=OLIVIA, status=status, due_at=NOW + due)])
    rows = decide(view, MarkOverdue(invoice_id=INVOICE), SYSTEM).rows
    assert [row.status for row in rows if isinstance(row, InvoiceRow)] == (
        [InvoiceStatus.OVERDUE] if is_marked else []
    )


@pytest.mark.parametrize("status", QuoteStatus)
def test_only_a_sent_quote_past_its_date_expires(status: QuoteStatus):
    room = office()
    past = NOW - timedelta(hours=1)
    room.put([QuoteRow(id=QUOTE, customer_id=OLIVIA, status=status, expires_at=past)])
    rows = decide(room, ExpireQuote(quote_id=QUOTE), SYSTEM).rows
    assert bool(rows) is (status is QuoteStatus.SENT)


def test_nobody_in_the_office_plays_the_clock():
    for command in (MarkOverdue(invoice_id=INVOICE), ExpireQuote(quote_id=QUOTE)):
        with pytest.raises(Refused) as refused:
            decide(office(), command, here())
        assert refused.value.reason is Reason.NOT_ALLOWED
