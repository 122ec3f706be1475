"""The head of an issue's page as values: steps, people, addresses, and what stands across it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.issues.issue_parts import Offer
from desktop.links import Link
from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind
from desktop.qt.widgets import Notice
from sync_server.contract.values import IssueStatus


@dataclass(frozen=True, slots=True)
class Step:
    """One move as a button or a line of the menu. `refusal` is why not; empty: it can be done."""

    to: IssueStatus
    label: str
    icon: str
    kind: Kind = Kind.PLAIN
    refusal: str = ""

    @property
    def key(self) -> str:
        return f"to_{self.to}"


@dataclass(frozen=True, slots=True)
class Face:
    """A colleague who looks at this issue right now."""

    name: str
    is_typing: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody to write to by one click: `key` says who and how."""

    key: str
    words: str
    icon: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    words: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class HeadShown:
    code: str
    title: str
    status: Badge
    badges: tuple[Badge, ...]
    clocks: tuple[Badge, ...]
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...]
    more: tuple[Offer, ...]
    addresses: tuple[Address, ...] = ()
    notices: tuple[tuple[Notice, str], ...] = ()
    """What stands across the page, with the key of its button."""
