"""What differs, whose it is, who may read it, and how it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, CallStep, RecordingRow
from sync_server.contract.care import MergeRow
from sync_server.contract.columns import from_values, to_values
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.feed import ROW_TYPES
from sync_server.contract.history import HistoryChange, HistoryLine
from sync_server.contract.holds import HoldRow
from sync_server.contract.money import LineRow, PaymentRow
from sync_server.contract.notices import PreferenceRow
from sync_server.contract.records import BookingMoneyRow, BookingRow, QuoteRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import (
    BookingStatus,
    ContactKind,
    QuoteStatus,
    RecordKind,
    Role,
    StepKind,
    Visibility,
)
from sync_server.rules.history import (
    customer_of,
    difference,
    may_read,
    may_read_text,
    profiles_of,
    record_of,
)
from sync_server.rules.history_values import GONE, money
from sync_server.rules.history_words import LineTold, is_worth_a_row, tell, tell_versions
from tests.support.builders import ADMIN, AGENT, BOOKING, LIAM, NOW, OLIVIA, ZOE, office

st.register_type_strategy(
    CallStep, st.builds(CallStep, at=st.just(NOW), kind=st.sampled_from(StepKind))
)


def at_ms(row: Row) -> Row:
    """Instants in rows are whole milliseconds in UTC."""
    names = [name for name in row.__struct_fields__ if name.endswith("_at")]
    return msgspec.structs.replace(row, **{n: NOW for n in names if getattr(row, n) is not None})


@given(data=st.data(), kind=st.sampled_from(ROW_TYPES))
def test_the_older_version_and_the_difference_make_the_newer(data, kind) -> None:
    before = at_ms(data.draw(st.from_type(kind)))
    after = msgspec.structs.replace(at_ms(data.draw(st.from_type(kind))), id=before.id)
    changes = difference(before, after)
    values = dict(zip(before.__struct_fields__, to_values(before), strict=True))
    assert all(values[name] == old != new for name, (old, new) in changes.items())
    values |= {name: new for name, (_old, new) in changes.items()}
    assert from_values(kind, list(values.values())) == after
    assert difference(before, before) == {}
    assert set(difference(None, after)) == set(after.__struct_fields__) - {"id"}


@given(data=st.data(), kind=st.sampled_from(ROW_TYPES))
def test_any_change_of_any_row_can_be_told(data, kind) -> None:
    before = at_ms(data.draw(st.from_type(kind)))
    after = msgspec.structs.replace(at_ms(data.draw(st.from_type(kind))), id=before.id)
    for told in tell_versions(office(), before, after, UTC):
        assert told.field
        assert told.sentence()


def post(level: Visibility = Visibility.INTERNAL, **fields: object) -> PostRow:
    return PostRow(
        id=RowId("post"), thread_id=BOOKING, customer_id=OLIVIA, visibility=level, **fields
    )


@pytest.mark.parametrize(
    ("row", "customer"),
    [
        (CustomerRow(OLIVIA), OLIVIA),
        (CustomerNoteRow(OLIVIA), OLIVIA),
        (BookingMoneyRow(BOOKING, customer_id=OLIVIA), OLIVIA),
        (AttachmentRow(RowId("a"), post_id=RowId("post")), OLIVIA),
        (AttachmentRow(RowId("a"), post_id=RowId("gone")), None),
        (RecordingRow(RowId("r"), call_id=RowId("call")), OLIVIA),
        (RecordingRow(RowId("r"), call_id=RowId("gone")), None),
        (CallRow(RowId("unknown caller")), None),
        (StaffRow(AGENT), None),
    ],
)
def test_a_row_belongs_to_its_customer_also_by_way_of_another(row, customer) -> None:
    view = office()
    view.put([post(), CallRow(RowId("call"), customer_id=OLIVIA)])
    assert customer_of(view, row) == customer


@pytest.mark.parametrize(
    ("role", "name", "row_id", "may"),
    [
        (Role.AGENT, "booking", BOOKING, True),
        (Role.AGENT, "booking_money", BOOKING, True),
        (Role.FIELDWORKER, "booking", BOOKING, False),
        (Role.CUSTOMER, "booking", BOOKING, False),
        (Role.SYSTEM, "booking", BOOKING, False),
        (Role.OWNER, "booking", RowId("gone"), False),
        (Role.OWNER, "audit", RowId("1"), False),
        (Role.ADMIN, "sign_in", AGENT, True),
        (Role.AGENT, "sign_in", LIAM, False),
    ],
)
def test_the_office_reads_the_history_of_what_it_sees(role, name, row_id, may) -> None:
    assert (
        may_read(office(), name, row_id, role, LIAM if role is Role.FIELDWORKER else ADMIN) is may
    )


def test_a_text_is_for_those_who_see_every_level_it_ever_had() -> None:
    """AUD-01."""
    view, now_shown = office(), post(Visibility.STAFF)
    view.put([now_shown])

    def may(role: Role, person: RowId, *levels: Visibility) -> bool:
        return may_read_text(view, now_shown, levels, role, person)

    assert may(Role.AGENT, AGENT, Visibility.INTERNAL, Visibility.STAFF)
    assert may(Role.FIELDWORKER, LIAM, Visibility.STAFF)
    assert not may(Role.FIELDWORKER, LIAM, Visibility.INTERNAL, Visibility.STAFF)
    assert not may(Role.CUSTOMER, OLIVIA, Visibility.EVERYONE)


def test_the_text_of_a_removed_post_is_for_moderators() -> None:
    view, gone = office(), post(removed=True)
    view.put([gone])
    assert may_read_text(view, gone, (), Role.ADMIN, ADMIN)
    assert not may_read_text(view, gone, (), Role.AGENT, AGENT)


def sentences(before: Row | None, after: Row) -> list[str]:
    return [told.sentence() for told in tell_versions(office(), before, after, UTC)]


def test_statuses_amounts_people_and_times_are_said_in_words() -> None:
    quote = QuoteRow(RowId("q"), total_cents=41_200)
    sent = msgspec.structs.replace(quote, version=1, status=QuoteStatus.SENT, total_cents=124_050)
    assert sentences(quote, sent) == ["Status: Draft to Sent", "Total: $412.00 to $1,240.50"]
    job = BookingRow(BOOKING, worker_ids=(LIAM,), status=BookingStatus.TO_SCHEDULE)
    moved = msgspec.structs.replace(
        job, worker_ids=(LIAM, ZOE), status=BookingStatus.IN_PROGRESS, starts_at=NOW
    )
    assert sentences(job, moved) == [
        "Status: To schedule to In progress",
        "Starts: 21 Nov 2026, 09:30",
        "Fieldworkers: Liam to Liam, Zoe",
    ]
    staff = StaffRow(LIAM, name="Liam", role=Role.FIELDWORKER)
    left = msgspec.structs.replace(staff, active=False)
    assert sentences(staff, left) == ["Has access: Yes to No"]


def test_removed_and_brought_back_are_said_so() -> None:
    gone = HistoryChange("gone", "0", "1")
    assert told("contact_point", RowId("p1"), gone).title == "Phone removed"
    back = HistoryChange("gone", "1", "0")
    assert told("booking", BOOKING, back).title == "Booking BOK-00007 brought back"
    line = HistoryLine(1, NOW, AGENT, "Agent", Role.AGENT, "", "booking", BOOKING, (gone,))
    assert is_worth_a_row(line)


def test_a_customer_and_all_who_were_merged_into_them_are_one() -> None:
    view = office()
    a, b, c, d = map(RowId, "abcd")
    view.put(
        [
            MergeRow(RowId("m1"), kept_id=a, merged_id=b),
            MergeRow(RowId("m2"), kept_id=b, merged_id=c),
            MergeRow(RowId("m3"), kept_id=a, merged_id=d, undone_at=NOW),
        ]
    )
    assert profiles_of(view, a) == (a, b, c)
    assert profiles_of(view, d) == (d,)


@pytest.mark.parametrize(
    ("row", "record"),
    [
        (BookingRow(BOOKING), BOOKING),
        (BookingMoneyRow(BOOKING), BOOKING),
        (PaymentRow(RowId("p"), invoice_id=RowId("i")), "i"),
        (LineRow(RowId("l"), record_id=RowId("q")), "q"),
        (PostRow(RowId("p"), thread_id=BOOKING), BOOKING),
        (HoldRow(RowId("h"), booking_id=BOOKING, issue_id=RowId("x")), "x"),
        (CustomerRow(OLIVIA), None),
        (StaffRow(AGENT), None),
    ],
)
def test_a_row_is_part_of_its_record(row, record) -> None:
    assert record_of(row) == record


def test_times_are_told_in_the_readers_zone() -> None:
    job = BookingRow(BOOKING)
    moved = msgspec.structs.replace(job, starts_at=datetime(2026, 11, 21, 22, 30, tzinfo=UTC))
    (told,) = tell_versions(office(), job, moved, timezone(timedelta(hours=11)))
    assert told.new == "22 Nov 2026, 09:30"


def test_long_texts_are_told_as_changed() -> None:
    before, after = CustomerNoteRow(OLIVIA, note="x"), CustomerNoteRow(OLIVIA, note="y" * 61)
    assert sentences(before, after) == ["Note changed"]
    (told,) = tell_versions(office(), before, after, UTC)
    assert (told.old, told.new) == ("x", "y" * 61)


def test_what_was_emptied_is_said_to_be_nothing() -> None:
    before, after = CustomerRow(OLIVIA, location="Bondi"), CustomerRow(OLIVIA)
    assert sentences(before, after) == ["Location: Bondi to nothing"]


def test_a_new_row_tells_what_it_began_with_and_no_more() -> None:
    point = ContactPointRow(RowId("p"), 0, OLIVIA, ContactKind.EMAIL, "o@example.org")
    assert sentences(None, point) == ["E-mail: o@example.org"]
    assert sentences(None, ThreadRow(OLIVIA, 0, RecordKind.CUSTOMER)) == []


def told(name: str, row_id: RowId, *changes: HistoryChange, kind: str = "", **more) -> LineTold:
    line = HistoryLine(1, NOW, AGENT, "Agent", Role.AGENT, kind, name, row_id, changes, **more)
    return tell(office(), line, UTC)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (told("booking", BOOKING), "Booking BOK-00007 changed"),
        (told("booking_money", BOOKING), "Price of booking BOK-00007 changed"),
        (told("customer", OLIVIA, is_new=True), "Customer added"),
        (told("customer_note", OLIVIA), "Office notes changed"),
        (told("contact_point", RowId("p1"), is_new=True), "Phone added"),
        (told("staff", LIAM), "Colleague Liam changed"),
        (told("staff", RowId("gone")), f"Colleague {GONE} changed"),
        (told("post", RowId("x"), kind="post.remove"), "Message removed"),
        (told("sign_in", AGENT, kind="account.sign_in"), "Signed in"),
        (told("customer", OLIVIA, is_erased=True), "Customer changed"),
        (told("something_new", RowId("x")), "Something new changed"),
    ],
)
def test_a_line_says_what_happened_to_what(line: LineTold, title: str) -> None:
    assert line.title == title


def test_a_phone_and_an_address_are_called_by_their_kind() -> None:
    """TML-10: edit phone -> field, old, new."""
    change = HistoryChange("value", "+61412555018", "+61412555019")
    (phone,) = told("contact_point", RowId("p1"), change).changes
    assert (phone.field, phone.old, phone.new) == ("Phone", "+61412555018", "+61412555019")


def test_hidden_text_is_said_to_be_hidden() -> None:
    (change,) = told("post", RowId("x"), HistoryChange("body", None, None)).changes
    assert change.sentence() == "Text changed (not shown to you)"


@pytest.mark.parametrize(
    ("field", "text"), [("status", "a word of tomorrow"), ("starts_at", "soon"), ("new", "7")]
)
def test_what_this_program_does_not_know_is_shown_as_it_is(field: str, text: str) -> None:
    (change,) = told("booking", BOOKING, HistoryChange(field, None, text)).changes
    assert change.new == text


def test_a_switch_says_whose_it_is_and_what_for() -> None:
    """AUD-02: notification toggles."""
    view = office()
    view.put([PreferenceRow(RowId("p"), staff_id=AGENT)])
    line = HistoryLine(1, NOW, AGENT, "Agent", Role.AGENT, "", "preference", RowId("p"))
    assert tell(view, line, UTC).title == "Notification switch of Agent: calls, feed changed"


def test_a_switch_says_on_and_off() -> None:
    before = PreferenceRow(RowId("p"), is_on=True)
    after = msgspec.structs.replace(before, is_on=False)
    assert sentences(before, after) == ["Switched on: Yes to No"]


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "$0.00"), (5, "$0.05"), (123456789, "$1,234,567.89"), (-250, "-$2.50")]
)
def test_money_is_said_with_its_cents(cents: int, text: str) -> None:
    assert money(cents) == text
