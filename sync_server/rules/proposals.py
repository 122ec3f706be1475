"""Fieldworkers propose when to come again; the office confirms or changes it (ISS-51, ISS-74)."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import (
    AppointmentRow,
    ConfirmAppointment,
    ProposeAppointment,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import AppointmentStatus, IssueStatus, RecordKind, code
from sync_server.rules import issue_notices as notices
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.issue_moves import work_begins
from sync_server.rules.issues import issue_of
from sync_server.rules.scheduling import appointment_of, check_span, check_workers
from sync_server.rules.view import View

LONGEST = timedelta(hours=24)


def propose_appointment(view: View, command: ProposeAppointment, here: Circumstances) -> Effects:
    """Only a fieldworker with the right to; nothing is fixed before the office says so."""
    staff = view.get(StaffRow, here.by)
    if staff is None or not staff.may_propose:
        raise Refused(Reason.NOT_ALLOWED, "You may not propose appointments. Ask the office.")
    issue = issue_of(view, command.issue_id, here)
    if view.get(AppointmentRow, command.appointment_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This appointment exists already.")
    if issue.status is IssueStatus.CLOSED:
        raise Refused(Reason.WRONG_STATUS, "This issue is closed.")
    if issue.merged_into_id is not None:
        raise Refused(Reason.WRONG_STATUS, "This issue was merged into another. Propose it there.")
    check_span(command.starts_at, command.ends_at)
    if command.ends_at - command.starts_at > LONGEST:
        raise Refused(Reason.INVALID, "A visit lasts up to 24 hours.")
    booking = view.get(BookingRow, issue.record_id)
    row = AppointmentRow(
        id=command.appointment_id,
        customer_id=issue.customer_id,
        booking_id=booking.id if booking else None,
        issue_id=issue.id,
        title=f"{code(RecordKind.ISSUE, issue.number, issue.id)} {issue.issue_type}",
        site=booking.site if booking else "",
        status=AppointmentStatus.PROPOSED,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        worker_ids=(here.by,),
        proposed_by_name=here.by_name,
    )
    return Effects(rows=(row, *notices.of_proposal(view, row, issue, here)))


def confirm_appointment(view: View, command: ConfirmAppointment, here: Circumstances) -> Effects:
    """Take a proposal as it is or at another time; work on its issue begins with it (ISS-52)."""
    row = appointment_of(view, command.appointment_id, here)
    if row.status is not AppointmentStatus.PROPOSED:
        raise Refused(Reason.CHANGED, "This proposal was answered already. Look at it again.")
    check_span(command.starts_at, command.ends_at)
    check_workers(view, command.worker_ids)
    confirmed = msgspec.structs.replace(
        row,
        version=row.version + 1,
        status=AppointmentStatus.PLANNED,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        worker_ids=command.worker_ids,
        confirmed_by_name=here.by_name,
    )
    return Effects(rows=(confirmed, *work_begins(view, confirmed, here)))
