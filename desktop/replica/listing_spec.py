"""What a list is made of: its columns, where their values come from, and the rows it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, FromClause, Table

from desktop.replica.listing_query import Field, Sort
from desktop.replica.tables import Statement
from sync_server.contract.base import RowId

Join = tuple[FromClause, ColumnElement[bool]]


@dataclass(frozen=True, eq=False)
class ListSpec:
    """One list: its columns, where their values come from, and which orders an index serves."""

    key: str
    fields: tuple[Field, ...]
    table: Table
    values: Mapping[str, ColumnElement[object]]
    first: Sort
    entities: frozenset[str]
    """Whose changes may change this list."""
    searched: Callable[[str], ColumnElement[bool]]
    """Which rows the words of the search box mean."""
    joins: Mapping[str, Join] = field(default_factory=dict)
    """What a column needs beside the table."""
    indexed: frozenset[str] = frozenset()
    turned: Mapping[str, Callable[[object], object]] = field(default_factory=dict)
    """Columns whose value is worked out of what is read."""
    labels: str = ""
    """Where the labels in use are found: the column that holds them."""
    owners: Mapping[str, Statement] = field(default_factory=dict)
    """Names of the rows an OWNER column points to, by `id`."""

    def field(self, key: str) -> Field:
        """The column of this key. Raises KeyError."""
        return self._by_key[key]

    @property
    def _by_key(self) -> dict[str, Field]:
        return {each.key: each for each in self.fields}


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of any list: values in the order of its columns, None where not read."""

    id: RowId
    values: tuple[object, ...]
    is_pending: bool = False
    head: GroupHead | None = None
    """Set where this is no row but the head of a group."""


@dataclass(frozen=True, slots=True)
class GroupHead:
    """Rows with the same value, how many, and what their summed columns come to."""

    value: object
    count: int
    sums: tuple[int, ...] = ()
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """All rows that pass: how many, and the sums of the summed columns."""

    count: int
    sums: tuple[int, ...] = ()


def sums_of(spec: ListSpec) -> tuple[Field, ...]:
    """The columns with totals, in order."""
    return tuple(each for each in spec.fields if each.is_summed)
