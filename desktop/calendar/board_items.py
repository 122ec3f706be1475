"""The blocks of the board as a Qt list: for selection, dragging and screen readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop.calendar.calendar_model import NOBODY, spoken
from desktop.calendar.days import Zone
from desktop.calendar.layout import Board, Standing
from desktop.qt.formatting import plain_tip
from desktop.replica.calendar import Worker
from sync_server.contract.base import RowId

MIME = "application/x-ringdesk-job"
"""Carries the key of a block or of a waiting job, and nothing else."""
AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def packed(key: str) -> QMimeData:
    data = QMimeData()
    data.setData(MIME, QByteArray(key.encode()))
    return data


def unpacked(data: QMimeData) -> str:
    """The key that is dragged; empty when it is something else."""
    return bytes(data.data(MIME).data()).decode() if data.hasFormat(MIME) else ""


class BlocksModel(QAbstractListModel):
    """In the order they stand: line by line, then by time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standing: Sequence[Standing] = ()
        self._people: Mapping[RowId, Worker] = {}
        self._zone: Zone = None
        self._can_move = True

    def show_board(self, board: Board, *, can_move: bool) -> None:
        """Exactly what stands on this board."""
        self.beginResetModel()
        self._standing = board.standing
        self._people = {line.worker.id: line.worker for line in board.lines}
        self._zone, self._can_move = board.zone, can_move
        self.endResetModel()

    def at(self, row: int) -> Standing | None:
        return self._standing[row] if 0 <= row < len(self._standing) else None

    def row_of(self, key: str) -> int:
        """-1 when there is no such block any more."""
        keys = (n for n, each in enumerate(self._standing) if each.block.key == key)
        return next(keys, -1)

    def spoken(self, standing: Standing) -> str:
        worker = self._people.get(standing.block.worker_id, NOBODY)
        return spoken(standing.block, worker.name, self._zone)

    # Qt overrides

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._standing)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        standing = self.at(index.row())
        if standing is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return standing.block.planned.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(standing)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.spoken(standing).replace(", ", "\n", 1))
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsDragEnabled if self._can_move else usual

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        standing = self.at(indexes[0].row()) if indexes else None
        return packed(standing.block.key if standing else "")

    def supportedDragActions(self) -> Qt.DropAction:
        # Never MoveAction: the view would take the row out before the store has decided.
        return Qt.DropAction.CopyAction
