"""Many issues at once: each change is one step that can be taken back exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.lists.bulk import Plan, Step
from desktop.replica.connection import Connection
from desktop.replica.view import ReplicaView
from sync_server.contract.base import RowId
from sync_server.contract.issues import (
    ChangeIssues,
    IssueField,
    IssueRow,
    LabelIssues,
    MergeIssues,
    MoveIssue,
    UnmergeIssue,
    WatchIssue,
)
from sync_server.contract.values import IssueStatus, RecordKind, code
from sync_server.rules.issue_moves import MOVES


def changing(field: IssueField, value: str) -> Plan:
    """Set a field; undoing gives every issue back what it had."""

    def plan(db: Connection, ids: Sequence[RowId]) -> Sequence[Step]:
        by_old: dict[str, list[RowId]] = {}
        for issue in _rows(db, ids):
            old = str(getattr(issue, field) or "")
            if old != value:
                by_old.setdefault(old, []).append(issue.id)
        return tuple(
            Step(
                ChangeIssues(issue_ids=tuple(those), field=field, value=value),
                ChangeIssues(issue_ids=tuple(those), field=field, value=old),
                len(those),
            )
            for old, those in by_old.items()
        )

    return plan


def labelling(label_id: RowId, *, is_on: bool) -> Plan:
    """Give the label to those without it, or take it from those with it; undoing leaves alone who
    had it so before."""

    def plan(db: Connection, ids: Sequence[RowId]) -> Sequence[Step]:
        those = tuple(e.id for e in _rows(db, ids) if (label_id in e.label_ids) is not is_on)
        if not those:
            return ()
        add = LabelIssues(issue_ids=those, add=(label_id,))
        remove = LabelIssues(issue_ids=those, remove=(label_id,))
        return (Step(add, remove, len(those)) if is_on else Step(remove, add, len(those)),)

    return plan


def watching(staff_id: RowId) -> Plan:
    """Hear of every change from now on; undoing ends it where it began here."""

    def plan(db: Connection, ids: Sequence[RowId]) -> Sequence[Step]:
        return tuple(
            Step(
                WatchIssue(issue_id=issue.id, staff_id=staff_id, is_on=True),
                WatchIssue(issue_id=issue.id, staff_id=staff_id, is_on=False),
                1,
            )
            for issue in _rows(db, ids)
            if staff_id not in issue.watcher_ids
        )

    return plan


def closing() -> Plan:
    """Close them; pay that was held becomes ready for finance. Those that cannot be closed are
    named. Undoing reopens them, which counts as reopening."""

    def plan(db: Connection, ids: Sequence[RowId]) -> Sequence[Step]:
        return tuple(map(_closed, _rows(db, ids)))

    return plan


def _closed(issue: IssueRow) -> Step:
    close = MoveIssue(issue_id=issue.id, seen=issue.status, to=IssueStatus.CLOSED)
    if IssueStatus.CLOSED not in MOVES[issue.status]:
        name = code(RecordKind.ISSUE, issue.number, issue.id)
        return Step(close, None, 0, f"{name} is closed already.")
    again = MoveIssue(issue_id=issue.id, seen=IssueStatus.CLOSED, to=IssueStatus.REOPENED)
    return Step(close, again, 1)


def merging(kept_id: RowId, merged_id: RowId) -> Plan:
    """Two reports of one problem: worked on under one number, both lead there."""

    def plan(_db: Connection, _ids: Sequence[RowId]) -> Sequence[Step]:
        merge = MergeIssues(kept_id=kept_id, merged_id=merged_id)
        return (Step(merge, UnmergeIssue(merged_id=merged_id), 1),)

    return plan


def _rows(db: Connection, ids: Sequence[RowId]) -> Iterator[IssueRow]:
    view = ReplicaView(db)
    for row_id in ids:
        row = view.get(IssueRow, row_id)
        if row is not None:
            yield row
