"""The board as a person handles it: choose, open, drag, and the same by keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QWidget

from desktop.issues.board_items import Reads, unpacked
from desktop.issues.board_model import COLUMNS, TITLES
from desktop.issues.board_painting import TOP, Carried
from desktop.issues.board_surface import BoardSurface
from desktop.qt.formatting import Clock, plain_tip
from desktop.qt.signals import signal
from sync_server.contract.values import IssueStatus

HELP = (
    "Arrows choose a card, Enter opens it. Space picks it up, Left and Right choose a column, "
    "Enter puts it down, Escape leaves it where it was. The menu key offers the same."
)
NEAR, BY = 48, 24
"""Pixels from the edge where a drag scrolls, and how far."""
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


@dataclass(frozen=True, slots=True)
class Wish:
    """A card is to stand in another column."""

    id: str
    to: IssueStatus


@dataclass(frozen=True, slots=True)
class Asked:
    """A menu for a card, at a point of the screen."""

    id: str
    at: QPoint


class BoardView(BoardSurface):
    """Emits what people want; the store decides."""

    move_requested = signal(Wish)
    open_requested = signal(str)
    open_aside_requested = signal(str)
    menu_requested = signal(Asked)
    told = signal(str)
    """What carrying a card by keyboard means just now, in words."""

    def __init__(self, reads: Reads, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(reads, clock, parent)
        self.setAccessibleDescription(HELP)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.viewport().setMouseTracking(True)
        self._can_move = True

    def let_move(self, *, may: bool) -> None:
        """Whether this person's role may move issues at all."""
        self._can_move = may

    def carried(self) -> Carried | None:
        """The card that is held, by mouse or by keyboard."""
        return self._carried

    # -- carrying

    def pick_up(self, issue_id: str) -> Carried | None:
        """Take a card: where it may go lights up. None: it cannot be taken."""
        spot = self.items.spot(self.items.row_of(issue_id))
        if spot is None or not self._can_move:
            return None
        refusals: Mapping[IssueStatus, str] = self._reads.refusals(issue_id)
        self._carried = Carried(issue_id, spot.status, refusals, spot.status)
        self.viewport().update()
        return self._carried

    def let_go(self) -> None:
        """Leave the card where it was."""
        if self._carried is not None:
            self._carried, self._pointer = None, None
            self.told.emit("")
            self.viewport().update()

    def _mean(self, status: IssueStatus | None) -> None:
        if self._carried is not None and self._carried.over is not status:
            self._carried = replace(self._carried, over=status)
        self.viewport().update()

    def _step(self, by: int) -> None:
        carried = self._carried
        if carried is None or carried.over is None:
            return
        at = COLUMNS.index(carried.over) + by
        if not 0 <= at < len(COLUMNS):
            return
        self._mean(COLUMNS[at])
        self.told.emit(_told(self._carried))
        across = self.horizontalScrollBar()
        left = at * self._board.column
        if not across.value() <= left <= across.value() + across.pageStep() - self._board.column:
            across.setValue(left)

    def _put_down(self) -> None:
        carried = self._carried
        if carried is None or carried.over is None:
            return
        if carried.over is carried.source:
            self.let_go()
        elif carried.may(carried.over):
            self.let_go()
            self.move_requested.emit(Wish(carried.id, carried.over))
        else:
            self.told.emit(_told(carried))

    # Qt overrides: what people do

    def event(self, event: QEvent) -> bool:
        # A carried card takes Escape and Enter before the window's own shortcuts do.
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            is_ours = self._carried is not None and event.key() in _KEYS
            if is_ours:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if self._carried is not None:
            self._carry_by_key(key)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_id():
            aside = held & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
            (self.open_aside_requested if aside else self.open_requested).emit(self.current_id())
        elif key == Qt.Key.Key_Space and self.current_id():
            self.told.emit(_told(self.pick_up(self.current_id())))
        else:
            super().keyPressEvent(event)

    def _carry_by_key(self, key: int) -> None:
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._step(-1 if key == Qt.Key.Key_Left else 1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._put_down()
        elif key == Qt.Key.Key_Escape:
            self.let_go()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.items.rowCount():
            self.setCurrentIndex(self.items.index(0, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._pointer is None and event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.let_go()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.MiddleButton:
            self.setCurrentIndex(self.indexAt(event.position().toPoint()))
            if self.current_id():
                self.open_aside_requested.emit(self.current_id())
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid() and self.current_id():
            self.open_requested.emit(self.current_id())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.visualRect(self.currentIndex()).center()
        else:
            at = event.pos()
            self.setCurrentIndex(self.indexAt(at))
        if self.current_id():
            self.menu_requested.emit(Asked(self.current_id(), self.viewport().mapToGlobal(at)))

    def viewportEvent(self, event: QEvent) -> bool:
        if not isinstance(event, QHelpEvent) or event.pos().y() >= TOP:
            return super().viewportEvent(event)
        status = self.status_at(event.pos())
        if status is not None:
            words = self._board.heads[COLUMNS.index(status)].words()
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
        return True

    def startDrag(self, actions: Qt.DropAction) -> None:
        if self.pick_up(self.current_id()) is not None:
            super().startDrag(Qt.DropAction.CopyAction)
            self.let_go()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._can_move and unpacked(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        issue_id, at = unpacked(event.mimeData()), event.position().toPoint()
        if issue_id and (self._carried is None or self._carried.id != issue_id):
            self.pick_up(issue_id)
        self._pointer = at
        self._mean(self.status_at(at))
        self._scroll_at(at)
        carried = self._carried
        may = carried is not None and carried.over is not None and carried.may(carried.over)
        event.acceptProposedAction() if may else event.ignore()

    def _scroll_at(self, at: QPoint) -> None:
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if at.y() < TOP + NEAR:
            down.setValue(down.value() - BY)
        elif at.y() > self.viewport().height() - NEAR:
            down.setValue(down.value() + BY)
        if at.x() < NEAR:
            across.setValue(across.value() - BY)
        elif at.x() > self.viewport().width() - NEAR:
            across.setValue(across.value() + BY)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._pointer = None
        self._mean(None)

    def dropEvent(self, event: QDropEvent) -> None:
        carried, to = self._carried, self.status_at(event.position().toPoint())
        self.let_go()
        if carried is not None and to is not None and carried.may(to):
            event.acceptProposedAction()
            self.move_requested.emit(Wish(carried.id, to))


def _told(carried: Carried | None) -> str:
    if carried is None or carried.over is None:
        return ""
    if carried.over is carried.source:
        return "Picked up. Left and Right choose a column, Enter puts it down, Escape leaves it."
    if carried.may(carried.over):
        return f"Enter moves it to {TITLES[carried.over]}."
    return carried.refusals.get(carried.over, "")
