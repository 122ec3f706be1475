"""The history panel: who, when, which field, from what to what; filtered, gone on with, offline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from desktop.history.history_model import ShownChange
from desktop.history.history_panel import HistoryPanel
from desktop.history.history_view import HistoryState
from desktop.qt.hop import GuiThread
from desktop.replica.profile import Profile
from desktop.store import Store
from desktop.sync.client import Client
from desktop.sync.histories import Histories, HistoryAnswer, HistoryTold, Unread
from sync_server.contract.base import RowId
from sync_server.contract.customers import EditCustomer, FieldEdit
from sync_server.contract.history import HistoryAsk, HistoryLine, HistoryPage
from sync_server.rules.history import PROFILE
from tests.desktop import samples, samples_history
from tests.desktop.replica.rows import profile_with
from tests.desktop.samples_history import LINES, OLIVIA, PRIYA
from tests.support.office import PASSWORD, Office, running, settings_for
from tests.support.real_desk import RealDesk
from tests.support.windows import click, find, press


class Source:
    """Pages a test hands out itself, as the server would."""

    def __init__(self, lines: tuple[HistoryLine, ...] = LINES, size: int = 50) -> None:
        self.lines = lines
        self.size = size
        self.asked: list[HistoryAsk] = []
        self.unread: Unread | None = None
        self.seen: dict[HistoryAsk, HistoryPage] = {}
        self.waiting: list[tuple[HistoryAsk, HistoryTold]] = []
        self.is_slow = False

    def __call__(self, ask: HistoryAsk, told: HistoryTold) -> None:
        self.asked.append(ask)
        self.waiting.append((ask, told))
        if not self.is_slow:
            self.answer()

    def answer(self) -> None:
        while self.waiting:
            ask, told = self.waiting.pop(0)
            told(self._answer(ask))

    def _answer(self, ask: HistoryAsk) -> HistoryAnswer:
        if self.unread is Unread.OFFLINE:
            return HistoryAnswer(ask, self.seen.get(ask), self.unread)
        if self.unread is not None:
            return HistoryAnswer(ask, None, self.unread)
        fit = [line for line in self.lines if not ask.before or line.n < ask.before]
        fit = [line for line in fit if not ask.by or line.by == ask.by]
        fit = [line for line in fit if not ask.entities or line.entity in ask.entities]
        if ask.fields:
            fit = [line for line in fit if {c.field for c in line.changes} & set(ask.fields)]
        page = fit[: self.size]
        before = page[-1].n if len(fit) > self.size else 0
        self.seen[ask] = HistoryPage(tuple(page), before)
        return HistoryAnswer(ask, self.seen[ask])


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = profile_with(tmp_path / "profile", list(samples_history.VIEW.rows.values()))
    yield made
    made.close()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def panel(qtbot, profile: Profile, source: Source) -> HistoryPanel:
    made = HistoryPanel(Store(profile, samples.clock), source, samples.clock)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    return made


def rows(panel: HistoryPanel) -> list[ShownChange]:
    model = panel.view.grid.model_of_rows()
    return [model.row(at) for at in range(model.rowCount())]


def told(panel: HistoryPanel) -> list[tuple[str, str, str, str]]:
    return [(row.who, row.field, row.old, row.new) for row in rows(panel)]


def choose(panel: QWidget, name: str, words: str) -> None:
    box = find(panel, QComboBox, name)
    box.setCurrentIndex([box.itemText(at) for at in range(box.count())].index(words))


def test_a_customers_profile_edits_are_listed_field_by_field(panel: HistoryPanel) -> None:
    """TML-10: edit phone -> row {field, old, new, who, when}."""
    panel.show_customer(OLIVIA)
    assert panel.view.state() is HistoryState.SHOWN
    assert told(panel)[:4] == [
        ("Sarah Lee", "Phone", "+61 412 555 018", "+61 412 555 019"),
        ("Priya Singh", "Name", "Olivia Smyth", "Olivia Smith"),
        ("Priya Singh", "Location", "Bondi", "Manly, 2095"),
        ("Priya Singh", "Labels", "", "VIP"),
    ]
    assert rows(panel)[0].at == LINES[0].at
    assert not [row for row in rows(panel) if row.title.startswith("Booking")]


def test_everything_of_a_customer_is_one_click_away(panel: HistoryPanel, source: Source) -> None:
    panel.show_customer(OLIVIA)
    assert source.asked[-1].entities == PROFILE
    click(find(panel, QPushButton, "history_everything"))
    assert source.asked[-1].entities == ()
    assert "Booking BOK-20418 changed" in {row.title for row in rows(panel)}
    assert ("Sarah Lee", "Status", "To schedule", "In progress") in told(panel)


def test_a_filter_by_field_keeps_only_that_field(panel: HistoryPanel, source: Source) -> None:
    """TML-10: filter by field."""
    panel.show_customer(OLIVIA)
    choose(panel, "history_field", "Location")
    assert source.asked[-1].fields == ("location",)
    assert [(row.old, row.new) for row in rows(panel)] == [("Bondi", "Manly, 2095"), ("", "Bondi")]
    choose(panel, "history_field", "Every field")
    assert len({row.field for row in rows(panel)}) > 3


def test_a_filter_by_person_keeps_only_theirs(panel: HistoryPanel, source: Source) -> None:
    panel.show_customer(OLIVIA)
    choose(panel, "history_who", "Priya Singh")
    assert source.asked[-1].by == PRIYA
    assert {row.who for row in rows(panel)} == {"Priya Singh"}
    box = find(panel, QComboBox, "history_who")
    assert [box.itemText(at) for at in range(box.count())] == [
        "Everyone",
        "Priya Singh",
        "Sarah Lee",
    ]


def test_a_filter_that_keeps_nothing_says_so_and_can_be_taken_back(panel: HistoryPanel) -> None:
    panel.show_customer(OLIVIA)
    choose(panel, "history_field", "Phone")
    choose(panel, "history_who", "Priya Singh")
    assert panel.view.state() is HistoryState.FILTERED_OUT
    click(find(panel, QPushButton, "empty_state_action"))
    assert panel.view.state() is HistoryState.SHOWN


def test_older_changes_are_loaded_below(qtbot, panel: HistoryPanel, source: Source) -> None:
    source.size = 2
    panel.show_customer(OLIVIA)
    first = rows(panel)
    more = find(panel, QPushButton, "history_more")
    while more.isVisible():
        click(more)
    assert rows(panel)[: len(first)] == first
    assert {row.id.split(".")[0] for row in rows(panel)} == {"91", "88", "80", "41", "12"}
    assert source.asked[1].before == 88


def test_a_filter_that_finds_nothing_at_once_goes_on_by_itself(
    panel: HistoryPanel, source: Source
) -> None:
    panel.show_record("customer", OLIVIA)

    def far(ask: HistoryAsk, answer: HistoryTold) -> None:
        source.asked.append(ask)
        lines = LINES[-1:] if ask.before == 20 else ()
        answer(HistoryAnswer(ask, HistoryPage(lines, 0 if ask.before == 20 else 20)))

    panel._fetch = far
    choose(panel, "history_field", "Location")
    assert source.asked[-1].before == 20
    assert [row.new for row in rows(panel)] == ["Bondi"]


def test_without_the_server_it_says_where_history_is_and_tries_again(
    qtbot, panel: HistoryPanel, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.unread = Unread.OFFLINE
    panel._retry.setInterval(10)
    panel.show_customer(OLIVIA)
    assert panel.view.state() is HistoryState.OFFLINE
    qtbot.waitUntil(lambda: len(source.asked) > 2)
    source.unread = None
    qtbot.waitUntil(lambda: panel.view.state() is HistoryState.SHOWN)
    assert not panel._retry.isActive()


def test_without_the_server_the_lines_last_seen_stay(panel: HistoryPanel, source: Source) -> None:
    panel.show_customer(OLIVIA)
    seen = rows(panel)
    source.unread = Unread.OFFLINE
    panel.refresh(frozenset())
    assert panel.view.state() is HistoryState.SEEN_BEFORE
    assert rows(panel) == seen
    choose(panel, "history_field", "Phone")
    assert told(panel) == [("Sarah Lee", "Phone", "+61 412 555 018", "+61 412 555 019")]
    panel.show_record("booking", RowId("b1"))
    assert panel.view.state() is HistoryState.OFFLINE
    panel.show_customer(OLIVIA)
    assert rows(panel) == seen


def test_what_is_refused_shows_no_line(panel: HistoryPanel, source: Source) -> None:
    panel.show_customer(OLIVIA)
    source.unread = Unread.REFUSED
    panel.refresh(frozenset())
    assert panel.view.state() is HistoryState.REFUSED
    assert not find(panel, QPushButton, "history_export").isEnabled()


def test_an_answer_for_somebody_else_is_dropped(panel: HistoryPanel, source: Source) -> None:
    source.is_slow = True
    panel.show_customer(RowId("ben"))
    assert panel.view.state() is HistoryState.LOADING
    panel.show_record("booking", RowId("b1"))
    source.lines = LINES[3:4]
    source.answer()
    assert [row.field for row in rows(panel)] == ["Fieldworkers"]
    assert panel.subject() == HistoryAsk(entity="booking", row_id=RowId("b1"))


def test_new_lines_come_on_top_and_what_was_loaded_stays(
    panel: HistoryPanel, source: Source
) -> None:
    source.size, source.lines = 2, LINES[1:]
    panel.show_record("customer", OLIVIA)
    click(find(panel, QPushButton, "history_more"))
    loaded = rows(panel)
    source.lines = LINES
    panel.refresh(frozenset({"customer"}))
    assert rows(panel)[0].field == "Phone"
    assert rows(panel)[1:] == loaded


@pytest.mark.parametrize(
    ("entities", "asks"),
    [({"contact_point"}, 1), ({"call", "agent_state"}, 0), ({"booking"}, 0), (set(), 1)],
)
def test_only_rows_that_may_stand_here_make_it_ask_again(
    panel: HistoryPanel, source: Source, entities: set[str], asks: int
) -> None:
    panel.show_customer(OLIVIA)
    source.asked.clear()
    panel.refresh(frozenset(entities))
    assert len(source.asked) == asks


def test_a_change_while_an_answer_is_on_its_way_is_not_missed(
    panel: HistoryPanel, source: Source
) -> None:
    source.is_slow, source.lines = True, LINES[1:]
    panel.show_record("customer", OLIVIA)
    panel.refresh(frozenset({"customer"}))
    assert len(source.asked) == 1
    ask, answer = source.waiting.pop()
    old = source._answer(ask)
    source.is_slow, source.lines = False, LINES
    answer(old)
    assert len(source.asked) == 2
    assert rows(panel)[0].field == "Phone"


def test_erased_content_and_hidden_texts_are_said(panel: HistoryPanel) -> None:
    panel.show_record("customer", OLIVIA)
    assert ("Priya Singh", "Text", "not shown to you", "not shown to you") in told(panel)
    assert ("", "", "", "Erased for good") in told(panel)


def test_a_history_without_lines_is_empty(panel: HistoryPanel, source: Source) -> None:
    source.lines = ()
    panel.show_record("customer", OLIVIA)
    assert panel.view.state() is HistoryState.EMPTY


def test_the_keyboard_goes_from_the_filters_to_the_lines_and_on(panel: HistoryPanel) -> None:
    panel.show_customer(OLIVIA)
    panel.setFocus()
    assert panel.view.grid.hasFocus()
    press(panel.view.grid, Qt.Key.Key_Down)
    assert panel.view.grid.current_id()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with running(settings_for(tmp_path / "server")) as opened:
        opened.hire_all()
        yield opened


def test_a_colleagues_edit_stands_on_the_panel_of_a_real_desk(
    qtbot, office: Office, tmp_path: Path
) -> None:
    """TML-10, with a real server: Amy edits, Ben reads who, when, from what, to what."""
    customer = office.add_customer("Olivia Smith", "+61412555018")
    edit = FieldEdit("location", "", "Bondi")
    office.do("amy", EditCustomer(customer_id=customer, edits=(edit,)))
    with ExitStack() as until_the_end:
        desk = RealDesk(tmp_path / "desk", office.url, "ben@example.org", PASSWORD)
        until_the_end.callback(desk.stop)
        desk.start()
        client = Client(office.url, desk.token)
        until_the_end.callback(client.close)
        histories = Histories(client)
        until_the_end.callback(histories.stop)
        desk.store._hop = GuiThread().run
        desk.store.history_by(histories)
        panel = HistoryPanel(desk.store, desk.store.history, office.server.clock)
        qtbot.addWidget(panel)
        panel.show()
        panel.show_customer(customer)
        qtbot.waitUntil(lambda: panel.view.state() is HistoryState.SHOWN)
        assert told(panel) == [
            ("Amy", "Location", "", "Bondi"),
            ("Amy", "Phone", "", "+61 412 555 018"),
            ("Amy", "Name", "", "Olivia Smith"),
        ]
        desk.store.listen(panel.refresh)
        again = FieldEdit("location", "Bondi", "Manly")
        office.do("amy", EditCustomer(customer_id=customer, edits=(again,)))
        qtbot.waitUntil(lambda: told(panel)[0] == ("Amy", "Location", "Bondi", "Manly"))
