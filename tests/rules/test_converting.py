"""Inquiry, quote, booking, invoice: what goes along when one becomes the next."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import NewLine
from sync_server.contract.records import (
    AcceptQuote,
    AddInquiry,
    AddQuote,
    BookingMoneyRow,
    BookingRow,
    ConvertInquiry,
    InquiryRow,
    InvoiceBooking,
    InvoiceRow,
    MoveInquiry,
    QuoteRow,
)
from sync_server.contract.threads import OpenThread, PostRow, ThreadRow, WritePost
from sync_server.contract.values import (
    InquiryStatus,
    InvoiceStatus,
    QuoteStatus,
    RecordKind,
    Role,
    Visibility,
)
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.money import lines_of
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import may_see
from tests.support.builders import BEN, BOOKING, LIAM, MEI, NOW, OLIVIA, here, office

INQUIRY, QUOTE, JOB = RowId("inquiry"), RowId("quote"), RowId("job")
INVOICE = RowId("invoice")
LINES = (
    NewLine(id=RowId("l1"), text="Deck", unit_cents=10_000, tax_bp=1_000),
    NewLine(id=RowId("l2"), text="Oil", unit_cents=5_000),
)


def do(view: MemoryView, *commands: AnyCommand) -> MemoryView:
    for command in commands:
        view.put(decide(view, command, here()).rows)
    return view


def write(thread: RowId, name: str, visibility: Visibility = Visibility.STAFF) -> WritePost:
    return WritePost(post_id=RowId(name), thread_id=thread, body=name, visibility=visibility)


def inquired(posts: int = 3) -> MemoryView:
    view = do(office(), AddInquiry(inquiry_id=INQUIRY, customer_id=BEN, title="Deck"))
    return do(view, *(write(INQUIRY, f"p{at}") for at in range(posts)))


def quoted() -> MemoryView:
    add = AddQuote(quote_id=QUOTE, customer_id=BEN, title="Deck", lines=LINES)
    return do(office(), add, write(QUOTE, "p0"), write(QUOTE, "p1"))


def convert(to: RecordKind = RecordKind.QUOTE, **more: bool) -> ConvertInquiry:
    return ConvertInquiry(inquiry_id=INQUIRY, to=to, new_id=QUOTE, **more)


def accept(**more: object) -> AcceptQuote:
    return AcceptQuote(quote_id=QUOTE, booking_id=JOB, **more)  # type: ignore[arg-type]


def posts(view: MemoryView, thread: RowId) -> list[RowId]:
    found = view.where(PostRow, thread_id=thread)
    return [post.id for post in sorted(found, key=lambda post: (post.posted_at or NOW, post.id))]


@pytest.mark.parametrize("to", [RecordKind.QUOTE, RecordKind.BOOKING])
@given(count=st.integers(0, 9))
def test_the_same_posts_stand_in_the_same_order_under_the_new_record(to, count) -> None:
    """DIS-19: same post ids under the new record."""
    view = inquired(count)
    before = posts(view, INQUIRY)
    do(view, convert(to))
    assert posts(view, QUOTE) == before
    assert posts(view, INQUIRY) == []
    assert {post.came_from for post in view.where(PostRow, thread_id=QUOTE)} <= {INQUIRY}


def test_the_inquiry_keeps_a_link_to_what_it_became() -> None:
    """DIS-19: the inquiry keeps a link."""
    view = do(inquired(), convert())
    inquiry, quote = view.get(InquiryRow, INQUIRY), view.get(QuoteRow, QUOTE)
    assert inquiry is not None
    assert quote is not None
    assert (inquiry.converted_kind, inquiry.converted_id) == (RecordKind.QUOTE, QUOTE)
    assert (inquiry.status, quote.inquiry_id) == (InquiryStatus.CONVERTED, INQUIRY)


def test_files_go_along_with_their_posts() -> None:
    view = inquired(1)
    view.put([AttachmentRow(id=RowId("f"), post_id=RowId("p0"), thread_id=INQUIRY)])
    do(view, convert())
    file = view.get(AttachmentRow, RowId("f"))
    assert file is not None
    assert file.thread_id == QUOTE


def test_what_came_along_is_closed_to_fieldworkers_until_somebody_opens_it() -> None:
    """DIS-19: 'Open history to fieldworkers' toggles access."""
    view = do(inquired(1), convert(RecordKind.BOOKING))
    booking = view.get(BookingRow, QUOTE)
    assert booking is not None
    view.put([msgspec.structs.replace(booking, worker_ids=(MEI,))])
    (post,) = view.where(PostRow, thread_id=QUOTE)
    assert not may_see(view, post, Role.FIELDWORKER, MEI)
    do(view, OpenThread(thread_id=QUOTE, is_open=True))
    assert may_see(view, post, Role.FIELDWORKER, MEI)
    do(view, OpenThread(thread_id=QUOTE, is_open=False))
    assert not may_see(view, post, Role.FIELDWORKER, MEI)


def test_the_tick_in_the_convert_dialog_opens_it_at_once() -> None:
    view = do(inquired(1), convert(RecordKind.BOOKING, opens_to_fieldworkers=True))
    thread = view.get(ThreadRow, QUOTE)
    assert thread is not None
    assert thread.fieldworker_access


def test_converting_twice_to_the_same_record_changes_nothing() -> None:
    view = do(inquired(), convert())
    assert decide(view, convert(), here()).rows == ()
    other = msgspec.structs.replace(convert(), new_id=RowId("second"))
    with pytest.raises(Refused) as refusal:
        decide(view, other, here())
    assert refusal.value.reason is Reason.CHANGED


def test_a_closed_inquiry_is_opened_before_it_is_converted() -> None:
    close = MoveInquiry(inquiry_id=INQUIRY, seen=InquiryStatus.OPEN, to=InquiryStatus.CLOSED)
    view = do(inquired(), close)
    with pytest.raises(Refused) as refusal:
        decide(view, convert(), here())
    assert refusal.value.reason is Reason.WRONG_STATUS


@pytest.mark.parametrize("to", [RecordKind.INVOICE, RecordKind.INQUIRY, RecordKind.ISSUE])
def test_an_inquiry_becomes_a_quote_or_a_booking_only(to: RecordKind) -> None:
    with pytest.raises(Refused):
        decide(inquired(), convert(to), here())


def test_a_new_booking_out_of_an_inquiry_has_money_of_its_own() -> None:
    view = do(inquired(), convert(RecordKind.BOOKING))
    assert view.get(BookingMoneyRow, QUOTE) is not None


def test_an_accepted_quote_becomes_a_booking_with_its_lines_posts_and_issues() -> None:
    """ISS-02. DIS-20: the booking's thread shows the quote's posts, in order."""
    view = quoted()
    view.put([IssueRow(id=RowId("i"), customer_id=BEN, record_kind=RecordKind.QUOTE,
                       record_id=QUOTE)])  # fmt: skip
    do(view, accept(worker_ids=(LIAM,)))
    quote, money = view.get(QuoteRow, QUOTE), view.get(BookingMoneyRow, JOB)
    issue = view.get(IssueRow, RowId("i"))
    assert quote is not None
    assert money is not None
    assert issue is not None
    assert posts(view, JOB) == ["p0", "p1"]
    assert [line.text for line in lines_of(view, JOB)] == ["Deck", "Oil"]
    assert (money.total_cents, money.tax_cents) == (16_000, 1_000)
    assert (quote.status, quote.booking_id) == (QuoteStatus.ACCEPTED, JOB)
    assert (issue.record_kind, issue.record_id) == (RecordKind.BOOKING, JOB)
    assert [line.text for line in lines_of(view, QUOTE)] == ["Deck", "Oil"]


def test_posts_of_an_inquiry_keep_where_they_were_written_through_two_conversions() -> None:
    view = do(inquired(2), convert(), accept())
    assert posts(view, JOB) == ["p0", "p1"]
    assert {post.came_from for post in view.where(PostRow, thread_id=JOB)} == {INQUIRY}
    booking = view.get(BookingRow, JOB)
    assert booking is not None
    assert (booking.inquiry_id, booking.quote_id) == (INQUIRY, QUOTE)


def test_a_quote_is_accepted_once() -> None:
    view = do(quoted(), accept())
    assert decide(view, accept(), here()).rows == ()
    with pytest.raises(Refused):
        decide(view, msgspec.structs.replace(accept(), booking_id=RowId("again")), here())


def test_a_booking_names_only_people_who_work_here() -> None:
    with pytest.raises(Refused):
        decide(quoted(), accept(worker_ids=(RowId("nobody"),)), here())


def test_an_invoice_has_the_lines_of_its_booking_and_a_thread_of_its_own() -> None:
    """DIS-21, DIS-22: the booking's thread is neither copied nor moved."""
    view = do(quoted(), accept(), InvoiceBooking(booking_id=JOB, invoice_id=INVOICE))
    invoice = view.get(InvoiceRow, INVOICE)
    assert invoice is not None
    assert (invoice.total_cents, invoice.tax_cents, invoice.booking_id) == (16_000, 1_000, JOB)
    assert invoice.due_at == NOW + timedelta(days=14)
    assert posts(view, INVOICE) == []
    assert posts(view, JOB) == ["p0", "p1"]
    do(view, write(INVOICE, "bill"))
    assert posts(view, INVOICE) == ["bill"]
    assert posts(view, JOB) == ["p0", "p1"]


