"""A complaint withholds one of two shares; finance releases it, pays it out and locks the run."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldAction, HoldEventRow, HoldReasonRow, HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.pay import PayoutRow, PayRunRow
from sync_server.contract.records import BookingMoneyRow, BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, RecordKind, code
from tests.journeys.finance import (
    close_issue,
    fill_run,
    find_booking,
    lock_run,
    open_holds,
    open_run,
    release_shown,
    report_on_booking,
    zero_difference,
)
from tests.support.desk import Desk, until
from tests.support.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]


@dataclass(frozen=True, slots=True)
class Job:
    """A completed booking of two fieldworkers; the first is the one complained about."""

    row: BookingRow
    shares: tuple[int, int]

    @property
    def code(self) -> str:
        return code(RecordKind.BOOKING, self.row.number, self.row.id)


def test_finance_releases_what_a_complaint_withheld_and_pays_it_out(home: House) -> None:
    """PAY-01, PAY-02, PAY-09, PAY-10, PAY-14: one share, released by name, paid once."""
    job = two_worker_job(home)
    blamed, other = job.row.worker_ids
    sarah, tom = home.desk("agent"), home.desk("colleague")

    find_booking(sarah, job.code)
    report_on_booking(sarah, untick=other)
    issue = until(lambda: issue_on(home, job.row.id), 20, "the issue has a number")
    (hold,) = home.rows(HoldRow, issue_id=issue.id)
    assert (hold.worker_id, hold.amount_cents) == (blamed, job.shares[0])
    find_booking(tom, job.code)
    number = code(RecordKind.ISSUE, issue.number, issue.id)
    until(lambda: "Withheld" in badges(tom), 10, "the badge on the other desk")
    flagged = badges(tom).count(number)
    sarah.close()

    nina = home.desk("nina")
    close_issue(nina, number, release=False)
    until(lambda: state(home, hold.id) is HoldState.READY_TO_RELEASE, 10, "handed to finance")
    nina.close()

    grace = home.desk("finance")
    open_holds(grace, "Ready to release", number)
    (line,) = grace.rows("holds_grid")
    assert number in line
    assert "Ready to release" in line
    reason = release_shown(grace, dollars(hold.amount_cents))
    assert reason in {row.name for row in home.rows(HoldReasonRow, for_release=True)}
    until(lambda: state(home, hold.id) is HoldState.RELEASED, 10, "it is released")
    told = sorted(home.rows(HoldEventRow, hold_id=hold.id), key=lambda row: row.happened_at)
    assert [row.action for row in told] == [
        HoldAction.HELD,
        HoldAction.READY,
        HoldAction.RELEASED,
    ]
    assert (told[-1].by_name, told[-1].reason) == ("Grace Park", reason)
    until(lambda: "Released" in badges(tom), 10, "the other desk shows the release")
    assert not {"Withheld", "Ready to release"} & set(badges(tom))
    assert badges(tom).count(number) == flagged - 1, "nobody's share carries the issue any more"

    open_run(grace, "The run of today")
    fill_run(grace)
    paid = {row.worker_id: row.amount_cents for row in home.rows(PayoutRow, booking_id=job.row.id)}
    assert paid == {blamed: job.shares[0], other: job.shares[1]}
    (run,) = home.rows(PayRunRow)
    lock_run(grace, dollars(run.total_cents))
    (run,) = until(lambda: [r for r in home.rows(PayRunRow) if r.locked_at], 10, "it is locked")
    payouts = home.rows(PayoutRow, pay_run_id=run.id)
    assert (run.total_cents, run.count) == (sum(p.amount_cents for p in payouts), len(payouts))
    assert run.locked_by_name == "Grace Park"
    zero_difference(grace)
    grace.close()
    tom.close()


def two_worker_job(home: House) -> Job:
    """One nobody complained about, whose shares one person may release."""
    busy = {row.booking_id for row in home.rows(HoldRow)}
    pay = {row.id: row.pay_cents for row in home.rows(BookingMoneyRow)}
    found = [
        row
        for row in home.rows(BookingRow, status=BookingStatus.COMPLETED)
        if len(row.worker_ids) == 2 and row.id not in busy and 0 < pay[row.id] < 50_000
    ]
    first = min(found, key=lambda row: row.number or 0)
    assert all(home.rows(StaffRow, id=worker) for worker in first.worker_ids)
    share, rest = divmod(pay[first.id], 2)
    return Job(first, (share + rest, share))


def issue_on(home: House, booking_id: RowId) -> IssueRow | None:
    rows = home.rows(IssueRow, record_id=booking_id, status=IssueStatus.NEW)
    return next((row for row in rows if row.number is not None), None)


def state(home: House, hold_id: RowId) -> HoldState:
    (row,) = home.rows(HoldRow, id=hold_id)
    return row.state


def badges(desk: Desk) -> list[str]:
    return list(desk.ask("spoken_in", name="pages"))


def dollars(cents: int) -> str:
    return f"${cents / 100:,.2f}"
