"""A report that was begun, as it is kept on this computer until it is made."""

from __future__ import annotations

from pathlib import Path

import msgspec

from desktop.issues.report_model import Report
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import RecordKind


class KeptReport(msgspec.Struct, frozen=True):
    record_id: str
    issue_type: str
    description: str = ""
    worker_ids: tuple[str, ...] = ()
    notes: str = ""
    files: tuple[str, ...] = ()
    priority: IssuePriority = IssuePriority.NORMAL
    owner_id: str = ""
    follow_up_on: str = ""


def written_draft(report: Report) -> str:
    """Empty while nothing was written that would be a loss."""
    if not (report.description or report.notes or report.files):
        return ""
    kept = KeptReport(
        report.record_id,
        report.issue_type,
        report.description,
        report.worker_ids,
        report.notes,
        tuple(map(str, report.files)),
        report.priority,
        report.owner_id,
        report.follow_up_on,
    )
    return msgspec.json.encode(kept).decode()


def read_draft(text: str) -> Report | None:
    """None where there is none, or none that this program understands."""
    try:
        kept = msgspec.json.decode(text or "null", type=KeptReport | None)
    except msgspec.MsgspecError:
        return None
    if kept is None:
        return None
    return Report(
        kept.record_id,
        RecordKind.BOOKING,
        kept.issue_type,
        kept.description,
        kept.worker_ids,
        notes=kept.notes,
        files=tuple(map(Path, kept.files)),
        priority=kept.priority,
        owner_id=kept.owner_id,
        follow_up_on=kept.follow_up_on,
    )
