"""Closed vocabularies shared by every program, and the way record codes are written."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    FINANCE = "finance"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    """At a desk, but with bookings instead of money."""
    READ_ONLY = "read_only"
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
    CREDIT_NOTE = "credit_note"
    """Numbered, but without a thread: it is talked about at its invoice."""
    CUSTOMER = "customer"
    """Customers own a thread (A43) but carry no number."""


CODE_PREFIX = {
    RecordKind.INQUIRY: "INQ",
    RecordKind.QUOTE: "EST",
    RecordKind.BOOKING: "BOK",
    RecordKind.INVOICE: "INV",
    RecordKind.ISSUE: "CMP",
    RecordKind.CREDIT_NOTE: "CRN",
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


class AppointmentStatus(StrEnum):
    PROPOSED = "proposed"
    """A fieldworker would come then; the office confirms or changes it (ISS-51)."""
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class StatusTone(StrEnum):
    """Colours a status of the office's own may have."""

    GREY = "grey"
    BLUE = "blue"
    GREEN = "green"
    ORANGE = "orange"
    RED = "red"
    PURPLE = "purple"
    YELLOW = "yellow"


class PaymentMethod(StrEnum):
    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct_debit"
    OTHER = "other"


class CycleOrigin(StrEnum):
    AUTOMATIC = "automatic"
    """The server makes its invoices when they are due."""
    MANUAL = "manual"
    """Somebody presses the button."""


class CycleUnit(StrEnum):
    WEEK = "week"
    MONTH = "month"


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


class MessageStatus(StrEnum):
    QUEUED = "queued"
    HELD = "held"
    """Not sent: automatic messages are paused, or the customer does not want this channel."""
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RECEIVED = "received"
    """From the customer."""


class Module(StrEnum):
    """Parts of the work that rights are given for."""

    CUSTOMERS = "customers"
    INQUIRIES = "inquiries"
    QUOTES = "quotes"
    BOOKINGS = "bookings"
    INVOICES = "invoices"
    ISSUES = "issues"
    HOLDS = "holds"
    CALLS = "calls"
    MESSAGES = "messages"
    SETTINGS = "settings"


class Verb(StrEnum):
    SEE = "see"
    SEE_OWN = "see_own"
    """Only what the person is assigned to."""
    ADD = "add"
    EDIT = "edit"
    REMOVE = "remove"
    EXPORT = "export"
    MERGE = "merge"
    CLOSE = "close"
    RELEASE = "release"
    STATEMENT = "statement"


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
    EMAIL = "email"
    SMS = "sms"


INLINE_ATTACHMENT_BYTES = 5 * 1024 * 1024
"""A5: up to here an attachment travels with its post; above it is linked."""


def code(kind: RecordKind, number: int | None, row_id: str) -> str:
    """Write a record's code: `CMP-00012`, or `CMP-draft-9f3a` until the server has numbered it."""
    prefix = CODE_PREFIX[kind]
    return f"{prefix}-{number:05d}" if number is not None else f"{prefix}-draft-{row_id[-4:]}"
