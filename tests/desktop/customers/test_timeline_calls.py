"""A customer's calls and voicemails: on their timeline, and with the record they were about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.customers.profile_page import ProfilePage
from desktop.customers.timeline_model import Entry
from desktop.customers.timeline_shown import shown_entries
from desktop.customers.timeline_view import TimelineList
from desktop.links import Link, LinkKind
from desktop.replica.profile import Profile
from desktop.replica.timeline import EntryKind, timeline
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import CallOutcome, Direction
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find, press


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    rows = [
        *office.four_kinds(),
        office.call("out2", CallOutcome.MISSED, ago=8, direction=Direction.OUTBOUND),
    ]
    made = office.desk(tmp_path, rows)
    yield made
    made.close()


@pytest.fixture
def page(qtbot, profile: Profile) -> ProfilePage:
    made = ProfilePage(Store(profile, office.clock), office.clock)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    return made


def entries(profile: Profile, customer_id: RowId) -> dict[str, Entry]:
    kinds = (EntryKind.CALL, EntryKind.VOICEMAIL)
    found = timeline(profile.replica.reader(), customer_id, kinds=kinds)
    return {entry.id: entry for entry in shown_entries(found)}


def test_a_call_says_its_way_agent_length_and_outcome(profile: Profile) -> None:
    """CAL-13: the call is on the customer's timeline."""
    ann, bob = entries(profile, office.ANN), entries(profile, office.BOB)
    inbound = ann["in"]
    assert (inbound.title, inbound.figure) == ("Answered by Amy", "4:12")
    assert inbound.detail == "+49 171 123 4567"
    assert bob["out"].title == "Outgoing call by Amy"
    assert (bob["vm"].title, bob["v1"].title) == ("Went to voicemail", "Voicemail")
    assert ann["out2"].title == "Outgoing call, no answer"
    assert "leg" not in ann


def test_a_voicemail_can_be_played_from_the_timeline(page: ProfilePage, profile: Profile) -> None:
    """CAL-16: played in the app, from the customer's page."""
    entry = entries(profile, office.BOB)["v1"]
    assert (entry.can_play, entry.figure) == (True, "0:21")
    assert entry.detail.endswith("not heard yet")
    asked: list[str] = []
    page.play_requested.connect(asked.append)
    page.open_customer(office.BOB)
    lines = find(page, TimelineList, "timeline_entries")
    lines.setCurrentIndex(lines.model().index(page._view.timeline.model().row_of("v1"), 0))
    press(lines, Qt.Key.Key_Return)
    assert asked == ["v1"]


def test_a_call_in_the_timeline_leads_to_its_story(page: ProfilePage) -> None:
    asked: list[Link] = []
    page.link_requested.connect(asked.append)
    page.open_customer(office.ANN)
    page._entry_chosen("in")
    assert asked == [Link(LinkKind.CALL, RowId("in"))]


def test_a_linked_call_stands_with_its_record(page: ProfilePage) -> None:
    """CAL-13: the call shows on the booking it is linked to, and only there."""
    page.open_customer(office.ANN)
    calls = page._view.record_calls
    assert calls.isHidden()
    page.open_thread(RowId("b1"))
    assert calls.isVisible()
    assert calls._title.text() == "Calls about BOK-20418"
    asked: list[Link] = []
    page.link_requested.connect(asked.append)
    click(find(page, QPushButton, "record_call_in"))
    assert asked == [Link(LinkKind.CALL, RowId("in"))]
    page.open_thread(office.ANN)
    assert calls.isHidden()


def test_the_head_dials_the_customers_number(page: ProfilePage) -> None:
    """CAL-18."""
    dialled: list[str] = []
    page.dial_requested.connect(dialled.append)
    page.open_customer(office.ANN)
    click(find(page, QPushButton, "call_customer"))
    assert dialled == [office.ANNS]
