"""The page of all issues over a real replica, with what it tells the shell."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QPushButton

from desktop.issues.board_items import packed
from desktop.issues.board_model import COLUMNS
from desktop.issues.board_painting import TOP, Carried
from desktop.issues.board_view import BoardView
from desktop.issues.list_page import IssueOverview
from desktop.issues.list_segments import Shape
from desktop.links import Link, MessageWish
from desktop.qt.hop import GuiThread
from desktop.replica.listing_query import Query
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.values import IssueStatus
from tests.desktop.issues import complaints
from tests.support.windows import click, find, settle, wait_until

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Opened:
    """All issues, as a list or as a board."""

    def __init__(self, folder: Path, rows: list[Row], shape: Shape, gui: GuiThread) -> None:
        self.profile: Profile = complaints.desk(folder, rows)
        self.store = Store(self.profile, complaints.clock, gui.run)
        self.store.set_setting("issues shape", shape)
        self.page = IssueOverview(self.store, complaints.clock)
        self.links: list[Link] = []
        self.messages: list[MessageWish] = []
        self.refused: list[str] = []
        self.page.link_requested.connect(self.links.append)
        self.page.message_requested.connect(self.messages.append)
        self.page.refused.connect(self.refused.append)
        self._stop = self.store.listen(self.page.refresh)
        self.page.resize(1300, 860)
        self.page.show()
        self.page.activateWindow()
        self.rest()

    @property
    def board(self) -> BoardView:
        return self.page.board.board

    @property
    def notice(self) -> str:
        return self.page.page.view.notice.text()

    def rest(self) -> None:
        """Wait until nothing is worked out any more."""
        for _ in range(3):
            wait_until(lambda: not self.page.is_busy(), "the page is at rest")
            settle(10)

    def ask(self, query: Query) -> None:
        self.page.page.desk.show_query(query)
        self.rest()

    def issue(self, row_id: str) -> IssueRow:
        row = self.store.view.get(IssueRow, RowId(row_id))
        assert row is not None
        return row

    def columns(self) -> dict[IssueStatus, list[str]]:
        """The cards by column, from the top."""
        found: dict[IssueStatus, list[str]] = {status: [] for status in COLUMNS}
        for spot in self.board.board().spots:
            found[spot.status].append(spot.id)
        return found

    def drag(self, row_id: str, to: IssueStatus) -> Carried | None:
        """Drag a card over a column and drop it there; answers what was shown on the way."""
        board = self.board
        x = COLUMNS.index(to) * board.board().column + 40 - board.horizontalOffset()
        at, action, data = QPoint(x, TOP + 120), Qt.DropAction.CopyAction, packed(row_id)
        board.dragMoveEvent(QDragMoveEvent(at, action, data, LEFT, NO_KEYS))
        carried = board.carried()
        settle(5)
        board.dropEvent(QDropEvent(QPointF(at), action, data, LEFT, NO_KEYS))
        self.rest()
        return carried

    def take_back(self) -> None:
        click(find(self.page.page.view.notice, QPushButton, "banner_action"))
        self.rest()

    def close(self) -> None:
        self._stop()
        self.page.end()
        self.page.close()
        self.profile.close()
