"""Closed vocabularies shared by every program, and the way record codes are written."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    FINANCE = "finance"
    AGENT = "agent"
    FIELDWORKER = "fieldworker"
    CUSTOMER = "customer"
    SYSTEM = "system"
    """The server acting on facts from outside (phone system, mailbox); nobody signs in as it."""


class Visibility(StrEnum):
    """Who may read a post; each level includes the ones before it (A1)."""

    INTERNAL = "internal"
    STAFF = "staff"
    EVERYONE = "everyone"


class RecordKind(StrEnum):
    INQUIRY = "inquiry"
    QUOTE = "quote"
    BOOKING = "booking"
    INVOICE = "invoice"
    ISSUE = "issue"
    CUSTOMER = "customer"
    """Customers own a thread (A43) but carry no number."""


CODE_PREFIX = {
    RecordKind.INQUIRY: "INQ",
    RecordKind.QUOTE: "EST",
    RecordKind.BOOKING: "BOK",
    RecordKind.INVOICE: "INV",
    RecordKind.ISSUE: "CMP",
}


class InquiryStatus(StrEnum):
    OPEN = "open"
    CONVERTED = "converted"
    CLOSED = "closed"


class QuoteStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    EXPIRED = "expired"


class BookingStatus(StrEnum):
    TO_SCHEDULE = "to_schedule"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class InvoiceStatus(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"
    CREDITED = "credited"


class IssueStatus(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    REOPENED = "reopened"
    AWAITING_APPROVAL = "awaiting_approval"
    CLOSED = "closed"


class HoldState(StrEnum):
    HELD = "held"
    READY_TO_RELEASE = "ready_to_release"
    RELEASED = "released"
    RECOVERY_DUE = "recovery_due"
    """Put back on hold after the pay had already gone out (A16)."""


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class CallOutcome(StrEnum):
    RINGING = "ringing"
    ANSWERED = "answered"
    VOICEMAIL = "voicemail"
    DECLINED = "declined"
    ABANDONED = "abandoned"
    """The caller gave up."""
    MISSED = "missed"
    """Nobody answered within the ring timeout."""


class AgentState(StrEnum):
    """What a colleague does. The first four are stored; ringing and on a call follow from calls."""

    AVAILABLE = "available"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    AWAY = "away"
    RINGING = "ringing"
    ON_A_CALL = "on_a_call"


class Route(StrEnum):
    """Where a call goes that nobody takes."""

    MAILBOX = "mailbox"
    EXTERNAL = "external"
    NOWHERE = "nowhere"
    """The caller hears that nobody answers."""


class RecordingRule(StrEnum):
    NEVER = "never"
    ON_REQUEST = "on_request"
    ALWAYS = "always"


class StepKind(StrEnum):
    """What can happen to a call, in the words its story is told with."""

    ANSWERED = "answered"
    DECLINED = "declined"
    MISSED = "missed"
    TRANSFERRED = "transferred"
    FORWARDED = "forwarded"
    VOICEMAIL = "voicemail"
    PHONE_STOPPED = "phone_stopped"
    CALLED_BACK = "called_back"


class HungUpBy(StrEnum):
    UNKNOWN = "unknown"
    AGENT = "agent"
    OTHER_SIDE = "other_side"
    PHONE_STOPPED = "phone_stopped"


class NoticeModule(StrEnum):
    """Which part of the work a notice is about; people switch them on and off by it."""

    CALLS = "calls"
    VOICEMAIL = "voicemail"
    POSTS = "posts"
    ISSUES = "issues"


class NoticeChannel(StrEnum):
    FEED = "feed"
    PUSH = "push"


INLINE_ATTACHMENT_BYTES = 5 * 1024 * 1024
"""A5: up to here an attachment travels with its post; above it is linked."""


def code(kind: RecordKind, number: int | None, row_id: str) -> str:
    """Write a record's code: `CMP-00012`, or `CMP-draft-9f3a` until the server has numbered it."""
    prefix = CODE_PREFIX[kind]
    return f"{prefix}-{number:05d}" if number is not None else f"{prefix}-draft-{row_id[-4:]}"
