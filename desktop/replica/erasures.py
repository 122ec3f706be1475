"""What hangs on an issue that may be deleted forever, and whether the server has done it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from desktop.replica.connection import Connection
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId

_COUNTS = (
    "SELECT (SELECT count(*) FROM post WHERE thread_id = ?1), "
    "(SELECT count(*) FROM message WHERE record_id = ?1), "
    "(SELECT count(*) FROM check_item WHERE issue_id = ?1), "
    "(SELECT count(*) FROM cost WHERE issue_id = ?1), "
    "(SELECT count(*) FROM hold WHERE issue_id = ?1), "
    "(SELECT count(*) FROM appointment WHERE issue_id = ?1), "
    "(SELECT count(*) FROM call WHERE issue_id = ?1)"
)
_ATTACHED = "SELECT name, sha256, bytes FROM attachment WHERE thread_id = ? ORDER BY id"
_ENCLOSED = "SELECT files FROM message WHERE record_id = ? AND files <> '[]' ORDER BY id"
_CONFIRMED = "SELECT 1 FROM erasure WHERE id = ? AND _seq > 0"
_enclosed = msgspec.json.Decoder(tuple[NewAttachment, ...])


@dataclass(frozen=True, slots=True)
class Hanging:
    """How much of each kind hangs on an issue, as far as this desk knows."""

    posts: int = 0
    messages: int = 0
    steps: int = 0
    costs: int = 0
    holds: int = 0
    appointments: int = 0
    calls: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class IssueFile:
    """One file; the same content attached twice is one here."""

    name: str
    sha256: str
    bytes: int


def hanging_on(db: Connection, issue_id: RowId) -> Hanging:
    found = db.execute(_COUNTS, (issue_id,)).fetchone()
    posts, messages, steps, costs, holds, visits, calls = found or (0,) * 7
    files = len(files_of_issue(db, issue_id))
    return Hanging(posts, messages, steps, costs, holds, visits, calls, files)


def files_of_issue(db: Connection, issue_id: RowId) -> tuple[IssueFile, ...]:
    """Attachments of its posts and of the letters about it."""
    found: dict[str, IssueFile] = {}
    for name, sha256, size in db.execute(_ATTACHED, (issue_id,)):
        found.setdefault(sha256, IssueFile(name, sha256, size))
    for (files,) in db.execute(_ENCLOSED, (issue_id,)):
        for each in _enclosed.decode(files):
            found.setdefault(each.sha256, IssueFile(each.name, each.sha256, each.bytes))
    return tuple(found.values())


def is_confirmed(db: Connection, issue_id: RowId) -> bool:
    """Whether the server deleted it, not only this desk in advance."""
    return db.execute(_CONFIRMED, (issue_id,)).fetchone() is not None
