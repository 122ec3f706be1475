"""What stands at the top of a customer's page, in words and badges."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.qt.formatting import counted, phone, round_money
from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from sync_server.contract.care import CustomerFlag
from sync_server.contract.values import Channel, ContactKind

FLAG_BADGES = {
    CustomerFlag.NO_CALLS: Badge("No calls", Tone.RED, "phone-off"),
    CustomerFlag.NO_SMS: Badge("No SMS", Tone.RED, "ban"),
    CustomerFlag.NO_EMAIL: Badge("No e-mail", Tone.RED, "ban"),
    CustomerFlag.AUTO_MESSAGES_PAUSED: Badge("Automatic messages paused", Tone.ORANGE, "pause"),
}
"""What everyone must know before they reach for the phone; agreed marketing is no warning."""


@dataclass(frozen=True, slots=True)
class Point:
    """One number or address; `value` as it is dialled or written to."""

    id: str
    kind: ContactKind
    value: str

    @property
    def words(self) -> str:
        return phone(self.value) if self.kind is ContactKind.PHONE else self.value


@dataclass(frozen=True, slots=True)
class Relation:
    """Another customer or a place that belongs to this one; a place opens nothing."""

    words: str
    icon: str
    customer_id: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class HeadRights:
    """What the person at this desk may do here."""

    edits: bool = True
    writes: bool = True
    reports: bool = True


@dataclass(frozen=True, slots=True)
class CustomerHead:
    """Who it is, how to reach them, what to know, and who belongs to them."""

    id: str
    name: str
    labels: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    address: str = ""
    open_issues: int = 0
    overdue_cents: int = 0
    alert: str = ""
    flags: frozenset[CustomerFlag] = frozenset()
    relations: tuple[Relation, ...] = ()
    rights: HeadRights = HeadRights()

    def first(self, kind: ContactKind) -> Point | None:
        return next((one for one in self.points if one.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Writing:
    """A wish to write to an address; empty: whichever the customer has."""

    channel: Channel
    address: str = ""


@dataclass(frozen=True, slots=True)
class LabelChange:
    """One label that comes or goes."""

    add: str = ""
    remove: str = ""


def warnings(head: CustomerHead) -> tuple[Badge, ...]:
    """What to know at once, beside the name."""
    badges = []
    if head.open_issues:
        badges.append(Badge(counted(head.open_issues, "open issue"), Tone.RED, "triangle-alert"))
    if head.overdue_cents:
        badges.append(Badge(f"{round_money(head.overdue_cents)} overdue", Tone.ORANGE, "clock"))
    return (*badges, *(badge for flag, badge in FLAG_BADGES.items() if flag in head.flags))


def explain(head: CustomerHead, kind: ContactKind, verb: str, flag: CustomerFlag) -> str:
    """What a quick action will do, or why it cannot."""
    point = head.first(kind)
    if point is None:
        what = "phone number" if kind is ContactKind.PHONE else "e-mail address"
        return f"This customer has no {what}"
    wish = " – this customer asked not to be" if flag in head.flags else ""  # noqa: RUF001 - a dash
    return f"{verb} {point.words}{wish}"
