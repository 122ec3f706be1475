"""What was written to and by one customer, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.values import Channel, Direction, MessageStatus

_message = ROWS["message"]


@dataclass(frozen=True, slots=True)
class CustomerMessage:
    """One e-mail, SMS or push message; `detail` is why it was held or failed."""

    id: RowId
    channel: Channel
    direction: Direction
    address: str
    subject: str
    body: str
    status: MessageStatus
    detail: str
    is_automatic: bool
    written_by: str
    written_at: datetime | None
    sent_at: datetime | None


_COLUMNS = (
    _message.c.id,
    _message.c.channel,
    _message.c.direction,
    _message.c.address,
    _message.c.subject,
    _message.c.body,
    _message.c.status,
    _message.c.detail,
    _message.c.is_automatic,
    _message.c.written_by_name,
    _message.c.written_at,
    _message.c.sent_at,
)
NEWEST = prepared(
    select(*_COLUMNS)
    .where(_message.c.customer_id == bindparam("id"))
    .order_by(_message.c.written_at.desc(), _message.c.id.desc())
    .limit(bindparam("size"))
)
OF_CHANNEL = prepared(
    select(*_COLUMNS)
    .where(_message.c.customer_id == bindparam("id"), _message.c.channel == bindparam("channel"))
    .order_by(_message.c.written_at.desc(), _message.c.id.desc())
    .limit(bindparam("size"))
)
ONE = prepared(select(*_COLUMNS).where(_message.c.id == bindparam("id")))


def customer_messages(
    db: Connection, customer_id: RowId, size: int, channel: Channel | None = None
) -> tuple[CustomerMessage, ...]:
    """The newest, of one channel or of all."""
    if channel is None:
        found = NEWEST.all(db, id=customer_id, size=size)
    else:
        found = OF_CHANNEL.all(db, id=customer_id, size=size, channel=str(channel))
    return tuple(_message_of(each) for each in found)


def _message_of(found: SqlRow) -> CustomerMessage:
    row_id, channel, direction, address, subject, body, status, detail, *rest = found
    is_automatic, written_by, written_at, sent_at = rest
    return CustomerMessage(
        id=RowId(row_id),
        channel=Channel(channel),
        direction=Direction(direction),
        address=address,
        subject=subject,
        body=body,
        status=MessageStatus(status),
        detail=detail,
        is_automatic=bool(is_automatic),
        written_by=written_by,
        written_at=None if written_at is None else from_ms(written_at),
        sent_at=None if sent_at is None else from_ms(sent_at),
    )
