"""What people do with pay, drawn at random for a history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import FieldEdit
from sync_server.contract.holds import (
    ExpectRelease,
    HoldEventRow,
    HoldRow,
    PlaceHold,
    ReleaseHolds,
    SeenHold,
    hold_event_id,
)
from sync_server.contract.issues import (
    IssueRow,
    MergeIssues,
    MoveIssue,
    NameResponsible,
    UnmergeIssue,
)
from sync_server.contract.pay import (
    LockPayRun,
    NewPayLine,
    OpenPayRun,
    Payable,
    PayOut,
    PayRunRow,
    SetPayLines,
)
from sync_server.contract.records import BookingMoneyRow, BookingRow, EditRecord
from sync_server.contract.values import HoldState, IssueStatus, RecordKind
from sync_server.rules.pay import earned, pay_lines, standing
from sync_server.rules.view import View
from tests.sync.office import Desk

if TYPE_CHECKING:
    from tests.sync.driver import History

Maker = Callable[["History", Desk], AnyCommand | None]


def withhold(history: History, desk: Desk) -> AnyCommand | None:
    booking = history.pick(desk, BookingRow)
    workers = sorted(earned(desk.profile.view, booking.id)) if booking else []
    if not workers:
        return None
    worker = history.random.choice(workers)
    lines = [line.id for line in pay_lines(desk.profile.view, booking.id)
             if line.worker_id == worker]  # fmt: skip
    return PlaceHold(
        hold_id=history.new_id(),
        booking_id=booking.id,
        worker_id=worker,
        reason="Dispute",
        pay_line_ids=tuple(lines[: history.random.randint(0, 2)]),
    )


def release_many(history: History, desk: Desk) -> AnyCommand | None:
    holds = desk.profile.view.where(HoldRow)
    some = [hold for hold in holds if hold.is_active and history.random.random() < 0.7]
    if not some:
        return None
    return ReleaseHolds(holds=tuple(SeenHold(hold.id, hold.version) for hold in some))


def expect(history: History, desk: Desk) -> AnyCommand | None:
    hold = history.pick(desk, HoldRow)
    day = f"2026-12-{history.random.randint(1, 28):02d}"
    return hold and ExpectRelease(hold_id=hold.id, expected_on=day)


def close_or_reopen(history: History, desk: Desk) -> AnyCommand | None:
    issue = history.pick(desk, IssueRow)
    if not isinstance(issue, IssueRow):
        return None
    is_closed = issue.status is IssueStatus.CLOSED
    to = IssueStatus.REOPENED if is_closed else IssueStatus.CLOSED
    release = not is_closed and history.random.random() < 0.5
    return MoveIssue(issue_id=issue.id, seen=issue.status, to=to, release_pay=release)


def narrow(history: History, desk: Desk) -> AnyCommand | None:
    issue = history.pick(desk, IssueRow)
    if not isinstance(issue, IssueRow) or not issue.responsible_ids:
        return None
    named = (history.random.choice(issue.responsible_ids),)
    return NameResponsible(issue_id=issue.id, seen=issue.responsible_ids, responsible_ids=named)


def merge_issues(history: History, desk: Desk) -> AnyCommand | None:
    kept, merged = history.pick(desk, IssueRow), history.pick(desk, IssueRow)
    if not isinstance(kept, IssueRow) or not isinstance(merged, IssueRow):
        return None
    if merged.merged_into_id and history.random.random() < 0.6:
        return UnmergeIssue(merged_id=merged.id)
    return MergeIssues(kept_id=kept.id, merged_id=merged.id)


def change_pay(history: History, desk: Desk) -> AnyCommand | None:
    money = history.pick(desk, BookingMoneyRow)
    if not isinstance(money, BookingMoneyRow):
        return None
    new = str(history.random.randint(0, 30_000))
    edit = FieldEdit("pay_cents", str(money.pay_cents), new)
    return EditRecord(record_kind=RecordKind.BOOKING, record_id=money.id, edits=(edit,))


def write_pay_lines(history: History, desk: Desk) -> AnyCommand | None:
    view, booking = desk.profile.view, history.pick(desk, BookingRow)
    money = view.get(BookingMoneyRow, booking.id) if booking else None
    if booking is None or money is None or not booking.worker_ids:
        return None
    first = history.random.randint(0, money.pay_cents)
    lines = tuple(
        NewPayLine(history.new_id(), history.random.choice(booking.worker_ids), cents)
        for cents in (first, money.pay_cents - first)
    )
    seen = tuple(line.id for line in pay_lines(view, booking.id))
    return SetPayLines(booking_id=booking.id, seen=seen, lines=lines)


def run_pay(history: History, desk: Desk) -> AnyCommand | None:
    run = history.pick(desk, PayRunRow)
    if not isinstance(run, PayRunRow) or run.locked_at is not None:
        new = history.new_id()
        return OpenPayRun(pay_run_id=new, name=f"Run {new}")
    if history.random.random() < 0.2:
        return LockPayRun(pay_run_id=run.id, seen_total_cents=run.total_cents)
    return pay_out(history, desk, run.id)


def pay_out(history: History, desk: Desk, run_id: RowId) -> AnyCommand | None:
    view, booking = desk.profile.view, history.pick(desk, BookingRow)
    if booking is None:
        return None
    payables = tuple(
        Payable(booking.id, worker, standing(view, booking.id, worker).payable)
        for worker in sorted(earned(view, booking.id))
    )
    return PayOut(pay_run_id=run_id, payables=payables) if payables else None


MAKERS: Mapping[Maker, int] = {
    withhold: 5,
    release_many: 5,
    expect: 2,
    close_or_reopen: 8,
    narrow: 4,
    merge_issues: 4,
    change_pay: 3,
    write_pay_lines: 3,
    run_pay: 5,
}


def check_pay(view: View) -> None:
    """Every hold is where its last event left it, and whoever released it has a name."""
    for hold in view.where(HoldRow):
        events = [
            view.get(HoldEventRow, hold_event_id(hold.id, version))
            for version in range(hold.version + 1)
        ]
        assert all(events), f"hold {hold.id} changed without an event"
        last = events[-1]
        assert last is not None
        assert (last.state, last.amount_cents) == (hold.state, hold.amount_cents), hold
        is_free = hold.state is HoldState.RELEASED
        assert is_free is (hold.released_by is not None), f"nobody released {hold.id}"
