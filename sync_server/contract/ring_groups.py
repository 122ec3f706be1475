"""Business numbers: who rings when, where calls go then, and what is asked after them."""

from __future__ import annotations

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import RecordingRule, Route

MIN_RING_SECONDS = 5
MAX_RING_SECONDS = 120
DEFAULT_RING_SECONDS = 25
LONGEST_WRAP_UP_SECONDS = 1800
MAX_ALSO_RING = 5


class RingGroupRow(Row, frozen=True, tag="ring_group"):
    """A business number and who it rings."""

    number: str = ""
    name: str = ""
    member_ids: tuple[RowId, ...] = ()
    ring_seconds: int = DEFAULT_RING_SECONDS
    fallback: Route = Route.MAILBOX
    fallback_number: str = ""
    hours: tuple[str, ...] = ()
    """`mon 08:00-12:00`; several a day leave breaks between them, none at all is always open."""
    time_zone: str = "UTC"
    holidays: tuple[str, ...] = ()
    """`2026-12-25 Christmas Day`: closed all day."""
    closed_route: Route = Route.MAILBOX
    closed_number: str = ""
    call_waiting: bool = True
    """Whether it also rings members who are on a call."""
    ringtone: str = ""
    wrap_up_seconds: int = 0
    asks_disposition: bool = False
    """Wrap-up does not end before a disposition is chosen."""
    recording: RecordingRule = RecordingRule.NEVER
    announces_recording: bool = True
    retention_days: int = 90
    greeting_sha256: str = ""
    also_ring: tuple[str, ...] = ()
    """Numbers outside that ring together with the members. A mobile whose own voicemail answers at
    once takes the call like a person would."""


class SaveRingGroup(Command, frozen=True, tag="ring_group.save"):
    """Make a business number or change everything about it at once."""

    group_id: RowId
    seen_version: int
    """The version on screen, -1 for a new one: two administrators never overwrite each other."""
    number: str
    name: str
    member_ids: tuple[RowId, ...]
    ring_seconds: int = DEFAULT_RING_SECONDS
    fallback: Route = Route.MAILBOX
    fallback_number: str = ""
    hours: tuple[str, ...] = ()
    time_zone: str = "UTC"
    holidays: tuple[str, ...] = ()
    closed_route: Route = Route.MAILBOX
    closed_number: str = ""
    call_waiting: bool = True
    ringtone: str = ""
    wrap_up_seconds: int = 0
    asks_disposition: bool = False
    recording: RecordingRule = RecordingRule.NEVER
    announces_recording: bool = True
    retention_days: int = 90
    greeting_sha256: str = ""
    also_ring: tuple[str, ...] = ()


class DispositionRow(Row, frozen=True, tag="disposition"):
    """One way a call can come out. Archived ones stay on the calls that have them."""

    name: str = ""
    position: int = 0
    archived: bool = False


class SaveDisposition(Command, frozen=True, tag="disposition.save"):
    disposition_id: RowId
    name: str
    position: int = 0
    archived: bool = False
