"""A booking whose pay people withhold, release and pay out, step by step."""

from __future__ import annotations

import msgspec

from sync_server.contract.base import Command, RowId
from sync_server.contract.complaints import SETTINGS_ID, ComplaintSettingsRow
from sync_server.contract.holds import (
    HoldEventRow,
    HoldRow,
    PlaceHold,
    ReleaseHold,
    ReleaseHolds,
    SeenHold,
    hold_id,
)
from sync_server.contract.issues import IssueRow, MoveIssue, NameResponsible, ReportIssue
from sync_server.contract.pay import (
    NewPayLine,
    OpenPayRun,
    Payable,
    PayOut,
    PayRunRow,
    SetPayLines,
)
from sync_server.contract.records import BookingRow
from sync_server.contract.values import BookingStatus, IssueStatus, RecordKind
from sync_server.rules.decide import decide
from sync_server.rules.effects import Effects
from sync_server.rules.pay import Standing, pay_lines, standing
from tests.support.builders import ADMIN, BOOKING, FINANCE, LIAM, ZOE, here, office

ISSUE, RUN = RowId("issue"), RowId("run")
BY_HAND = RowId("by-hand")


class PayDesk:
    """Rows in a dict and short words for the commands; each of them is `decide`d and written."""

    def __init__(self, status: BookingStatus = BookingStatus.COMPLETED) -> None:
        self.view = office()
        booking = self.view.rows[BookingRow, BOOKING]
        self.view.put([msgspec.structs.replace(booking, status=status)])

    def do(self, command: Command, by: RowId = FINANCE) -> Effects:
        effects = decide(self.view, command, here(by))
        self.view.put(effects.rows)
        return effects

    def limit(self, cents: int) -> None:
        """Releases above this need two people."""
        self.view.put([ComplaintSettingsRow(id=SETTINGS_ID, two_person_cents=cents)])

    def hold(self, held: RowId = BY_HAND) -> HoldRow:
        found = self.view.get(HoldRow, held)
        assert found is not None
        return found

    def of(self, worker: RowId, issue: RowId = ISSUE) -> HoldRow:
        """The hold an issue opened."""
        return self.hold(hold_id(issue, worker))

    def events(self, held: RowId = BY_HAND) -> list[str]:
        found = self.view.where(HoldEventRow, hold_id=held)
        by_version = {event.id: event for event in found}
        assert len(by_version) == self.hold(held).version + 1
        return sorted(str(event.action) for event in found)

    def pay(self, worker: RowId) -> Standing:
        return standing(self.view, BOOKING, worker)

    def report(self, *named: RowId, issue: RowId = ISSUE) -> None:
        command = ReportIssue(
            issue_id=issue,
            record_kind=RecordKind.BOOKING,
            record_id=BOOKING,
            issue_type="Damage",
            responsible_ids=named,
        )
        self.do(command, ADMIN)

    def move(self, to: IssueStatus, *, release: bool = False, issue: RowId = ISSUE) -> Effects:
        row = self.view.get(IssueRow, issue)
        assert row is not None
        command = MoveIssue(issue_id=issue, seen=row.status, to=to, release_pay=release)
        return self.do(command, ADMIN)

    def close(self, *, release: bool = False, issue: RowId = ISSUE) -> None:
        self.move(IssueStatus.CLOSED, release=release, issue=issue)

    def reopen(self, issue: RowId = ISSUE) -> None:
        self.move(IssueStatus.REOPENED, issue=issue)

    def name(self, *named: RowId) -> None:
        row = self.view.get(IssueRow, ISSUE)
        assert row is not None
        seen = row.responsible_ids
        self.do(NameResponsible(issue_id=ISSUE, seen=seen, responsible_ids=named), ADMIN)

    def place(self, worker: RowId = LIAM, **changes: object) -> Effects:
        asked: dict[str, object] = {
            "hold_id": BY_HAND,
            "booking_id": BOOKING,
            "worker_id": worker,
            "reason": "Dispute",
        }
        return self.do(PlaceHold(**(asked | changes)))  # type: ignore[arg-type]

    def release(self, held: RowId, by: RowId = FINANCE, reason: str = "Checked") -> Effects:
        version = self.hold(held).version
        return self.do(ReleaseHold(hold_id=held, seen_version=version, reason=reason), by)

    def release_all(self, *held: RowId, by: RowId = FINANCE) -> Effects:
        seen = tuple(SeenHold(each, self.hold(each).version) for each in held)
        return self.do(ReleaseHolds(holds=seen, reason="Checked"), by)

    def lines(self, *amounts: tuple[str, RowId, int]) -> Effects:
        seen = tuple(line.id for line in pay_lines(self.view, BOOKING))
        new = tuple(NewPayLine(RowId(name), worker, cents) for name, worker, cents in amounts)
        return self.do(SetPayLines(booking_id=BOOKING, seen=seen, lines=new))

    def three_lines(self) -> None:
        """Liam 60.01 and 40.00, Zoe 100.00."""
        self.lines(("l1", LIAM, 6_001), ("l2", LIAM, 4_000), ("z1", ZOE, 10_000))

    def pay_out(self, *amounts: tuple[RowId, int], run: RowId = RUN) -> Effects:
        if self.view.get(PayRunRow, run) is None:
            self.do(OpenPayRun(pay_run_id=run, name=f"Run {run}"))
        wanted = tuple(Payable(BOOKING, worker, cents) for worker, cents in amounts)
        return self.do(PayOut(pay_run_id=run, payables=wanted))
