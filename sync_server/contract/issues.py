"""Issues (complaints) as they travel, and what people may do with them."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import IssueStatus, RecordKind


class IssueRow(Row, frozen=True, tag="issue"):
    """One complaint. `number` is the server's; None while the report waits in an outbox."""

    customer_id: RowId = RowId("")
    record_kind: RecordKind = RecordKind.BOOKING
    record_id: RowId = RowId("")
    number: int | None = None
    issue_type: str = ""
    description: str = ""
    status: IssueStatus = IssueStatus.NEW
    responsible_ids: tuple[RowId, ...] = ()
    reported_by: RowId = RowId("")
    reporter_name: str = ""
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    reopen_count: int = 0
    call_id: RowId | None = None


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


class MoveIssue(Command, frozen=True, tag="issue.move"):
    issue_id: RowId
    seen: IssueStatus
    to: IssueStatus
    release_pay: bool = False
    """With `closed`: release the pay now instead of leaving it ready for finance (A14)."""
