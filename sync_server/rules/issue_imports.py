"""Taking an import of issues back: only one's own, only what nobody has begun with."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sync_server.contract.base import Row
from sync_server.contract.holds import HoldAction, HoldRow
from sync_server.contract.issues import MAX_CHANGED, IssueOrigin, IssueRow, WithdrawIssues
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import HoldState, IssueStatus
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.holds import NOBODY_FIRST, stepped
from sync_server.rules.view import View

TIME = timedelta(days=1)
TAKEN_BACK = "Import taken back"


def withdraw_issues(view: View, command: WithdrawIssues, here: Circumstances) -> Effects:
    """Those somebody has begun with stay, and the answer says how many. Their numbers stay used,
    and letters that went out are not called back."""
    if not 1 <= len(command.issue_ids) <= MAX_CHANGED:
        raise Refused(Reason.INVALID, f"1 to {MAX_CHANGED} issues are taken back at once.")
    rows: list[Row] = []
    stay = 0
    for issue_id in dict.fromkeys(command.issue_ids):
        issue = view.get(IssueRow, issue_id)
        if issue is None or issue.gone:
            continue
        if not _is_untouched(view, issue, here):
            stay += 1
            continue
        rows.append(msgspec.structs.replace(issue, version=issue.version + 1, gone=True))
        rows += _freed(view, issue, here)
    if stay and not rows:
        raise Refused(Reason.WRONG_STATUS, "Nothing was taken back: work on them has begun.")
    kept = f"{stay} stay: work on them has begun." if stay else ""
    return Effects(rows=tuple(rows), merged=kept)


def _is_untouched(view: View, issue: IssueRow, here: Circumstances) -> bool:
    is_own = issue.origin is IssueOrigin.IMPORT and issue.reported_by == here.by
    is_new = issue.status is IssueStatus.NEW and issue.merged_into_id is None
    is_recent = issue.reported_at is not None and here.now - issue.reported_at <= TIME
    if not (is_own and is_new and is_recent):
        return False
    is_spoken_of = bool(view.where(PostRow, thread_id=issue.id))
    return not is_spoken_of and not view.where(AppointmentRow, issue_id=issue.id)


def _freed(view: View, issue: IssueRow, here: Circumstances) -> list[Row]:
    """What it held is free again, in the name of who took the import back."""
    rows: list[Row] = []
    for hold in view.where(HoldRow, issue_id=issue.id):
        if hold.is_active:
            rows += stepped(
                hold,
                HoldAction.RELEASED,
                here,
                TAKEN_BACK,
                state=HoldState.RELEASED,
                released_by=here.by,
                released_by_name=here.by_name,
                released_at=here.now,
                release_reason=TAKEN_BACK,
                **NOBODY_FIRST,
            )
    return rows
