"""What each kind and status is called towards a customer: label, colour, one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync_server.contract.values import (
    BookingStatus,
    InquiryStatus,
    InvoiceStatus,
    IssueStatus,
    QuoteStatus,
    RecordKind,
    Role,
)

Status = BookingStatus | QuoteStatus | InvoiceStatus | IssueStatus | InquiryStatus


@dataclass(frozen=True, slots=True)
class StatusWords:
    label: str
    colour: str
    sentence: str


KIND_LABELS: Mapping[RecordKind, str] = {
    RecordKind.INQUIRY: "Inquiry",
    RecordKind.QUOTE: "Quote",
    RecordKind.BOOKING: "Booking",
    RecordKind.INVOICE: "Invoice",
    RecordKind.ISSUE: "Problem report",
}

BOOKED = StatusWords("Booked", "purple", "Your time is set. Tell us if anything changes.")
"""A booking that is to be done and has its date."""

_BOOKING: Mapping[BookingStatus, StatusWords] = {
    BookingStatus.TO_SCHEDULE: StatusWords(
        "To schedule", "purple", "We have your booking and will agree a time with you."
    ),
    BookingStatus.IN_PROGRESS: StatusWords("In progress", "orange", "We are working on this job."),
    BookingStatus.COMPLETED: StatusWords("Completed", "green", "The work is done. Thank you."),
    BookingStatus.CANCELLED: StatusWords("Cancelled", "grey", "This booking was cancelled."),
    BookingStatus.FAILED: StatusWords(
        "Not completed", "red", "We could not finish this job. We will arrange what comes next."
    ),
}
_QUOTE: Mapping[QuoteStatus, StatusWords] = {
    QuoteStatus.DRAFT: StatusWords("Being prepared", "grey", "We are still working on this quote."),
    QuoteStatus.SENT: StatusWords(
        "Sent", "blue", "Have a look, and ask us anything before you decide."
    ),
    QuoteStatus.ACCEPTED: StatusWords("Accepted", "green", "You accepted this quote. Thank you."),
    QuoteStatus.EXPIRED: StatusWords(
        "Expired", "red", "This quote is no longer valid. Ask us for a new one."
    ),
}
_INVOICE: Mapping[InvoiceStatus, StatusWords] = {
    InvoiceStatus.OPEN: StatusWords("Open", "blue", "This invoice waits for payment."),
    InvoiceStatus.OVERDUE: StatusWords(
        "Overdue", "red", "The due date has passed. Write to us if something is in the way."
    ),
    InvoiceStatus.CLOSED: StatusWords("Settled", "green", "This invoice is settled. Thank you."),
    InvoiceStatus.CREDITED: StatusWords("Credited", "yellow", "This invoice was credited."),
}
_ISSUE: Mapping[IssueStatus, StatusWords] = {
    IssueStatus.NEW: StatusWords("Reported", "blue", "We have your report and will look at it."),
    IssueStatus.IN_PROGRESS: StatusWords("Being worked on", "orange", "We are working on it."),
    IssueStatus.REOPENED: StatusWords("Reopened", "orange", "We are working on it again."),
    IssueStatus.AWAITING_APPROVAL: StatusWords(
        "Being checked", "purple", "The work is done, and we are checking it."
    ),
    IssueStatus.CLOSED: StatusWords("Closed", "green", "This problem is solved."),
}
_INQUIRY: Mapping[InquiryStatus, StatusWords] = {
    InquiryStatus.OPEN: StatusWords("Open", "blue", "We have your inquiry and answer here."),
    InquiryStatus.CONVERTED: StatusWords(
        "Taken up", "green", "We made a quote or booking from your inquiry."
    ),
    InquiryStatus.CLOSED: StatusWords("Closed", "grey", "This inquiry is closed."),
}


def status_words(status: Status) -> StatusWords:
    """Look up the words of a status; every status has some."""
    match status:
        case BookingStatus():
            return _BOOKING[status]
        case QuoteStatus():
            return _QUOTE[status]
        case InvoiceStatus():
            return _INVOICE[status]
        case IssueStatus():
            return _ISSUE[status]
        case InquiryStatus():
            return _INQUIRY[status]


_BADGES: Mapping[Role, str] = {Role.CUSTOMER: "Customer", Role.FIELDWORKER: "Fieldworker"}


def role_badge(role: Role) -> str:
    """A customer tells apart themselves, the fieldworker and the office; no finer."""
    return _BADGES.get(role, "Office")


ISSUE_TYPES = (
    "Work not finished",
    "Something is damaged",
    "Quality of the work",
    "Late or did not come",
    "Price or invoice",
    "Something else",
)
"""What a customer may choose when reporting a problem, where the office keeps no list."""
