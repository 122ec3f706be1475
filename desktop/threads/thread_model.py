"""Posts of one thread as lines to show: posts, system lines and the days between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.qt.formatting import Clock, exact, long_day
from desktop.qt.statuses import VISIBILITIES
from sync_server.contract.values import Visibility

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
LINE_ROLE = Qt.ItemDataRole.UserRole


class LineKind(StrEnum):
    POST = "post"
    REMOVED = "removed"
    """A post taken back: its place and author stay, its text does not."""
    SYSTEM = "system"
    """Something that happened: a call ended, an issue was reported."""
    DAY = "day"


class Author(StrEnum):
    ME = "me"
    STAFF = "staff"
    CUSTOMER = "customer"


class Sending(StrEnum):
    SENT = "sent"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a thread. For a system line `body` is the sentence and `icon` its picture."""

    id: str
    body: str
    at: datetime
    kind: LineKind = LineKind.POST
    author: str = ""
    by: Author = Author.STAFF
    visibility: Visibility = Visibility.INTERNAL
    sending: Sending = Sending.SENT
    note: str = ""
    """Why it was refused, or that it was edited."""
    icon: str = "info"


@dataclass(frozen=True, slots=True)
class Following:
    """A line and whether it follows one by the same author, so that the name is not repeated."""

    line: Line
    is_continued: bool


class ThreadModel(QAbstractListModel):
    """The lines in order, oldest first, with a line before each new day."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._lines: list[Following] = []

    def show(self, lines: Iterable[Line]) -> None:
        """Show exactly these. New ones at the end are added; anything else starts over."""
        wanted = self._arranged(tuple(lines))
        kept = len(self._lines)
        if kept and wanted[:kept] == self._lines:
            if len(wanted) > kept:
                self.beginInsertRows(TOP, kept, len(wanted) - 1)
                self._lines = wanted
                self.endInsertRows()
            return
        if [each.line.id for each in wanted] == [each.line.id for each in self._lines]:
            self._lines = wanted
            self.dataChanged.emit(self.index(0), self.index(len(wanted) - 1))
            return
        self.beginResetModel()
        self._lines = wanted
        self.endResetModel()

    def at(self, row: int) -> Following:
        """The line in this row."""
        return self._lines[row]

    def lines(self) -> Sequence[Line]:
        """What is shown, without the day lines."""
        return tuple(each.line for each in self._lines if each.line.kind is not LineKind.DAY)

    def _arranged(self, lines: Sequence[Line]) -> list[Following]:
        now, arranged = self._clock(), list[Following]()
        before: Line | None = None
        for line in lines:
            if before is None or before.at.astimezone().date() != line.at.astimezone().date():
                words = long_day(line.at, now)
                arranged.append(
                    Following(
                        Line(f"day:{words}", words, line.at, LineKind.DAY), is_continued=False
                    )
                )
                before = None
            arranged.append(Following(line, is_continued=_continues(before, line)))
            before = line
        return arranged

    # Qt overrides

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        following = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return following.line.body
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(following.line)
        return following if role == LINE_ROLE else None


def spoken(line: Line) -> str:
    """The line as a screen reader says it."""
    if line.kind in {LineKind.DAY, LineKind.SYSTEM}:
        return line.body
    audience = VISIBILITIES[line.visibility].text
    state = {Sending.WAITING: ", not sent yet", Sending.REFUSED: ", refused"}.get(line.sending, "")
    return f"{line.author}, {exact(line.at)}, {audience}{state}: {line.body}"


def _continues(before: Line | None, line: Line) -> bool:
    if before is None or before.kind is not LineKind.POST or line.kind is not LineKind.POST:
        return False
    close = (line.at - before.at).total_seconds() < 300
    return close and before.author == line.author and before.visibility is line.visibility
