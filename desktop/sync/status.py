"""What the status pill says: a few facts about sync, and the one status they come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Offline:
    """The server cannot be reached; work goes on and waits."""

    waiting: int
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Sending:
    waiting: int


@dataclass(frozen=True, slots=True)
class UpToDate:
    at: datetime


@dataclass(frozen=True, slots=True)
class Filling:
    """The first download; pages open once `is_usable`."""

    rows: int
    is_usable: bool


@dataclass(frozen=True, slots=True)
class NeedsSignIn:
    waiting: int


@dataclass(frozen=True, slots=True)
class Wiped:
    """Access ended; nothing of the office is left on this computer."""


Status = Offline | Sending | UpToDate | Filling | NeedsSignIn | Wiped


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about sync right now; each method answers with the next facts."""

    waiting: int = 0
    synced_at: datetime | None = None
    offline_since: datetime | None = None
    reason: str = ""
    fill: Filling | None = None
    is_signed_out: bool = False
    is_wiped: bool = False

    def reached(self, at: datetime, waiting: int) -> Facts:
        """An answer of the server was applied to its end."""
        return Facts(waiting=waiting, synced_at=at)

    def failed(self, at: datetime, waiting: int, reason: str) -> Facts:
        """The time of the first failure in a row is kept."""
        return Facts(
            waiting=waiting,
            synced_at=self.synced_at,
            offline_since=self.offline_since or at,
            reason=reason,
        )

    def signed_out(self, waiting: int) -> Facts:
        return Facts(waiting=waiting, synced_at=self.synced_at, is_signed_out=True)

    def filling(self, fill: Filling) -> Facts:
        return Facts(waiting=self.waiting, synced_at=self.synced_at, fill=fill)

    def queued(self, waiting: int) -> Facts:
        """The number of waiting commands changed, nothing else."""
        return replace(self, waiting=waiting)

    def wiped(self) -> Facts:
        return Facts(is_wiped=True)


def status_of(facts: Facts) -> Status:
    """The most important thing to say, in this order."""
    if facts.is_wiped:
        return Wiped()
    if facts.is_signed_out:
        return NeedsSignIn(facts.waiting)
    if facts.offline_since is not None:
        return Offline(facts.waiting, facts.offline_since, facts.reason)
    if facts.fill is not None:
        return facts.fill
    if facts.waiting or facts.synced_at is None:
        return Sending(facts.waiting)
    return UpToDate(facts.synced_at)
