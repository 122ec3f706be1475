"""Clocks that ran out, told to those who can do something about it (ISS-04, ISS-70, A37)."""

from __future__ import annotations

from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueAlarm, IssueRow, RaiseAlarm
from sync_server.contract.values import IssueStatus
from sync_server.rules.effects import Circumstances, Effects
from sync_server.rules.issue_notices import of_alarm
from sync_server.rules.view import View

_ACK = frozenset({IssueAlarm.ACK_TARGET, IssueAlarm.ACK_BREACH})


def raise_alarm(view: View, command: RaiseAlarm, here: Circumstances) -> Effects:
    """Tell of it once, unless somebody saw to the issue in the meantime."""
    issue = view.get(IssueRow, command.issue_id)
    if issue is None or not _still_stands(issue, command.alarm):
        return Effects()
    event = RowId(f"{issue.id}:{command.alarm}:{command.moment}")
    return Effects(rows=of_alarm(view, issue, command.alarm, event, here))


def _still_stands(issue: IssueRow, alarm: IssueAlarm) -> bool:
    if issue.status is IssueStatus.CLOSED or issue.merged_into_id is not None or issue.gone:
        return False
    if alarm in _ACK:
        return issue.acknowledged_at is None
    return alarm is not IssueAlarm.RESOLUTION_DUE or issue.resolve_due_at is not None
