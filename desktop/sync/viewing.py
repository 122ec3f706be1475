"""Who looks at an issue right now, here and on other desks; it passes and is never stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.wire import IssueViewers, LooksAt

Changed = Callable[[str], None]
"""Gets the id of the issue others look at, or have left."""
Say = Callable[[LooksAt], None]
"""Tells the server which issue this desk looks at, and whether somebody types."""


@dataclass(frozen=True, slots=True)
class Viewer:
    staff_id: str
    name: str
    is_typing: bool = False


class Viewing:
    """Lives in the pages' thread. Without a server nobody else is seen."""

    def __init__(self) -> None:
        self._say: Say = lambda _at: None
        self._viewers: dict[str, tuple[Viewer, ...]] = {}
        self._listeners: list[Changed] = []
        self._mine = LooksAt()

    def say_by(self, say: Say) -> None:
        """From now on the server can be told."""
        self._say = say
        self.again()

    def look(self, issue_id: str, *, is_typing: bool = False) -> None:
        """This desk looks at this issue; empty: at none any more."""
        mine = LooksAt(RowId(issue_id), is_typing)
        if mine != self._mine:
            self._mine = mine
            self._say(mine)

    def again(self) -> None:
        """Still looking: said every few seconds, for the server forgets who falls silent."""
        if self._mine.issue:
            self._say(self._mine)

    def leave(self, issue_id: str) -> None:
        """It does not look at this one any more; at another it may."""
        if self._mine.issue == issue_id:
            self.look("")

    def others(self, issue_id: str, me: str) -> tuple[Viewer, ...]:
        """Colleagues who look at it now, those who type first."""
        found = (each for each in self._viewers.get(issue_id, ()) if each.staff_id != me)
        return tuple(sorted(found, key=lambda each: (not each.is_typing, each.name)))

    def listen(self, changed: Changed) -> Callable[[], None]:
        """Call `changed` whenever somebody comes or goes; answers how to stop that."""
        self._listeners.append(changed)
        return lambda: self._stop(changed)

    def _stop(self, changed: Changed) -> None:
        if changed in self._listeners:
            self._listeners.remove(changed)

    def hear(self, event: bytes) -> None:
        """Something the server said in passing; what is not about viewers is left alone."""
        try:
            told = msgspec.json.decode(event, type=IssueViewers)
        except msgspec.MsgspecError:
            return
        self._viewers[told.issue] = tuple(Viewer(v.id, v.name, v.typing) for v in told.viewers)
        if not told.viewers:
            del self._viewers[told.issue]
        self._emit(told.issue)

    def forget(self) -> None:
        """The server cannot be heard: what was known of others is not known any more."""
        known, self._viewers = tuple(self._viewers), {}
        for issue_id in known:
            self._emit(issue_id)

    def _emit(self, issue_id: str) -> None:
        for changed in tuple(self._listeners):
            changed(issue_id)
