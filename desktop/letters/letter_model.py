"""A complaint letter as it is offered: to whom, its words, what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.letters import LetterKind
from sync_server.contract.messages import MessageRow, Purpose
from sync_server.contract.values import Channel, ContactKind, RecordKind, code
from sync_server.rules.branding import with_addresses
from sync_server.rules.complaint_letters import PURPOSES, Letter, letter
from sync_server.rules.letter_marks import Mark
from sync_server.rules.letter_values import About
from sync_server.rules.merging import kept_of
from sync_server.rules.messages import unwanted, was_sent
from sync_server.rules.view import View

TITLES: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: "Acknowledgement",
    LetterKind.DETAILS: "Complaint details",
    LetterKind.RESOLUTION: "Resolution",
}
SURVEY_WORDS = "How did we do? It takes a minute:"
NO_ADDRESS = "This customer has no e-mail address. Type one here, or add it on their page."
SENT_BEFORE = "This letter has gone out before. Sent again, it is marked as a resend."


@dataclass(frozen=True, slots=True)
class LetterShown:
    """Everything the dialog needs for one letter about one issue."""

    issue_id: RowId
    customer_id: RowId
    kind: LetterKind
    title: str
    addresses: tuple[str, ...]
    words: Letter
    refusal: str
    """Why this customer is not written to; empty when they are."""
    warning: str
    asks_survey: bool
    """Whether the survey can be asked for, and is to begin with."""


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """What the person has made of it."""

    address: str
    subject: str
    body: str


def letter_shown(
    view: View, issue_id: RowId, kind: LetterKind, writer: str, now: datetime
) -> LetterShown | None:
    """None when the issue or its customer is not there any more."""
    issue = view.get(IssueRow, issue_id)
    customer_id = kept_of(view, issue.customer_id) if issue else RowId("")
    customer = view.get(CustomerRow, customer_id)
    if issue is None or customer is None or kind not in TITLES:
        return None
    asks = kind is LetterKind.RESOLUTION
    about = About(customer_id, writer, issue, now=now, asks_survey=asks)
    words = letter(view, kind, about)
    points = view.where(
        ContactPointRow, customer_id=customer_id, contact_kind=ContactKind.EMAIL, gone=False
    )
    addresses = tuple(point.value for point in points)
    refusal = unwanted(view, customer_id, Channel.EMAIL)
    return LetterShown(
        issue_id=issue.id,
        customer_id=customer_id,
        kind=kind,
        title=f"{TITLES[kind]} of {code(RecordKind.ISSUE, issue.number, issue.id)} "
        f"to {customer.name}",
        addresses=addresses,
        words=words,
        refusal=refusal,
        warning=_warning(view, issue, PURPOSES[kind], addresses),
        asks_survey=asks and Mark.SURVEY in words.body,
    )


def with_survey(body: str) -> str:
    """The words with the survey asked for, in their own paragraph where it was not."""
    if Mark.SURVEY in body:
        return body
    return f"{body.rstrip()}\n\n{SURVEY_WORDS}\n{Mark.SURVEY}"


def without_survey(body: str) -> str:
    """The words without the survey and the line that leads to it."""
    return with_addresses(body, {Mark.DISCUSSION: Mark.DISCUSSION.value})


def _warning(view: View, issue: IssueRow, purpose: Purpose, addresses: tuple[str, ...]) -> str:
    probe = MessageRow(id=RowId(""), customer_id=issue.customer_id, purpose=purpose)
    is_acknowledged = purpose is Purpose.ACKNOWLEDGEMENT and issue.acknowledged_at is not None
    if is_acknowledged or was_sent(view, issue, probe):
        return SENT_BEFORE
    return "" if addresses else NO_ADDRESS


def file_words(files: tuple[NewAttachment, ...]) -> str:
    return f"Goes along: {', '.join(file.name for file in files)}" if files else ""
