"""The lists of the complaints desk as they are kept: types, labels, reasons; each one is data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from desktop.qt.formatting import counted
from desktop.qt.statuses import Badge
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Tone
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.complaints import (
    IssueLabelRow,
    IssueTypeRow,
    SaveIssueLabel,
    SaveIssueType,
)
from sync_server.contract.holds import HoldReasonRow, SaveHoldReason
from sync_server.contract.values import StatusTone
from sync_server.rules.view import View


class Entry(msgspec.Struct, frozen=True):
    """One line of a list, whatever it is a list of."""

    id: RowId
    version: int = -1
    name: str = ""
    tone: StatusTone = StatusTone.GREY
    position: int = 0
    steps: tuple[str, ...] = ()
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What there is to a list, and how it is read and saved."""

    key: str
    """Names its widgets."""
    noun: str
    words: str
    example: str
    entity: str
    read: Callable[[View], Sequence[Entry]]
    command: Callable[[Entry], AnyCommand]
    icon: str = "tag"
    has_tone: bool = True
    has_order: bool = True
    has_steps: bool = False


def badge(catalogue: Catalogue, entry: Entry) -> Badge:
    """How it looks on an issue."""
    tone = Tone(entry.tone) if catalogue.has_tone else Tone.GREY
    return Badge(entry.name, tone, catalogue.icon)


def columns(catalogue: Catalogue) -> tuple[Column[Entry], ...]:
    def pill(entry: Entry) -> tuple[Badge, ...]:
        return (badge(catalogue, entry),)

    def steps(entry: Entry) -> str:
        return counted(len(entry.steps), "step") if entry.steps else ""

    def state(entry: Entry) -> str:
        return "Archived" if entry.archived else ""

    pills: Column[Entry] = Column(
        catalogue.noun, lambda _entry: "", 220, badges=pill, stretches=True
    )
    names: Column[Entry] = Column(catalogue.noun, lambda entry: entry.name, 220, stretches=True)
    first = pills if catalogue.has_tone else names
    checklist: Column[Entry] = Column("Checklist", steps, 110, CellLook.MUTED)
    archived: Column[Entry] = Column("", state, 100, CellLook.MUTED)
    return (first, checklist, archived) if catalogue.has_steps else (first, archived)


def in_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """By place, those that are not offered any more at the end."""
    return tuple(sorted(entries, key=lambda e: (e.archived, e.position, e.name.casefold())))


def moved(entries: Sequence[Entry], entry_id: str, by: int) -> tuple[Entry, ...]:
    """Those that must be saved for one to stand `by` places further; places are given out anew,
    because two of one place could not be told apart."""
    order = [entry for entry in entries if not entry.archived]
    at = next((n for n, entry in enumerate(order) if entry.id == entry_id), -1)
    if at < 0 or not 0 <= at + by < len(order):
        return ()
    order[at], order[at + by] = order[at + by], order[at]
    placed = (msgspec.structs.replace(e, position=n) for n, e in enumerate(order, 1))
    known = {entry.id: entry.position for entry in entries}
    return tuple(entry for entry in placed if known[entry.id] != entry.position)


def steps_of(text: str) -> tuple[str, ...]:
    """One step a line; empty lines are none."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _types(view: View) -> Sequence[Entry]:
    return [
        Entry(r.id, r.version, r.name, r.tone, r.position, r.steps, r.archived)
        for r in view.where(IssueTypeRow)
    ]


def _save_type(e: Entry) -> AnyCommand:
    return SaveIssueType(e.id, e.version, e.name, e.tone, e.position, e.steps, e.archived)


def _labels(view: View) -> Sequence[Entry]:
    return [
        Entry(r.id, r.version, r.name, r.tone, archived=r.archived)
        for r in view.where(IssueLabelRow)
    ]


def _save_label(e: Entry) -> AnyCommand:
    return SaveIssueLabel(e.id, e.version, e.name, e.tone, archived=e.archived)


def _reasons(*, for_release: bool) -> Callable[[View], Sequence[Entry]]:
    def read(view: View) -> Sequence[Entry]:
        return [
            Entry(r.id, r.version, r.name, position=r.position, archived=r.archived)
            for r in view.where(HoldReasonRow)
            if r.for_release is for_release
        ]

    return read


def _save_reason(*, for_release: bool) -> Callable[[Entry], AnyCommand]:
    def save(e: Entry) -> AnyCommand:
        return SaveHoldReason(
            e.id,
            e.version,
            e.name,
            for_release=for_release,
            position=e.position,
            archived=e.archived,
        )

    return save


ISSUE_TYPES = Catalogue(
    "issue_type",
    "Issue type",
    "What customers and colleagues choose from when they report a problem. An issue keeps the "
    "name its type had; archived types are no longer offered.",
    "For example: Damage",
    "issue_type",
    _types,
    _save_type,
    "circle-dot",
    has_steps=True,
)
LABELS = Catalogue(
    "issue_label",
    "Label",
    "Labels sort issues across types: put as many on one as you need, filter lists and the board "
    "by them. An archived label stays on the issues that have it.",
    "For example: Insurance",
    "issue_label",
    _labels,
    _save_label,
    has_order=False,
)
HOLD_REASONS = Catalogue(
    "hold_reason",
    "Reason",
    "Why pay is withheld, to choose from when somebody does it by hand. The pay record keeps the "
    "words that were chosen.",
    "For example: Missing evidence",
    "hold_reason",
    _reasons(for_release=False),
    _save_reason(for_release=False),
    has_tone=False,
)
RELEASE_REASONS = Catalogue(
    "release_reason",
    "Reason",
    "Why withheld pay is released. The pay record keeps the words that were chosen, with the "
    "name of who released it.",
    "For example: Issue put right",
    "hold_reason",
    _reasons(for_release=True),
    _save_reason(for_release=True),
    has_tone=False,
)
REASONS: Mapping[str, Catalogue] = {
    "For withholding": HOLD_REASONS,
    "For releasing": RELEASE_REASONS,
}
