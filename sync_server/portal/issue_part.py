"""An issue as its customer may follow it: steps in words, visits, pay without amounts, a rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow
from sync_server.contract.issue_work import SurveyRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.values import (
    AppointmentStatus,
    HoldState,
    IssueStatus,
    RecordKind,
    code,
)
from sync_server.portal.business import Business
from sync_server.rules.clocks import settings_of
from sync_server.rules.holds import NOT_RESPONSIBLE, holds_of
from sync_server.rules.issue_groups import kept_issue
from sync_server.rules.view import View

S = IssueStatus


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: StepState
    when: str = ""


@dataclass(frozen=True, slots=True)
class IssuePart:
    """What the page of an issue shows beside its facts and its discussion."""

    steps: tuple[Step, ...]
    visit: str
    pay: str
    """How the fieldworker's pay stands, in words; never an amount (PAY-13)."""
    merged: str
    """The code under which a merged report is worked on; empty when it is not merged."""
    reopen_until: str
    """The last day to say "Still not right"; empty when that is over, or not yet its time."""
    is_closed: bool
    rating: int
    comment: str
    """What the customer answered; a rating of 0 is no answer yet."""


_LABELS = ("Reported", "Being worked on", "Checked", "Closed")
_AT: Mapping[IssueStatus, int] = {
    S.NEW: 0,
    S.IN_PROGRESS: 1,
    S.REOPENED: 1,
    S.AWAITING_APPROVAL: 2,
    S.CLOSED: 3,
}


def leading(view: View, issue: IssueRow) -> IssueRow:
    """The issue under which the work is done: itself, or what it was merged into."""
    return view.get(IssueRow, kept_issue(view, issue.id)) or issue


def issue_part(view: View, issue: IssueRow, business: Business, now: datetime) -> IssuePart:
    led = leading(view, issue)
    survey = view.get(SurveyRow, RowId(led.id))
    own = survey if survey is not None and not survey.logged_by_name else None
    return IssuePart(
        steps=_steps(issue, led, business),
        visit=next_visit(view, issue, business),
        pay=_pay(view, led),
        merged="" if led.id == issue.id else code(RecordKind.ISSUE, led.number, led.id),
        reopen_until=_reopen_until(view, led, business, now),
        is_closed=led.status is S.CLOSED,
        rating=own.rating if own else 0,
        comment=own.comment if own else "",
    )


def next_visit(view: View, issue: IssueRow, business: Business) -> str:
    """When somebody comes for this issue, if the business shares that (ISS-35). A time that was
    only proposed is nobody's promise yet."""
    led = leading(view, issue)
    if led.status is S.CLOSED or not settings_of(view).shares_appointments:
        return ""
    about = dict.fromkeys((led.id, issue.id))
    visits = [each for row_id in about for each in view.where(AppointmentRow, issue_id=row_id)]
    times = sorted(
        visit.starts_at
        for visit in visits
        if visit.starts_at is not None and visit.status is AppointmentStatus.PLANNED
    )
    return business.day_and_clock(times[-1]) if times else ""


def _steps(issue: IssueRow, led: IssueRow, business: Business) -> tuple[Step, ...]:
    at = _AT[led.status]
    days = {0: issue.reported_at, 3: led.closed_at}
    return tuple(
        Step(
            _label(led, place),
            _state(place, at),
            business.day(day) if (day := days.get(place)) is not None else "",
        )
        for place in range(len(_LABELS))
    )


def _label(issue: IssueRow, place: int) -> str:
    is_again = place == 1 and issue.reopen_count > 0
    return "Being worked on again" if is_again else _LABELS[place]


def _state(place: int, at: int) -> StepState:
    if place == at and at < len(_LABELS) - 1:
        return StepState.NOW
    return StepState.DONE if place <= at else StepState.NEXT


def _pay(view: View, issue: IssueRow) -> str:
    holds = [hold for hold in holds_of(view, issue) if not _was_not_theirs(hold)]
    if not holds:
        return ""
    if issue.status is not S.CLOSED:
        is_held = any(hold.is_active for hold in holds)
        return "The payment to the technician is on hold until this is solved." if is_held else ""
    if all(hold.state is HoldState.RELEASED for hold in holds):
        return "Solved; payment released."
    return "Solved; the payment to the technician has not been released yet."


def _was_not_theirs(hold: HoldRow) -> bool:
    return hold.state is HoldState.RELEASED and hold.release_reason == NOT_RESPONSIBLE


def _reopen_until(view: View, issue: IssueRow, business: Business, now: datetime) -> str:
    if issue.status is not S.CLOSED or issue.closed_at is None:
        return ""
    last = issue.closed_at + timedelta(days=settings_of(view).reopen_days)
    return business.day(last) if now <= last else ""
