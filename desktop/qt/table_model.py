"""The one table model: a window of pages over a source of any length, rows in, cells out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
PAGE = 64
PAGES_KEPT = 64


class Keyed(Protocol):
    """A row knows its own id."""

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Keyed)
R_co = TypeVar("R_co", covariant=True)


class Source(Protocol[R_co]):
    """Where rows come from: asked for whole pages, in the order shown, from the GUI thread."""

    def count(self) -> int: ...

    def page(self, first: int, size: int) -> Sequence[R_co]: ...


class Rows(Generic[R]):
    """A source over rows already in hand."""

    def __init__(self, rows: Sequence[R] = ()) -> None:
        self._rows = tuple(rows)

    def count(self) -> int:
        return len(self._rows)

    def page(self, first: int, size: int) -> Sequence[R]:
        return self._rows[first : first + size]


class Align(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class CellLook(StrEnum):
    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    LINK = "link"
    PERSON = "person"
    """An avatar before the text."""
    HEAD = "head"
    """The head of a group, across the whole row."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A small icon before a cell's text; the text or the tooltip says the same."""

    icon: str
    tone: Tone = Tone.GREY


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column as data. `sort_key` names the order to ask the source for; empty: cannot sort."""

    title: str
    text: Callable[[R], str]
    width: int = 120
    look: CellLook = CellLook.PLAIN
    align: Align = Align.LEFT
    sort_key: str = ""
    badges: Callable[[R], tuple[Badge, ...]] | None = None
    tip: Callable[[R], str] | None = None
    stretches: bool = False
    sign: Callable[[R], Sign | None] | None = None
    strong: Callable[[R], bool] | None = None
    """Rows in which this cell stands out, such as what nobody has read."""
    gives_way: bool = False
    """Left out where the table is too narrow for all columns."""
    head: Callable[[R], str] | None = None
    """What to write across the whole row where it is the head of a group, else nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows; made once per page."""

    text: str
    badges: tuple[Badge, ...]
    look: CellLook
    align: Align
    sign: Sign | None = None


class TableModel(QAbstractTableModel, Generic[R]):
    """Shows a source. Holds no query and no rule; only the pages near what is on screen."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._source: Source[R] = Rows[R]()
        self._count = 0
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._cells: dict[int, dict[int, tuple[Cell, ...]]] = {}
        self._marks: dict[int, str] = {}

    def mark_heads(self, marks: dict[int, str]) -> None:
        """What stands behind the titles of these columns, such as an arrow."""
        self._marks = marks
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def show(self, source: Source[R]) -> None:
        """Start over with another source (another filter, another order)."""
        self.beginResetModel()
        self._forget()
        self._source, self._count = source, source.count()
        self.endResetModel()

    def swap(self, source: Source[R]) -> None:
        """Go on with a better source of the same rows; selected rows are followed by id."""
        self._source = source
        self.refresh()

    def refresh(self) -> None:
        """The source's rows changed: show them anew; selected rows are followed by id."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        wanted = {at.row(): self._id_at(at.row()) for at in held}
        self._forget()
        self._count = self._source.count()
        now = {was: self._find(row_id, was) for was, row_id in wanted.items()}
        moved = [
            TOP if now[at.row()] < 0 else self.index(now[at.row()], at.column()) for at in held
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def row(self, at: int) -> R:
        """The row at this position; fetches its page when it is not at hand."""
        return self._page(at // PAGE)[at % PAGE]

    def cell(self, at: int, column: int) -> Cell:
        """What to draw there."""
        number = at // PAGE
        rows = self._page(number)
        # Written row by row: after a jump half of a page is never looked at.
        lines = self._cells.setdefault(number, {})
        line = lines.get(at % PAGE)
        if line is None:
            line = lines[at % PAGE] = self._line(rows[at % PAGE])
        return line[column]

    def columns(self) -> tuple[Column[R], ...]:
        """The columns, in order."""
        return self._columns

    def loaded_ids(self) -> tuple[str, ...]:
        """The ids of the rows in hand, from the top."""
        return tuple(row.id for number in sorted(self._pages) for row in self._pages[number])

    def _line(self, row: R) -> tuple[Cell, ...]:
        head = self._columns[0].head
        words = head(row) if head is not None else ""
        if words:
            return (Cell(words, (), CellLook.HEAD, Align.LEFT),) * len(self._columns)
        return tuple(
            Cell(
                each.text(row),
                each.badges(row) if each.badges else (),
                CellLook.STRONG if each.strong and each.strong(row) else each.look,
                each.align,
                each.sign(row) if each.sign else None,
            )
            for each in self._columns
        )

    def _page(self, number: int) -> Sequence[R]:
        if number in self._pages:
            self._pages.move_to_end(number)
            return self._pages[number]
        rows = self._source.page(number * PAGE, min(PAGE, self._count - number * PAGE))
        self._pages[number] = rows
        if len(self._pages) > PAGES_KEPT:
            dropped, _ = self._pages.popitem(last=False)
            self._cells.pop(dropped, None)
        return rows

    def _forget(self) -> None:
        self._pages.clear()
        self._cells.clear()

    def _has(self, at: int) -> bool:
        # A source may shrink between two reads: a row it no longer has is blank until refresh.
        return 0 <= at < self._count and at % PAGE < len(self._page(at // PAGE))

    def _id_at(self, at: int) -> str:
        return self.row(at).id if self._has(at) else ""

    def _index_of(self, at: int, column: int) -> QModelIndex:
        return TOP if at < 0 else self.index(at, column)

    def _find(self, row_id: str, near: int) -> int:
        """Where the row is now, looked for on its old page and the two beside it; -1: not there."""
        for number in (near // PAGE, near // PAGE - 1, near // PAGE + 1):
            if number < 0 or number * PAGE >= self._count:
                continue
            for at, row in enumerate(self._page(number)):
                if row.id == row_id:
                    return number * PAGE + at
        return -1

    # Qt overrides

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        spoken = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
        if not spoken or not index.isValid() or not self._has(index.row()):
            return None
        cell = self.cell(index.row(), index.column())
        return ", ".join(filter(None, (cell.text, *(badge.text for badge in cell.badges))))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title + self._marks.get(section, "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = column.align is Align.RIGHT
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
