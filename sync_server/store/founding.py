"""The first start of a server: catalogues nobody filled yet begin with what is usual."""

from __future__ import annotations

import logging

from sync_server.contract.base import CommandId, RowId, derived_id
from sync_server.contract.commands import AnyCommand
from sync_server.contract.values import Role
from sync_server.rules.complaint_defaults import defaults, first_settings
from sync_server.store.actor import Actor
from sync_server.store.server import Server
from sync_server.store.view import SqlView

log = logging.getLogger(__name__)
FOUNDER = Actor(RowId("founding"), "Ringdesk", Role.SYSTEM)


def found(server: Server) -> int:
    """Make what is missing, once; answers how much was."""
    with server.database.reading() as connection:
        view = SqlView(connection)
        entries = list(defaults(view))
        settings = first_settings(view, server.settings.time_zone)
    for command in entries:
        kind = f"{type(command).__name__}\0{getattr(command, 'for_release', '')}"
        _do(server, command, f"{kind}\0{command.name}")
    if settings is not None:
        _do(server, settings, "settings")
    return len(entries) + (settings is not None)


def _do(server: Server, command: AnyCommand, what: str) -> None:
    command_id = CommandId(derived_id(f"founding\0{what}"))
    receipt = server.writer.perform(FOUNDER, command_id, command)
    if receipt.code:
        log.warning(
            "a %s was not made at the first start: %s", type(command).__name__, receipt.code
        )
