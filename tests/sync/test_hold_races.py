"""Two desks do different things to one hold at the same time: one outcome, told to both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from sync_server.contract.base import CommandId, RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.complaints import SETTINGS_ID, ComplaintSettingsRow
from sync_server.contract.customers import CustomerRow
from sync_server.contract.holds import HoldEventRow, HoldRow, PlaceHold, ReleaseHold, hold_id
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.pay import OpenPayRun, Payable, PayOut, PayoutRow
from sync_server.contract.records import AddBooking, MoveBooking
from sync_server.contract.staff import ChangeRole
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, RecordKind, Role
from sync_server.contract.wire import Result
from tests.sync.driver import History, fresh_copy
from tests.sync.holding import check_pay
from tests.sync.office import LIAM, SECOND, Desk
from tests.sync.oracle import KindView, shown

JOB, ISSUE = RowId("race-job"), RowId("race-issue")
HOLD = hold_id(ISSUE, LIAM.id)
S, H = IssueStatus, HoldState


class Race:
    """The owner, finance and a second administrator, each at a desk, offline until they meet."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.owner, self.finance, self.second = (
            history.desks[name] for name in ("owner", "finance", "second")
        )
        self._ids = count(1)

    def do(self, desk: Desk, command: AnyCommand) -> CommandId:
        command_id = CommandId(f"race{next(self._ids):03d}")
        desk.do(command_id, command)
        return command_id

    def meet(self, *order: Desk) -> None:
        """These desks reach the server in this order; then everybody hears everything."""
        for desk in order:
            desk.exchange.push()
        self.history.heal()

    def begin(self, *moves: S) -> None:
        """A job with an issue at which pay is held, moved along, known to both desks."""
        customer = self.owner.profile.view.where(CustomerRow)[0]
        self.do(self.owner, ChangeRole(staff_id=SECOND.id, role=Role.ADMIN))
        self.do(
            self.owner,
            AddBooking(
                booking_id=JOB,
                customer_id=customer.id,
                title="Job",
                worker_ids=(LIAM.id,),
                pay_cents=10_000,
            ),
        )
        for seen, to in (
            (BookingStatus.TO_SCHEDULE, BookingStatus.IN_PROGRESS),
            (BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED),
        ):
            self.do(self.owner, MoveBooking(booking_id=JOB, seen=seen, to=to))
        report = ReportIssue(
            issue_id=ISSUE, record_kind=RecordKind.BOOKING, record_id=JOB, issue_type="Damage"
        )
        self.do(self.owner, report)
        for to in moves:
            self.do(self.owner, self.move(self.owner, to))
        self.history.heal()

    def move(self, desk: Desk, to: S, *, release: bool = False) -> MoveIssue:
        issue = desk.profile.view.get(IssueRow, ISSUE)
        return MoveIssue(issue_id=ISSUE, seen=issue.status, to=to, release_pay=release)

    def release(self, desk: Desk) -> CommandId:
        hold = desk.profile.view.get(HoldRow, HOLD)
        return self.do(desk, ReleaseHold(hold_id=HOLD, seen_version=hold.version))

    def told(self, command_id: CommandId) -> tuple[str, str]:
        """The answer the server gave: its result and its sentence."""
        with self.history.server.database.reading() as tx:
            sql = "SELECT result, detail FROM sync_command WHERE id = ?"
            return tuple(tx.exec_driver_sql(sql, (command_id,)).one())

    def said(self, desk: Desk) -> list[str]:
        """What the person at this desk is told did not happen as asked."""
        return [each.sentence for each in desk.profile.outbox.rejections()]

    def end(self, state: H, *events: str) -> HoldRow:
        """Both desks and the server hold the same rows, and this is what became of the hold."""
        self.history.check_end()
        world = KindView(self.history.oracle.rows)
        check_pay(world)
        for desk in (self.owner, self.finance):
            for kind in ("hold", "hold_event", "issue", "payout"):
                mine = {key: row for key, row in shown(desk.profile).items() if key[0] == kind}
                assert mine == {k: r for k, r in self.history.oracle.rows.items() if k[0] == kind}
        hold = world.get(HoldRow, HOLD)
        assert hold.state is state
        happened = sorted(world.where(HoldEventRow, hold_id=HOLD), key=lambda e: e.happened_at)
        assert [event.action for event in happened] == list(events)
        return hold


@pytest.fixture
def race(template: Path, tmp_path: Path) -> Iterator[Race]:
    history = History(fresh_copy(template, tmp_path / "office"), 0)
    yield Race(history)
    history.close()


def test_two_people_release_one_hold_and_the_second_learns_who_was_first(race: Race) -> None:
    race.begin(S.CLOSED)
    first, second = race.release(race.finance), race.release(race.owner)
    for desk in (race.finance, race.owner):
        assert desk.profile.view.get(HoldRow, HOLD).state is H.RELEASED, "shown at once"
    race.meet(race.finance, race.owner)
    hold = race.end(H.RELEASED, "held", "ready", "released")
    assert hold.released_by == "finance"
    assert race.told(first)[0] == Result.OK
    assert race.told(second) == (Result.REJECTED, "Finance released this pay already.")
    assert race.said(race.finance) == []
    assert race.said(race.owner) == ["Finance released this pay already."]


