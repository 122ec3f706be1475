"""What colleagues read in their feed about an issue: reports, changes, visits, clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueAlarm, IssueRow
from sync_server.contract.notices import NoticeRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import NoticeModule, RecordKind, Role, code
from sync_server.rules.access import FIXED
from sync_server.rules.effects import Circumstances
from sync_server.rules.notices import excerpt, to_office, to_people
from sync_server.rules.view import View

MOST_REMINDERS = 5
"""Days on which an owner is reminded before administrators are (A36)."""
_ALARMS = {
    IssueAlarm.ACK_TARGET: "{code} is not acknowledged yet",
    IssueAlarm.ACK_BREACH: "{code} should have been acknowledged by now",
    IssueAlarm.RESOLUTION_DUE: "{code} should have been put right by now",
    IssueAlarm.OVERDUE: "Overdue invoice with an open issue: {code}",
    IssueAlarm.OVERDUE_A_WEEK: "Overdue for a week, with an open issue: {code}",
}


def of_issue(view: View, issue: IssueRow, here: Circumstances) -> tuple[NoticeRow, ...]:
    """A report is for everyone at a desk who has it switched on (ISS-09, ISS-11)."""
    told = _told(issue, f"{issue.reporter_name} reported an issue", here)
    return tuple(to_office(view, issue.id, told, issue, here))


def of_change(
    view: View,
    issue: IssueRow,
    what: str,
    here: Circumstances,
    also: frozenset[RowId] = frozenset(),
) -> tuple[NoticeRow, ...]:
    """What was done to an issue, for those who watch it and for its owner (ISS-61, ISS-73);
    `what` are the words before its code, or has `{}` where the code stands."""
    words = what.format(code_of(issue)) if "{}" in what else f"{what} {code_of(issue)}"
    told = _told(issue, f"{here.by_name} {words}", here)
    event = RowId(f"{issue.id}:{issue.version}")
    return _to(view, event, told, issue, here, followers(issue) | also)


def of_reopening(view: View, issue: IssueRow, here: Circumstances) -> tuple[NoticeRow, ...]:
    """A customer says "Still not right": where nobody follows the issue, everyone hears of it."""
    if followers(issue):
        return of_change(view, issue, "reopened", here)
    told = _told(issue, f"{here.by_name} reopened {code_of(issue)}", here)
    return tuple(to_office(view, RowId(f"{issue.id}:{issue.version}"), told, issue, here))


def of_comment(
    view: View, post: PostRow, issue: IssueRow, here: Circumstances
) -> tuple[NoticeRow, ...]:
    """A comment or evidence, for those who follow the issue and may read it."""
    what = "added evidence to" if post.is_evidence else "commented on"
    told = _of_post(post, f"{post.author_name} {what} {code_of(issue)}", here)
    people = _people(view, followers(issue))
    return tuple(to_people(view, post.id, told, post, here, people))


def of_mention(
    view: View, post: PostRow, people: Iterable[StaffRow], here: Circumstances
) -> tuple[NoticeRow, ...]:
    """For those a post names (ISS-23)."""
    told = _of_post(post, f"{post.author_name} mentioned you", here)
    return tuple(to_people(view, post.id, told, post, here, people))


def of_follow_up(view: View, issue: IssueRow, here: Circumstances) -> tuple[NoticeRow, ...]:
    """The owner, or where there is none everyone; after five days administrators (A36)."""
    event = RowId(f"{issue.id}:follow:{issue.reminded_on}")
    if issue.reminders > MOST_REMINDERS:
        told = _told(issue, f"Nobody followed up {code_of(issue)}", here)
        return tuple(to_people(view, event, told, issue, here, with_roles(view, FIXED)))
    told = _told(issue, f"To follow today: {code_of(issue)}", here)
    if issue.owner_id is not None:
        return _to(view, event, told, issue, here, {issue.owner_id})
    return tuple(to_office(view, event, told, issue, here))


def of_alarm(
    view: View, issue: IssueRow, alarm: IssueAlarm, event: RowId, here: Circumstances
) -> tuple[NoticeRow, ...]:
    """A clock that ran out, for owner, watchers and supervisors; an overdue invoice, for finance
    and the owner every day, for administrators after a week (A37)."""
    told = _told(issue, _ALARMS[alarm].format(code=code_of(issue)), here)
    if alarm is IssueAlarm.OVERDUE_A_WEEK:
        people = with_roles(view, FIXED)
    elif alarm is IssueAlarm.OVERDUE:
        people = (*with_roles(view, {Role.FINANCE}), *_people(view, {issue.owner_id}))
    else:
        people = (*with_roles(view, {Role.SUPERVISOR}), *_people(view, followers(issue)))
        people = people or with_roles(view, FIXED)
    each_once = {staff.id: staff for staff in people}.values()
    return tuple(to_people(view, event, told, issue, here, each_once))


def of_proposal(
    view: View, row: AppointmentRow, issue: IssueRow, here: Circumstances
) -> tuple[NoticeRow, ...]:
    told = _told(issue, f"{here.by_name} proposes a visit for {code_of(issue)}", here)
    return tuple(to_office(view, row.id, told, issue, here))


def of_visit(
    view: View, row: AppointmentRow, issue: IssueRow, what: str, here: Circumstances
) -> tuple[NoticeRow, ...]:
    """A visit that was planned, moved, done or cancelled, for those who follow the issue."""
    told = _told(issue, f"{here.by_name} {what} a visit for {code_of(issue)}", here)
    event = RowId(f"{row.id}:{row.version}")
    return _to(view, event, told, issue, here, followers(issue))


def followers(issue: IssueRow) -> frozenset[RowId]:
    """Its owner and those who watch it."""
    return frozenset({*issue.watcher_ids, *([issue.owner_id] if issue.owner_id else [])})


def with_roles(view: View, roles: Collection[Role]) -> tuple[StaffRow, ...]:
    return tuple(staff for staff in view.where(StaffRow, active=True) if staff.role in roles)


def code_of(issue: IssueRow) -> str:
    return code(RecordKind.ISSUE, issue.number, issue.id)


def _told(issue: IssueRow, title: str, here: Circumstances) -> NoticeRow:
    return NoticeRow(
        id=issue.id,
        module=NoticeModule.ISSUES,
        title=title,
        text=excerpt(f"{issue.issue_type}: {issue.description}".removesuffix(": ")),
        customer_id=issue.customer_id,
        about_id=issue.id,
        told_at=here.now,
    )


def _of_post(post: PostRow, title: str, here: Circumstances) -> NoticeRow:
    return NoticeRow(
        id=post.id,
        module=NoticeModule.POSTS,
        title=title,
        text=excerpt(post.body),
        customer_id=post.customer_id,
        about_id=post.thread_id,
        told_at=here.now,
    )


def _to(
    view: View,
    event_id: RowId,
    told: NoticeRow,
    about: IssueRow,
    here: Circumstances,
    wanted: Collection[RowId | None],
) -> tuple[NoticeRow, ...]:
    return tuple(to_people(view, event_id, told, about, here, _people(view, wanted)))


def _people(view: View, ids: Collection[RowId | None]) -> tuple[StaffRow, ...]:
    found = (view.get(StaffRow, staff_id) for staff_id in ids if staff_id)
    return tuple(sorted((staff for staff in found if staff), key=lambda staff: staff.id))
