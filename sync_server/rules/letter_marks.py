"""Words that stand in a letter for what only the server knows: its links and the number."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.view import View


class Mark(StrEnum):
    """Links are made for each recipient when the letter goes out: no secret is kept in a row."""

    DISCUSSION = "[link to the discussion, added when this is sent]"
    SURVEY = "[link to the survey, added when this is sent]"


def marks_in(text: str) -> tuple[Mark, ...]:
    return tuple(mark for mark in Mark if mark in text)


def numbered(view: View, row: MessageRow) -> MessageRow:
    """The message with its issue's number in place of the draft's: a desk may write before the
    server has numbered the report (A22)."""
    is_about = row.record_kind is RecordKind.ISSUE and row.record_id is not None
    issue = view.get(IssueRow, RowId(row.record_id or "")) if is_about else None
    if issue is None or issue.number is None:
        return row
    draft = code(RecordKind.ISSUE, None, issue.id)
    number = code(RecordKind.ISSUE, issue.number, issue.id)
    return msgspec.structs.replace(
        row, subject=row.subject.replace(draft, number), body=row.body.replace(draft, number)
    )
