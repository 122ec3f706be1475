"""What the report dialog offers and what a person reports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.qt.formatting import listed
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import RecordKind


@dataclass(frozen=True, slots=True)
class WorkerOption:
    """A fieldworker on the record, whose pay can be withheld."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RecordOption:
    """A record the issue may be about; `words` says which: `BOK-20418 Window repair, 2 Oct`."""

    id: str
    kind: RecordKind
    code: str
    words: str
    workers: tuple[WorkerOption, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportOffer:
    """What the dialog starts with; the first record and the first type are preselected."""

    customer: str
    records: tuple[RecordOption, ...]
    types: tuple[str, ...]
    call_id: str = ""
    owners: tuple[tuple[str, str], ...] = ()
    """Who may own it: ids and names."""
    tomorrow: str = ""
    """The day a follow-up is offered for, as `2026-11-23`."""


@dataclass(frozen=True, slots=True)
class Report:
    """The issue as filled in; `worker_ids` are those ticked as responsible."""

    record_id: str
    record_kind: RecordKind
    issue_type: str
    description: str
    worker_ids: tuple[str, ...]
    call_id: str = ""
    notes: str = ""
    """For the office and fieldworkers: the first post of the issue's thread."""
    files: tuple[Path, ...] = ()
    priority: IssuePriority = IssuePriority.NORMAL
    owner_id: str = ""
    follow_up_on: str = ""


def consequence(record: RecordOption, ticked: tuple[WorkerOption, ...]) -> str:
    """In words, whose pay will be withheld and for what."""
    if ticked:
        names = listed(tuple(worker.name for worker in ticked))
        return f"Pay of {names} for {record.words} will be withheld until the issue is closed."
    if record.workers:
        names = listed(tuple(worker.name for worker in record.workers))
        who = f"pay of everyone on {record.words} ({names})"
        return f"Nobody is ticked: {who} will be withheld for now."
    return f"No fieldworker is on {record.words}, so no pay will be withheld."
