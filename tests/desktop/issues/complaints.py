"""An office with complaints in every status: for the tests, pictures and figures of the board."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.replica.profile import Profile
from sync_server.contract.base import Row, RowId
from sync_server.contract.complaints import (
    SETTINGS_ID,
    ComplaintSettingsRow,
    IssueLabelRow,
    IssueTypeRow,
)
from sync_server.contract.customers import CustomerRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issue_work import CheckItemRow
from sync_server.contract.issues import IssuePriority, IssueRow
from sync_server.contract.records import BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import (
    BookingStatus,
    HoldState,
    IssueStatus,
    RecordKind,
    Role,
    StatusTone,
)
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 18, 10, 40, tzinfo=UTC)
AMY, TOM, LIAM, OMAR = (RowId(each) for each in ("amy", "tom", "liam", "omar"))
TYPES = ("Damage", "Missed area", "No-show", "Late arrival", "Billing dispute")
NAMES = ("Olivia Smith", "St Mary's School", "Harbour Café & Bar", "Ava Nguyen", "Noah Brown")
STATUSES = (
    IssueStatus.NEW,
    IssueStatus.IN_PROGRESS,
    IssueStatus.AWAITING_APPROVAL,
    IssueStatus.NEW,
    IssueStatus.REOPENED,
    IssueStatus.IN_PROGRESS,
    IssueStatus.CLOSED,
)
PRIORITIES = (
    IssuePriority.NORMAL,
    IssuePriority.HIGH,
    IssuePriority.NORMAL,
    IssuePriority.URGENT,
    IssuePriority.LOW,
)
RECORDS = ((RecordKind.BOOKING, "b0"), (RecordKind.BOOKING, "b1"), (RecordKind.INVOICE, "v0"))
WARRANTY, VIP = RowId("label-warranty"), RowId("label-vip")


def clock() -> datetime:
    return NOW


def surroundings(role: Role = Role.ADMIN, wip: tuple[str, ...] = ()) -> list[Row]:
    """People, customers, records and the catalogue, without any issue."""
    return [
        StaffRow(id=AMY, name="Amy Walker", role=role, email="amy@example.com"),
        StaffRow(
            id=TOM, name="Tom Baker", role=Role.AGENT, email="tom@example.com", phone="+61491570156"
        ),
        StaffRow(id=LIAM, name="Liam Kowalski", role=Role.FIELDWORKER),
        StaffRow(id=OMAR, name="Omar Haddad", role=Role.FIELDWORKER),
        *(CustomerRow(id=RowId(f"c{n}"), name=name) for n, name in enumerate(NAMES)),
        BookingRow(
            id=RowId("b0"),
            customer_id=RowId("c0"),
            number=20418,
            title="Window repair",
            status=BookingStatus.COMPLETED,
            worker_ids=(LIAM, OMAR),
        ),
        BookingRow(
            id=RowId("b1"),
            customer_id=RowId("c1"),
            number=20419,
            title="Deep clean",
            status=BookingStatus.IN_PROGRESS,
            worker_ids=(OMAR,),
        ),
        InvoiceRow(id=RowId("v0"), customer_id=RowId("c2"), number=731, title="Gutter"),
        QuoteRow(id=RowId("q0"), customer_id=RowId("c3"), number=88, title="Roof"),
        *(IssueTypeRow(id=RowId(f"t{n}"), name=name) for n, name in enumerate(TYPES)),
        IssueLabelRow(id=WARRANTY, name="Warranty", tone=StatusTone.BLUE),
        IssueLabelRow(id=VIP, name="VIP", tone=StatusTone.PURPLE),
        ComplaintSettingsRow(id=SETTINGS_ID, wip_limits=wip),
    ]


def complaint(row_id: str, number: int | None = 12, **values: object) -> IssueRow:
    """One issue; whatever a test is not about is filled in."""
    given: dict[str, object] = {
        "customer_id": RowId("c0"),
        "record_kind": RecordKind.BOOKING,
        "record_id": RowId("b0"),
        "issue_type": "Damage",
        "description": "Scratched glass in the hallway window",
        "reported_at": NOW - timedelta(hours=5),
    }
    return IssueRow(id=RowId(row_id), number=number, **{**given, **values})  # type: ignore[arg-type]


def nth(n: int) -> IssueRow:
    """One of a busy office's, each a little different."""
    status = STATUSES[n % len(STATUSES)]
    reported = NOW - timedelta(hours=3 * (n % 90) + 1)
    kind, record = RECORDS[n % len(RECORDS)]
    is_closed = status is IssueStatus.CLOSED
    return complaint(
        f"0190{n:012x}7{n:015x}",
        10_200 + n,
        customer_id=RowId(f"c{n % len(NAMES)}"),
        record_kind=kind,
        record_id=RowId(record),
        issue_type=TYPES[n % len(TYPES)],
        status=status,
        priority=PRIORITIES[n % len(PRIORITIES)],
        owner_id=(AMY, TOM, None)[n % 3],
        responsible_ids=((LIAM,), (LIAM, OMAR), ())[n % 3],
        label_ids=((WARRANTY,), (), (VIP, WARRANTY), ())[n % 4],
        reported_at=reported,
        closed_at=NOW - timedelta(days=n % 25, hours=1) if is_closed else None,
        ack_due_at=reported + timedelta(hours=24) if status is IssueStatus.NEW else None,
        resolve_due_at=None if is_closed else reported + timedelta(days=7 + n % 5),
        reopen_count=1 if status is IssueStatus.REOPENED else 0,
        follow_up_required=n % 6 == 0,
        follow_up_on="2026-11-20" if n % 6 == 0 else "",
    )


def hold(issue: IssueRow, worker: RowId = LIAM, cents: int = 12_500) -> HoldRow:
    return HoldRow(
        id=RowId(f"h-{issue.id}-{worker}"),
        booking_id=issue.record_id,
        worker_id=worker,
        issue_id=issue.id,
        customer_id=issue.customer_id,
        state=HoldState.HELD,
        amount_cents=cents,
        held_at=issue.reported_at,
    )


def step(issue: IssueRow, n: int, *, is_done: bool = False) -> CheckItemRow:
    return CheckItemRow(
        id=RowId(f"s{n}-{issue.id}"),
        issue_id=issue.id,
        customer_id=issue.customer_id,
        position=n,
        text=f"Step {n}",
        done_at=NOW if is_done else None,
    )


def said(issue: IssueRow, words: str) -> list[Row]:
    """A post in the issue's thread."""
    thread = ThreadRow(
        id=issue.id,
        record_kind=RecordKind.ISSUE,
        record_id=issue.id,
        customer_id=issue.customer_id,
    )
    post = PostRow(
        id=RowId(f"p-{issue.id}"),
        thread_id=issue.id,
        customer_id=issue.customer_id,
        body=words,
        posted_at=NOW,
    )
    return [thread, post]


def busy(count: int = 42, role: Role = Role.ADMIN, wip: tuple[str, ...] = ()) -> list[Row]:
    """Many issues, some with pay held and steps to do."""
    issues = [nth(n) for n in range(count)]
    held = [hold(each) for each in issues[::4] if each.status is not IssueStatus.CLOSED]
    steps = [step(each, n, is_done=n == 0) for each in issues[::5] for n in range(3)]
    return [*surroundings(role, wip), *issues, *held, *steps]


def desk(folder: Path, rows: Iterable[Row], role: Role = Role.ADMIN) -> Profile:
    """A profile whose replica holds these rows; Amy sits at it."""
    made = profile_with(folder / "profile", rows)
    assert made.outbox.person is not None
    assert made.outbox.person.id == AMY
    assert role in Role
    return made
