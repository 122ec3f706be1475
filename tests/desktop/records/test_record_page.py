"""One record's page: what it shows, where its links lead, what can be done and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QListView, QPlainTextEdit, QPushButton, QWidget

from desktop.links import Link, LinkKind, MessageWish
from desktop.qt.labels import Label
from desktop.records.page import RecordsPage
from desktop.records.parts import MenuButton
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from desktop.threads.referred import ReferredPosts
from sync_server.contract.base import RowId
from sync_server.contract.money import PaymentRow, VoidPayment
from sync_server.contract.records import (
    BookingRow,
    InquiryRow,
    InvoiceRow,
    MoveBooking,
    MoveQuote,
    QuoteRow,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import EditPost, PostRow, ThreadRow, WritePost
from sync_server.contract.values import (
    BookingStatus,
    Channel,
    InquiryStatus,
    InvoiceStatus,
    QuoteStatus,
    RecordKind,
    Role,
    Visibility,
)
from tests.desktop.records import office_of_records as office
from tests.support.windows import click, find, type_text

KINDS = {
    office.INQUIRY: LinkKind.INQUIRY,
    office.QUOTE: LinkKind.QUOTE,
    office.JOB: LinkKind.BOOKING,
    office.BILL: LinkKind.INVOICE,
}


def open_record(place: Office, record: RowId) -> None:
    place.open(Link(KINDS[record], record))


def words(window: QWidget, name: str) -> str:
    return find(window, Label, name).text()


def offered(window: QWidget, name: str) -> dict[str, QAction]:
    menu = find(window, MenuButton, name)
    return {} if menu.isHidden() else {each.text(): each for each in menu.menu_of.actions()}


def answer(window: MainWindow) -> None:
    """Press the button of the small dialog."""
    click(find(window, QPushButton, "ask_save"))


def fill(window: MainWindow, name: str, text: str) -> None:
    field = find(window, QLineEdit, name)
    field.clear()
    type_text(field, text)


def undo(window: MainWindow) -> None:
    click(find(window.toast, QPushButton, "banner_action"))


@pytest.mark.parametrize("record", list(KINDS))
def test_every_kind_opens_with_its_customer_as_a_link(window, place, record) -> None:
    """TML-03: the customer's name opens the profile."""
    open_record(place, record)
    assert window.windowTitle().startswith("Records")
    click(find(window, QPushButton, "record_customer"))
    assert window.windowTitle().startswith("Customers")


def test_a_record_names_what_it_came_from_and_what_it_became(window, place) -> None:
    """DIS-19: the inquiry keeps a link."""
    open_record(place, office.JOB)
    ties = [each.accessibleName() for each in window.findChildren(QPushButton)
            if each.objectName().startswith("tie_")]  # fmt: skip
    assert ties == ["INQ-00009", "EST-00030", "INV-00044"]
    click(find(window, QPushButton, f"tie_inquiry_{office.OLD_INQUIRY}"))
    click(find(window, QPushButton, f"tie_quote_{office.OLD_QUOTE}"))
    assert words(window, "record_title") == "Hallway window repair"


def test_an_invoice_shows_total_paid_credited_and_due(window, place) -> None:
    open_record(place, office.BILL)
    sums = {name: words(window, f"sum_{name}") for name in ("total", "paid", "credited", "due")}
    assert sums == {
        "total": "$470.25",
        "paid": "−$200.00",  # noqa: RUF001 - a minus
        "credited": "−$50.00",  # noqa: RUF001 - a minus
        "due": "$220.25",
    }


def test_the_head_shows_the_total_from_the_first_look_on(window, place) -> None:
    """TML-16."""
    open_record(place, office.BILL)
    total = find(window, Label, "record_total")
    assert (total.text(), total.isHidden()) == ("$470.25", False)


def test_rows_that_come_in_leave_a_button_under_the_mouse_alone(window, place) -> None:
    open_record(place, office.BILL)
    before = find(window, QPushButton, "record_payment")
    place.refresh(frozenset({"invoice"}))
    assert find(window, QPushButton, "record_payment") is before
    assert before.isVisible()


def test_a_bill_payer_is_a_link(window, place) -> None:
    """TML-03: everywhere a customer's name appears."""
    open_record(place, office.BILL)
    click(find(window, QPushButton, "fact_paid by"))
    assert place._customer == office.SON


