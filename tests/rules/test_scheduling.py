"""When jobs and appointments are, who does them, and whose day how much fits into."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync_server.contract.access import PermissionRow, permission_id
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
from sync_server.contract.values import AppointmentStatus, Role
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import BOOKINGS, audience, worker_scope
from tests.support.builders import ADMIN, AGENT, BOOKING, LIAM, MEI, NOW, OLIVIA, ZOE, here, office

HOUR = timedelta(hours=1)
VISIT = RowId("visit")


def schedule(
    starts: datetime | None = NOW,
    ends: datetime | None = NOW + HOUR,
    seen: datetime | None = None,
    workers: tuple[RowId, ...] = (MEI,),
) -> ScheduleBooking:
    return ScheduleBooking(
        booking_id=BOOKING,
        seen_starts_at=seen,
        starts_at=starts,
        ends_at=ends,
        worker_ids=workers,
    )


def visit(**more: object) -> AddAppointment:
    fields: dict[str, object] = {
        "appointment_id": VISIT,
        "customer_id": OLIVIA,
        "title": " Look at the site ",
        "starts_at": NOW,
        "ends_at": NOW + HOUR,
        "worker_ids": (MEI,),
    }
    return AddAppointment(**(fields | more))  # type: ignore[arg-type]


def with_visit() -> MemoryView:
    view = office()
    view.put(decide(view, visit(), here()).rows)
    return view


def refusal(view: MemoryView, command: object, by: RowId = AGENT) -> Reason:
    with pytest.raises(Refused) as refused:
        decide(view, command, here(by=by))  # type: ignore[arg-type]
    return refused.value.reason


def test_time_and_people_of_a_job_change_in_one_step() -> None:
    (row,) = decide(office(), schedule(), here()).rows
    assert isinstance(row, BookingRow)
    assert (row.starts_at, row.ends_at, row.worker_ids) == (NOW, NOW + HOUR, (MEI,))
    assert row.version == 1


def test_who_comes_to_a_job_sees_it_and_who_leaves_does_not() -> None:
    view = office()
    (row,) = decide(view, schedule(), here()).rows
    view.put([row])
    assert audience(view, row) >= {BOOKINGS, worker_scope(MEI)}
    assert not audience(view, row) & {worker_scope(LIAM), worker_scope(ZOE)}


def test_a_job_that_somebody_moved_meanwhile_stays_there() -> None:
    view = office()
    view.put(decide(view, schedule(), here()).rows)
    late = schedule(starts=NOW + HOUR, ends=NOW + 2 * HOUR)
    assert refusal(view, late) is Reason.CHANGED
    assert decide(view, schedule(), here()).rows == (), "asked for twice, done once"


def test_a_job_is_taken_off_the_calendar_and_keeps_its_people() -> None:
    view = office()
    view.put(decide(view, schedule(), here()).rows)
    (row,) = decide(view, schedule(None, None, seen=NOW), here()).rows
    assert isinstance(row, BookingRow)
    assert (row.starts_at, row.ends_at, row.worker_ids) == (None, None, (MEI,))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(NOW, NOW), (NOW, NOW - HOUR), (None, NOW), (NOW, NOW + timedelta(days=32))],
)
def test_a_span_that_makes_no_sense_is_refused(starts, ends) -> None:
    assert refusal(office(), schedule(starts, ends)) is Reason.INVALID
    if starts is not None:
        assert refusal(office(), visit(starts_at=starts, ends_at=ends)) is Reason.INVALID


def test_nobody_is_sent_who_does_not_work_here_any_more() -> None:
    view = office()
    view.put([StaffRow(id=MEI, name="Mei", role=Role.FIELDWORKER, active=False)])
    assert refusal(view, schedule()) is Reason.NOT_FOUND
    assert refusal(view, visit()) is Reason.NOT_FOUND
    assert refusal(view, schedule(workers=(RowId("who"),))) is Reason.NOT_FOUND


def test_a_fieldworker_does_not_make_their_own_day() -> None:
    for command in (schedule(), visit()):
        assert refusal(office(), command, LIAM) is Reason.NOT_ALLOWED


def test_a_technician_who_sees_only_their_own_moves_only_their_own() -> None:
    view = office()
    grants = ("bookings:edit", "bookings:see_own", "customers:see", "issues:see_own")
    view.put([PermissionRow(id=permission_id(Role.TECHNICIAN), grants=grants)])
    own = here(by=LIAM, role=Role.TECHNICIAN)
    assert decide(view, schedule(), own).rows
    with pytest.raises(Refused) as refused:
        decide(view, schedule(), here(by=MEI, role=Role.TECHNICIAN))
    assert refused.value.reason is Reason.NOT_FOUND


def test_an_appointment_is_added_moved_and_ended() -> None:
    view = with_visit()
    row = view.get(AppointmentRow, VISIT)
    assert row is not None
    assert (row.title, row.status) == ("Look at the site", AppointmentStatus.PLANNED)
    move = ScheduleAppointment(
        appointment_id=VISIT,
        seen_starts_at=NOW,
        starts_at=NOW + HOUR,
        ends_at=NOW + 2 * HOUR,
        worker_ids=(ZOE,),
    )
    view.put(decide(view, move, here()).rows)
    assert decide(view, move, here()).rows == ()
    done = MoveAppointment(appointment_id=VISIT, to=AppointmentStatus.DONE)
    (row,) = decide(view, done, here()).rows  # type: ignore[assignment]
    assert row is not None
    assert (row.starts_at, row.worker_ids, row.status) == (
        NOW + HOUR,
        (ZOE,),
        AppointmentStatus.DONE,
    )
    assert audience(view, row) == {BOOKINGS, worker_scope(ZOE)}


def test_an_appointment_that_was_moved_meanwhile_stays_there() -> None:
    move = ScheduleAppointment(
        appointment_id=VISIT,
        seen_starts_at=NOW - HOUR,
        starts_at=NOW + HOUR,
        ends_at=NOW + 2 * HOUR,
        worker_ids=(ZOE,),
    )
    assert refusal(with_visit(), move) is Reason.CHANGED


def test_the_same_appointment_is_not_added_twice_nor_without_a_title() -> None:
    assert refusal(with_visit(), visit()) is Reason.ID_TAKEN
    assert refusal(office(), visit(title="  ")) is Reason.INVALID
    assert refusal(office(), visit(customer_id=RowId("nobody"))) is Reason.NOT_FOUND


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_a_day_has_no_more_minutes_than_a_day(minutes: int) -> None:
    command = SetDayMinutes(staff_id=LIAM, minutes=minutes)
    assert refusal(office(), command, ADMIN) is Reason.INVALID


def test_only_who_may_change_settings_says_how_much_fits_into_a_day() -> None:
    command = SetDayMinutes(staff_id=LIAM, minutes=300)
    assert refusal(office(), command) is Reason.NOT_ALLOWED
    (row,) = decide(office(), command, here(by=ADMIN)).rows
    assert isinstance(row, StaffRow)
    assert row.day_minutes == 300
