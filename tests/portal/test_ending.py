"""An open portal page does not keep the server from ending."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from sync_server.portal.live import _rings
from sync_server.store.database import Database
from sync_server.store.doorbell import Doorbell


class NeverChanging:
    def digest(self) -> bytes:
        return b"same"


def test_a_waiting_stream_ends_when_the_server_lets_go(tmp_path):
    doorbell = Doorbell(Database(f"sqlite:///{tmp_path / 'd.db'}"))
    desk = SimpleNamespace(server=SimpleNamespace(doorbell=doorbell))

    async def watch() -> list[bytes]:
        said = []
        async for part in _rings(desk, NeverChanging()):  # type: ignore[arg-type]
            said.append(part)
            asyncio.get_running_loop().call_later(0.05, doorbell.let_go)
        return said

    assert asyncio.run(asyncio.wait_for(watch(), 5)) == [b"retry: 2000\n\n"]
