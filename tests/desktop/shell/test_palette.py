"""Search and actions in one list, by keyboard, over a real replica that no server feeds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView

from desktop.actions import Action
from desktop.qt import theme
from desktop.qt.tones import Scheme
from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.shell.search_results import RESULT_ROLE
from sync_server.contract.values import AgentState
from tests.desktop.shell.offices import indexed_profile, working
from tests.support.windows import find, press, settle, type_text, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    made = indexed_profile(tmp_path_factory.mktemp("desk") / "profile")
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, profile: Profile) -> Iterator[tuple[MainWindow, Office]]:
    with working(profile) as made:
        yield made


@pytest.fixture
def window(desk: tuple[MainWindow, Office]) -> MainWindow:
    return desk[0]


def field(window: MainWindow) -> QLineEdit:
    return find(window, QLineEdit, "search_input")


def listed(window: MainWindow) -> list[str]:
    view = find(window, QListView, "search_results")
    model = view.model()
    return [model.index(at, 0).data(RESULT_ROLE).title for at in range(model.rowCount())]


def ask(window: MainWindow, text: str) -> None:
    """Ctrl+K, type, wait until the list shows what was found."""
    press(window, Qt.Key.Key_K, CTRL)
    assert field(window).hasFocus()
    field(window).selectAll()
    type_text(field(window), text)
    box = window.top_bar.search
    wait_until(lambda: box._shown_for == text.strip() and box.results_shown(), f"{text} is found")


@pytest.mark.parametrize("code", ["CMP-00012", "cmp 12", "CMP12"])
def test_a_pasted_code_opens_its_issue_with_enter_at_once_and_offline(window, code):
    """ISS-13"""
    shown: list[str] = []
    window.page_shown.connect(shown.append)
    press(window, Qt.Key.Key_K, CTRL)
    QApplication.clipboard().setText(code)
    press(field(window), Qt.Key.Key_V, CTRL)
    press(field(window), Qt.Key.Key_Return)  # before anything can have been found
    wait_until(lambda: shown == ["issues"], "the issue opens")
    said = [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
    assert any("CMP-00012" in each for each in said)


def test_control_k_lists_every_action_with_its_key_before_anything_is_typed(window):
    """Beyond row 15"""
    press(window, Qt.Key.Key_K, CTRL)
    view = find(window, QListView, "search_results")
    shown = [view.model().index(at, 0).data(RESULT_ROLE) for at in range(view.model().rowCount())]
    assert {"Go to Issues", "New customer", "State: Away", "Sign out"} <= {s.title for s in shown}
    assert next(s.keys for s in shown if s.title == "Go to Issues") == "Ctrl+2"
    assert len({s.title for s in shown}) == len(shown)


def test_an_action_is_found_by_its_words_and_done_with_enter(window):
    ask(window, "theme")
    assert listed(window)[0] == "Switch between light and dark"
    press(field(window), Qt.Key.Key_Return)
    assert theme.scheme() is Scheme.DARK


def test_what_was_done_last_stands_first_next_time_and_after_a_restart(profile, qapp):
    with working(profile) as (window, _):
        ask(window, ">break, training")
        press(field(window), Qt.Key.Key_Return)
        press(window, Qt.Key.Key_K, CTRL)
        assert listed(window)[0] == "State: Break, training"
    with working(profile) as (window, _):
        press(window, Qt.Key.Key_K, CTRL)
        assert listed(window)[0] == "State: Break, training"


def test_a_sign_in_front_lists_actions_only(window):
    ask(window, ">ann")
    assert "Ann Taylor" not in listed(window)
    ask(window, ">sign out")
    assert listed(window) == ["Sign out"]


def test_a_state_is_chosen_from_the_keyboard(window):
    chosen: list[object] = []
    window.rail.state_chosen.connect(chosen.append)
    ask(window, ">state away")
    press(field(window), Qt.Key.Key_Return)
    assert [one.state for one in chosen] == [AgentState.AWAY]


def test_people_are_found_while_typing_and_open_with_enter(window):
    ask(window, "muller")
    assert listed(window)[0] == "José Müller"
    press(field(window), Qt.Key.Key_Return)
    wait_until(lambda: not window.top_bar.search.results_shown(), "the list goes")
    said = [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
    assert "José Müller" in said


def test_a_number_can_be_called_from_the_list(desk):
    window, office = desk
    dialled: list[str] = []
    office.dial_requested.connect(dialled.append)
    ask(window, "0300 555 0199")
    assert "Call 0300 555 0199" in listed(window)
    press(field(window), Qt.Key.Key_Return)
    assert dialled == ["0300 555 0199"]


def test_escape_goes_back_to_where_one_was(window):
    before = QApplication.focusWidget()
    assert before is not None
    ask(window, "ann")
    press(field(window), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is before
    assert not window.top_bar.search.results_shown()
    assert field(window).text() == ""


def test_a_slash_starts_a_search_but_is_typed_where_one_writes(window):
    press(window, Qt.Key.Key_Slash)
    assert field(window).hasFocus()
    press(field(window), Qt.Key.Key_Escape)
    writing = find(window, QLineEdit, "customers_filter")
    writing.setFocus()
    type_text(writing, "a/b")
    assert writing.text() == "a/b"


def test_an_unknown_operator_is_searched_as_text_and_a_quiet_hint_says_so(window):
    press(window, Qt.Key.Key_K, CTRL)
    type_text(field(window), "colour:red")
    hint = find(window, QLabel, "search_hint")
    wait_until(lambda: "searched as text" in hint.text(), "the hint")


def test_late_answers_to_what_was_typed_before_are_not_shown(window):
    ask(window, "ann")
    type_text(field(window), " tay")
    wait_until(lambda: window.top_bar.search._shown_for == "ann tay", "the newer answer")
    settle(50)
    assert listed(window)[0] == "Ann Taylor"


def test_a_page_registers_its_own_action_and_takes_it_away_again(desk):
    window, office = desk
    done: list[bool] = []
    office.actions.add(
        Action("quotes.new", "New quote", lambda: done.append(True), keys="Ctrl+Alt+Q")
    )
    ask(window, "new quote")
    assert listed(window)[0] == "New quote"
    press(field(window), Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Q, CTRL | Qt.KeyboardModifier.AltModifier)
    assert done == [True, True]
    office.actions.remove("quotes.new")
    press(window, Qt.Key.Key_Q, CTRL | Qt.KeyboardModifier.AltModifier)
    assert done == [True, True]


def test_buttons_of_the_page_in_view_can_be_pressed_from_the_list(desk):
    window, office = desk
    ask(window, ">call")
    assert "Call" not in listed(window)
    press(field(window), Qt.Key.Key_Escape)
    dialled: list[str] = []
    office.dial_requested.connect(dialled.append)
    office.open_customer("ann")
    ask(window, ">call")
    assert "Call" in listed(window)
    while listed(window)[find(window, QListView, "search_results").currentIndex().row()] != "Call":
        press(field(window), Qt.Key.Key_Down)
    press(field(window), Qt.Key.Key_Return)
    assert dialled == ["+491711234567"]
