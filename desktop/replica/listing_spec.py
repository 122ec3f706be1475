"""What a list is made of: its columns, where their values come from, and the rows it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, FromClause, Table

from desktop.replica.listing_query import Field, Sort
from desktop.replica.tables import Statement

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
    summed: Mapping[str, ColumnElement[object]] = field(default_factory=dict)
    """Columns whose sum is worked out in another way than the value of one row."""
    joins: Mapping[str, Join] = field(default_factory=dict)
    """What a column needs beside the table."""
    indexed: frozenset[str] = frozenset()
    through: Mapping[str, tuple[ColumnElement[object], ColumnElement[object]]] = field(
        default_factory=dict
    )
    """Columns of another table: the id here and there, to be filtered by the set of its rows."""
    turned: Mapping[str, Callable[[object], object]] = field(default_factory=dict)
    """Columns whose value is worked out of what is read."""
    labels: str = ""
    """Where the labels in use are found: the column that holds them."""
    label_names: Statement | None = None
    """Where they are rows of their own: all names there are, in order."""
    only: ColumnElement[bool] | None = None
    """Rows that are never listed do not pass this."""
    ranks: Mapping[str, ColumnElement[object]] = field(default_factory=dict)
    """Columns of words that have an order of their own: what to sort by instead."""
    owners: Mapping[str, Statement] = field(default_factory=dict)
    """Names of the rows an OWNER column points to, by `id`."""

    def field(self, key: str) -> Field:
        """The column of this key. Raises KeyError."""
        return self._by_key[key]

    @property
    def _by_key(self) -> dict[str, Field]:
        return {each.key: each for each in self.fields}


def summands(spec: ListSpec) -> tuple[ColumnElement[object], ...]:
    """What the totals add up, in the order of `sums_of`."""
    return tuple(spec.summed.get(each.key, spec.values[each.key]) for each in sums_of(spec))


def sums_of(spec: ListSpec) -> tuple[Field, ...]:
    """The columns with totals, in order."""
    return tuple(each for each in spec.fields if each.is_summed)
