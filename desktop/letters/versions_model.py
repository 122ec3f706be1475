"""What changed between a version of a template and what it says now, line by line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum

from desktop.letters.templates_model import TemplateDraft
from desktop.qt.formatting import exact
from desktop.qt.table_model import CellLook, Column
from sync_server.contract.letters import TemplateRow, TemplateVersionRow
from sync_server.rules.view import View


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    change: Change
    text: str


def versions_of(view: View, template: TemplateRow) -> tuple[TemplateVersionRow, ...]:
    """The newest first."""
    rows = view.where(TemplateVersionRow, template_id=template.id)
    return tuple(sorted(rows, key=lambda row: -row.number))


def columns() -> tuple[Column[TemplateVersionRow], ...]:
    return (
        Column("Version", lambda row: str(row.number), 72),
        Column("Saved by", lambda row: row.saved_by_name, 120, stretches=True),
        Column("When", _when, 184, CellLook.MUTED),
    )


def _when(row: TemplateVersionRow) -> str:
    return exact(row.saved_at) if row.saved_at else "Comes with Ringdesk"


def restored(row: TemplateVersionRow, now: TemplateRow) -> TemplateDraft:
    """The version as it is to be saved again, byte for byte (TPL-08)."""
    return TemplateDraft(row.name or now.name, now.channel, row.subject, row.body, row.files)


def changes(was: TemplateVersionRow, now: TemplateRow) -> tuple[ChangedLine, ...]:
    """From the version to what the template says now."""
    lines = difflib.ndiff(_lines(was), _lines(now))
    kinds = {"+": Change.ADDED, "-": Change.REMOVED, " ": Change.SAME}
    return tuple(
        ChangedLine(kinds[line[0]], line[2:]) for line in lines if line and line[0] in kinds
    )


def _lines(row: TemplateRow | TemplateVersionRow) -> list[str]:
    files = [f"Attached: {file.name}" for file in row.files]
    return [f"Subject: {row.subject}", "", *row.body.split("\n"), *files]