def test_an_issue_of_a_booking_is_opened_from_it(window, place) -> None:
    open_record(place, office.JOB)
    click(find(window, QPushButton, f"issues_{office.ISSUE}"))
    assert window.windowTitle().startswith("Issues")


# -- money


def test_a_payment_closes_the_invoice_and_can_be_taken_back(window, place, store) -> None:
    open_record(place, office.BILL)
    click(find(window, QPushButton, "record_payment"))
    assert find(window, QLineEdit, "ask_amount").text() == "220.25"
    answer(window)
    assert store.view.get(InvoiceRow, office.BILL).status is InvoiceStatus.CLOSED
    assert words(window, "sum_due") == "$0.00"
    undo(window)
    row = store.view.get(InvoiceRow, office.BILL)
    assert (row.status, row.due_cents) == (InvoiceStatus.OPEN, 22_025)


@pytest.mark.parametrize(
    ("typed", "said"), [("22o", "is not an amount"), ("0", "more than nothing")]
)
def test_an_amount_that_cannot_be_booked_is_refused_at_its_field(
    window, place, store, typed, said
) -> None:
    open_record(place, office.BILL)
    click(find(window, QPushButton, "record_payment"))
    fill(window, "ask_amount", typed)
    answer(window)
    assert said in words(window, "ask_problem_amount")
    assert find(window, QLineEdit, "ask_amount").text() == typed
    assert len(store.view.where(PaymentRow, invoice_id=office.BILL)) == 2


def test_a_payment_entered_by_mistake_is_void_and_stays_to_be_seen(window, place, store) -> None:
    open_record(place, office.BILL)
    click(find(window, QPushButton, "void_payment_pay1"))
    assert store.view.get(InvoiceRow, office.BILL).paid_cents == 0
    assert (
        window.findChildren(QPushButton, "void_payment_pay1") == []
        or not find(window, QPushButton, "void_payment_pay1").isVisible()
    )


def test_a_credit_note_needs_a_reason_and_can_be_taken_back(window, place, store) -> None:
    open_record(place, office.BILL)
    click(find(window, QPushButton, "record_credit"))
    fill(window, "ask_amount", "20,25")
    answer(window)
    assert "Say why" in words(window, "ask_problem_reason")
    fill(window, "ask_reason", "Late")
    answer(window)
    assert store.view.get(InvoiceRow, office.BILL).credited_cents == 7_025
    undo(window)
    assert store.view.get(InvoiceRow, office.BILL).credited_cents == 5_000


# -- statuses and conversions


def test_a_booking_takes_one_of_the_office_s_own_statuses(window, place, store) -> None:
    """FLD-22: usable on the record."""
    place.open(Link(LinkKind.BOOKING, office.PLANNED))
    offered(window, "record_status")["Waiting for parts"].trigger()
    row = store.view.get(BookingRow, office.PLANNED)
    assert (row.status, row.status_id) == (BookingStatus.IN_PROGRESS, office.WAITS)
    undo(window)
    row = store.view.get(BookingRow, office.PLANNED)
    assert (row.status, row.status_id) == (BookingStatus.TO_SCHEDULE, None)


def test_only_statuses_one_may_go_to_are_offered(window, place) -> None:
    open_record(place, office.QUOTE)
    assert set(offered(window, "record_status")) == {"Draft", "Expired"}
    open_record(place, office.BILL)
    assert offered(window, "record_status") == {}


def test_a_change_of_status_is_taken_back_from_the_notice(window, place, store) -> None:
    open_record(place, office.QUOTE)
    offered(window, "record_status")["Draft"].trigger()
    assert store.view.get(QuoteRow, office.QUOTE).status is QuoteStatus.DRAFT
    undo(window)
    assert store.view.get(QuoteRow, office.QUOTE).status is QuoteStatus.SENT


def test_an_inquiry_becomes_a_quote_with_its_posts_and_opens_it(window, place, store) -> None:
    """DIS-19."""
    open_record(place, office.INQUIRY)
    click(find(window, QPushButton, "record_make_quote"))
    answer(window)
    inquiry = store.view.get(InquiryRow, office.INQUIRY)
    assert inquiry.status is InquiryStatus.CONVERTED
    assert [post.id for post in store.view.where(PostRow, thread_id=inquiry.converted_id)] == ["p5"]
    assert words(window, "record_title") == "Solar panel wash"
    assert find(window, QPushButton, f"tie_inquiry_{office.INQUIRY}").isVisible()


