"""Two profiles become one and two again: everything moves, and everything finds its way back."""

from __future__ import annotations

import dataclasses
import typing
from datetime import timedelta
from itertools import count

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.billing import CustomerBillingRow
from sync_server.contract.calls import CallRow, LinkCall, LogCall
from sync_server.contract.care import (
    LabelCustomers,
    MergeCustomers,
    MergeMovesRow,
    MergeRow,
    UnmergeCustomers,
)
from sync_server.contract.customers import (
    AddContactPoint,
    ContactPointRow,
    CustomerNoteRow,
    CustomerRow,
    EditCustomer,
    FieldEdit,
    NewContactPoint,
)
from sync_server.contract.feed import ROW_TYPES
from sync_server.contract.holds import HoldEventRow
from sync_server.contract.messages import MessageRow, SendMessage
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import AddInquiry, BookingRow, InquiryRow, InvoiceRow
from sync_server.contract.threads import PostRow, ThreadRow, WritePost
from sync_server.contract.values import (
    CallOutcome,
    Channel,
    ContactKind,
    Direction,
    RecordKind,
    Role,
    Visibility,
)
from sync_server.rules.calls import call_id
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances, Reason, Refused
from sync_server.rules.merge_moves import NAMES_A_CUSTOMER
from sync_server.rules.merging import kept_of
from sync_server.rules.permissions import may
from sync_server.rules.threads import born_with
from sync_server.rules.view import MemoryView
from tests.support.builders import AGENT, BEN, BOOKING, NOW, OLIVIA, here, office

KEPT, MERGED, CARA = OLIVIA, BEN, RowId("cara")
MERGE, SECOND = RowId("m1"), RowId("m2")
_OTHER_IDS = frozenset(
    {
        "answered_by",
        "author_id",
        "booking_id",
        "by",
        "call_id",
        "came_from",
        "continues_id",
        "converted_id",
        "cycle_id",
        "disposition_id",
        "erased_by",
        "first_by",
        "held_by",
        "hold_id",
        "id",
        "inquiry_id",
        "invoice_id",
        "issue_id",
        "issued_by",
        "kept_id",
        "line_id",
        "locked_by",
        "made_by",
        "merged_by",
        "merged_id",
        "merged_into_id",
        "owner_id",
        "paid_by",
        "parent_id",
        "pay_run_id",
        "post_id",
        "posted_to",
        "quote_id",
        "recipient_id",
        "released_by",
        "reported_by",
        "ring_group_id",
        "saved_by",
        "shared_with",
        "staff_id",
        "status_id",
        "taken_by",
        "template_id",
        "worker_id",
        "written_by",
    }
)
"""Columns that name something else; `id` only where it is the profile's own row."""


def do(view: MemoryView, command: Command, now: timedelta = timedelta()) -> None:
    view.put(decide(view, command, at(now)).rows)


def at(later: timedelta = timedelta()) -> Circumstances:
    return dataclasses.replace(here(AGENT), now=NOW + later)


def merge(kept: RowId = KEPT, merged: RowId = MERGED, merge_id: RowId = MERGE) -> MergeCustomers:
    return MergeCustomers(merge_id=merge_id, kept_id=kept, merged_id=merged)


def ids_of(kind: type[Row]) -> list[str]:
    """Columns of a row that hold one id."""
    hints = typing.get_type_hints(kind)
    return [
        name
        for name in kind.__struct_fields__
        if RowId in (hints[name], *typing.get_args(hints[name])) and not name.endswith("_ids")
    ]


def full() -> MemoryView:
    """An office in which the merged profile stands in every column that can name a customer."""
    view, numbers = office(), count(1)
    view.put([CustomerRow(id=CARA, name="Cara"), born_with(RecordKind.CUSTOMER, BEN, BEN)])
    for kind in ROW_TYPES:
        for name in set(NAMES_A_CUSTOMER) & set(kind.__struct_fields__):
            if kind is ThreadRow and name == "record_id":
                continue  # only the profile's own thread, which stays with it
            columns = {name: MERGED}
            if name != "payer_id" and "customer_id" in kind.__struct_fields__:
                columns["customer_id"] = MERGED  # their thread, and notices about it, are theirs
            view.put([kind(id=RowId(f"{name}-{next(numbers):03d}"), **columns)])
    return view


