"""Order of everything: one number for each write transaction, and the facts kept about the feed."""

from __future__ import annotations

import secrets
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from sync_server.contract.base import RowId
from sync_server.store.tables import audience, meta, transactions

_LAST = select(func.coalesce(func.max(transactions.c.seq), 0))
_META = select(meta.c.key, meta.c.value)


class Fact(StrEnum):
    EPOCH = "epoch"
    FLOOR = "floor"


def last_seq(connection: Connection) -> int:
    """Number of the last committed change this transaction can see."""
    return int(connection.execute(_LAST).scalar_one())


def take_seq(connection: Connection, actor_id: RowId, at_ms: int) -> int:
    """Number this transaction. Writers hold the lock from start to commit, so numbers commit in
    order and a reader who sees n sees everything before n."""
    seq = last_seq(connection) + 1
    connection.execute(insert(transactions), {"seq": seq, "at": at_ms, "actor_id": actor_id})
    return seq


def epoch_and_floor(connection: Connection) -> tuple[str, int]:
    """The life this database is in, and the number up to which tombstones were swept away."""
    facts = {row.key: row.value for row in connection.execute(_META)}
    return facts[Fact.EPOCH], int(facts[Fact.FLOOR])


def has_epoch(connection: Connection) -> bool:
    return connection.execute(_META).first() is not None


def begin_epoch(connection: Connection) -> str:
    """Start a new life of the database: every device fills anew and gives back what was lost."""
    epoch = secrets.token_hex(8)
    if has_epoch(connection):
        connection.execute(update(meta).where(meta.c.key == Fact.EPOCH).values(value=epoch))
        return epoch
    facts = [{"key": Fact.EPOCH, "value": epoch}, {"key": Fact.FLOOR, "value": "0"}]
    connection.execute(insert(meta), facts)
    return epoch


def sweep(connection: Connection, upto: int) -> int:
    """Forget tombstones up to this number; devices that are further behind fill anew."""
    _epoch, floor = epoch_and_floor(connection)
    floor = max(floor, min(upto, last_seq(connection)))
    connection.execute(
        delete(audience).where(audience.c.gone == 1, audience.c.seq <= bindparam("floor")),
        {"floor": floor},
    )
    connection.execute(update(meta).where(meta.c.key == Fact.FLOOR).values(value=str(floor)))
    return floor
