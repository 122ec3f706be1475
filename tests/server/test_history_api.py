"""The history over HTTP: for the office, of what each of them sees, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.care import MergeCustomers, RemoveContactPoint
from sync_server.contract.columns import to_ms
from sync_server.contract.customers import AddContactPoint, EditCustomer, FieldEdit, NewContactPoint
from sync_server.contract.history import HistoryAsk, HistoryLine, HistoryPage
from sync_server.contract.issues import MoveIssue, ReportIssue
from sync_server.contract.messages import Purpose, SendMessage
from sync_server.contract.money import NewLine, RecordPayment
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import AddInvoice
from sync_server.contract.threads import ChangePostVisibility, EditPost, RemovePost, WritePost
from sync_server.contract.values import (
    Channel,
    ContactKind,
    IssueStatus,
    RecordKind,
    Role,
    Visibility,
)
from sync_server.store.audit import at_console, erase
from sync_server.store.change import write_change
from sync_server.store.histories import _wanted
from sync_server.store.sequence import take_seq
from sync_server.store.view import SqlView
from tests.support.office import Office, Seat, fresh_id, running, settings_for


def read(seat: Seat, path: str) -> HistoryPage:
    answer = seat.get(f"/v1/history{path}")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=HistoryPage)


def edit(office: Office, customer: RowId, field: str, old: str, new: str) -> None:
    office.do("amy", EditCustomer(customer_id=customer, edits=(FieldEdit(field, old, new),)))


def said(page: HistoryPage) -> list[tuple[str, str | None, str | None]]:
    return [
        (change.field, change.old, change.new)
        for line in page.lines
        for change in line.changes
        if not line.is_new
    ]


@pytest.fixture
def customer(office: Office) -> RowId:
    return office.add_customer("Olivia Smith")


def test_an_edited_field_is_told_with_old_new_who_and_when(office: Office, customer: RowId) -> None:
    """TML-10."""
    edit(office, customer, "location", "", "Bondi")
    edit(office, customer, "location", "Bondi", "Manly")
    page = read(office.seat("ben"), f"/customer/{customer}")
    assert said(page) == [("location", "Bondi", "Manly"), ("location", "", "Bondi")]
    newest = page.lines[0]
    assert (newest.by, newest.by_name, newest.kind) == (office.id("amy"), "Amy", "customer.edit")
    assert to_ms(newest.at) <= to_ms(office.server.clock())
    assert page.lines[-1].is_new
    assert page.before == 0


def test_notes_of_the_office_are_part_of_the_customers_history(
    office: Office, customer: RowId
) -> None:
    edit(office, customer, "note", "", "Two dogs")
    names = {line.entity for line in read(office.seat("ben"), f"/customer/{customer}").lines}
    assert names == {"customer", "customer_note"}


def test_a_customers_history_holds_all_that_belongs_to_them(
    office: Office, customer: RowId
) -> None:
    """TML-10, AUD-02."""
    booking = office.add_booking(customer, "liam")
    post_id = fresh_id()
    write = WritePost(
        post_id=post_id, thread_id=booking, body="Ring twice", visibility=Visibility.STAFF
    )
    office.do("amy", write)
    point = NewContactPoint(fresh_id(), ContactKind.PHONE, "+61412555018")
    office.do("amy", AddContactPoint(customer_id=customer, contact_point=point))
    other = office.add_customer("Ben Okoro")
    seat = office.seat("fiona")
    lines = read(seat, f"?customer={customer}").lines
    assert [line.entity for line in lines] == [
        "contact_point",
        "post",
        "booking_money",
        "booking",
        "customer",
    ]
    profile = read(seat, f"?customer={customer}&entity=customer,contact_point").lines
    assert [line.entity for line in profile] == ["contact_point", "customer"]
    assert [line.row_id for line in read(seat, f"?customer={other}").lines] == [other]


def test_a_booking_and_its_money_are_one_history(office: Office, customer: RowId) -> None:
    booking = office.add_booking(customer)
    lines = read(office.seat("amy"), f"/booking/{booking}").lines
    assert {line.entity for line in lines} == {"booking", "booking_money"}


def test_a_records_history_holds_what_hangs_on_it(office: Office, customer: RowId) -> None:
    """AUD-02: posts, lines and payments of an invoice, and nobody else's."""
    other, invoice = office.add_booking(customer), fresh_id()
    line = NewLine(id=fresh_id(), text="Panes", unit_cents=5_000)
    office.do(
        "amy",
        AddInvoice(invoice_id=invoice, customer_id=customer, title="Windows", lines=(line,)),
    )
    pay = RecordPayment(payment_id=fresh_id(), invoice_id=invoice, amount_cents=500)
    office.do("fiona", pay)
    write = WritePost(
        post_id=fresh_id(), thread_id=invoice, body="Paid", visibility=Visibility.INTERNAL
    )
    office.do("amy", write)
    lines = read(office.seat("ben"), f"/invoice/{invoice}").lines
    assert {line.entity for line in lines} == {"invoice", "line", "payment", "post"}
    assert ("paid_cents", "0", "500") in said(HistoryPage(lines))
    assert other not in {line.row_id for line in lines}


