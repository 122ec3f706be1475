"""The window: pages on first visit, keys that work everywhere, colours that change at once."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desktop.qt import theme
from desktop.qt.tones import Scheme
from desktop.qt.widgets import Notice
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import UserShown
from desktop.shell.search_box import SearchBox, SearchResult
from desktop.shell.top_bar import PhoneShown, PhoneState, SyncShown, SyncState
from sync_server.contract.values import AgentState
from tests.desktop import samples
from tests.desktop.scenes import PAGES, window
from tests.support.windows import click, find, press, settle, type_text

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def main(qapp):
    made = window()
    made.show()
    made.activateWindow()
    settle()
    return made


def test_a_page_is_built_on_the_first_visit_and_once(qapp):
    built: list[str] = []

    def make() -> QWidget:
        built.append("page")
        return QWidget()

    main = MainWindow()
    for entry in PAGES:
        main.add_page(entry, make)
    assert not built
    for key in ("customers", "issues", "customers"):
        main.show_page(key)
    assert len(built) == 2
    assert not main.is_built("holds")


def test_pages_are_reached_by_key_and_by_click(main):
    shown: list[str] = []
    main.page_shown.connect(shown.append)
    press(main, Qt.Key.Key_2, CTRL)
    click(find(main, QPushButton, "nav_holds"))
    assert shown == ["issues", "holds"]
    assert find(main, QPushButton, "nav_holds").isChecked()


def test_keys_still_work_when_the_rail_is_narrow(main):
    click(find(main, QPushButton, "nav_fold"))
    shown: list[str] = []
    main.page_shown.connect(shown.append)
    press(main, Qt.Key.Key_3, CTRL)
    assert shown == ["holds"]
    assert main.place_now().is_folded


def test_back_and_forward_are_wishes(main):
    backs: list[bool] = []
    main.top_bar.back_requested.connect(lambda: backs.append(True))
    press(main, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert backs == [True]
    assert not find(main, QPushButton, "go_forward").isEnabled()


def test_the_colours_change_at_once_and_are_told(main):
    told: list[Scheme] = []
    main.scheme_changed.connect(told.append)
    before = main.grab().toImage().pixelColor(700, 890)
    click(find(main, QPushButton, "scheme_switch"))
    settle()
    assert told == [Scheme.DARK]
    assert theme.scheme() is Scheme.DARK
    assert main.grab().toImage().pixelColor(700, 890).lightness() < before.lightness() - 100


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (SyncShown(SyncState.UP_TO_DATE), "Up to date"),
        (SyncShown(SyncState.SENDING, 2), "Sending 2"),
        (SyncShown(SyncState.OFFLINE, 3), "Offline, 3 waiting"),
        (SyncShown(SyncState.NEEDS_SIGN_IN), "Sign in again"),
    ],
)
def test_the_sync_status_is_said_in_words(main, shown, words):
    main.top_bar.show_sync(shown)
    assert find(main, QPushButton, "sync_status").accessibleName().startswith(words)


def test_a_missing_phone_says_why(main):
    main.top_bar.show_phone(PhoneShown(PhoneState.NONE, "The phone system does not answer."))
    pill = find(main, QPushButton, "phone_status")
    assert pill.accessibleName() == "No phone. The phone system does not answer."


def test_the_user_block_says_who_and_in_which_state(main):
    main.rail.show_user(UserShown("Priya Singh", AgentState.AWAY, "ext 102"))
    block = find(main, QPushButton, "user_block")
    assert block.accessibleName() == "Priya Singh, Away · ext 102"


def test_a_banner_offers_its_action_and_can_be_closed(main):
    acted: list[bool] = []
    main.banner.acted.connect(lambda: acted.append(True))
    main.banner.say(Notice("A new version is ready.", action="Restart"))
    settle()
    click(find(main.banner, QPushButton, "banner_action"))
    assert acted == [True]
    assert not main.banner.isVisible()
    main.banner.say(Notice("Once more."))
    settle()
    click(find(main.banner, QPushButton, "banner_close"))
    assert not main.banner.isVisible()


def test_a_toast_lies_over_the_page_and_not_over_the_rail(main):
    main.say(Notice("3 holds released", action="Undo"))
    assert main.toast.isVisible()
    assert main.toast.geometry().left() > main.rail.width()
    assert main.toast.text() == "3 holds released"


def test_a_toast_covers_neither_a_call_that_rings_nor_what_stands_under_the_pages(main):
    card, bar = QWidget(), QWidget()
    card.setFixedSize(372, 300)
    bar.setFixedHeight(90)
    main.set_call_card(card)
    main.set_call_bar(bar)
    main.say(Notice("Issue reported. Pay is withheld."))
    card.show()
    settle()
    assert not main.toast.geometry().intersects(card.geometry())
    assert main.toast.geometry().bottom() < bar.mapTo(main, bar.rect().topLeft()).y()
    assert main.toast.geometry().height() < 60


def test_control_k_searches_and_the_keyboard_chooses(main):
    box, queries, chosen = find(main, SearchBox, "search_box"), [], []
    box.query_changed.connect(queries.append)
    box.chosen.connect(chosen.append)
    press(main, Qt.Key.Key_K, CTRL)
    field = find(main, QLineEdit, "search_input")
    assert field.hasFocus()
    type_text(field, "oli")
    assert queries == ["", "o", "ol", "oli"]
    box.show_results("oli", samples.RESULTS)
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Return)
    assert chosen == [samples.RESULTS[1]]
    assert not box.results_shown()


def test_a_late_answer_to_an_old_query_is_not_shown(main):
    box, field = find(main, SearchBox, "search_box"), find(main, QLineEdit, "search_input")
    field.setFocus()
    type_text(field, "new")
    box.show_results("old", samples.RESULTS)
    assert not box.results_shown()


def test_nothing_found_says_so_and_escape_closes(main):
    box, field = find(main, SearchBox, "search_box"), find(main, QLineEdit, "search_input")
    field.setFocus()
    type_text(field, "<b>x")
    box.show_results("<b>x", ())
    settle()
    said = [each.text() for each in main.findChildren(QLabel) if each.isVisible()]
    assert "Nothing found for “<b>x”" in said
    press(field, Qt.Key.Key_Escape)
    assert not box.results_shown()


def test_results_carry_what_to_open(main):
    assert samples.RESULTS[0] == SearchResult(
        "c0", "customer", "Olivia Smith", "Customer · +61 412 555 018 · Glebe NSW", "user"
    )


def test_the_window_comes_back_where_it_was(main):
    click(find(main, QPushButton, "nav_fold"))
    other = window()
    other.show_place(main.place_now())
    assert other.place_now().is_folded
    assert other.rail.width() == main.rail.width()
    assert len(main.place_now().geometry) > 0


def test_a_closed_window_is_let_go(qapp):
    main = window()
    main.show()
    settle()
    gone = weakref.ref(main)
    main.close()
    main.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del main
    gc.collect()
    assert gone() is None
