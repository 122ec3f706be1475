"""A demo finds ports and a folder of its own, whatever else runs on the machine."""

from __future__ import annotations

import contextlib
import importlib
import socket

import pytest


@pytest.fixture
def places():
    return importlib.import_module("demo_place")


@pytest.fixture
def place(places, tmp_path):
    """A folder in which a demo's server has been."""
    made = places.take_place(tmp_path, 60)
    made.server.mkdir()
    yield made
    made.lock.close()


def test_two_demos_at_once_get_different_ports(places):
    with contextlib.closing(_Released(places)) as one, contextlib.closing(_Released(places)) as two:
        assert len({*one.numbers, *two.numbers}) == 6


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_port_that_is_in_use_for_tcp_or_udp_alone_is_left_alone(places, kind):
    with socket.socket(type=kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            other.listen(1)
        held = []
        assert places._reserve(other.getsockname()[1], 1, held) != other.getsockname()[1]
        for one in held:
            one.close()


def test_the_mailboxes_get_ports_in_a_row(places):
    ports = places.reserve_ports()
    row = {ports.mailbox + more for more in range(places.MAILBOXES)}
    bound = {one.getsockname()[1] for one in ports.sockets}
    ports.release()
    assert row < bound


def test_a_second_demo_of_the_same_size_has_its_own_folder(places, tmp_path):
    one = places.take_place(tmp_path, 60)
    two = places.take_place(tmp_path, 60)
    assert one.folder != two.folder
    one.lock.close()
    two.lock.close()


def test_a_demo_comes_back_to_its_folder(places, tmp_path):
    first = places.take_place(tmp_path, 60)
    first.lock.close()
    again = places.take_place(tmp_path, 60)
    again.lock.close()
    assert again.folder == first.folder


def test_what_an_interrupted_start_left_is_thrown_away(place):
    place.prepare("this version")
    assert not place.server.exists()


def test_what_another_version_made_is_thrown_away(place):
    place.keep("an earlier version")
    place.prepare("this version")
    assert not place.server.exists()


def test_a_whole_demo_is_kept(place):
    place.keep("this version")
    place.prepare("this version")
    assert place.server.exists()


def test_the_version_changes_with_any_file(places, tmp_path):
    (tmp_path / "one.py").write_text("a = 1")
    before = places.version_of(tmp_path)
    (tmp_path / "one.py").write_text("a = 2")
    assert places.version_of(tmp_path) != before


class _Released:
    """Reserved ports that are given back at the end."""

    def __init__(self, places):
        self._ports = places.reserve_ports()
        self.numbers = (self._ports.server, self._ports.sip, self._ports.mailbox)

    def close(self):
        self._ports.release()
