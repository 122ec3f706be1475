"""The time after a call as it is shown, and a count-down that no wrong clock can fool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.calls.call_links_model import LinksShown
from desktop.calls.call_model import Candidate
from sync_server.contract.agents import AgentStateRow
from sync_server.contract.ring_groups import DispositionRow

NO_LINKS = LinksShown()
EXTENSION_SECONDS = 60
KEYED = 9
"""Dispositions that a digit chooses; the rest are in a list."""


@dataclass(frozen=True, slots=True)
class DispositionChoice:
    """One way the call can have come out."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class WrapUpShown:
    """Everything the panel shows. `has_clock`: the server counts, and there is time to add to."""

    who: str
    dispositions: tuple[DispositionChoice, ...] = ()
    chosen_id: str = ""
    is_required: bool = False
    has_clock: bool = False
    links: LinksShown = NO_LINKS
    candidates: tuple[Candidate, ...] = ()
    """Customers who share the number, while nobody has said which of them it was."""


def choices(rows: Iterable[DispositionRow]) -> tuple[DispositionChoice, ...]:
    """What can be chosen now, in the office's order."""
    used = sorted((row for row in rows if not row.archived), key=lambda r: (r.position, r.name))
    return tuple(DispositionChoice(row.id, row.name) for row in used)


@dataclass(frozen=True, slots=True)
class Countdown:
    """Ends at a moment of this computer's clock. None: nothing counts."""

    ends_at: datetime | None = None
    seen: tuple[datetime | None, datetime | None] = (None, None)
    """Beginning and end as the server said them when this was made."""

    def left(self, now: datetime) -> timedelta:
        """Never below zero."""
        return max(timedelta(), self.ends_at - now) if self.ends_at is not None else timedelta()


def counted_down(before: Countdown, row: AgentStateRow | None, now: datetime) -> Countdown:
    """The count-down for what the server says now.

    Its end is by the server's clock. Where this computer's clock disagrees so far that the end
    would be over already, or further off than the whole length, the length counts from here.
    """
    if row is None or row.ends_at is None or row.since_at is None:
        return Countdown()
    seen = (row.since_at, row.ends_at)
    if seen == before.seen:
        return before
    was_since, was_end = before.seen
    if was_since == row.since_at and was_end is not None and before.ends_at is not None:
        return Countdown(before.ends_at + (row.ends_at - was_end), seen)
    length = row.ends_at - row.since_at
    by_clock = row.ends_at - now
    agrees = timedelta() < by_clock <= length
    return Countdown(now + (by_clock if agrees else length), seen)
