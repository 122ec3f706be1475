"""How a business handles complaints: types, labels, clocks and switches."""

from __future__ import annotations

from enum import StrEnum

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import StatusTone

SETTINGS_ID = RowId("complaints")


class IssueTypeRow(Row, frozen=True, tag="issue_type"):
    """Issues keep the name their type had; archived types are no longer offered."""

    name: str = ""
    tone: StatusTone = StatusTone.GREY
    position: int = 0
    steps: tuple[str, ...] = ()
    """The checklist an issue of this type begins with."""
    archived: bool = False


class SaveIssueType(Command, frozen=True, tag="issue_type.save"):
    type_id: RowId
    seen_version: int
    name: str
    tone: StatusTone = StatusTone.GREY
    position: int = 0
    steps: tuple[str, ...] = ()
    archived: bool = False


class IssueLabelRow(Row, frozen=True, tag="issue_label"):
    name: str = ""
    tone: StatusTone = StatusTone.GREY
    archived: bool = False


class SaveIssueLabel(Command, frozen=True, tag="issue_label.save"):
    label_id: RowId
    seen_version: int
    name: str
    tone: StatusTone = StatusTone.GREY
    archived: bool = False


class AckMode(StrEnum):
    """What happens to the acknowledgement of a new issue (A19)."""

    AUTO = "auto"
    PREVIEW = "preview"
    OFF = "off"


class ComplaintSettingsRow(Row, frozen=True, tag="complaint_settings"):
    """One row, id `complaints`. No row: these defaults."""

    ack_office: AckMode = AckMode.PREVIEW
    ack_customer: AckMode = AckMode.AUTO
    ack_import: AckMode = AckMode.AUTO
    reopen_days: int = 14
    """How long a customer can say "Still not right" (A21)."""
    needs_evidence: bool = False
    """Fieldworkers resolve only with a photo or note of the work (ISS-39)."""
    shares_appointments: bool = True
    """Customers see the follow-up visit in the portal (ISS-35)."""
    two_person_cents: int = 0
    """Releases above need a second person; 0: none do."""
    wip_limits: tuple[str, ...] = ()
    """`in_progress 20`: warn when a column of the board holds more."""
    time_zone: str = "UTC"
    hours: tuple[str, ...] = ()
    """`mon 08:00-12:30`, as of business numbers; none: clocks run day and night."""
    holidays: tuple[str, ...] = ()
    ack_target_hours: int = 24
    ack_breach_hours: int = 48
    """By the clock on the wall (A48)."""
    resolve_hours: tuple[int, int, int, int] = (80, 40, 16, 8)
    """Business hours to put it right: low, normal, high, urgent; 0: no clock."""
    pauses_in: tuple[str, ...] = ("awaiting_approval",)
    """Statuses in which the resolution clock stands still."""


class SaveComplaintSettings(Command, frozen=True, tag="complaint_settings.save"):
    """Everything at once: two administrators never overwrite each other unseen."""

    seen_version: int
    """-1 for defaults nobody changed yet."""
    ack_office: AckMode
    ack_customer: AckMode
    ack_import: AckMode
    reopen_days: int
    needs_evidence: bool
    shares_appointments: bool
    two_person_cents: int
    wip_limits: tuple[str, ...]
    time_zone: str
    hours: tuple[str, ...]
    holidays: tuple[str, ...]
    ack_target_hours: int
    ack_breach_hours: int
    resolve_hours: tuple[int, int, int, int]
    pauses_in: tuple[str, ...]
