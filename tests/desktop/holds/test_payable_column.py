"""What the grid calls payable: row by row, summed, and after a run has paid it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from desktop.replica.listing import all_places, groups, rows_at, totals
from desktop.replica.listing_holds import hold_list
from desktop.replica.listing_query import Filter, Op, Query, Sort
from desktop.replica.listing_spec import sums_of
from desktop.replica.profile import Profile
from sync_server.contract.base import Row, RowId
from sync_server.contract.holds import HoldRow
from sync_server.contract.pay import Payable, PayOut, PayRunRow
from sync_server.contract.records import BookingRow
from sync_server.contract.values import BookingStatus, HoldState, Role
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances
from sync_server.rules.view import MemoryView
from tests.desktop.holds import office_of_holds as office

SPEC = hold_list(office.NOW.astimezone().date())
PAYABLE = next(at for at, each in enumerate(SPEC.fields) if each.key == "payable")
PAY_RUN = next(at for at, each in enumerate(SPEC.fields) if each.key == "pay_run")
SUMMED = [each.key for each in sums_of(SPEC)].index("payable")
LINES = ((), (), (RowId("l1"),), (RowId("l2"),))


def heaps(seed: int) -> list[Row]:
    """Several holds of the same pay, of all of it or of lines, held, released and paid."""
    chance = random.Random(seed)
    rows: list[Row] = [*office.people(), office.RUN]
    for n in range(1, 60):
        done = chance.choice((BookingStatus.COMPLETED,) * 3 + (BookingStatus.IN_PROGRESS,))
        rows += office.booking(n, ("liam", "omar"), 20_000, status=done)
        for at in range(chance.randint(0, 4)):
            worker, is_paid = chance.choice(("liam", "omar")), chance.random() < 0.3
            rows.append(
                office.hold(n, worker, chance.choice((*[HoldState.RELEASED] * 6, *HoldState)),
                    chance.randint(1, 9_000), id=RowId(f"h{chance.random()}.{n}.{at}"),
                    pay_line_ids=chance.choice(LINES),
                    paid_at=office.ago(1) if is_paid else None)[0]
            )  # fmt: skip
    return rows


def column(profile: Profile, query: Query, at: int = PAYABLE) -> dict[RowId, object]:
    db, keys = profile.reader(), [each.key for each in SPEC.fields]
    places = all_places(db, SPEC, query, lambda: False)
    return {row.id: row.values[at] for row in rows_at(db, SPEC, keys, places)}


def payable_of(rows: list[Row], hold: HoldRow) -> int | None:
    """Released, not paid, held for nothing else, done, and the first of its like."""
    view = MemoryView(rows)
    same = view.where(HoldRow, booking_id=hold.booking_id, worker_id=hold.worker_id)
    booking = view.get(BookingRow, hold.booking_id)
    assert booking is not None
    is_done = booking.status is BookingStatus.COMPLETED
    if hold.is_active or hold.paid_at or not is_done or any(o.is_active for o in same):
        return None
    free = [o for o in same if o.paid_at is None]
    if hold.pay_line_ids and any(not o.pay_line_ids for o in free):
        return None
    first = min(o.id for o in free if o.pay_line_ids == hold.pay_line_ids)
    return hold.amount_cents if hold.id == first else None


@pytest.mark.parametrize("seed", range(4))
def test_pay_released_for_several_reasons_is_payable_once(tmp_path: Path, seed: int) -> None:
    rows = heaps(seed)
    profile = office.desk(tmp_path, rows)
    found = column(profile, Query())
    wanted = {row.id: payable_of(rows, row) for row in rows if isinstance(row, HoldRow)}
    assert found == wanted
    assert any(wanted.values())
    profile.close()


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(sorts=(Sort("amount"),)),
        Query(filters=(Filter("state", Op.ONE_OF, ("released",)),)),
        Query(filters=(Filter("worker", Op.CONTAINS, ("liam",)),)),
        Query(words="omar"),
    ],
)
@pytest.mark.parametrize("seed", range(2))
def test_the_total_is_the_sum_of_the_rows_it_stands_under(
    tmp_path: Path, query: Query, seed: int
) -> None:
    profile = office.desk(tmp_path, heaps(seed))
    summed = totals(profile.reader(), SPEC, query).sums[SUMMED]
    assert summed == sum(int(str(each or 0)) for each in column(profile, query).values()) > 0
    profile.close()


def test_groups_come_to_the_total_between_them(tmp_path: Path) -> None:
    profile = office.desk(tmp_path, heaps(7))
    query = Query(group_by="worker")
    heads = groups(profile.reader(), SPEC, query)
    assert [head.value for head in heads] == ["Liam Murphy", "Omar Haddad"]
    whole = totals(profile.reader(), SPEC, query).sums[SUMMED]
    assert sum(head.sums[SUMMED] for head in heads) == whole > 0
    profile.close()


def test_what_a_run_pays_is_not_payable_any_more_and_names_the_run(tmp_path: Path) -> None:
    view = MemoryView(office.office())
    view.put([PayRunRow(id=RowId("run2"), name="November")])
    pay = (Payable(RowId("b3"), RowId("omar"), 12_500),)
    here = Circumstances(RowId("amy"), "Amy", Role.ADMIN, office.NOW)
    before = office.desk(tmp_path / "before", list(view.rows.values()))
    view.put(decide(view, PayOut(pay_run_id=RowId("run2"), payables=pay), here).rows)
    after = office.desk(tmp_path / "after", list(view.rows.values()))
    hold = RowId("i3:omar")
    assert column(before, Query())[hold] == 12_500
    assert column(before, Query(), PAY_RUN)[hold] is None
    assert column(after, Query())[hold] is None
    assert column(after, Query(), PAY_RUN)[hold] == "November"
    before.close()
    after.close()
