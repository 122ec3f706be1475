"""What the import shows: columns of the check list, badges, and sentences that count exactly."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from PySide6.QtCore import QLocale

from desktop.customers.import_plan import Fate, Plan
from desktop.customers.import_run import Ended, Outcome, Step, Undone
from desktop.lists.import_reader import Probe, Separator
from desktop.lists.import_text import Encoding
from desktop.qt.formatting import counted, number
from desktop.qt.progress import Progress
from desktop.qt.segment_bar import Part
from desktop.qt.statuses import Badge
from desktop.qt.table_model import Align, CellLook, Column
from desktop.qt.tones import Tone
from sync_server.contract.base import RowId

ENCODINGS: Mapping[Encoding, str] = {
    Encoding.UTF_8: "Unicode (UTF-8)",
    Encoding.UTF_16_LE: "Unicode (UTF-16)",
    Encoding.UTF_16_BE: "Unicode (UTF-16, big-endian)",
    Encoding.CP1252: "Western European (Windows)",
    Encoding.LATIN_1: "Western European (ISO 8859-1)",
}
SEPARATORS: Mapping[Separator, str] = {
    Separator.COMMA: "Comma  ,",
    Separator.SEMICOLON: "Semicolon  ;",
    Separator.TAB: "Tab",
    Separator.PIPE: "Vertical bar  |",
}
FATES: Mapping[Fate, Badge] = {
    Fate.NEW: Badge("New", Tone.GREEN, "user-plus"),
    Fate.HERE: Badge("Already here", Tone.BLUE, "users"),
    Fate.TWICE: Badge("Twice in the file", Tone.PURPLE, "copy"),
    Fate.BROKEN: Badge("Cannot be imported", Tone.RED, "circle-alert"),
    Fate.DONE: Badge("Imported before", Tone.GREY, "circle-check"),
}
ENDS: Mapping[Ended, str] = {
    Ended.ADDED: "added",
    Ended.COMPLETED: "completed",
    Ended.SKIPPED: "left out as duplicates",
    Ended.BROKEN: "could not be imported",
    Ended.REFUSED: "refused",
    Ended.DONE: "imported before",
    Ended.LEFT: "not reached",
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One row of the file as the check list shows it."""

    id: str
    line: int
    name: str
    fate: Fate
    why: str


Names = Callable[[Sequence[RowId]], Mapping[RowId, str]]
"""What customers who are here are called."""


class CheckSource:
    """The rows of one fate, or all; read from the plan page by page."""

    def __init__(self, plan: Plan, fate: Fate | None, names: Names) -> None:
        self._plan = plan
        self._places: array[int] | range = range(len(plan)) if fate is None else plan.places(fate)
        self._names = names

    def count(self) -> int:
        return len(self._places)

    def page(self, first: int, size: int) -> Sequence[CheckLine]:
        places = self._places[first : first + size]
        names = self._names([self._plan.matched[at] for at in places if at in self._plan.matched])
        return [self._line(at, names) for at in places]

    def _line(self, at: int, names: Mapping[RowId, str]) -> CheckLine:
        plan = self._plan
        here = plan.matched.get(at)
        why = plan.why.get(at, "") or (f"Same as {names.get(here, 'a customer')}" if here else "")
        return CheckLine(str(at), plan.lines[at], plan.name(at), Fate(plan.fates[at]), why)


def columns() -> tuple[Column[CheckLine], ...]:
    return (
        Column("Line", lambda each: number(each.line), 80, CellLook.MUTED, Align.RIGHT),
        Column("Name", lambda each: each.name, 240, CellLook.STRONG, stretches=True),
        Column("What happens", lambda _each: "", 190, badges=lambda each: (FATES[each.fate],)),
        Column("Why", lambda each: each.why, 380, tip=lambda each: each.why, stretches=True),
    )


def chip_words(plan: Plan) -> tuple[tuple[Fate, str], ...]:
    """A filter for each fate there is."""
    return tuple(
        (fate, f"{FATES[fate].text}  {number(plan.count(fate))}")
        for fate in Fate
        if plan.count(fate)
    )


def parts(plan: Plan) -> tuple[Part, ...]:
    return tuple(
        Part(fate.name.lower(), words, FATES[fate].tone, plan.count(fate))
        for fate, words in chip_words(plan)
    )


def summary(plan: Plan) -> str:
    """One sentence of what would happen."""
    new = counted(plan.count(Fate.NEW), "new customer")
    said = f"{counted(len(plan), 'row')}: {new} would be added. Nothing has been changed yet."
    if plan.removed:
        said += f" {counted(plan.removed, 'character')} that cannot be seen were taken out."
    return said


def looked_at(found: Probe) -> str:
    """What the file is."""
    kib = max(1, found.size // 1024)
    size = f"{number(kib)} KB" if kib < 10_000 else f"{number(kib // 1024)} MB"
    return f"{found.path.name}, {size}, {counted(len(found.headers), 'column')}"


def checking(read: int, size: int) -> Progress:
    return Progress(
        f"Checking every row: {100 * read // max(1, size)} %", read * 1000 // max(1, size), 1000
    )


def bringing(step: Step, doing: str = "Importing") -> Progress:
    words = f"{doing}: {number(step.done)} of {number(step.total)}"
    if step.waits:
        words += ". Waiting for the server to take what was sent; this goes on by itself."
    return Progress(words, step.done, step.total)


def result(outcome: Outcome) -> str:
    """Exactly what is in and what is not."""
    said = [
        f"{number(outcome.count(each))} {words}"
        for each, words in ENDS.items()
        if outcome.count(each)
    ]
    end = f" {outcome.failure}" if outcome.failure else ""
    if not outcome.is_whole:
        end += " Import the same file again to go on where this stopped: nobody comes twice."
    return f"Of {counted(len(outcome.plan), 'row')}: {', '.join(said)}.{end}"


def taken_back(undone: Undone) -> str:
    said = f"{counted(undone.removed, 'customer')} taken back."
    stays = sum(undone.stays.values())
    if stays:
        said += f" {counted(stays, 'customer')} stayed: something was added to them since."
    return said if undone.is_whole else f"{said} Stopped before the end; undo again to go on."


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of every country that has phone numbers, by name."""
    every = (
        (code, QLocale.territoryToString(QLocale.codeToTerritory(code)))
        for code in phonenumbers.SUPPORTED_REGIONS
    )
    named = (
        (code, f"{name} (+{phonenumbers.country_code_for_region(code)})")
        for code, name in every
        if name and name != "Default"
    )
    return tuple(sorted(named, key=lambda each: each[1]))


def usual_country() -> str:
    """Where this computer says it stands."""
    code = QLocale.territoryToCode(QLocale.system().territory())
    return code if code in phonenumbers.SUPPORTED_REGIONS else "US"
