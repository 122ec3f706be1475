"""What looks after customers is reached from their pages, only by those who may, and undone."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QPlainTextEdit, QPushButton, QWidget

from desktop.customers.care_menu import ProfileCareMenu
from desktop.customers.list_model import DUPLICATES, LOOK, MERGE
from desktop.customers.page import CustomersPage
from desktop.links import CareKind, CareWish, MessageWish
from desktop.lists.list_view import ListView
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.undo import put
from desktop.shell.main_window import MainWindow
from desktop.shell.office_care import CareOffice
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.care import MergeRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, Role
from tests.desktop.customers.care_office import (
    ANN,
    ANNE,
    BOB,
    INVOICE,
    NOW,
    MakeStore,
    clock,
    make_store,
    rows,
)
from tests.support.windows import click, find, wait_until

__all__ = ["make_store"]
ME = StaffRow(RowId("amy"), name="Amy", role=Role.AGENT)


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store([*rows(), ME])


@pytest.fixture
def main(qapp) -> MainWindow:
    made = MainWindow()
    made.resize(1440, 900)
    made.show()
    return made


@pytest.fixture
def care(main: MainWindow, store: Store) -> Iterator[CareOffice]:
    made = CareOffice(main, store, clock, main)
    yield made
    made.end()


def merge(care: CareOffice, main: MainWindow) -> None:
    care.do(CareWish(CareKind.MERGE, ANN))
    wait_until(lambda: main.findChild(QWidget, "merge_candidates").count() == 1, "Anne is offered")
    candidates = main.findChild(QWidget, "merge_candidates")
    candidates.itemActivated.emit(candidates.item(0))
    wait_until(lambda: find(main, QPushButton, "merge_act").isVisible(), "side by side")
    click(find(main, QPushButton, "merge_act"))


def test_the_notice_of_a_merge_undoes_it(care: CareOffice, main: MainWindow, store: Store) -> None:
    """TML-25."""
    opened: list[str] = []
    care.customer_requested.connect(opened.append)
    merge(care, main)
    assert opened == [ANN]
    assert main.toast.text() == "Lee, Anne was merged into Ann Lee."
    click(find(main.toast, QPushButton, "banner_action"))
    (row,) = store.view.where(MergeRow)
    assert row.undone_at == NOW
    assert main.toast.text().startswith("Merge undone.")


def test_the_button_of_another_notice_undoes_no_merge(
    care: CareOffice, main: MainWindow, store: Store
) -> None:
    merge(care, main)
    main.say(Notice("Something else.", Tone.BLUE, "info", "Look"))
    click(find(main.toast, QPushButton, "banner_action"))
    (row,) = store.view.where(MergeRow)
    assert row.undone_at is None


def test_a_merge_is_offered_to_be_undone_on_the_kept_profile(
    care: CareOffice, main: MainWindow, store: Store
) -> None:
    menu = ProfileCareMenu(store, clock)
    menu.show_customer(ANN)
    assert not [title for title in menu.entries() if title.startswith("Undo")]
    merge(care, main)
    (undo,) = [title for title in menu.entries() if title.startswith("Undo")]
    assert undo == "Undo merge of Lee, Anne (until 22 Dec)"


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        (
            Role.FINANCE,
            ["Statement…", "Merge with another customer…", "Evidence for an audit…"],
        ),
        (Role.READ_ONLY, ["Statement…", "Evidence for an audit…"]),
        (Role.TECHNICIAN, []),
    ],
)
def test_what_a_role_may_not_do_is_not_in_the_menu(
    store: Store, role: Role, titles: list[str]
) -> None:
    """TML-28: no right, no menu item."""
    with store._profile.replica.writing() as db:
        put(db, [msgspec.structs.replace(ME, role=role)])
    menu = ProfileCareMenu(store, clock)
    menu.show_customer(BOB)
    assert menu.entries() == titles


def test_entries_go_when_the_menu_is_opened_again(store: Store, main: MainWindow) -> None:
    entries = ProfileCareMenu(store, clock)
    entries.show_customer(BOB)
    menu = QMenu(main)
    entries.stand_in(menu)
    for _ in range(3):
        menu.aboutToShow.emit()
    named = QRegularExpression("^care_")
    offered = len(entries.entries())
    wait_until(lambda: len(menu.findChildren(QAction, named)) == offered, "one set of entries")


def test_a_reminder_and_a_message_open_the_composer(
    care: CareOffice, main: MainWindow, store: Store
) -> None:
    """TML-18: from the invoice to the message row."""
    care.do(CareWish(CareKind.REMIND, RowId("no invoice")))
    assert main.toast.text() == "Only an overdue invoice is reminded of."
    care.do(CareWish(CareKind.REMIND, INVOICE))
    assert "INV-00012" in find(main, QPlainTextEdit, "message_body").toPlainText()
    click(find(main, QPushButton, "message_act"))
    (row,) = store.view.where(MessageRow)
    assert row.record_id == INVOICE
    care.do(CareWish(CareKind.MESSAGE, row.id))
    wait_until(lambda: find(main, QWidget, "sent_message").isVisible(), "the message")
    care.write(MessageWish(Channel.SMS, ANNE))
    words = [label.text() for label in main.findChildren(QLabel) if label.isVisible()]
    assert "Text message to Lee, Anne" in words


def test_a_row_of_the_list_offers_merging(store: Store, main: MainWindow) -> None:
    """TML-25: from the list."""
    page = CustomersPage(store, clock)
    wished: list[CareWish] = []
    page.care_requested.connect(wished.append)
    listed = page.findChild(ListView)
    listed.menu_row = BOB
    for action in LOOK.row_actions:
        if action.key in {MERGE, DUPLICATES}:
            listed.row_action_chosen.emit(action)
    assert wished == [CareWish(CareKind.MERGE, BOB), CareWish(CareKind.DUPLICATES)]
    page.end()


def test_who_may_not_merge_is_told_before_choosing(
    care: CareOffice, main: MainWindow, store: Store
) -> None:
    with store._profile.replica.writing() as db:
        put(db, [msgspec.structs.replace(ME, role=Role.READ_ONLY)])
    care.do(CareWish(CareKind.MERGE, ANN))
    assert main.toast.text().startswith("Your role may not merge customers.")