def test_a_release_that_arrives_after_the_issue_was_reopened_is_refused(race: Race) -> None:
    race.begin(S.CLOSED)
    late = race.release(race.finance)
    race.do(race.owner, race.move(race.owner, S.REOPENED))
    race.meet(race.owner, race.finance)
    race.end(H.HELD, "held", "ready", "put_back")
    assert race.told(late)[0] == Result.REJECTED
    (said,) = race.said(race.finance)
    assert "is open" in said
    assert race.said(race.owner) == []


def test_a_release_that_arrives_before_the_reopening_is_put_back(race: Race) -> None:
    race.begin(S.CLOSED)
    race.release(race.finance)
    race.do(race.owner, race.move(race.owner, S.REOPENED))
    race.meet(race.finance, race.owner)
    hold = race.end(H.HELD, "held", "ready", "released", "put_back")
    assert hold.released_by is None
    assert race.said(race.owner) == race.said(race.finance) == []


def test_paid_before_the_reopening_arrives_it_is_to_be_recovered(race: Race) -> None:
    """A16."""
    race.begin(S.CLOSED)
    race.release(race.finance)
    run = RowId("race-run")
    race.do(race.finance, OpenPayRun(pay_run_id=run, name="November"))
    payable = Payable(JOB, LIAM.id, 10_000)
    race.do(race.finance, PayOut(pay_run_id=run, payables=(payable,)))
    race.do(race.owner, race.move(race.owner, S.REOPENED))
    race.meet(race.finance, race.owner)
    race.end(H.RECOVERY_DUE, "held", "ready", "released", "paid", "recovery")


def test_a_pay_run_that_arrives_after_the_reopening_pays_nothing(race: Race) -> None:
    race.begin(S.CLOSED)
    race.release(race.finance)
    run = RowId("race-run")
    race.do(race.finance, OpenPayRun(pay_run_id=run, name="November"))
    race.history.heal()
    payable = Payable(JOB, LIAM.id, 10_000)
    paying = race.do(race.finance, PayOut(pay_run_id=run, payables=(payable,)))
    race.do(race.owner, race.move(race.owner, S.REOPENED))
    race.meet(race.owner, race.finance)
    race.end(H.HELD, "held", "ready", "released", "put_back")
    assert race.told(paying)[0] == Result.REJECTED
    assert race.finance.profile.view.where(PayoutRow) == []
    assert race.said(race.finance)


def test_closing_arrives_after_somebody_else_closed_and_reopened(race: Race) -> None:
    race.begin(S.IN_PROGRESS)
    late = race.do(race.owner, race.move(race.owner, S.CLOSED, release=True))
    for to in (S.CLOSED, S.REOPENED):
        race.do(race.second, race.move(race.second, to))
    race.meet(race.second, race.owner)
    race.end(H.HELD, "held", "ready", "put_back")
    assert race.told(late)[0] == Result.REJECTED
    assert race.said(race.owner) == ["The issue is reopened by now, not in_progress."]


def test_closing_arrives_before_somebody_elses_reopening(race: Race) -> None:
    race.begin(S.IN_PROGRESS)
    race.do(race.owner, race.move(race.owner, S.CLOSED, release=True))
    closing = race.do(race.second, race.move(race.second, S.CLOSED))
    race.do(race.second, race.move(race.second, S.REOPENED))
    race.meet(race.owner, race.second)
    race.end(H.HELD, "held", "released", "put_back")
    assert race.told(closing)[0] == Result.NOOP, "it was closed already"
    assert race.said(race.owner) == race.said(race.second) == []


def test_both_people_of_a_two_person_release_offline_are_one_and_two(race: Race) -> None:
    race.history.server.write(ComplaintSettingsRow(id=SETTINGS_ID, two_person_cents=100))
    race.begin(S.CLOSED)
    race.release(race.finance)
    late = race.release(race.owner)
    race.meet(race.finance, race.owner)
    hold = race.end(H.READY_TO_RELEASE, "held", "ready", "first_release")
    assert hold.first_by == "finance"
    assert race.told(late)[0] == Result.REJECTED, "the second person has not seen the first"
    race.release(race.owner)
    race.meet(race.owner)
    hold = race.end(H.RELEASED, "held", "ready", "first_release", "released")
    assert (hold.first_by, hold.released_by) == ("finance", "owner")


def test_pay_withheld_by_two_people_is_held_once(race: Race) -> None:
    race.begin(S.CLOSED)
    for at, desk in enumerate((race.finance, race.owner)):
        place = PlaceHold(
            hold_id=RowId(f"race-hand-{at}"), booking_id=JOB, worker_id=LIAM.id, reason="Dispute"
        )
        race.do(desk, place)
    race.meet(race.finance, race.owner)
    race.end(H.READY_TO_RELEASE, "held", "ready")
    by_hand = race.owner.profile.view.where(HoldRow, booking_id=JOB, issue_id="")
    assert [hold.held_by for hold in by_hand] == ["finance"]
    assert race.said(race.owner) == ["Finance withheld this pay already (Dispute)."]
