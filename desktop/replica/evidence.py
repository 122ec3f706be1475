"""Every file that belongs to a customer: what was attached to posts, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.replica.connection import Connection
from sync_server.contract.base import RowId

_FILES = (
    "SELECT a.name, a.sha256, a.bytes FROM post p JOIN attachment a ON a.post_id = p.id "
    "WHERE p.customer_id = ? ORDER BY p.posted_at, a.id"
)


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """One attachment; the same file attached twice is one here."""

    name: str
    sha256: str
    bytes: int


def files_of(db: Connection, customer_id: RowId) -> tuple[CustomerFile, ...]:
    found: dict[str, CustomerFile] = {}
    for name, sha256, size in db.execute(_FILES, (customer_id,)):
        found.setdefault(sha256, CustomerFile(name, sha256, size))
    return tuple(found.values())
