"""The surface of the board: what stands where in the viewport, scrolling, choosing, painting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

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

from desktop.issues.board_card import CardPictures
from desktop.issues.board_items import CardsModel, Reads
from desktop.issues.board_model import (
    CARD,
    COLUMNS,
    GAP,
    LANE,
    Board,
    Box,
    lay_out,
)
from desktop.issues.board_painting import TOP, Carried, Scene, Seen, paint
from desktop.issues.board_words import Card, card_of
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.replica.listing_issues_board import CardRow, Spot
from sync_server.contract.values import IssueStatus

AnyIndex = QModelIndex | QPersistentModelIndex
INSET, AHEAD = 6, 12
"""Pixels beside a card in its column; cards read at once beyond those that are seen."""
_EMPTY = lay_out((), {}, "", 0)


class _Nothing(QStyledItemDelegate):
    """The dragged card is drawn on the board itself: no picture hangs on the pointer."""

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        return


class BoardSurface(QListView):
    """A list of Qt's with a geometry of its own: Qt gives every card of it to screen readers.

    A bare QAbstractItemView is passed over by them, and so are items of a QGraphicsView.
    """

    chosen = signal(str)

    def __init__(self, reads: Reads, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("issue_board")
        self.setAccessibleName("Issues by status")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self._reads, self._clock = reads, clock
        self._pictures = CardPictures()
        self._spots: Sequence[Spot] = ()
        self._limits: Mapping[str, int] = {}
        self._lanes_by = ""
        self._board = _EMPTY
        self._read: dict[int, CardRow] = {}
        self._written: dict[int, Card] = {}
        self._carried: Carried | None = None
        self._pointer: QPoint | None = None
        self.items = CardsModel(self.card, self)
        self.setModel(self.items)
        self.setItemDelegate(_Nothing(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def show_spots(
        self, spots: Sequence[Spot], limits: Mapping[str, int], lanes_by: str, *, can_move: bool
    ) -> None:
        """Other cards, or the same changed; what was chosen stays chosen where it still is."""
        key, at = self.current_id(), self.verticalScrollBar().value()
        self._spots, self._limits, self._lanes_by = spots, limits, lanes_by
        self.forget_words()
        self._read.clear()
        self._board = lay_out(spots, limits, lanes_by, self.viewport().width())
        self.items.show_spots(self._board.spots, can_move=can_move)
        self._range()
        self.verticalScrollBar().setValue(at)
        self.choose(key)
        self.viewport().update()

    def board(self) -> Board:
        return self._board

    def forget_words(self) -> None:
        """A minute has gone, or somebody else looks: the words on the cards are made anew."""
        self._written.clear()
        self.viewport().update()

    def current_id(self) -> str:
        spot = self.items.spot(self.currentIndex().row())
        return spot.id if spot else ""

    def choose(self, issue_id: str) -> None:
        row = self.items.row_of(issue_id)
        if row >= 0:
            self.setCurrentIndex(self.items.index(row, 0))

    def card(self, row: int) -> Card | None:
        """What is written on the card of a row; None when it went meanwhile."""
        spot = self.items.spot(row)
        if spot is None:
            return None
        if spot.place not in self._read:
            near = self._board.spots[max(0, row - AHEAD) : row + AHEAD]
            self._fetch(each.place for each in near)
        found = self._written.get(spot.place)
        if found is None and spot.place in self._read:
            viewers = self._reads.viewers_of(spot.id)
            found = card_of(self._read[spot.place], self._clock(), viewers)
            self._written[spot.place] = found
        return found

    def _fetch(self, places: Iterable[int]) -> None:
        wanted = [place for place in places if place not in self._read]
        if wanted:
            self._read |= self._reads.cards(wanted)

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _range(self) -> None:
        room = self.viewport().size()
        across, down = room.width(), room.height() - TOP
        self.horizontalScrollBar().setRange(0, max(0, self._board.width - GAP - across))
        self.horizontalScrollBar().setPageStep(across)
        self.horizontalScrollBar().setSingleStep(40)
        self.verticalScrollBar().setRange(0, max(0, self._board.height + GAP - down))
        self.verticalScrollBar().setPageStep(down)
        self.verticalScrollBar().setSingleStep(CARD // 3)

    def _rows_seen(self) -> list[int]:
        top = self.verticalScrollBar().value()
        return list(self._board.between(top, top + self.viewport().height() - TOP))

    def _seen(self) -> list[Seen]:
        rows = self._rows_seen()
        self._fetch(self._board.spots[row].place for row in rows)
        current = self.currentIndex().row()
        found = []
        for row in rows:
            card = self.card(row)
            if card is not None:
                found.append(self._seen_card(card, self._board.box(row), is_current=row == current))
        return found

    def _seen_card(self, card: Card, box: Box, *, is_current: bool) -> Seen:
        ratio = self.devicePixelRatioF()
        picture = self._pictures.picture(card, box.width - 2 * INSET, ratio)
        return Seen(card.id, box, picture, is_current)

    def _ghost(self) -> Seen | None:
        """The carried card, under the pointer or over the column that is meant."""
        carried = self._carried
        row = self.items.row_of(carried.id) if carried is not None else -1
        card = self.card(row) if row >= 0 else None
        if carried is None or card is None:
            return None
        box = self._board.box(row)
        if self._pointer is not None:
            at = self._pointer
            box = replace(box, x=at.x() - box.width // 2, y=at.y() - CARD // 3)
        elif carried.over is not None and carried.over is not carried.source:
            x = COLUMNS.index(carried.over) * self._board.column - self._offset().x()
            box = replace(box, x=x + INSET, y=self._rect(row).y() + 12)
        else:
            return None
        return self._seen_card(card, box, is_current=True)

    def _rect(self, row: int) -> QRect:
        if not 0 <= row < len(self._board.spots):
            return QRect()
        box, offset = self._board.box(row), self._offset()
        return QRect(box.x + INSET - offset.x(), box.y + TOP - offset.y(), box.width - 12, CARD)

    def status_at(self, point: QPoint) -> IssueStatus | None:
        """The column under a point of the viewport."""
        at = (point.x() + self._offset().x()) // self._board.column
        return COLUMNS[at] if 0 <= at < len(COLUMNS) else None

    # Qt overrides: where things are

    def doItemsLayout(self) -> None:
        # Qt's own would ask every one of some thousand cards how large it is.
        QAbstractItemView.doItemsLayout(self)

    def visualRect(self, index: AnyIndex) -> QRect:
        return self._rect(index.row())

    def indexAt(self, point: QPoint) -> QModelIndex:
        if point.y() < TOP:
            return QModelIndex()
        where = point - QPoint(0, TOP) + self._offset()
        row = self._board.row_at(where.x(), where.y())
        return self.items.index(row, 0) if row >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: AnyIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not 0 <= index.row() < len(self._board.spots):
            return
        box, across, down = (
            self._board.box(index.row()),
            self.horizontalScrollBar(),
            self.verticalScrollBar(),
        )
        if not across.value() <= box.x <= across.value() + across.pageStep() - box.width:
            across.setValue(box.x)
        above = LANE if self._board.has_lanes else GAP
        if box.y - above < down.value():
            down.setValue(box.y - above)
        elif box.y + CARD + GAP > down.value() + down.pageStep():
            down.setValue(box.y + CARD + GAP - down.pageStep())

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        rows, row, actions = self.items.rowCount(), self.currentIndex().row(), self.CursorAction
        if not rows:
            return QModelIndex()
        if row < 0:
            return self.items.index(0, 0)
        page = max(1, (self.viewport().height() - TOP) // (CARD + GAP) - 1)
        down = {actions.MoveUp: -1, actions.MoveDown: 1, actions.MovePageUp: -page}
        down |= {actions.MovePageDown: page, actions.MoveHome: -rows, actions.MoveEnd: rows}
        if action in {actions.MoveLeft, actions.MoveRight}:
            by = -1 if action is actions.MoveLeft else 1
            return self.items.index(self._board.beside(row, by), 0)
        return self.items.index(self._board.below(row, down.get(action, 0)), 0)

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
        self.chosen.emit(self.current_id())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            room = self.viewport().width()
            self._board = lay_out(self._spots, self._limits, self._lanes_by, room)
        self._range()

    def paintEvent(self, event: QPaintEvent) -> None:
        offset = QPointF(self._offset())
        scene = Scene(
            self._board, self._seen(), offset, self.hasFocus(), self._carried, self._ghost()
        )
        painter = QPainter(self.viewport())
        paint(painter, scene, QRectF(self.viewport().rect()))
        painter.end()
