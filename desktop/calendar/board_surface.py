"""The surface of the board: what stands where in the viewport, scrolling, choosing, painting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.calendar.board_items import BlocksModel
from desktop.calendar.board_painting import LEFT, TOP, Ghost, Scene, paint
from desktop.calendar.calendar_model import Block, Load
from desktop.calendar.days import Mode
from desktop.calendar.layout import HOUR, Board, Standing
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.replica.calendar import Planned
from sync_server.contract.base import RowId

AnyIndex = QModelIndex | QPersistentModelIndex
MORNING = 7


class _Nothing(QStyledItemDelegate):
    """What is dragged is outlined on the board: no picture hangs on the pointer."""

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        return


class BoardSurface(QListView):
    """A list of Qt's with a geometry of its own: Qt gives every block of it to screen readers.

    A bare QAbstractItemView is passed over by them, and so are items of a QGraphicsView.
    """

    chosen = signal(str)
    width_changed = signal(int)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calendar_board")
        self.setAccessibleName("Jobs by fieldworker and time")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.items = BlocksModel(self)
        self.setModel(self.items)
        self.setItemDelegate(_Nothing(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._clock = clock
        self._board: Board | None = None
        self._loads: Mapping[tuple[RowId, date], Load] = {}
        self._waiting: Mapping[str, Planned] = {}
        self._ghost: Ghost | None = None
        self._can_move = True
        self._shown: tuple[date, ...] = ()

    def show_board(
        self,
        board: Board,
        loads: Mapping[tuple[RowId, date], Load],
        waiting: Mapping[str, Planned],
        *,
        can_move: bool,
    ) -> None:
        """Another board; what was chosen stays chosen where it still is."""
        key = self.current_key()
        self._board, self._loads, self._waiting = board, loads, waiting
        self._can_move = can_move
        self.items.show_board(board, can_move=can_move)
        self._range()
        self.choose(key)
        if board.days != self._shown and board.mode is Mode.DAY:
            self.horizontalScrollBar().setValue(MORNING * HOUR)
        self._shown = board.days
        self.viewport().update()

    def room(self) -> int:
        """How wide a board fits beside the people."""
        return self.viewport().width() - LEFT

    def current_key(self) -> str:
        standing = self.items.at(self.currentIndex().row())
        return standing.block.key if standing else ""

    def current_block(self) -> Block | None:
        standing = self.items.at(self.currentIndex().row())
        return standing.block if standing else None

    def choose(self, key: str) -> None:
        row = self.items.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self.items.index(row, 0))

    def block(self, key: str) -> Block | None:
        standing = self.items.at(self.items.row_of(key))
        return standing.block if standing else None

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _range(self) -> None:
        if self._board is None:
            return
        room = self.viewport().size()
        across, down = room.width() - LEFT, room.height() - TOP
        self.horizontalScrollBar().setRange(0, max(0, self._board.width - across))
        self.horizontalScrollBar().setPageStep(across)
        self.horizontalScrollBar().setSingleStep(HOUR // 2)
        self.verticalScrollBar().setRange(0, max(0, self._board.height - down))
        self.verticalScrollBar().setPageStep(down)
        self.verticalScrollBar().setSingleStep(28)

    def _rect(self, standing: Standing) -> QRect:
        box, offset = standing.box, self._offset()
        return QRect(box.x + LEFT - offset.x(), box.y + TOP - offset.y(), box.width, box.height)

    # Qt overrides: where things are

    def visualRect(self, index: AnyIndex) -> QRect:
        standing = self.items.at(index.row())
        return self._rect(standing) if standing is not None else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        if self._board is None or point.x() < LEFT or point.y() < TOP:
            return QModelIndex()
        where = point - QPoint(LEFT, TOP) + self._offset()
        for standing in self._board.between(where.y(), where.y()):
            box = standing.box
            if QRect(box.x, box.y, box.width, box.height).contains(where):
                return self.items.index(self._board.standing.index(standing), 0)
        return QModelIndex()

    def scrollTo(
        self,
        index: AnyIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        standing = self.items.at(index.row())
        if standing is None:
            return
        box, across, down = standing.box, self.horizontalScrollBar(), self.verticalScrollBar()
        if not across.value() <= box.x <= across.value() + across.pageStep() - 60:
            across.setValue(box.x - 60)
        if not down.value() <= box.y <= down.value() + down.pageStep() - box.height:
            down.setValue(box.y - 60)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        rows, row = self.items.rowCount(), self.currentIndex().row()
        actions = QAbstractItemView.CursorAction
        step = {
            actions.MoveLeft: -1,
            actions.MovePrevious: -1,
            actions.MoveUp: -1,
            actions.MoveHome: -rows,
            actions.MoveEnd: rows,
        }.get(action, 1)
        return self.items.index(max(0, min(rows - 1, row + step)), 0)

    def updateGeometries(self) -> None:
        self._range()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: AnyIndex) -> bool:
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, command)

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion(self.viewport().rect())

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.chosen.emit(self.current_key())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._range()
        if event.size().width() != event.oldSize().width():
            self.width_changed.emit(self.room())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._board is None:
            return
        offset = QPointF(self._offset())
        scene = Scene(
            self._board,
            self._loads,
            self._clock(),
            self.current_key(),
            self.hasFocus(),
            self._ghost,
            offset,
        )
        painter = QPainter(self.viewport())
        paint(painter, scene, QRectF(self.viewport().rect()))
        painter.end()
