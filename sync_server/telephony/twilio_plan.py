"""What is to happen with a call to a business number at Twilio, read from the rows as they stand.

Twilio rings at most ten endpoints in one `<Dial>`, numbers outside included. A larger group is cut
into rounds that ring one after another; the rounds share the group's ring time and none is shorter
than 5 s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from softphone import address
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import Route as RowRoute
from sync_server.rules.ring_groups import is_group_open, members_now
from sync_server.rules.view import View
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony.pbx_tables import MIN_RING_SECONDS

MOST_NOUNS = 10


@dataclass(frozen=True, slots=True)
class Voicemail:
    """The caller may leave a message."""


@dataclass(frozen=True, slots=True)
class Forward:
    """The call goes to a number outside; voicemail follows when nobody answers there."""

    number: str


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The caller is told that nobody can answer."""


Route = Voicemail | Forward | Goodbye


@dataclass(frozen=True, slots=True)
class Routes:
    """Where a call goes that no member takes; `closed` is None while the office is open."""

    fallback: Route = field(default_factory=Voicemail)
    closed: Route | None = None


Routing = Callable[[RingGroupRow, datetime], Routes]


@dataclass(frozen=True, slots=True)
class CallPlan:
    """A business number: who rings, for how long, and where the call goes then."""

    number: str
    members: tuple[str, ...]
    ring_seconds: int
    fallback: Route
    closed: Route | None
    outside: tuple[str, ...] = ()
    """Numbers that ring along in every round."""

    @property
    def rounds(self) -> tuple[tuple[str, ...], ...]:
        """Members in groups one `<Dial>` can ring; none where nothing rings at all."""
        if not self.members and self.outside:
            return ((),)
        size = MOST_NOUNS - len(self.outside)
        return tuple(
            self.members[start : start + size] for start in range(0, len(self.members), size)
        )

    @property
    def round_seconds(self) -> int:
        """How long each round rings."""
        return max(MIN_RING_SECONDS, self.ring_seconds // max(1, len(self.rounds)))


@dataclass(frozen=True, slots=True)
class Plans:
    """Reads plans at the moment a webhook asks; `routing` reads a group's hours and fallback."""

    server: Server
    routing: Routing

    def plan(self, number: str) -> CallPlan | None:
        """The plan of the group behind this number; None when it is no number of ours."""
        wanted = address.normalise(number)
        with self.server.database.reading() as connection:
            view = SqlView(connection)
            for group in view.where(RingGroupRow):
                if wanted and address.normalise(group.number) == wanted:
                    return self._plan(view, group)
        return None

    def _plan(self, view: View, group: RingGroupRow) -> CallPlan:
        routes = self.routing(group, self.server.clock())
        return CallPlan(
            number=group.number,
            members=tuple(one.sip_user for one in members_now(view, group) if one.sip_user),
            ring_seconds=group.ring_seconds,
            fallback=routes.fallback,
            closed=routes.closed,
            outside=tuple(address.normalise(number) for number in group.also_ring),
        )


def routes_of(group: RingGroupRow, now: datetime) -> Routes:
    """A group's fallback, and where its calls go when it is closed at this moment."""
    closed = None if is_group_open(group, now) else _route(group.closed_route, group.closed_number)
    return Routes(_route(group.fallback, group.fallback_number), closed)


def _route(route: RowRoute, number: str) -> Route:
    if route is RowRoute.NOWHERE:
        return Goodbye()
    if route is RowRoute.EXTERNAL and number:
        return Forward(address.normalise(number))
    return Voicemail()
