"""One customer's timeline as entries to show, newest first, filtered by type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.qt.formatting import exact, plain_tip
from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
ENTRY_ROLE = Qt.ItemDataRole.UserRole


class EntryKind(StrEnum):
    CALL = "call"
    POST = "post"
    ISSUE = "issue"
    BOOKING = "booking"
    INVOICE = "invoice"
    QUOTE = "quote"
    INQUIRY = "inquiry"


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


class TimelineModel(QAbstractListModel):
    """The entries of the kinds chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Entry, ...] = ()
        self._shown: tuple[Entry, ...] = ()
        self._kinds: frozenset[EntryKind] = frozenset()

    def show(self, entries: Iterable[Entry]) -> None:
        """Show exactly these."""
        self._all = tuple(entries)
        self._arrange()

    def keep(self, kinds: Iterable[EntryKind]) -> None:
        """Only these kinds; none means all."""
        self._kinds = frozenset(kinds)
        self._arrange()

    def entry(self, row: int) -> Entry:
        """The entry in this row."""
        return self._shown[row]

    def _arrange(self) -> None:
        kinds = self._kinds
        wanted = tuple(each for each in self._all if not kinds or each.kind in kinds)
        if [each.id for each in wanted] == [each.id for each in self._shown]:
            self._shown = wanted
            if wanted:
                self.dataChanged.emit(self.index(0), self.index(len(wanted) - 1))
            return
        self.beginResetModel()
        self._shown = wanted
        self.endResetModel()

    # Qt overrides

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            play = ", play" if entry.can_play else ""
            return f"{entry.title}, {entry.detail}, {exact(entry.at)}{play}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{entry.title}\n{entry.detail}\n{exact(entry.at)}")
        return entry if role == ENTRY_ROLE else None
