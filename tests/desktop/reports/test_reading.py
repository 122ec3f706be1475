"""The figures of the report, read from a desk's own rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.replica.root_causes import Picked, read_choices, read_report
from desktop.replica.undo import put
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.holds import HoldAction, HoldEventRow, HoldRow
from sync_server.contract.issues import DeleteIssue, ErasureReason, IssueRow
from sync_server.contract.records import BookingRow, InvoiceRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import HoldState, IssueStatus, RecordKind, Role
from tests.desktop.customers.care_office import ANN, NOW, MakeStore, make_store

__all__ = ["make_store"]
LIAM, ZOE = RowId("liam"), RowId("zoe")
S = HoldState


def issue(number: int, **changes: object) -> IssueRow:
    given: dict[str, object] = {
        "customer_id": ANN,
        "number": number,
        "record_id": RowId("b1"),
        "issue_type": "Damage",
        "status": IssueStatus.CLOSED,
        "responsible_ids": (LIAM,),
        "reported_at": NOW - timedelta(days=10),
        "acknowledged_at": NOW - timedelta(days=10) + timedelta(hours=2),
        "closed_at": NOW - timedelta(days=7),
    }
    return IssueRow(id=RowId(f"i{number}"), **(given | changes))  # type: ignore[arg-type]


def step(hold: str, at_days: float, state: HoldState, cents: int, action: HoldAction) -> Row:
    return HoldEventRow(
        id=RowId(f"{hold}-{at_days}-{state}"),
        hold_id=RowId(hold),
        action=action,
        state=state,
        amount_cents=cents,
        happened_at=NOW - timedelta(days=at_days),
    )


def rows() -> list[Row]:
    old = NOW - timedelta(days=200)
    return [
        StaffRow(LIAM, name="Liam", role=Role.FIELDWORKER),
        StaffRow(ZOE, name="Zoe", role=Role.FIELDWORKER),
        StaffRow(RowId("amy"), name="Amy", role=Role.ADMIN),
        BookingRow(RowId("b1"), customer_id=ANN, title="Deep clean"),
        InvoiceRow(RowId("v1"), customer_id=ANN, title="Windows"),
        issue(1),
        issue(2, issue_type="Late", responsible_ids=(LIAM, ZOE), reopen_count=1),
        issue(3, record_kind=RecordKind.INVOICE, record_id=RowId("v1"), responsible_ids=()),
        issue(4, merged_into_id=RowId("i1")),
        issue(5, reported_at=old, acknowledged_at=None, closed_at=None, status=IssueStatus.NEW),
        HoldRow(RowId("h1"), issue_id=RowId("i1"), worker_id=LIAM, state=S.HELD, amount_cents=500),
        HoldRow(RowId("h2"), issue_id=RowId("i2"), worker_id=ZOE, state=S.RELEASED),
        step("h1", 10, S.HELD, 500, HoldAction.HELD),
        step("h2", 300, S.HELD, 900, HoldAction.HELD),
        step("h2", 5, S.READY_TO_RELEASE, 900, HoldAction.READY),
        step("h2", 5, S.RELEASED, 900, HoldAction.RELEASED),
    ]


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(rows())


def read(store: Store, **picked: object):
    return read_report(store.reader(), Picked(**picked), NOW)  # type: ignore[arg-type]


def test_only_valid_issues_of_the_period_count(store):
    """ISS-67, ISS-68: what was merged counts where it is worked on."""
    found = read(store, days=90).causes
    assert found.reported == 3
    assert found.by_type == (("Damage", 2), ("Late", 1))
    assert found.by_worker == ((LIAM, 2), (ZOE, 1))
    assert found.by_service == (("Deep clean", 2), ("Windows", 1))
    assert read(store, days=0).causes.reported == 4


@pytest.mark.parametrize(
    ("picked", "count"),
    [
        ({"issue_type": "Late"}, 1),
        ({"worker_id": ZOE}, 1),
        ({"worker_id": LIAM}, 3),
        ({"service": "Windows"}, 1),
        ({"service": "Windows", "worker_id": ZOE}, 0),
    ],
)
def test_filters_narrow_every_figure(store, picked, count):
    assert read(store, days=0, **picked).causes.reported == count


def test_money_held_follows_the_events(store):
    """ISS-68: ready and released in one moment end released."""
    found = read(store, days=90)
    assert found.held[-1] == 500
    assert found.held[0] == 900, "held since before the period"
    assert max(found.held) == 1400
    assert found.held_now == 500
    assert read(store, days=90, worker_id=ZOE).held_now == 0
    assert read(store, days=90, issue_type="Late").held[0] == 900


def test_deleting_a_test_issue_changes_the_figures(store):
    """ISS-67: delete a test ticket, and the KPI changes."""
    before = read(store, days=0).causes
    store.do(DeleteIssue(issue_id=RowId("i3"), typed="CMP-00003", reason=ErasureReason.TEST))
    after = read(store, days=0).causes
    assert (before.reported, after.reported) == (4, 3)
    assert after.by_service == (("Deep clean", 3),)
    assert after.reopened.whole == before.reopened.whole - 1


def test_what_can_be_picked_is_what_issues_have(store):
    found = read_choices(store.reader())
    assert found.types == ("Damage", "Late")
    assert found.workers == ((LIAM, "Liam"), (ZOE, "Zoe"))
    assert found.services == ("Deep clean", "Windows")


def test_an_empty_desk_has_a_report(make_store):
    store = make_store([StaffRow(RowId("amy"), name="Amy", role=Role.ADMIN)])
    found = read(store, days=0)
    assert (found.causes.reported, found.held_now, found.span.buckets) == (0, 0, 1)


def test_a_million_cents_of_put_are_seen_at_once(store):
    """What a colleague just held moves the figure without another pull."""
    more = HoldRow(RowId("h3"), issue_id=RowId("i1"), state=S.HELD, amount_cents=1_000_000)
    with store._profile.replica.writing() as db:
        put(db, [more])
    assert read(store, days=90).held_now == 1_000_500