def test_an_accepted_quote_becomes_a_scheduled_booking(window, place, store) -> None:
    """DIS-20: the booking's thread shows the quote's posts."""
    open_record(place, office.QUOTE)
    click(find(window, QPushButton, "record_accept"))
    fill(window, "ask_day", "30 nov 2026")
    fill(window, "ask_begins", "11")
    fill(window, "ask_ends", "9")
    answer(window)
    assert "ends after it begins" in words(window, "ask_problem_ends")
    fill(window, "ask_ends", "12:30")
    answer(window)
    job = store.view.get(BookingRow, store.view.get(QuoteRow, office.QUOTE).booking_id)
    assert job is not None
    assert (job.site, job.ends_at - job.starts_at) == (
        "9 Beach Rd, Manly NSW",
        timedelta(hours=1, minutes=30),
    )
    assert [post.id for post in store.view.where(PostRow, thread_id=job.id)] == ["p4"]


def test_what_was_written_before_is_opened_to_fieldworkers_and_hidden_again(
    window, place, store
) -> None:
    """DIS-19: 'Open history to fieldworkers' toggles access."""
    open_record(place, office.JOB)
    offered(window, "record_more")["Hide history from fieldworkers"].trigger()
    assert not store.view.get(ThreadRow, office.JOB).fieldworker_access
    offered(window, "record_more")["Open history to fieldworkers"].trigger()
    assert store.view.get(ThreadRow, office.JOB).fieldworker_access


def test_an_invoice_made_by_mistake_is_taken_back(window, place, store) -> None:
    place.open(Link(LinkKind.BOOKING, office.PLANNED))
    click(find(window, QPushButton, "record_invoice"))
    answer(window)
    (made,) = store.view.where(InvoiceRow, booking_id=office.PLANNED)
    assert made.total_cents == 26_000
    undo(window)
    assert store.view.get(InvoiceRow, made.id) is None


def test_a_discarded_record_leaves_for_the_list_and_says_so(window, place, store) -> None:
    place.open(Link(LinkKind.BOOKING, office.PLANNED))
    offered(window, "record_more")["Discard"].trigger()
    assert store.view.get(BookingRow, office.PLANNED) is None
    assert window.toast.text() == "BOK-00019 discarded."
    assert find(window, QPushButton, "records_quote").isVisible()


def test_what_cannot_be_discarded_says_why(window, place, store) -> None:
    open_record(place, office.BILL)
    offered(window, "record_more")["Discard"].trigger()
    assert "issue a credit note instead" in window.toast.text()
    assert store.view.get(InvoiceRow, office.BILL) is not None


def test_a_record_that_is_not_here_says_so_and_leads_back(window, place) -> None:
    place.open(Link(LinkKind.QUOTE, RowId("never")))
    click(find(window.findChild(RecordsPage).record, QPushButton, "empty_state_action"))
    assert find(window, QPushButton, "records_quote").isVisible()


# -- the thread and the booking's posts


def referred(window: QWidget) -> ReferredPosts:
    return find(window, ReferredPosts, "referred")


@pytest.mark.parametrize(
    ("kind", "record"), [(LinkKind.INVOICE, office.BILL), (LinkKind.ISSUE, office.ISSUE)]
)
def test_the_booking_s_posts_are_seen_live_on_its_invoice_and_issue(
    window, place, store, kind, record
) -> None:
    """DIS-21: a new post in the booking appears there; an edit is seen once."""
    place.open(Link(kind, record))
    section = referred(window)
    assert section.isVisible()
    assert find(section, QPushButton, "referred_open").accessibleName() == "From BOK-00018"
    write = WritePost(
        post_id=RowId("new"), thread_id=office.JOB, body="On my way.", visibility=Visibility.STAFF
    )
    store.do(write)
    assert [line.id for line in section.model().lines()] == ["p1", "p2", "new"]
    store.do(EditPost(post_id=RowId("new"), body="On my way, 10 minutes."))
    assert [line.body for line in section.model().lines()][2:] == ["On my way, 10 minutes."]
    own = find(section.parentWidget(), QListView, "thread_lines").model()
    assert own.rowCount() == (2 if kind is LinkKind.INVOICE else 0)


