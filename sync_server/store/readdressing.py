"""Addressing every row anew, after the rules of who sees what have changed with a release."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from sync_server.contract.base import RowId
from sync_server.contract.columns import columns, from_values
from sync_server.contract.feed import ROW_TYPES, entity
from sync_server.rules.visibility import audience as audience_of
from sync_server.store.audience import Touched, readdress
from sync_server.store.sequence import begin_epoch, take_seq
from sync_server.store.tables import ROW_TABLES, audience, digests
from sync_server.store.view import SqlView

_AT_ONCE = 1_000
SYSTEM = RowId("system")


def readdress_everything(connection: Connection, now_ms: int) -> int:
    """Build the audience index from the rows alone and begin a new epoch, so that every desk
    fills anew. Answers how many rows there are."""
    connection.execute(delete(audience))
    connection.execute(delete(digests))
    seq = take_seq(connection, SYSTEM, now_ms)
    count = 0
    for kind in ROW_TYPES:
        table, last = ROW_TABLES[kind], ""
        names = [table.c[column.name] for column in columns(kind)]
        while True:
            page = select(*names, table.c["_seq"]).where(table.c.id > last).order_by(table.c.id)
            found = connection.execute(page.limit(_AT_ONCE)).all()
            if not found:
                break
            last = str(found[-1][0])
            count += len(found)
            view = SqlView(connection)  # a fresh one: it remembers all it has read
            rows = [(from_values(kind, values[:-1]), int(values[-1])) for values in found]
            touched = [
                Touched(entity(kind), row.id, audience_of(view, row), 0, row_seq)
                for row, row_seq in rows
            ]
            readdress(connection, touched, seq)
    begin_epoch(connection)
    return count
