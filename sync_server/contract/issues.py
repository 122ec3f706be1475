"""Issues (complaints) as they travel, and what people may do with them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.customers import FieldEdit
from sync_server.contract.values import IssueStatus, RecordKind

MAX_CHANGED = 500
MERGE_DAYS = 30


class IssuePriority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class IssueOrigin(StrEnum):
    """Where it was reported; decides whether the acknowledgement goes out by itself (A19)."""

    OFFICE = "office"
    PORTAL = "portal"
    FIELD = "field"
    IMPORT = "import"


class IssueRow(Row, frozen=True, tag="issue"):
    """One complaint. `number` is the server's; None while the report waits in an outbox."""

    customer_id: RowId = RowId("")
    record_kind: RecordKind = RecordKind.BOOKING
    record_id: RowId = RowId("")
    number: int | None = None
    issue_type: str = ""
    """The name its type had when it was chosen."""
    description: str = ""
    status: IssueStatus = IssueStatus.NEW
    responsible_ids: tuple[RowId, ...] = ()
    reported_by: RowId = RowId("")
    reporter_name: str = ""
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    reopen_count: int = 0
    call_id: RowId | None = None
    priority: IssuePriority = IssuePriority.NORMAL
    origin: IssueOrigin = IssueOrigin.OFFICE
    owner_id: RowId | None = None
    """Who of the office sees to it."""
    is_provisional: bool = False
    """Nobody was named: everyone on the job is held until the office narrows it (A15)."""
    label_ids: tuple[RowId, ...] = ()
    watcher_ids: tuple[RowId, ...] = ()
    follow_up_required: bool = False
    follow_up_on: str = ""
    """A day as `2026-11-23`, empty for none (A35)."""
    reminded_on: str = ""
    reminders: int = 0
    """Days on which its owner was reminded since `follow_up_on` was set (A36)."""
    parent_id: RowId | None = None
    merged_into_id: RowId | None = None
    """It is worked on under another number; both go on leading there."""
    merged_at: datetime | None = None
    merged_by_name: str = ""
    acknowledged_at: datetime | None = None
    """When the acknowledgement was queued or sent: the resolution clock runs from here (ISS-70)."""
    ack_due_at: datetime | None = None
    resolve_due_at: datetime | None = None
    """None while the clock is paused or off."""
    pauses: tuple[str, ...] = ()
    """Spans in which the resolution clock stood still, as `start-end` in UTC ms; the last one
    without an end still lasts. Instants, so that another calendar loses none of them."""
    resolved_at: datetime | None = None
    resolved_by_name: str = ""
    closed_by_name: str = ""
    gone: bool = False


class ReportIssue(Command, frozen=True, tag="issue.report"):
    """Report a problem with a quote, booking or invoice; withholds pay in the same transaction."""

    issue_id: RowId
    record_kind: RecordKind
    record_id: RowId
    issue_type: str
    description: str = ""
    responsible_ids: tuple[RowId, ...] = ()
    """Fieldworkers at fault; empty means everyone on the booking for now (A15)."""
    call_id: RowId | None = None
    priority: IssuePriority = IssuePriority.NORMAL
    owner_id: RowId | None = None
    follow_up_on: str = ""
    is_imported: bool = False
    parent_id: RowId | None = None
    """The earlier issue a new report goes back to (A21)."""


class MoveIssue(Command, frozen=True, tag="issue.move"):
    issue_id: RowId
    seen: IssueStatus
    to: IssueStatus
    release_pay: bool = False
    """With `closed`: release the pay now instead of leaving it ready for finance (A14)."""
    with_booking: bool = False
    """With `in_progress`: its booking too, in the same transaction (A40)."""


class EditIssue(Command, frozen=True, tag="issue.edit"):
    """Set fields that still hold what the person saw (ISS-60): issue_type, description, priority,
    owner_id, follow_up_required (`1` or empty), follow_up_on."""

    issue_id: RowId
    edits: tuple[FieldEdit, ...]


class IssueField(StrEnum):
    """What can be set for many issues at once."""

    OWNER = "owner_id"
    PRIORITY = "priority"
    TYPE = "issue_type"
    FOLLOW_UP = "follow_up_on"
    """Empty: nothing to follow any more."""


class ChangeIssues(Command, frozen=True, tag="issue.change_many"):
    """Set one field of up to 500 issues; those that are gone meanwhile are left out."""

    issue_ids: tuple[RowId, ...]
    field: IssueField
    value: str


class LabelIssues(Command, frozen=True, tag="issue.label"):
    issue_ids: tuple[RowId, ...]
    add: tuple[RowId, ...] = ()
    remove: tuple[RowId, ...] = ()


class WatchIssue(Command, frozen=True, tag="issue.watch"):
    """Hear of every change; anybody of the office, for themselves or for a colleague."""

    issue_id: RowId
    staff_id: RowId
    is_on: bool


class NameResponsible(Command, frozen=True, tag="issue.name_responsible"):
    """Say whose fault it was: provisional holds of the others end as "not responsible" (A15)."""

    issue_id: RowId
    seen: tuple[RowId, ...]
    responsible_ids: tuple[RowId, ...]


class SetParent(Command, frozen=True, tag="issue.set_parent"):
    """Make it part of a larger one; None: on its own again."""

    issue_id: RowId
    seen: RowId | None
    parent_id: RowId | None


class MergeIssues(Command, frozen=True, tag="issue.merge"):
    """Two reports were one problem: worked on under `kept_id`, both numbers live on."""

    kept_id: RowId
    merged_id: RowId


class UnmergeIssue(Command, frozen=True, tag="issue.unmerge"):
    """Within 30 days."""

    merged_id: RowId


class WithdrawIssues(Command, frozen=True, tag="issue.withdraw"):
    """Take back what one has just imported, as long as nobody has begun with it (ISS-72)."""

    issue_ids: tuple[RowId, ...]


class RemindFollowUp(Command, frozen=True, tag="issue.remind"):
    """The server's clock: the day to follow has come (A36)."""

    issue_id: RowId
    day: str


class IssueAlarm(StrEnum):
    """What the server's clock tells of; each is told once."""

    ACK_TARGET = "ack_target"
    ACK_BREACH = "ack_breach"
    RESOLUTION_DUE = "resolution_due"
    OVERDUE = "overdue"
    """Its invoice is overdue: once a day (A37)."""
    OVERDUE_A_WEEK = "overdue_a_week"


class RaiseAlarm(Command, frozen=True, tag="issue.alarm"):
    """The server's clock: a time has run out, and colleagues are told."""

    issue_id: RowId
    alarm: IssueAlarm
    moment: str
    """The day, or the moment in UTC ms: another moment is another alarm."""


class ErasureReason(StrEnum):
    TEST = "test"
    DUPLICATE = "duplicate"
    ASKED_BY_CUSTOMER = "asked_by_customer"
    WRONG_CUSTOMER = "wrong_customer"
    LEGAL = "legal"


class DeleteIssue(Command, frozen=True, tag="issue.delete_forever"):
    """Erase it with everything that hangs on it, everywhere (A18)."""

    issue_id: RowId
    typed: str
    """The code as the person typed it; must be the issue's."""
    reason: ErasureReason


class ErasureRow(Row, frozen=True, tag="erasure"):
    """What is left of an erased issue: nothing personal. Its id is the issue's."""

    number: int | None = None
    reason: ErasureReason = ErasureReason.TEST
    erased_by: RowId = RowId("")
    erased_by_name: str = ""
    erased_at: datetime | None = None
    posts: int = 0
    files: int = 0
    messages: int = 0
