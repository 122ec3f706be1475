"""Voicemails as the list shows them: what is to be done, and what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms

_voicemail, _customer, _group = (ROWS[name] for name in ("voicemail", "customer", "ring_group"))
MOST = 1000


@dataclass(frozen=True, slots=True)
class VoicemailLine:
    """One voicemail."""

    id: RowId
    call_id: RowId
    number: str
    seconds: int
    sha256: str
    left_at: datetime
    customer_id: RowId | None = None
    customer: str = ""
    group: str = ""
    heard_by: str = ""
    is_heard: bool = False
    done_by: str = ""
    done_at: datetime | None = None


_SHOWN = (
    select(
        _voicemail.c.id,
        _voicemail.c.call_id,
        _voicemail.c.number,
        _voicemail.c.seconds,
        _voicemail.c.sha256,
        _voicemail.c.left_at,
        _voicemail.c.customer_id,
        func.coalesce(_customer.c.name, ""),
        func.coalesce(_group.c.name, ""),
        _voicemail.c.heard_by_name,
        _voicemail.c.heard_at,
        _voicemail.c.done_by_name,
        _voicemail.c.done_at,
    )
    .select_from(
        _voicemail.outerjoin(_customer, _customer.c.id == _voicemail.c.customer_id).outerjoin(
            _group, _group.c.id == _voicemail.c.ring_group_id
        )
    )
    .where(_voicemail.c.removed_at.is_(None))
    .limit(MOST)
)
_TO_DO = prepared(
    _SHOWN.where(_voicemail.c.done_at.is_(None)).order_by(_voicemail.c.left_at.desc())
)
_DONE = prepared(_SHOWN.where(_voicemail.c.done_at > 0).order_by(_voicemail.c.done_at.desc()))
_ONE = prepared(_SHOWN.where(_voicemail.c.id == bindparam("id")))


def voicemails_to_do(db: Connection) -> tuple[VoicemailLine, ...]:
    """Newest first."""
    return tuple(_line(found) for found in _TO_DO.all(db))


def voicemails_done(db: Connection) -> tuple[VoicemailLine, ...]:
    """The last thousand that were done, last done first."""
    return tuple(_line(found) for found in _DONE.all(db))


def one_voicemail(db: Connection, voicemail_id: RowId) -> VoicemailLine | None:
    """None when it is gone or was deleted."""
    found = _ONE.one(db, id=voicemail_id)
    return None if found is None else _line(found)


def _line(found: SqlRow) -> VoicemailLine:
    row_id, call_id, number, seconds, sha256, left, customer_id, *rest = found
    customer, group, heard_by, heard_at, done_by, done_at = rest
    return VoicemailLine(
        id=RowId(row_id),
        call_id=RowId(call_id),
        number=number,
        seconds=seconds,
        sha256=sha256,
        left_at=from_ms(left or 0),
        customer_id=None if customer_id is None else RowId(customer_id),
        customer=customer,
        group=group,
        heard_by=heard_by,
        is_heard=heard_at is not None,
        done_by=done_by,
        done_at=None if done_at is None else from_ms(done_at),
    )
