"""The demo's records: what they are made of adds up, and its numbers stay where they were."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from sync_server.contract.base import Row
from sync_server.contract.holds import HoldEventRow, HoldRow, hold_event_id
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import CreditNoteRow, LineRow, PaymentRow
from sync_server.contract.records import BookingMoneyRow, BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import HoldState, InvoiceStatus, RecordKind
from sync_server.demo.people import people
from sync_server.demo.seed import FIRST_NUMBER, rows_of
from sync_server.rules.money import settled
from sync_server.rules.pay import earned
from sync_server.rules.view import MemoryView

S = HoldState
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return rows_of(people(), 60, NOW)


def test_every_total_is_the_sum_of_its_lines(rows) -> None:
    sums: Counter[str] = Counter()
    for line in (row for row in rows if isinstance(row, LineRow)):
        sums[line.record_id] += line.net_cents + line.tax_cents
    totals = {
        row.id: row.total_cents
        for row in rows
        if isinstance(row, QuoteRow | BookingMoneyRow | InvoiceRow)
    }
    assert len(sums) > 40
    assert all(totals[record] == cents for record, cents in sums.items())


def test_every_invoice_has_the_status_its_money_gives_it(rows) -> None:
    paid: Counter[str] = Counter()
    credited: Counter[str] = Counter()
    for row in rows:
        if isinstance(row, PaymentRow):
            paid[row.invoice_id] += row.amount_cents
        if isinstance(row, CreditNoteRow):
            credited[row.invoice_id] += row.amount_cents
    invoices = [row for row in rows if isinstance(row, InvoiceRow)]
    assert {row.status for row in invoices} >= {InvoiceStatus.OPEN, InvoiceStatus.CLOSED}
    for row in invoices:
        assert (row.paid_cents, row.credited_cents) == (paid[row.id], credited[row.id])
        is_closed = settled(row, NOW).status is InvoiceStatus.CLOSED
        assert is_closed == (row.status is InvoiceStatus.CLOSED)


def test_the_story_has_something_on_every_page(rows) -> None:
    kinds = Counter(type(row).__name__ for row in rows)
    wanted = {"PropertyRow", "BillingCycleRow", "AppointmentRow", "CreditNoteRow", "MessageRow",
              "CustomerBillingRow", "StatusRow", "PaymentRow", "LineRow"}  # fmt: skip
    assert wanted <= kinds.keys()
    own = {row.id for row in rows if isinstance(row, StatusRow)}
    used = {row.status_id for row in rows if isinstance(row, BookingRow)} - {None}
    assert used
    assert used <= own


def test_bookings_and_issues_are_numbered_without_a_gap_from_the_first(rows) -> None:
    for kind in (BookingRow, IssueRow):
        numbers = [row.number for row in rows if isinstance(row, kind)]
        assert numbers == list(range(FIRST_NUMBER + 1, FIRST_NUMBER + 1 + len(numbers)))
    (note,) = [row for row in rows if isinstance(row, CreditNoteRow)]
    assert note.number == FIRST_NUMBER + 1


def test_records_are_made_of_the_same_each_time(rows) -> None:
    kinds = (BookingRow, QuoteRow, InvoiceRow, LineRow, PaymentRow, CreditNoteRow)
    again = [row for row in rows_of(people(), 60, NOW) if isinstance(row, kinds)]
    assert again == [row for row in rows if isinstance(row, kinds)]


def test_a_booking_ends_after_it_begins(rows) -> None:
    bookings = [row for row in rows if isinstance(row, BookingRow)]
    assert all(row.ends_at > row.starts_at for row in bookings if row.starts_at)
    assert RecordKind.BOOKING in {row.record_kind for row in rows if isinstance(row, LineRow)}


def test_pay_held_in_the_demo_is_told_by_its_events_to_the_cent(rows) -> None:
    """PAY-04: the demo's ledger is one that finance could close."""
    view = MemoryView(rows)
    holds = [row for row in rows if isinstance(row, HoldRow)]
    assert {hold.state for hold in holds} >= {S.HELD, S.READY_TO_RELEASE, S.RELEASED}
    for hold in holds:
        events = {event.id for event in view.where(HoldEventRow, hold_id=hold.id)}
        assert events == {hold_event_id(hold.id, version) for version in range(hold.version + 1)}
        last = view.get(HoldEventRow, hold_event_id(hold.id, hold.version))
        assert last is not None
        assert (last.state, last.amount_cents) == (hold.state, hold.amount_cents)
        assert hold.amount_cents == earned(view, hold.booking_id)[hold.worker_id]
        assert bool(hold.released_by_name) is (hold.state is S.RELEASED)
