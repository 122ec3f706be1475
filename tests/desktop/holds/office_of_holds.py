"""A small finance office: holds in every state, two people on a job, a run that paid something."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from desktop.replica.profile import Profile
from sync_server.contract.base import Row, RowId
from sync_server.contract.complaints import SETTINGS_ID, ComplaintSettingsRow
from sync_server.contract.customers import CustomerRow
from sync_server.contract.holds import HoldAction, HoldReasonRow, HoldRow, hold_event_id
from sync_server.contract.holds import HoldEventRow as Event
from sync_server.contract.issues import IssueRow
from sync_server.contract.pay import PayoutRow, PayRunRow, payout_id
from sync_server.contract.records import BookingMoneyRow, BookingRow, InvoiceRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, Role
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANN, BOB = RowId("ann"), RowId("bob")
PEOPLE = {"liam": "Liam Murphy", "omar": "Omar Haddad", "priya": "Priya Singh"}
S, IS = HoldState, IssueStatus
RUN = PayRunRow(
    id=RowId("run1"), name="October", opened_at=NOW - timedelta(days=20),
    opened_by_name="Amy", total_cents=9_000, count=1,
)  # fmt: skip


def clock() -> datetime:
    return NOW


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def day(days: int) -> str:
    return (NOW.astimezone() + timedelta(days=days)).date().isoformat()


def booking(n: int, workers: tuple[str, ...], pay: int, **more: object) -> list[Row]:
    """A completed booking of so much pay for these."""
    row_id = RowId(f"b{n}")
    made = BookingRow(
        id=row_id, customer_id=ANN if n % 2 else BOB, number=20400 + n, title="Window repair",
        status=BookingStatus.COMPLETED, worker_ids=tuple(map(RowId, workers)),
        starts_at=ago(30 - n), created_at=ago(40),
    )  # fmt: skip
    made = msgspec.structs.replace(made, **more)
    money = BookingMoneyRow(
        id=row_id, customer_id=made.customer_id, total_cents=3 * pay, pay_cents=pay
    )
    return [made, money]


def issue(n: int, status: IssueStatus) -> IssueRow:
    return IssueRow(
        id=RowId(f"i{n}"), customer_id=ANN if n % 2 else BOB, number=230 + n, status=status,
        record_id=RowId(f"b{n}"), issue_type="Damage", reported_at=ago(n),
    )  # fmt: skip


def hold(n: int, worker: str, state: HoldState, cents: int, **more: object) -> list[Row]:
    """A hold of booking and issue `n`, and the event that tells of it."""
    values = {
        "id": RowId(f"i{n}:{worker}"), "version": 1, "booking_id": RowId(f"b{n}"),
        "worker_id": RowId(worker), "issue_id": RowId(f"i{n}"),
        "customer_id": ANN if n % 2 else BOB, "state": state, "reason": "Damage",
        "amount_cents": cents, "held_by": RowId("amy"), "held_by_name": "Amy",
        "held_at": ago(n + 1),
    }  # fmt: skip
    if state is S.RELEASED:
        values |= {
            "released_by": RowId("amy"), "released_by_name": "Amy", "released_at": ago(n / 2),
            "release_reason": "Put right",
        }  # fmt: skip
    row = HoldRow(**(values | more))
    action = {
        S.HELD: HoldAction.HELD, S.READY_TO_RELEASE: HoldAction.READY,
        S.RELEASED: HoldAction.RELEASED, S.RECOVERY_DUE: HoldAction.RECOVERY,
    }[state]  # fmt: skip
    told = Event(
        id=hold_event_id(row.id, row.version), hold_id=row.id, booking_id=row.booking_id,
        worker_id=row.worker_id, action=action, state=state, amount_cents=cents,
        by=RowId("amy"), by_name="Amy", happened_at=row.released_at or row.held_at,
    )  # fmt: skip
    return [row, told]


def payout(run: PayRunRow, n: int, worker: str, cents: int, days: float) -> PayoutRow:
    b, w = RowId(f"b{n}"), RowId(worker)
    return PayoutRow(
        id=payout_id(run.id, b, w), pay_run_id=run.id, booking_id=b, worker_id=w,
        amount_cents=cents, paid_at=ago(days), paid_by=RowId("amy"), paid_by_name="Amy",
    )  # fmt: skip


def people(me: Role = Role.ADMIN) -> list[Row]:
    return [
        StaffRow(id=RowId("amy"), name="Amy", role=me),
        *(StaffRow(id=RowId(w), name=name, role=Role.FIELDWORKER) for w, name in PEOPLE.items()),
        CustomerRow(id=ANN, name="Ann Taylor"),
        CustomerRow(id=BOB, name="Bob Smith"),
        HoldReasonRow(id=RowId("r1"), name="Put right", for_release=True),
        HoldReasonRow(id=RowId("r2"), name="Goodwill", for_release=True, position=1),
        HoldReasonRow(id=RowId("r3"), name="Damage"),
    ]


def office(me: Role = Role.ADMIN) -> list[Row]:
    """Six bookings. 1: held for two. 2: ready. 3: released, unpaid. 4: to recover. 5: above the
    limit, first released by Priya. 6: nothing is held, 90.00 were paid to Omar."""
    return [
        *people(me),
        ComplaintSettingsRow(id=SETTINGS_ID, two_person_cents=50_000),
        *booking(1, ("liam", "omar"), 20_001),
        issue(1, IS.IN_PROGRESS),
        *hold(1, "liam", S.HELD, 10_001, is_provisional=True),
        *hold(1, "omar", S.HELD, 10_000, is_provisional=True, expected_on=day(-3)),
        *booking(2, ("liam",), 30_000),
        issue(2, IS.CLOSED),
        *hold(2, "liam", S.READY_TO_RELEASE, 30_000, expected_on=day(4)),
        *booking(3, ("omar",), 12_500),
        issue(3, IS.CLOSED),
        *hold(3, "omar", S.RELEASED, 12_500),
        *booking(4, ("priya",), 9_000),
        issue(4, IS.REOPENED),
        *hold(4, "priya", S.RECOVERY_DUE, 9_000, paid_at=ago(6)),
        payout(RUN, 4, "priya", 9_000, 6),
        *booking(5, ("omar",), 80_000),
        issue(5, IS.CLOSED),
        *hold(5, "omar", S.READY_TO_RELEASE, 80_000, first_by=RowId("priya"),
            first_by_name="Priya Singh", first_at=ago(1)),
        *booking(6, ("omar", "priya"), 18_000),
        InvoiceRow(id=RowId("v6"), customer_id=BOB, number=77, booking_id=RowId("b1"),
            total_cents=5_000),
        RUN,
    ]  # fmt: skip


def desk(folder: Path, rows: list[Row]) -> Profile:
    """A profile whose replica holds these rows."""
    return profile_with(folder / "profile", rows)
