"""A record as its page shows it: head, facts, lines, sums, money that moved, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.links import Link
from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the facts; with a link its text opens something."""

    title: str
    text: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """What it came from or became: `from`, `INQ-00012`."""

    words: str
    code: str
    link: Link


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line item, in words."""

    id: str
    text: str
    quantity: str
    unit: str
    discount: str
    tax: str
    net: str
    held: Badge | None = None
    """Fieldworkers' pay for it is withheld, and for which issue."""
    held_link: Link | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """One line under the items: `Tax`, `$24.00`."""

    title: str
    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a row of its own under the lines: a payment, a credit note, an issue."""

    id: str
    title: str
    detail: str
    amount: str = ""
    badge: Badge | None = None
    link: Link | None = None
    action: str = ""
    """The key of what can be done with it, such as `void_payment`; its label is `action_label`."""
    action_label: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading."""

    name: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done now. `refusal` says why not; empty: it can be done."""

    key: str
    label: str
    icon: str = ""
    kind: Kind = Kind.PLAIN
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class StatusChoice:
    """A status one may go to from here; `status_id` is one of the office's own."""

    status: str
    status_id: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class RecordShown:
    """Everything of one record but its thread."""

    id: str
    code: str
    title: str
    description: str
    status: Badge
    badges: tuple[Badge, ...]
    customer: str
    customer_link: Link | None
    total: str
    ties: tuple[Tie, ...]
    facts: tuple[Fact, ...]
    lines: tuple[LineShown, ...]
    sums: tuple[Sum, ...]
    groups: tuple[Group, ...]
    actions: tuple[Action, ...]
    """Buttons, the first the one that is probably wanted."""
    more: tuple[Action, ...]
    """The rest, in a menu."""
    choices: tuple[StatusChoice, ...]
    has_lines: bool = True
    """Inquiries have none."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wants done: an action's key, and of which entry where it is one's."""

    key: str
    entry_id: str = ""
