"""What stands on the calendar between two instants, what waits for a date, and who does jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from desktop.replica.connection import Connection, SqlRow
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.values import AppointmentStatus, BookingStatus, RecordKind, Role, code

LONGEST = timedelta(days=31)
"""No job is longer (rules.scheduling), so nothing that began earlier is looked at."""
WITHOUT_END = timedelta(hours=1)
"""What a job is shown as whose end nobody has said."""
MOST_WAITING = 300


class PlannedKind(StrEnum):
    BOOKING = "booking"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class Planned:
    """One job or appointment; times are aware UTC, None while it has no date."""

    kind: PlannedKind
    id: RowId
    code: str
    title: str
    customer_id: RowId
    customer: str
    site: str
    status: str
    starts_at: datetime | None
    ends_at: datetime | None
    worker_ids: tuple[RowId, ...]


@dataclass(frozen=True, slots=True)
class Worker:
    id: RowId
    name: str
    day_minutes: int


_COLUMNS = (
    "r.id, {number}, r.title, r.customer_id, coalesce(c.name, ''), r.site, r.status, "
    "r.starts_at, r.ends_at, r.worker_ids"
)
_BETWEEN = (
    "SELECT {columns} FROM {table} r LEFT JOIN customer c ON c.id = r.customer_id "
    "WHERE r.starts_at >= ? AND r.starts_at < ? AND r.status <> ? "
    "AND coalesce(r.ends_at, r.starts_at + ?) > ? ORDER BY r.starts_at, r.id"
)
_BOOKINGS = _BETWEEN.format(columns=_COLUMNS.format(number="r.number"), table="booking")
_APPOINTMENTS = _BETWEEN.format(columns=_COLUMNS.format(number="NULL"), table="appointment")
_WAITING = (
    f"SELECT {_COLUMNS.format(number='r.number')} FROM booking r "  # noqa: S608 - own names
    "LEFT JOIN customer c ON c.id = r.customer_id "
    "WHERE r.status = ? AND r.starts_at IS NULL ORDER BY r.created_at DESC LIMIT ?"
)
_ONE = "SELECT {columns} FROM {table} r LEFT JOIN customer c ON c.id = r.customer_id WHERE r.id = ?"
_ONE_OF = {
    PlannedKind.BOOKING: _ONE.format(columns=_COLUMNS.format(number="r.number"), table="booking"),
    PlannedKind.APPOINTMENT: _ONE.format(
        columns=_COLUMNS.format(number="NULL"), table="appointment"
    ),
}
_WORKERS = (
    "SELECT id, name, day_minutes FROM staff WHERE active = 1 AND role IN (?, ?) "
    "ORDER BY name COLLATE NOCASE, id"
)


def planned_between(db: Connection, start: datetime, end: datetime) -> tuple[Planned, ...]:
    """Everything that overlaps this time, by its beginning; what was cancelled is left out."""
    first, last, length = to_ms(start), to_ms(end), int(WITHOUT_END.total_seconds() * 1000)
    found: list[Planned] = []
    for kind, sql, cancelled in (
        (PlannedKind.BOOKING, _BOOKINGS, BookingStatus.CANCELLED),
        (PlannedKind.APPOINTMENT, _APPOINTMENTS, AppointmentStatus.CANCELLED),
    ):
        binds = (to_ms(start - LONGEST), last, cancelled, length, first)
        found += [_planned(kind, row) for row in db.execute(sql, binds)]
    return tuple(found)


def waiting_jobs(db: Connection) -> tuple[Planned, ...]:
    """Jobs without a date, newest first, at most 300."""
    rows = db.execute(_WAITING, (BookingStatus.TO_SCHEDULE, MOST_WAITING))
    return tuple(_planned(PlannedKind.BOOKING, row) for row in rows)


def planned(db: Connection, kind: PlannedKind, row_id: RowId) -> Planned | None:
    found = db.execute(_ONE_OF[kind], (row_id,)).fetchone()
    return None if found is None else _planned(kind, found)


def workers(db: Connection) -> tuple[Worker, ...]:
    """Who can be given jobs, by name."""
    rows = db.execute(_WORKERS, (Role.FIELDWORKER, Role.TECHNICIAN))
    return tuple(Worker(RowId(i), name, minutes) for i, name, minutes in rows)


def _planned(kind: PlannedKind, row: SqlRow) -> Planned:
    row_id, number, title, customer_id, customer, site, status, starts, ends, worker_ids = row
    is_job = kind is PlannedKind.BOOKING
    return Planned(
        kind,
        RowId(row_id),
        code(RecordKind.BOOKING, number, row_id) if is_job else "",
        title,
        RowId(customer_id),
        customer,
        site,
        status,
        None if starts is None else from_ms(starts),
        None if ends is None else from_ms(ends),
        msgspec.json.decode(worker_ids, type=tuple[RowId, ...]),
    )
