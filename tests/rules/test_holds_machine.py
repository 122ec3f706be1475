"""Whatever people do in whatever order, pay is held, released and paid by somebody, and once."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync_server.contract.base import Command, RowId
from sync_server.contract.care import MergeCustomers, MergeRow, UnmergeCustomers
from sync_server.contract.complaints import SETTINGS_ID, ComplaintSettingsRow
from sync_server.contract.customers import FieldEdit
from sync_server.contract.holds import (
    ExpectRelease,
    HoldAction,
    HoldEventRow,
    HoldRow,
    PlaceHold,
    ReleaseHold,
    ReleaseHolds,
    SeenHold,
    hold_event_id,
    hold_id,
)
from sync_server.contract.issues import (
    IssueRow,
    MergeIssues,
    MoveIssue,
    NameResponsible,
    ReportIssue,
    UnmergeIssue,
)
from sync_server.contract.pay import (
    LockPayRun,
    NewPayLine,
    OpenPayRun,
    Payable,
    PayLineRow,
    PayOut,
    PayoutRow,
    PayRunRow,
    SetPayLines,
)
from sync_server.contract.records import (
    AssignBooking,
    BookingMoneyRow,
    BookingRow,
    EditRecord,
    MoveBooking,
)
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, RecordKind
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances, Refused
from sync_server.rules.pay import Standing, earned, of_lines, pay_lines, standing
from sync_server.rules.view import MemoryView
from tests.support.builders import (
    ADMIN,
    BEN,
    BOOKING,
    FINANCE,
    LIAM,
    MEI,
    OLIVIA,
    ZOE,
    here,
    office,
)

SECOND = RowId("job2")
JOBS = st.sampled_from([BOOKING, BOOKING, SECOND])
WORKERS = st.sampled_from([LIAM, ZOE, MEI])
PEOPLE = st.sampled_from([ADMIN, FINANCE])
PICKS = st.integers(0, 60)
LIMIT = 1_000

TO_FREE = {HoldAction.RELEASED, HoldAction.NARROWED}
STATES = {
    HoldAction.HELD: {HoldState.HELD},
    HoldAction.PUT_BACK: {HoldState.HELD},
    HoldAction.RECOVERY: {HoldState.RECOVERY_DUE},
    HoldAction.READY: {HoldState.READY_TO_RELEASE},
    HoldAction.FIRST_RELEASE: {HoldState.READY_TO_RELEASE, HoldState.RECOVERY_DUE},
    HoldAction.RELEASED: {HoldState.RELEASED},
    HoldAction.NARROWED: {HoldState.RELEASED},
    HoldAction.CHANGED: set(HoldState),
    HoldAction.PAID: {HoldState.RELEASED},
}


class Pay(RuleBasedStateMachine):
    """An office with two jobs; every command goes through `decide` on rows in a dict."""

    @initialize(two_people=st.booleans())
    def open(self, two_people: bool) -> None:
        self.view = office()
        self.ids = count(1)
        self.minutes = count(1)
        self.view.put(
            [
                BookingRow(id=SECOND, customer_id=OLIVIA, worker_ids=(LIAM,)),
                BookingMoneyRow(id=SECOND, customer_id=OLIVIA, pay_cents=9_000),
                ComplaintSettingsRow(id=SETTINGS_ID, two_person_cents=LIMIT * two_people),
            ]
        )
        self.limit = LIMIT * two_people
        for job in (BOOKING, SECOND):
            for to in (BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED):
                row = self.view.get(BookingRow, job)
                self.do(ADMIN, MoveBooking(booking_id=job, seen=row.status, to=to))
        self.report(BOOKING, ADMIN, set())
        self.open_run()
        self.before = dict(self.view.rows)

    def new_id(self) -> RowId:
        return RowId(f"n{next(self.ids):03d}")

    def do(self, by: RowId, command: Command) -> bool:
        self.before = dict(self.view.rows)
        usual = here(by)
        now = usual.now + timedelta(minutes=next(self.minutes))
        at = Circumstances(
            by, usual.by_name, usual.role, now, on_server=True, next_number=usual.next_number
        )
        try:
            self.view.put(decide(self.view, command, at).rows)
        except Refused:
            return False
        return True

    def pick(self, kind, pick: int, fits=lambda _row: True):
        found = [row for row in self.view.where(kind) if fits(row)]
        return found[pick % len(found)] if found else None

    # -- issues

    @rule(job=JOBS, by=PEOPLE, named=st.sets(WORKERS, max_size=2))
    def report(self, job: RowId, by: RowId, named: set[RowId]) -> None:
        command = ReportIssue(
            issue_id=self.new_id(),
            record_kind=RecordKind.BOOKING,
            record_id=job,
            issue_type="Damage",
            responsible_ids=tuple(sorted(named)),
        )
        self.do(by, command)

    @rule(pick=PICKS, data=st.data())
    def narrow(self, pick: int, data: st.DataObject) -> None:
        issue = self.pick(IssueRow, pick)
        if issue is None:
            return
        booking = self.view.get(BookingRow, issue.record_id)
        known = sorted({*booking.worker_ids, *issue.responsible_ids, MEI})
        named = data.draw(st.sets(st.sampled_from(known), min_size=1, max_size=2))
        command = NameResponsible(
            issue_id=issue.id, seen=issue.responsible_ids, responsible_ids=tuple(sorted(named))
        )
        self.do(ADMIN, command)

    @rule(pick=PICKS, release=st.booleans())
    def close(self, pick: int, release: bool) -> None:
        issue = self.pick(IssueRow, pick, lambda row: row.status is not IssueStatus.CLOSED)
        if issue is not None:
            to = IssueStatus.CLOSED
            command = MoveIssue(issue_id=issue.id, seen=issue.status, to=to, release_pay=release)
            self.do(ADMIN, command)

    @rule(pick=PICKS)
    def reopen(self, pick: int) -> None:
        issue = self.pick(IssueRow, pick, lambda row: row.status is IssueStatus.CLOSED)
        if issue is None:
            return
        held = self.mine_and_merged(issue)
        command = MoveIssue(issue_id=issue.id, seen=issue.status, to=IssueStatus.REOPENED)
        if self.do(ADMIN, command):
            for old in held:
                now = self.view.get(HoldRow, old.id)
                own = self.view.get(IssueRow, old.issue_id)
                is_by_hand = old.id != hold_id(own.id, old.worker_id)
                if is_by_hand or old.worker_id in own.responsible_ids:
                    assert now.state in {HoldState.HELD, HoldState.RECOVERY_DUE}
                    assert now.first_by is None

    def mine_and_merged(self, issue: IssueRow) -> list[HoldRow]:
        merged = self.view.where(IssueRow, merged_into_id=issue.id)
        ids = {issue.id, *(each.id for each in merged)}
        return [hold for hold in self.view.where(HoldRow) if hold.issue_id in ids]

    @rule(kept=PICKS, merged=PICKS)
    def merge(self, kept: int, merged: int) -> None:
        one, other = self.pick(IssueRow, kept), self.pick(IssueRow, merged)
        if one is not None and other is not None:
            self.do(ADMIN, MergeIssues(kept_id=one.id, merged_id=other.id))

    @rule(pick=PICKS)
    def unmerge(self, pick: int) -> None:
        merged = [each for each in self.view.where(IssueRow) if each.merged_into_id]
        if merged:
            self.do(ADMIN, UnmergeIssue(merged_id=merged[pick % len(merged)].id))

    # -- holds

    @rule(job=JOBS, worker=WORKERS, by=PEOPLE, pick=PICKS, lines=st.integers(0, 2))
    def withhold(self, job: RowId, worker: RowId, by: RowId, pick: int, lines: int) -> None:
        theirs = [line.id for line in pay_lines(self.view, job) if line.worker_id == worker]
        issue = self.pick(IssueRow, pick) if pick % 3 == 0 else None
        command = PlaceHold(
            hold_id=self.new_id(),
            booking_id=job,
            worker_id=worker,
            reason="Dispute",
            issue_id=issue.id if issue else None,
            pay_line_ids=tuple(theirs[:lines]),
        )
        self.do(by, command)

    @rule(pick=PICKS, by=PEOPLE, stale=st.sampled_from([0, 0, 0, 1]))
    def release(self, pick: int, by: RowId, stale: int) -> None:
        hold = self.pick(HoldRow, pick, lambda row: row.is_active)
        if hold is not None:
            self.do(by, ReleaseHold(hold_id=hold.id, seen_version=hold.version - stale))

    @rule(by=PEOPLE)
    def release_all(self, by: RowId) -> None:
        holds = tuple(SeenHold(hold.id, hold.version) for hold in self.view.where(HoldRow))
        self.do(by, ReleaseHolds(holds=holds, reason="Checked"))

    @rule(pick=PICKS)
    def expect(self, pick: int) -> None:
        hold = self.pick(HoldRow, pick)
        if hold is not None:
            self.do(FINANCE, ExpectRelease(hold_id=hold.id, expected_on="2026-12-01"))

    # -- pay

    @rule(job=JOBS, cents=st.integers(0, 30_000))
    def change_pay(self, job: RowId, cents: int) -> None:
        seen = str(self.view.get(BookingMoneyRow, job).pay_cents)
        edit = FieldEdit("pay_cents", seen, str(cents))
        self.do(ADMIN, EditRecord(record_kind=RecordKind.BOOKING, record_id=job, edits=(edit,)))

    @rule(job=JOBS, workers=st.sets(WORKERS, max_size=3))
    def assign(self, job: RowId, workers: set[RowId]) -> None:
        seen = self.view.get(BookingRow, job).worker_ids
        self.do(ADMIN, AssignBooking(booking_id=job, seen=seen, worker_ids=tuple(sorted(workers))))

    @rule(job=JOBS, parts=st.lists(st.integers(0, 100), max_size=4))
    def write_lines(self, job: RowId, parts: list[int]) -> None:
        booking, money = self.view.get(BookingRow, job), self.view.get(BookingMoneyRow, job)
        if not booking.worker_ids:
            return
        left, lines = money.pay_cents, []
        for at, percent in enumerate(parts):
            cents = left if at == len(parts) - 1 else left * percent // 100
            left -= cents
            worker = booking.worker_ids[at % len(booking.worker_ids)]
            lines.append(NewPayLine(self.new_id(), worker, cents))
        seen = tuple(line.id for line in pay_lines(self.view, job))
        self.do(FINANCE, SetPayLines(booking_id=job, seen=seen, lines=tuple(lines)))

    @rule()
    def open_run(self) -> None:
        run = self.new_id()
        self.do(FINANCE, OpenPayRun(pay_run_id=run, name=f"Run {run}"))

    @rule(pick=PICKS, is_greedy=st.booleans())
    def pay_out(self, pick: int, is_greedy: bool) -> None:
        """Greedy: ask for everything that was earned, held or paid already or not."""
        run = self.pick(PayRunRow, pick, lambda row: pick % 4 == 0 or row.locked_at is None)
        payables = tuple(
            Payable(job, worker, is_so.earned if is_greedy else is_so.payable)
            for job, worker in sorted(self.pairs())
            if (is_so := self.standing(job, worker)).earned
        )
        if run is not None and payables:
            self.do(FINANCE, PayOut(pay_run_id=run.id, payables=payables))

    @rule(pick=PICKS)
    def lock(self, pick: int) -> None:
        run = self.pick(PayRunRow, pick)
        if run is not None:
            self.do(FINANCE, LockPayRun(pay_run_id=run.id, seen_total_cents=run.total_cents))

    @rule()
    def merge_the_customers(self) -> None:
        merges = [row for row in self.view.where(MergeRow) if row.undone_at is None]
        if merges:
            self.do(ADMIN, UnmergeCustomers(merge_id=merges[0].id))
        else:
            self.do(ADMIN, MergeCustomers(merge_id=self.new_id(), kept_id=BEN, merged_id=OLIVIA))

    # -- what must always hold

    def pairs(self) -> set[tuple[RowId, RowId]]:
        """Every booking and fieldworker who earns, is held or was paid there."""
        found = {(job, worker) for job in (BOOKING, SECOND) for worker in earned(self.view, job)}
        found |= {(row.booking_id, row.worker_id) for row in self.view.where(HoldRow)}
        return found | {(row.booking_id, row.worker_id) for row in self.view.where(PayoutRow)}

    def standing(self, job: RowId, worker: RowId) -> Standing:
        return standing(self.view, job, worker)

    def states(self, job: RowId, worker: RowId) -> set[HoldState]:
        return {hold.state for hold in self.view.where(HoldRow, booking_id=job, worker_id=worker)}

    def events(self, hold: HoldRow) -> list[HoldEventRow]:
        found = [
            self.view.get(HoldEventRow, hold_event_id(hold.id, version))
            for version in range(hold.version + 1)
        ]
        assert all(found), f"{hold.id} changed without saying so"
        assert len(self.view.where(HoldEventRow, hold_id=hold.id)) == len(found)
        return found

    @invariant()
    def every_hold_is_the_sum_of_its_events(self) -> None:
        for hold in self.view.where(HoldRow):
            events = self.events(hold)
            assert (events[-1].state, events[-1].amount_cents) == (hold.state, hold.amount_cents)
            assert all(event.by and event.by_name for event in events)
            assert all(event.state in STATES[event.action] for event in events)
            times = [event.happened_at for event in events]
            assert times == sorted(times)

    @invariant()
    def nothing_is_released_without_a_named_person(self) -> None:
        for hold in self.view.where(HoldRow):
            freed = [event for event in self.events(hold) if event.action in TO_FREE]
            if hold.state is HoldState.RELEASED:
                assert hold.released_by == freed[-1].by
                assert hold.released_by_name
                assert hold.released_at == freed[-1].happened_at
            else:
                assert (hold.released_by, hold.released_at) == (None, None)

    @invariant()
    def above_the_limit_two_different_people_released(self) -> None:
        for hold in self.view.where(HoldRow):
            events = self.events(hold)
            for at, event in enumerate(events):
                if event.action is HoldAction.RELEASED and 0 < self.limit < event.amount_cents:
                    firsts = [e for e in events[:at] if e.action is HoldAction.FIRST_RELEASE]
                    assert firsts
                    assert firsts[-1].by != event.by

    @invariant()
    def pay_of_an_open_issue_stays(self) -> None:
        """PAY-10: but for those who are not responsible."""
        for hold in self.view.where(HoldRow):
            issue = self.view.get(IssueRow, hold.issue_id)
            if issue is None or issue.status is IssueStatus.CLOSED or issue.merged_into_id:
                continue
            is_by_issue = hold.id == hold_id(issue.id, hold.worker_id)
            if is_by_issue and hold.worker_id in issue.responsible_ids:
                assert hold.state in {HoldState.HELD, HoldState.RECOVERY_DUE}, hold

    @invariant()
    def the_sums_are_equal(self) -> None:
        for job, worker in self.pairs():
            is_so = self.standing(job, worker)
            assert is_so.earned == is_so.held + is_so.paid + is_so.payable - is_so.to_recover
            assert 0 <= is_so.held <= is_so.earned
            if is_so.held and is_so.paid and is_so.to_recover:
                assert HoldState.RECOVERY_DUE in self.states(job, worker)
        for hold in self.view.where(HoldRow):
            if hold.is_active:
                lines = hold.pay_line_ids
                due = of_lines(self.view, hold.booking_id, hold.worker_id, lines)
                assert hold.amount_cents == due
        for job in (BOOKING, SECOND):
            worth = self.view.get(BookingMoneyRow, job).pay_cents
            booking = self.view.get(BookingRow, job)
            has_lines = bool(pay_lines(self.view, job))
            whole = worth if has_lines or booking.worker_ids else 0
            assert sum(earned(self.view, job).values()) == whole

    @invariant()
    def a_run_pays_what_stands_in_it(self) -> None:
        for run in self.view.where(PayRunRow):
            paid = self.view.where(PayoutRow, pay_run_id=run.id)
            assert (run.total_cents, run.count) == (sum(p.amount_cents for p in paid), len(paid))
            before = self.before.get((PayRunRow, run.id))
            if isinstance(before, PayRunRow) and before.locked_at is not None:
                assert run == before, "a locked run changed"

    @invariant()
    def nobody_was_paid_what_was_held(self) -> None:
        old = MemoryView(self.before.values())
        for row in self.view.where(PayoutRow):
            if old.get(PayoutRow, row.id) is None:
                was = standing(old, row.booking_id, row.worker_id)
                assert row.amount_cents == was.payable

    @invariant()
    def a_release_says_that_it_was_paid(self) -> None:
        old = MemoryView(self.before.values())
        paid = {(row.booking_id, row.worker_id) for row in self.view.where(PayoutRow)}
        for row in self.view.where(PayoutRow):
            if old.get(PayoutRow, row.id) is None:
                for hold in self.view.where(
                    HoldRow, booking_id=row.booking_id, worker_id=row.worker_id
                ):
                    assert hold.is_active or hold.paid_at is not None
        for hold in self.view.where(HoldRow):
            assert hold.paid_at is None or (hold.booking_id, hold.worker_id) in paid

    @invariant()
    def events_payouts_and_lines_of_old_are_never_rewritten(self) -> None:
        for (kind, row_id), row in self.before.items():
            if kind in {HoldEventRow, PayoutRow}:
                assert self.view.get(kind, row_id) == row
            elif kind is PayLineRow:
                assert self.view.get(kind, row_id) is not None


TestPay = pytest.mark.timeout(900)(Pay.TestCase)
TestPay.settings = settings(max_examples=settings().max_examples, stateful_step_count=40)
