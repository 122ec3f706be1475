"""Nobody but the PBX can speak to a phone: its listener is out of reach."""

from __future__ import annotations

import socket
from pathlib import Path

import psutil
import pytest

from softphone import protocol
from softphone.pjsua.listener import hide_listener, swap_listener
from tests.support.sip import DOMAIN, Agent, phone_system


def test_a_swapped_listener_refuses_strangers_and_keeps_its_descriptor() -> None:
    with socket.create_server(("127.0.0.9", 0)) as listener:
        port = listener.getsockname()[1]
        descriptor = listener.fileno()
        assert swap_listener("127.0.0.9", port)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.9", port), timeout=1)
        assert listener.fileno() == descriptor
        host, quiet_port = listener.getsockname()[:2]
        assert host == "127.0.0.1"
        with socket.create_connection((host, quiet_port), timeout=1):
            accepted, _ = listener.accept()
            accepted.close()


def test_a_listener_on_the_loopback_stays_as_it_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not hide_listener("127.0.0.1", port)
        assert listener.getsockname()[1] == port


def test_a_listener_that_is_not_there_is_not_invented() -> None:
    assert not swap_listener("127.0.0.9", 1)


@pytest.mark.sip
def test_a_phone_on_a_network_listens_to_nobody_there(tmp_path: Path) -> None:
    outside = [
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family is socket.AF_INET and not address.address.startswith("127.")
    ]
    host = outside[0] if outside else "127.0.0.1"
    with phone_system(tmp_path, ("ann",), host=host) as system:
        ann: Agent = system.agent("ann")
        process = psutil.Process(ann.process.pid)
        listening = [
            row.laddr.ip
            for row in process.net_connections("tcp")
            if row.status == psutil.CONN_LISTEN
        ]
        assert listening == ["127.0.0.1"]
        assert [row for row in process.net_connections("udp") if row.laddr.port == 5060] == []
        ann.say(protocol.Dial(f"sip:nobody@{DOMAIN}"))
        assert ann.wait_ended()
