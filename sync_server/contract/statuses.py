"""Statuses of the office's own: a name and a colour that count as one of Ringdesk's (A24)."""

from __future__ import annotations

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import RecordKind, StatusTone


class StatusRow(Row, frozen=True, tag="status"):
    """`counts_as` is the built-in status with its rules; records point here by `status_id`."""

    record_kind: RecordKind = RecordKind.BOOKING
    name: str = ""
    tone: StatusTone = StatusTone.GREY
    counts_as: str = ""
    position: int = 0
    archived: bool = False
    """No longer offered; records that have it keep it."""


class SaveStatus(Command, frozen=True, tag="status.save"):
    status_id: RowId
    seen_version: int
    record_kind: RecordKind
    name: str
    tone: StatusTone
    counts_as: str
    position: int = 0
    archived: bool = False
