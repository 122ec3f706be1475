"""The board as a person handles it: scroll, choose, drag, stretch, and the same by keyboard."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.calendar.board_items import unpacked
from desktop.calendar.board_keys import HANDLED, Handled, stretched
from desktop.calendar.board_painting import LEFT, TOP, Ghost
from desktop.calendar.board_surface import BoardSurface
from desktop.calendar.calendar_model import (
    Block,
    Move,
    in_the_way,
    moved,
    placed,
    resized,
    warning,
)
from desktop.calendar.days import Mode, clock, short_day
from desktop.calendar.layout import HOUR, NARROW, Spot
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.replica.calendar import WITHOUT_END

AnyIndex = QModelIndex | QPersistentModelIndex
GRIP = 7
"""Pixels at a block's end that stretch it."""
MORNING = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """A menu for a block, at a point of the screen."""

    key: str
    at: QPoint


class BoardView(BoardSurface):
    """Emits what people want; the store decides."""

    move_requested = signal(Move)
    open_requested = signal(str)
    menu_requested = signal(Asked)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(clock, parent)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.viewport().setMouseTracking(True)
        self._stretching: Block | None = None

    # -- what a drag or key would do

    def wanted(self, key: str, spot: Spot) -> Move | None:
        """What dropping this there means; None when it means nothing."""
        if self._board is None:
            return None
        starts = spot.starts_at(self._board.zone)
        job, block = self._waiting.get(key), self.block(key)
        if job is not None:
            return placed(job, spot.worker_id, starts)
        return moved(block, spot.worker_id, starts) if block is not None else None

    def in_the_way(self, move: Move) -> str:
        """Who would have to be in two places, in words."""
        if self._board is None:
            return ""
        people = {line.worker.id: line.worker for line in self._board.lines}
        blocks = (standing.block for standing in self._board.standing)
        return warning(in_the_way(blocks, move), people, self._board.zone)

    def _outline(self, key: str, spot: Spot | None) -> None:
        move = self.wanted(key, spot) if spot is not None else None
        if move is None or spot is None or self._board is None or move.starts_at is None:
            self._ghost = None
        else:
            length = (move.ends_at or move.starts_at + WITHOUT_END) - move.starts_at
            words = f"{short_day(spot.day)}, {clock(move.starts_at, self._board.zone)}"
            box = self._board.box_of(spot, length)
            self._ghost = Ghost(box, words, self.in_the_way(move))
        self.viewport().update()

    def _outline_stretched(self, move: Move) -> None:
        standing = self.items.at(
            self.items.row_of(self._stretching.key if self._stretching else "")
        )
        if standing is None or self._board is None or not move.starts_at or not move.ends_at:
            return
        width = int((move.ends_at - move.starts_at).total_seconds() * HOUR / 3600)
        box = replace(standing.box, width=max(NARROW, width))
        words = f"until {clock(move.ends_at, self._board.zone)}"
        self._ghost = Ghost(box, words, self.in_the_way(move))
        self.viewport().update()

    def spot_at(self, at: QPoint, key: str = "", grip: int = 0) -> Spot | None:
        """The place under a point of the viewport, if it is on the board."""
        if self._board is None or at.x() < LEFT or at.y() < TOP:
            return None
        where = at - QPoint(LEFT, TOP) + self._offset()
        block = self.block(key)
        keeps = block.starts_at if block is not None else None
        return self._board.spot_at(where.x() - grip, where.y(), keeps)

    def _stretch_to(self, at: QPoint) -> Move | None:
        spot = self.spot_at(at)
        if self._stretching is None or spot is None or self._board is None:
            return None
        same = Spot(self._stretching.worker_id, spot.day, spot.minute)
        return resized(self._stretching, same.starts_at(self._board.zone))

    def _is_grip(self, at: QPoint) -> bool:
        standing = self.items.at(self.indexAt(at).row())
        if standing is None or self._board is None or self._board.mode is Mode.WEEK:
            return False
        return self._can_move and at.x() > self._rect(standing).right() - GRIP

    # Qt overrides: what people do

    def event(self, event: QEvent) -> bool:
        # Alt and an arrow means back and forward in the window; here it moves what is chosen.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_ours = (event.key(), event.modifiers()) in HANDLED
            if is_ours and self.current_block() is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        handled, block = HANDLED.get((event.key(), event.modifiers())), self.current_block()
        if handled is None or block is None or self._board is None:
            super().keyPressEvent(event)
        elif handled is Handled.OPEN:
            self.open_requested.emit(block.key)
        elif handled is Handled.MENU:
            self._ask_menu(self.visualRect(self.currentIndex()).center())
        elif self._can_move and (move := stretched(self._board, block, handled)) is not None:
            self.move_requested.emit(move)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.current_key():
            self.open_requested.emit(self.current_key())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self.setCurrentIndex(self.indexAt(event.pos()))
            self._ask_menu(event.pos())

    def _ask_menu(self, at: QPoint) -> None:
        if self.current_key():
            self.menu_requested.emit(Asked(self.current_key(), self.viewport().mapToGlobal(at)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and self._is_grip(at):
            standing = self.items.at(self.indexAt(at).row())
            self._stretching = standing.block if standing else None
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._stretching is None:
            shape = (
                Qt.CursorShape.SizeHorCursor if self._is_grip(at) else Qt.CursorShape.ArrowCursor
            )
            self.viewport().setCursor(shape)
            super().mouseMoveEvent(event)
            return
        move = self._stretch_to(at)
        if move is not None:
            self._outline_stretched(move)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._stretching is None:
            super().mouseReleaseEvent(event)
            return
        move = self._stretch_to(event.position().toPoint())
        self._stretching, self._ghost = None, None
        self.viewport().update()
        if move is not None:
            self.move_requested.emit(move)

    def startDrag(self, actions: Qt.DropAction) -> None:
        if self._can_move:
            super().startDrag(Qt.DropAction.CopyAction)
            self._outline("", None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._can_move and unpacked(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        key = unpacked(event.mimeData())
        spot = self.spot_at(event.position().toPoint(), key)
        self._outline(key, spot)
        event.acceptProposedAction() if key and spot is not None else event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._outline("", None)

    def dropEvent(self, event: QDropEvent) -> None:
        key = unpacked(event.mimeData())
        spot = self.spot_at(event.position().toPoint(), key)
        self._outline("", None)
        move = self.wanted(key, spot) if spot is not None else None
        if move is not None and self._can_move:
            event.acceptProposedAction()
            self.move_requested.emit(move)
