"""Labels, wishes and places of customers."""

from __future__ import annotations

import pytest

from sync_server.contract.base import Command, RowId
from sync_server.contract.care import (
    CustomerFlag,
    LabelCustomers,
    PropertyRow,
    RemoveContactPoint,
    RemoveProperty,
    SaveProperty,
    SetCustomerFlag,
)
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from tests.support.builders import BEN, OLIVIA, here, office

PLACE = RowId("place")


def do(view: MemoryView, command: Command) -> None:
    view.put(decide(view, command, here()).rows)


def labels(view: MemoryView, customer: RowId) -> tuple[str, ...]:
    row = view.get(CustomerRow, customer)
    assert row is not None
    return row.labels


def test_labels_are_added_and_removed_at_many_at_once() -> None:
    view = office()
    both = (OLIVIA, BEN, OLIVIA, RowId("nobody"))
    do(view, LabelCustomers(customer_ids=both, add=(" VIP ", "School", "VIP")))
    assert labels(view, OLIVIA) == labels(view, BEN) == ("VIP", "School")
    do(view, LabelCustomers(customer_ids=(BEN,), remove=("VIP",)))
    assert (labels(view, OLIVIA), labels(view, BEN)) == (("VIP", "School"), ("School",))
    same = LabelCustomers(customer_ids=both, add=("School",), remove=("none",))
    assert decide(view, same, here()).rows == ()


@pytest.mark.parametrize(
    "wrong",
    [
        LabelCustomers(customer_ids=()),
        LabelCustomers(customer_ids=tuple(RowId(f"c{n}") for n in range(501))),
        LabelCustomers(customer_ids=(BEN,), add=(" ",)),
        LabelCustomers(customer_ids=(BEN,), add=("x" * 41,)),
        LabelCustomers(customer_ids=(BEN,), add=tuple(f"l{n}" for n in range(21))),
    ],
)
def test_too_many_customers_or_labels_are_refused_whole(wrong: LabelCustomers) -> None:
    with pytest.raises(Refused) as refused:
        decide(office(), wrong, here())
    assert refused.value.reason is Reason.INVALID


@pytest.mark.parametrize("flag", list(CustomerFlag))
def test_each_wish_is_set_and_taken_back_and_the_note_stays(flag: CustomerFlag) -> None:
    view = office()
    view.put([CustomerNoteRow(OLIVIA, note="Dog")])
    do(view, SetCustomerFlag(customer_id=OLIVIA, flag=flag, is_on=True))
    row = view.get(CustomerNoteRow, OLIVIA)
    assert row is not None
    assert getattr(row, flag) is True
    assert row.note == "Dog"
    again = SetCustomerFlag(customer_id=OLIVIA, flag=flag, is_on=True)
    assert decide(view, again, here()).rows == ()
    do(view, SetCustomerFlag(customer_id=OLIVIA, flag=flag, is_on=False))
    row = view.get(CustomerNoteRow, OLIVIA)
    assert row is not None
    assert getattr(row, flag) is False


def test_a_contact_point_is_taken_away_once() -> None:
    view = office()
    do(view, RemoveContactPoint(contact_point_id=RowId("p1")))
    row = view.get(ContactPointRow, RowId("p1"))
    assert row is not None
    assert row.gone
    again = RemoveContactPoint(contact_point_id=RowId("p1"))
    assert decide(view, again, here()).rows == ()


def test_a_property_is_saved_changed_and_removed_by_who_saw_it() -> None:
    view = office()
    new = SaveProperty(
        property_id=PLACE, seen_version=-1, customer_id=OLIVIA, name=" Shop ", address="1 Bay St"
    )
    do(view, new)
    row = view.get(PropertyRow, PLACE)
    assert row is not None
    assert (row.name, row.customer_id) == ("Shop", OLIVIA)
    with pytest.raises(Refused) as refused:
        decide(view, new, here())
    assert refused.value.reason is Reason.CHANGED
    do(view, RemoveProperty(property_id=PLACE))
    assert decide(view, RemoveProperty(property_id=PLACE), here()).rows == ()


def test_a_property_needs_an_address() -> None:
    wrong = SaveProperty(
        property_id=PLACE, seen_version=-1, customer_id=OLIVIA, name="Shop", address=" "
    )
    with pytest.raises(Refused, match="address"):
        decide(office(), wrong, here())
