"""Opens the page of all issues or of one, and closes it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.issues.list_segments import Shape
from desktop.qt.hop import GuiThread
from sync_server.contract.base import Row
from tests.desktop.issues.issue_office import opened  # noqa: F401 - a fixture
from tests.desktop.issues.opened import Opened

Open = Callable[..., Opened]


@pytest.fixture
def open_issues(qtbot, tmp_path: Path) -> Iterator[Open]:
    made_here: list[Opened] = []
    gui = GuiThread()

    def make(rows: list[Row], shape: Shape = Shape.BOARD) -> Opened:
        made = Opened(tmp_path, rows, shape, gui)
        qtbot.addWidget(made.page)
        made_here.append(made)
        return made

    yield make
    for each in made_here:
        each.close()
