"""Who looks at an issue right now, over real sockets: seen at once, gone at once, never stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from sync_server.api import live
from sync_server.contract.access import SavePermissions
from sync_server.contract.base import RowId
from sync_server.contract.issues import ReportIssue
from sync_server.contract.values import RecordKind, Role
from sync_server.rules.access import DEFAULTS
from tests.support.office import Office, Seat, fresh_id

WAIT = 10


@contextmanager
def _live(seat: Seat) -> Iterator[ClientConnection]:
    url = seat.url.replace("http", "ws") + "/v1/sync/live"
    with connect(url, additional_headers=seat.headers, proxy=None) as socket:
        yield socket


def _look(socket: ClientConnection, issue: str, *, typing: bool = False) -> None:
    socket.send(json.dumps({"look": {"issue": issue, "typing": typing}}))


def _told(socket: ClientConnection) -> tuple[str, list[tuple[str, bool]]]:
    """The next word about viewers; whatever else comes is passed over."""
    while True:
        text = socket.recv(WAIT)
        event: dict[str, Any] = json.loads(text).get("e", {}) if isinstance(text, str) else {}
        if "viewers" in event:
            viewers = [
                (each["name"].lower(), each.get("typing", False)) for each in event["viewers"]
            ]
            return event["issue"], viewers


@pytest.fixture
def issue(office: Office) -> RowId:
    booking = office.add_booking(office.add_customer("Olivia Smith"), "liam")
    made = fresh_id()
    office.do("amy", ReportIssue(made, RecordKind.BOOKING, booking, "Damage"))
    return made


def test_a_colleague_sees_at_once_who_looks_types_and_leaves(office: Office, issue: RowId) -> None:
    with _live(office.seat("amy")) as amy, _live(office.seat("ben")) as ben:
        _look(amy, issue)
        assert _told(ben) == (issue, [("amy", False)])
        _look(amy, issue, typing=True)
        assert _told(ben) == (issue, [("amy", True)])
        _look(ben, issue)
        assert _told(ben) == (issue, [("amy", True), ("ben", False)])
        _look(amy, "")
        assert _told(ben) == (issue, [("ben", False)])


def test_a_desk_that_disconnects_is_gone_at_once(office: Office, issue: RowId) -> None:
    with _live(office.seat("ben")) as ben:
        with _live(office.seat("amy")) as amy:
            _look(amy, issue)
            assert _told(ben) == (issue, [("amy", False)])
        assert _told(ben) == (issue, [])


def test_a_desk_that_falls_silent_is_gone_too(office, issue, monkeypatch) -> None:
    """A cable that was pulled closes nothing."""
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.2)
    with _live(office.seat("ben")) as ben, _live(office.seat("amy")) as amy:
        _look(amy, issue)
        assert _told(ben) == (issue, [("amy", False)])
        assert _told(ben) == (issue, [])


def test_who_comes_later_is_told_who_looks(office: Office, issue: RowId) -> None:
    with _live(office.seat("amy")) as amy:
        _look(amy, issue)
        _told(amy)
        with _live(office.seat("ben")) as ben:
            assert _told(ben) == (issue, [("amy", False)])


def test_who_may_not_see_issues_is_told_nothing_and_is_not_seen(
    office: Office, issue: RowId
) -> None:
    fewer = tuple(sorted(right for right in DEFAULTS[Role.AGENT] if "issues" not in right))
    command = SavePermissions(Role.AGENT, tuple(sorted(DEFAULTS[Role.AGENT])), fewer)
    office.do("olive", command)
    with (
        _live(office.seat("adam")) as adam,
        _live(office.seat("olive")) as olive,
        _live(office.seat("ben")) as ben,
    ):
        _look(ben, issue)
        _look(adam, issue)
        assert _told(olive) == (issue, [("adam", False)]), "ben is not seen"
        with pytest.raises(TimeoutError):
            ben.recv(0.3)


def test_fieldworkers_neither_see_nor_are_seen(office: Office, issue: RowId) -> None:
    with _live(office.seat("liam")) as liam, _live(office.seat("amy")) as amy:
        _look(liam, issue)
        _look(amy, issue)
        assert _told(amy) == (issue, [("amy", False)])
        with pytest.raises(TimeoutError):
            liam.recv(0.3)


@pytest.mark.parametrize("text", ['{"look": 7}', '{"look": {"issue": 3}}', "nonsense"])
def test_what_is_no_look_ends_the_connection(office: Office, text: str) -> None:
    with _live(office.seat("amy")) as amy:
        amy.send(text)
        with pytest.raises(Exception, match="4400"):
            amy.recv(WAIT)


def test_an_issue_that_does_not_exist_is_looked_at_by_nobody(office: Office, issue) -> None:
    with _live(office.seat("amy")) as amy, _live(office.seat("ben")) as ben:
        _look(amy, "nowhere")
        _look(amy, issue)
        assert _told(ben) == (issue, [("amy", False)])
