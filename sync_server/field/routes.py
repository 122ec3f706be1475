"""All routes of the fieldworkers' app."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

import resources
from sync_server.field.live import watch_own
from sync_server.field.push import PushDoor, show_push_key, want_alerts, want_no_alerts
from sync_server.field.shell import Shell, build_shell, show_app, show_icons, show_service_worker
from sync_server.store.server import Server


def route_handlers(server: Server) -> list[ControllerRouterHandler]:
    """Everything `create_app` mounts for fieldworkers."""
    shell, push_door = build_shell(), PushDoor(server)

    def provide_shell() -> Shell:
        return shell

    def provide_push_door() -> PushDoor:
        return push_door

    app = Router(
        "/",
        route_handlers=[
            show_app,
            show_service_worker,
            show_icons,
            show_push_key,
            want_alerts,
            want_no_alerts,
            watch_own,
        ],
        dependencies={
            "shell": Provide(provide_shell, sync_to_thread=False),
            "push_door": Provide(provide_push_door, sync_to_thread=False),
        },
        include_in_schema=False,
    )
    static = create_static_files_router(
        path="/field/static",
        directories=[resources.path("field/static")],
        include_in_schema=False,
    )
    return [app, static]