def test_a_bookings_history_tells_of_its_issues_and_their_letters(
    office: Office, customer: RowId
) -> None:
    """ISS-17, ISS-19: reported, moved, held and written about; the talk about it is the issue's."""
    booking, other = office.add_booking(customer, "liam"), office.add_booking(customer, "liam")
    issue, elsewhere, letter = fresh_id(), fresh_id(), fresh_id()
    for issue_id, about in ((issue, booking), (elsewhere, other)):
        report = ReportIssue(
            issue_id=issue_id,
            record_kind=RecordKind.BOOKING,
            record_id=about,
            issue_type="Damage",
            description="A scratch",
            responsible_ids=(office.id("liam"),),
        )
        office.do("amy", report)
    office.do("amy", MoveIssue(issue, IssueStatus.NEW, IssueStatus.IN_PROGRESS))
    send = SendMessage(
        message_id=letter,
        customer_id=customer,
        channel=Channel.EMAIL,
        address="olivia@example.org",
        subject="What we noted",
        body="A scratch",
        record_kind=RecordKind.ISSUE,
        record_id=issue,
        purpose=Purpose.DETAILS,
    )
    office.do("amy", send)
    post = WritePost(
        post_id=fresh_id(), thread_id=issue, body="Between us", visibility=Visibility.INTERNAL
    )
    office.do("amy", post)
    page = read(office.seat("ben"), f"/booking/{booking}")
    told = {(line.entity, line.row_id) for line in page.lines}
    assert {("issue", issue), ("message", letter), ("hold", f"{issue}:{office.id('liam')}")} < told
    assert ("status", "new", "in_progress") in said(page)
    assert "post" not in {entity for entity, _ in told}
    assert elsewhere not in {row_id for _, row_id in told}


def test_what_was_taken_back_stays_in_the_history(office: Office, customer: RowId) -> None:
    point = NewContactPoint(fresh_id(), ContactKind.PHONE, "+61412555018")
    office.do("amy", AddContactPoint(customer_id=customer, contact_point=point))
    office.do("amy", RemoveContactPoint(contact_point_id=point.id))
    page = read(office.seat("ben"), f"?customer={customer}&entity=contact_point")
    assert said(page) == [("gone", "0", "1")]
    assert len(page.lines) == 2


def test_a_kept_profile_tells_also_what_happened_to_the_merged_one(
    office: Office, customer: RowId
) -> None:
    merged, third = office.add_customer("O. Smith"), office.add_customer("Olivia")
    edit(office, merged, "location", "", "Bondi")
    for kept, gone in ((merged, third), (customer, merged)):
        office.do("amy", MergeCustomers(merge_id=fresh_id(), kept_id=kept, merged_id=gone))
    seat = office.seat("ben")
    page = read(seat, f"?customer={customer}&entity=customer,merge")
    assert ("location", "", "Bondi") in said(page)
    assert {customer, merged, third} <= {line.row_id for line in page.lines}
    assert read(seat, f"/customer/{merged}").lines


