"""Rows on their way out: straight from the database's tuples into lines of the pull stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Connection, Integer, Select, String, bindparam, select

from sync_server.contract.base import Row
from sync_server.contract.columns import Value, columns
from sync_server.contract.feed import ROW_TYPES, entity
from sync_server.contract.wire import BATCH_ROWS
from sync_server.store.tables import ROW_TABLES, audience

_encoder = msgspec.json.Encoder()

RawRow = Sequence[Value]
"""One database row as the driver gave it: sequence number, id, then the other columns."""


def line(*parts: object) -> bytes:
    """One line of the stream."""
    return _encoder.encode(parts) + b"\n"


@dataclass(frozen=True, slots=True)
class Feed:
    """How one entity is read for a stream."""

    entity: str
    cols: bytes
    changes: Select[Any]  # Any: the columns are the row type's
    page: Select[Any]


def _feed(kind: type[Row]) -> Feed:
    table, name = ROW_TABLES[kind], entity(kind)
    names = [column.name for column in columns(kind)]
    standing = (
        select(table.c["_seq"], *(table.c[n] for n in names))
        .select_from(audience.join(table, table.c["id"] == audience.c.id))
        .where(
            audience.c.scope == bindparam("scope", type_=Integer),
            audience.c.entity == name,
            audience.c.gone == 0,
        )
    )
    changes = standing.where(
        audience.c.seq > bindparam("lo", type_=BigInteger),
        audience.c.seq <= bindparam("hi", type_=BigInteger),
    )
    page = (
        standing.where(audience.c.id > bindparam("after", type_=String))
        .order_by(audience.c.id)
        .limit(bindparam("size", type_=Integer))
    )
    return Feed(name, line("cols", name, names), changes, page)


FEEDS: Mapping[str, Feed] = {entity(kind): _feed(kind) for kind in ROW_TYPES}
ENTITIES: tuple[str, ...] = tuple(FEEDS)
"""In the order a first fill delivers them."""


def fetch(
    connection: Connection, statement: Select[Any], bound: Mapping[str, Value]
) -> Sequence[RawRow]:
    """Rows as the driver's own tuples: wrapping each cost half of the time of a fill."""
    result = connection.execute(statement, bound)
    rows = result.cursor.fetchall()
    result.close()
    return rows


def up_lines(index: int, name: str, rows: Sequence[RawRow]) -> Iterator[bytes]:
    for start in range(0, len(rows), BATCH_ROWS):
        yield line("up", index, name, rows[start : start + BATCH_ROWS])


def rm_lines(index: int, name: str, ids: Sequence[str]) -> Iterator[bytes]:
    for start in range(0, len(ids), BATCH_ROWS):
        yield line("rm", index, name, ids[start : start + BATCH_ROWS])
