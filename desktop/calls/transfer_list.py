"""The list of places a call can go, drawn: who, what they do, for how long."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.calls.transfer_model import Target, TargetKind
from desktop.qt import icons, painting, theme

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
TARGET_ROLE = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 48
FACE = 28
_ICONS = {TargetKind.NUMBER: "phone", TargetKind.VOICEMAIL: "voicemail"}


class TargetsModel(QAbstractListModel):
    """Places in the order they are offered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._targets: tuple[Target, ...] = ()

    def show(self, targets: Sequence[Target]) -> None:
        """Show exactly these."""
        self.beginResetModel()
        self._targets = tuple(targets)
        self.endResetModel()

    def target(self, row: int) -> Target | None:
        """The one in this row."""
        return self._targets[row] if 0 <= row < len(self._targets) else None

    # Qt overrides

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._targets)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        target = self._targets[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return target.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = target.badge.text if target.badge else ""
            return ", ".join(part for part in (target.name, state, target.detail) if part)
        return target if role == TARGET_ROLE else None


class TargetDelegate(QStyledItemDelegate):
    """Face or icon, name over detail, state at the right."""

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        target, now, rect = index.data(TARGET_ROLE), theme.tokens(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.accent_soft))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 8, 8)
        self._picture(painter, target, QRectF(rect.x() + 10, rect.center().y() - 14, FACE, FACE))
        right = rect.right() - 12
        if target.badge is not None:
            right -= painting.badge_width(target.badge)
            painting.badge(painter, QPointF(right, rect.center().y()), target.badge)
        left = rect.x() + 48
        upper = QRectF(left, rect.y() + 5, right - left - 8, 19)
        medium = theme.font(weight=QFont.Weight.Medium)
        painting.text(painter, upper, target.name, medium, QColor(now.text))
        lower = upper.translated(0, 18)
        painting.text(painter, lower, target.detail, theme.font(12), QColor(now.muted))
        painter.restore()

    def _picture(self, painter: QPainter, target: Target, where: QRectF) -> None:
        if target.kind is TargetKind.COLLEAGUE:
            painting.avatar(painter, where, target.name)
            return
        colour = QColor(theme.tokens().muted)
        icons.paint(painter, _ICONS[target.kind], colour, where.adjusted(5, 5, -5, -5))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)


class TargetList(QListView):
    """Follows the box above it: arrows move here while one types there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transfer_targets")
        self.setAccessibleName("Where to send the call")
        self._targets = TargetsModel(self)
        self.setModel(self._targets)
        self.setItemDelegate(TargetDelegate(self))
        self.setUniformItemSizes(True)
        self.setProperty("clear", "true")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_targets(self, targets: Sequence[Target]) -> None:
        """Show these; what was chosen stays chosen where it is still there."""
        before = self.chosen()
        self._targets.show(targets)
        same = [
            at
            for at, one in enumerate(targets)
            if before is not None and one.address == before.address
        ]
        if targets:
            self.setCurrentIndex(self._targets.index(same[0] if same else 0))

    def chosen(self) -> Target | None:
        """The place that Enter takes."""
        return self._targets.target(self.currentIndex().row())

    def step(self, by: int) -> None:
        """Move the choice; it goes round."""
        count = self._targets.rowCount()
        if count:
            self.setCurrentIndex(self._targets.index((self.currentIndex().row() + by) % count))
