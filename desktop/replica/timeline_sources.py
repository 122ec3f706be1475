"""What a customer's timeline is made of: where entries of each kind come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, case, literal, select
from sqlalchemy.sql.elements import Grouping

from desktop.replica.tables import ROWS
from sync_server.contract.base import RowId
from sync_server.contract.columns import to_ms


class EntryKind(StrEnum):
    INQUIRY = "inquiry"
    QUOTE = "quote"
    BOOKING = "booking"
    APPOINTMENT = "appointment"
    INVOICE = "invoice"
    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    ISSUE = "issue"
    HOLD = "hold"
    CALL = "call"
    VOICEMAIL = "voicemail"
    MESSAGE = "message"
    POST = "post"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened with a customer.

    `title` is a record's title, an issue's type, a caller's number, a post's text, how a payment
    came, why pay is held. `detail` is a post's author, who answered a call, who heard a
    voicemail, an issue's description, whose pay is held. `parent_id` is the thread of a post, the
    call of a voicemail, the invoice of a payment, the issue of a hold; `number` a record's number,
    the invoice's of a payment, the issue's of a hold, or the seconds spoken.
    """

    kind: EntryKind
    id: RowId
    at: datetime
    number: int | None
    title: str
    detail: str
    status: str
    cents: int | None
    parent_id: RowId | None
    is_pending: bool
    """Waits in the outbox."""
    note: str = ""
    """A call's direction, a voicemail's checksum, a message's `channel direction`."""
    status_id: RowId | None = None
    """The office's own status of a record."""

    @property
    def place(self) -> Place:
        return Place(to_ms(self.at), self.id)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the timeline ends: the next begins with what lies beyond."""

    at_ms: int
    id: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where entries of one kind come from; texts are empty and numbers None unless given."""

    kind: EntryKind
    table: FromClause
    at: str
    title: ColumnElement[str]
    detail: ColumnElement[str] | None = None
    status: ColumnElement[str] | None = None
    number: ColumnElement[int] | None = None
    cents: ColumnElement[int] | None = None
    parent: ColumnElement[str] | None = None
    note: ColumnElement[str] | None = None
    status_id: ColumnElement[str] | None = None
    only: ColumnElement[bool] | None = None


_inquiry, _quote, _booking, _invoice, _issue = (
    ROWS[name] for name in ("inquiry", "quote", "booking", "invoice", "issue")
)
_money, _payment, _credit, _hold, _staff = (
    ROWS[name] for name in ("booking_money", "payment", "credit_note", "hold", "staff")
)
_call, _voicemail, _message, _post, _visit = (
    ROWS[name] for name in ("call", "voicemail", "message", "post", "appointment")
)

_BOOKED = select(_money.c.total_cents).where(_money.c.id == _booking.c.id).scalar_subquery()
_PAID_INVOICE = (
    select(_invoice.c.number).where(_invoice.c.id == _payment.c.invoice_id).scalar_subquery()
)
_HELD_FOR = select(_issue.c.number).where(_issue.c.id == _hold.c.issue_id).scalar_subquery()
_HELD_FROM = select(_staff.c.name).where(_staff.c.id == _hold.c.worker_id).scalar_subquery()
_SPOKEN: ColumnElement[int] = Grouping(_call.c.ended_at - _call.c.answered_at).op("/")(1000)

ORIGINS = (
    Origin(
        EntryKind.INQUIRY,
        _inquiry,
        "created_at",
        _inquiry.c.title,
        status=_inquiry.c.status,
        number=_inquiry.c.number,
        status_id=_inquiry.c.status_id,
    ),
    Origin(
        EntryKind.QUOTE,
        _quote,
        "created_at",
        _quote.c.title,
        status=_quote.c.status,
        number=_quote.c.number,
        cents=_quote.c.total_cents,
        status_id=_quote.c.status_id,
    ),
    Origin(
        EntryKind.BOOKING,
        _booking,
        "created_at",
        _booking.c.title,
        status=_booking.c.status,
        number=_booking.c.number,
        cents=_BOOKED,
        status_id=_booking.c.status_id,
    ),
    Origin(
        EntryKind.APPOINTMENT,
        _visit,
        "starts_at",
        _visit.c.title,
        detail=_visit.c.site,
        status=_visit.c.status,
        parent=_visit.c.booking_id,
    ),
    Origin(
        EntryKind.INVOICE,
        _invoice,
        "created_at",
        _invoice.c.title,
        status=_invoice.c.status,
        number=_invoice.c.number,
        cents=_invoice.c.total_cents,
        status_id=_invoice.c.status_id,
    ),
    Origin(
        EntryKind.PAYMENT,
        _payment,
        "received_at",
        _payment.c.method,
        detail=_payment.c.reference,
        status=case((_payment.c.voided_at.is_(None), "received"), else_="voided"),
        number=_PAID_INVOICE,
        cents=_payment.c.amount_cents,
        parent=_payment.c.invoice_id,
    ),
    Origin(
        EntryKind.CREDIT_NOTE,
        _credit,
        "issued_at",
        _credit.c.reason,
        status=case((_credit.c.voided_at.is_(None), "issued"), else_="voided"),
        number=_credit.c.number,
        cents=_credit.c.amount_cents,
        parent=_credit.c.invoice_id,
    ),
    Origin(
        EntryKind.ISSUE,
        _issue,
        "reported_at",
        _issue.c.issue_type,
        detail=_issue.c.description,
        status=_issue.c.status,
        number=_issue.c.number,
    ),
    Origin(
        EntryKind.HOLD,
        _hold,
        "held_at",
        _hold.c.reason,
        detail=_HELD_FROM,
        status=_hold.c.state,
        number=_HELD_FOR,
        cents=_hold.c.amount_cents,
        parent=_hold.c.issue_id,
    ),
    Origin(
        EntryKind.CALL,
        _call,
        "started_at",
        _call.c.number,
        detail=_call.c.answered_by_name,
        status=_call.c.outcome,
        number=_SPOKEN,
        note=_call.c.direction,
        parent=_call.c.booking_id,
        only=_call.c.continues_id.is_(None),
    ),
    Origin(
        EntryKind.VOICEMAIL,
        _voicemail,
        "left_at",
        _voicemail.c.number,
        detail=_voicemail.c.heard_by_name,
        number=_voicemail.c.seconds,
        note=_voicemail.c.sha256,
        parent=_voicemail.c.call_id,
        only=_voicemail.c.removed_at.is_(None),
    ),
    Origin(
        EntryKind.MESSAGE,
        _message,
        "written_at",
        _message.c.subject,
        detail=_message.c.body,
        status=_message.c.status,
        number=_message.c.is_automatic,
        parent=_message.c.record_id,
        note=_message.c.channel + literal(" ") + _message.c.direction,
    ),
    Origin(
        EntryKind.POST,
        _post,
        "posted_at",
        _post.c.body,
        detail=_post.c.author_name,
        status=_post.c.visibility,
        parent=_post.c.thread_id,
    ),
)
