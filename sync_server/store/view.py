"""The rows as a transaction sees them: `rules.View` over SQL, and the one way to write rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Insert, Select, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import Value, columns, from_values, to_values
from sync_server.rules.view import RowKey
from sync_server.store.tables import ROW_TABLES

R = TypeVar("R", bound=Row)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """A row with the sequence number of its last change."""

    row: Row
    seq: int


@dataclass(frozen=True, slots=True)
class _Statement:
    """A prepared lookup and how to lay its values out."""

    select: Select[Any]  # Any: a row type decides the columns at start, not the type checker
    to_value: Mapping[str, Callable[[object], Value]]


@cache
def _lookup(kind: type[Row], names: tuple[str, ...], nulls: tuple[str, ...]) -> _Statement:
    table = ROW_TABLES[kind]
    laid_out = {column.name: column.to_value for column in columns(kind)}
    wanted = select(*(table.c[c.name] for c in columns(kind)), table.c["_seq"])
    for name in names:
        wanted = wanted.where(table.c[name] == bindparam(f"b_{name}"))
    for name in nulls:
        wanted = wanted.where(table.c[name].is_(None))
    return _Statement(wanted.order_by(table.c["id"]), {name: laid_out[name] for name in names})


@cache
def _many(kind: type[Row], name: str = "id") -> Select[Any]:
    table = ROW_TABLES[kind]
    wanted = select(*(table.c[c.name] for c in columns(kind)), table.c["_seq"])
    wanted = wanted.where(table.c[name].in_(bindparam("ids", expanding=True)))
    return wanted.order_by(table.c["id"])


@cache
def _upsert(kind: type[Row], dialect: str) -> Insert:
    table = ROW_TABLES[kind]
    if dialect == "sqlite":
        lite = sqlite.insert(table)
        return lite.on_conflict_do_update(index_elements=["id"], set_=dict(lite.excluded))
    insert = postgresql.insert(table)
    return insert.on_conflict_do_update(index_elements=["id"], set_=dict(insert.excluded))


class SqlView:
    """Reads rows through a connection and remembers them for the length of the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[RowKey, Stored | None] = {}
        self._asked: dict[tuple[type[Row], tuple[tuple[str, object], ...]], list[RowId]] = {}

    def get(self, kind: type[R], row_id: RowId) -> R | None:
        stored = self.stored(kind, row_id)
        return stored.row if stored is not None and isinstance(stored.row, kind) else None

    def stored(self, kind: type[Row], row_id: RowId) -> Stored | None:
        """The row together with its sequence number."""
        if (kind, row_id) not in self._known:
            self._known[kind, row_id] = None
            for found in self._select(kind, {"id": row_id}):
                self._known[kind, row_id] = found
        return self._known[kind, row_id]

    def load(self, kind: type[Row], ids: Collection[RowId]) -> None:
        """Read many rows at once, for many `get`s to come."""
        self._known.update({(kind, row_id): None for row_id in ids})
        found = self._connection.execute(_many(kind), {"ids": list(ids)}).all()
        for values in found:
            row = from_values(kind, values[:-1])
            self._known[kind, row.id] = Stored(row, values[-1])

    def where(self, kind: type[R], **equal: object) -> list[R]:
        question = (kind, tuple(sorted(equal.items())))
        ids = self._asked.get(question)
        if ids is None:
            found = self._select(kind, equal)
            for one in found:
                self._known.setdefault((kind, one.row.id), one)
            ids = self._asked[question] = [one.row.id for one in found]
        rows = [self.get(kind, row_id) for row_id in ids]
        return [row for row in rows if row is not None]

    def load_missing(self, kind: type[Row], ids: Collection[RowId]) -> None:
        """Read those of these rows that nobody asked for yet; most may not exist."""
        wanted = [row_id for row_id in ids if (kind, row_id) not in self._known]
        for start in range(0, len(wanted), _AT_ONCE):
            self.load(kind, wanted[start : start + _AT_ONCE])

    def load_where(self, kind: type[Row], name: str, values: Collection[RowId]) -> None:
        """Answer many `where`s by one column at once, for all of them to come."""
        at = [column.name for column in columns(kind)].index(name)
        for start in range(0, len(wanted := list(values)), _AT_ONCE):
            batch = wanted[start : start + _AT_ONCE]
            asked: dict[RowId, list[RowId]] = {value: [] for value in batch}
            for found in self._connection.execute(_many(kind, name), {"ids": batch}):
                row = from_values(kind, found[:-1])
                self._known.setdefault((kind, row.id), Stored(row, found[-1]))
                asked[found[at]].append(row.id)
            for value, ids in asked.items():
                self._asked[kind, ((name, value),)] = ids

    def _select(self, kind: type[Row], equal: Mapping[str, object]) -> list[Stored]:
        # SQL's = never finds a null; a rule that asks for None means exactly those rows.
        nulls = tuple(sorted(name for name, value in equal.items() if value is None))
        names = tuple(sorted(name for name in equal if name not in nulls))
        statement = _lookup(kind, names, nulls)
        bound = {
            f"b_{name}": as_value(equal[name]) for name, as_value in statement.to_value.items()
        }
        found = self._connection.execute(statement.select, bound).all()
        return [Stored(from_values(kind, values[:-1]), values[-1]) for values in found]

    def remove(self, rows: Iterable[Row]) -> None:
        """Delete rows for good; later reads in this transaction do not find them."""
        by_kind = groupby(sorted(rows, key=lambda row: type(row).__name__), key=type)
        for kind, group in by_kind:
            ids = [row.id for row in group]
            table = ROW_TABLES[kind]
            for start in range(0, len(ids), _AT_ONCE):
                these = table.c["id"].in_(ids[start : start + _AT_ONCE])
                self._connection.execute(delete(table).where(these))
            self._known.update({(kind, row_id): None for row_id in ids})

    def put(self, rows: Iterable[Row], seq: int) -> None:
        """Write rows as the change `seq`; later reads in this transaction see them."""
        by_kind = groupby(sorted(rows, key=lambda row: type(row).__name__), key=type)
        for kind, group in by_kind:
            written = list(group)
            names = [column.name for column in columns(kind)]
            values = [
                {**dict(zip(names, to_values(row), strict=True)), "_seq": seq} for row in written
            ]
            self._connection.execute(_upsert(kind, self._connection.dialect.name), values)
            self._known.update({(kind, row.id): Stored(row, seq) for row in written})
            for question in [q for q in self._asked if q[0] is kind]:
                del self._asked[question]