def mentions(view: MemoryView, customer: RowId) -> list[str]:
    """Where a customer's id stands, but for rows that are the profile itself or tell of merging."""
    return [
        f"{type(row).__name__}.{name}"
        for row in view.rows.values()
        if row.id != customer and not isinstance(row, MergeRow | MergeMovesRow)
        for name in row.__struct_fields__
        if getattr(row, name) == customer
    ]


def state(view: MemoryView) -> dict[object, object]:
    """All rows without their versions and without what tells of merging; events are for ever."""
    return {
        key: msgspec.structs.replace(row, version=0)
        for key, row in view.rows.items()
        if not isinstance(row, MergeRow | MergeMovesRow | HoldEventRow)
    }


def test_every_column_with_an_id_is_known_to_merging() -> None:
    """A new column with an id must be said to name a customer or something else (TML-25)."""
    found = {name for kind in ROW_TYPES for name in ids_of(kind)}
    assert found - set(NAMES_A_CUSTOMER) - _OTHER_IDS == set()


def test_a_merge_leaves_the_merged_profile_named_nowhere() -> None:
    """TML-25: all children move."""
    view = full()
    assert len(mentions(view, MERGED)) > 25
    do(view, merge())
    assert mentions(view, MERGED) == []
    assert view.rows[CustomerRow, MERGED].gone  # type: ignore[attr-defined]
    told = view.rows[MergeRow, MERGE]
    assert isinstance(told, MergeRow)
    assert (told.kept_id, told.merged_id, told.merged_name) == (KEPT, MERGED, "Ben Okoro")
    assert told.moved_count > 25


def test_an_unmerge_restores_every_row_as_it_was() -> None:
    """TML-25: undo."""
    view = full()
    view.put([CustomerNoteRow(id=MERGED, note="Key at no. 4", pinned_alert="Dog!", no_email=True)])
    view.put([CustomerNoteRow(id=KEPT, note="Pays late")])
    view.put([CustomerRow(id=MERGED, name="Ben Okoro", labels=("VIP", "School"))])
    before = state(view)
    do(view, merge())
    assert state(view) != before
    do(view, UnmergeCustomers(merge_id=MERGE), timedelta(days=30))
    assert state(view) == before


@given(data=st.data())
def test_whatever_the_two_profiles_were_to_each_other_an_unmerge_restores_it(
    data: st.DataObject,
) -> None:
    people = st.sampled_from([KEPT, MERGED, CARA])
    view = office()
    view.put([CustomerRow(id=CARA, name="Cara"), born_with(RecordKind.CUSTOMER, BEN, BEN)])
    for number in range(data.draw(st.integers(0, 4))):
        owner, payer = data.draw(people), data.draw(st.none() | people)
        payer = None if payer == owner else payer
        row = InvoiceRow(id=RowId(f"i{number}"), customer_id=owner, payer_id=payer)
        view.put([row, born_with(RecordKind.INVOICE, row.id, owner)])
    for owner in data.draw(st.sets(people)):
        payer = data.draw(st.none() | people)
        view.put([CustomerBillingRow(id=owner, payer_id=None if payer == owner else payer)])
    for number in range(data.draw(st.integers(0, 3))):
        owner, value = data.draw(people), data.draw(st.sampled_from(["+61491570156", "+4930123"]))
        gone = data.draw(st.booleans())
        view.put([ContactPointRow(RowId(f"c{number}"), 0, owner, value=value, gone=gone)])
    before = state(view)
    do(view, merge())
    assert mentions(view, MERGED) == []
    bills = [row for row in view.rows.values() if isinstance(row, InvoiceRow)]
    assert not [bill for bill in bills if bill.payer_id == bill.customer_id]
    do(view, UnmergeCustomers(merge_id=MERGE))
    after = state(view)
    made = {key: after.pop(key) for key in list(after) if key not in before}
    assert after == before
    assert all(row == CustomerBillingRow(id=KEPT) for row in made.values())


def test_an_undone_merge_stays_undone_and_can_be_made_again() -> None:
    view = full()
    do(view, merge())
    do(view, UnmergeCustomers(merge_id=MERGE))
    assert decide(view, UnmergeCustomers(merge_id=MERGE), at()).rows == ()
    do(view, merge(merge_id=SECOND))
    assert mentions(view, MERGED) == []


