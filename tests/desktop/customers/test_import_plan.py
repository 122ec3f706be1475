"""A dry run says what would become of every row, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.customers.import_plan import Cancelled, Fate, dry_run
from desktop.lists.import_text import Unreadable
from desktop.replica.profile import Profile
from desktop.replica.schema import TABLES
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.values import ContactKind
from tests.desktop.customers.imports import planned, task, written
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANN, BOB = RowId("ann"), RowId("bob")


def point(row_id: str, owner: RowId, value: str) -> ContactPointRow:
    kind = ContactKind.EMAIL if "@" in value else ContactKind.PHONE
    return ContactPointRow(id=RowId(row_id), customer_id=owner, contact_kind=kind, value=value)


HERE: list[Row] = [
    CustomerRow(id=ANN, name="Ann"),
    CustomerRow(id=BOB, name="Bob"),
    point("p1", ANN, "+61412555018"),
    point("p2", ANN, "Ann@Example.org"),
    point("p3", ANN, "+61298765432"),
    point("p4", BOB, "+61298765432"),
]


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = profile_with(tmp_path / "desk", HERE)
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, lambda: NOW)


def fates(store: Store, path: Path) -> list[Fate]:
    return [Fate(each) for each in planned(store, path).fates]


def test_each_row_is_new_here_already_twice_or_broken(store: Store, tmp_path: Path) -> None:
    rows = "Cleo,0412 555 019,,,\nAnn L,(04) 1255 5018,,,\nC,+61412555019,,,\n,0412 555 020,,,\n"
    plan = planned(store, written(tmp_path, rows))
    assert list(plan.fates) == [Fate.NEW, Fate.HERE, Fate.TWICE, Fate.BROKEN]
    assert plan.matched == {1: ANN}
    assert plan.why[2] == "Same number or address as line 2."
    assert (plan.lines[3], plan.why[3]) == (5, "The row has no name.")
    assert [plan.name(at) for at in range(3)] == ["Cleo", "Ann L", "C"]


def test_an_address_counts_in_any_case_also_one_that_is_here(store: Store, tmp_path: Path) -> None:
    rows = "A,,ANN@example.ORG,,\nB,,new@example.org,,\nC,,New@Example.org,,\n"
    assert fates(store, written(tmp_path, rows)) == [Fate.HERE, Fate.NEW, Fate.TWICE]


def test_a_number_that_two_customers_share_belongs_to_neither(store: Store, tmp_path: Path) -> None:
    plan = planned(store, written(tmp_path, "A,02 9876 5432,,,\n"))
    assert (plan.count(Fate.HERE), plan.matched) == (1, {})
    assert plan.why[0] == "2 customers here share its numbers or addresses."


def test_rows_without_a_number_are_never_taken_for_one_another(
    store: Store, tmp_path: Path
) -> None:
    assert fates(store, written(tmp_path, "Ann,,,,\nAnn,,,,\n")) == [Fate.NEW, Fate.NEW]


def test_a_dry_run_writes_nothing(profile: Profile, store: Store, tmp_path: Path) -> None:
    def everything() -> list[object]:
        db = profile.replica.reader()
        tables = [*TABLES, "_state", "_base", "_dirty"]
        rows = [db.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables]  # noqa: S608
        mine = []
        for name in ("command", "setting", "draft"):
            found = profile.outbox._db.execute(f"SELECT * FROM {name}")  # noqa: S608
            mine.append(found.fetchall())
        return [rows, mine]

    before = everything()
    path = written(tmp_path, "Cleo,0412 555 019,,VIP,Hi\nAnn,0412 555 018,,,\n" * 50)
    assert len(planned(store, path)) == 100
    assert everything() == before


def test_a_dry_run_can_be_cancelled(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "A,,,,\n" * 2000)
    with pytest.raises(Cancelled):
        dry_run(store.reader(), task(store, path), lambda _read, _size: True)


def test_a_file_that_is_another_than_was_looked_at_is_refused(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "A,,,,\n")
    wanted = task(store, path)
    written(tmp_path, "B,,,,\n")
    with pytest.raises(Unreadable, match="changed since"):
        dry_run(store.reader(), wanted, lambda _read, _size: False)


LINE = st.lists(
    st.text(st.sampled_from("abc@.,;\"'\n04125 =+é"), max_size=12), min_size=1, max_size=6
).map(",".join)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(LINE, max_size=30))
def test_every_row_has_exactly_one_fate_and_every_broken_one_a_reason(
    store: Store, tmp_path: Path, rows: list[str]
) -> None:
    plan = planned(store, written(tmp_path, "\n".join(["Zed,,,,", *rows])))
    assert sum(plan.count(fate) for fate in Fate) == len(plan) == len(plan.lines)
    assert all(plan.why[at].endswith(".") for at in plan.places(Fate.BROKEN))
    assert list(plan.lines) == sorted(plan.lines)
