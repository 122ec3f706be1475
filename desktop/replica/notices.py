"""One person's notices, newest first, by module."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, literal_column, select

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.values import NoticeModule

_notice = ROWS["notice"]
MOST = 500


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice."""

    id: RowId
    module: NoticeModule
    title: str
    text: str
    about_id: RowId
    told_at: datetime
    customer_id: RowId | None = None
    is_read: bool = False


_SHOWN = (
    select(
        _notice.c.id,
        _notice.c.module,
        _notice.c.title,
        _notice.c.text,
        _notice.c.about_id,
        _notice.c.told_at,
        _notice.c.customer_id,
        _notice.c.read_at,
    )
    .order_by(_notice.c.told_at.desc())
    .limit(MOST)
)
_ALL = prepared(_SHOWN)
_OF_MODULE = prepared(_SHOWN.where(_notice.c.module == bindparam("module")))
_UNREAD = prepared(
    select(_notice.c.id).where(_notice.c.read_at.is_(literal_column("NULL"))).limit(1000)
)


def notices(db: Connection, module: NoticeModule | None = None) -> tuple[NoticeLine, ...]:
    """The newest 500, of all modules or of one."""
    found = _ALL.all(db) if module is None else _OF_MODULE.all(db, module=str(module))
    return tuple(_line(each) for each in found)


def unread_ids(db: Connection) -> tuple[RowId, ...]:
    """Everything that has not been read, up to a thousand."""
    return tuple(RowId(row_id) for (row_id,) in _UNREAD.all(db))


def _line(found: SqlRow) -> NoticeLine:
    row_id, module, title, text, about_id, told_at, customer_id, read_at = found
    return NoticeLine(
        RowId(row_id),
        NoticeModule(module),
        title,
        text,
        RowId(about_id),
        from_ms(told_at or 0),
        None if customer_id is None else RowId(customer_id),
        read_at is not None,
    )
