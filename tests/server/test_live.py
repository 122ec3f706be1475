"""The live channel: frames after commits, doorbells where a frame will not do, and wipes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
import zstandard
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from sync_server.contract.base import Message
from sync_server.contract.staff import ChangeRole, Deactivate
from sync_server.contract.values import Role
from sync_server.contract.wire import PullRequest
from sync_server.store.database import Database
from tests.server.shop import Shop
from tests.support.office import Office, Seat

WAIT = 10


class Ringing(Message, frozen=True):
    number: str


@contextmanager
def _live(seat: Seat) -> Iterator[ClientConnection]:
    url = seat.url.replace("http", "ws") + "/v1/sync/live"
    with connect(url, additional_headers=seat.headers, proxy=None) as socket:
        yield socket


def _say(socket: ClientConnection, what: str, request: PullRequest) -> None:
    socket.send(msgspec.json.encode({what: request}).decode())


def _lines(socket: ClientConnection) -> list[Any]:
    """Lines of the next frame; a doorbell before it may always come and says nothing new."""
    frame = socket.recv(WAIT)
    while isinstance(frame, str) and frame.startswith('{"hi":'):
        frame = socket.recv(WAIT)
    assert isinstance(frame, bytes), frame
    text = zstandard.ZstdDecompressor().decompressobj().decompress(frame)
    return [json.loads(line) for line in text.splitlines()]


def _up_to_date(socket: ClientConnection, seat: Seat) -> PullRequest:
    """Pull over the socket and answer the request that says so."""
    _say(socket, "pull", PullRequest(seat.signed_in.epoch, seat.device))
    end = _lines(socket)[-1][1]
    return PullRequest(seat.signed_in.epoch, seat.device, end["cur"])


def test_a_commit_reaches_a_desk_that_acknowledged_as_a_frame(office: Office) -> None:
    ben = office.seat("ben")
    with _live(ben) as socket:
        _say(socket, "ack", _up_to_date(socket, ben))
        office.add_customer("Olivia Smith")
        lines = _lines(socket)
    assert lines[0][0] == "hello"
    assert [line[2] for line in lines if line[0] == "up"] == ["customer", "thread"]
    assert lines[-1][0] == "end"


def test_a_change_before_the_acknowledgement_is_sent_with_it(office: Office) -> None:
    ben = office.seat("ben")
    with _live(ben) as socket:
        here = _up_to_date(socket, ben)
        office.add_customer("Olivia Smith")
        _say(socket, "ack", here)
        assert "up" in {line[0] for line in _lines(socket)}


def test_a_fieldworker_gets_no_rows_that_are_not_theirs(office: Office) -> None:
    zoe = office.seat("zoe")
    with _live(zoe) as socket:
        _say(socket, "ack", _up_to_date(socket, zoe))
        office.add_customer("Olivia Smith")
        kinds = [line[0] for line in _lines(socket)]
    assert kinds == ["hello", "end"]


def test_a_new_role_is_for_the_desk_to_pull(office: Office) -> None:
    zoe = office.seat("zoe")
    with _live(zoe) as socket:
        _say(socket, "ack", _up_to_date(socket, zoe))
        office.do("adam", ChangeRole(staff_id=office.id("zoe"), role=Role.AGENT))
        assert socket.recv(WAIT).startswith('{"hi":')


def test_a_deactivated_person_is_told_to_erase_and_cut_off(office: Office) -> None:
    zoe = office.seat("zoe")
    with _live(zoe) as socket:
        _say(socket, "ack", _up_to_date(socket, zoe))
        office.do("adam", Deactivate(staff_id=office.id("zoe")))
        assert socket.recv(WAIT) == '{"wipe":true}'
        with pytest.raises(ConnectionClosed):
            socket.recv(WAIT)


def test_passing_facts_go_to_the_office_and_not_to_fieldworkers(office: Office) -> None:
    ben, liam = office.seat("ben"), office.seat("liam")
    with _live(ben) as office_socket, _live(liam) as phone_socket:
        _up_to_date(office_socket, ben)
        _up_to_date(phone_socket, liam)
        office.server.hub.publish(Ringing("+61491570156"))
        told = office_socket.recv(WAIT)
        assert json.loads(told) == {"e": {"number": "+61491570156"}}
        with pytest.raises(TimeoutError):
            phone_socket.recv(0.2)


def test_nobody_listens_without_a_token(office: Office) -> None:
    seat = office.seat("amy")
    url = seat.url.replace("http", "ws") + "/v1/sync/live"
    with pytest.raises(InvalidStatus), connect(url, proxy=None):
        pass


def test_another_devices_cursor_ends_the_connection(office: Office) -> None:
    amy = office.seat("amy")
    with _live(amy) as socket:
        _say(socket, "pull", PullRequest(amy.signed_in.epoch, office.seat("ben").device))
        with pytest.raises(ConnectionClosed):
            socket.recv(WAIT)


def test_a_commit_by_another_process_rings_here_too(office: Office) -> None:
    """Another process is another Database object on the same file or server."""
    ben = office.seat("ben")
    with _live(ben) as socket:
        _say(socket, "ack", _up_to_date(socket, ben))
        elsewhere = Database(office.server.settings.database_url)
        Shop(elsewhere)
        elsewhere.close()
        assert "up" in {line[0] for line in _lines(socket)}
