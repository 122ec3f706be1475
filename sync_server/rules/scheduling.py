"""When jobs and appointments are and who does them; clashes are the desk's to warn of."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import (
    AddAppointment,
    AppointmentRow,
    MoveAppointment,
    ScheduleAppointment,
    ScheduleBooking,
    SetDayMinutes,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import RecordKind
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.issue_moves import work_begins
from sync_server.rules.merging import living
from sync_server.rules.record_edits import find
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

LONGEST = timedelta(days=31)


def schedule_booking(view: View, command: ScheduleBooking, here: Circumstances) -> Effects:
    """Put a job on the calendar, move it, or take it off; people and time in one step."""
    booking = find(view, RecordKind.BOOKING, command.booking_id, here)
    if not isinstance(booking, BookingRow):
        raise Refused(Reason.NOT_FOUND, "This booking does not exist any more.")
    check_span(command.starts_at, command.ends_at)
    check_workers(view, command.worker_ids)
    changed = msgspec.structs.replace(
        booking,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        worker_ids=command.worker_ids,
    )
    if changed == booking:
        return Effects()
    if booking.starts_at != command.seen_starts_at:
        raise Refused(Reason.CHANGED, "Someone else moved this job. Look at the calendar again.")
    return Effects(rows=(msgspec.structs.replace(changed, version=booking.version + 1),))


def add_appointment(view: View, command: AddAppointment, here: Circumstances) -> Effects:
    if view.get(AppointmentRow, command.appointment_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This appointment exists already.")
    if not command.title.strip() or len(command.title) > 500:
        raise Refused(Reason.INVALID, "An appointment needs a title of 1 to 500 characters.")
    check_span(command.starts_at, command.ends_at)
    check_workers(view, command.worker_ids)
    row = AppointmentRow(
        id=command.appointment_id,
        customer_id=living(view, command.customer_id),
        booking_id=command.booking_id,
        issue_id=command.issue_id,
        title=command.title.strip(),
        site=command.site,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        worker_ids=command.worker_ids,
    )
    return Effects(rows=(row, *work_begins(view, row, here)))


def schedule_appointment(view: View, command: ScheduleAppointment, here: Circumstances) -> Effects:
    row = appointment_of(view, command.appointment_id, here)
    check_span(command.starts_at, command.ends_at)
    check_workers(view, command.worker_ids)
    changed = msgspec.structs.replace(
        row,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        worker_ids=command.worker_ids,
    )
    if changed == row:
        return Effects()
    if row.starts_at != command.seen_starts_at:
        raise Refused(Reason.CHANGED, "Someone else moved this appointment. Look again.")
    return Effects(rows=(msgspec.structs.replace(changed, version=row.version + 1),))


def move_appointment(view: View, command: MoveAppointment, here: Circumstances) -> Effects:
    row = appointment_of(view, command.appointment_id, here)
    if row.status is command.to:
        return Effects()
    changed = msgspec.structs.replace(row, version=row.version + 1, status=command.to)
    return Effects(rows=(changed,))


def set_day_minutes(view: View, command: SetDayMinutes, _here: Circumstances) -> Effects:
    staff = view.get(StaffRow, command.staff_id)
    if staff is None:
        raise Refused(Reason.NOT_FOUND, "This colleague does not exist.")
    if not 0 <= command.minutes <= 1440:
        raise Refused(Reason.INVALID, "A day has 0 to 1440 minutes.")
    if staff.day_minutes == command.minutes:
        return Effects()
    changed = msgspec.structs.replace(staff, version=staff.version + 1, day_minutes=command.minutes)
    return Effects(rows=(changed,))


def appointment_of(view: View, appointment_id: RowId, here: Circumstances) -> AppointmentRow:
    """The appointment, for who may see it. Raises Refused as if it did not exist to others."""
    row = view.get(AppointmentRow, appointment_id)
    if row is None or not may_see(view, row, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This appointment does not exist any more.")
    return row


def check_span(starts: datetime | None, ends: datetime | None) -> None:
    """Raise Refused unless it ends after it begins, within a month."""
    if starts is None and ends is None:
        return
    if starts is None or (ends is not None and not starts < ends <= starts + LONGEST):
        raise Refused(Reason.INVALID, "An appointment ends after it begins, within a month.")


def check_workers(view: View, worker_ids: tuple[RowId, ...]) -> None:
    """Raise Refused when somebody named here does not work here any more."""
    for worker in worker_ids:
        staff = view.get(StaffRow, worker)
        if staff is None or not staff.active:
            raise Refused(Reason.NOT_FOUND, "A fieldworker named here does not work here any more.")
