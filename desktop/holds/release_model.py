"""What a release would do, as data: how many, how much, whose; and what stays, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.qt.formatting import counted, money, number
from desktop.replica.releasing import Candidate
from sync_server.contract.base import RowId
from sync_server.contract.values import HoldState

MOST_NAMED = 6
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A hold that stays, named, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one fieldworker would get."""

    worker: str
    holds: int
    cents: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would go and what would stay."""

    going: tuple[Candidate, ...]
    kept: tuple[Kept, ...]
    first_of_two: int
    """Above the limit: they then wait for a second person."""
    limit_cents: int
    reasons: tuple[str, ...] = ()

    @property
    def cents(self) -> int:
        return sum(each.cents for each in self.going)

    @property
    def shares(self) -> tuple[Share, ...]:
        """By fieldworker, the largest first."""
        by_worker: dict[RowId, list[Candidate]] = {}
        for each in self.going:
            by_worker.setdefault(each.worker_id, []).append(each)
        made = (
            Share(some[0].worker, len(some), sum(one.cents for one in some))
            for some in by_worker.values()
        )
        return tuple(sorted(made, key=lambda share: (-share.cents, share.worker)))


def name_of(one: Candidate) -> str:
    """`BOK-00012, Liam Murphy, CMP-00003`."""
    return ", ".join(each for each in (one.booking, one.worker, one.issue) if each)


def why_not(one: Candidate, limit_cents: int, me: RowId) -> str:
    """Why this hold cannot be released by this person; empty where it can. As `releases` has it."""
    if one.state is HoldState.RELEASED:
        return "Released already."
    if one.is_issue_open:
        return "The issue behind it is still open."
    if is_large(one, limit_cents) and one.first_by == me:
        return "You released it already; a second person has to."
    return ""


def is_large(one: Candidate, limit_cents: int) -> bool:
    """Whether it takes two people."""
    return 0 < limit_cents < one.cents


def proposal(
    found: Sequence[Candidate], limit_cents: int, me: RowId, reasons: tuple[str, ...] = ()
) -> Proposal:
    """What a release of these would do."""
    going: list[Candidate] = []
    kept: list[Kept] = []
    for one in found:
        why = why_not(one, limit_cents, me)
        if why:
            kept.append(Kept(name_of(one), why))
        else:
            going.append(one)
    first = sum(is_large(one, limit_cents) and one.first_by is None for one in going)
    return Proposal(tuple(going), tuple(kept), first, limit_cents, reasons)


def words(asked: Proposal) -> str:
    """`12 holds, $3,400.00 in all, for 2 fieldworkers.`."""
    if not asked.going:
        return "Nothing of what you selected can be released."
    people = counted(len(asked.shares), "fieldworker")
    return f"{counted(len(asked.going), 'hold')}, {money(asked.cents)} in all, for {people}."


def second_words(asked: Proposal) -> str:
    """What the limit for two people means here; empty where nothing is above it."""
    if not asked.first_of_two:
        return ""
    one = asked.first_of_two == 1
    limit = money(asked.limit_cents)
    return (
        f"{number(asked.first_of_two)} of them {'is' if one else 'are'} above {limit}: "
        f"{'it waits' if one else 'they wait'} until a second person releases "
        f"{'it' if one else 'them'}, too."
    )


def share_words(share: Share) -> str:
    """`Liam Murphy: 3 holds, $420.00`."""
    return f"{share.worker}: {counted(share.holds, 'hold')}, {money(share.cents)}"


@dataclass(frozen=True, slots=True)
class Released:
    """What became of it: how many went, how much, how many wait for a second, what stayed."""

    gone: int
    cents: int
    waiting: int
    kept: tuple[Kept, ...]
    is_whole: bool = True

    def sentence(self) -> str:
        """For the notice."""
        said = f"{counted(self.gone, 'hold')} released, {money(self.cents)} in all."
        if not self.gone:
            said = "Nothing was released." if not self.waiting else ""
        if self.waiting:
            verb = "waits" if self.waiting == 1 else "wait"
            said = f"{said} {counted(self.waiting, 'hold')} {verb} for a second person.".strip()
        if self.kept:
            said += f" {counted(len(self.kept), 'hold')} not released: {self.kept[0].why}"
        return said if self.is_whole else f"Stopped. {said}"
