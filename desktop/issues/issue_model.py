"""One issue as its panel shows it: facts, actions and why an action is not possible."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the facts: `Booking`, `BOK-20418 Window repair`."""

    title: str
    text: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done now. `refusal` is why not; empty: it can be done."""

    key: str
    label: str
    kind: Kind = Kind.PLAIN
    icon: str = ""
    shortcut: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class IssueShown:
    """Everything above the thread of one issue."""

    id: str
    code: str
    title: str
    badges: tuple[Badge, ...]
    facts: tuple[Fact, ...]
    actions: tuple[Action, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class ActionChosen:
    """The action a person wants done, and on which issue."""

    issue_id: str
    key: str
