"""A desk's replica with calls of every kind, for the tests of lists around calls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.replica.profile import Profile
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, CallStep, RecordingRow, VoicemailRow
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.records import BookingRow
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import ThreadRow
from sync_server.contract.values import (
    CallOutcome,
    ContactKind,
    Direction,
    HungUpBy,
    Role,
    StepKind,
)
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANN, BOB = RowId("ann"), RowId("bob")
AMY, TOM = RowId("amy"), RowId("tom")
ANNS, BOBS, NOBODYS = "+491711234567", "+4930991234567", "+33612345678"
MAIN = RowId("main")


def clock() -> datetime:
    return NOW


def call(
    row_id: str,
    outcome: CallOutcome = CallOutcome.MISSED,
    *,
    ago: float = 1.0,
    number: str = ANNS,
    direction: Direction = Direction.INBOUND,
    talked: int = 60,
    **more: object,
) -> CallRow:
    """One finished call `ago` hours ago; answered ones rang 5 seconds."""
    at = NOW - timedelta(hours=ago)
    spoke = outcome is CallOutcome.ANSWERED
    fields: dict[str, object] = {
        "id": RowId(row_id),
        "call_key": row_id,
        "direction": direction,
        "number": number,
        "outcome": outcome,
        "customer_id": {ANNS: ANN, BOBS: BOB}.get(number),
        "started_at": at,
        "answered_at": at + timedelta(seconds=5) if spoke else None,
        "ended_at": at + timedelta(seconds=5 + talked if spoke else 25),
        "answered_by": AMY if spoke else None,
        "answered_by_name": "Amy" if spoke else "",
        "ring_group_id": MAIN if direction is Direction.INBOUND else None,
    }
    return CallRow(**(fields | more))  # type: ignore[arg-type]


def people(role: Role = Role.AGENT) -> list[Row]:
    return [
        StaffRow(id=AMY, name="Amy", role=role, sip_user="101"),
        StaffRow(id=TOM, name="Tom", role=Role.AGENT, sip_user="102"),
        CustomerRow(id=ANN, name="Ann Taylor"),
        CustomerRow(id=BOB, name="bob Smith"),
        ContactPointRow(RowId("p1"), 0, ANN, ContactKind.PHONE, ANNS),
        ContactPointRow(RowId("p2"), 0, BOB, ContactKind.PHONE, BOBS),
        RingGroupRow(id=MAIN, name="Main line", number="4930100", member_ids=(AMY, TOM)),
        DispositionRow(id=RowId("booked"), name="Booked", position=1),
        BookingRow(id=RowId("b1"), customer_id=ANN, number=20418, title="Window", created_at=NOW),
        ThreadRow(id=RowId("b1"), record_id=RowId("b1"), customer_id=ANN),
    ]


def four_kinds() -> list[Row]:
    """Inbound, outbound, missed and voicemail, and an inbound one that was transferred."""
    story = (
        CallStep(NOW - timedelta(hours=5), StepKind.ANSWERED, AMY, "Amy"),
        CallStep(NOW - timedelta(hours=4.9), StepKind.TRANSFERRED, AMY, "Tom"),
        CallStep(NOW - timedelta(hours=4.8), StepKind.ANSWERED, TOM, "Tom"),
    )
    return [
        call(
            "in",
            CallOutcome.ANSWERED,
            ago=5,
            talked=252,
            steps=story,
            hung_up_by=HungUpBy.OTHER_SIDE,
            disposition_id=RowId("booked"),
            booking_id=RowId("b1"),
            mos_hundredths=350,
            loss_permille=31,
            jitter_ms=12,
            rtt_ms=80,
        ),
        call("leg", CallOutcome.ANSWERED, ago=4.9, continues_id=RowId("in")),
        call("out", CallOutcome.ANSWERED, ago=4, number=BOBS, direction=Direction.OUTBOUND),
        call("lost", ago=3, number=NOBODYS),
        call("vm", CallOutcome.VOICEMAIL, ago=2, number=BOBS),
        RecordingRow(id=RowId("r1"), call_id=RowId("in"), seconds=252, sha256="a" * 64),
        VoicemailRow(
            id=RowId("v1"),
            call_id=RowId("vm"),
            customer_id=BOB,
            number=BOBS,
            seconds=21,
            sha256="b" * 64,
            left_at=NOW - timedelta(hours=2),
            ring_group_id=MAIN,
        ),
    ]


def desk(folder: Path, rows: Iterable[Row], role: Role = Role.AGENT) -> Profile:
    """Amy's desk; she has this role."""
    return profile_with(folder / "profile", [*people(role), *rows])
