"""The live channel: a WebSocket over which desks hear of changes within milliseconds.

A desk sends `{"ack": PullRequest}` when it has applied what it got ("I stand here, send what
comes"), `{"pull": PullRequest}` to be answered now, or `{"look": LooksAt}` while its person looks
at an issue. The server sends pull streams as binary frames (zstd), `{"hi": n}` where a desk should
pull by HTTP, `{"e": ...}` for what passes, and `{"wipe": true}` when access ended.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import msgspec
import zstandard
from litestar import WebSocket, websocket
from litestar.exceptions import NotAuthorizedException, WebSocketDisconnect

from sync_server.api.access import Here, actor_of, bearer
from sync_server.contract.base import Message
from sync_server.contract.wire import LooksAt, PullRequest
from sync_server.store.actor import AccessEnded, Actor
from sync_server.store.hub import WIPE, Desk
from sync_server.store.server import Server

log = logging.getLogger(__name__)

QUEUED_AT_MOST = 64
LOOK_SECONDS = 15.0
"""A desk that looks at an issue says so every few seconds; silent so long, it does not look."""
SIGNED_OUT, BAD_MESSAGE, TOO_SLOW, GOING_AWAY = 4401, 4400, 4408, 1001

AnySocket = WebSocket[Any, Any, Any]  # Any: user, auth and state are unused


class Said(Message, frozen=True):
    """What a desk says over the live channel: one of the three."""

    ack: PullRequest | None = None
    pull: PullRequest | None = None
    look: LooksAt | None = None


_said = msgspec.json.Decoder(Said)


@websocket("/v1/sync/live")
async def live(socket: AnySocket, server: Here) -> None:
    """Keep one desk up to date until it goes away."""
    try:
        actor = await asyncio.to_thread(actor_of, server, bearer(socket))
    except (NotAuthorizedException, AccessEnded):
        await socket.close(code=SIGNED_OUT)
        return
    await socket.accept()
    connection = _Connection(socket, server, actor)
    server.hub.connect(connection.desk)
    try:
        await asyncio.to_thread(server.viewing.greet, connection.desk)
        await connection.run()
    finally:
        server.hub.disconnect(connection.desk)
        await connection.look_away()


class _Connection:
    """One desk's socket: a reader, and a sender with a short queue."""

    def __init__(self, socket: AnySocket, server: Server, actor: Actor) -> None:
        self._socket = socket
        self._server = server
        self._actor = actor
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[bytes | str | int] = asyncio.Queue(QUEUED_AT_MOST)
        self._looks: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.desk = Desk(actor, self._send, self._close)

    async def run(self) -> None:
        """Read and send until either side ends; the other side's task ends with it."""
        reader = asyncio.create_task(self._read(), name="live reader")
        sender = asyncio.create_task(self._send_all(), name="live sender")
        tasks = {reader, sender}
        _done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _send(self, item: bytes | str) -> None:
        self._loop.call_soon_threadsafe(self._enqueue, item)

    def _close(self) -> None:
        self._loop.call_soon_threadsafe(self._enqueue, GOING_AWAY)

    def _enqueue(self, item: bytes | str | int) -> None:
        """A desk that does not keep up is dropped; it pulls by cursor when it comes back."""
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            item = TOO_SLOW
        self._queue.put_nowait(item)

    async def _send_all(self) -> None:
        while True:
            item = await self._queue.get()
            if isinstance(item, int):
                await self._socket.close(code=item)
                return
            if isinstance(item, bytes):
                await self._socket.send_bytes(item)
            else:
                await self._socket.send_text(item)

    async def _read(self) -> None:
        try:
            while True:
                await self._hear(await self._socket.receive_text())
        except WebSocketDisconnect:
            return

    async def _hear(self, text: str) -> None:
        try:
            said = _said.decode(text)
        except msgspec.DecodeError:
            self._enqueue(BAD_MESSAGE)
            return
        if said.look is not None:
            await self._look(said.look)
            return
        request = said.ack or said.pull
        if request is None or request.device != self._actor.device:
            self._enqueue(BAD_MESSAGE)
        elif said.ack is not None:
            self._server.hub.acknowledge(self.desk, request)
        else:
            self._server.hub.hold(self.desk, request)
            self._enqueue(await asyncio.to_thread(self._answer, request))

    async def _look(self, at: LooksAt) -> None:
        if self._looks is not None:
            self._looks.cancel()
        self._looks = self._loop.call_later(LOOK_SECONDS, self._fell_silent) if at.issue else None
        await asyncio.to_thread(self._server.viewing.look, self.desk, at)

    def _fell_silent(self) -> None:
        task = asyncio.create_task(self.look_away(), name="looks away")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def look_away(self) -> None:
        """It is gone, or has not said for a while that it looks at an issue."""
        if self._looks is not None:
            self._looks.cancel()
            self._looks = None
        await asyncio.to_thread(self._server.viewing.leave, self.desk)

    def _answer(self, request: PullRequest) -> bytes | str:
        try:
            lines = b"".join(self._server.puller.pull(self._actor, request))
        except AccessEnded:
            return WIPE
        return zstandard.ZstdCompressor(level=3).compress(lines)
