"""Calls as the office reads them, voicemail, and the groups that ring together."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import CallOutcome, Direction


class CallRow(Row, frozen=True, tag="call"):
    """One call as one story, whoever reported which part of it."""

    call_key: str = ""
    """The SIP Call-ID, shared by every leg of a forked call."""
    direction: Direction = Direction.INBOUND
    number: str = ""
    """The other side in E.164; empty when withheld."""
    dialled: str = ""
    outcome: CallOutcome = CallOutcome.RINGING
    customer_id: RowId | None = None
    booking_id: RowId | None = None
    answered_by: RowId | None = None
    answered_by_name: str = ""
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


class VoicemailRow(Row, frozen=True, tag="voicemail"):
    call_id: RowId = RowId("")
    customer_id: RowId | None = None
    number: str = ""
    seconds: int = 0
    sha256: str = ""
    left_at: datetime | None = None


class RingGroupRow(Row, frozen=True, tag="ring_group"):
    """A business number and who it rings."""

    number: str = ""
    name: str = ""
    member_ids: tuple[RowId, ...] = ()
    ring_seconds: int = 25


class LogCall(Command, frozen=True, tag="call.log"):
    """What one reporter (a desk, or the phone system) knows of a call; reports are merged."""

    call_id: RowId
    call_key: str
    direction: Direction
    number: str
    dialled: str
    outcome: CallOutcome
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    answered_by: RowId | None = None
    customer_id: RowId | None = None
    """The customer the agent chose, where the number alone did not tell."""


class LinkCall(Command, frozen=True, tag="call.link"):
    call_id: RowId
    customer_id: RowId
    booking_id: RowId | None = None


class FileVoicemail(Command, frozen=True, tag="voicemail.file"):
    voicemail_id: RowId
    call_id: RowId
    number: str
    seconds: int
    sha256: str


def call_id(call_key: str) -> RowId:
    """Every reporter of one call derives the same row id from its key."""
    return RowId(hashlib.sha256(call_key.encode()).hexdigest()[:32])
