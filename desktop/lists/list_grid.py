"""The table of a list: its columns as the person has them, groups, and a selection of any size."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent

from desktop.lists.heads import HeadClick, HeadMenu, Heads
from desktop.lists.selection_model import EVERYTHING, NONE, Selection
from desktop.qt.delegates import CHECK_ROOM
from desktop.qt.grid import Grid
from desktop.qt.signals import signal, wish
from desktop.qt.table_model import Column, Source
from desktop.replica.listing_rows import ListRow

MOST_IN_A_RANGE = 5_000
"""Rows one Shift can take at once; beyond that Ctrl+A and a filter are meant."""
_UPWARDS = (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home)
_DOWNWARDS = (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End)
_MOVES = frozenset((*_UPWARDS, *_DOWNWARDS))


@dataclass(frozen=True, slots=True)
class RowMenu:
    """Somebody asks what can be done with a row."""

    id: str
    at: QPoint


@dataclass(frozen=True, slots=True)
class CellClick:
    """The left button went down on a cell; `x` is from its left edge, in pixels."""

    id: str
    section: int
    x: int


class ListGrid(Grid[ListRow]):
    """Enter opens, Shift+Enter opens beside; Space and Shift+arrows select, Ctrl+A selects all."""

    head_clicked = signal(HeadClick)
    head_menu_requested = signal(HeadMenu)
    row_menu_requested = signal(RowMenu)
    cell_clicked = signal(CellClick)
    fold_requested = signal(str)
    selection_changed = signal(Selection)
    layout_changed = wish()
    """Columns were moved or made wider by hand."""

    def __init__(self, columns: Sequence[Column[ListRow]], name: str) -> None:
        self._selection = NONE
        self._anchor = -1
        self._widths: dict[int, int] = {}
        self._shown: tuple[int, ...] = ()
        self._is_fitting = self._is_laid_out = False
        self._first = 0
        self._heads = Heads()
        super().__init__(columns, name, ticks=True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self._heads.asked.connect(self.head_clicked.emit)
        self._heads.menu_requested.connect(self.head_menu_requested.emit)
        self._heads.sectionMoved.connect(self._moved)
        self._heads.sectionResized.connect(self._resized)

    def show_columns(self, sections: Sequence[int], widths: Mapping[int, int]) -> None:
        """Show these columns in this order; `widths` are those the person chose."""
        if (self._shown, self._widths) == (tuple(sections), dict(widths)) and self._is_laid_out:
            return  # laying columns out costs more than painting them
        self._is_laid_out = True
        self._shown, self._widths = tuple(sections), dict(widths)
        self._heads.put_in_order(self._shown)
        self._fit()
        self.viewport().update()

    def order_of_columns(self) -> tuple[int, ...]:
        """The columns as they stand, those without room included."""
        moved = [each for each in self._heads.shown_order() if each in self._shown]
        return (*moved, *(each for each in self._shown if each not in moved))

    def widths(self) -> Mapping[int, int]:
        """The widths people chose, by column."""
        return self._widths

    def heads(self) -> Heads:
        """The head, to ask for menus where it is."""
        return self._heads

    def selection(self) -> Selection:
        """What is selected."""
        return self._selection

    def select_all(self) -> None:
        """All that match, seen or not."""
        self._choose(EVERYTHING)

    def toggle_row(self, row_id: str) -> None:
        """Select this row, or no longer."""
        self._choose(self._selection.toggled(row_id))

    def select_none(self) -> None:
        self._choose(NONE)

    def show_source(self, source: Source[ListRow]) -> None:
        """Show other rows, from the top; what was selected belonged to the others."""
        self._anchor = -1
        self._choose(NONE)
        super().show_source(source)

    def swap_source(self, source: Source[ListRow]) -> None:
        """The same rows from a better source: nothing moves."""
        self.model_of_rows().swap(source)

    def is_on(self, row: int) -> bool:
        """Whether the row at this position is selected (asked by the delegate)."""
        return self._selection.has(self.model_of_rows().row(row).id)

    def check_column(self) -> int:
        """The column that stands first (asked by the delegate)."""
        return self._first

    def _find_first(self) -> None:
        # Kept, because every cell that is painted asks for it.
        order = self._heads.shown_order()
        self._first = order[0] if order else 0

    def _choose(self, selection: Selection) -> None:
        if selection != self._selection:
            self._selection = selection
            self.viewport().update()
            self.selection_changed.emit(selection)

    def _toggle(self, row: int) -> None:
        found = self.model_of_rows().row(row)
        if found.head is None:
            self._anchor = row
            self._choose(self._selection.toggled(found.id))

    def _take_range(self, to: int) -> None:
        """Everything between where the range began and here."""
        model = self.model_of_rows()
        if self._anchor < 0:
            self._anchor = to
        first, last = sorted((self._anchor, to))
        lines = range(first, min(last, first + MOST_IN_A_RANGE - 1) + 1)
        rows = (model.row(line) for line in lines)
        self._choose(self._selection.with_rows(row.id for row in rows if row.head is None))

    def _set_up_head(self) -> None:
        self.setHorizontalHeader(self._heads)
        self._shown = tuple(range(len(self.model_of_rows().columns())))

    def _moved(self, _section: int, _was: int, _now: int) -> None:
        self._find_first()
        self.layout_changed.emit()
        self.viewport().update()

    def _resized(self, section: int, _was: int, now: int) -> None:
        if not self._is_fitting and now > 0:
            self._widths[section] = now
            self.layout_changed.emit()

    def _fit(self) -> None:
        """Leave out what gives way, then share what room is left among the elastic columns."""
        columns, self._is_fitting = self.model_of_rows().columns(), True
        room = self.viewport().width()
        wanted = {at: self._wanted(at) for at in self._shown}
        for at in reversed(self._shown):
            drops = columns[at].gives_way and at not in self._widths and sum(wanted.values()) > room
            self.setColumnHidden(at, drops)
            if drops:
                del wanted[at]
        elastic = [at for at in wanted if columns[at].stretches and at not in self._widths]
        spare = max(0, room - sum(wanted.values()))
        for at, width in wanted.items():
            self.setColumnWidth(at, width + (spare // len(elastic) if at in elastic else 0))
        self._is_fitting = False
        self._find_first()

    def _wanted(self, at: int) -> int:
        own = self._widths.get(at)
        if own is not None:
            return own
        is_first = bool(self._shown) and at == self._shown[0]
        return self.model_of_rows().columns()[at].width + (CHECK_ROOM if is_first else 0)

    def _open(self, index: QModelIndex) -> None:
        self._unless_head(index, super()._open)

    def _open_aside(self, index: QModelIndex) -> None:
        self._unless_head(index, super()._open_aside)

    def _unless_head(self, index: QModelIndex, act: Callable[[QModelIndex], None]) -> None:
        if not index.isValid():
            return
        row = self.model_of_rows().row(index.row())
        if row.head is not None:
            self.fold_requested.emit(row.id)
        else:
            act(index)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        here = self.currentIndex()
        if key == Qt.Key.Key_A and held == Qt.KeyboardModifier.ControlModifier:
            self.select_all()
        elif key == Qt.Key.Key_Escape and self._selection != NONE:
            self.select_none()
        elif key in _MOVES and held & Qt.KeyboardModifier.ShiftModifier and here.isValid():
            if self._anchor < 0:
                self._anchor = here.row()
            plain = QKeyEvent(event.type(), key, held & ~Qt.KeyboardModifier.ShiftModifier)
            super().keyPressEvent(plain)
            self._take_range(self.currentIndex().row())
        else:
            if key in _MOVES:
                self._anchor = -1
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.indexAt(event.position().toPoint())
        was = self.currentIndex().row()
        super().mousePressEvent(event)
        if not at.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            if self._anchor < 0:
                self._anchor = max(was, 0)
            self._take_range(at.row())
        elif self.model_of_rows().row(at.row()).head is not None:
            self._open(at)
        elif event.modifiers() == Qt.KeyboardModifier.NoModifier:
            x = int(event.position().x()) - self.columnViewportPosition(at.column())
            row_id = self.model_of_rows().row(at.row()).id
            self.cell_clicked.emit(CellClick(row_id, at.column(), x))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        here = self.currentIndex()
        if event.reason() is not QContextMenuEvent.Reason.Keyboard:
            here = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if not here.isValid():
            return
        row = self.model_of_rows().row(here.row())
        if row.head is None:
            corner = self.viewport().mapToGlobal(self.visualRect(here).bottomLeft())
            by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
            self.row_menu_requested.emit(RowMenu(row.id, corner if by_key else event.globalPos()))
