"""What a list gives to whoever shows it: rows, heads of groups, totals."""

from __future__ import annotations

from dataclasses import dataclass

from sync_server.contract.base import RowId


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
