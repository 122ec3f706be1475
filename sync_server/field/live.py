"""The open app's doorbell: a stream that says "synchronise" when something for this person came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from anyio.to_thread import run_sync
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException
from litestar.response import Stream

from sync_server.field.push import Door, token_of
from sync_server.rules.visibility import scopes_of
from sync_server.store.actor import AccessEnded, as_of_now
from sync_server.store.changes import Changes
from sync_server.store.scopes import ids_of
from sync_server.store.sequence import last_seq
from sync_server.store.server import Server
from sync_server.store.view import SqlView

_BEAT_SECONDS = 20.0
_OPENING = b"retry: 2000\n\n"
_BEAT = b": still here\n\n"
_CHANGED = b"event: changed\ndata: \n\n"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@get("/v1/field/live", media_type="text/event-stream", sync_to_thread=True)
def watch_own(request: Request[None, None, State], push_door: Door) -> Stream:
    """Ring when rows of this person changed; what others see leaves no trace here."""
    push_door.person(request)
    standing = Standing(push_door.server, token_of(request))
    return Stream(_rings(standing), media_type="text/event-stream", headers=_HEADERS)


class Standing:
    """Up to where a person was told; their scopes are asked for again at every look."""

    def __init__(self, server: Server, token: str) -> None:
        self.server = server
        self._token = token
        with server.database.reading() as connection:
            self._seen = last_seq(connection)

    def has_news(self) -> bool | None:
        """Whether something came since the last look; None once this person's access ended."""
        try:
            actor = self.server.accounts.actor_of(self._token)
        except (AccessEnded, NotAuthorizedException):
            return None
        if actor is None:
            return None
        with self.server.database.reading() as connection:
            view, seen, self._seen = SqlView(connection), self._seen, last_seq(connection)
            try:
                by = as_of_now(view, actor)
            except AccessEnded:
                return None
            scopes = ids_of(connection, scopes_of(view, by.role, by.id))
            return Changes(connection).amount(scopes.values(), seen) > 0


async def _rings(standing: Standing) -> AsyncIterator[bytes]:
    loop, rung = asyncio.get_running_loop(), asyncio.Event()
    doorbell = standing.server.doorbell

    def on_ring(_seq: int) -> None:
        loop.call_soon_threadsafe(rung.set)

    doorbell.listen(on_ring)
    try:
        yield _OPENING
        news: bool | None = False
        while news is not None and not doorbell.is_ending:
            try:
                await asyncio.wait_for(rung.wait(), _BEAT_SECONDS)
            except TimeoutError:
                yield _BEAT
                continue
            rung.clear()
            news = await run_sync(standing.has_news)
            if news is not False:
                yield _CHANGED  # also at the end: the app finds out why by itself
    finally:
        doorbell.unlisten(on_ring)
