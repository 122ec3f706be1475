"""Fields two desks changed, statuses moved, records taken back and brought again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.customers import FieldEdit
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import PaymentRow
from sync_server.contract.records import (
    AcceptQuote,
    BookingMoneyRow,
    BookingRow,
    DiscardRecord,
    EditRecord,
    InquiryRow,
    InvoiceRow,
    MoveBooking,
    MoveInquiry,
    MoveQuote,
    QuoteRow,
    RestoreRecord,
)
from sync_server.contract.values import (
    BookingStatus,
    InquiryStatus,
    InvoiceStatus,
    QuoteStatus,
    RecordKind,
    Role,
)
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances, Reason, Refused
from sync_server.rules.record_edits import INQUIRY_MOVES, LAST_DAY_MS, QUOTE_MOVES
from sync_server.rules.view import MemoryView
from tests.support.builders import BEN, BOOKING, LIAM, MEI, NOW, OLIVIA, here, office

INQUIRY, QUOTE, INVOICE = RowId("inquiry"), RowId("quote"), RowId("invoice")
K = RecordKind
KINDS = {
    K.INQUIRY: InquiryRow(id=INQUIRY, customer_id=BEN, title="Deck"),
    K.QUOTE: QuoteRow(id=QUOTE, customer_id=BEN, title="Deck"),
    K.BOOKING: BookingRow(id=RowId("job"), customer_id=BEN, title="Deck"),
    K.INVOICE: InvoiceRow(id=INVOICE, customer_id=BEN, title="Deck", total_cents=100),
}


def records() -> MemoryView:
    view = office()
    view.put([*KINDS.values(), BookingMoneyRow(id=RowId("job"), customer_id=BEN, pay_cents=500)])
    return view


def edit(kind: RecordKind, field: str, old: str, new: str) -> EditRecord:
    return EditRecord(
        record_kind=kind, record_id=KINDS[kind].id, edits=(FieldEdit(field, old, new),)
    )


def ms(days: int) -> str:
    return str(to_ms(NOW + timedelta(days=days)))


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("field", ["title", "description"])
def test_a_field_that_still_holds_what_was_seen_is_set(kind: RecordKind, field: str) -> None:
    old = "Deck" if field == "title" else ""
    (row,) = decide(records(), edit(kind, field, old, " New "), here()).rows
    assert getattr(row, field) == "New"
    assert row.version == 1


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_field_two_desks_changed_keeps_the_first_and_shows_both(kind: RecordKind) -> None:
    view = records()
    view.put(decide(view, edit(kind, "title", "Deck", "Theirs"), here()).rows)
    effects = decide(view, edit(kind, "title", "Deck", "Mine"), here())
    assert effects.rows == ()
    assert "Theirs" in effects.merged
    assert "Mine" in effects.merged


def test_of_two_edits_the_one_without_a_clash_is_taken() -> None:
    command = EditRecord(
        record_kind=K.BOOKING,
        record_id=KINDS[K.BOOKING].id,
        edits=(FieldEdit("title", "Other", "Mine"), FieldEdit("site", "", "Glebe")),
    )
    effects = decide(records(), command, here())
    (row,) = effects.rows
    assert isinstance(row, BookingRow)
    assert (row.title, row.site) == ("Deck", "Glebe")
    assert effects.merged.startswith("title is “Deck”")


def test_what_is_so_already_is_no_clash() -> None:
    effects = decide(records(), edit(K.QUOTE, "title", "Before", "Deck"), here())
    assert (effects.rows, effects.merged) == ((), "")


def test_dates_are_set_moved_and_taken_away() -> None:
    view = records()
    view.put(decide(view, edit(K.QUOTE, "expires_at", "", ms(9)), here()).rows)
    row = view.get(QuoteRow, QUOTE)
    assert row is not None
    assert row.expires_at == NOW + timedelta(days=9)
    view.put(decide(view, edit(K.QUOTE, "expires_at", ms(9), ""), here()).rows)
    row = view.get(QuoteRow, QUOTE)
    assert row is not None
    assert row.expires_at is None


def test_an_invoice_whose_date_moves_into_the_past_is_overdue_and_back() -> None:
    view = records()
    view.put(decide(view, edit(K.INVOICE, "due_at", "", ms(-1)), here()).rows)
    row = view.get(InvoiceRow, INVOICE)
    assert row is not None
    assert row.status is InvoiceStatus.OVERDUE
    (row_after,) = decide(view, edit(K.INVOICE, "due_at", ms(-1), ms(5)), here()).rows
    assert isinstance(row_after, InvoiceRow)
    assert row_after.status is InvoiceStatus.OPEN


@pytest.mark.parametrize(
    ("kind", "field", "new"),
    [
        (K.QUOTE, "title", " "),
        (K.QUOTE, "title", "x" * 501),
        (K.QUOTE, "description", "x" * 20_001),
        (K.QUOTE, "expires_at", "soon"),
        (K.QUOTE, "expires_at", str(LAST_DAY_MS + 1)),
        (K.QUOTE, "expires_at", "-1"),
        (K.QUOTE, "total_cents", "5"),
        (K.QUOTE, "customer_id", "ben"),
        (K.INQUIRY, "due_at", "5"),
        (K.INVOICE, "paid_cents", "5"),
        (K.BOOKING, "pay_cents", "-5"),
        (K.BOOKING, "pay_cents", "x"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(kind: RecordKind, field: str, new: str) -> None:
    with pytest.raises(Refused):
        decide(records(), edit(kind, field, "", new), here())


def test_the_pay_of_a_booking_is_edited_like_a_field() -> None:
    view = records()
    (row,) = decide(view, edit(K.BOOKING, "pay_cents", "500", "700"), here()).rows
    assert isinstance(row, BookingMoneyRow)
    assert row.pay_cents == 700
    effects = decide(view, edit(K.BOOKING, "pay_cents", "1", "700"), here())
    assert "500" in effects.merged


@pytest.mark.parametrize("seen", list(QuoteStatus))
@pytest.mark.parametrize("to", list(QuoteStatus))
def test_a_quote_moves_as_the_table_says(seen: QuoteStatus, to: QuoteStatus) -> None:
    view = office()
    view.put([QuoteRow(id=QUOTE, customer_id=BEN, status=seen)])
    command = MoveQuote(quote_id=QUOTE, seen=seen, to=to)
    if seen is to:
        assert decide(view, command, here()).rows == ()
    elif to in QUOTE_MOVES[seen]:
        (row,) = decide(view, command, here()).rows
        assert isinstance(row, QuoteRow)
        assert row.status is to
    else:
        with pytest.raises(Refused):
            decide(view, command, here())


@pytest.mark.parametrize("seen", list(InquiryStatus))
@pytest.mark.parametrize("to", list(InquiryStatus))
def test_an_inquiry_moves_as_the_table_says(seen: InquiryStatus, to: InquiryStatus) -> None:
    view = office()
    view.put([InquiryRow(id=INQUIRY, customer_id=BEN, status=seen)])
    command = MoveInquiry(inquiry_id=INQUIRY, seen=seen, to=to)
    if seen is to:
        assert decide(view, command, here()).rows == ()
    elif to in INQUIRY_MOVES[seen]:
        (row,) = decide(view, command, here()).rows
        assert isinstance(row, InquiryRow)
        assert row.status is to
    else:
        with pytest.raises(Refused):
            decide(view, command, here())


def test_who_looked_at_another_status_is_told() -> None:
    moves = (
        MoveInquiry(inquiry_id=INQUIRY, seen=InquiryStatus.CLOSED, to=InquiryStatus.CONVERTED),
        MoveQuote(quote_id=QUOTE, seen=QuoteStatus.SENT, to=QuoteStatus.EXPIRED),
        MoveBooking(booking_id=BOOKING, seen=BookingStatus.FAILED, to=BookingStatus.IN_PROGRESS),
    )
    for command in moves:
        with pytest.raises(Refused) as refusal:
            decide(records(), command, here())
        assert refusal.value.reason is Reason.CHANGED


def discard(kind: RecordKind) -> DiscardRecord:
    return DiscardRecord(record_kind=kind, record_id=KINDS[kind].id)


def restore(kind: RecordKind) -> RestoreRecord:
    return RestoreRecord(record_kind=kind, record_id=KINDS[kind].id)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_record_taken_back_comes_again_as_it_was(kind: RecordKind) -> None:
    view = records()
    view.put(decide(view, discard(kind), here()).rows)
    row = view.get(type(KINDS[kind]), KINDS[kind].id)
    assert row is not None
    assert row.gone  # type: ignore[attr-defined]
    (back,) = decide(view, restore(kind), here()).rows
    assert not back.gone  # type: ignore[attr-defined]
    view.put([back])
    assert decide(view, restore(kind), here()).rows == ()


def test_a_desk_that_kept_nothing_leaves_bringing_back_to_the_server() -> None:
    desk = Circumstances(by=MEI, by_name="Mei", role=Role.AGENT, now=NOW)
    assert decide(office(), restore(K.QUOTE), desk).rows == ()
    with pytest.raises(Refused):
        decide(office(), restore(K.QUOTE), here())


def test_what_something_hangs_on_is_not_taken_back() -> None:
    view = records()
    job = KINDS[K.BOOKING].id
    bound = {
        K.INQUIRY: InquiryRow(id=INQUIRY, customer_id=BEN, converted_id=QUOTE),
        K.QUOTE: IssueRow(id=RowId("i"), record_kind=K.QUOTE, record_id=QUOTE, customer_id=BEN),
        K.BOOKING: InvoiceRow(id=RowId("bill"), customer_id=BEN, booking_id=job),
        K.INVOICE: PaymentRow(id=RowId("p"), invoice_id=INVOICE, customer_id=BEN),
    }
    view.put(list(bound.values()))
    for kind in bound:
        with pytest.raises(Refused) as refusal:
            decide(view, discard(kind), here())
        assert refusal.value.reason is Reason.WRONG_STATUS


def test_an_accepted_quote_stays() -> None:
    view = records()
    view.put(decide(view, AcceptQuote(quote_id=QUOTE, booking_id=RowId("j")), here()).rows)
    with pytest.raises(Refused):
        decide(view, discard(K.QUOTE), here())


@pytest.mark.parametrize(
    ("by", "role"), [(LIAM, Role.FIELDWORKER), (OLIVIA, Role.CUSTOMER), (MEI, Role.READ_ONLY)]
)
def test_only_the_office_edits_and_takes_back(by: RowId, role: Role) -> None:
    for command in (discard(K.INVOICE), edit(K.INVOICE, "title", "Deck", "x")):
        with pytest.raises(Refused):
            decide(records(), command, here(by, role))
