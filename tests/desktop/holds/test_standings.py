"""The set-based books of a desk are those the rule works out row by row."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from desktop.replica.profile import Profile
from desktop.replica.standings import Span, books, payable
from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.holds import HoldRow
from sync_server.contract.pay import PayLineRow
from sync_server.contract.records import BookingRow
from sync_server.contract.values import BookingStatus, HoldState
from sync_server.rules.pay import standing
from sync_server.rules.reconciling import Off, reconcile
from sync_server.rules.view import MemoryView
from tests.desktop.holds import office_of_holds as office


def anything(seed: int) -> list[Row]:
    """Bookings, lines, holds and payouts by chance; some contradict each other."""
    chance = random.Random(seed)
    workers = tuple(office.PEOPLE)
    rows: list[Row] = list(office.people())
    for n in range(1, 40):
        on_it = tuple(chance.sample(workers, chance.randint(0, 3)))
        pay = chance.randint(0, 30_000)
        done = chance.choice((BookingStatus.COMPLETED, BookingStatus.IN_PROGRESS))
        rows += office.booking(n, on_it, pay, status=done)
        lines = [
            PayLineRow(id=RowId(f"l{n}.{at}"), booking_id=RowId(f"b{n}"), worker_id=RowId(worker),
                amount_cents=chance.randint(1, 9_000))
            for at, worker in enumerate(on_it * chance.randint(0, 2))
        ]  # fmt: skip
        rows += lines
        for worker in chance.sample(workers, chance.randint(0, 2)):
            of_worker = tuple(line.id for line in lines if line.worker_id == worker)
            part = tuple(chance.sample(of_worker, chance.randint(0, len(of_worker))))
            state = chance.choice(tuple(HoldState))
            made = office.hold(n, worker, state, chance.randint(1, 9_000), pay_line_ids=part)
            rows += made if chance.random() < 0.9 else made[:1]
        if chance.random() < 0.5:
            worker = chance.choice(workers)
            rows.append(office.payout(office.RUN, n, worker, chance.randint(1, 20_000), 2))
    return [*rows, office.RUN]


@pytest.mark.parametrize("seed", range(8))
def test_the_desk_comes_to_what_the_rule_comes_to(tmp_path: Path, seed: int) -> None:
    """PAY-09: sums by fieldworker and every difference, in whatever state the rows are."""
    rows = anything(seed)
    profile = office.desk(tmp_path, rows)
    found = books(profile.reader(), Span()).found
    wanted = reconcile(MemoryView(rows))
    assert found.workers == wanted.workers
    assert set(found.differences) == set(wanted.differences)
    assert found.whole.off == 0
    profile.close()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_offered_for_paying_is_what_the_rule_takes(tmp_path: Path, seed: int) -> None:
    rows = anything(seed)
    profile, view = office.desk(tmp_path, rows), MemoryView(rows)
    offered = {(d.booking_id, d.worker_id): d.payable_cents for d in payable(profile.reader())}
    for booking in view.where(BookingRow):
        for worker in map(RowId, office.PEOPLE):
            is_done = booking.status is BookingStatus.COMPLETED
            wanted = standing(view, booking.id, worker).payable if is_done else 0
            assert offered.get((booking.id, worker), 0) == wanted
    profile.close()


def test_only_bookings_of_the_days_asked_for_are_summed(profile: Profile) -> None:
    day = 86_400_000
    first = to_ms(office.ago(30 - 2))
    found = books(profile.reader(), Span(first - day // 2, first + day // 2)).found
    assert [(worker, sums.earned) for worker, sums in found.workers] == [("liam", 30_000)]


def test_a_hold_changed_behind_the_ledger_is_listed(tmp_path: Path) -> None:
    """PAY-09: listed row by row."""
    rows = office.office()
    at = next(n for n, r in enumerate(rows) if isinstance(r, HoldRow) and r.id == "i2:liam")
    row = rows[at]
    assert isinstance(row, HoldRow)
    rows[at] = msgspec.structs.replace(row, state=HoldState.RELEASED)
    profile = office.desk(tmp_path, rows)
    (off,) = books(profile.reader(), Span()).found.differences
    assert (off.off, off.row_id, off.cents) == (Off.HOLD_AND_EVENTS, "i2:liam", -30_000)
    profile.close()
