"""Every handler of the API, for `app.py` to mount."""

from __future__ import annotations

from litestar import Router, get
from litestar.datastructures import ResponseHeader
from litestar.di import Provide

from sync_server.api.access import provide_actor
from sync_server.api.blobs import get_blob, head_blob, put_blob
from sync_server.api.history import of_customer, of_row
from sync_server.api.live import live
from sync_server.api.pull import pull
from sync_server.api.push import limits, push
from sync_server.api.sign_in import me, sign_in, sign_out
from sync_server.api.threads import thread
from sync_server.contract.base import Message


class Health(Message, frozen=True):
    ok: bool = True


@get("/healthz", sync_to_thread=False)
def healthz() -> Health:
    """Whether the process answers."""
    return Health()


def api_router() -> Router:
    """The API under /v1; everything in it answers JSON or bytes, never a page."""
    handlers = [
        healthz,
        sign_in,
        sign_out,
        me,
        push,
        limits,
        pull,
        live,
        put_blob,
        head_blob,
        get_blob,
        thread,
        of_row,
        of_customer,
    ]
    return Router(
        "/",
        route_handlers=handlers,
        dependencies={"actor": Provide(provide_actor, sync_to_thread=True)},
        response_headers=[
            ResponseHeader(name="Content-Security-Policy", value="default-src 'none'"),
            ResponseHeader(name="Cache-Control", value="no-store"),
        ],
    )
