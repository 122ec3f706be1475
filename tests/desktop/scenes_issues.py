"""Issues as list and as board: busy, with swimlanes, a card on its way, and nothing yet."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from desktop.issues.list_page import IssueOverview
from desktop.issues.list_segments import Shape
from desktop.store import Store
from sync_server.contract.base import Row
from sync_server.contract.values import IssueStatus
from tests.desktop.issues import complaints
from tests.support.windows import settle, wait_until

SIZE = (1230, 844)
"""What the window leaves to a page at 1440 by 900."""


def overview(rows: Iterable[Row], shape: Shape, lanes: str = "") -> IssueOverview:
    profile = complaints.desk(Path(tempfile.mkdtemp()), rows)
    store = Store(profile, complaints.clock)
    store.set_setting("issues shape", shape)
    made = IssueOverview(store, complaints.clock)
    made.destroyed.connect(profile.close)
    made.resize(*SIZE)
    if lanes:
        made._choose_lanes(lanes)
    made.show()
    wait_until(lambda: not made.is_busy(), "everything is read")
    settle()
    wait_until(lambda: not made.is_busy(), "everything is counted")
    return made


def board(lanes: str = "") -> IssueOverview:
    made = overview(complaints.busy(42, wip=("in_progress 12",)), Shape.BOARD, lanes)
    cards = made.board.board
    cards.setFocus()
    cards.choose(cards.board().spots[1].id)
    return made


def carried() -> IssueOverview:
    made = board()
    cards = made.board.board
    cards.pick_up(next(s.id for s in cards.board().spots if s.status == "awaiting_approval"))
    cards._pointer = QPoint(580, 260)
    cards._mean(IssueStatus.REOPENED)
    return made


ISSUE_SCENES: dict[str, Callable[[], QWidget]] = {
    "issues": lambda: overview(complaints.busy(), Shape.LIST),
    "issues_board": board,
    "issues_lanes": lambda: board("owner"),
    "issues_carried": carried,
    "issues_empty": lambda: overview(complaints.surroundings(), Shape.BOARD),
}
