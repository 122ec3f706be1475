"""Pay adds up, row by row; and what does not is named."""

from __future__ import annotations

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldEventRow, HoldRow
from sync_server.contract.pay import PayLineRow, PayRunRow
from sync_server.contract.values import BookingStatus, HoldState
from sync_server.rules.pay import Standing
from sync_server.rules.reconciling import Off, Sums, counts, ledger, reconcile, sums_of
from sync_server.rules.view import MemoryView
from tests.desktop.holds import office_of_holds as office


def test_a_small_office_adds_up_by_fieldworker_and_in_all() -> None:
    """PAY-09: earned = held + paid + payable + not due - to recover."""
    found = reconcile(MemoryView(office.office()))
    by = dict(found.workers)
    assert by[RowId("liam")] == Sums(40_001, 40_001)
    assert by[RowId("omar")] == Sums(111_500, 90_000, 0, 21_500)
    assert by[RowId("priya")] == Sums(18_000, 9_000, 9_000, 9_000, 0, 9_000)
    assert found.whole == by[RowId("liam")] + by[RowId("omar")] + by[RowId("priya")]
    assert found.whole.off == 0
    assert found.adds_up


def test_pay_held_for_two_reasons_is_held_once() -> None:
    rows = [
        *office.people(),
        *office.booking(1, ("liam",), 10_000),
        *office.hold(1, "liam", HoldState.HELD, 10_000),
        *office.hold(1, "liam", HoldState.HELD, 10_000, id=RowId("by hand"), issue_id=RowId("")),
    ]
    assert reconcile(MemoryView(rows)).whole == Sums(10_000, 10_000)


def test_only_the_lines_that_are_held_are_held() -> None:
    """PAY-12."""
    lines = [
        PayLineRow(id=RowId(f"l{n}"), booking_id=RowId("b1"), worker_id=RowId("liam"),
            amount_cents=cents)
        for n, cents in enumerate((4_000, 6_000))
    ]  # fmt: skip
    part = office.hold(1, "liam", HoldState.HELD, 4_000, pay_line_ids=(RowId("l0"),))
    rows = [*office.people(), *office.booking(1, ("liam",), 10_000), *lines, *part]
    assert reconcile(MemoryView(rows)).whole == Sums(10_000, 4_000, 0, 6_000)


def test_a_job_that_is_not_done_counts_only_where_pay_is_held_or_went_out() -> None:
    open_job = office.booking(2, ("liam",), 5_000, status=BookingStatus.IN_PROGRESS)
    assert reconcile(MemoryView(open_job)).workers == ()
    line = PayLineRow(
        id=RowId("l"), booking_id=RowId("b2"), worker_id=RowId("liam"), amount_cents=2_000
    )
    rest = msgspec.structs.replace(line, id=RowId("r"), amount_cents=3_000)
    part = office.hold(2, "liam", HoldState.HELD, 2_000, pay_line_ids=(line.id,))
    found = reconcile(MemoryView([*open_job, line, rest, *part])).whole
    assert found == Sums(5_000, 2_000, 0, 0, 3_000)
    assert found.off == 0


def test_sums_add_up_whatever_was_earned_held_and_paid() -> None:
    for earned in (0, 1, 999, 10_000):
        for held in (0, 1, earned):
            for paid in (0, 1, earned, earned + 7):
                for is_due in (True, False):
                    sums = sums_of(Standing(earned, held, paid), is_due=is_due)
                    assert sums.off == 0, (earned, held, paid, is_due)
    assert not counts(Standing(5, 0, 0), is_due=False)


def test_a_hold_that_its_events_contradict_is_named_with_both_amounts() -> None:
    """PAY-09: differences are listed row by row."""
    view = MemoryView(office.office())
    (hold,) = [h for h in view.where(HoldRow) if h.id == RowId("i2:liam")]
    view.put([msgspec.structs.replace(hold, amount_cents=31_000)])
    (off,) = reconcile(view).differences
    assert (off.off, off.row_id, off.said_cents, off.told_cents, off.cents) == (
        Off.HOLD_AND_EVENTS, hold.id, 31_000, 30_000, 1_000,
    )  # fmt: skip


def test_a_hold_without_any_event_and_a_run_with_another_sum_are_named() -> None:
    view = MemoryView(office.office())
    for event in view.where(HoldEventRow, hold_id=RowId("i5:omar")):
        del view.rows[(HoldEventRow, event.id)]
    (run,) = view.where(PayRunRow)
    view.put([msgspec.structs.replace(run, total_cents=9_100)])
    found = [(d.off, d.cents) for d in reconcile(view).differences]
    assert found == [(Off.HOLD_AND_EVENTS, 80_000), (Off.RUN_AND_PAYOUTS, 100)]


def test_pay_that_went_out_twice_is_named_where_nobody_recovers_it() -> None:
    view = MemoryView(office.office())
    view.put([office.payout(office.RUN, 6, "omar", 12_000, 1)])
    found = [d for d in reconcile(view).differences if d.off is Off.PAID_AND_EARNED]
    assert [(d.row_id, d.worker_id, d.cents) for d in found] == [
        (RowId("b6"), RowId("omar"), 3_000)
    ]


def test_the_newest_event_is_what_the_ledger_tells() -> None:
    events = [e for e in office.office() if isinstance(e, HoldEventRow)]
    by_time = sorted(events, key=lambda e: e.happened_at or office.NOW)
    assert ledger(events) == (by_time[-1].state, by_time[-1].amount_cents)
    assert ledger(()) is None