def test_a_role_without_a_right_reads_nothing_of_it(office: Office, customer: RowId) -> None:
    """TML-29: rights count for the history, too."""
    invoice = fresh_id()
    office.do("amy", AddInvoice(invoice_id=invoice, customer_id=customer, title="Windows"))
    technician = office.hire("tess", Role.TECHNICIAN)
    seat = office.seat("tess")
    assert technician
    assert seat.get(f"/v1/history/invoice/{invoice}").status_code == 404
    names = {line.entity for line in read(seat, f"?customer={customer}").lines}
    assert names == {"customer"}


def test_history_is_found_by_an_index(office: Office) -> None:
    if not office.server.database.is_sqlite:
        return
    asks = (
        HistoryAsk(customer_id=RowId("x"), entities=("customer",), by=RowId("amy")),
        HistoryAsk(entity="invoice", row_id=RowId("x")),
        HistoryAsk(entity="post", row_id=RowId("x")),
    )
    with office.server.database.reading() as connection:
        for ask, name in zip(asks, ("customer_id", "record_id", "entity"), strict=True):
            wanted = _wanted(SqlView(connection), ask).limit(200)
            compiled = wanted.compile(connection.engine, compile_kwargs={"literal_binds": True})
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
            assert f"USING INDEX ix_audit_{name}" in plan[0][3]


def test_pages_follow_each_other_without_a_gap(office: Office, customer: RowId) -> None:
    for number in range(7):
        edit(office, customer, "note", "", f"Note {number}")
    seat, seen, before = office.seat("amy"), [], 0
    while True:
        page = read(seat, f"/customer/{customer}?limit=3&before={before}")
        seen += [line.n for line in page.lines]
        before = page.before
        if not before:
            break
    assert len(seen) == len(set(seen)) == 8
    assert seen == sorted(seen, reverse=True)


def test_a_filter_by_field_or_person_keeps_only_those(office: Office, customer: RowId) -> None:
    """TML-10: filter by field."""
    edit(office, customer, "location", "", "Bondi")
    edit(office, customer, "name", "Olivia Smith", "Olivia Jones")
    rename = EditCustomer(
        customer_id=customer, edits=(FieldEdit("name", "Olivia Jones", "Olivia Li"),)
    )
    office.do("ben", rename)
    seat = office.seat("amy")
    renamed = read(seat, f"/customer/{customer}?field=name&by={office.id('ben')}")
    assert said(renamed) == [("name", "Olivia Jones", "Olivia Li")]
    fields = {line.changes[0].field for line in read(seat, f"/customer/{customer}?field=location")
              .lines if not line.is_new}  # fmt: skip
    assert fields == {"location"}


