"""What pages read: right answers, and every list through an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from desktop.replica import (
    calls,
    customers,
    first_frame,
    profile_totals,
    threads,
    timeline,
)
from desktop.replica.profile import Profile
from desktop.replica.search import FoundKind, search
from desktop.replica.tables import Statement
from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingMoneyRow, BookingRow, InvoiceRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow, WritePost
from sync_server.contract.values import (
    ContactKind,
    InvoiceStatus,
    Role,
    Visibility,
)
from tests.desktop.replica.rows import profile_with

T0 = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
ANN, BOB = RowId("ann"), RowId("bob")


def customer(number: int) -> CustomerRow:
    return CustomerRow(id=RowId(f"c{number:04d}"), name=f"Person {number:04d}", location="Berlin")


def phone(row_id: str, owner: RowId, value: str) -> ContactPointRow:
    return ContactPointRow(RowId(row_id), 0, owner, ContactKind.PHONE, value)


def office() -> list[Row]:
    booking = BookingRow(
        id=RowId("b1"), customer_id=ANN, number=20418, title="Window repair",
        worker_ids=(RowId("liam"),), created_at=T0,
    )  # fmt: skip
    issue = IssueRow(
        id=RowId("i1"), customer_id=ANN, number=12, issue_type="Damage", record_id=booking.id,
        description="Scratched glass", responsible_ids=(RowId("liam"),),
        reported_at=T0 + timedelta(days=1),
    )  # fmt: skip
    hold = HoldRow(
        id=RowId("i1:liam"), booking_id=booking.id, worker_id=RowId("liam"), issue_id=issue.id,
        customer_id=ANN, amount_cents=20_000, held_at=T0 + timedelta(days=1),
    )  # fmt: skip
    return [
        StaffRow(id=RowId("amy"), name="Amy", role=Role.AGENT),
        StaffRow(id=RowId("liam"), name="Liam", role=Role.FIELDWORKER),
        CustomerRow(id=ANN, name="Ann Taylor", labels=("VIP",)),
        CustomerNoteRow(id=ANN, pinned_alert="Has a dog"),
        CustomerRow(id=BOB, name="bob Smith"),
        phone("p1", ANN, "+491711234567"),
        phone("p2", BOB, "+4930991234567"),
        ContactPointRow(RowId("p3"), 0, ANN, ContactKind.EMAIL, "ann@example.org"),
        booking,
        BookingMoneyRow(id=booking.id, customer_id=ANN, total_cents=41_200),
        ThreadRow(id=booking.id, record_id=booking.id, customer_id=ANN),
        issue,
        hold,
        InvoiceRow(
            id=RowId("v1"), customer_id=ANN, number=7, title="Window", total_cents=41_200,
            status=InvoiceStatus.OVERDUE, created_at=T0 + timedelta(days=2),
        ),
        PostRow(
            id=RowId("x1"), thread_id=booking.id, customer_id=ANN, body="Done",
            author_name="Liam", visibility=Visibility.STAFF, posted_at=T0 + timedelta(hours=5),
        ),
    ]  # fmt: skip


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = profile_with(tmp_path / "profile", office())
    while made.replica.index_slice():
        pass
    yield made
    made.close()


def test_customers_come_in_the_order_of_their_names_whatever_the_case(profile: Profile) -> None:
    found = first_frame.CustomerList(profile.replica.reader).page(0, 10)
    assert [one.name for one in found] == ["Ann Taylor", "bob Smith"]
    assert found[0] == first_frame.CustomerSummary(
        ANN, "Ann Taylor", ("VIP",), "+491711234567", "", 1, T0 + timedelta(days=2), 41_200
    )


def test_a_page_is_the_same_counted_from_either_end(tmp_path: Path) -> None:
    profile = profile_with(tmp_path / "many", [customer(n) for n in range(300)])
    window = first_frame.CustomerList(profile.replica.reader)
    whole = [one.name for one in window.page(0, 300)]
    assert whole == [f"Person {n:04d}" for n in range(300)]
    for first in (0, 7, 149, 150, 151, 290, 299):
        assert [one.name for one in window.page(first, 20)] == whole[first : first + 20]
    profile.close()


def test_the_rail_counts_open_issues_and_holds(profile: Profile) -> None:
    counts = first_frame.open_counts(profile.replica.reader())
    assert counts == first_frame.OpenCounts(issues=1, holds=1)


def test_a_caller_is_known_by_the_exact_number(profile: Profile) -> None:
    found = calls.candidates(profile.replica.reader(), "+491711234567")
    assert [one.id for one in found] == [ANN]


def test_a_caller_is_known_by_the_last_nine_digits(profile: Profile) -> None:
    found = calls.candidates(profile.replica.reader(), "0171 123 45 67")
    assert [one.id for one in found] == [ANN]


def test_several_customers_with_the_same_last_seven_digits_are_all_offered(
    profile: Profile,
) -> None:
    found = calls.candidates(profile.replica.reader(), "123 4567")
    assert [one.id for one in found] == [ANN, BOB]


def test_a_withheld_number_is_nobodys(profile: Profile) -> None:
    assert calls.candidates(profile.replica.reader(), "") == ()


def test_the_call_card_knows_issues_holds_bookings_and_debts(profile: Profile) -> None:
    facts = calls.caller_facts(profile.replica.reader(), ANN)
    assert facts is not None
    assert (facts.name, facts.labels, facts.pinned_alert) == ("Ann Taylor", ("VIP",), "Has a dog")
    assert [one.number for one in facts.open_issues] == [12]
    assert (facts.holds, facts.held_cents) == (1, 20_000)
    assert [one.number for one in facts.bookings] == [20418]
    assert (facts.unpaid, facts.unpaid_cents) == (1, 41_200)


def test_the_head_of_a_customer_holds_numbers_and_debts(profile: Profile) -> None:
    head = customers.customer_head(profile.replica.reader(), ANN)
    assert head is not None
    assert (head.phones, head.emails) == (("+491711234567",), ("ann@example.org",))
    assert (head.open_issues, head.overdue_cents) == (1, 41_200)


def test_status_totals_count_and_sum_each_kind(profile: Profile) -> None:
    totals = profile_totals.section_totals(profile.replica.reader(), ANN)
    section = profile_totals.Section
    assert {(t.section, t.status, t.count, t.cents) for t in totals} == {
        (section.BOOKINGS, "to_schedule", 1, 41_200),
        (section.INVOICES, "overdue", 1, 41_200),
        (section.ISSUES, "new", 1, None),
        (section.PAYMENTS, "held", 1, 20_000),
    }


def test_the_timeline_is_merged_newest_first_and_goes_on_where_it_stopped(
    profile: Profile,
) -> None:
    db = profile.replica.reader()
    whole = timeline.timeline(db, ANN)
    assert [one.id for one in whole] == ["v1", "i1:liam", "i1", "x1", "b1"]
    first = timeline.timeline(db, ANN, size=2)
    rest = timeline.timeline(db, ANN, before=first[-1].place, size=9)
    assert first + rest == whole


def test_a_timeline_can_be_narrowed_to_some_kinds(profile: Profile) -> None:
    kinds = (timeline.EntryKind.BOOKING, timeline.EntryKind.POST)
    found = timeline.timeline(profile.replica.reader(), ANN, kinds=kinds)
    assert [one.id for one in found] == ["x1", "b1"]


def test_posts_that_wait_stand_last_in_their_thread(profile: Profile) -> None:
    command = WritePost(
        post_id=RowId("x2"), thread_id=RowId("b1"), body="Thanks", visibility=Visibility.STAFF
    )
    profile.perform("c1", command, 1_000)
    posts = threads.thread_posts(profile.replica.reader(), RowId("b1"))
    assert [(one.id, one.posted_at is None) for one in posts] == [("x1", False), ("x2", True)]
    newest = timeline.timeline(profile.replica.reader(), ANN)
    assert [one.id for one in newest if one.is_pending] == ["x2"]


@pytest.mark.parametrize(
    ("words", "kind", "row_id"),
    [
        ("CMP-00012", FoundKind.ISSUE, "i1"),
        ("cmp 12", FoundKind.ISSUE, "i1"),
        ("BOK-20418", FoundKind.BOOKING, "b1"),
        ("taylor", FoundKind.CUSTOMER, "ann"),
        ("TAYLOR ann", FoundKind.CUSTOMER, "ann"),
        ("an", FoundKind.CUSTOMER, "ann"),
        ("123 45", FoundKind.CUSTOMER, "ann"),
        ("0171 1234567", FoundKind.CUSTOMER, "ann"),
        ("ann@example", FoundKind.CUSTOMER, "ann"),
        ("scratched", FoundKind.ISSUE, "i1"),
        ("window rep", FoundKind.BOOKING, "b1"),
    ],
)
def test_search_finds(profile: Profile, words: str, kind: FoundKind, row_id: str) -> None:
    found = search(profile.replica.reader(), words)
    assert (kind, row_id) in {(one.kind, one.id) for one in found}


@pytest.mark.parametrize("words", ["", "   ", "zzzz", "CMP-99999", '"', "a OR b", "xyz*", "%_"])
def test_search_finds_nothing_for_nonsense(profile: Profile, words: str) -> None:
    assert search(profile.replica.reader(), words) == ()


def test_a_renamed_customer_is_found_by_the_new_name_only(profile: Profile) -> None:
    with profile.replica.writing() as db:
        db.execute("UPDATE customer SET name = 'Zora Quill' WHERE id = 'ann'")
    while profile.replica.index_slice():
        pass
    db = profile.replica.reader()
    assert [one.id for one in search(db, "quill")] == [ANN, "i1", "b1", "v1"]
    assert search(db, "taylor") == ()


_STATEMENTS = {
    "timeline": (
        *(
            timeline._page(timeline._Shape(frozenset(timeline.EntryKind), way, is_narrowed))
            for way in timeline.Way
            for is_narrowed in (False, True)
        ),
        *timeline._COUNTS.values(),
        *timeline._MONTHS.values(),
        timeline._WAITING,
    ),
    "totals": tuple(each for many in profile_totals.TOTALS.values() for each in many),
    "newest of a status": tuple(profile_totals.NEWEST.values()),
    "posts": (threads._NEWEST, threads._WAITING, threads._FILES, threads._BY_RECORD),
    "card": (calls._WHO, calls._ISSUES, calls._HOLDS, calls._BOOKINGS, calls._UNPAID),
    "lookup": (calls._EXACT, *calls._BY_SUFFIX.values()),
    "head": (customers._HEAD, customers._POINTS, *customers.RELATIONS),
}
_SCAN = re.compile(r"SCAN (\w+)(?! USING| \w+ USING)")
SMALL = {"staff", "json_each", "merged", "constant", "anon_1", "anon_2", "kind", "SUBQUERY"}


def plan(db: object, sql: str, binds: dict[str, object]) -> list[str]:
    named = dict.fromkeys(re.findall(r":(\w+)", sql), 1) | binds
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", named)]


@pytest.mark.parametrize("name", _STATEMENTS)
def test_no_list_reads_a_whole_table(profile: Profile, name: str) -> None:
    db = profile.replica.reader()
    tables = {"customer", "contact_point", "issue", "hold", "booking", "invoice", "post", "call"}
    tables |= {"inquiry", "quote", "payment", "credit_note", "message", "appointment"}
    tables |= {"voicemail", "thread", "attachment", "property", "billing_cycle", "merge"}
    for statement in _STATEMENTS[name]:
        assert isinstance(statement, Statement)
        scanned = {
            match[1]
            for step in plan(db, statement.sql, dict(statement.constants))
            if (match := _SCAN.match(step))
        }
        assert not scanned & tables, (statement.sql, scanned)


def test_the_first_page_of_customers_walks_an_index(profile: Profile) -> None:
    db = profile.replica.reader()
    for order in first_frame.Order:
        sql = first_frame.page_sql(order, descending=False)
        steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", (10, 0))]
        assert any("USING COVERING INDEX" in step for step in steps if "customer" in step), steps
        assert not any(re.match(r"SCAN (issue|post|call|booking|invoice)\b", s) for s in steps)


def test_every_row_type_survives_the_replica(profile: Profile) -> None:
    row = profile.view.get(IssueRow, RowId("i1"))
    assert row == next(r for r in office() if isinstance(r, IssueRow))
    assert msgspec.structs.asdict(row)["reported_at"] == T0 + timedelta(days=1)
