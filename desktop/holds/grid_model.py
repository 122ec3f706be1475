"""Held and released pay as rows, sums and filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.qt.formatting import Clock, age, exact, money
from desktop.qt.statuses import HOLDS, ISSUES, Badge
from desktop.qt.table_model import Align, CellLook, Column
from sync_server.contract.values import HoldState, IssueStatus


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One fieldworker's pay for one booking. Codes are already written out."""

    id: str
    booking: str
    fieldworker: str
    issue: str
    cents: int
    reason: str
    held_at: datetime
    state: HoldState
    issue_status: IssueStatus
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class HoldSums:
    """The four figures above the grid."""

    held_cents: int = 0
    held_count: int = 0
    ready_count: int = 0
    released_this_week_cents: int = 0
    oldest_held_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkerChoice:
    """A fieldworker to filter by; the empty id means everyone."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class HoldFilter:
    """Which holds to show."""

    states: tuple[HoldState, ...]
    worker_id: str = ""
    at_least_days: int = 0


def columns(clock: Clock) -> tuple[Column[HoldLine], ...]:
    """The columns; `sort_key` is what `order_requested` carries."""

    def how_long(line: HoldLine) -> str:
        return age(line.held_at, clock())

    return (
        Column("Booking", _booking, 120, CellLook.LINK),
        Column(
            "Fieldworker",
            _fieldworker,
            170,
            CellLook.PERSON,
            stretches=True,
        ),
        Column("Issue", _issue, 120, CellLook.LINK),
        Column("Amount", _amount, 110, CellLook.STRONG, Align.RIGHT, sort_key="amount"),
        Column("Reason", _reason, 180, CellLook.MUTED, stretches=True, gives_way=True),
        Column(
            "Held for",
            how_long,
            100,
            CellLook.MUTED,
            sort_key="held_at",
            tip=_since,
            gives_way=True,
        ),
        Column("Pay", _nothing, 160, sort_key="state", badges=_state),
        Column("Issue status", _nothing, 170, badges=_issue_status),
    )


def _booking(line: HoldLine) -> str:
    return line.booking


def _fieldworker(line: HoldLine) -> str:
    return line.fieldworker


def _issue(line: HoldLine) -> str:
    return line.issue


def _amount(line: HoldLine) -> str:
    return money(line.cents)


def _reason(line: HoldLine) -> str:
    return line.reason


def _nothing(_line: HoldLine) -> str:
    return ""


def _since(line: HoldLine) -> str:
    return f"Held since {exact(line.held_at)}"


def _state(line: HoldLine) -> tuple[Badge, ...]:
    if line.is_pending:
        return (Badge("Not sent yet", icon="clock"),)
    return (HOLDS[line.state],)


def _issue_status(line: HoldLine) -> tuple[Badge, ...]:
    return (ISSUES[line.issue_status],)
