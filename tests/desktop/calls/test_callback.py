"""The call-back queue: who waits, one key to call them, and who was faster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.calls.callback_page import CallbackPage
from desktop.replica.badges import badges
from desktop.replica.callbacks import callback_lines
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, LogCall, SettleCallbacks, call_id
from sync_server.contract.customers import AddCustomer, NewContactPoint
from sync_server.contract.values import CallOutcome, ContactKind, Direction
from sync_server.rules.callbacks import wants_callback
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find, press

O = CallOutcome  # noqa: E741 - as in the rules' own tables


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(
        tmp_path,
        [
            office.call("a1", ago=1),
            office.call("a2", O.ABANDONED, ago=3),
            office.call("b1", O.DECLINED, ago=2, number=office.BOBS),
            office.call("done", ago=5, number=office.NOBODYS, settled_at=office.NOW),
            office.call("hidden", ago=5, number=""),
            office.call("live", O.RINGING, number=office.NOBODYS, ended_at=None),
            office.call("out", ago=6, number=office.NOBODYS, direction=Direction.OUTBOUND),
            office.call("leg", ago=7, number=office.NOBODYS, continues_id=RowId("a1")),
        ],
    )
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


@pytest.fixture
def page(qtbot, store: Store) -> CallbackPage:
    made = CallbackPage(store, office.clock)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.resize(1200, 700)
    made.show()
    made.view.grid.setFocus()
    return made


def numbers(page: CallbackPage) -> list[str]:
    model = page.view.grid.model_of_rows()
    return [model.row(at).id for at in range(model.rowCount())]


def row(store: Store, row_id: str) -> CallRow:
    found = store.view.get(CallRow, RowId(row_id))
    assert found is not None
    return found


def spoke(store: Store, number: str) -> None:
    """A colleague called back."""
    store.do(
        LogCall(
            call_id=call_id("later"),
            call_key="later",
            direction=Direction.OUTBOUND,
            number=number,
            dialled=number,
            outcome=O.ANSWERED,
            started_at=office.NOW,
            answered_at=office.NOW,
            ended_at=office.NOW + timedelta(seconds=30),
            answered_by=office.TOM,
        )
    )


def test_missed_calls_of_one_number_are_one_line_newest_first(profile: Profile) -> None:
    """CAL-06."""
    first, second = callback_lines(profile.replica.reader())
    assert (first.customer, first.call_ids) == ("Ann Taylor", ("a1", "a2"))
    assert first.first_at == office.NOW - timedelta(hours=3)
    assert (second.customer, second.group) == ("bob Smith", "Main line")


def test_the_queue_and_the_badge_hold_what_the_rule_wants(profile: Profile) -> None:
    """CAL-06: the counts come from rows, by the same words as the rule's."""
    db = profile.replica.reader()
    waiting = {call_id for line in callback_lines(db) for call_id in line.call_ids}
    assert waiting == {call.id for call in profile.view.where(CallRow) if wants_callback(call)}
    assert badges(db).callbacks == 2


def test_one_key_takes_the_line_and_dials(page: CallbackPage, store: Store) -> None:
    """CAL-06: one-key call-back."""
    dialled: list[str] = []
    page.dial_requested.connect(dialled.append)
    press(page.view.grid, Qt.Key.Key_C)
    assert dialled == [office.ANNS]
    assert [row(store, each).owner_name for each in ("a1", "a2")] == ["Amy", "Amy"]


def test_enter_does_the_same(page: CallbackPage) -> None:
    dialled: list[str] = []
    page.dial_requested.connect(dialled.append)
    page.view.grid.selectRow(1)
    press(page.view.grid, Qt.Key.Key_Return)
    assert dialled == [office.BOBS]


def test_a_line_is_taken_and_released(page: CallbackPage, store: Store) -> None:
    take = find(page, QPushButton, "callback_take")
    click(take)
    assert row(store, "a1").owner_id == office.AMY
    assert take.accessibleName() == "Release"
    click(take)
    assert row(store, "a1").owner_id is None


def test_a_line_is_given_to_a_colleague(page: CallbackPage, store: Store) -> None:
    click(find(page, QPushButton, "callback_assign"))
    menu = find(page, QMenu, "callback_people")
    menu.triggered.emit(next(each for each in menu.actions() if each.text() == "Tom"))
    menu.close()
    assert row(store, "a2").owner_name == "Tom"


def test_all_are_marked_done_and_brought_back_in_one_step(page: CallbackPage) -> None:
    """CAL-06 with beyond row 29: mark all done."""
    click(find(page, QPushButton, "callback_all_done"))
    assert numbers(page) == []
    assert page.view.banner.text() == "2 call-backs marked done."
    click(find(page, QPushButton, "banner_action"))
    assert numbers(page) == [office.ANNS, office.BOBS]


def test_done_takes_one_line_off(page: CallbackPage, store: Store) -> None:
    press(page.view.grid, Qt.Key.Key_D)
    assert numbers(page) == [office.BOBS]
    assert row(store, "a1").settled_by_name == "Amy"


def test_a_colleague_who_was_faster_is_named(page: CallbackPage, store: Store) -> None:
    """CAL-06: cleared when someone called back."""
    spoke(store, office.ANNS)
    assert numbers(page) == [office.BOBS]
    assert page.view.banner.text().startswith("Tom spoke to Ann Taylor at ")


def test_nobody_waiting_says_so(page: CallbackPage, store: Store) -> None:
    store.do(SettleCallbacks(call_ids=(RowId("a1"), RowId("a2"), RowId("b1"))))
    assert page.view._body.currentIndex() == 1
    assert not find(page, QPushButton, "callback_call").isEnabled()
    assert badges(store.reader()).callbacks == 0


def test_a_number_of_two_customers_says_whose_it_may_be(store: Store, profile: Profile) -> None:
    """CAL-06, CAL-17: nobody is guessed."""
    shared = "+61491570159"
    for name in ("Marcus Webb", "Janet Webb"):
        point = NewContactPoint(store.new_id(), ContactKind.PHONE, shared)
        store.do(AddCustomer(customer_id=store.new_id(), name=name, contact_points=(point,)))
    store.do(
        LogCall(
            call_id=call_id("shared"),
            call_key="shared",
            direction=Direction.INBOUND,
            number=shared,
            dialled="100",
            outcome=O.MISSED,
            started_at=office.NOW,
            ended_at=office.NOW + timedelta(seconds=20),
        )
    )
    (line,) = [one for one in callback_lines(profile.replica.reader()) if one.number == shared]
    assert (line.customer_id, line.customer) == (None, "Janet Webb or Marcus Webb")
