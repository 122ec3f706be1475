"""Every status as people see it: a label, a colour by meaning and an icon that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.qt.tones import Tone
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssuePriority
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import (
    AgentState,
    BookingStatus,
    CallOutcome,
    HoldState,
    InquiryStatus,
    InvoiceStatus,
    IssueStatus,
    QuoteStatus,
    RecordKind,
    Visibility,
)
from sync_server.rules.view import View


@dataclass(frozen=True, slots=True)
class Badge:
    """A pill: its text, its tone and the icon that is its second cue."""

    text: str
    tone: Tone = Tone.GREY
    icon: str = ""


ISSUES: Mapping[IssueStatus, Badge] = {
    IssueStatus.NEW: Badge("New", Tone.BLUE, "circle-dot"),
    IssueStatus.IN_PROGRESS: Badge("In progress", Tone.ORANGE, "loader"),
    IssueStatus.REOPENED: Badge("Reopened", Tone.RED, "rotate-ccw"),
    IssueStatus.AWAITING_APPROVAL: Badge("Awaiting approval", Tone.PURPLE, "hourglass"),
    IssueStatus.CLOSED: Badge("Closed", Tone.GREEN, "circle-check"),
}
PRIORITIES: Mapping[IssuePriority, Badge] = {
    IssuePriority.URGENT: Badge("Urgent", Tone.RED, "chevrons-up"),
    IssuePriority.HIGH: Badge("High", Tone.ORANGE, "chevron-up"),
    IssuePriority.NORMAL: Badge("Normal", Tone.GREY, "equal"),
    IssuePriority.LOW: Badge("Low", Tone.BLUE, "chevron-down"),
}
HOLDS: Mapping[HoldState, Badge] = {
    HoldState.HELD: Badge("Withheld", Tone.RED, "lock"),
    HoldState.READY_TO_RELEASE: Badge("Ready to release", Tone.BLUE, "circle-check"),
    HoldState.RELEASED: Badge("Released", Tone.GREEN, "lock-open"),
    HoldState.RECOVERY_DUE: Badge("To recover", Tone.ORANGE, "undo-2"),
}
INQUIRIES: Mapping[InquiryStatus, Badge] = {
    InquiryStatus.OPEN: Badge("Open", Tone.BLUE, "circle-dot"),
    InquiryStatus.CONVERTED: Badge("Converted", Tone.GREEN, "circle-check"),
    InquiryStatus.CLOSED: Badge("Closed", Tone.GREY, "ban"),
}
QUOTES: Mapping[QuoteStatus, Badge] = {
    QuoteStatus.DRAFT: Badge("Draft", Tone.GREY, "circle-dashed"),
    QuoteStatus.SENT: Badge("Sent", Tone.BLUE, "send"),
    QuoteStatus.ACCEPTED: Badge("Accepted", Tone.GREEN, "file-check"),
    QuoteStatus.EXPIRED: Badge("Expired", Tone.RED, "file-clock"),
}
BOOKINGS: Mapping[BookingStatus, Badge] = {
    BookingStatus.IN_PROGRESS: Badge("In progress", Tone.ORANGE, "loader"),
    BookingStatus.COMPLETED: Badge("Completed", Tone.GREEN, "calendar-check"),
    BookingStatus.TO_SCHEDULE: Badge("To schedule", Tone.PURPLE, "calendar"),
    BookingStatus.CANCELLED: Badge("Cancelled", Tone.GREY, "calendar-x"),
    BookingStatus.FAILED: Badge("Failed", Tone.RED, "circle-x"),
}
INVOICES: Mapping[InvoiceStatus, Badge] = {
    InvoiceStatus.OPEN: Badge("Open", Tone.BLUE, "receipt"),
    InvoiceStatus.OVERDUE: Badge("Overdue", Tone.RED, "clock"),
    InvoiceStatus.CLOSED: Badge("Closed", Tone.GREEN, "circle-check"),
    InvoiceStatus.CREDITED: Badge("Credited", Tone.YELLOW, "undo-2"),
}
RECORDS: Mapping[RecordKind, Mapping[str, Badge]] = {
    RecordKind.INQUIRY: {str(status): badge for status, badge in INQUIRIES.items()},
    RecordKind.QUOTE: {str(status): badge for status, badge in QUOTES.items()},
    RecordKind.BOOKING: {str(status): badge for status, badge in BOOKINGS.items()},
    RecordKind.INVOICE: {str(status): badge for status, badge in INVOICES.items()},
    RecordKind.ISSUE: {str(status): badge for status, badge in ISSUES.items()},
}
"""The built-in statuses of everything that has one, by kind."""
CALLS: Mapping[CallOutcome, Badge] = {
    CallOutcome.RINGING: Badge("Ringing", Tone.BLUE, "phone-incoming"),
    CallOutcome.ANSWERED: Badge("Answered", Tone.GREEN, "phone-call"),
    CallOutcome.VOICEMAIL: Badge("Voicemail", Tone.PURPLE, "voicemail"),
    CallOutcome.DECLINED: Badge("Declined", Tone.GREY, "ban"),
    CallOutcome.ABANDONED: Badge("Caller gave up", Tone.ORANGE, "phone-off"),
    CallOutcome.MISSED: Badge("Missed", Tone.RED, "phone-missed"),
}
VISIBILITIES: Mapping[Visibility, Badge] = {
    Visibility.INTERNAL: Badge("Office only", Tone.GREY, "building-2"),
    Visibility.STAFF: Badge("Office + Fieldworkers", Tone.BLUE, "hard-hat"),
    Visibility.EVERYONE: Badge("Everyone incl. customer", Tone.ORANGE, "globe"),
}
AGENT_STATES: Mapping[AgentState, Badge] = {
    AgentState.AVAILABLE: Badge("Available", Tone.GREEN, "circle-check"),
    AgentState.RINGING: Badge("Ringing", Tone.BLUE, "phone-incoming"),
    AgentState.ON_A_CALL: Badge("On a call", Tone.ORANGE, "phone-call"),
    AgentState.WRAP_UP: Badge("Wrap-up", Tone.PURPLE, "notebook-pen"),
    AgentState.BREAK: Badge("Break", Tone.YELLOW, "coffee"),
    AgentState.AWAY: Badge("Away", Tone.GREY, "clock"),
}
LABEL_TONES: Mapping[str, Tone] = {
    "vip": Tone.PURPLE,
    "key account": Tone.PURPLE,
    "new": Tone.BLUE,
    "overdue": Tone.ORANGE,
    "do not call": Tone.RED,
    "blocked": Tone.RED,
}


def label(text: str) -> Badge:
    """A customer's label, coloured where the office has settled a meaning."""
    return Badge(text, LABEL_TONES.get(text.casefold(), Tone.GREY), "tag")


def own_badge(row: StatusRow) -> Badge:
    """A status of the office's own: its name and colour, with the icon of what it counts as."""
    built_in = RECORDS.get(row.record_kind, {}).get(row.counts_as)
    return Badge(row.name, Tone(row.tone), built_in.icon if built_in else "circle-dot")


def status_badge(view: View, kind: RecordKind, status: str, status_id: RowId | None) -> Badge:
    """A record's status as people see it: the office's own where it has one (FLD-22).

    An archived status stays on the records that have it; an unknown one shows what it counts as.
    """
    own = view.get(StatusRow, status_id) if status_id else None
    if own is not None:
        return own_badge(own)
    return RECORDS.get(kind, {}).get(status, Badge(status.replace("_", " ").capitalize()))
