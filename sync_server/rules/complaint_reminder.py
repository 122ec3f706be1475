"""The morning's letter to a fieldworker: complaints that are still open (TPL-05)."""

from __future__ import annotations

from collections.abc import Sequence

from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.letters import LetterKind, TemplateRow
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import IssueStatus, RecordKind, code
from sync_server.rules.merge_tags import render
from sync_server.rules.reminders import Reminder
from sync_server.rules.view import View

STILL_OPEN = (IssueStatus.NEW, IssueStatus.IN_PROGRESS, IssueStatus.REOPENED)
"""What a fieldworker can still do something about."""
_SUBJECT = "Your open complaints"
_BODY = (
    "Hello {{worker_first_name}},\n\nthese complaints about your work are still open:\n\n"
    "{{open_complaints}}\n\nPlease see to them today, or tell the office what you need."
    "\n\n{{business_name}}"
)


def open_complaints_letter(
    view: View, worker: StaffRow, issues: Sequence[IssueRow], business: str
) -> Reminder:
    """The template's words, or where there is none those Ringdesk comes with."""
    kept = view.get(TemplateRow, RowId(LetterKind.REMINDER))
    values = {
        "worker_first_name": worker.name.partition(" ")[0],
        "open_complaints": "\n".join(_line(view, issue) for issue in issues),
        "business_name": business,
    }
    subject, body = (kept.subject, kept.body) if kept else (_SUBJECT, _BODY)
    return Reminder(render(subject, values).strip() or _SUBJECT, render(body, values).strip())


def short_letter(issues: Sequence[IssueRow], business: str) -> str:
    """The same for a text message."""
    codes = ", ".join(code(RecordKind.ISSUE, each.number, each.id) for each in issues[:5])
    more = f" and {len(issues) - 5} more" if len(issues) > 5 else ""
    word = "complaint" if len(issues) == 1 else "complaints"
    return f"Still open: {len(issues)} {word} ({codes}{more}). {business}".strip()


def _line(view: View, issue: IssueRow) -> str:
    booking = view.get(BookingRow, issue.record_id)
    about = f", {booking.title}" if booking and booking.title else ""
    return f"- {code(RecordKind.ISSUE, issue.number, issue.id)} {issue.issue_type}{about}"
