"""Lists described as data, and the SQL made of a description and what a person asked for.

Statements are compiled once for each question and kept. A page is read by the places (rowids) of
its rows: a cut inside the statement that joins would make SQLite read the whole table.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

import msgspec

from desktop.replica import listing_statements as sql
from desktop.replica.connection import Connection
from desktop.replica.listing_query import Op, Query, Sort
from desktop.replica.listing_rows import GroupHead, ListRow, Totals
from desktop.replica.listing_spec import ListSpec
from sync_server.contract.base import RowId

HEAD = 64
"""Rows read before all places are known: more than any screen shows."""
_AT_ONCE = 30_000
"""Characters of places, a few thousand numbers: about a millisecond."""
Stopped = Callable[[], bool]


def is_indexed(spec: ListSpec, query: Query) -> bool:
    """Whether an index serves this question from both ends, at any length."""
    sorts = query.sorts or (spec.first,)
    narrowed = query.filters or query.words.strip() or query.group_by
    return not narrowed and len(sorts) == 1 and sorts[0].key in spec.indexed


def head_places(db: Connection, spec: ListSpec, query: Query, size: int = HEAD) -> array[int]:
    """The first places, without waiting for the others."""
    statement = sql.head(spec, query, _wide(db, spec, query))
    return array("q", [p for (p,) in statement.all(db, size=size)])


def end_places(db: Connection, spec: ListSpec, query: Query, size: int, skip: int) -> array[int]:
    """Places by an index: counted from the start, or from the end where `query` is turned."""
    return array("q", [p for (p,) in sql.window(spec, query).all(db, size=size, offset=skip)])


def all_places(db: Connection, spec: ListSpec, query: Query, stopped: Stopped) -> array[int]:
    """The places of all rows that pass, in order. Not for the GUI thread."""
    # One text instead of a million rows: each row would take the lock the window needs as well.
    found = sql.places(spec, query, _wide(db, spec, query)).one(db)
    text = found[0] or "" if found else ""
    places, first = array("q"), 0
    while first < len(text) and not stopped():
        comma = text.find(",", first + _AT_ONCE)
        end = len(text) if comma < 0 else comma
        places.extend(map(int, text[first:end].split(",")))
        first = end + 1
    return places


def totals(db: Connection, spec: ListSpec, query: Query) -> Totals:
    """Count and sums over everything that passes."""
    found = sql.totals(spec, query).one(db) or (0,)
    return Totals(int(found[0]), tuple(int(each or 0) for each in found[1:]))


def count_matching(db: Connection, spec: ListSpec, query: Query) -> int:
    """How many rows pass. Not for the GUI thread."""
    if not query.filters and not query.words.strip():
        return count_rows(db, spec)
    found = sql.matching(spec, query).one(db)
    return 0 if found is None else int(found[0])


def count_rows(db: Connection, spec: ListSpec) -> int:
    """How many rows there are without any filter."""
    found = sql.count(spec).one(db)
    return 0 if found is None else int(found[0])


def groups(db: Connection, spec: ListSpec, query: Query) -> tuple[GroupHead, ...]:
    """The groups in the order of their rows."""
    return tuple(
        GroupHead(value, count, tuple(int(each or 0) for each in sums))
        for value, count, *sums in sql.groups(spec, query).all(db)
    )


def rows_at(
    db: Connection, spec: ListSpec, keys: Sequence[str], places: Iterable[int]
) -> list[ListRow]:
    """These rows in the order asked for; only `keys` are read. Rows that left are left out."""
    wanted = list(places)
    read = tuple(each.key for each in spec.fields if each.key in keys)
    found = sql.rows(spec, read).all(db, ids=msgspec.json.encode(wanted).decode())
    rows = {line[0]: _row(spec, read, line) for line in found}
    return [rows[place] for place in wanted if place in rows]


def ids_at(db: Connection, spec: ListSpec, places: Iterable[int]) -> dict[int, RowId]:
    """The ids of the rows at these places, in that order; those of rows that are gone are not."""
    wanted = list(places)
    found: dict[int, str] = dict(sql.ids(spec).all(db, ids=msgspec.json.encode(wanted).decode()))
    return {place: RowId(found[place]) for place in wanted if place in found}


def labels_in_use(db: Connection, spec: ListSpec) -> tuple[str, ...]:
    """Every label on any row, by name. Not for the GUI thread."""
    if spec.label_names is not None:
        return tuple(str(name) for (name,) in spec.label_names.all(db))
    if not spec.labels:
        return ()
    return tuple(str(each) for (each,) in sql.labels(spec).all(db) if each)


def owner_name(db: Connection, spec: ListSpec, key: str, owner_id: str) -> str:
    """What the row with this id is called; empty where it is gone."""
    found = spec.owners[key].one(db, id=owner_id) if key in spec.owners else None
    return "" if found is None else str(found[0])


def turned_round(spec: ListSpec, query: Query) -> Query:
    """The same rows from the end."""
    sorts = query.sorts or (spec.first,)
    turned = tuple(Sort(each.key, not each.descending) for each in sorts)
    return msgspec.structs.replace(query, sorts=turned)


def _row(spec: ListSpec, read: Sequence[str], line: tuple[object, ...]) -> ListRow:
    values = dict(zip(read, line[3:], strict=True))
    for key in spec.turned.keys() & values.keys():
        values[key] = spec.turned[key](values[key])
    return ListRow(
        RowId(str(line[1])), tuple(values.get(each.key) for each in spec.fields), line[2] == 0
    )


def _wide(db: Connection, spec: ListSpec, query: Query) -> frozenset[str]:
    """Ranges that let much through: their index shall not lead, that of the order is faster."""
    sorts = query.sorts or (spec.first,)
    asked = [f for f in query.filters if f.op is Op.BETWEEN and f.key in spec.indexed]
    if sorts[0].key not in spec.indexed or query.group_by:
        return frozenset()
    probed = (f for f in asked if f.key != sorts[0].key)
    return frozenset(f.key for f in probed if len(sql.probe(spec, f).all(db)) == sql.NARROW)
