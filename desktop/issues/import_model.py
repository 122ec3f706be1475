"""A list of issues that somebody brings: its columns, and what became of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.qt.formatting import counted
from desktop.qt.statuses import Badge
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Tone
from sync_server.contract.issues import ReportIssue


class Cell(StrEnum):
    """What a column of the file holds."""

    RECORD = "record"
    TYPE = "type"
    DESCRIPTION = "description"
    PRIORITY = "priority"
    RESPONSIBLE = "responsible"
    OWNER = "owner"
    FOLLOW_UP = "follow-up"


NEEDED = (Cell.RECORD, Cell.TYPE)
_NAMES: Mapping[Cell, tuple[str, ...]] = {
    Cell.RECORD: ("record", "booking", "invoice", "quote", "code", "job"),
    Cell.TYPE: ("type", "issue type", "kind", "category"),
    Cell.DESCRIPTION: ("description", "what happened", "details", "text", "notes"),
    Cell.PRIORITY: ("priority", "urgency"),
    Cell.RESPONSIBLE: ("responsible", "fieldworker", "fieldworkers", "workers"),
    Cell.OWNER: ("owner", "assignee", "assigned to"),
    Cell.FOLLOW_UP: ("follow-up", "follow up", "follow-up date", "follow up on", "deferred until"),
}
EXAMPLE = "Record,Type,Description,Priority,Responsible,Owner,Follow-up"
READY, WRONG = Badge("Ready", Tone.GREEN, "check"), Badge("Left out", Tone.RED, "circle-x")
DONE = Badge("Imported", Tone.GREEN, "circle-check")


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One row of the file: the command it becomes, or why it becomes none."""

    id: str
    line: int
    record: str
    words: str
    command: ReportIssue | None = None
    problem: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A dry run: nothing has been imported."""

    lines: tuple[ImportLine, ...] = ()
    unknown: tuple[str, ...] = ()
    """Columns nobody knows what to do with."""

    @property
    def ready(self) -> tuple[ImportLine, ...]:
        return tuple(each for each in self.lines if each.command is not None)

    def words(self) -> str:
        """The report in one sentence."""
        left_out = len(self.lines) - len(self.ready)
        said = f"{counted(len(self.ready), 'issue')} can be imported."
        if left_out:
            said += f" {counted(left_out, 'row')} will be left out: look at the reasons below."
        if self.unknown:
            said += f" Not used: {', '.join(self.unknown)}."
        return said


def columns_of(headers: Sequence[str]) -> dict[Cell, int]:
    """Which column holds what, by its name; the first of a kind counts."""
    found: dict[Cell, int] = {}
    for at, header in enumerate(headers):
        name = " ".join(header.replace("_", " ").split()).casefold()
        kind = next((cell for cell, names in _NAMES.items() if name in names), None)
        if kind is not None:
            found.setdefault(kind, at)
    return found


def missing(found: Mapping[Cell, int]) -> str:
    """What the file lacks, in words; empty when it has what is needed."""
    names = [f"“{each.value.capitalize()}”" for each in NEEDED if each not in found]
    if not names:
        return ""
    return (
        f"The file has no column named {' and '.join(names)}. "
        f"Name its columns in the first line, such as: {EXAMPLE}"
    )


def table_columns() -> tuple[Column[ImportLine], ...]:
    """Line, record, what is reported, and what becomes of it."""
    return (
        Column("Line", lambda each: str(each.line), 64, CellLook.MUTED),
        Column("Record", lambda each: each.record, 110),
        Column("Issue", lambda each: each.words, 190, CellLook.STRONG),
        Column("Result", lambda _each: "", 110, badges=_badges),
        Column("Why", lambda each: each.problem, 240, stretches=True),
    )


def _badges(each: ImportLine) -> tuple[Badge, ...]:
    if each.is_done:
        return (DONE,)
    return (READY,) if each.command is not None else (WRONG,)
