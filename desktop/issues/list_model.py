"""The issue list's rows and columns, and the filter by status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.qt.formatting import Clock, age, exact
from desktop.qt.statuses import ISSUES, Badge
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Tone
from sync_server.contract.values import IssueStatus

HELD = Badge("Withheld", Tone.RED, "lock")
NOT_SENT = Badge("Not sent yet", Tone.GREY, "clock")


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue as the list shows it. `code` is already written out: CMP-00012."""

    id: str
    code: str
    title: str
    customer: str
    status: IssueStatus
    reported_at: datetime
    responsible: str = ""
    is_held: bool = False
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class StatusFilter:
    """Which issues to show: those in these statuses; `title` is the chip."""

    title: str
    statuses: tuple[IssueStatus, ...]
    count: int = 0


ALL_OPEN = tuple(status for status in IssueStatus if status is not IssueStatus.CLOSED)


def columns(clock: Clock) -> tuple[Column[IssueLine], ...]:
    """The columns; `sort_key` is what `order_requested` carries."""

    def how_old(line: IssueLine) -> str:
        return age(line.reported_at, clock())

    return (
        Column("Number", _code, 125, CellLook.LINK, sort_key="number"),
        Column("What", _title, 210, CellLook.STRONG, stretches=True),
        Column("Customer", _customer, 150),
        Column("Status", _nothing, 170, sort_key="status", badges=_status),
        Column("Pay", _nothing, 130, badges=_held, gives_way=True),
        Column("Responsible", _responsible, 150, CellLook.MUTED, gives_way=True),
        Column("Age", how_old, 90, CellLook.MUTED, sort_key="age", tip=_reported, gives_way=True),
    )


def _code(line: IssueLine) -> str:
    return line.code


def _title(line: IssueLine) -> str:
    return line.title


def _customer(line: IssueLine) -> str:
    return line.customer


def _responsible(line: IssueLine) -> str:
    return line.responsible or "Nobody yet"


def _nothing(_line: IssueLine) -> str:
    return ""


def _reported(line: IssueLine) -> str:
    return f"Reported {exact(line.reported_at)}"


def _status(line: IssueLine) -> tuple[Badge, ...]:
    return (NOT_SENT,) if line.is_pending else (ISSUES[line.status],)


def _held(line: IssueLine) -> tuple[Badge, ...]:
    return (HELD,) if line.is_held else ()
