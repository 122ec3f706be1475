"""A crew with jobs, appointments and jobs that wait, for the tests and pictures of the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.replica.profile import Profile
from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import ThreadRow
from sync_server.contract.values import AppointmentStatus, BookingStatus, ContactKind, Role
from tests.desktop.calls.office_of_calls import AMY
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 18, 10, 40, tzinfo=UTC)
"""A Wednesday."""
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
OMAR, PRIYA, MEI = RowId("omar"), RowId("priya"), RowId("mei")
NAMES = {
    OMAR: "Omar Haddad",
    PRIYA: "Priya Singh",
    MEI: "Mei Chen",
    RowId("noah"): "Noah Brown",
    RowId("zainab"): "Zainab Khan",
    RowId("liam"): "Liam Kowalski",
    RowId("lucas"): "Lucas Martin",
}
CUSTOMERS = {
    RowId("olivia"): "Olivia Smith",
    RowId("school"): "St Mary's School",
    RowId("cafe"): "Harbour Café & Bar",
    RowId("ava"): "Ava Nguyen",
}
TITLES = (
    "Deep clean",
    "Window clean",
    "Gutter repair",
    "Bond clean",
    "Carpet steam",
    "Tile grout",
    "Pressure wash driveway",
)
STATUSES = (
    BookingStatus.TO_SCHEDULE,
    BookingStatus.IN_PROGRESS,
    BookingStatus.COMPLETED,
    BookingStatus.TO_SCHEDULE,
    BookingStatus.FAILED,
)


def clock() -> datetime:
    return NOW


def people(role: Role = Role.AGENT, names: Iterable[tuple[RowId, str]] = ()) -> list[Row]:
    staff = dict(names) or NAMES
    return [
        StaffRow(id=AMY, name="Amy", role=role),
        *(StaffRow(id=i, name=name, role=Role.FIELDWORKER) for i, name in staff.items()),
        *(CustomerRow(id=i, name=name) for i, name in CUSTOMERS.items()),
        ContactPointRow(
            id=RowId("p1"),
            customer_id=RowId("olivia"),
            contact_kind=ContactKind.PHONE,
            value="+61491570156",
        ),
    ]


def job(row_id: str, *workers: RowId, day: int = 2, at: float = 9, hours: float = 2) -> BookingRow:
    """A job on a day of the week (0 is Monday) at an hour, both in UTC."""
    starts = MONDAY + timedelta(days=day, hours=at)
    return BookingRow(
        id=RowId(row_id),
        customer_id=RowId("olivia"),
        number=100 + len(row_id),
        title=TITLES[sum(map(ord, row_id)) % len(TITLES)],
        status=BookingStatus.IN_PROGRESS,
        starts_at=starts,
        ends_at=starts + timedelta(hours=hours),
        worker_ids=workers,
        created_at=MONDAY,
    )


def waiting(row_id: str, title: str = "Gutter repair") -> BookingRow:
    return BookingRow(
        id=RowId(row_id), customer_id=RowId("cafe"), number=900, title=title, created_at=MONDAY
    )


def visit(row_id: str, *workers: RowId, day: int = 2, at: float = 14) -> AppointmentRow:
    starts = MONDAY + timedelta(days=day, hours=at)
    return AppointmentRow(
        id=RowId(row_id),
        customer_id=RowId("school"),
        title="Look at the site",
        status=AppointmentStatus.PLANNED,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        worker_ids=workers,
    )


def busy_week(count: int = 46) -> list[Row]:
    """Jobs over the whole week, without two of one person at once."""
    ids, rows = list(NAMES), list[Row]()
    for n in range(count):
        who, slot = ids[n % len(ids)], n // len(ids)
        starts = MONDAY + timedelta(days=slot % 5, hours=7 + (slot // 5) * 3 + n % 3 * 0.5)
        rows.append(
            BookingRow(
                id=RowId(f"j{n}"),
                customer_id=list(CUSTOMERS)[n % len(CUSTOMERS)],
                number=20400 + n,
                title=TITLES[n % len(TITLES)],
                status=STATUSES[n % len(STATUSES)],
                starts_at=starts,
                ends_at=starts + timedelta(hours=1.5 + n % 2 * 0.5),
                worker_ids=(who,),
                created_at=MONDAY,
            )
        )
    wednesday = [job(f"w{n}", who, at=8 + n * 0.75, hours=1.5 + n % 3) for n, who in enumerate(ids)]
    rows += [*wednesday, visit("v1", OMAR), visit("v2", MEI, at=15.5)]
    rows += [waiting(f"t{n}", TITLES[n % len(TITLES)]) for n in range(9)]
    return rows


def desk(folder: Path, rows: Iterable[Row], role: Role = Role.AGENT) -> Profile:
    """Amy's desk with a crew."""
    rows = list(rows)
    threads = [
        ThreadRow(id=row.id, record_id=row.id, customer_id=row.customer_id)
        for row in rows
        if isinstance(row, BookingRow)
    ]
    return profile_with(folder / "profile", [*people(role), *rows, *threads])
