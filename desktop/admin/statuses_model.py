"""The office's own statuses as settings list them, with the words for colours and groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.qt.statuses import RECORDS, Badge, own_badge
from desktop.qt.table_model import CellLook, Column
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import RecordKind, StatusTone

KINDS: Mapping[RecordKind, str] = {
    RecordKind.BOOKING: "Bookings",
    RecordKind.QUOTE: "Quotes",
    RecordKind.INQUIRY: "Inquiries",
}
"""An invoice's status follows its money: there is none to choose."""
TONES: Mapping[StatusTone, str] = {tone: tone.value.capitalize() for tone in StatusTone}


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One status in the list; built-in ones stand first in their group and cannot be edited."""

    id: str
    badge: Badge
    counts_as: Badge
    row: StatusRow | None = None


def status_line(row: StatusRow) -> StatusLine:
    counts_as = RECORDS[row.record_kind].get(row.counts_as, Badge(row.counts_as))
    return StatusLine(row.id, own_badge(row), counts_as, row)


def built_in(kind: RecordKind) -> tuple[StatusLine, ...]:
    """The statuses that come with Ringdesk."""
    return tuple(
        StatusLine(f"built-in:{key}", badge, badge) for key, badge in RECORDS[kind].items()
    )


def columns() -> tuple[Column[StatusLine], ...]:
    return (
        Column("Status", _nothing, 220, badges=_badge, stretches=True),
        Column("Counts as", _counts_as, 160, CellLook.MUTED),
        Column("", _state, 160, CellLook.MUTED),
    )


def _nothing(_line: StatusLine) -> str:
    return ""


def _badge(line: StatusLine) -> tuple[Badge, ...]:
    return (line.badge,)


def _counts_as(line: StatusLine) -> str:
    return line.counts_as.text


def _state(line: StatusLine) -> str:
    if line.row is None:
        return "Comes with Ringdesk"
    return "Archived" if line.row.archived else ""
