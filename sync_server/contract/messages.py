"""E-mail, SMS and push to and from customers: what was sent, held back or failed, and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import Channel, Direction, MessageStatus, RecordKind


class Purpose(StrEnum):
    """What a message is for, where something follows from it."""

    NONE = ""
    ACKNOWLEDGEMENT = "acknowledgement"
    DETAILS = "details"
    RESOLUTION = "resolution"
    REMINDER = "reminder"


class MessageRow(Row, frozen=True, tag="message"):
    customer_id: RowId = RowId("")
    channel: Channel = Channel.EMAIL
    direction: Direction = Direction.OUTBOUND
    address: str = ""
    subject: str = ""
    body: str = ""
    status: MessageStatus = MessageStatus.QUEUED
    detail: str = ""
    """Why it was held or failed, in words."""
    is_automatic: bool = False
    record_kind: RecordKind | None = None
    record_id: RowId | None = None
    files: tuple[NewAttachment, ...] = ()
    written_by: RowId = RowId("")
    written_by_name: str = ""
    written_at: datetime | None = None
    sent_at: datetime | None = None
    tries: int = 0
    purpose: Purpose = Purpose.NONE
    staff_id: RowId | None = None
    """To a colleague, about this customer's issue; customers never see it."""
    is_resend: bool = False
    """The same letter went out before (TPL-10)."""


class SendMessage(Command, frozen=True, tag="message.send"):
    """`address` must be one of the customer's, unless a person typed it."""

    message_id: RowId
    customer_id: RowId
    channel: Channel
    address: str
    body: str
    subject: str = ""
    record_kind: RecordKind | None = None
    record_id: RowId | None = None
    files: tuple[NewAttachment, ...] = ()
    purpose: Purpose = Purpose.NONE
    staff_id: RowId | None = None


class SendHeldMessage(Command, frozen=True, tag="message.send_held"):
    """A person decides to send what was held back."""

    message_id: RowId


class CancelMessage(Command, frozen=True, tag="message.cancel"):
    """Before it has gone out."""

    message_id: RowId


class TellMessage(Command, frozen=True, tag="message.tell"):
    """The server: how sending goes. `seen` makes sure that only one sender takes it."""

    message_id: RowId
    seen: MessageStatus
    status: MessageStatus
    detail: str = ""


class WriteAutomatic(Command, frozen=True, tag="message.write_automatic"):
    """The server: a message nobody typed. Held when the customer's are paused (TML-24)."""

    message_id: RowId
    customer_id: RowId
    channel: Channel
    address: str
    subject: str
    body: str
    record_kind: RecordKind | None = None
    record_id: RowId | None = None
    purpose: Purpose = Purpose.NONE
    staff_id: RowId | None = None
    files: tuple[NewAttachment, ...] = ()