def test_after_thirty_days_a_merge_stays() -> None:
    """A46."""
    view = full()
    do(view, merge())
    late = at(timedelta(days=30, seconds=1))
    with pytest.raises(Refused, match="30 days") as refused:
        decide(view, UnmergeCustomers(merge_id=MERGE), late)
    assert refused.value.reason is Reason.WRONG_STATUS


def test_what_came_after_the_merge_stays_with_the_kept_one() -> None:
    view = full()
    do(view, merge())
    do(view, AddInquiry(inquiry_id=RowId("new"), customer_id=MERGED, title="Windows"))
    do(view, UnmergeCustomers(merge_id=MERGE))
    assert view.rows[InquiryRow, RowId("new")].customer_id == KEPT  # type: ignore[attr-defined]


def test_two_profiles_keep_one_row_for_the_number_both_had() -> None:
    view = office()
    view.put([ContactPointRow(RowId("p2"), customer_id=BEN, value="+61491570156")])
    view.put([ContactPointRow(RowId("p3"), customer_id=BEN, value="+61491570157")])
    do(view, merge())
    points = view.where(ContactPointRow, customer_id=KEPT, gone=False)
    assert [point.value for point in points] == ["+61491570156", "+61491570157"]


def test_who_did_not_want_mail_does_not_get_it_under_the_other_name() -> None:
    view = office()
    view.put([CustomerNoteRow(id=BEN, no_email=True, marketing_agreed=True, note="Ring twice")])
    do(view, merge())
    note = view.get(CustomerNoteRow, KEPT)
    assert note is not None
    assert note.no_email
    assert not note.marketing_agreed  # nobody agreed to that under this name
    assert note.note == "Ring twice"


def test_the_labels_of_both_stand_on_the_kept_one() -> None:
    view = office()
    view.put([CustomerRow(id=KEPT, name="O", labels=("VIP",))])
    view.put([CustomerRow(id=MERGED, name="B", labels=("School", "VIP"))])
    do(view, merge())
    kept = view.get(CustomerRow, KEPT)
    assert kept is not None
    assert kept.labels == ("VIP", "School")


# -- desks that were offline, and desks that merge at the same time


