"""Draws table cells straight from the model: text, figures, badges, avatars, check boxes."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop.qt import icons, painting, theme
from desktop.qt.formatting import plain_tip
from desktop.qt.table_model import Align, Cell, CellLook, TableModel
from desktop.qt.tones import Tone

Index = QModelIndex | QPersistentModelIndex
EDGE = 12
CHECK_ROOM = 40


class Checks(Protocol):
    """Which rows carry a tick; a table without check boxes has none."""

    def is_on(self, row: int) -> bool: ...

    def check_column(self) -> int:
        """The column that stands first, wherever people have dragged the others."""


class TableDelegate(QStyledItemDelegate):
    """Paints one cell. `checks` puts a check box before the first column."""

    def __init__(self, parent: QObject | None = None, checks: Checks | None = None) -> None:
        super().__init__(parent)
        self._checks = checks
        self._hovered = -1

    def hover(self, row: int) -> bool:
        """The row under the pointer, or -1; answers whether it is another one than before."""
        moved = row != self._hovered
        self._hovered = row
        return moved

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        now = theme.tokens()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(now.accent_soft))
        elif row == self._hovered:
            painter.fillRect(option.rect, QColor(now.hover))
        line = option.rect.adjusted(0, option.rect.height() - 1, 0, 0)
        painter.fillRect(line, QColor(now.line))

    def _focus(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        if not isinstance(view, QAbstractItemView) or not view.hasFocus():
            return
        if index.row() == view.currentIndex().row():
            painter.setPen(QPen(QColor(theme.tokens().accent), 2))
            rect = option.rect
            painter.drawLine(rect.left(), rect.top() + 1, rect.right(), rect.top() + 1)
            painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())

    def _group_head(self, painter: QPainter, option: QStyleOptionViewItem, cell: Cell) -> None:
        """One line across all cells: each cell shows its part of it."""
        view = option.widget
        now = theme.tokens()
        painter.fillRect(option.rect, QColor(now.background))
        painter.fillRect(option.rect.adjusted(0, option.rect.height() - 1, 0, 0), QColor(now.line))
        room = QRectF(EDGE, option.rect.y(), view.width() - 2 * EDGE, option.rect.height())
        weight = QFont.Weight.DemiBold
        painting.text(painter, room, cell.text, theme.font(weight=weight), QColor(now.text))

    def _content(self, painter: QPainter, room: QRectF, cell: Cell) -> None:
        now = theme.tokens()
        if cell.badges:
            left = room.x()
            for badge in cell.badges:
                if left + 24 > room.right():
                    break
                middle = QPointF(left, room.center().y())
                left += painting.badge(painter, middle, badge, room.right() - left) + 6
            room = room.adjusted(left - room.x(), 0, 0, 0)
        if cell.sign is not None:
            place = QRectF(room.x(), room.center().y() - 8, 16, 16)
            icons.paint(painter, cell.sign.icon, theme.ink(cell.sign.tone), place)
            room = room.adjusted(24, 0, 0, 0)
        if cell.look is CellLook.PERSON and cell.text:
            circle = QRectF(room.x(), room.center().y() - 12, 24, 24)
            painting.avatar(painter, circle, cell.text)
            room = room.adjusted(34, 0, 0, 0)
        if not cell.text:
            return
        colour = {CellLook.MUTED: QColor(now.muted), CellLook.LINK: theme.ink(Tone.ACCENT)}
        heavy = cell.look in {CellLook.STRONG, CellLook.PERSON, CellLook.LINK}
        weight = QFont.Weight.Medium if heavy else QFont.Weight.Normal
        right = cell.align is Align.RIGHT
        painting.text(
            painter,
            room,
            cell.text,
            theme.figures(weight=weight) if right else theme.font(weight=weight),
            colour.get(cell.look, QColor(now.text)),
            Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft,
        )

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, TableModel):
            return
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = model.cell(index.row(), index.column())
        if cell.look is CellLook.HEAD:
            self._group_head(painter, option, cell)
            self._focus(painter, option, index)
            painter.restore()
            return
        self._ground(painter, option, index.row())
        room = QRectF(option.rect).adjusted(EDGE, 0, -EDGE, 0)
        if self._checks is not None and index.column() == self._checks.check_column():
            paint_check(painter, room, self._checks.is_on(index.row()))
            room = room.adjusted(CHECK_ROOM - EDGE, 0, 0, 0)
        self._content(painter, room, cell)
        self._focus(painter, option, index)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        model = index.model()
        if event.type() != QEvent.Type.ToolTip or not isinstance(model, TableModel):
            return False
        column = model.columns()[index.column()]
        row = model.row(index.row())
        words = column.tip(row) if column.tip else model.cell(index.row(), index.column()).text
        QToolTip.showText(event.globalPos(), plain_tip(words), view)
        return True


def paint_check(painter: QPainter, room: QRectF, ticked: object) -> None:
    """A check box that is seen on light and on dark."""
    now = theme.tokens()
    box = QRectF(room.x(), room.center().y() - 8, 16, 16)
    painter.setPen(QPen(QColor(now.accent if ticked else now.edge), 1.5))
    painter.setBrush(QColor(now.accent) if ticked else QColor(now.surface))
    painter.drawRoundedRect(box, 4, 4)
    if ticked:
        icons.paint(painter, "check", QColor(now.accent_text), box.adjusted(2, 2, -2, -2))
