"""A desk with one complaint and everything that can hang on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from desktop.replica.profile import Profile
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.complaints import ComplaintSettingsRow, IssueLabelRow, IssueTypeRow
from sync_server.contract.customers import ContactPointRow
from sync_server.contract.holds import HoldReasonRow, HoldRow
from sync_server.contract.issue_work import CheckItemRow, CostRow
from sync_server.contract.issues import IssuePriority, IssueRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import (
    AppointmentStatus,
    ContactKind,
    HoldState,
    IssueStatus,
    RecordKind,
    Role,
    StatusTone,
    Visibility,
)
from tests.desktop.records import office_of_records as records
from tests.desktop.records.office_of_records import AMY, JOB, LIAM, NOW, OLIVIA, PRIYA, post
from tests.desktop.replica.rows import profile_with

CMP, OTHER = RowId("cmp9"), RowId("cmp8")
ZOE = RowId("zoe")
clock = records.clock


def issue(**changes: object) -> IssueRow:
    fields: dict[str, object] = {
        "id": CMP,
        "customer_id": OLIVIA,
        "record_kind": RecordKind.BOOKING,
        "record_id": JOB,
        "number": 9,
        "issue_type": "Damage",
        "description": "Scratched glass in the hallway window, about 30 cm, lower pane.\n"
        "She noticed it in the evening light and wants it replaced before Christmas.",
        "status": IssueStatus.IN_PROGRESS,
        "responsible_ids": (LIAM, PRIYA),
        "reported_at": NOW - timedelta(hours=20),
        "reporter_name": "Olivia Smith",
        "priority": IssuePriority.HIGH,
        "owner_id": ZOE,
        "label_ids": (RowId("glass"),),
        "watcher_ids": (AMY, ZOE),
        "follow_up_required": True,
        "follow_up_on": "2026-11-27",
        "ack_due_at": NOW + timedelta(hours=4),
        "resolve_due_at": NOW + timedelta(hours=51),
        "reopen_count": 1,
        "is_provisional": True,
    }
    return IssueRow(**(fields | changes))  # type: ignore[arg-type]


def hold(worker: RowId, **changes: object) -> HoldRow:
    fields: dict[str, object] = {
        "id": RowId(f"{CMP}:{worker}"),
        "booking_id": JOB,
        "worker_id": worker,
        "issue_id": CMP,
        "customer_id": OLIVIA,
        "reason": "Damage",
        "amount_cents": 9_250,
        "held_at": NOW - timedelta(hours=20),
        "is_provisional": True,
    }
    return HoldRow(**(fields | changes))  # type: ignore[arg-type]


def around() -> list[Row]:
    """What hangs on the issue."""
    tomorrow = NOW + timedelta(days=1)
    return [
        StaffRow(id=ZOE, name="Zoe Park", role=Role.AGENT, email="zoe@office.example"),
        ContactPointRow(id=RowId("mail"), customer_id=OLIVIA, contact_kind=ContactKind.EMAIL,
                        value="olivia@home.example"),
        IssueTypeRow(id=RowId("t1"), name="Damage", position=0),
        IssueTypeRow(id=RowId("t2"), name="Poor finish", position=1),
        IssueTypeRow(id=RowId("t3"), name="Old type", position=2, archived=True),
        IssueLabelRow(id=RowId("glass"), name="Glass", tone=StatusTone.BLUE),
        IssueLabelRow(id=RowId("vip"), name="VIP", tone=StatusTone.PURPLE),
        HoldReasonRow(id=RowId("r1"), name="Put right", for_release=True),
        ComplaintSettingsRow(id=RowId("complaints")),
        hold(LIAM), hold(PRIYA),
        CheckItemRow(id=RowId("s1"), issue_id=CMP, customer_id=OLIVIA, position=0,
                     text="Photo of the damage", done_at=NOW - timedelta(hours=3),
                     done_by_name="Liam Kowalski"),
        CheckItemRow(id=RowId("s2"), issue_id=CMP, customer_id=OLIVIA, position=1,
                     text="Order a pane, 6 mm float glass"),
        CostRow(id=RowId("c1"), issue_id=CMP, customer_id=OLIVIA, text="Pane, cut to size",
                unit_cents=7_900, tax_bp=1000, net_cents=7_900, tax_cents=790,
                written_by=LIAM, written_by_name="Liam Kowalski"),
        AppointmentRow(id=RowId("v1"), customer_id=OLIVIA, booking_id=JOB, issue_id=CMP,
                       title="CMP-00009 Damage", starts_at=tomorrow, worker_ids=(LIAM,),
                       ends_at=tomorrow + timedelta(hours=2), proposed_by_name="Liam Kowalski",
                       status=AppointmentStatus.PROPOSED),
        IssueRow(id=OTHER, customer_id=OLIVIA, record_kind=RecordKind.BOOKING, record_id=JOB,
                 number=8, issue_type="Late arrival", status=IssueStatus.NEW,
                 reported_at=NOW - timedelta(hours=30)),
        *records.threads((RecordKind.ISSUE, CMP), (RecordKind.ISSUE, OTHER))[1:],
        post("i1", CMP, "Liam has been told; he brings a pane tomorrow.", 5),
        post("i2", CMP, "We are sorry for this. A colleague comes tomorrow.", 4,
             visibility=Visibility.EVERYONE),
        post("i3", CMP, "Here is what it looks like.", 3, author_id=LIAM,
             author_name="Liam Kowalski", author_role=Role.FIELDWORKER, is_evidence=True),
        AttachmentRow(id=RowId("e1"), post_id=RowId("i3"), thread_id=CMP, name="pane-after.jpg",
                      media_type="image/jpeg", bytes=90_000, sha256="0" * 64),
    ]  # fmt: skip


def desk(
    folder: Path, *more: Row, role: Role = Role.ADMIN, but: Iterable[type[Row]] = ()
) -> Profile:
    """Amy's desk; rows given replace those of the same id."""
    rows: dict[tuple[type[Row], str], Row] = {}
    for row in (*records.people(role), *records.records(), *around(), issue(), *more):
        if not isinstance(row, tuple(but) or type(None)):
            rows[type(row), row.id] = row
    return profile_with(folder / "profile", rows.values())


def closed(**changes: object) -> tuple[Row, ...]:
    """The issue closed, its pay waiting for finance."""
    ready = {"state": HoldState.READY_TO_RELEASE, "is_provisional": False}
    done = {"status": IssueStatus.CLOSED, "closed_at": NOW, "is_provisional": False}
    return (issue(**(done | changes)), hold(LIAM, **ready), hold(PRIYA, **ready))
