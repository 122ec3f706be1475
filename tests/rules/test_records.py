"""Opening records, who does a job, and customers whose fields clash."""

from __future__ import annotations

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    ContactPointRow,
    CustomerNoteRow,
    CustomerRow,
    EditCustomer,
    FieldEdit,
    NewContactPoint,
)
from sync_server.contract.records import (
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    BookingRow,
    MoveBooking,
)
from sync_server.contract.staff import ChangeRole, Deactivate, StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import BookingStatus, ContactKind, RecordKind, Role, Visibility
from sync_server.rules.decide import decide
from sync_server.rules.dependents import dependents
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.permissions import may
from sync_server.rules.records import BOOKING_MOVES
from sync_server.rules.visibility import audience
from tests.support.builders import ADMIN, AGENT, BEN, BOOKING, LIAM, MEI, OLIVIA, ZOE, here, office

B = BookingStatus
NEW = RowId("new")
ADD = [
    AddInquiry(inquiry_id=NEW, customer_id=BEN, title="Gutter"),
    AddQuote(quote_id=NEW, customer_id=BEN, title="Gutter", total_cents=100),
    AddBooking(booking_id=NEW, customer_id=BEN, title="Gutter", worker_ids=(MEI,), pay_cents=9),
    AddInvoice(invoice_id=NEW, customer_id=BEN, title="Gutter", total_cents=100),
]


