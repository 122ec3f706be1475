"""One customer's timeline as rows to show: entries newest first, a line where a day begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.qt.formatting import Clock, exact, long_day, plain_tip
from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from desktop.replica.timeline_sources import EntryKind

__all__ = ["Day", "Entry", "EntryKind", "Filter", "Group", "TimelineModel"]

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
ENTRY_ROLE = Qt.ItemDataRole.UserRole
DAY_HEIGHT, ROW_HEIGHT = 26, 44


class Group(StrEnum):
    """Kinds of entries that are filtered together."""

    ALL = "all"
    RECORDS = "records"
    MONEY = "money"
    VISITS = "visits"
    CALLS = "calls"
    MESSAGES = "messages"
    POSTS = "posts"
    ISSUES = "issues"


KINDS: Mapping[Group, frozenset[EntryKind]] = {
    Group.ALL: frozenset(EntryKind),
    Group.RECORDS: frozenset(
        {EntryKind.INQUIRY, EntryKind.QUOTE, EntryKind.BOOKING, EntryKind.INVOICE}
    ),
    Group.MONEY: frozenset({EntryKind.PAYMENT, EntryKind.CREDIT_NOTE, EntryKind.HOLD}),
    Group.VISITS: frozenset({EntryKind.APPOINTMENT}),
    Group.CALLS: frozenset({EntryKind.CALL, EntryKind.VOICEMAIL}),
    Group.MESSAGES: frozenset({EntryKind.MESSAGE}),
    Group.POSTS: frozenset({EntryKind.POST}),
    Group.ISSUES: frozenset({EntryKind.ISSUE}),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the timeline somebody wants to see."""

    group: Group = Group.ALL
    words: str = ""

    @property
    def is_on(self) -> bool:
        return self.group is not Group.ALL or bool(self.words)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `figure` stands at the right: an amount or a length."""

    id: str
    kind: EntryKind
    title: str
    detail: str
    at: datetime
    tone: Tone = Tone.GREY
    icon: str = "circle-dot"
    figure: str = ""
    status: Badge | None = None
    is_pending: bool = False
    can_play: bool = False
    """Choosing it plays what it is about."""


@dataclass(frozen=True, slots=True)
class Day:
    """A line above the entries of one day."""

    words: str


class TimelineModel(QAbstractListModel):
    """The entries at hand, with their days."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._rows: tuple[Entry | Day, ...] = ()

    def show(self, entries: Iterable[Entry]) -> None:
        """Show exactly these, newest first."""
        rows = tuple(self._with_days(entries))
        if [_key(each) for each in rows] == [_key(each) for each in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, at: int) -> Entry | Day:
        """What stands in this row."""
        return self._rows[at]

    def entry(self, at: int) -> Entry | None:
        """The entry in this row; None for the line of a day."""
        found = self._rows[at]
        return found if isinstance(found, Entry) else None

    def row_of(self, entry_id: str) -> int:
        """Where an entry stands, -1 for nowhere."""
        rows = enumerate(self._rows)
        return next((at for at, row in rows if isinstance(row, Entry) and row.id == entry_id), -1)

    def top_of(self, row: int) -> int:
        """How far below the top of the list a row begins, in pixels."""
        return sum(_height(each) for each in self._rows[:row])

    def _with_days(self, entries: Iterable[Entry]) -> Iterable[Entry | Day]:
        last: date | None = None
        now = self._clock()
        for entry in entries:
            day = entry.at.astimezone().date()
            if day != last:
                yield Day(long_day(entry.at, now))
                last = day
            yield entry

    # Qt overrides

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._rows[index.row()], Day):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ENTRY_ROLE:
            return row
        if isinstance(row, Day):
            said = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return row.words if role in said else None
        return _of_entry(row, role)


def _of_entry(entry: Entry, role: int) -> object:
    if role == Qt.ItemDataRole.DisplayRole:
        return entry.title
    if role == Qt.ItemDataRole.AccessibleTextRole:
        play = ", play" if entry.can_play else ""
        status = f", {entry.status.text}" if entry.status else ""
        return f"{entry.title}, {entry.detail}{status}, {exact(entry.at)}{play}"
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tip(f"{entry.title}\n{entry.detail}\n{exact(entry.at)}")
    return None


def _key(row: Entry | Day) -> str:
    return row.id if isinstance(row, Entry) else f"day {row.words}"


def _height(row: Entry | Day) -> int:
    return ROW_HEIGHT if isinstance(row, Entry) else DAY_HEIGHT
