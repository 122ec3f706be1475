"""The call log: every kind of call in full, any order, any filter, and the story of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from desktop.calls import log_model
from desktop.calls.log_page import LogPage
from desktop.links import Link, LinkKind
from desktop.replica.call_log import EveryCall, LoggedCall, Order, Picked, calls_at, one_call
from desktop.replica.call_picks import EVERYTHING, CallFilter, pick_calls
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, LogCall, call_id
from sync_server.contract.values import CallOutcome, Direction, RecordKind
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find, type_text


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, office.four_kinds())
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


@pytest.fixture
def page(qapp, store: Store) -> Iterator[LogPage]:
    made = LogPage(store, office.clock)
    store.listen(made.refresh)
    made.resize(1300, 800)
    made.show()
    yield made
    made.end()


def ids(calls: list[LoggedCall]) -> list[str]:
    return [call.id for call in calls]


def picked(
    profile: Profile,
    chosen: CallFilter = EVERYTHING,
    order: Order = Order.STARTED,
    *,
    down: bool = True,
) -> list[str]:
    db = profile.replica.reader()
    return ids(calls_at(db, pick_calls(db, chosen, order, descending=down)))


def shown(page: LogPage) -> list[str]:
    model = page.view.grid.model_of_rows()
    return [model.row(at).id for at in range(model.rowCount())]


def test_every_column_is_filled_for_each_of_the_four_kinds(profile: Profile) -> None:
    """CAL-11: inbound, outbound, missed and voicemail."""
    calls = EveryCall(profile.replica.reader).page(0, 10)
    assert ids(calls) == ["vm", "lost", "out", "in"]
    for call in calls:
        for column in log_model.columns(office.clock):
            words = column.text(call) or (column.badges(call)[0].text if column.badges else "")
            assert words.strip(), (call.id, column.title)


def test_each_kind_says_its_times_outcome_and_sound(profile: Profile) -> None:
    """CAL-11."""
    voicemail, missed, out, inbound = EveryCall(profile.replica.reader).page(0, 10)
    assert (log_model.talked(inbound), log_model.rang(inbound)) == ("4:12", "5 s")
    assert (log_model.recording(inbound), inbound.group, inbound.disposition) == (
        "4:12",
        "Main line",
        "Booked",
    )
    assert [record.code for record in inbound.records] == ["BOK-20418"]
    assert (log_model.way(out), log_model.outcome(out).text) == ("Outgoing call", "Answered")
    assert (log_model.outcome(missed).text, log_model.agent(missed)) == ("Missed", "Nobody")
    assert (log_model.customer(missed), log_model.rang(missed)) == ("Unknown caller", "25 s")
    assert (log_model.talked(voicemail), log_model.agent(voicemail)) == ("0:21", "Mailbox")


def test_a_transferred_call_is_one_row(profile: Profile) -> None:
    source = EveryCall(profile.replica.reader)
    assert source.count() == 4
    assert "leg" not in ids(source.page(0, 10))
    assert "leg" not in picked(profile)


def test_pages_are_the_same_from_either_end_and_in_either_direction(tmp_path: Path) -> None:
    rows = [office.call(f"k{n:03d}", ago=n + 1.0) for n in range(300)]
    profile = office.desk(tmp_path, rows)
    newest = EveryCall(profile.replica.reader)
    whole = ids(newest.page(0, 300))
    assert whole == [f"k{n:03d}" for n in range(300)]
    for first in (0, 7, 149, 150, 151, 290):
        assert ids(newest.page(first, 20)) == whole[first : first + 20]
    newest.learn(pick_calls(profile.replica.reader(), EVERYTHING))
    assert ids(newest.page(140, 30)) == whole[140:170]
    newest.learn(pick_calls(profile.replica.reader(), CallFilter(words="bob")))
    assert ids(newest.page(140, 30)) == whole[140:170]
    oldest = EveryCall(profile.replica.reader, descending=False)
    assert ids(oldest.page(200, 100)) == whole[::-1][200:]
    places = pick_calls(profile.replica.reader(), EVERYTHING)
    assert ids(Picked(profile.replica.reader, places).page(100, 50)) == whole[100:150]
    profile.close()


@pytest.mark.parametrize("order", list(Order))
def test_every_column_sorts_both_ways(profile: Profile, order: Order) -> None:
    """CAL-12: sortable."""
    up, down = picked(profile, order=order, down=False), picked(profile, order=order)
    assert set(up) == set(down) == {"vm", "lost", "out", "in"}


def test_sorting_follows_the_value_shown(profile: Profile) -> None:
    assert picked(profile, order=Order.TALKED)[0] == "in"
    assert picked(profile, order=Order.CUSTOMER, down=False)[1:] == ["in", "vm", "out"]
    assert picked(profile, order=Order.RANG)[-1] in {"in", "out"}
    assert picked(profile, order=Order.RECORDING)[0] == "in"
    assert picked(profile, order=Order.LINKED)[0] == "in"


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (CallFilter(direction=Direction.OUTBOUND), ["out"]),
        (CallFilter(outcomes=(CallOutcome.MISSED, CallOutcome.VOICEMAIL)), ["vm", "lost"]),
        (CallFilter(agent_id=office.AMY), ["out", "in"]),
        (CallFilter(agent_id=office.TOM), []),
        (CallFilter(group_id=office.MAIN), ["vm", "lost", "in"]),
        (CallFilter(since=office.NOW - timedelta(hours=3.5)), ["vm", "lost"]),
        (CallFilter(before=office.NOW - timedelta(hours=3.5)), ["out", "in"]),
        (CallFilter(recorded=True), ["in"]),
        (CallFilter(words="0171 123 45 67"), ["in"]),
        (CallFilter(words="0049 171/1234567"), ["in"]),
        (CallFilter(words="+33 6"), ["lost"]),
        (CallFilter(words="SMITH"), ["vm", "out"]),
        (CallFilter(words="100%"), []),
        (CallFilter(words="' OR 1=1"), []),
        (CallFilter(direction=Direction.INBOUND, words="ann"), ["in"]),
    ],
)
def test_a_filter_lets_exactly_these_through(
    profile: Profile, chosen: CallFilter, found: list[str]
) -> None:
    assert picked(profile, chosen) == found


def test_looking_through_calls_ends_when_nobody_waits(tmp_path: Path) -> None:
    profile = office.desk(tmp_path, [office.call(f"k{n}") for n in range(5)])
    places = pick_calls(profile.replica.reader(), EVERYTHING, stopped=lambda: True)
    assert len(places) == 0
    profile.close()


def test_typing_a_number_narrows_the_page_and_clearing_it_shows_all(qtbot, page: LogPage) -> None:
    type_text(find(page, QLineEdit, "calls_search"), "0171 123")
    qtbot.waitUntil(lambda: shown(page) == ["in"])
    find(page, QLineEdit, "calls_search").clear()
    qtbot.waitUntil(lambda: shown(page) == ["vm", "lost", "out", "in"])


def test_nothing_found_offers_all_calls_again(qtbot, page: LogPage) -> None:
    find(page, QLineEdit, "calls_search").setText("nobody of this name")
    qtbot.waitUntil(lambda: shown(page) == [])
    click(find(page, QPushButton, "empty_state_action"))
    qtbot.waitUntil(lambda: len(shown(page)) == 4)


def test_a_new_call_appears_in_the_order_and_filter_in_force(
    qtbot, page: LogPage, store: Store
) -> None:
    box = find(page, QComboBox, "calls_outcome")
    box.setCurrentText("Missed")
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: shown(page) == ["lost"])
    store.do(
        LogCall(
            call_id=call_id("k9"),
            call_key="k9",
            direction=Direction.INBOUND,
            number=office.ANNS,
            dialled="4930100",
            outcome=CallOutcome.MISSED,
            started_at=office.NOW,
            ended_at=office.NOW + timedelta(seconds=25),
        )
    )
    qtbot.waitUntil(lambda: shown(page) == [call_id("k9"), "lost"])


def test_the_panel_tells_the_story_of_a_transferred_call(page: LogPage) -> None:
    page.open_call(RowId("in"))
    words = [line.words for line in page.view.detail._shown.story]
    assert words == [
        "Rang at Main line",
        "Amy answered",
        "Amy transferred the call to Tom",
        "Tom answered",
        "The other side hung up",
    ]
    facts = {fact.title: fact.text for fact in page.view.detail._shown.facts}
    assert facts["Hung up by"] == "Customer"
    assert facts["Line quality"].startswith("Poor: parts of the conversation were lost (3.1 % lost")


def test_the_panel_leads_to_the_record_and_the_customer(page: LogPage) -> None:
    """CAL-13."""
    asked: list[Link] = []
    page.link_requested.connect(asked.append)
    page.open_call(RowId("in"))
    click(find(page, QPushButton, "call_record_booking"))
    click(find(page, QPushButton, "call_customer"))
    assert asked == [
        Link(LinkKind.BOOKING, RowId("b1")),
        Link(LinkKind.CUSTOMER, office.ANN),
    ]


def test_a_disposition_chosen_in_the_panel_is_kept(page: LogPage, store: Store) -> None:
    page.open_call(RowId("out"))
    box = find(page, QComboBox, "call_disposition")
    box.setCurrentText("Booked")
    box.activated.emit(box.currentIndex())
    row = store.view.get(CallRow, RowId("out"))
    assert row is not None
    assert row.disposition_id == "booked"


def test_a_call_is_linked_to_a_record_of_its_customer(qtbot, page: LogPage, store: Store) -> None:
    """CAL-13: picker."""
    store.do(
        LogCall(
            call_id=call_id("k8"),
            call_key="k8",
            direction=Direction.INBOUND,
            number=office.ANNS,
            dialled="4930100",
            outcome=CallOutcome.ANSWERED,
            started_at=office.NOW,
            answered_at=office.NOW,
            ended_at=office.NOW + timedelta(seconds=25),
        )
    )
    page.open_call(call_id("k8"))
    click(find(page, QPushButton, "call_link"))
    dialog = page._linking._dialog
    click(find(dialog, QPushButton, "link_save"))
    found = one_call(store.reader(), call_id("k8"))
    assert found is not None
    assert [(one.kind, one.code) for one in found.records] == [(RecordKind.BOOKING, "BOK-20418")]
    assert not dialog.isVisible()
    click(find(page, QPushButton, "call_record_booking"))


def test_a_withheld_number_cannot_be_called_back(tmp_path: Path, qapp) -> None:
    profile = office.desk(tmp_path, [office.call("x", number="")])
    page = LogPage(Store(profile, office.clock), office.clock)
    page.show()
    page.open_call(RowId("x"))
    assert not find(page, QPushButton, "call_back").isEnabled()
    page.end()
    page.close()
    profile.close()
