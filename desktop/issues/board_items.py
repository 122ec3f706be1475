"""The cards of the board as a Qt list: for selection, dragging and screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop.issues.board_words import Card
from desktop.qt.formatting import plain_tip
from desktop.replica.listing_issues_board import CardRow, Spot
from sync_server.contract.values import IssueStatus

MIME = "application/x-ringdesk-issue"
"""Carries the id of an issue, and nothing else."""
AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def packed(issue_id: str) -> QMimeData:
    data = QMimeData()
    data.setData(MIME, QByteArray(issue_id.encode()))
    return data


def unpacked(data: QMimeData) -> str:
    """The issue that is dragged; empty when it is something else."""
    return bytes(data.data(MIME).data()).decode() if data.hasFormat(MIME) else ""


class Reads(Protocol):
    """Where the board's cards come from, and why one may not be moved somewhere."""

    def cards(self, places: Iterable[int]) -> Mapping[int, CardRow]: ...

    def refusals(self, issue_id: str) -> Mapping[IssueStatus, str]: ...

    def viewers_of(self, issue_id: str) -> tuple[str, ...]: ...


class CardsModel(QAbstractListModel):
    """In the order they stand: lane by lane, column by column. `card_at` reads what it says."""

    def __init__(self, card_at: Callable[[int], Card | None], parent: QObject) -> None:
        super().__init__(parent)
        self._spots: Sequence[Spot] = ()
        self._rows: dict[str, int] = {}
        self._card_at = card_at
        self._can_move = True

    def show_spots(self, spots: Sequence[Spot], *, can_move: bool) -> None:
        """Exactly these cards."""
        self.beginResetModel()
        self._spots, self._can_move = spots, can_move
        self._rows = {spot.id: at for at, spot in enumerate(spots)}
        self.endResetModel()

    def spot(self, row: int) -> Spot | None:
        return self._spots[row] if 0 <= row < len(self._spots) else None

    def row_of(self, issue_id: str) -> int:
        """-1 when it is not on the board."""
        return self._rows.get(issue_id, -1)

    # Qt overrides

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._spots)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        roles = Qt.ItemDataRole
        if role not in {roles.DisplayRole, roles.AccessibleTextRole, roles.ToolTipRole}:
            return None
        card = self._card_at(index.row())
        if card is None:
            return None
        if role == roles.DisplayRole:
            return card.code
        if role == roles.AccessibleTextRole:
            return card.spoken()
        return plain_tip(card.spoken().replace(", ", "\n"))

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsDragEnabled if self._can_move else usual

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        spot = self.spot(indexes[0].row()) if indexes else None
        return packed(spot.id if spot else "")

    def supportedDragActions(self) -> Qt.DropAction:
        # Never MoveAction: the view would take the row out before the store has decided.
        return Qt.DropAction.CopyAction
