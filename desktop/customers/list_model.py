"""The customer list's rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.qt.formatting import Clock, counted, exact, phone, relative
from desktop.qt.statuses import Badge, label
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Tone


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer as the list shows them."""

    id: str
    name: str
    labels: tuple[str, ...] = ()
    phone: str = ""
    location: str = ""
    open_issues: int = 0
    last_activity_at: datetime | None = None


def columns(clock: Clock) -> tuple[Column[CustomerLine], ...]:
    """The columns; `sort_key` is what `order_requested` carries."""

    def last(line: CustomerLine) -> str:
        return relative(line.last_activity_at, clock()) if line.last_activity_at else ""

    def last_exactly(line: CustomerLine) -> str:
        return exact(line.last_activity_at) if line.last_activity_at else "No activity yet"

    return (
        Column("Name", _name, 240, CellLook.PERSON, sort_key="name", stretches=True),
        Column("Labels", _nothing, 230, badges=_labels),
        Column("Phone", _phone, 160),
        Column("Location", _location, 190, CellLook.MUTED, sort_key="location", stretches=True),
        Column("Open issues", _nothing, 130, badges=_issues),
        Column("Last activity", last, 140, CellLook.MUTED, tip=last_exactly),
    )


def _name(line: CustomerLine) -> str:
    return line.name


def _nothing(_line: CustomerLine) -> str:
    return ""


def _phone(line: CustomerLine) -> str:
    return phone(line.phone)


def _location(line: CustomerLine) -> str:
    return line.location


def _labels(line: CustomerLine) -> tuple[Badge, ...]:
    return tuple(label(text) for text in line.labels)


def _issues(line: CustomerLine) -> tuple[Badge, ...]:
    if not line.open_issues:
        return ()
    return (Badge(counted(line.open_issues, "open", "open"), Tone.RED, "triangle-alert"),)
