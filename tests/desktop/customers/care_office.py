"""A desk with a few customers, without a server, for what looks after them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from desktop.qt.hop import GuiThread
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.records import InvoiceRow
from sync_server.contract.values import ContactKind, InvoiceStatus, RecordKind
from sync_server.rules.threads import born_with
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANN, ANNE, BOB = RowId("ann"), RowId("anne"), RowId("bob")
INVOICE = RowId("inv")


def clock() -> datetime:
    return NOW


def rows() -> list[Row]:
    """Ann is here twice; Bob is somebody else; Ann owes an invoice."""
    return [
        CustomerRow(ANN, name="Ann Lee", location="12 Bay St, Glebe", labels=("VIP",)),
        CustomerRow(ANNE, name="Lee, Anne", location="Bay Street 12, Glebe"),
        CustomerRow(BOB, name="Bob Hill", location="Newtown"),
        *(born_with(RecordKind.CUSTOMER, each, each) for each in (ANN, ANNE, BOB)),
        ContactPointRow(RowId("p1"), customer_id=ANN, value="+61412555018"),
        ContactPointRow(
            RowId("p2"),
            customer_id=ANN,
            contact_kind=ContactKind.EMAIL,
            value="Ann@Example.org",
        ),
        ContactPointRow(RowId("p3"), customer_id=BOB, value="+61412555019"),
        InvoiceRow(
            INVOICE,
            customer_id=ANN,
            number=12,
            title="Windows",
            status=InvoiceStatus.OVERDUE,
            total_cents=41_200,
            due_at=datetime(2026, 11, 1, tzinfo=UTC),
            created_at=datetime(2026, 10, 18, tzinfo=UTC),
        ),
        born_with(RecordKind.INVOICE, INVOICE, ANN),
    ]


MakeStore = Callable[[list[Row]], Store]


@pytest.fixture
def make_store(qapp, tmp_path: Path) -> Iterator[MakeStore]:
    """A desk's store over these rows, indexed for search; ended with the test."""
    made: list[Profile] = []

    def make(found: list[Row]) -> Store:
        profile = profile_with(tmp_path / f"profile-{len(made)}", found)
        made.append(profile)
        while profile.replica.index_slice():
            pass
        return Store(profile, clock, GuiThread(qapp).run)

    yield make
    for profile in made:
        profile.close()


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(rows())


@pytest.fixture
def window(qapp) -> Iterator[QWidget]:
    """What dialogs belong to."""
    made = QWidget()
    made.resize(1440, 900)
    made.show()
    yield made
    made.close()
