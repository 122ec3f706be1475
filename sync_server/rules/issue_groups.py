"""Issues that belong together: parts of a larger one, and reports of the same problem."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.issues import (
    MERGE_DAYS,
    IssueRow,
    MergeIssues,
    SetParent,
    UnmergeIssue,
)
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.issues import issue_of
from sync_server.rules.view import View

MAX_DEPTH = 20


def kept_issue(view: View, issue_id: RowId) -> RowId:
    """Where an issue is worked on today: itself, or what it was merged into."""
    issue = view.get(IssueRow, issue_id)
    return issue.merged_into_id if issue and issue.merged_into_id else issue_id


def set_parent(view: View, command: SetParent, here: Circumstances) -> Effects:
    """Make an issue part of another; never of itself or of one of its own parts."""
    issue = issue_of(view, command.issue_id, here)
    if issue.parent_id == command.parent_id:
        return Effects()
    if issue.parent_id != command.seen:
        raise Refused(Reason.CHANGED, "Someone else moved this issue. Look at it again.")
    if command.parent_id is not None:
        issue_of(view, command.parent_id, here)
        if issue.id in _above(view, command.parent_id):
            raise Refused(Reason.INVALID, "An issue cannot be part of itself.")
    return Effects(rows=(_next(issue, parent_id=command.parent_id),))


def merge_issues(view: View, command: MergeIssues, here: Circumstances) -> Effects:
    """Work on two reports under one number. Nothing moves: posts, files and holds stay where they
    are and are shown and decided with the kept one, so that it can be undone."""
    kept = issue_of(view, kept_issue(view, command.kept_id), here)
    merged = issue_of(view, command.merged_id, here)
    if kept.id == merged.id or merged.merged_into_id == kept.id:
        return Effects()
    if merged.merged_into_id is not None:
        raise Refused(Reason.CHANGED, "This issue was merged into another one meanwhile.")
    if kept.customer_id != merged.customer_id:
        raise Refused(Reason.INVALID, "Only issues of one customer can be merged.")
    if kept.status != merged.status and "closed" in {kept.status, merged.status}:
        raise Refused(Reason.WRONG_STATUS, "Reopen the closed one first, or close the other.")
    into = msgspec.structs.replace(
        merged,
        version=merged.version + 1,
        merged_into_id=kept.id,
        merged_at=here.now,
        merged_by_name=here.by_name,
    )
    # What was merged into this one comes along: one step leads to where the work is.
    along = tuple(
        _next(each, merged_into_id=kept.id)
        for each in view.where(IssueRow, merged_into_id=merged.id)
    )
    return Effects(rows=(into, *along))


def unmerge_issue(view: View, command: UnmergeIssue, here: Circumstances) -> Effects:
    """Take one apart again, within 30 days; it stands where the kept one stands."""
    merged = issue_of(view, command.merged_id, here)
    if merged.merged_into_id is None:
        return Effects()
    kept = view.get(IssueRow, merged.merged_into_id)
    if merged.merged_at is not None and here.now - merged.merged_at > timedelta(days=MERGE_DAYS):
        raise Refused(Reason.WRONG_STATUS, f"They were merged more than {MERGE_DAYS} days ago.")
    changes: dict[str, object] = {"merged_into_id": None, "merged_at": None, "merged_by_name": ""}
    if kept is not None:
        alike = ("status", "closed_at", "closed_by_name", "resolved_at", "resolved_by_name")
        changes |= {name: getattr(kept, name) for name in (*alike, "pauses", "resolve_due_at")}
    return Effects(rows=(_next(merged, **changes),))


def _above(view: View, issue_id: RowId) -> list[RowId]:
    found = [issue_id]
    while len(found) < MAX_DEPTH:
        issue = view.get(IssueRow, found[-1])
        if issue is None or issue.parent_id is None:
            return found
        found.append(issue.parent_id)
    raise Refused(Reason.INVALID, f"Issues lie at most {MAX_DEPTH} deep.")


def _next(issue: IssueRow, **changes: object) -> IssueRow:
    return msgspec.structs.replace(issue, version=issue.version + 1, **changes)
