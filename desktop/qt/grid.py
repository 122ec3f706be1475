"""The table every list page shows: fluid at a million rows, keyboard first, optional ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from desktop.qt.delegates import CHECK_ROOM, TableDelegate
from desktop.qt.signals import signal, wish
from desktop.qt.table_model import Column, R, Rows, Source, TableModel

ROW_HEIGHT = 36


@dataclass(frozen=True, slots=True)
class Order:
    """The order a person asked for by clicking a column's head."""

    key: str
    descending: bool = False


class Grid(QTableView, Generic[R]):
    """One table. Enter or a double click opens a row; Space ticks it where ticks are on."""

    opened = signal(str)
    opened_aside = signal(str)
    """To be opened beside what is there: Ctrl+click, the middle button, Shift+Enter."""
    current_changed = signal(str)
    order_requested = signal(Order)
    ticks_changed = wish()

    def __init__(self, columns: Sequence[Column[R]], name: str, *, ticks: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._model = TableModel[R](columns, self)
        self._ticked: dict[str, R] = {}
        self._has_ticks = ticks
        self._menu = QMenu(self)
        self._cells = TableDelegate(self, self if ticks else None)
        self.setModel(self._model)
        self.setItemDelegate(self._cells)
        self._set_up_view()
        self._set_up_head()

    def show_source(self, source: Source[R]) -> None:
        """Show other rows, from the top."""
        self._model.show(source)
        self.scrollToTop()

    def show_rows(self, rows: Iterable[R]) -> None:
        """Show rows already in hand."""
        self.show_source(Rows[R](tuple(rows)))

    def refresh(self) -> None:
        """Read the same source again; the selected row stays selected."""
        self._model.refresh()

    def model_of_rows(self) -> TableModel[R]:
        """The model, typed."""
        return self._model

    def current_id(self) -> str:
        """The id of the current row; empty when there is none."""
        at = self.currentIndex().row()
        return self._model.row(at).id if 0 <= at < self._model.rowCount() else ""

    def ticked(self) -> tuple[R, ...]:
        """The rows ticked, as they were when ticked, in that order."""
        return tuple(self._ticked.values())

    def tick(self, rows: Iterable[R]) -> None:
        """Tick exactly these."""
        self._ticked = {each.id: each for each in rows}
        self.viewport().update()
        self.ticks_changed.emit()

    def is_on(self, row: int) -> bool:
        """Whether the row at this position is ticked (asked by the delegate)."""
        return self._model.row(row).id in self._ticked

    def check_column(self) -> int:
        """Where the ticks are drawn (asked by the delegate)."""
        return 0

    def set_row_height(self, height: int) -> None:
        """Comfortable or compact rows, in pixels."""
        self.verticalHeader().setDefaultSectionSize(height)

    def _set_up_view(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.doubleClicked.connect(self._open)
        self._menu.setObjectName("orders")
        self._menu.triggered.connect(self._order_picked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer_orders)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)

    def _set_up_head(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setMinimumSectionSize(48)
        head.setFixedHeight(36)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(False)
        head.sectionClicked.connect(self._order_by)
        for at, column in enumerate(self._model.columns()):
            extra = CHECK_ROOM if self._has_ticks and at == 0 else 0
            self.setColumnWidth(at, column.width + extra)

    def _order_by(self, section: int) -> None:
        key = self._model.columns()[section].sort_key
        if not key:
            return
        head = self.horizontalHeader()
        again = head.isSortIndicatorShown() and head.sortIndicatorSection() == section
        rising = head.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        falls = again and rising
        order = Qt.SortOrder.DescendingOrder if falls else Qt.SortOrder.AscendingOrder
        head.setSortIndicatorShown(True)
        head.setSortIndicator(section, order)
        self.order_requested.emit(Order(key, descending=falls))

    def _offer_orders(self, at: QPoint) -> None:
        """The menu key and the right button: sorting without the pointer on a column's head."""
        self._menu.clear()
        for section, column in enumerate(self._model.columns()):
            if column.sort_key:
                action = self._menu.addAction(f"Sort by {column.title.lower()}")
                action.setData(section)
        self._menu.popup(self.viewport().mapToGlobal(at))

    def _order_picked(self, action: QAction) -> None:
        self._order_by(int(action.data()))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._model.row(index.row()).id)

    def _open_aside(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened_aside.emit(self._model.row(index.row()).id)

    def _toggle(self, row: int) -> None:
        each = self._model.row(row)
        if self._ticked.pop(each.id, None) is None:
            self._ticked[each.id] = each
        self.viewport().update()
        self.ticks_changed.emit()

    def _drop_columns(self) -> int:
        """Leave out what does not fit, last first; answers the width left over."""
        columns = self._model.columns()
        wanted = sum(each.width for each in columns) + (CHECK_ROOM if self._has_ticks else 0)
        room = self.viewport().width()
        for at in reversed(range(len(columns))):
            drops = columns[at].gives_way and wanted > room
            self.setColumnHidden(at, drops)
            wanted -= columns[at].width if drops else 0
        return max(0, room - wanted)

    def _is_aside(self, event: QMouseEvent) -> bool:
        held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        middle = event.button() == Qt.MouseButton.MiddleButton
        return middle or (held and event.button() == Qt.MouseButton.LeftButton)

    def _in_box(self, event: QMouseEvent, at: QModelIndex) -> bool:
        left = self.columnViewportPosition(at.column())
        is_left = event.button() == Qt.MouseButton.LeftButton
        return is_left and at.column() == self.check_column() and event.position().x() - left < 36

    def _fit(self) -> None:
        """Share the room out among the columns."""
        columns, spare = self._model.columns(), self._drop_columns()
        shown = (at for at in range(len(columns)) if not self.isColumnHidden(at))
        elastic = [at for at in shown if columns[at].stretches]
        for at in elastic:
            extra = CHECK_ROOM if self._has_ticks and at == 0 else 0
            self.setColumnWidth(at, columns[at].width + extra + spare // len(elastic))

    # Qt overrides

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.current_changed.emit(self.current_id())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and here.isValid():
            aside = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self._open_aside if aside else self._open)(here)
        elif event.key() == Qt.Key.Key_Space and self._has_ticks and here.isValid():
            self._toggle(here.row())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = self.indexAt(event.position().toPoint())
        if self._is_aside(event):
            self._open_aside(at)
        elif self._has_ticks and at.isValid() and self._in_box(event, at):
            self._toggle(at.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._cells.hover(self.rowAt(int(event.position().y()))):
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._cells.hover(-1)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
