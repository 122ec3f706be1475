"""The replica's tables for SQLAlchemy Core, and statements compiled once when a module loads.

Imported after the first frame only: SQLAlchemy costs more time than the whole first window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, ColumnElement, Integer, MetaData, String, Table, literal_column
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.elements import CompilerElement

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.schema import TABLES
from sync_server.contract.columns import Storage

_metadata = MetaData()
_DIALECT = SQLiteDialect_pysqlite(paramstyle="named")
_KINDS = {Storage.TEXT: String, Storage.INTEGER: Integer}


def _table(entity: str) -> Table:
    described = TABLES[entity]
    return Table(
        entity,
        _metadata,
        *(Column(column.name, _KINDS[column.storage]()) for column in described.fields),
        Column("rowid", Integer),
        Column("_seq", Integer),
        Column("_aud", Integer),
    )


ROWS: Mapping[str, Table] = {entity: _table(entity) for entity in TABLES}


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with its constants; run it with the named values that are missing."""

    sql: str
    constants: Mapping[str, object]

    def all(self, db: Connection, **binds: object) -> list[SqlRow]:
        return db.execute(self.sql, {**self.constants, **binds}).fetchall()

    def one(self, db: Connection, **binds: object) -> SqlRow | None:
        return db.execute(self.sql, {**self.constants, **binds}).fetchone()


def one_of(column: ColumnElement[str], values: Iterable[StrEnum]) -> ColumnElement[bool]:
    """Whether a column holds one of these words of a closed vocabulary."""
    return column.in_([literal_column(f"'{value}'") for value in values])


def prepared(statement: CompilerElement) -> Statement:
    """Compile a statement; values written into it become its constants."""
    compiled = statement.compile(dialect=_DIALECT)
    given = {name: value for name, value in compiled.params.items() if value is not None}
    return Statement(str(compiled), given)