def test_a_post_made_on_an_invoice_stays_there(window, place, store) -> None:
    """DIS-22."""
    open_record(place, office.BILL)
    type_text(find(window, QPlainTextEdit, "composer_text"), "Paid half of it.")
    click(find(window, QPushButton, "composer_send"))
    assert {post.thread_id for post in store.view.where(PostRow, body="Paid half of it.")} == {
        office.BILL
    }
    assert "Paid half of it." not in [line.body for line in referred(window).model().lines()]


def test_the_booking_is_opened_from_its_posts(window, place) -> None:
    open_record(place, office.BILL)
    click(find(referred(window), QPushButton, "referred_open"))
    assert not referred(window).isVisible()
    assert find(window, QPushButton, f"tie_quote_{office.OLD_QUOTE}").isVisible()


# -- what others do, and who may


def test_a_change_from_elsewhere_is_seen_at_once(window, place, store) -> None:
    """TML-06: within a second."""
    open_record(place, office.BILL)
    store.do(VoidPayment(payment_id=RowId("pay1")))
    assert words(window, "sum_due") == "$420.25"


def test_a_record_is_mailed_to_its_customer_by_its_number(window, place) -> None:
    open_record(place, office.BILL)
    sent: list[MessageWish] = []
    place.records.message_requested.connect(sent.append)
    offered(window, "record_more")["E-mail it…"].trigger()
    assert (sent[0].customer_id, sent[0].record_id) == (office.OLIVIA, office.BILL)
    assert "INV-00044" in sent[0].subject


def test_icons_beside_the_customer_open_a_message_about_the_booking(window, place) -> None:
    """ISS-17: nothing is filled in but to whom and about what."""
    open_record(place, office.JOB)
    sent: list[MessageWish] = []
    place.records.message_requested.connect(sent.append)
    click(find(window, QPushButton, "record_contact_email"))
    click(find(window, QPushButton, "record_contact_sms"))
    assert [wish.channel for wish in sent] == [Channel.EMAIL, Channel.SMS]
    assert {(wish.customer_id, wish.record_id) for wish in sent} == {(office.OLIVIA, office.JOB)}
    assert sent[0].record_kind is RecordKind.BOOKING


def test_an_issue_is_reported_for_the_record_s_customer(window, place) -> None:
    open_record(place, office.JOB)
    offered(window, "record_more")["Report issue…"].trigger()
    assert find(window, QPushButton, "report_save").isVisible()


def test_who_may_only_look_is_offered_nothing_to_change(
    window: MainWindow, tmp_path, store: Store, profile: Profile
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = office.desk(folder, role=Role.READ_ONLY)
    other.outbox.set_person(Person(office.AMY, "Amy", Role.READ_ONLY))
    reader = Store(other, office.clock)
    assert reader.view.get(StaffRow, office.AMY).role is Role.READ_ONLY
    page = Office(window, reader, office.clock)
    page.open_first()
    open_record(page, office.BILL)
    assert offered(window, "record_more") == {}
    assert window.findChildren(QPushButton, "record_payment") == []
    assert window.findChildren(QPushButton, "void_payment_pay1") == []
    page.stop()
    other.close()


def test_a_move_somebody_else_made_first_is_refused_in_words(window, place, store) -> None:
    open_record(place, office.QUOTE)
    chosen = offered(window, "record_status")["Expired"]
    page = window.findChild(RecordsPage)
    found = page.record._sheet
    store.do(MoveQuote(quote_id=office.QUOTE, seen=QuoteStatus.SENT, to=QuoteStatus.DRAFT))
    assert chosen is not None
    page.acting.choose(found, page.record._choices[0])
    assert store.view.get(QuoteRow, office.QUOTE).status is QuoteStatus.DRAFT


def test_what_was_done_to_another_booking_leaves_this_page_alone(window, place, store) -> None:
    open_record(place, office.BILL)
    command = MoveBooking(
        booking_id=office.PLANNED, seen=BookingStatus.TO_SCHEDULE, to=BookingStatus.IN_PROGRESS
    )
    store.do(command)
    assert words(window, "sum_due") == "$220.25"
