"""What the search line lists: things found and things to do, with the key that does them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.qt import icons, painting, theme

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
RESULT_ROLE = Qt.ItemDataRole.UserRole
ROW_HEIGHT, NOTE_WIDTH = 44, 132


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One thing found. `kind` and `id` say what to open."""

    id: str
    kind: str
    title: str
    detail: str
    icon: str
    note: str = ""
    """What it is, in a word, at the right."""
    keys: str = ""
    """The key that does the same, at the right instead."""


class ResultsModel(QAbstractListModel):
    """What was found, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: tuple[SearchResult, ...] = ()

    def show(self, results: Sequence[SearchResult]) -> None:
        """Show exactly these."""
        self.beginResetModel()
        self._results = tuple(results)
        self.endResetModel()

    def result(self, row: int) -> SearchResult:
        """The one in this row."""
        return self._results[row]

    # Qt overrides

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._results)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        result = self._results[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return result.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (result.title, result.detail, result.note, result.keys)))
        return result if role == RESULT_ROLE else None


class ResultDelegate(QStyledItemDelegate):
    """Icon, title, detail; at the right the key, or what it is."""

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        result, now, rect = index.data(RESULT_ROLE), theme.tokens(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.accent_soft))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 8, 8)
        picture = QRectF(rect.x() + 16, rect.center().y() - 9, 18, 18)
        icons.paint(painter, result.icon, QColor(now.muted), picture)
        taken = self._side(painter, rect, result)
        upper = QRectF(rect.x() + 46, rect.y() + 4, rect.width() - 62 - taken, 19)
        medium = theme.font(weight=QFont.Weight.Medium)
        if not result.detail:
            upper.moveTop(rect.center().y() - 9)
        painting.text(painter, upper, result.title, medium, QColor(now.text))
        lower = upper.translated(0, 17)
        painting.text(painter, lower, result.detail, theme.font(12), QColor(now.muted))
        painter.restore()

    def _side(self, painter: QPainter, rect: QRectF, result: SearchResult) -> float:
        """Draw what stands at the right; answers how much room it took."""
        shown = result.keys or result.note
        if not shown:
            return 0.0
        now, font = theme.tokens(), theme.font(12)
        width = min(QFontMetricsF(font).horizontalAdvance(shown) + 2, NOTE_WIDTH)
        side = QRectF(rect.right() - 20 - width, rect.center().y() - 10, width, 20)
        if result.keys:
            painter.setPen(QColor(now.edge))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(side.adjusted(-6, 0, 6, 0), 5, 5)
        middle = Qt.AlignmentFlag.AlignHCenter
        painting.text(painter, side, shown, font, QColor(now.muted), middle)
        return width + 20

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)
