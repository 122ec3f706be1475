"""Who of a list that somebody brings is here already, by number, address or id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from desktop.replica.connection import Connection
from sync_server.contract.base import RowId

AT_ONCE = 500
Owners = Mapping[str, tuple[RowId, ...]]


def odd_emails(db: Connection) -> Owners:
    """E-mail addresses that are not all small letters, by how they look in small ones.

    Reads every contact point once; not for the GUI thread.
    """
    sql = (
        "SELECT lower(value), customer_id FROM contact_point "
        "WHERE contact_kind = 'email' AND value <> lower(value)"
    )
    return _grouped(db.execute(sql))


def owners(db: Connection, values: Iterable[str]) -> Owners:
    """Customers who have these numbers or addresses, spelled exactly so."""
    found: dict[str, tuple[RowId, ...]] = {}
    for some in _pieces(values):
        sql = f"SELECT value, customer_id FROM contact_point WHERE value IN ({_marks(some)})"  # noqa: S608 - marks only
        found |= _grouped(db.execute(sql, some))
    return found


def are_here(db: Connection, ids: Iterable[RowId]) -> frozenset[RowId]:
    """Which of these customers exist."""
    return frozenset(names(db, ids))


def names(db: Connection, ids: Iterable[RowId]) -> Mapping[RowId, str]:
    """What these customers are called; those that are gone are left out."""
    found: dict[RowId, str] = {}
    for some in _pieces(ids):
        sql = f"SELECT id, name FROM customer WHERE id IN ({_marks(some)})"  # noqa: S608 - marks only
        found |= {RowId(row_id): name for row_id, name in db.execute(sql, some)}
    return found


def _grouped(rows: Iterable[tuple[str, str]]) -> Owners:
    found: dict[str, list[RowId]] = defaultdict(list)
    for value, customer_id in rows:
        if customer_id not in found[value]:
            found[value].append(RowId(customer_id))
    return {value: tuple(ids) for value, ids in found.items()}


def _pieces(values: Iterable[str]) -> Iterator[Sequence[str]]:
    every = tuple(dict.fromkeys(values))
    for first in range(0, len(every), AT_ONCE):
        yield every[first : first + AT_ONCE]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
