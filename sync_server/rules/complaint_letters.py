"""Complaint letters filled in, and the acknowledgement that goes out by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId, derived_id
from sync_server.contract.complaints import AckMode
from sync_server.contract.customers import ContactPointRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.letters import LetterKind, TemplateRow
from sync_server.contract.messages import MessageRow, Purpose
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, ContactKind, MessageStatus, RecordKind, code
from sync_server.rules.clocks import ack_mode, set_clocks, settings_of
from sync_server.rules.effects import Circumstances
from sync_server.rules.letter_defaults import letter_template
from sync_server.rules.letter_values import About, business_of, first_name, values_about
from sync_server.rules.merge_tags import render
from sync_server.rules.messages import why_held
from sync_server.rules.view import View

AUTOMATIC = "Automatic"
PURPOSES: Mapping[LetterKind, Purpose] = {
    kind: Purpose(kind.value) for kind in LetterKind if kind is not LetterKind.CANNED
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A template filled in, ready to be sent."""

    subject: str
    body: str
    files: tuple[NewAttachment, ...] = ()


def written_letter(template: TemplateRow, values: Mapping[str, str]) -> Letter:
    """Raises KeyError for an unknown tag, which no saved template has (TPL-07)."""
    subject = " ".join(render(template.subject, values).split())
    return Letter(subject, render(template.body, values).strip(), template.files)


def letter(view: View, kind: LetterKind, about: About) -> Letter:
    """One of the letters to a customer, as it stands today."""
    return written_letter(letter_template(view, kind), values_about(view, about))


def acknowledged_at_once(
    view: View, issue: IssueRow, here: Circumstances
) -> tuple[IssueRow, tuple[MessageRow, ...]]:
    """An issue that is just reported, and its acknowledgement where that goes out by itself
    (TPL-12). Held back, it is kept and says why, and the resolution clock does not run (A45)."""
    settings = settings_of(view)
    address = email_of(view, issue.customer_id)
    if not here.on_server or not address or ack_mode(settings, issue.origin) is not AckMode.AUTO:
        return issue, ()
    why = why_held(view, issue.customer_id, Channel.EMAIL, is_automatic=True)
    if not why:
        issue = set_clocks(settings, msgspec.structs.replace(issue, acknowledged_at=here.now))
    about = About(issue.customer_id, issue=issue, now=here.now)
    words = letter(view, LetterKind.ACKNOWLEDGEMENT, about)
    message = MessageRow(
        id=RowId(derived_id(f"acknowledgement\0{issue.id}")),
        customer_id=issue.customer_id,
        address=address,
        subject=words.subject,
        body=words.body,
        status=MessageStatus.HELD if why else MessageStatus.QUEUED,
        detail=why,
        is_automatic=True,
        record_kind=RecordKind.ISSUE,
        record_id=issue.id,
        files=words.files,
        written_by_name=AUTOMATIC,
        written_at=here.now,
        purpose=Purpose.ACKNOWLEDGEMENT,
    )
    return issue, (message,)


def reminder_letter(
    view: View, worker: StaffRow, issues: Iterable[IssueRow], now: datetime, business: str = ""
) -> Letter:
    """The open complaints of one fieldworker, the oldest first (TPL-05). `now` is the time where
    the business is; `business` its name until somebody gave it one for its e-mails."""
    ordered = sorted(issues, key=lambda issue: (str(issue.reported_at), issue.id))
    name = business_of(view) or business
    values = {
        "worker_first_name": first_name(worker.name),
        "open_complaints": "\n".join(_open_line(view, issue, now) for issue in ordered),
        "business_name": name,
        "agent_signature": name,
    }
    return written_letter(letter_template(view, LetterKind.REMINDER), values)


def email_of(view: View, customer_id: RowId) -> str:
    """The customer's first e-mail address; empty for none."""
    points: list[ContactPointRow] = view.where(
        ContactPointRow, customer_id=customer_id, contact_kind=ContactKind.EMAIL, gone=False
    )
    return points[0].value if points else ""


def _open_line(view: View, issue: IssueRow, now: datetime) -> str:
    number = code(RecordKind.ISSUE, issue.number, issue.id)
    booking = view.get(BookingRow, issue.record_id)
    about = f", {booking.title}" if booking is not None and booking.title else ""
    reported = issue.reported_at or now
    days = (now.date() - reported.astimezone(now.tzinfo).date()).days
    age = "reported today" if days < 1 else f"open for {days} day{'s' * (days > 1)}"
    return f"- {number} {issue.issue_type}{about}, {age}"
