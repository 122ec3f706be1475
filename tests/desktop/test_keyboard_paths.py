"""Twenty tasks of a working day without touching the mouse: keys go to whatever has the focus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QWidget

from desktop.qt import theme
from desktop.qt.labels import Label
from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from sync_server.contract.customers import CustomerRow
from sync_server.contract.records import BookingRow
from sync_server.contract.threads import PostRow
from tests.desktop.records import office_of_records as office
from tests.support.windows import find, settle, wait_until

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
K = Qt.Key


class Hands:
    """Two hands on a keyboard, and eyes."""

    def __init__(self, window: MainWindow, place: Office, store: Store) -> None:
        self.window, self.place, self.store = window, place, store

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self._focused(), key, modifiers)
        settle(5)

    def write(self, text: str) -> None:
        QTest.keyClicks(self._focused(), text)
        settle(5)

    def ask(self, text: str) -> None:
        """The palette: Ctrl+K, words, Enter."""
        self.key(K.Key_K, CTRL)
        self.write(text)
        box = self.window.top_bar.search
        wait_until(lambda: box._shown_for == text and box.results_shown(), f"{text} is listed")
        self.key(K.Key_Return)

    def tab_to(self, name: str, most: int = 60) -> None:
        for _ in range(most):
            if self._focused().objectName() == name:
                return
            self.key(K.Key_Tab)
        raise AssertionError(f"Tab never reached {name}")

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def page(self) -> frozenset[str]:
        return self.window.pages.in_view()

    def open_olivia(self) -> None:
        self.key(K.Key_1, CTRL)
        self.ask("Olivia Smith")
        wait_until(lambda: self.sees("customer_head"), "Olivia's page")

    def _focused(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        return popup or QApplication.focusWidget() or self.window


@pytest.fixture
def hands(qtbot, tmp_path: Path) -> Iterator[Hands]:
    profile: Profile = office.desk(tmp_path)
    while profile.replica.index_slice():
        pass
    store = Store(profile, office.clock)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    place = Office(window, store, office.clock)
    store.listen(place.refresh)
    place.open_first()
    window.show()
    window.activateWindow()
    wait_until(lambda: QApplication.activeWindow() is window, "the window is in front")
    yield Hands(window, place, store)
    place.stop()
    profile.close()


class Windows(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_no_page_flashes_a_window_of_its_own_while_it_is_built(hands: Hands, qapp) -> None:
    """It would take the keyboard from the window, and with it every key of this file."""
    eyes = Windows()
    qapp.installEventFilter(eyes)
    for digit in (K.Key_2, K.Key_3, K.Key_4, K.Key_5, K.Key_6, K.Key_7, K.Key_Comma, K.Key_1):
        hands.key(digit, CTRL)
    qapp.removeEventFilter(eyes)
    assert eyes.shown == []


@pytest.mark.parametrize(
    ("digit", "page"),
    [
        (K.Key_1, "customers"),
        (K.Key_2, "issues"),
        (K.Key_3, "holds"),
        (K.Key_4, "calls"),
        (K.Key_5, "notices"),
        (K.Key_6, "records"),
        (K.Key_7, "calendar"),
        (K.Key_Comma, "settings"),
    ],
)
def test_every_page_is_one_key_away(hands: Hands, digit: Qt.Key, page: str) -> None:
    hands.key(digit, CTRL)
    assert hands.page() == {page}


def test_a_record_is_opened_by_its_code(hands: Hands) -> None:
    hands.ask("INV-00044")
    assert find(hands.window, Label, "record_title").text() == "Hallway window repair"


def test_a_customer_is_found_and_opened(hands: Hands) -> None:
    hands.open_olivia()
    assert hands.sees("customer_name")


def test_one_goes_back_and_forward(hands: Hands) -> None:
    hands.key(K.Key_2, CTRL)
    hands.key(K.Key_Left, ALT)
    assert hands.page() == {"customers"}
    hands.key(K.Key_Right, ALT)
    assert hands.page() == {"issues"}


def test_a_tab_is_opened_and_closed(hands: Hands) -> None:
    hands.key(K.Key_T, CTRL)
    assert len(hands.place.tabs._tabs) == 2
    hands.key(K.Key_W, CTRL)
    assert len(hands.place.tabs._tabs) == 1


def test_the_colours_are_changed(hands: Hands) -> None:
    before = theme.tokens()
    hands.key(K.Key_L, CTRL | SHIFT)
    assert theme.tokens() != before
    hands.key(K.Key_L, CTRL | SHIFT)
    assert theme.tokens() == before


def test_the_list_of_pages_is_folded(hands: Hands) -> None:
    wide = hands.window.rail.width()
    hands.key(K.Key_B, CTRL)
    wait_until(lambda: hands.window.rail.width() < wide, "the rail is narrow")


def test_all_keys_are_listed(hands: Hands) -> None:
    hands.key(K.Key_F1)
    assert hands.page() == {"settings"}
    assert hands.sees("settings_keyboard")


def test_an_issue_is_begun_for_a_customer(hands: Hands) -> None:
    hands.open_olivia()
    hands.key(K.Key_I, CTRL)
    assert hands.sees("report_save")


def test_a_new_customer_is_typed_in(hands: Hands) -> None:
    hands.key(K.Key_1, CTRL)
    hands.key(K.Key_N, CTRL)
    hands.write("Nadia Petrova")
    hands.key(K.Key_Return)
    wait_until(
        lambda: any(c.name == "Nadia Petrova" for c in hands.store.view.where(CustomerRow)),
        "the customer is there",
    )


@pytest.mark.parametrize(("digit", "grid"), [(K.Key_6, "bookings"), (K.Key_1, "customers")])
def test_every_tool_of_a_list_is_reached_by_tab(hands: Hands, digit: Qt.Key, grid: str) -> None:
    hands.key(digit, CTRL)
    for name in (f"{grid}_filter", "view_0", "filter_add", f"{grid}_options", f"{grid}_export"):
        hands.tab_to(name)


def test_a_booking_is_made_from_the_list_to_the_last_field(hands: Hands) -> None:
    hands.key(K.Key_6, CTRL)
    hands.tab_to("new_booking")
    hands.key(K.Key_Space)
    form = hands.place.records.shared().forms.dialog
    wait_until(form.isVisible, "the form")
    hands.write("olivia")
    wait_until(
        lambda: find(form, QListWidget, "form_customer_results").count(), "Olivia is offered"
    )
    hands.key(K.Key_Return)
    hands.tab_to("form_title")
    hands.write("New balustrade")
    hands.key(K.Key_Return, CTRL)
    wait_until(
        lambda: any(b.title == "New balustrade" for b in hands.store.view.where(BookingRow)),
        "the booking is there",
    )


def test_a_post_is_written_and_sent(hands: Hands) -> None:
    hands.ask("INV-00044")
    hands.tab_to("composer_text")
    hands.write("She will pay on Friday.")
    hands.key(K.Key_Return, CTRL)
    assert any(p.body == "She will pay on Friday." for p in hands.store.view.where(PostRow))


def test_a_records_status_and_its_other_actions_have_menus(hands: Hands) -> None:
    hands.ask("INV-00044")
    hands.key(K.Key_M, ALT)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    hands.key(K.Key_Escape)
    assert QApplication.activePopupWidget() is None
