"""A customer can be taken back and brought again as long as nothing hangs on them."""

from __future__ import annotations

import pytest

from sync_server.contract.base import Row, RowId
from sync_server.contract.billing import CustomerBillingRow
from sync_server.contract.care import MergeRow
from sync_server.contract.customers import (
    AddCustomer,
    ContactPointRow,
    CustomerRow,
    NewContactPoint,
    RemoveCustomer,
    RestoreCustomer,
)
from sync_server.contract.records import InvoiceRow, QuoteRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import ContactKind, Role
from sync_server.rules.customer_removal import HANGS_ON
from sync_server.rules.decide import decide
from sync_server.rules.dependents import dependents
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.permissions import may
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import audience
from tests.support.builders import BEN, here, office

POINT = RowId("point")
REMOVE = RemoveCustomer(customer_id=BEN)


@pytest.fixture
def view() -> MemoryView:
    made = office()
    made.put([ContactPointRow(id=POINT, customer_id=BEN, value="+61491570157")])
    return made


def test_a_customer_leaves_every_desk_with_their_numbers(view: MemoryView) -> None:
    rows = decide(view, REMOVE, here()).rows
    assert {row.id for row in rows} == {BEN, POINT}
    view.put(rows)
    assert not any(audience(view, row) for row in rows)


def test_their_discussion_leaves_with_them_and_comes_back(view: MemoryView) -> None:
    new = RowId("new")
    point = NewContactPoint(id=RowId("np"), contact_kind=ContactKind.EMAIL, value="n@x.org")
    view.put(
        decide(view, AddCustomer(customer_id=new, name="N", contact_points=(point,)), here()).rows
    )
    before = view.get(CustomerRow, new)
    view.put(decide(view, RemoveCustomer(customer_id=new), here()).rows)
    after = view.get(CustomerRow, new)
    moved = list(dependents(view, before, after))
    assert moved
    assert not any(audience(view, row) for row in moved)
    back = RestoreCustomer(customer_id=new, contact_point_ids=(point.id,))
    view.put(decide(view, back, here()).rows)
    assert all(audience(view, row) for row in moved)
    assert view.get(CustomerRow, new) == CustomerRow(id=new, version=2, name="N")
    found = view.get(ContactPointRow, point.id)
    assert found is not None
    assert not found.gone


@pytest.mark.parametrize("kind", list(HANGS_ON), ids=lambda kind: kind.__name__)
def test_whatever_hangs_on_a_customer_keeps_them(view: MemoryView, kind: type[Row]) -> None:
    view.put([kind(id=RowId("x"), customer_id=BEN)])  # type: ignore[call-arg]  # all have one
    with pytest.raises(Refused, match="and stays") as refused:
        decide(view, REMOVE, here())
    assert refused.value.reason is Reason.WRONG_STATUS


@pytest.mark.parametrize(
    "row",
    [
        MergeRow(id=RowId("m"), kept_id=BEN),
        InvoiceRow(id=RowId("i"), payer_id=BEN),
        CustomerBillingRow(id=RowId("olivia"), payer_id=BEN),
    ],
)
def test_who_pays_for_others_or_was_merged_into_stays(view: MemoryView, row: Row) -> None:
    view.put([row])
    with pytest.raises(Refused, match="stays"):
        decide(view, REMOVE, here())


def test_what_was_taken_back_itself_keeps_nobody(view: MemoryView) -> None:
    view.put([QuoteRow(id=RowId("q"), customer_id=BEN, gone=True)])
    assert decide(view, REMOVE, here()).rows


def test_doing_either_twice_changes_nothing(view: MemoryView) -> None:
    assert decide(view, RestoreCustomer(customer_id=BEN), here()).rows == ()
    view.put(decide(view, REMOVE, here()).rows)
    assert decide(view, REMOVE, here()).rows == ()


def test_only_numbers_of_that_customer_come_back(view: MemoryView) -> None:
    view.put(decide(view, REMOVE, here()).rows)
    others = ContactPointRow(id=RowId("o"), customer_id=RowId("olivia"), gone=True)
    view.put([others])
    back = RestoreCustomer(customer_id=BEN, contact_point_ids=(POINT, others.id))
    assert {row.id for row in decide(view, back, here()).rows} == {BEN, POINT}


def test_a_merged_customer_comes_back_by_undoing_the_merge_only(view: MemoryView) -> None:
    merged = CustomerRow(id=RowId("old"), name="Old", gone=True)
    view.put([merged, MergeRow(id=RowId("m"), kept_id=BEN, merged_id=merged.id)])
    with pytest.raises(Refused, match="Undo the merge"):
        decide(view, RestoreCustomer(customer_id=merged.id), here())


def test_it_takes_the_right_to_edit_customers(view: MemoryView) -> None:
    assert may(view, Role.AGENT, RemoveCustomer)
    assert not may(view, Role.READ_ONLY, RemoveCustomer)
    assert not may(view, Role.FIELDWORKER, RestoreCustomer)


def test_a_note_of_the_office_counts_even_when_it_is_all_there_is(view: MemoryView) -> None:
    view.put([PostRow(id=RowId("post"), customer_id=BEN, thread_id=BEN)])
    with pytest.raises(Refused, match="note"):
        decide(view, REMOVE, here())
