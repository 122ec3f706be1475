"""The live channel against a real WebSocket server that does not behave."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from desktop.sync.live import Connected, Heard, Hint, LiveChannel, Passing


def misbehave(link: ServerConnection) -> None:
    """Say what no server of ours says, then something sensible."""
    for said in ("not json", '{"hi": "seven"}', "[]", '{"hi": 7}', '{"e": {"kind": "x"}}'):
        link.send(said)
    with suppress(ConnectionClosed):
        link.recv(timeout=10)


@pytest.fixture
def address() -> Iterator[str]:
    with serve(misbehave, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join(5)


def test_what_cannot_be_read_is_left_out_and_the_channel_goes_on(address: str) -> None:
    heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
    channel = LiveChannel(address, "token", heard.put)
    channel.start()
    try:
        assert [heard.get(timeout=10) for _ in range(3)] == [
            Connected(),
            Hint(7),
            Passing(b'{"kind": "x"}'),
        ]
    finally:
        channel.stop()
