"""The posts of one thread, oldest first, with their files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.values import RecordKind, Role, Visibility

_post, _file, _thread = ROWS["post"], ROWS["attachment"], ROWS["thread"]


@dataclass(frozen=True, slots=True)
class PostFile:
    id: RowId
    name: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ThreadPost:
    """One post as its thread shows it. `posted_at` is None while it waits in the outbox."""

    id: RowId
    version: int
    author_id: RowId
    author_name: str
    author_role: Role
    visibility: Visibility
    body: str
    written_at: datetime | None
    posted_at: datetime | None
    edited_at: datetime | None
    is_removed: bool
    is_pinned: bool
    files: tuple[PostFile, ...]


@dataclass(frozen=True, slots=True)
class ThreadOf:
    """Whose thread it is: the record it belongs to and the customer it concerns."""

    id: RowId
    record_kind: RecordKind
    record_id: RowId
    customer_id: RowId


_COLUMNS = (
    _post.c.id,
    _post.c.version,
    _post.c.author_id,
    _post.c.author_name,
    _post.c.author_role,
    _post.c.visibility,
    _post.c.body,
    _post.c.written_at,
    _post.c.posted_at,
    _post.c.edited_at,
    _post.c.removed,
    _post.c.pinned,
)
_IN_THREAD = _post.c.thread_id == bindparam("thread_id")
_NEWEST = prepared(
    select(*_COLUMNS)
    .where(_IN_THREAD, _post.c.posted_at.is_not(None), _post.c.posted_at < bindparam("before"))
    .order_by(_post.c.posted_at.desc(), _post.c.id.desc())
    .limit(bindparam("size"))
)
_WAITING = prepared(
    select(*_COLUMNS)
    .where(_IN_THREAD, _post.c.posted_at.is_(None))
    .order_by(_post.c.written_at, _post.c.id)
)
_FILES = prepared(
    select(
        _file.c.post_id,
        _file.c.id,
        _file.c.name,
        _file.c.media_type,
        _file.c.bytes,
        _file.c.sha256,
    )
    .where(_file.c.thread_id == bindparam("thread_id"))
    .order_by(_file.c.id)
)
_BY_RECORD = prepared(
    select(_thread.c.id, _thread.c.record_kind, _thread.c.record_id, _thread.c.customer_id).where(
        _thread.c.record_id == bindparam("record_id")
    )
)
_FOREVER = 1 << 62


def thread_of(db: Connection, record_id: RowId) -> ThreadOf | None:
    """The one thread of a record (DIS-01)."""
    found = _BY_RECORD.one(db, record_id=record_id)
    if found is None:
        return None
    thread_id, kind, record, customer = found
    return ThreadOf(RowId(thread_id), RecordKind(kind), RowId(record), RowId(customer))


def thread_posts(
    db: Connection, thread_id: RowId, *, before: datetime | None = None, size: int = 500
) -> tuple[ThreadPost, ...]:
    """The newest posts, oldest first, what waits in the outbox last; or those before a time."""
    limit = _FOREVER if before is None else (before.timestamp() * 1000)
    posted = _NEWEST.all(db, thread_id=thread_id, before=limit, size=size)[::-1]
    waiting = _WAITING.all(db, thread_id=thread_id) if before is None else []
    files: dict[str, list[PostFile]] = defaultdict(list)
    for post_id, *file in _FILES.all(db, thread_id=thread_id):
        files[post_id].append(PostFile(*file))
    return tuple(_shown(found, tuple(files[found[0]])) for found in (*posted, *waiting))


def _shown(found: SqlRow, files: tuple[PostFile, ...]) -> ThreadPost:
    row_id, version, author_id, author_name, author_role, visibility, body, *rest = found
    written_at, posted_at, edited_at, removed, pinned = rest
    return ThreadPost(
        id=RowId(row_id),
        version=version,
        author_id=RowId(author_id),
        author_name=author_name,
        author_role=Role(author_role),
        visibility=Visibility(visibility),
        body=body,
        written_at=None if written_at is None else from_ms(written_at),
        posted_at=None if posted_at is None else from_ms(posted_at),
        edited_at=None if edited_at is None else from_ms(edited_at),
        is_removed=bool(removed),
        is_pinned=bool(pinned),
        files=files,
    )
