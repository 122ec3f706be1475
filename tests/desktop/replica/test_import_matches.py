"""Who of a list is here already is found by index, however long the list is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.replica.connection import Connection
from desktop.replica.import_matches import AT_ONCE, are_here, names, odd_emails, owners
from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.values import ContactKind
from tests.desktop.replica.rows import profile_with


def rows() -> Iterator[Row]:
    for n in range(AT_ONCE + 20):
        yield CustomerRow(id=RowId(f"c{n}"), name=f"Customer {n}")
        yield ContactPointRow(
            id=RowId(f"p{n}"), customer_id=RowId(f"c{n}"), value=f"+6141255{n:04}"
        )
    for n, address in enumerate(("Ann@X.org", "ann@x.org", "bo@x.org")):
        yield ContactPointRow(
            id=RowId(f"e{n}"),
            customer_id=RowId(f"c{n}"),
            contact_kind=ContactKind.EMAIL,
            value=address,
        )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    made = profile_with(tmp_path / "desk", rows())
    yield made.replica.reader()
    made.close()


def test_owners_of_more_values_than_one_question_takes_are_found(db: Connection) -> None:
    values = [f"+6141255{n:04}" for n in range(AT_ONCE + 30)]
    found = owners(db, values)
    assert len(found) == AT_ONCE + 20
    assert found["+61412550007"] == (RowId("c7"),)


def test_addresses_in_capitals_are_found_by_small_letters(db: Connection) -> None:
    assert odd_emails(db) == {"ann@x.org": (RowId("c0"),)}
    assert owners(db, ["ann@x.org"]) == {"ann@x.org": (RowId("c1"),)}


def test_who_is_here_has_a_name_and_who_is_not_has_none(db: Connection) -> None:
    asked = [RowId("c1"), RowId("nobody"), RowId("c1")]
    assert names(db, asked) == {"c1": "Customer 1"}
    assert are_here(db, asked) == {"c1"}


_VALUE = "SELECT value, customer_id FROM contact_point WHERE value IN (?, ?)"
_ID = "SELECT id, name FROM customer WHERE id IN (?, ?)"


@pytest.mark.parametrize(
    ("question", "index"), [(_VALUE, "ix_contact_point_1"), (_ID, "sqlite_autoindex_customer_1")]
)
def test_every_question_has_its_index(db: Connection, question: str, index: str) -> None:
    plan = str(db.execute(f"EXPLAIN QUERY PLAN {question}", ("a", "b")).fetchall())
    assert "SEARCH" in plan
    assert index in plan
