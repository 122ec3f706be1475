"""Jobs without a date, at the side of the board: dragged onto it, or placed with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.calendar.board_items import MIME, packed
from desktop.qt import icons, painting, theme
from desktop.qt.formatting import plain_tip
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.replica.calendar import Planned

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
ROW = 54


def waiting_key(job: Planned) -> str:
    return f"waiting:{job.id}"


class TrayModel(QAbstractListModel):
    """Newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: Sequence[Planned] = ()
        self._can_move = True

    def show_jobs(self, jobs: Sequence[Planned], *, can_move: bool) -> None:
        self.beginResetModel()
        self._jobs, self._can_move = jobs, can_move
        self.endResetModel()

    def at(self, row: int) -> Planned | None:
        return self._jobs[row] if 0 <= row < len(self._jobs) else None

    # Qt overrides

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._jobs)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        job = self.at(index.row())
        if job is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return job.title
        words = ", ".join(part for part in (job.code, job.title, job.customer, job.site) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words}, no date yet"
        return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsDragEnabled if self._can_move else usual

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        job = self.at(indexes[0].row()) if indexes else None
        return packed(waiting_key(job) if job else "")

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction


class _Painter(QStyledItemDelegate):
    # Qt overrides

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        job = model.at(index.row()) if isinstance(model, TrayModel) else None
        if job is None:
            return
        now = theme.tokens()
        where = QRectF(option.rect).adjusted(2.5, 2.5, -2.5, -2.5)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.soft(Tone.PURPLE))
        edge = theme.mix(theme.solid(Tone.PURPLE), theme.soft(Tone.PURPLE), 0.45)
        painter.setPen(QPen(QColor(now.accent) if is_chosen else edge, 2 if is_chosen else 1))
        painter.drawRoundedRect(where, 6, 6)
        ink = theme.ink(Tone.PURPLE)
        icons.paint(painter, "calendar", ink, QRectF(where.x() + 9, where.y() + 8, 14, 14))
        strong = theme.font(12, QFont.Weight.DemiBold)
        first = QRectF(where.x() + 29, where.y() + 6, where.width() - 38, 18)
        painting.text(painter, first, job.title or job.code, strong, ink)
        second = QRectF(where.x() + 29, where.y() + 25, where.width() - 38, 16)
        words = f"{job.code} · {job.customer}"
        painting.text(painter, second, words, theme.figures(11), QColor(now.muted))
        painter.restore()


class TrayView(QListView):
    place_requested = signal(str)
    """The id of a job that is to go to the first place it fits."""
    open_requested = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calendar_tray")
        self.setAccessibleName("Jobs to schedule")
        self.setProperty("clear", "true")
        self.jobs = TrayModel()
        self.setModel(self.jobs)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.doubleClicked.connect(self._open)

    def _open(self, index: QModelIndex) -> None:
        job = self.jobs.at(index.row())
        if job is not None:
            self.open_requested.emit(job.id)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        job = self.jobs.at(self.currentIndex().row())
        if job is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.place_requested.emit(job.id)
        else:
            super().keyPressEvent(event)
