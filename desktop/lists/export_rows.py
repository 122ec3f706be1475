"""A list's rows as the cells of a file: the shown columns, in that order, values as values."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from desktop.lists.columns_model import instant, written
from desktop.lists.export_cells import Cell, Sheet
from desktop.replica.connection import Connection
from desktop.replica.listing import rows_at
from desktop.replica.listing_query import Field, Kind, Query, shown_keys
from desktop.replica.listing_rows import ListRow
from desktop.replica.listing_spec import ListSpec
from sync_server.contract.values import RecordKind, code

PIECE = 500
_UNSEEN = (*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000))
_CONTROL = dict.fromkeys(_UNSEEN, " ")
"""What neither a workbook nor a person can read."""


def sheet_of(db: Connection, spec: ListSpec, query: Query, places: array[int], title: str) -> Sheet:
    """These rows as a table; they are read while it is written."""
    keys = shown_keys(query, spec.fields)
    at = {each.key: number for number, each in enumerate(spec.fields)}
    shown = [(at[key], spec.fields[at[key]]) for key in keys]
    return Sheet(
        title,
        [field.title for _at, field in shown],
        [max(10, field.width // 8) for _at, field in shown],
        _pieces(db, spec, keys, places, shown),
        frozenset(n for n, (_at, field) in enumerate(shown) if field.kind is Kind.MONEY),
    )


def _pieces(
    db: Connection,
    spec: ListSpec,
    keys: Sequence[str],
    places: array[int],
    shown: Sequence[tuple[int, Field]],
) -> Iterator[list[list[Cell]]]:
    for first in range(0, len(places), PIECE):
        rows = rows_at(db, spec, keys, places[first : first + PIECE])
        yield [[_cell(field, row.values[at], row) for at, field in shown] for row in rows]


def _cell(field: Field, value: object, row: ListRow) -> Cell:
    if field.kind in {Kind.MONEY, Kind.NUMBER}:
        return value if isinstance(value, int) else None
    if field.kind is Kind.CODE:
        if value is None and not field.names_row:
            return None
        digits = value if isinstance(value, int) else None
        return code(RecordKind(field.vocabulary), digits, row.id)
    if field.kind is Kind.INSTANT:
        when = instant(value)
        return f"{when.astimezone():%Y-%m-%d %H:%M}" if when is not None else None
    if field.kind in {Kind.LABELS, Kind.STATUS}:
        return written(field, value)
    return None if value is None else str(value).translate(_CONTROL)
