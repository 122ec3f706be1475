"""The history of a row or of a customer, for the office: who changed what, from what, to what."""

from __future__ import annotations

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery, SkipValidation

from sync_server.api.access import By, Here
from sync_server.contract.base import RowId
from sync_server.contract.history import HISTORY_AT_ONCE, HistoryAsk, HistoryPage
from sync_server.rules.history import may_read
from sync_server.rules.permissions import OFFICE
from sync_server.store.actor import Actor
from sync_server.store.histories import read_history
from sync_server.store.server import Server
from sync_server.store.view import SqlView

MAX_NUMBER = 2**62
"""No database counts further; a larger `before` means the newest line."""
Narrowed = NamedDependency[SkipValidation[HistoryAsk]]


def provide_narrowed(
    before: FromQuery[int] = 0,
    limit: FromQuery[int] = HISTORY_AT_ONCE,
    field: FromQuery[str] = "",
    by: FromQuery[str] = "",
) -> HistoryAsk:
    """What every question may add: where to go on, and which columns (with commas) or person."""
    before = before if 0 < before < MAX_NUMBER else 0
    return HistoryAsk(fields=_listed(field), by=RowId(by), before=before, limit=limit)


_NARROWING = {"narrowed": Provide(provide_narrowed, sync_to_thread=False)}


@get("/v1/history/{entity:str}/{row_id:str}", sync_to_thread=True, dependencies=_NARROWING)
def of_row(
    entity: FromPath[str], row_id: FromPath[str], server: Here, actor: By, narrowed: Narrowed
) -> HistoryPage:
    """Lines of one row, newest first (TML-10)."""
    ask = msgspec.structs.replace(narrowed, entity=entity, row_id=RowId(row_id))
    return _answer(server, actor, ask, entity, ask.row_id)


@get("/v1/history", sync_to_thread=True, dependencies=_NARROWING)
def of_customer(
    customer: FromQuery[str],
    server: Here,
    actor: By,
    narrowed: Narrowed,
    entity: FromQuery[str] = "",
) -> HistoryPage:
    """Lines of everything that belongs to a customer; `entity` names kinds of rows to keep."""
    ask = msgspec.structs.replace(narrowed, customer_id=RowId(customer), entities=_listed(entity))
    return _answer(server, actor, ask, "customer", ask.customer_id)


def _answer(server: Server, actor: Actor, ask: HistoryAsk, name: str, row_id: RowId) -> HistoryPage:
    if actor.role not in OFFICE:
        raise PermissionDeniedException(detail="Only the office reads the history.")
    if "\0" in f"{name}{row_id}{ask.by}{ask.entities}":  # PostgreSQL takes it in no text
        raise NotFoundException(detail="There is no such history.")
    with server.database.reading() as connection:
        if not may_read(SqlView(connection), name, row_id, actor.role, actor.id):
            raise NotFoundException(detail="There is no such history.")
        return read_history(connection, actor, ask)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
