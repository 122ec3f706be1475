"""History as rows of a table: one for each field that changed, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

from desktop.qt.formatting import Clock, day, exact, hour, long_day, phone
from desktop.qt.table_model import CellLook, Column
from sync_server.contract.base import Row, RowId
from sync_server.contract.history import HistoryLine
from sync_server.contract.values import Role
from sync_server.rules.history_words import ERASED, NOT_SHOWN, ChangeTold, is_worth_a_row, tell
from sync_server.rules.view import View

R = TypeVar("R", bound=Row)
SYSTEM_NAME = "Ringdesk"
"""Who acted where nobody did: the phone system, a clock."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field of one line. `title` says what it belongs to."""

    id: str
    at: datetime
    by: RowId
    who: str
    title: str
    field: str
    old: str
    new: str
    column: str
    is_first: bool = True
    """The first field of its line: the others leave the time and the person out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by: its words, and what the server is asked for."""

    words: str
    keys: tuple[str, ...]


class MachineZone(tzinfo):
    """The zone this computer shows times in, with its summers and winters."""

    def fromutc(self, dt: datetime) -> datetime:
        return dt.replace(tzinfo=UTC).astimezone().replace(tzinfo=self)

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return dt.replace(tzinfo=None).astimezone().utcoffset() if dt is not None else None

    def dst(self, _dt: datetime | None) -> timedelta | None:
        return None

    def tzname(self, _dt: datetime | None) -> str | None:
        return None


class _Remembering:
    """A view that reads each row once: the same few people stand on most lines."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[tuple[type[Row], RowId], Row | None] = {}

    def get(self, kind: type[R], row_id: RowId) -> R | None:
        if (kind, row_id) not in self._known:
            self._known[kind, row_id] = self._view.get(kind, row_id)
        found = self._known[kind, row_id]
        return found if isinstance(found, kind) else None

    def where(self, kind: type[R], **equal: object) -> list[R]:
        return self._view.where(kind, **equal)


def shown_changes(view: View, lines: Iterable[HistoryLine]) -> tuple[ShownChange, ...]:
    """Lines as rows; a line that changed nothing people can read is left out."""
    zone, known = MachineZone(), _Remembering(view)
    return tuple(change for line in lines for change in _of_line(known, line, zone))


def _of_line(view: View, line: HistoryLine, zone: tzinfo) -> list[ShownChange]:
    told = tell(view, line, zone)
    only = ChangeTold("", "", ERASED if line.is_erased else "", "")
    changes = told.changes or ((only,) if is_worth_a_row(line) else ())
    return [
        ShownChange(
            id=f"{line.n}.{at}",
            at=line.at,
            by=line.by,
            who=_who(line),
            title=told.title,
            field=change.field,
            old=NOT_SHOWN if change.is_hidden else phone(change.old),
            new=NOT_SHOWN if change.is_hidden else phone(change.new),
            column=change.column,
            is_first=at == 0,
        )
        for at, change in enumerate(changes)
    ]


def _who(line: HistoryLine) -> str:
    return SYSTEM_NAME if line.by_role is Role.SYSTEM else line.by_name


def fields_of(changes: Sequence[ShownChange]) -> tuple[Choice, ...]:
    """The fields among these, to choose from; two columns of one name are one choice."""
    columns_of: dict[str, set[str]] = {}
    for change in changes:
        if change.field:
            columns_of.setdefault(change.field, set()).add(change.column)
    return tuple(Choice(words, tuple(sorted(columns_of[words]))) for words in sorted(columns_of))


def people_of(changes: Sequence[ShownChange]) -> tuple[Choice, ...]:
    """The people among these, to choose from."""
    names = {change.by: change.who for change in changes if change.who}
    return tuple(Choice(names[by], (by,)) for by in sorted(names, key=lambda by: names[by]))


def kept(changes: Sequence[ShownChange], field: str, by: str) -> tuple[ShownChange, ...]:
    """Only this field and this person; empty means all."""
    return tuple(
        change
        for change in changes
        if (not field or change.field == field) and (not by or change.by == by)
    )


def columns(clock: Clock) -> tuple[Column[ShownChange], ...]:
    """The columns of the table."""

    def when(change: ShownChange) -> str:
        if not change.is_first:
            return ""
        near = long_day(change.at, clock())
        words = near if near in {"Today", "Yesterday"} else day(change.at, clock())
        return f"{words}, {hour(change.at)}"

    return (
        Column("When", when, 132, CellLook.MUTED, tip=_exact),
        Column("Who", _name, 144, CellLook.PERSON, gives_way=True),
        Column("What", _title, 170, stretches=True, gives_way=True),
        Column("Field", _field, 112, CellLook.STRONG),
        Column("Before", _old, 96, CellLook.MUTED, stretches=True),
        Column("After", _new, 96, stretches=True),
    )


def _exact(change: ShownChange) -> str:
    return f"{change.title}\n{change.who}, {exact(change.at)}"


def _name(change: ShownChange) -> str:
    return change.who if change.is_first else ""


def _title(change: ShownChange) -> str:
    return change.title if change.is_first else ""


def _field(change: ShownChange) -> str:
    return change.field


def _old(change: ShownChange) -> str:
    return " ".join(change.old.split())


def _new(change: ShownChange) -> str:
    return " ".join(change.new.split())