@pytest.mark.parametrize("command", ADD, ids=lambda c: type(c).__name__)
def test_every_record_is_born_with_a_number_and_exactly_one_thread(command):
    rows = decide(office(), command, here()).rows
    threads = [row for row in rows if isinstance(row, ThreadRow)]
    assert [(t.id, t.record_id, t.customer_id) for t in threads] == [(NEW, NEW, BEN)]
    assert rows[0].number == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "command",
    [
        AddInquiry(inquiry_id=NEW, customer_id=RowId("gone"), title="x"),
        AddInquiry(inquiry_id=NEW, customer_id=BEN, title=" "),
        AddQuote(quote_id=NEW, customer_id=BEN, title="x", total_cents=-1),
        AddQuote(quote_id=NEW, customer_id=BEN, title="x", total_cents=10**13),
        AddBooking(booking_id=BOOKING, customer_id=BEN, title="x"),
        AddBooking(booking_id=NEW, customer_id=BEN, title="x", worker_ids=(RowId("?"),)),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(command):
    with pytest.raises(Refused):
        decide(office(), command, here())


def test_a_new_fieldworker_brings_the_booking_its_posts_and_the_customer_along():
    view = office()
    view.put([PostRow(id=RowId("p"), thread_id=BOOKING, customer_id=OLIVIA)])
    before = view.rows[BookingRow, BOOKING]
    command = AssignBooking(booking_id=BOOKING, seen=(LIAM, ZOE), worker_ids=(MEI,))
    (after,) = decide(view, command, here()).rows
    view.put([after])
    moved = {(type(row), row.id) for row in dependents(view, before, after)}
    assert {(ThreadRow, BOOKING), (PostRow, RowId("p")), (CustomerRow, OLIVIA)} <= moved
    assert not list(dependents(view, after, after))


def test_two_people_assigning_at_once_do_not_overwrite_each_other():
    command = AssignBooking(booking_id=BOOKING, seen=(MEI,), worker_ids=(ZOE,))
    with pytest.raises(Refused) as refused:
        decide(office(), command, here())
    assert refused.value.reason is Reason.CHANGED
    same = AssignBooking(booking_id=BOOKING, seen=(MEI,), worker_ids=(LIAM, ZOE))
    assert decide(office(), same, here()).rows == ()


@pytest.mark.parametrize("to", B)
def test_a_booking_moves_only_along_the_table(to: BookingStatus):
    command = MoveBooking(booking_id=BOOKING, seen=B.TO_SCHEDULE, to=to)
    if to is B.TO_SCHEDULE:
        assert decide(office(), command, here(LIAM)).rows == ()
    elif to in BOOKING_MOVES[B.TO_SCHEDULE]:
        (row,) = decide(office(), command, here(LIAM)).rows
        assert isinstance(row, BookingRow)
        assert row.status is to
    else:
        with pytest.raises(Refused):
            decide(office(), command, here(LIAM))


def test_a_fieldworker_moves_only_their_own_jobs_and_only_from_what_they_saw():
    command = MoveBooking(booking_id=BOOKING, seen=B.TO_SCHEDULE, to=B.IN_PROGRESS)
    with pytest.raises(Refused) as refused:
        decide(office(), command, here(MEI))
    assert refused.value.reason is Reason.NOT_FOUND
    stale = MoveBooking(booking_id=BOOKING, seen=B.COMPLETED, to=B.IN_PROGRESS)
    with pytest.raises(Refused, match="to_schedule by now"):
        decide(office(), stale, here(LIAM))


def phone(value: str) -> NewContactPoint:
    return NewContactPoint(id=RowId("np"), contact_kind=ContactKind.PHONE, value=value)


def test_a_customer_is_added_with_ways_to_reach_them():
    points = (phone("+61491570157"), NewContactPoint(RowId("m"), ContactKind.EMAIL, "a@b.example"))
    command = AddCustomer(customer_id=NEW, name=" Ada ", contact_points=points)
    customer, thread, *ways = decide(office(), command, here()).rows
    assert isinstance(customer, CustomerRow)
    assert isinstance(thread, ThreadRow)
    assert (customer.name, thread.record_kind) == ("Ada", RecordKind.CUSTOMER)
    assert [w.value for w in ways if isinstance(w, ContactPointRow)] == [
        "+61491570157",
        "a@b.example",
    ]


@pytest.mark.parametrize(
    "command",
    [
        AddCustomer(customer_id=OLIVIA, name="x"),
        AddCustomer(customer_id=NEW, name=" "),
        AddContactPoint(customer_id=OLIVIA, contact_point=phone("0491 570 157")),
        AddContactPoint(customer_id=NEW, contact_point=phone("+61491570157")),
        EditCustomer(customer_id=OLIVIA, edits=(FieldEdit("version", "0", "9"),)),
        EditCustomer(customer_id=NEW, edits=()),
    ],
)
def test_a_customer_change_that_makes_no_sense_is_refused(command):
    with pytest.raises(Refused):
        decide(office(), command, here())


def test_a_clash_on_one_field_keeps_the_other_and_tells_both_values():
    edits = (FieldEdit("name", "Olivia Smyth", "Olivia Jones"), FieldEdit("location", "", "Glebe"))
    effects = decide(office(), EditCustomer(customer_id=OLIVIA, edits=edits), here())
    (row,) = effects.rows
    assert isinstance(row, CustomerRow)
    assert (row.name, row.location) == ("Olivia Smith", "Glebe")
    assert "Olivia Smith" in effects.merged
    assert "Olivia Jones" in effects.merged


def test_a_note_takes_the_last_arrival_and_the_same_value_changes_nothing():
    edit = EditCustomer(customer_id=OLIVIA, edits=(FieldEdit("note", "stale", "dog in yard"),))
    (row,) = decide(office(), edit, here()).rows
    assert isinstance(row, CustomerNoteRow)
    assert (row.id, row.version, row.note) == (OLIVIA, 0, "dog in yard")
    same = EditCustomer(customer_id=OLIVIA, edits=(FieldEdit("name", "x", "Olivia Smith"),))
    assert decide(office(), same, here()).rows == ()


@pytest.mark.parametrize("role", Role)
def test_every_role_is_refused_what_its_row_of_the_table_does_not_name(role: Role):
    command = ChangeRole(staff_id=LIAM, role=Role.AGENT)
    if may(office(), role, type(command)):
        assert decide(office(), command, here(ADMIN, role)).rows
    else:
        with pytest.raises(Refused) as refused:
            decide(office(), command, here(AGENT, role))
        assert refused.value.reason is Reason.NOT_ALLOWED


def test_access_ends_once_and_never_for_oneself_or_an_owner():
    (row,) = decide(office(), Deactivate(staff_id=LIAM), here(ADMIN)).rows
    assert isinstance(row, StaffRow)
    assert not row.active
    for command in (Deactivate(staff_id=ADMIN), ChangeRole(staff_id=ADMIN, role=Role.AGENT)):
        with pytest.raises(Refused):
            decide(office(), command, here(ADMIN))
    with pytest.raises(Refused):
        decide(office(), ChangeRole(staff_id=LIAM, role=Role.OWNER), here(ADMIN))


def test_internal_is_never_the_customer_s_even_on_their_own_thread():
    view = office()
    view.put([PostRow(id=RowId("p"), thread_id=OLIVIA, visibility=Visibility.INTERNAL)])
    assert not list(view.where(PostRow, visibility=Visibility.EVERYONE))


def test_what_the_office_notes_of_a_customer_reaches_nobody_on_the_job():
    view = office()
    note = CustomerNoteRow(id=OLIVIA, note="slow payer", pinned_alert="call her back")
    assert audience(view, note) == {"staff"}
    assert audience(view, view.rows[CustomerRow, OLIVIA]) == {"staff", "w:liam", "w:zoe"}
