"""What waits for a person, counted from rows: call-backs, unheard voicemail, unread notices.

Plain SQL: the rail shows these before SQLAlchemy would have loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.replica.connection import Connection
from sync_server.contract.base import RowId

PREFETCHED = 200
"""Newest unheard voicemails kept on this computer, so that they play without the server."""
NEWEST = 300
"""Of each way a call can be missed, so many are looked at: a log that was brought in from
elsewhere may hold more missed calls than anybody will ever return."""
_WAITING = " UNION ALL ".join(
    "SELECT number FROM (SELECT number FROM call "  # noqa: S608 - own words
    f"WHERE direction = 'inbound' AND outcome = '{outcome}' AND settled_at IS NULL "
    "AND coalesce(continues_id, '') = '' AND ended_at IS NOT NULL AND number <> '' "
    f"ORDER BY started_at DESC LIMIT {NEWEST})"
    for outcome in ("abandoned", "declined", "missed")
)
"""The same as `rules.callbacks.wants_callback`, for the index; a test holds the two together."""
_UNHEARD = "done_at IS NULL AND heard_at IS NULL AND removed_at IS NULL"
COUNTS = (
    f"SELECT (SELECT count(DISTINCT number) FROM ({_WAITING})), "  # noqa: S608 - own words
    f"(SELECT count(*) FROM voicemail WHERE {_UNHEARD}), "
    "(SELECT count(*) FROM notice WHERE read_at IS NULL)"
)
UNHEARD_SOUNDS = (
    f"SELECT sha256 FROM voicemail WHERE {_UNHEARD} AND sha256 <> '' "  # noqa: S608 - own words
    f"ORDER BY left_at DESC LIMIT {PREFETCHED}"
)
SOUNDS = "SELECT sha256 FROM voicemail WHERE removed_at IS NULL UNION SELECT sha256 FROM recording"
UNREAD = "SELECT id, title FROM notice WHERE read_at IS NULL ORDER BY told_at DESC LIMIT 20"


@dataclass(frozen=True, slots=True)
class Badges:
    """People to call back, voicemails nobody has heard, notices not read."""

    callbacks: int = 0
    voicemails: int = 0
    notices: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A notice that has not been read."""

    id: RowId
    title: str


def badges(db: Connection) -> Badges:
    callbacks, voicemails, notices = db.execute(COUNTS).fetchone() or (0, 0, 0)
    return Badges(callbacks, voicemails, notices)


def unheard_sounds(db: Connection) -> tuple[str, ...]:
    """Checksums of the sounds to have here before anybody asks, newest first."""
    return tuple(sha256 for (sha256,) in db.execute(UNHEARD_SOUNDS))


def all_sounds(db: Connection) -> frozenset[str]:
    """Checksums of every sound that still has a row here. Reads all of them: not for the GUI."""
    return frozenset(sha256 for (sha256,) in db.execute(SOUNDS))


def unread_notices(db: Connection) -> tuple[Unread, ...]:
    """The newest that were not read."""
    return tuple(Unread(RowId(row_id), title) for row_id, title in db.execute(UNREAD))
