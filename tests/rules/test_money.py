"""Line items, payments and credit notes: what a record is worth, and what is still due."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
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
from sync_server.contract.records import (
    AddInvoice,
    AddQuote,
    BookingMoneyRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.values import InvoiceStatus, QuoteStatus, RecordKind, Role
from sync_server.rules.decide import decide
from sync_server.rules.effects import Effects, Reason, Refused
from sync_server.rules.money import MAX_CENTS, half_up, lines_of, priced
from sync_server.rules.view import MemoryView
from tests.support.builders import ADMIN, BEN, BOOKING, FINANCE, MEI, NOW, OLIVIA, here, office

QUOTE, INVOICE = RowId("quote"), RowId("invoice")
S = InvoiceStatus


def line(row_id: str, **more: object) -> NewLine:
    fields: dict[str, object] = {"id": RowId(row_id), "text": "Work", "unit_cents": 10_000}
    return NewLine(**(fields | more))  # type: ignore[arg-type]


def priced_here(new: NewLine) -> LineRow:
    return priced(new, RecordKind.QUOTE, QuoteRow(id=QUOTE, customer_id=BEN), 0)


def with_invoice(cents: int = 50_000, **more: object) -> MemoryView:
    view = office()
    due = NOW + timedelta(days=14)
    row = InvoiceRow(id=INVOICE, customer_id=OLIVIA, total_cents=cents, due_at=due)
    view.put([msgspec.structs.replace(row, **more)])
    return view


def do(view: MemoryView, command: AnyCommand, by: RowId = FINANCE) -> Effects:
    effects = decide(view, command, here(by))
    view.put(effects.rows)
    return effects


def invoice(view: MemoryView) -> InvoiceRow:
    found = view.get(InvoiceRow, INVOICE)
    assert found is not None
    return found


def pay(name: str, cents: int) -> RecordPayment:
    return RecordPayment(payment_id=RowId(name), invoice_id=INVOICE, amount_cents=cents)


def credit(name: str, cents: int) -> IssueCreditNote:
    return IssueCreditNote(
        credit_note_id=RowId(name), invoice_id=INVOICE, amount_cents=cents, reason="Scratch"
    )


@pytest.mark.parametrize(
    ("value", "by", "rounded"),
    [(5, 10, 1), (4, 10, 0), (15, 10, 2), (-5, 10, -1), (-4, 10, 0), (0, 10, 0), (2, 4, 1)],
)
def test_half_a_cent_is_rounded_away_from_zero(value: int, by: int, rounded: int) -> None:
    assert half_up(value, by) == rounded


def test_a_line_multiplies_takes_off_the_discount_and_adds_tax() -> None:
    new = line("a", quantity_thousandths=2_500, unit_cents=9_999, discount_cents=998, tax_bp=1_000)
    made = priced_here(new)
    assert (made.net_cents, made.tax_cents) == (24_000, 2_400)


LINES = st.lists(
    st.builds(
        lambda quantity, unit, off, tax: (quantity, unit, off, tax),
        st.integers(1, 100_000),
        st.integers(0, 5_000_000),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=12,
)


def new_lines(drawn: list[tuple[int, int, int, int]]) -> tuple[NewLine, ...]:
    return tuple(
        line(
            f"l{at}",
            quantity_thousandths=quantity,
            unit_cents=unit,
            discount_cents=half_up(unit * quantity, 1000) * off // 10_000,
            tax_bp=tax,
        )
        for at, (quantity, unit, off, tax) in enumerate(drawn)
    )


@given(LINES)
def test_a_total_is_the_sum_of_its_lines_and_no_line_is_below_nothing(drawn) -> None:
    view = office()
    lines = new_lines(drawn)
    do(view, AddQuote(quote_id=QUOTE, customer_id=BEN, title="Deck", lines=lines))
    quote, stored = view.get(QuoteRow, QUOTE), lines_of(view, QUOTE)
    assert quote is not None
    assert [each.id for each in stored] == [each.id for each in lines]
    assert all(each.net_cents >= 0 and each.tax_cents >= 0 for each in stored)
    assert quote.total_cents == sum(each.net_cents + each.tax_cents for each in stored)
    assert quote.tax_cents == sum(each.tax_cents for each in stored)


@given(LINES, LINES)
def test_replaced_lines_leave_only_the_new_ones_and_their_total(before, after) -> None:
    view = office()
    first = new_lines(before)
    do(view, AddQuote(quote_id=QUOTE, customer_id=BEN, title="Deck", lines=first))
    seen = tuple(each.id for each in first)
    command = SetLines(
        record_kind=RecordKind.QUOTE, record_id=QUOTE, seen=seen, lines=new_lines(after)
    )
    do(view, command)
    stored, quote = lines_of(view, QUOTE), view.get(QuoteRow, QUOTE)
    assert quote is not None
    assert [each.position for each in stored] == list(range(len(after)))
    assert quote.total_cents == sum(each.net_cents + each.tax_cents for each in stored)
    seen_again = tuple(each.id for each in stored)
    again = msgspec.structs.replace(command, seen=seen_again)
    assert do(view, again).rows == ()


@pytest.mark.parametrize(
    "bad",
    [
        line("a", text=" "),
        line("a", text="x" * 501),
        line("a", quantity_thousandths=0),
        line("a", quantity_thousandths=10**9 + 1),
        line("a", unit_cents=-1),
        line("a", unit_cents=MAX_CENTS + 1),
        line("a", unit_cents=MAX_CENTS, quantity_thousandths=2_000),
        line("a", discount_cents=-1),
        line("a", discount_cents=10_001),
        line("a", tax_bp=-1),
        line("a", tax_bp=10_001),
    ],
    ids=repr,
)
def test_a_line_that_makes_no_sense_is_refused(bad: NewLine) -> None:
    with pytest.raises(Refused):
        decide(office(), AddQuote(quote_id=QUOTE, customer_id=BEN, title="x", lines=(bad,)), here())


def test_lines_that_together_overflow_are_refused() -> None:
    lines = (line("a", unit_cents=MAX_CENTS), line("b", unit_cents=1))
    command = AddInvoice(invoice_id=INVOICE, customer_id=BEN, title="x", lines=lines)
    with pytest.raises(Refused):
        decide(office(), command, here())


def test_a_record_has_at_most_two_hundred_lines_each_once() -> None:
    many = tuple(line(f"l{at}") for at in range(MAX_LINES + 1))
    for lines in (many, (line("a"), line("a"))):
        with pytest.raises(Refused):
            decide(office(), AddQuote(quote_id=QUOTE, customer_id=BEN, title="x", lines=lines),
                   here())  # fmt: skip


def test_nobody_replaces_lines_they_did_not_see() -> None:
    view = office()
    do(view, AddQuote(quote_id=QUOTE, customer_id=BEN, title="x", lines=(line("a"),)))
    command = SetLines(record_kind=RecordKind.QUOTE, record_id=QUOTE, seen=(), lines=(line("b"),))
    with pytest.raises(Refused) as refusal:
        decide(view, command, here())
    assert refusal.value.reason is Reason.CHANGED


def test_a_line_of_another_record_is_not_taken_over() -> None:
    view = office()
    do(view, AddQuote(quote_id=QUOTE, customer_id=BEN, title="x", lines=(line("a"),)))
    other = AddQuote(quote_id=RowId("other"), customer_id=BEN, title="y", lines=(line("a"),))
    with pytest.raises(Refused) as refusal:
        decide(view, other, here())
    assert refusal.value.reason is Reason.ID_TAKEN


def test_the_lines_of_a_booking_are_summed_in_its_own_money_row() -> None:
    view = office()
    command = SetLines(
        record_kind=RecordKind.BOOKING, record_id=BOOKING, seen=(), lines=(line("a", tax_bp=1_000),)
    )
    do(view, command)
    money = view.get(BookingMoneyRow, BOOKING)
    assert money is not None
    assert (money.total_cents, money.tax_cents, money.pay_cents) == (11_000, 1_000, 20_001)


def test_a_fieldworker_sees_no_lines_and_sets_none() -> None:
    command = SetLines(record_kind=RecordKind.BOOKING, record_id=BOOKING, seen=(), lines=())
    with pytest.raises(Refused):
        decide(office(), command, here(MEI))


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (RecordKind.QUOTE, QuoteRow(id=QUOTE, customer_id=BEN, status=QuoteStatus.ACCEPTED)),
        (RecordKind.INVOICE, InvoiceRow(id=QUOTE, customer_id=BEN, paid_cents=1)),
        (RecordKind.INVOICE, InvoiceRow(id=QUOTE, customer_id=BEN, credited_cents=1)),
    ],
)
def test_lines_stay_once_somebody_relied_on_them(kind: RecordKind, row: QuoteRow) -> None:
    view = office()
    view.put([row])
    command = SetLines(record_kind=kind, record_id=QUOTE, seen=(), lines=(line("a"),))
    with pytest.raises(Refused) as refusal:
        decide(view, command, here())
    assert refusal.value.reason is Reason.WRONG_STATUS


def test_an_invoice_closes_when_it_is_paid_and_opens_when_the_payment_is_void() -> None:
    view = with_invoice()
    do(view, pay("p1", 20_000))
    assert (invoice(view).status, invoice(view).due_cents) == (S.OPEN, 30_000)
    do(view, pay("p2", 30_000))
    assert (invoice(view).status, invoice(view).due_cents) == (S.CLOSED, 0)
    do(view, VoidPayment(payment_id=RowId("p2")))
    assert (invoice(view).status, invoice(view).due_cents) == (S.OPEN, 30_000)


def test_a_void_payment_stays_to_be_seen_and_is_not_taken_off_twice() -> None:
    view = with_invoice()
    do(view, pay("p1", 20_000))
    do(view, VoidPayment(payment_id=RowId("p1")))
    assert do(view, VoidPayment(payment_id=RowId("p1"))).rows == ()
    row = view.get(PaymentRow, RowId("p1"))
    assert row is not None
    assert row.voided_at == NOW
    assert invoice(view).paid_cents == 0


def test_an_invoice_past_its_date_is_overdue_again_when_its_payment_is_void() -> None:
    view = with_invoice(due_at=NOW - timedelta(days=1), status=S.OVERDUE)
    do(view, pay("p1", 50_000))
    assert invoice(view).status is S.CLOSED
    do(view, VoidPayment(payment_id=RowId("p1")))
    assert invoice(view).status is S.OVERDUE


def test_what_was_paid_too_much_is_taken_and_stands_as_a_credit() -> None:
    view = with_invoice()
    do(view, pay("p1", 60_000))
    assert (invoice(view).status, invoice(view).due_cents) == (S.CLOSED, -10_000)


def test_a_credit_note_over_the_whole_invoice_makes_it_credited() -> None:
    view = with_invoice()
    do(view, credit("c1", 20_000))
    assert invoice(view).status is S.OPEN
    do(view, credit("c2", 30_000))
    assert invoice(view).status is S.CREDITED
    do(view, VoidCreditNote(credit_note_id=RowId("c2")))
    assert (invoice(view).status, invoice(view).due_cents) == (S.OPEN, 30_000)
    row = view.get(CreditNoteRow, RowId("c2"))
    assert row is not None
    assert row.voided_at == NOW


@pytest.mark.parametrize("cents", [0, -1, 50_001])
def test_a_credit_note_is_more_than_nothing_and_at_most_the_invoice(cents: int) -> None:
    with pytest.raises(Refused):
        decide(with_invoice(), credit("c", cents), here(FINANCE))


def test_a_credit_note_needs_a_reason() -> None:
    command = msgspec.structs.replace(credit("c", 1), reason="  ")
    with pytest.raises(Refused):
        decide(with_invoice(), command, here(FINANCE))


@pytest.mark.parametrize("cents", [0, -1, MAX_CENTS + 1])
def test_a_payment_is_an_amount_that_can_be_booked(cents: int) -> None:
    with pytest.raises(Refused):
        decide(with_invoice(), pay("p", cents), here(FINANCE))


def test_the_same_payment_is_recorded_once() -> None:
    view = with_invoice()
    do(view, pay("p1", 100))
    with pytest.raises(Refused) as refusal:
        decide(view, pay("p1", 100), here(FINANCE))
    assert refusal.value.reason is Reason.ID_TAKEN


@given(
    st.lists(
        st.tuples(st.sampled_from(["pay", "credit", "void"]), st.integers(0, 60_000)), max_size=20
    )
)
def test_paid_and_credited_are_always_the_sums_of_what_stands(steps) -> None:
    view = with_invoice()
    made: list[AnyCommand] = []
    for at, (step, cents) in enumerate(steps):
        if step == "void":
            assume(made)
            last = made[cents % len(made)]
            undo = (
                VoidPayment(payment_id=last.payment_id)
                if isinstance(last, RecordPayment)
                else VoidCreditNote(credit_note_id=last.credit_note_id)  # type: ignore[union-attr]
            )
            do(view, undo)
            continue
        command = (pay if step == "pay" else credit)(f"r{at}", cents)
        try:
            do(view, command)
        except Refused:
            continue
        made.append(command)
    row = invoice(view)
    payments = view.where(PaymentRow, invoice_id=INVOICE)
    notes = view.where(CreditNoteRow, invoice_id=INVOICE)
    assert row.paid_cents == sum(each.amount_cents for each in payments if not each.voided_at)
    assert row.credited_cents == sum(each.amount_cents for each in notes if not each.voided_at)
    assert row.credited_cents <= row.total_cents
    assert (row.status in {S.CLOSED, S.CREDITED}) == (row.due_cents <= 0)


def test_who_may_only_look_records_no_payment() -> None:
    view = with_invoice()
    with pytest.raises(Refused) as refusal:
        decide(view, pay("p", 100), here(ADMIN, Role.READ_ONLY))
    assert refusal.value.reason is Reason.NOT_ALLOWED
