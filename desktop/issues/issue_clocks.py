"""The clocks of an issue in words: how long is left, how late it is, or that they stand still."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktop.qt.formatting import age
from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from sync_server.contract.issues import IssueRow
from sync_server.contract.values import IssueStatus
from sync_server.rules.business_time import is_paused

SOON = timedelta(hours=4)


def clock_badges(row: IssueRow, now: datetime) -> tuple[Badge, ...]:
    """None for a closed issue: nothing runs any more."""
    if row.status is IssueStatus.CLOSED:
        return ()
    badges = []
    if row.acknowledged_at is None and row.ack_due_at is not None:
        badges.append(_badge("Acknowledge", "Not acknowledged", row.ack_due_at, now))
    if is_paused(row.pauses):
        badges.append(Badge("Clock paused", Tone.GREY, "pause"))
    elif row.resolve_due_at is not None:
        badges.append(_badge("Put right", "Overdue", row.resolve_due_at, now))
    return tuple(badges)


def _badge(before: str, late: str, due: datetime, now: datetime) -> Badge:
    if due <= now:
        return Badge(f"{late}, {age(due, now)} late", Tone.RED, "circle-alert")
    tone = Tone.ORANGE if due - now <= SOON else Tone.GREY
    return Badge(f"{before} in {age(now, due)}", tone, "clock")
