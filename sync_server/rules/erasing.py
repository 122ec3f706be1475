"""Deleting an issue forever: what goes with it, what stays, who is told (ISS-65, A18)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issue_work import CheckItemRow, CostRow, SurveyRow
from sync_server.contract.issues import DeleteIssue, ErasureRow, IssueRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.notices import NoticeRow, notice_id
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import NoticeModule, RecordKind, code
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.issues import issue_of
from sync_server.rules.view import View

HOLD_REASON = "Deleted issue"
VISIT = "Visit"
"""What an appointment is called once the issue it was for is gone."""
_NAMES = ("issue_id", "thread_id", "record_id", "parent_id", "kept_id", "merged_id")
"""Fields in which commands name an issue."""


def delete_issue(view: View, command: DeleteIssue, here: Circumstances) -> Effects:
    """Erase an issue with everything that hangs on it; holds stay without a word of it."""
    if view.get(ErasureRow, command.issue_id) is not None:
        return Effects()
    issue = issue_of(view, command.issue_id, here)
    _check_typed(issue, command.typed)
    _check_alone(view, issue)
    _check_no_hold(view, issue)
    erased = tuple(hanging(view, issue))
    left = _left(issue, command, erased, here)
    told = _told(view, issue, here)
    return Effects(rows=(left, *_cleared(view, issue), *told), erased=erased)


def refuse_erased(view: View, command: Command) -> None:
    """Raise Refused for whatever names an issue that was deleted forever."""
    if isinstance(command, DeleteIssue):
        return
    named = {getattr(command, name, None) for name in _NAMES}
    for row_id in sorted(filter(None, named)):
        left = view.get(ErasureRow, row_id)
        if left is not None:
            which = code(RecordKind.ISSUE, left.number, left.id)
            raise Refused(
                Reason.NOT_FOUND,
                f"{which} was deleted forever. What you wrote was not taken; copy it from here.",
            )


def names_erased(view: View, command: Command) -> bool:
    """Whether a command is about an issue that was deleted forever."""
    try:
        refuse_erased(view, command)
    except Refused:
        return True
    return False


def hanging(view: View, issue: IssueRow) -> Iterator[Row]:
    """The issue and every row that goes with it; each once."""
    yield issue
    for thread in view.where(ThreadRow, record_id=issue.id):
        yield thread
        yield from view.where(PostRow, thread_id=thread.id)
        yield from view.where(AttachmentRow, thread_id=thread.id)
    yield from view.where(CheckItemRow, issue_id=issue.id)
    yield from view.where(CostRow, issue_id=issue.id)
    yield from view.where(MessageRow, record_id=issue.id)
    yield from view.where(NoticeRow, about_id=issue.id)
    survey = view.get(SurveyRow, issue.id)
    if survey is not None:
        yield survey


def _check_typed(issue: IssueRow, typed: str) -> None:
    if issue.number is None:
        raise Refused(
            Reason.WRONG_STATUS,
            "This issue has no number yet. Wait until it was sent, then delete it.",
        )
    wanted = code(RecordKind.ISSUE, issue.number, issue.id)
    if typed.strip().casefold() != wanted.casefold():
        raise Refused(Reason.INVALID, f"Type {wanted} to delete this issue forever.")


def _check_alone(view: View, issue: IssueRow) -> None:
    if issue.merged_into_id is not None:
        raise Refused(
            Reason.WRONG_STATUS, "This issue was merged into another one. Take them apart first."
        )
    if view.where(IssueRow, merged_into_id=issue.id):
        raise Refused(
            Reason.WRONG_STATUS, "Another issue was merged into this one. Take them apart first."
        )


def _check_no_hold(view: View, issue: IssueRow) -> None:
    active = sum(hold.is_active for hold in view.where(HoldRow, issue_id=issue.id))
    if active:
        one = "1 payment is still on hold for this issue. Release it first."
        many = f"{active} payments are still on hold for this issue. Release them first."
        raise Refused(Reason.WRONG_STATUS, one if active == 1 else many)


def _left(
    issue: IssueRow, command: DeleteIssue, erased: tuple[Row, ...], here: Circumstances
) -> ErasureRow:
    return ErasureRow(
        id=issue.id,
        number=issue.number,
        reason=command.reason,
        erased_by=here.by,
        erased_by_name=here.by_name,
        erased_at=here.now,
        posts=sum(isinstance(row, PostRow) for row in erased),
        files=len({file for row in erased for file in files_of(row)}),
        messages=sum(isinstance(row, MessageRow) for row in erased),
    )


def files_of(row: Row) -> tuple[str, ...]:
    """SHA-256 of the files a row of an issue carries."""
    if isinstance(row, AttachmentRow):
        return (row.sha256,) if row.sha256 else ()
    return tuple(each.sha256 for each in row.files) if isinstance(row, MessageRow) else ()


def _cleared(view: View, issue: IssueRow) -> Iterator[Row]:
    """Rows that stay, without a word of the issue."""
    for hold in view.where(HoldRow, issue_id=issue.id):
        yield _next(hold, reason=HOLD_REASON, note="")
    for visit in view.where(AppointmentRow, issue_id=issue.id):
        yield _next(visit, issue_id=None, title=VISIT)
    for call in view.where(CallRow, issue_id=issue.id):
        yield _next(call, issue_id=None)
    for part in view.where(IssueRow, parent_id=issue.id):
        yield _next(part, parent_id=None)


def _told(view: View, issue: IssueRow, here: Circumstances) -> Iterator[NoticeRow]:
    """Whoever worked on it hears that it is gone, and nothing of what it said; only the server
    tells."""
    if not here.on_server:
        return
    booking = view.get(BookingRow, issue.record_id)
    on_the_job = booking.worker_ids if booking else ()
    wanted = {issue.owner_id, *issue.watcher_ids, *issue.responsible_ids, *on_the_job} - {here.by}
    title = f"{code(RecordKind.ISSUE, issue.number, issue.id)} was deleted forever"
    for staff in view.where(StaffRow, active=True):
        if staff.id in wanted:
            yield NoticeRow(
                id=notice_id(RowId(f"{issue.id}:erased"), staff.id),
                recipient_id=staff.id,
                module=NoticeModule.ISSUES,
                title=title,
                text=f"By {here.by_name}. Nothing of it can be brought back.",
                about_id=issue.id,
                told_at=here.now,
            )


def _next(row: Row, **changes: object) -> Row:
    return msgspec.structs.replace(row, version=row.version + 1, **changes)
