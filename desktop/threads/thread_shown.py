"""Posts of the replica as lines of a thread, seen by the person at this desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from desktop.qt.formatting import listed
from desktop.replica.threads import ThreadPost
from desktop.threads.thread_model import Author, Line, LineKind, Sending
from sync_server.contract.base import RowId
from sync_server.contract.values import Role

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def shown_lines(posts: Sequence[ThreadPost], me: RowId) -> list[Line]:
    return [_line(post, me) for post in posts]


def _line(post: ThreadPost, me: RowId) -> Line:
    waits = post.posted_at is None
    return Line(
        id=post.id,
        body=_body(post),
        at=post.posted_at or post.written_at or _NEVER,
        kind=LineKind.REMOVED if post.is_removed else LineKind.POST,
        author=post.author_name,
        by=_by(post, me),
        visibility=post.visibility,
        sending=Sending.WAITING if waits else Sending.SENT,
        note="edited" if post.edited_at and not post.is_removed else "",
    )


def _body(post: ThreadPost) -> str:
    if not post.files:
        return post.body
    names = listed(tuple(file.name for file in post.files))
    return f"{post.body}\nAttached: {names}".strip()


def _by(post: ThreadPost, me: RowId) -> Author:
    if post.author_role is Role.CUSTOMER:
        return Author.CUSTOMER
    return Author.ME if post.author_id == me else Author.STAFF
