"""Changing an issue: its fields, labels, owner, watchers, who is responsible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.complaints import IssueLabelRow
from sync_server.contract.customers import FieldEdit
from sync_server.contract.issues import (
    MAX_CHANGED,
    ChangeIssues,
    EditIssue,
    IssuePriority,
    IssueRow,
    LabelIssues,
    NameResponsible,
    RemindFollowUp,
    WatchIssue,
)
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import IssueStatus, RecordKind
from sync_server.rules import issue_notices as notices
from sync_server.rules.access import DESK_ROLES
from sync_server.rules.clocks import set_clocks, settings_of
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.holds import narrowed
from sync_server.rules.issue_notices import MOST_REMINDERS
from sync_server.rules.issues import (
    check_day,
    check_description,
    check_owner,
    check_type,
    issue_of,
)
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

MAX_LABELS = 20
Read = Callable[[View, str], Mapping[str, object]]


def _read_priority(_view: View, text: str) -> Mapping[str, object]:
    if text not in list(IssuePriority):
        raise Refused(Reason.INVALID, f"{text} is no priority.")
    return {"priority": IssuePriority(text)}


def _read_follow_up(_view: View, text: str) -> Mapping[str, object]:
    """A new day begins the reminders anew (A36)."""
    day = check_day(text)
    return {
        "follow_up_on": day,
        "follow_up_required": bool(day),
        "reminded_on": "",
        "reminders": 0,
    }


_FIELDS: Mapping[str, Read] = {
    "issue_type": lambda _view, text: {"issue_type": check_type(text)},
    "description": lambda _view, text: {"description": check_description(text)},
    "priority": _read_priority,
    "owner_id": lambda view, text: {"owner_id": check_owner(view, RowId(text) or None)},
    "follow_up_required": lambda _view, text: {"follow_up_required": bool(text)},
    "follow_up_on": _read_follow_up,
}


def edit_issue(view: View, command: EditIssue, here: Circumstances) -> Effects:
    """Set what still holds what the person saw; a clash is answered with both values."""
    issue = issue_of(view, command.issue_id, here)
    changes: dict[str, object] = {}
    clashes: list[str] = []
    for edit in command.edits:
        if edit.field not in _FIELDS:
            raise Refused(Reason.INVALID, f"{edit.field} of an issue cannot be changed.")
        new = _FIELDS[edit.field](view, edit.new)
        if _text(issue, edit.field) == edit.old:
            changes |= new
        elif _text(issue, edit.field) != edit.new:
            clashes.append(_clash(view, issue, edit))
    after = _changed(view, issue, changes)
    if after is None and clashes:
        raise Refused(Reason.CHANGED, " ".join(clashes))
    if after is None:
        return Effects()
    return Effects(rows=(after,), merged=" ".join(clashes))


def change_issues(view: View, command: ChangeIssues, here: Circumstances) -> Effects:
    """One field of many issues; those this person cannot see any more are left out."""
    changes = _FIELDS[command.field](view, command.value)
    rows = []
    for issue in _many(view, command.issue_ids, here):
        after = _changed(view, issue, changes)
        if after is not None:
            rows.append(after)
    return Effects(rows=tuple(rows))


def label_issues(view: View, command: LabelIssues, here: Circumstances) -> Effects:
    for label_id in command.add:
        label = view.get(IssueLabelRow, label_id)
        if label is None or label.archived:
            raise Refused(Reason.NOT_FOUND, "This label is not offered any more.")
    rows = []
    for issue in _many(view, command.issue_ids, here):
        kept = [label for label in issue.label_ids if label not in command.remove]
        labels = tuple(dict.fromkeys((*kept, *command.add)))
        if len(labels) > MAX_LABELS:
            raise Refused(Reason.INVALID, f"An issue has up to {MAX_LABELS} labels.")
        if labels != issue.label_ids:
            rows.append(_next(issue, label_ids=labels))
    return Effects(rows=tuple(rows))


def watch_issue(view: View, command: WatchIssue, here: Circumstances) -> Effects:
    """Only who may see an issue can watch it."""
    issue = issue_of(view, command.issue_id, here)
    if (command.staff_id in issue.watcher_ids) is command.is_on:
        return Effects()
    staff = view.get(StaffRow, command.staff_id)
    if command.is_on and (
        staff is None
        or not staff.active
        or staff.role not in DESK_ROLES
        or not may_see(view, issue, staff.role, staff.id)
    ):
        raise Refused(Reason.INVALID, "This colleague may not see the issue.")
    others = tuple(each for each in issue.watcher_ids if each != command.staff_id)
    watchers = (*others, command.staff_id) if command.is_on else others
    return Effects(rows=(_next(issue, watcher_ids=watchers),))


def name_responsible(view: View, command: NameResponsible, here: Circumstances) -> Effects:
    """Narrow a provisional hold, or correct whose fault it was; pay follows (A15)."""
    issue = issue_of(view, command.issue_id, here)
    if issue.responsible_ids != command.seen:
        raise Refused(Reason.CHANGED, "Someone else named who is responsible. Look again.")
    if issue.status is IssueStatus.CLOSED:
        raise Refused(Reason.WRONG_STATUS, "It is closed and its pay is settled. Reopen it first.")
    booking = view.get(BookingRow, issue.record_id)
    if issue.record_kind is not RecordKind.BOOKING or booking is None:
        raise Refused(Reason.INVALID, "Only issues about a booking hold somebody's pay.")
    wanted = tuple(dict.fromkeys(command.responsible_ids))
    if not wanted or not set(wanted) <= {*booking.worker_ids, *issue.responsible_ids}:
        raise Refused(Reason.INVALID, "Name one or more fieldworkers of this booking.")
    if wanted == issue.responsible_ids and not issue.is_provisional:
        return Effects()
    after = _next(issue, responsible_ids=wanted, is_provisional=False)
    return Effects(rows=(after, *narrowed(view, after, wanted, here)))


def remind_follow_up(view: View, command: RemindFollowUp, here: Circumstances) -> Effects:
    """Tell the owner on the day and each working day after it, five times, then administrators
    (A36). The same day reminds once."""
    issue = view.get(IssueRow, command.issue_id)
    if issue is None or not _is_followed(issue) or issue.reminded_on >= command.day:
        return Effects()
    after = _next(issue, reminded_on=command.day, reminders=issue.reminders + 1)
    return Effects(rows=(after, *notices.of_follow_up(view, after, here)))


def _is_followed(issue: IssueRow) -> bool:
    """Administrators are told once; then it is theirs."""
    is_open = issue.status is not IssueStatus.CLOSED and issue.merged_into_id is None
    return is_open and issue.follow_up_required and issue.reminders <= MOST_REMINDERS


def _changed(view: View, issue: IssueRow, changes: Mapping[str, object]) -> IssueRow | None:
    after = msgspec.structs.replace(issue, **changes)
    if after == issue:
        return None
    return _next(set_clocks(settings_of(view), after))


def _many(view: View, ids: tuple[RowId, ...], here: Circumstances) -> Iterator[IssueRow]:
    if not 1 <= len(ids) <= MAX_CHANGED:
        raise Refused(Reason.INVALID, f"1 to {MAX_CHANGED} issues are changed at once.")
    for issue_id in dict.fromkeys(ids):
        issue = view.get(IssueRow, issue_id)
        if issue is not None and may_see(view, issue, here.role, here.by):
            yield issue


def _next(issue: IssueRow, **changes: object) -> IssueRow:
    return msgspec.structs.replace(issue, version=issue.version + 1, **changes)


def _text(issue: IssueRow, field: str) -> str:
    value = getattr(issue, field)
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _clash(view: View, issue: IssueRow, edit: FieldEdit) -> str:
    name = edit.field.removesuffix("_id").replace("_", " ")
    theirs, yours = _shown(view, edit.field, _text(issue, edit.field)), edit.new
    return f"The {name} is “{theirs}” by now; you wrote “{_shown(view, edit.field, yours)}”."


def _shown(view: View, field: str, text: str) -> str:
    owner = view.get(StaffRow, RowId(text)) if field == "owner_id" and text else None
    return owner.name if owner else text
