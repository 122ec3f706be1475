"""The first start of a server: catalogues nobody filled yet begin with what is usual."""

from __future__ import annotations

import logging

from sync_server.contract.base import CommandId, RowId, derived_id
from sync_server.contract.values import Role
from sync_server.rules.complaint_defaults import defaults
from sync_server.store.actor import Actor
from sync_server.store.server import Server
from sync_server.store.view import SqlView

log = logging.getLogger(__name__)
FOUNDER = Actor(RowId("founding"), "Ringdesk", Role.SYSTEM)


def found(server: Server) -> int:
    """Make what is missing, once; answers how many entries were made."""
    with server.database.reading() as connection:
        wanted = list(defaults(SqlView(connection)))
    made = 0
    for command in wanted:
        name = f"{type(command).__name__}\0{command.name}\0{getattr(command, 'for_release', '')}"
        receipt = server.writer.perform(
            FOUNDER, CommandId(derived_id(f"founding\0{name}")), command
        )
        made += receipt.seq > 0
        if receipt.code:
            log.warning("the catalogue begins without %s: %s", command.name, receipt.code)
    return made
