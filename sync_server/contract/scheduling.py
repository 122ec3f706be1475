"""When jobs and other appointments are, and whose day they fill."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import AppointmentStatus

USUAL_DAY_MINUTES = 480


class AppointmentRow(Row, frozen=True, tag="appointment"):
    """A visit beside a booking's own time, such as a look at the site or a second visit."""

    customer_id: RowId = RowId("")
    booking_id: RowId | None = None
    issue_id: RowId | None = None
    title: str = ""
    site: str = ""
    status: AppointmentStatus = AppointmentStatus.PLANNED
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    worker_ids: tuple[RowId, ...] = ()
    proposed_by_name: str = ""
    """The fieldworker who proposed it; stays when the office confirmed or changed it."""
    confirmed_by_name: str = ""


class AddAppointment(Command, frozen=True, tag="appointment.add"):
    appointment_id: RowId
    customer_id: RowId
    title: str
    starts_at: datetime
    ends_at: datetime
    worker_ids: tuple[RowId, ...] = ()
    site: str = ""
    booking_id: RowId | None = None
    issue_id: RowId | None = None


class ScheduleAppointment(Command, frozen=True, tag="appointment.schedule"):
    """Move it in time or to other people, if it still is where the person saw it."""

    appointment_id: RowId
    seen_starts_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    worker_ids: tuple[RowId, ...]


class ProposeAppointment(Command, frozen=True, tag="appointment.propose"):
    """A fieldworker with the right to says when they could put an issue right (ISS-51, ISS-74)."""

    appointment_id: RowId
    issue_id: RowId
    starts_at: datetime
    ends_at: datetime


class ConfirmAppointment(Command, frozen=True, tag="appointment.confirm"):
    """The office takes a proposal, as it is or at another time."""

    appointment_id: RowId
    starts_at: datetime
    ends_at: datetime
    worker_ids: tuple[RowId, ...]


class MoveAppointment(Command, frozen=True, tag="appointment.move"):
    appointment_id: RowId
    to: AppointmentStatus


class ScheduleBooking(Command, frozen=True, tag="booking.schedule"):
    """Say when a job is and who does it; None takes it off the calendar."""

    booking_id: RowId
    seen_starts_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    worker_ids: tuple[RowId, ...]


class SetDayMinutes(Command, frozen=True, tag="staff.set_day_minutes"):
    """How much a fieldworker can do in a day, 0 to 1440."""

    staff_id: RowId
    minutes: int