def test_only_the_office_reads_history(office: Office, customer: RowId) -> None:
    office.add_booking(customer, "liam")
    seat = office.seat("liam")
    for path in (f"/customer/{customer}", f"?customer={customer}"):
        answer = seat.get(f"/v1/history{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert office.try_path(f"/v1/history/customer/{customer}").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/customer/nobody",
        "/nothing/x",
        "/audit/1",
        "/customer/%00",
        "?customer=nobody",
        "?customer=%00",
        "?customer=",
    ],
)
def test_history_nobody_has_is_not_found(office: Office, path: str) -> None:
    assert office.seat("olive").get(f"/v1/history{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "?customer=x&before=abc", "?customer=x&limit=many"])
def test_a_question_that_makes_no_sense_is_refused(office: Office, path: str) -> None:
    assert office.seat("olive").get(f"/v1/history{path}").status_code == 400


def test_numbers_out_of_range_are_harmless(office: Office, customer: RowId) -> None:
    seat = office.seat("amy")
    for query in (f"before={10**30}", "before=-5", "limit=0", "limit=-1", f"limit={10**30}"):
        assert read(seat, f"/customer/{customer}?{query}").lines


def test_what_somebody_may_not_see_is_not_in_anybodys_history(
    office: Office, customer: RowId
) -> None:
    """A notice is its recipient's; the one who asks is somebody else."""
    notice = NoticeRow(
        id=fresh_id(), recipient_id=office.id("ben"), title="x", customer_id=customer
    )
    with office.server.database.writing() as tx:
        now = to_ms(office.server.clock())
        seq = take_seq(tx, RowId("system"), now)
        write_change(tx, SqlView(tx), [notice], seq, at_console(now, "put"))
    assert office.seat("amy").get(f"/v1/history/notice/{notice.id}").status_code == 404
    assert read(office.seat("ben"), f"/notice/{notice.id}").lines
    names = {line.entity for line in read(office.seat("ben"), f"?customer={customer}").lines}
    assert "notice" not in names


def texts(lines: tuple[HistoryLine, ...]) -> list[tuple[str | None, str | None]]:
    changes = (change for line in lines for change in line.changes)
    return [(change.old, change.new) for change in changes if change.field == "body"]


def test_a_post_tells_its_edits_and_a_removed_one_only_to_moderators(
    office: Office, customer: RowId
) -> None:
    """AUD-01: author, time, edits, visibility old and new, deletion."""
    post = fresh_id()
    level = Visibility.INTERNAL
    office.do("amy", WritePost(post_id=post, thread_id=customer, body="Key: mat", visibility=level))
    office.do("amy", EditPost(post_id=post, body="Key: Ben"))
    widen = ChangePostVisibility(post_id=post, visibility=Visibility.STAFF, seen_version=1)
    office.do("amy", widen)
    ben, adam = office.seat("ben"), office.seat("adam")
    page = read(ben, f"/post/{post}")
    assert texts(page.lines) == [("Key: mat", "Key: Ben"), (None, "Key: mat")]
    assert ("visibility", "internal", "staff") in said(page)
    office.do("amy", RemovePost(post_id=post))
    removed = read(ben, f"/post/{post}")
    assert texts(removed.lines) == [(None, None)] * 3
    assert ("removed", "0", "1") in said(removed)
    assert texts(read(adam, f"/post/{post}").lines)[0] == ("Key: Ben", "")


def test_an_erased_line_says_so_and_nothing_else(office: Office, customer: RowId) -> None:
    seat = office.seat("amy")
    (line,) = read(seat, f"/customer/{customer}").lines
    with office.server.database.writing() as tx:
        erase(tx, at_console(to_ms(office.server.clock()), "customer.erase"), [line.n])
    (erased,) = read(seat, f"/customer/{customer}").lines
    assert (erased.is_erased, erased.by_name, erased.changes) == (True, "", ())


def test_sign_ins_are_for_administrators_and_oneself(office: Office) -> None:
    amy = office.seat("amy")
    mine = read(amy, f"/sign_in/{office.id('amy')}").lines
    assert [line.kind for line in mine] == ["account.sign_in"]
    assert amy.get(f"/v1/history/sign_in/{office.id('ben')}").status_code == 404
    assert read(office.seat("adam"), f"/sign_in/{office.id('amy')}").lines == mine


@pytest.fixture
def long_office(tmp_path: Path) -> Iterator[Office]:
    with running(settings_for(tmp_path)) as opened:
        opened.hire_all()
        yield opened


def test_a_filter_that_finds_little_answers_early_and_can_go_on(
    long_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.store.histories.LOOKED_AT_ONCE", 2)
    monkeypatch.setattr("sync_server.store.histories.LOOKED_AT_MOST", 4)
    customer = long_office.add_customer("Olivia Smith")
    edit(long_office, customer, "location", "", "Bondi")
    for number in range(6):
        edit(long_office, customer, "note", "", f"Note {number}")
    seat = long_office.seat("amy")
    first = read(seat, f"/customer/{customer}?field=location")
    assert (first.lines, first.before > 0) == ((), True)
    second = read(seat, f"/customer/{customer}?field=location&before={first.before}")
    assert said(second) == [("location", "", "Bondi")]
