"""Who looks at which issue right now: kept in memory, told to who may see it, never stored.

Of this process only: desks of one office connect to one.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.wire import IssueViewers, LooksAt, ViewerTold
from sync_server.rules.access import DESK_ROLES
from sync_server.rules.visibility import may_see
from sync_server.store.actor import AccessEnded, as_of_now
from sync_server.store.database import Database
from sync_server.store.hub import Desk, Hub
from sync_server.store.view import SqlView


@dataclass(frozen=True, slots=True)
class _Look:
    issue_id: RowId
    viewer: ViewerTold


class Viewing:
    """Every method may be called from any thread; each reads the rows and takes some ms."""

    def __init__(self, hub: Hub, database: Database) -> None:
        self._hub, self._database = hub, database
        self._looking: dict[int, _Look] = {}
        self._lock = threading.Lock()

    def look(self, desk: Desk, at: LooksAt) -> None:
        """This desk looks at an issue, or at none. One its person may not see is none."""
        look = self._seen(desk, at) if at.issue else None
        with self._lock:
            before = self._looking.pop(id(desk), None)
            if look is not None:
                self._looking[id(desk)] = look
        if look != before:
            self._tell({each.issue_id for each in (before, look) if each is not None})

    def leave(self, desk: Desk) -> None:
        """It was closed, or is not heard of any more."""
        with self._lock:
            before = self._looking.pop(id(desk), None)
        if before is not None:
            self._tell({before.issue_id})

    def greet(self, desk: Desk) -> None:
        """A desk has come: tell it who looks at what."""
        with self._lock:
            issues = {look.issue_id for look in self._looking.values()}
        self._tell(issues, (desk,))

    def _seen(self, desk: Desk, at: LooksAt) -> _Look | None:
        with self._database.reading() as connection:
            view = SqlView(connection)
            if not _may_look(view, desk, at.issue):
                return None
            name = as_of_now(view, desk.actor).name
        return _Look(at.issue, ViewerTold(desk.actor.id, name, at.typing))

    def _tell(self, issues: Collection[RowId], desks: Collection[Desk] | None = None) -> None:
        if not issues:
            return
        listening = tuple(self._hub.desks() if desks is None else desks)
        with self._database.reading() as connection:
            view = SqlView(connection)
            for issue_id in issues:
                text = msgspec.json.encode({"e": self._told(issue_id)}).decode()
                for desk in listening:
                    if _may_look(view, desk, issue_id):
                        desk.send(text)

    def _told(self, issue_id: RowId) -> IssueViewers:
        """One person at two desks is one viewer, who types when one of them does."""
        with self._lock:
            looks = [each for each in self._looking.values() if each.issue_id == issue_id]
        viewers: dict[str, ViewerTold] = {}
        for each in sorted(looks, key=lambda look: look.viewer.typing):
            viewers[each.viewer.id] = each.viewer
        return IssueViewers(issue_id, tuple(viewers[key] for key in sorted(viewers)))


def _may_look(view: SqlView, desk: Desk, issue_id: RowId) -> bool:
    try:
        now = as_of_now(view, desk.actor)
    except AccessEnded:
        return False
    issue = view.get(IssueRow, issue_id)
    return now.role in DESK_ROLES and issue is not None and may_see(view, issue, now.role, now.id)
