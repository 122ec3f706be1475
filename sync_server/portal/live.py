"""The open page's doorbell: server-sent events that say "look again" and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping

from anyio.to_thread import run_sync
from litestar import Request, get
from litestar.datastructures import State
from litestar.response import Stream

from sync_server.portal.desk import Desk, NotOpenHere, PortalDesk, SignInOver
from sync_server.portal.pages import PAGE_HEADERS
from sync_server.portal.sign_in import COOKIE

_BEAT_SECONDS = 20.0
_OPENING = b"retry: 2000\n\n"
_BEAT = b": still here\n\n"
_CHANGED = b"event: changed\ndata: \n\n"


@get("/live", media_type="text/event-stream", sync_to_thread=False)
def watch_record(request: Request[None, None, State], desk: Desk) -> Stream:
    """Ring when something this customer sees has changed; other people's posts leave no trace."""
    sight = Sight(desk, request.cookies.get(COOKIE), request.path_params)
    headers = {**PAGE_HEADERS, "X-Accel-Buffering": "no"}
    return Stream(_rings(desk, sight), media_type="text/event-stream", headers=headers)


class Sight:
    """A digest of everything a visitor sees; asked for again each time, so revocation counts."""

    def __init__(self, desk: PortalDesk, cookie: str | None, place: Mapping[str, str]) -> None:
        self._desk = desk
        self._cookie = cookie
        self._place = place

    def digest(self) -> bytes | None:
        """None when the page is not open to this visitor, or not any more."""
        try:
            visitor = self._desk.visitor_at(self._cookie, self._place)
            page = self._desk.page(visitor)
        except (NotOpenHere, SignInOver):
            return None
        return hashlib.sha256(repr(page).encode()).digest()


async def _rings(desk: PortalDesk, sight: Sight) -> AsyncIterator[bytes]:
    loop, rung = asyncio.get_running_loop(), asyncio.Event()

    def on_ring(_seq: int) -> None:
        loop.call_soon_threadsafe(rung.set)

    desk.server.doorbell.listen(on_ring)
    try:
        seen = await run_sync(sight.digest)
        yield _OPENING
        while seen is not None and not desk.server.doorbell.is_ending:
            try:
                await asyncio.wait_for(rung.wait(), _BEAT_SECONDS)
            except TimeoutError:
                yield _BEAT
            rung.clear()
            sees = await run_sync(sight.digest)
            if sees != seen:
                seen = sees
                yield _CHANGED
    finally:
        desk.server.doorbell.unlisten(on_ring)
