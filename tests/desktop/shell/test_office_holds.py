"""Finance in the office: from a hold to its issue, with the composer in hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.holds.page import HoldsPage
from desktop.links import Link, LinkKind
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from desktop.threads.composer import Composer
from sync_server.contract.base import RowId
from tests.desktop.holds import office_of_holds as finance
from tests.desktop.holds.desk import idle
from tests.support.windows import click, find, settle, wait_until


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    profile = finance.desk(tmp_path, finance.office())
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    store = Store(profile, finance.clock)
    office = Office(made, store, finance.clock)
    store.listen(office.refresh)
    office.open_first()
    click(find(made, QPushButton, "nav_holds"))
    page = made.pages.page("holds")
    assert isinstance(page, HoldsPage)
    idle(page)
    yield made
    office.stop()
    profile.close()


def test_a_comment_on_a_hold_opens_the_issue_with_the_cursor_in_its_thread(
    window: MainWindow,
) -> None:
    """PAY-14: comment on a hold opens the issue's thread."""
    page = window.pages.page("holds")
    assert isinstance(page, HoldsPage)
    page.comment_requested.emit(Link(LinkKind.ISSUE, RowId("i2")))
    settle()
    assert window.pages.in_view() == {"issues"}
    wait_until(lambda: _writes(window), "the cursor is in the composer")


def test_a_row_opens_its_issue(window: MainWindow) -> None:
    page = window.pages.page("holds")
    assert isinstance(page, HoldsPage)
    page.holds.opened.emit("i2:liam")
    assert window.pages.in_view() == {"issues"}


def _writes(window: MainWindow) -> bool:
    focused = QApplication.focusWidget()
    composers = window.findChildren(Composer)
    return focused is not None and any(each.isAncestorOf(focused) for each in composers)
