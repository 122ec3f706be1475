"""Composition root of the server: builds every object from the settings and wires them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import FrameType
from typing import Protocol

import uvicorn
from litestar import Litestar
from litestar.datastructures import ResponseHeader
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from sync_server.api.problems import HANDLERS
from sync_server.api.routes import api_router
from sync_server.field import routes as field_routes
from sync_server.notify.fanout import Fanout
from sync_server.notify.postman import postman_for
from sync_server.notify.upkeep import Upkeep
from sync_server.notify.worker import worker_for
from sync_server.portal import routes as portal_routes
from sync_server.rules.effects import Effects
from sync_server.settings import Settings
from sync_server.store.accounts import Accounts
from sync_server.store.blobs import Blobs
from sync_server.store.clock import Clock, utc_now
from sync_server.store.database import Database, Transaction
from sync_server.store.deliveries import Deliveries
from sync_server.store.doorbell import Doorbell
from sync_server.store.erasing import Eraser
from sync_server.store.founding import found
from sync_server.store.hub import Hub
from sync_server.store.pull import Puller
from sync_server.store.schema import migrate
from sync_server.store.server import Server
from sync_server.store.viewing import Viewing
from sync_server.store.writer import Writer
from sync_server.telephony import webhooks
from sync_server.telephony.office import phone_office
from sync_server.telephony.webhooks import TwilioOffice

GRACE_SECONDS = 4


def build(settings: Settings, clock: Clock = utc_now) -> Server:
    """Open the database, bring it up to date, and make everything a handler may use."""
    database = Database(settings.database_url)
    migrate(database)
    doorbell = Doorbell(database)
    puller = Puller(database, clock)
    fanout = Fanout(Deliveries(database, clock))
    blobs = Blobs(settings.blob_dir)
    eraser = Eraser(database, blobs)

    def on_effects(tx: Transaction, effects: Effects) -> None:
        fanout.on_effects(tx, effects)
        eraser.hear(effects)

    hub = Hub(puller, doorbell)
    return Server(
        settings=settings,
        database=database,
        clock=clock,
        writer=Writer(database, doorbell, clock, on_effects),
        puller=puller,
        accounts=Accounts(database, settings, clock),
        blobs=blobs,
        doorbell=doorbell,
        eraser=eraser,
        hub=hub,
        viewing=Viewing(hub, database),
    )


def create_app(server: Server, twilio: TwilioOffice | None = None) -> Litestar:
    """The web application over a built server; it starts and stops the server's threads."""

    twilio = twilio or webhooks.twilio_office(server)

    def provide_server() -> Server:
        return server

    return Litestar(
        route_handlers=[
            api_router(),
            *portal_routes.route_handlers(server),
            *field_routes.route_handlers(server),
            *webhooks.route_handlers(twilio),
        ],
        dependencies={"server": Provide(provide_server, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        lifespan=[_running(server, twilio)],
        openapi_config=OpenAPIConfig(
            title="Ringdesk",
            version="1",
            path="/v1/schema",
            render_plugins=[JsonRenderPlugin()],
        ),
        response_headers=_security_headers(server.settings),
        logging_config=None,
    )


class _Part(Protocol):
    """Something with threads that lives as long as the server."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def _running(
    server: Server, twilio: TwilioOffice | None
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def running(_app: Litestar) -> AsyncIterator[None]:
        deliveries = worker_for(server)
        parts: list[_Part] = [server.doorbell, server.hub, deliveries, phone_office(server)]
        parts += [postman_for(server), Upkeep(server), server.eraser]
        if twilio is not None:
            parts.append(twilio)
        for part in parts:
            part.start()
        try:
            yield
        finally:
            for part in reversed(parts):
                await asyncio.to_thread(part.stop)
            server.database.close()

    return running


def _security_headers(settings: Settings) -> list[ResponseHeader]:
    headers = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings.public_url.startswith("https:"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return [ResponseHeader(name=name, value=value) for name, value in headers.items()]


def serve(settings: Settings) -> None:
    """Serve until told to stop; open connections get a few seconds to end."""
    # The hub's thread and the event loop take turns within a millisecond: waiting the default 5 ms
    # for the interpreter would be all the time a change has to reach a desk.
    sys.setswitchinterval(0.0005)
    server = build(settings)
    found(server)
    config = uvicorn.Config(
        create_app(server),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_max_size=1024 * 1024,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _Serving(config, server.doorbell).run()


class _Serving(uvicorn.Server):
    """Ends open streams before it waits for connections: an open portal page must not hold it."""

    def __init__(self, config: uvicorn.Config, doorbell: Doorbell) -> None:
        super().__init__(config)
        self._doorbell = doorbell

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._doorbell.let_go()
        super().handle_exit(sig, frame)