@pytest.mark.parametrize(
    "command",
    [
        AddInquiry(inquiry_id=RowId("x"), customer_id=MERGED, title="Windows"),
        WritePost(post_id=RowId("x"), thread_id=MERGED, body="Hi", visibility=Visibility.STAFF),
        SendMessage(
            message_id=RowId("x"),
            customer_id=MERGED,
            channel=Channel.SMS,
            address="+61491570156",
            body="On our way",
        ),
        AddContactPoint(
            customer_id=MERGED,
            contact_point=NewContactPoint(RowId("x"), ContactKind.EMAIL, "b@example.org"),
        ),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_a_desk_asked_for_offline_lands_at_the_kept_profile(command: Command) -> None:
    view = full()
    do(view, merge())
    before = set(view.rows)
    do(view, command)
    (row,) = [row for key, row in view.rows.items() if key not in before and row.id == "x"][:1]
    assert getattr(row, "customer_id") == KEPT  # noqa: B009 - rows of several kinds
    assert mentions(view, MERGED) == []


def test_edits_and_labels_for_the_merged_one_reach_the_kept_one() -> None:
    view = full()
    do(view, merge())
    do(view, LabelCustomers(customer_ids=(MERGED,), add=("VIP",)))
    edit = FieldEdit("note", "", "Ring twice")
    do(view, EditCustomer(customer_id=MERGED, edits=(edit,)))
    kept, note = view.get(CustomerRow, KEPT), view.get(CustomerNoteRow, KEPT)
    assert kept is not None
    assert note is not None
    assert kept.labels == ("VIP",)
    assert note.note == "Ring twice"


def test_a_call_of_the_merged_one_that_goes_on_is_the_kept_one_s() -> None:
    view = full()
    report = LogCall(
        call_id=call_id("k@pbx"),
        call_key="k@pbx",
        direction=Direction.INBOUND,
        number="+61491570999",
        dialled="",
        outcome=CallOutcome.RINGING,
        started_at=NOW,
        customer_id=MERGED,
    )
    do(view, report)
    do(view, merge())
    ended = msgspec.structs.replace(
        report, outcome=CallOutcome.ANSWERED, answered_by=AGENT, answered_at=NOW, ended_at=NOW
    )
    do(view, ended)
    call = view.get(CallRow, report.call_id)
    assert call is not None
    assert call.customer_id == KEPT
    do(view, LinkCall(call_id=call.id, customer_id=MERGED, booking_id=BOOKING))
    linked = view.get(CallRow, report.call_id)
    assert linked is not None
    assert (linked.customer_id, linked.booking_id) == (KEPT, BOOKING)


@pytest.mark.parametrize("second", [merge(KEPT, MERGED, SECOND), merge(MERGED, KEPT, SECOND)])
def test_two_desks_that_merge_the_same_two_do_it_once(second: MergeCustomers) -> None:
    view = full()
    do(view, merge())
    assert decide(view, second, at()).rows == ()
    assert kept_of(view, MERGED) == KEPT


def test_a_merge_into_a_profile_that_was_merged_meanwhile_goes_to_where_that_went() -> None:
    view = full()
    do(view, merge(kept=CARA, merged=KEPT))
    do(view, merge(kept=KEPT, merged=MERGED, merge_id=SECOND))
    assert kept_of(view, MERGED) == CARA
    assert mentions(view, MERGED) == []


def test_a_profile_that_was_merged_elsewhere_is_not_merged_again() -> None:
    view = full()
    do(view, merge(kept=CARA, merged=MERGED))
    with pytest.raises(Refused, match="does not exist any more"):
        decide(view, merge(kept=KEPT, merged=MERGED, merge_id=SECOND), at())


def test_a_merge_of_a_merge_is_undone_from_the_outside_in() -> None:
    view = full()
    before = state(view)
    do(view, merge(kept=KEPT, merged=MERGED))
    do(view, merge(kept=CARA, merged=KEPT, merge_id=SECOND))
    with pytest.raises(Refused, match="Undo that merge first"):
        decide(view, UnmergeCustomers(merge_id=MERGE), at())
    do(view, UnmergeCustomers(merge_id=SECOND))
    do(view, UnmergeCustomers(merge_id=MERGE))
    assert state(view) == before


def test_a_customer_is_not_merged_with_themselves() -> None:
    with pytest.raises(Refused, match="themselves"):
        decide(office(), merge(KEPT, KEPT), at())


def test_a_desk_shows_the_merge_and_leaves_the_moving_to_the_server() -> None:
    view = full()
    desk = dataclasses.replace(at(), on_server=False)
    rows = decide(view, merge(), desk).rows
    assert {type(row) for row in rows} <= {MergeRow, CustomerRow, CustomerNoteRow}


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_with_the_right_merge(role: Role) -> None:
    allowed = {Role.OWNER, Role.ADMIN, Role.FINANCE, Role.AGENT, Role.SUPERVISOR}
    for kind in (MergeCustomers, UnmergeCustomers):
        assert may(office(), role, kind) is (role in allowed)


def test_the_discussion_of_the_merged_one_goes_on_in_the_kept_one_s_thread() -> None:
    view = office()
    view.put([born_with(RecordKind.CUSTOMER, BEN, BEN)])
    view.put([PostRow(RowId("p"), thread_id=BEN, customer_id=BEN, body="Hello")])
    view.put([AttachmentRow(RowId("a"), post_id=RowId("p"), thread_id=BEN)])
    view.put([NoticeRow(RowId("n"), recipient_id=AGENT, customer_id=BEN, about_id=BEN)])
    view.put([BookingRow(RowId("b"), customer_id=BEN), MessageRow(RowId("s"), customer_id=BEN)])
    do(view, merge())
    post, file = view.get(PostRow, RowId("p")), view.get(AttachmentRow, RowId("a"))
    notice = view.get(NoticeRow, RowId("n"))
    assert post is not None
    assert file is not None
    assert notice is not None
    assert (post.thread_id, post.customer_id, file.thread_id) == (KEPT, KEPT, KEPT)
    assert notice.about_id == KEPT
