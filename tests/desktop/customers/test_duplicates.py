"""Somebody who is a customer already is recognised while they are typed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop.customers.adding import Adding
from desktop.links import CustomerAdded
from desktop.replica.duplicates import Wanted, Why, alike, possible_duplicates
from desktop.replica.likeness import is_like_name, is_same_name, within
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from tests.desktop.customers.care_office import ANN, BOB, MakeStore, rows
from tests.support.windows import click, find, type_text, wait_until


def whys(store: Store, wanted: Wanted) -> dict[RowId, Why]:
    return {one.id: one.why for one in alike(store.reader(), wanted)}


@pytest.mark.parametrize(
    "typed", ["+61412555018", "0412 555 018", "(04) 1255-5018", "61 412 555 018", "412555018"]
)
def test_a_phone_is_known_in_any_spelling(store: Store, typed: str) -> None:
    assert whys(store, Wanted(phone=typed)) == {ANN: Why.PHONE}


def test_an_e_mail_address_is_known_in_capitals_or_not(store: Store) -> None:
    assert whys(store, Wanted(email=" aNN@example.ORG ")) == {ANN: Why.EMAIL}


@pytest.mark.parametrize("typed", ["Ann Lee", "Lee Ann", "Anne Lee", "ANN  LÉE", "Ann Lea"])
def test_a_name_with_its_place_is_known_whatever_its_order_and_slips(
    store: Store, typed: str
) -> None:
    assert ANN in whys(store, Wanted(name=typed, place="Glebe NSW"))


def test_a_name_alone_counts_only_when_it_is_the_same(store: Store) -> None:
    assert whys(store, Wanted(name="Ann Lee")) == {ANN: Why.NAME}
    assert whys(store, Wanted(name="Ann Lea")) == {}
    assert whys(store, Wanted(name="Ann Lee", place="Newtown")) == {ANN: Why.NAME}


def test_a_name_that_many_have_says_nothing(make_store: MakeStore) -> None:
    crowd = [CustomerRow(RowId(f"j{n}"), name="Jo Kim") for n in range(6)]
    assert whys(make_store(crowd), Wanted(name="Jo Kim")) == {}


def test_the_finder_pairs_who_shares_a_number_an_address_or_name_and_place(
    make_store: MakeStore,
) -> None:
    more = [
        CustomerRow(RowId("b2"), name="Robert Hill"),
        ContactPointRow(RowId("p9"), customer_id=RowId("b2"), value="+61412555019"),
        CustomerRow(RowId("a2"), name="Ann LEE", location="Glebe, Bay St 12"),
    ]
    pairs = possible_duplicates(make_store([*rows(), *more]).reader(), lambda: False)
    found = {(min(p.one.id, p.other.id), max(p.one.id, p.other.id), p.one.why) for p in pairs}
    assert found == {("b2", BOB, Why.PHONE), ("a2", ANN, Why.NAME_AND_PLACE)}


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_does_not_depend_on_who_was_first(one: str, other: str) -> None:
    assert is_like_name(one, other) is is_like_name(other, one)
    assert is_same_name(one, other) is is_same_name(other, one)
    assert within(one, one, 0)
    assert within(one, other, max(len(one), len(other))) or within(one, other, 99)


# -- the dialog


@pytest.fixture
def adding(store: Store, window: QWidget) -> Iterator[Adding]:
    made = Adding(store, window)
    yield made
    made.end()


def test_the_dialog_shows_who_is_here_already_and_takes_them(
    adding: Adding, window: QWidget, store: Store
) -> None:
    added: list[CustomerAdded] = []
    opened: list[str] = []
    adding.added.connect(added.append)
    adding.opened.connect(opened.append)
    adding.open("+61 412 555 018")
    type_text(find(window, QLineEdit, "add_customer_name"), "Annie")
    type_text(find(window, QLineEdit, "add_customer_email"), "annie@example.org")
    hint = find(window, QWidget, "duplicates_hint")
    wait_until(hint.isVisible, "Ann is shown")
    assert hint.accessibleName() == "This may be a customer already: Ann Lee"
    click(find(window, QPushButton, "duplicate_open_1"))
    assert opened == [ANN]
    click(find(window, QPushButton, "duplicate_use_1"))
    assert added == [CustomerAdded(ANN, "+61412555018")]
    points = store.view.where(ContactPointRow, customer_id=ANN)
    assert "annie@example.org" in {point.value for point in points}
    assert len([p for p in points if p.contact_kind == "phone"]) == 1


def test_somebody_new_is_added_with_number_and_address(
    adding: Adding, window: QWidget, store: Store
) -> None:
    added: list[CustomerAdded] = []
    adding.added.connect(added.append)
    adding.open("+61 412 555 077")
    type_text(find(window, QLineEdit, "add_customer_name"), "Cara")
    type_text(find(window, QLineEdit, "add_customer_email"), "cara@example.org")
    click(find(window, QPushButton, "add_customer_save"))
    (new,) = added
    values = {p.value for p in store.view.where(ContactPointRow, customer_id=new.customer_id)}
    assert values == {"+61412555077", "cara@example.org"}
