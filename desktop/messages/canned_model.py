"""Canned responses and letters as the composer offers them, found by name and text (TPL-16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.qt.statuses import Badge
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Tone
from sync_server.contract.letters import LetterKind, TemplateRow
from sync_server.contract.messages import Purpose
from sync_server.contract.values import Channel
from sync_server.rules.complaint_letters import PURPOSES, Letter, written_letter
from sync_server.rules.letter_defaults import letter_template
from sync_server.rules.letter_values import About, values_about
from sync_server.rules.view import View

_TO_CUSTOMERS = (LetterKind.ACKNOWLEDGEMENT, LetterKind.DETAILS, LetterKind.RESOLUTION)


@dataclass(frozen=True, slots=True)
class CannedLine:
    """One template, with its text as it would be inserted here."""

    id: str
    name: str
    letter: LetterKind
    words: Letter

    @property
    def purpose(self) -> Purpose:
        return PURPOSES.get(self.letter, Purpose.NONE)


def canned_lines(view: View, channel: Channel, about: About, words: str) -> tuple[CannedLine, ...]:
    """Those that hold every word in name or text: names that begin so first, then by name."""
    wanted = words.casefold().split()
    values = values_about(view, about)
    lines = [
        CannedLine(row.id, row.name, row.letter, written_letter(row, values))
        for row in _templates(view, channel, about)
        if all(word in f"{row.name}\n{row.subject}\n{row.body}".casefold() for word in wanted)
    ]
    lines.sort(key=lambda line: (not line.name.casefold().startswith(words.casefold()), line.name))
    return tuple(lines)


def columns() -> tuple[Column[CannedLine], ...]:
    return (
        Column("Response", lambda line: line.name, 200),
        Column("Text", _excerpt, 260, CellLook.MUTED, stretches=True),
        Column("", lambda _line: "", 84, badges=_badges),
    )


def _templates(view: View, channel: Channel, about: About) -> Iterator[TemplateRow]:
    yield from view.where(TemplateRow, letter=LetterKind.CANNED, archived=False, channel=channel)
    if about.issue is not None and channel is Channel.EMAIL and not about.to_colleague:
        yield from (letter_template(view, kind) for kind in _TO_CUSTOMERS)


def _excerpt(line: CannedLine) -> str:
    return " ".join(line.words.body.split())


def _badges(line: CannedLine) -> tuple[Badge, ...]:
    return (Badge("Letter", Tone.BLUE),) if line.purpose is not Purpose.NONE else ()
