"""One issue in a real window, over a real replica."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from desktop.issues.issue_ask import AskSheet
from desktop.issues.issue_page import IssuePage
from desktop.issues.issue_parts import OfferButton
from desktop.links import Link, LinkKind, MessageWish
from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.values import Role
from tests.desktop.issues import issue_desk as desk
from tests.support.windows import click, find, settle

R = TypeVar("R", bound=Row)


@dataclass
class Opened:
    """The page of one issue, as a person sees it."""

    window: MainWindow
    office: Office
    store: Store
    profile: Profile
    messages: list[MessageWish] = field(default_factory=list)

    @property
    def page(self) -> IssuePage:
        return next(each for each in self.window.findChildren(IssuePage) if each.isVisible())

    def row(self, kind: type[R], row_id: str) -> R:
        found = self.store.view.get(kind, RowId(row_id))
        assert found is not None
        return found

    def press(self, name: str) -> None:
        """A button of the page by its name."""
        click(find(self.page, QPushButton, name))

    def choose(self, menu: str, key: str) -> None:
        """A line of one of the page's menus."""
        action = self.offer(menu, key)
        assert action.isEnabled(), action.text()
        action.trigger()

    def offer(self, menu: str, key: str):
        actions = find(self.page, OfferButton, menu).menu_of.actions()
        return next(each for each in actions if each.objectName() == f"offer_{key}")

    def set(self, name: str, key: str, inside: QWidget | None = None) -> None:
        box = find(inside or self.page, QComboBox, name)
        at = box.findData(key)
        assert at >= 0, f"{key} is not offered in {name}"
        box.setCurrentIndex(at)

    @property
    def dialog(self) -> AskSheet:
        return find(self.window, AskSheet, "issue_ask")

    def answer(self) -> None:
        click(self.dialog.act)

    def words(self) -> str:
        return self.page.view.notice.text()


Open = Callable[..., Opened]


@pytest.fixture
def opened(qtbot, tmp_path: Path) -> Iterator[Open]:
    made: list[Opened] = []

    def open_with(*rows: Row, role: Role = Role.ADMIN) -> Opened:
        profile = desk.desk(tmp_path, *rows, role=role)
        store = Store(profile, desk.clock)
        window = MainWindow()
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        office = Office(window, store, desk.clock)
        store.listen(office.refresh)
        office.open_first()
        office.open(Link(LinkKind.ISSUE, desk.CMP))
        window.activateWindow()
        settle()
        made.append(Opened(window, office, store, profile))
        made[-1].page.message_requested.connect(made[-1].messages.append)
        return made[-1]

    yield open_with
    for each in made:
        each.office.stop()
        each.profile.close()
