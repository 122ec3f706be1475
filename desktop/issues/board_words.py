"""What is written on one card of the board, and what a screen reader says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.issues.board_model import TITLES
from desktop.qt.formatting import listed
from desktop.qt.statuses import PRIORITIES, Badge
from desktop.qt.tones import Tone
from desktop.replica.listing_issues_board import CardRow
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import IssueStatus, RecordKind, code

_SOON = timedelta(hours=4)
_MOST = 120
"""Characters of the description: no card is wider."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is written on one card, in the words of this minute."""

    id: str
    code: str
    status: IssueStatus
    title: str
    description: str
    customer: str
    record: str
    responsible: str
    people: str
    """All who are responsible, where `responsible` is cut short."""
    owner: str
    priority: Badge | None
    labels: tuple[Badge, ...]
    waits: str
    waits_tone: Tone | None
    steps: str
    is_held: bool
    again: str
    follow: str
    is_pending: bool
    viewers: tuple[str, ...] = ()
    """Who looks at it just now."""

    def spoken(self) -> str:
        """The whole card for a screen reader."""
        parts = [f"{self.code} {self.title}", self.description, self.customer, TITLES[self.status]]
        parts += [f"priority {self.priority.text.lower()}"] if self.priority else []
        parts += [f"owner {self.owner}" if self.owner else "no owner", self.waits]
        parts += [f"responsible {self.people}"] if self.people else []
        parts += ["pay withheld"] if self.is_held else []
        parts += [f"steps {self.steps}"] if self.steps else []
        parts += [each for each in (self.again, self.follow) if each]
        parts += [f"label {each.text}" for each in self.labels]
        parts += ["not sent yet"] if self.is_pending else []
        return ", ".join(part for part in parts if part)


def card_of(row: CardRow, now: datetime, viewers: tuple[str, ...] = ()) -> Card:
    """The card as people read it now."""
    waits, tone = waiting(row, now)
    is_usual = row.priority is IssuePriority.NORMAL
    return Card(
        id=row.id,
        code=code(RecordKind.ISSUE, row.number, row.id),
        status=row.status,
        title=row.issue_type,
        description=" ".join(row.description.split())[:_MOST],
        customer=row.customer,
        record=row.record,
        responsible=_few(row.responsible),
        people=listed(row.responsible),
        owner=row.owner,
        priority=None if is_usual else PRIORITIES[row.priority],
        labels=tuple(Badge(each.name, Tone(each.tone)) for each in row.labels),
        waits=waits,
        waits_tone=tone,
        steps=f"{row.steps_done}/{row.steps}" if row.steps else "",
        is_held=row.is_held,
        again=f"Reopened {row.reopened}×" if row.reopened else "",  # noqa: RUF001 - times
        follow=_follow(row, now),
        is_pending=row.is_pending,
        viewers=viewers,
    )


def _few(names: tuple[str, ...]) -> str:
    """The first by name and how many more: a card has room for one."""
    if len(names) < 2:
        return "".join(names)
    return f"{names[0].split()[0]} +{len(names) - 1}"


def waiting(row: CardRow, now: datetime) -> tuple[str, Tone | None]:
    """How long it may still take, or by how much it is late; without a clock how old it is."""
    if row.status is IssueStatus.CLOSED:
        closed = row.closed_at or now
        return f"closed {brief(now - closed)} ago", None
    if row.due_at is None:
        return (brief(now - row.reported_at) if row.reported_at else "", None)
    if row.due_at <= now:
        return f"{brief(now - row.due_at)} late", Tone.RED
    left = row.due_at - now
    return f"{brief(left)} left", Tone.ORANGE if left < _SOON else None


def brief(length: timedelta) -> str:
    """In one unit, for tight places: `25 min`, `5 h`, `6 d`."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 24 * 60 else f"{minutes // (24 * 60)} d"


def _follow(row: CardRow, now: datetime) -> str:
    if not row.is_to_follow:
        return ""
    try:
        day = date.fromisoformat(row.follow_up_on)
    except ValueError:
        return "To follow"
    words = f"{day.day} {day:%b}"
    return f"Follow up {words}" if day >= now.astimezone().date() else f"Follow up was {words}"
