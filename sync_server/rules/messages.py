"""Messages to customers: what may go out, what is held back, and how sending goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import CustomerNoteRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.messages import (
    CancelMessage,
    MessageRow,
    Purpose,
    SendHeldMessage,
    SendMessage,
    TellMessage,
    WriteAutomatic,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, MessageStatus, RecordKind
from sync_server.rules.clocks import set_clocks, settings_of
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.letter_marks import numbered
from sync_server.rules.merging import living
from sync_server.rules.view import View

S = MessageStatus
MAX_SUBJECT, MAX_TEXT, MAX_SMS, MAX_FILES = 300, 50_000, 1_600, 10
_GOES_ON: Mapping[MessageStatus, frozenset[MessageStatus]] = {
    S.QUEUED: frozenset({S.SENDING, S.FAILED, S.QUEUED, S.HELD}),
    S.SENDING: frozenset({S.SENT, S.FAILED, S.QUEUED}),
}
PAUSED = "Automatic messages to this customer are paused."


def send_message(view: View, command: SendMessage, here: Circumstances) -> Effects:
    """A person writes; it goes out as soon as the server has it."""
    customer_id = _check_new(view, command.message_id, command.customer_id)
    _check_text(command.channel, command.address, command.subject, command.body)
    if len(command.files) > MAX_FILES or (command.files and command.channel is not Channel.EMAIL):
        raise Refused(Reason.INVALID, f"Up to {MAX_FILES} files go with an e-mail.")
    _check_colleague(view, command.staff_id)
    refusal = "" if command.staff_id else unwanted(view, customer_id, command.channel)
    if refusal:
        raise Refused(Reason.NOT_ALLOWED, refusal)
    row = MessageRow(
        id=command.message_id,
        customer_id=customer_id,
        channel=command.channel,
        address=command.address.strip(),
        subject=command.subject.strip(),
        body=command.body,
        record_kind=command.record_kind,
        record_id=command.record_id,
        files=command.files,
        written_by=here.by,
        written_by_name=here.by_name,
        written_at=here.now,
        purpose=command.purpose,
        staff_id=command.staff_id,
    )
    return Effects(rows=written(view, numbered(view, row)))


def write_automatic(view: View, command: WriteAutomatic, here: Circumstances) -> Effects:
    """A message nobody typed: sent, or held and logged (TML-24, A45)."""
    if view.get(MessageRow, command.message_id) is not None:
        return Effects()
    customer_id = _check_new(view, command.message_id, command.customer_id)
    is_colleague = command.staff_id is not None
    why = "" if is_colleague else why_held(view, customer_id, command.channel, is_automatic=True)
    row = MessageRow(
        id=command.message_id,
        customer_id=customer_id,
        channel=command.channel,
        address=command.address,
        subject=command.subject,
        body=command.body,
        status=S.HELD if why else S.QUEUED,
        detail=why,
        is_automatic=True,
        record_kind=command.record_kind,
        record_id=command.record_id,
        written_by=here.by,
        written_by_name=here.by_name,
        written_at=here.now,
        purpose=command.purpose,
        staff_id=command.staff_id,
        files=command.files,
    )
    return Effects(rows=written(view, row))


def written(view: View, row: MessageRow) -> tuple[Row, ...]:
    """The message, and the issue it acknowledges: its resolution clock runs from now (ISS-70)."""
    is_letter = row.purpose is not Purpose.NONE and row.record_kind is RecordKind.ISSUE
    issue = view.get(IssueRow, row.record_id) if is_letter and row.record_id else None
    if issue is None or row.staff_id is not None:
        return (row,)
    is_ack = row.purpose is Purpose.ACKNOWLEDGEMENT
    if was_sent(view, issue, row) or (is_ack and issue.acknowledged_at is not None):
        return (msgspec.structs.replace(row, is_resend=True),)
    if row.status is S.HELD or not is_ack:
        return (row,)
    return (row, acknowledged(view, issue, row.written_at))


def was_sent(view: View, issue: IssueRow, row: MessageRow) -> bool:
    """Whether another letter for the same purpose has gone out, or is about to (TPL-10)."""
    others = view.where(
        MessageRow, customer_id=row.customer_id, record_id=issue.id, purpose=row.purpose
    )
    lost = {S.HELD, S.FAILED, S.CANCELLED}
    return any(
        other.id != row.id and other.staff_id is None and other.status not in lost
        for other in others
    )


def acknowledged(view: View, issue: IssueRow, at: datetime | None) -> IssueRow:
    """The issue with its acknowledgement on the way."""
    after = msgspec.structs.replace(issue, version=issue.version + 1, acknowledged_at=at)
    return set_clocks(settings_of(view), after)


def _check_colleague(view: View, staff_id: RowId | None) -> None:
    staff = view.get(StaffRow, staff_id) if staff_id else None
    if staff_id and (staff is None or not staff.active):
        raise Refused(Reason.NOT_FOUND, "This colleague does not work here any more.")


def send_held_message(view: View, command: SendHeldMessage, here: Circumstances) -> Effects:
    row = _message(view, command.message_id)
    if row.status not in {S.HELD, S.FAILED}:
        return Effects()
    refusal = "" if row.staff_id else unwanted(view, row.customer_id, row.channel)
    if refusal:
        raise Refused(Reason.NOT_ALLOWED, refusal)
    # From now on it is this person's message: no pause of automatic ones holds it again.
    queued = _next(
        row,
        status=S.QUEUED,
        detail="",
        tries=0,
        written_by=here.by,
        written_by_name=here.by_name,
    )
    return Effects(rows=written(view, queued))


def cancel_message(view: View, command: CancelMessage, _here: Circumstances) -> Effects:
    row = _message(view, command.message_id)
    if row.status is S.CANCELLED:
        return Effects()
    if row.status not in {S.QUEUED, S.HELD, S.FAILED}:
        raise Refused(Reason.WRONG_STATUS, "This message has gone out already.")
    return Effects(rows=(_next(row, status=S.CANCELLED),))


def tell_message(view: View, command: TellMessage, here: Circumstances) -> Effects:
    """How sending goes. Raises Refused when somebody else has this message in hand."""
    row = _message(view, command.message_id)
    if row.status is command.status and row.detail == command.detail:
        return Effects()
    if (row.status, row.detail) == (command.status, command.detail):
        return Effects()
    if row.status is not command.seen or command.status not in _GOES_ON.get(row.status, ()):
        raise Refused(Reason.CHANGED, f"This message is {row.status} by now.")
    began = command.status is S.SENDING
    changed = _next(
        row,
        status=command.status,
        detail=command.detail,
        sent_at=here.now if command.status is S.SENT else row.sent_at,
        tries=row.tries + began,
    )
    return Effects(rows=(changed,))


def _next(row: MessageRow, **changes: object) -> MessageRow:
    return msgspec.structs.replace(row, version=row.version + 1, **changes)


def _message(view: View, message_id: RowId) -> MessageRow:
    row = view.get(MessageRow, message_id)
    if row is None:
        raise Refused(Reason.NOT_FOUND, "This message does not exist any more.")
    return row


def _check_new(view: View, message_id: RowId, customer_id: RowId) -> RowId:
    if view.get(MessageRow, message_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This message exists already.")
    return living(view, customer_id)


def _check_text(channel: Channel, address: str, subject: str, body: str) -> None:
    longest = MAX_SMS if channel is Channel.SMS else MAX_TEXT
    if not body.strip() or len(body) > longest:
        raise Refused(Reason.INVALID, f"A message has 1 to {longest} characters.")
    if channel is Channel.EMAIL:
        name, _, host = address.strip().rpartition("@")
        if not name or not host or any(c in address for c in "\r\n <>,;"):
            raise Refused(Reason.INVALID, f"{address} is not an e-mail address.")
        if not subject.strip() or len(subject) > MAX_SUBJECT or {"\r", "\n"} & set(subject):
            raise Refused(Reason.INVALID, "An e-mail needs a subject on one line.")
    elif channel is Channel.SMS and not address.startswith("+"):
        raise Refused(Reason.INVALID, f"{address} is not a number with its country code.")


def why_held(view: View, customer_id: RowId, channel: Channel, *, is_automatic: bool) -> str:
    """Why a message must not go out now, in words; empty when it may."""
    note = view.get(CustomerNoteRow, customer_id)
    if is_automatic and note is not None and note.auto_messages_paused:
        return PAUSED
    return unwanted(view, customer_id, channel)


def unwanted(view: View, customer_id: RowId, channel: Channel) -> str:
    """Why this customer is not written to on this channel; empty when they are."""
    note = view.get(CustomerNoteRow, customer_id)
    if note is None:
        return ""
    if channel is Channel.EMAIL and note.no_email:
        return "This customer does not want e-mail."
    if channel is Channel.SMS and note.no_sms:
        return "This customer does not want text messages."
    return ""
