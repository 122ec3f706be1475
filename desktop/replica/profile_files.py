"""Every file that stands in one customer's threads, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.values import RecordKind

_file, _thread, _post = ROWS["attachment"], ROWS["thread"], ROWS["post"]
MOST = 500


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """One file, the record it was said about, who sent it and when."""

    id: RowId
    name: str
    media_type: str
    bytes: int
    sha256: str
    record_kind: RecordKind
    record_id: RowId
    by: str
    at: datetime | None


FILES = prepared(
    select(
        _file.c.id,
        _file.c.name,
        _file.c.media_type,
        _file.c.bytes,
        _file.c.sha256,
        _thread.c.record_kind,
        _thread.c.record_id,
        _post.c.author_name,
        func.coalesce(_post.c.posted_at, _post.c.written_at),
    )
    .select_from(
        _thread.join(_file, _file.c.thread_id == _thread.c.id).join(
            _post, _post.c.id == _file.c.post_id
        )
    )
    .where(_thread.c.customer_id == bindparam("id"))
    .order_by(_file.c.id.desc())
    .limit(bindparam("size"))
)


def customer_files(db: Connection, customer_id: RowId) -> tuple[CustomerFile, ...]:
    """The newest 500: of more, the records' own threads tell."""
    return tuple(
        CustomerFile(
            RowId(row_id),
            name,
            media_type,
            size,
            sha256,
            RecordKind(kind),
            RowId(record_id),
            by,
            None if at is None else from_ms(at),
        )
        for row_id, name, media_type, size, sha256, kind, record_id, by, at in FILES.all(
            db, id=customer_id, size=MOST
        )
    )