def test_copied_lines_get_the_same_ids_on_every_desk() -> None:
    """Desk and server decide by themselves and must not make two sets of lines."""
    first = do(quoted(), accept(), InvoiceBooking(booking_id=JOB, invoice_id=INVOICE))
    second = do(quoted(), accept(), InvoiceBooking(booking_id=JOB, invoice_id=INVOICE))
    for record in (JOB, INVOICE):
        ids = [line.id for line in lines_of(first, record)]
        assert ids == [line.id for line in lines_of(second, record)]
    assert len({line.id for r in (QUOTE, JOB, INVOICE) for line in lines_of(first, r)}) == 6


def test_a_booking_is_invoiced_again_only_after_a_credit_note_over_all_of_it() -> None:
    view = do(office(), InvoiceBooking(booking_id=BOOKING, invoice_id=INVOICE))
    again = InvoiceBooking(booking_id=BOOKING, invoice_id=RowId("again"))
    with pytest.raises(Refused):
        decide(view, again, here())
    row = view.get(InvoiceRow, INVOICE)
    assert row is not None
    view.put([msgspec.structs.replace(row, status=InvoiceStatus.CREDITED)])
    assert decide(view, again, here()).rows


@pytest.mark.parametrize("role", [Role.FIELDWORKER, Role.CUSTOMER, Role.READ_ONLY])
def test_only_the_office_converts(role: Role) -> None:
    with pytest.raises(Refused):
        decide(inquired(), convert(), here(OLIVIA, role))
