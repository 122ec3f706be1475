"""Search over everything on a desk, offline: in every script, however written, with operators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desktop.qt.statuses import BOOKINGS, CALLS, INQUIRIES, INVOICES, ISSUES, QUOTES
from desktop.replica.profile import Profile
from desktop.replica.search import Asked, Overtaken, search
from desktop.replica.search_documents import DOCUMENTS
from desktop.replica.search_query import Has, Kind, parse
from desktop.replica.search_sql import Wanted, statement, wanted
from desktop.replica.search_text import fold, indexed, matching, pieces
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InquiryRow, InvoiceRow, QuoteRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import (
    BookingStatus,
    CallOutcome,
    ContactKind,
    Direction,
    InvoiceStatus,
    IssueStatus,
    QuoteStatus,
    RecordKind,
)
from tests.desktop.replica.rows import profile_with

TODAY = date(2026, 11, 22)
T0 = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
HERE = Asked(TODAY, UTC)


def someone(row_id: str, name: str, location: str = "") -> CustomerRow:
    return CustomerRow(id=RowId(row_id), name=name, location=location)


def post(row_id: str, thread: str, whose: str, body: str, author: str, **more: object) -> PostRow:
    return PostRow(
        id=RowId(row_id), thread_id=RowId(thread), customer_id=RowId(whose), body=body,
        author_name=author, posted_at=T0 + timedelta(days=2), **more,
    )  # fmt: skip


def office() -> list[Row]:
    ann, jose = RowId("ann"), RowId("jose")
    return [
        someone("ann", "Ann Taylor", "12 Elm St, Glebe"),
        someone("jose", "José Müller"),
        someone("wang", "王小明"),
        someone("kim", "김민준"),
        someone("iva", "Иван Петров"),
        someone("tao", "Tao Li"),
        someone("rtl", "محمد علي"),
        CustomerNoteRow(id=ann, note="Prefers mornings", pinned_alert="Has a dog"),
        ContactPointRow(RowId("p1"), 0, ann, ContactKind.PHONE, "+491711234567"),
        ContactPointRow(RowId("e1"), 0, jose, ContactKind.EMAIL, "jose@mueller.example"),
        BookingRow(
            id=RowId("b1"), customer_id=ann, number=12, title="Window repair", site="Glebe",
            status=BookingStatus.TO_SCHEDULE, created_at=T0,
        ),
        BookingRow(
            id=RowId("b2"), customer_id=jose, number=13, title="Roof check",
            status=BookingStatus.COMPLETED, created_at=T0 + timedelta(days=20),
        ),
        QuoteRow(
            id=RowId("q1"), customer_id=jose, number=5, title="Roof tiles",
            status=QuoteStatus.SENT, created_at=T0 + timedelta(days=3),
        ),
        InvoiceRow(
            id=RowId("v1"), customer_id=ann, number=7, title="Window", created_at=T0,
            status=InvoiceStatus.OVERDUE,
        ),
        InquiryRow(id=RowId("n1"), customer_id=ann, title="Curtains", created_at=T0),
        IssueRow(
            id=RowId("i1"), customer_id=ann, number=12, issue_type="Damage", record_id=RowId("b1"),
            description="Scratched glass", reporter_name="Priya Singh", reported_at=T0,
            status=IssueStatus.AWAITING_APPROVAL,
        ),
        HoldRow(
            id=RowId("i1:liam"), booking_id=RowId("b1"), worker_id=RowId("liam"),
            issue_id=RowId("i1"), customer_id=ann,
        ),
        ThreadRow(id=RowId("b1"), record_id=RowId("b1"), customer_id=ann),
        ThreadRow(
            id=RowId("q1"), record_kind=RecordKind.QUOTE, record_id=RowId("q1"), customer_id=jose
        ),
        post("x1", "b1", "ann", "The spare key is under the mat", "Liam Ng"),
        post("x2", "q1", "jose", "Der Schlüssel fehlt", "Priya Singh"),
        post("x3", "b1", "ann", "secret word", "Liam Ng", removed=True),
        AttachmentRow(
            id=RowId("a1"), post_id=RowId("x1"), thread_id=RowId("b1"), name="broken-pane.jpg"
        ),
        CallRow(
            id=RowId("k1"), number="+491711234567", customer_id=ann, outcome=CallOutcome.ABANDONED,
            booking_id=RowId("b1"), started_at=T0,
        ),
        CallRow(
            id=RowId("k2"), number="+61299990000", direction=Direction.OUTBOUND,
            answered_by_name="Priya Singh", outcome=CallOutcome.ANSWERED, started_at=T0,
        ),
        VoicemailRow(id=RowId("w1"), call_id=RowId("k1"), customer_id=ann, left_at=T0),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    made = profile_with(tmp_path_factory.mktemp("desk") / "profile", office())
    catch_up(made)
    yield made
    made.close()


def catch_up(profile: Profile) -> None:
    while profile.replica.index_slice():
        pass


def ids(profile: Profile, words: str) -> list[str]:
    return [f"{one.kind}:{one.id}" for one in search(profile.replica.reader(), words, asked=HERE)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Muller", "customer:jose"),
        ("MÜLLER jose", "customer:jose"),
        ("müll", "customer:jose"),
        ("mu", "customer:jose"),
        ("m", "customer:jose"),
        ("tay", "customer:ann"),
        ("ta", "customer:tao"),
        ("小明", "customer:wang"),
        ("王", "customer:wang"),
        ("王小明", "customer:wang"),
        ("김민", "customer:kim"),
        ("иван", "customer:iva"),
        ("محمد", "customer:rtl"),
        ("0171 123 45 67", "customer:ann"),
        ("+49 (0) 171 1234567", "customer:ann"),
        ("0049 171 1234567", "customer:ann"),
        ("(0171) 123-4567", "customer:ann"),
        ("mueller.example", "customer:jose"),
        ("under the mat", "post:b1"),
        ('"key is under"', "post:b1"),
        ("schlussel", "post:q1"),
        ("broken-pane", "post:b1"),
        ("mornings", "customer:ann"),
        ("dog", "customer:ann"),
        ("CMP-00012", "issue:i1"),
        ("cmp 12", "issue:i1"),
        ("BOK00012", "booking:b1"),
        ("est-5", "quote:q1"),
        ("7", "invoice:v1"),
    ],
)
def test_everything_on_the_desk_is_found_however_it_is_written(shared, words, first):
    """ISS-13; beyond row 14."""
    assert ids(shared, words)[0] == first


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("from:liam", {"post:b1"}),
        ("from:singh", {"post:q1", "issue:i1", "call:k2"}),
        ("from:priya type:post", {"post:q1"}),
        ("from:ann", {"call:k1"}),
        ("in:BOK-00012 mat", {"post:b1"}),
        ("in:quotes", {"quote:q1", "post:q1"}),
        ("in:quotes roof", {"quote:q1"}),
        ('in:"josé muller" roof', {"quote:q1", "booking:b2"}),
        ("in:muller type:booking", {"booking:b2"}),
        ("in:nobody roof", set()),
        ("in:CMP-99999", set()),
        ("has:attachment type:post", {"post:b1"}),
        ("has:attachment type:booking", {"booking:b1"}),
        ("has:call type:customer", {"customer:ann"}),
        ("has:voicemail", {"customer:ann", "call:k1"}),
        ("has:issue type:booking", {"booking:b1"}),
        ("has:hold", {"customer:ann", "booking:b1", "issue:i1"}),
        ("status:overdue", {"invoice:v1"}),
        ('status:"Awaiting approval"', {"issue:i1"}),
        ("status:to-schedule", {"booking:b1"}),
        ('status:"caller gave up"', {"call:k1"}),
        ("status:nonsense", set()),
        ("after:2026-11-10 type:booking", {"booking:b2"}),
        ("before:2026-11-02 type:booking", {"booking:b1"}),
        ("after:3d", {"booking:b2"}),
        ("after:2026-11-21 before:2026-11-22 type:booking", {"booking:b2"}),
        ("type:inquiry", {"inquiry:n1"}),
        ("window type:invoice", {"invoice:v1"}),
        ("secret", set()),
        ("x:y", set()),
    ],
)
def test_operators_narrow_what_is_found(shared, words, found):
    """Beyond row 14; side by side 45."""
    assert set(ids(shared, words)) == found


def test_a_message_opens_the_record_it_stands_at(shared):
    found = search(shared.replica.reader(), "schlüssel", asked=HERE)
    assert [(one.opens, one.id) for one in found] == [("quote", "q1")]


def test_a_code_is_the_only_answer(shared):
    assert ids(shared, "CMP-00012") == ["issue:i1"]


def test_records_are_found_by_their_customers_name_and_people_come_first(shared):
    found = ids(shared, "taylor")
    assert found[0] == "customer:ann"
    assert {"booking:b1", "invoice:v1", "issue:i1", "inquiry:n1", "call:k1"} <= set(found)


@pytest.mark.parametrize(
    "words", ["", "  ", '"', "a OR b", "%_", "xyz*", "NEAR(", "\x00", "from:", '"" ""', "'" * 40]
)
def test_no_words_break_the_search(shared, words):
    search(shared.replica.reader(), words, asked=HERE)


def test_a_new_name_is_found_at_the_records_as_well_and_the_old_one_is_not(tmp_path):
    profile = profile_with(tmp_path / "profile", office())
    catch_up(profile)
    with profile.replica.writing() as db:
        db.execute("UPDATE customer SET name = 'Zora Quill' WHERE id = 'ann'")
    catch_up(profile)
    assert {"customer:ann", "booking:b1", "issue:i1"} <= set(ids(profile, "quill"))
    assert ids(profile, "taylor") == []
    profile.close()


def test_an_edited_message_is_found_by_its_new_words_only(tmp_path):
    profile = profile_with(tmp_path / "profile", office())
    catch_up(profile)
    with profile.replica.writing() as db:
        db.execute("UPDATE post SET body = 'Ring twice' WHERE id = 'x1'")
    catch_up(profile)
    assert ids(profile, "twice") == ["post:b1"]
    assert ids(profile, "under the mat") == []
    profile.close()


def test_an_index_of_an_older_layout_is_made_anew(tmp_path):
    profile = profile_with(tmp_path / "profile", office())
    catch_up(profile)
    with profile.replica.writing() as db:
        db.execute("UPDATE _state SET v = 'older' WHERE k = 'search layout'")
        db.execute("UPDATE _state SET v = json_set(v, '$.contract', 'older') WHERE k = 'sync'")
    profile.close()
    again = Profile(tmp_path / "profile", None)
    assert again.replica.index_slice()
    catch_up(again)
    assert ids(again, "schlussel") == ["post:q1"]
    again.close()


def test_nobody_waits_for_a_search_that_was_overtaken(shared):
    with pytest.raises(Overtaken):
        search(shared.replica.reader(), "taylor", cancelled=lambda: True)


def test_every_status_is_understood_by_the_words_it_is_shown_with():
    for badges in (BOOKINGS, CALLS, INQUIRIES, INVOICES, ISSUES, QUOTES):
        for value, badge in badges.items():
            asked = Wanted(statuses=(badge.text,))
            assert any(
                value in one.statuses and (found := statement(one, asked)) and value in found.binds
                for one in DOCUMENTS
            ), badge.text


@pytest.mark.parametrize("one", DOCUMENTS, ids=lambda one: one.entity)
def test_each_kind_of_document_can_be_asked_for_with_every_operator(shared, one):
    db = shared.replica.reader()
    for asked in (
        Wanted(terms=("window",)), Wanted(authors=("liam",)), Wanted(kinds=(Kind.POST,)),
        Wanted(before=(0,), after=(1,)), *(Wanted(has=(has,)) for has in Has),
    ):  # fmt: skip
        found = statement(one, asked)
        if found is not None:
            db.execute(found.sql, found.binds).fetchall()


def test_a_search_by_words_reads_the_index_and_never_a_whole_table(shared):
    for one in DOCUMENTS:
        found = statement(one, Wanted(terms=("window",)))
        assert found is not None
        steps = shared.replica.reader().execute(f"EXPLAIN QUERY PLAN {found.sql}", found.binds)
        plan = [row[3] for row in steps]
        assert not [step for step in plan if step.startswith("SCAN") and "VIRTUAL" not in step]
        assert not [step for step in plan if "TEMP B-TREE" in step], plan


@pytest.mark.parametrize("name", ["Łukasz Žák", "Ωμέγα", "O'Brien", "ﬁne", "Straße", "田中", "ÅSA"])
def test_a_name_is_folded_the_same_way_at_both_sides(name):
    text = indexed(name, name)
    for word in fold(name).split():
        for start in range(1, len(word) + 1):
            for piece in pieces(word[:start]):
                assert piece in text, matching((piece,))


def test_days_begin_at_midnight_where_the_person_is():
    query = parse("after:2026-11-22", TODAY)
    found = wanted(query, lambda _: pytest.fail("no in:"), ZoneInfo("Australia/Sydney"), TODAY)
    assert found.after == (int(datetime(2026, 11, 21, 13, tzinfo=UTC).timestamp() * 1000),)
