"""Count and sum of sequence numbers of all a person sees, to find a replica that went wrong.

Rows in office scopes are counted as they change; only the few rows that a person sees through
scopes of their own are looked at, so a digest costs nothing that grows with the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, func, select

from sync_server.contract.feed import BY_ENTITY
from sync_server.rules.visibility import Scope
from sync_server.store.audience import seen_by
from sync_server.store.scopes import OFFICE_SCOPES, ids_of
from sync_server.store.tables import ROW_TABLES, audience, digests

Digest = dict[str, tuple[int, int]]
_MODULUS = 1 << 63

_other = audience.alias("other")
_OWN = (
    select(audience.c.entity, audience.c.id)
    .where(
        audience.c.scope.in_(bindparam("own", expanding=True)),
        audience.c.gone == 0,
        ~select(_other.c.seq)
        .where(
            _other.c.scope.in_(bindparam("office", expanding=True)),
            _other.c.entity == audience.c.entity,
            _other.c.id == audience.c.id,
            _other.c.gone == 0,
        )
        .exists(),
    )
    .distinct()
)


def digest(connection: Connection, held: Collection[Scope]) -> Digest:
    """Entity to (rows, sum of `_seq` modulo 2^63) over the union of these scopes."""
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    office = seen_by(held).split("+")
    for row in connection.execute(select(digests)):
        if set(office) & set(row.seen_by.split("+")):
            total[row.entity][0] += row.rows
            total[row.entity][1] += row.seq_sum
    _add_own(connection, held, total)
    return {name: (n, seqs % _MODULUS) for name, (n, seqs) in sorted(total.items()) if n}


def _add_own(
    connection: Connection, held: Collection[Scope], total: Mapping[str, list[int]]
) -> None:
    numbers = ids_of(connection, held)
    own = [number for scope, number in numbers.items() if scope not in OFFICE_SCOPES]
    office = [number for scope, number in numbers.items() if scope in OFFICE_SCOPES]
    if not own:
        return
    ids: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(_OWN, {"own": own, "office": office}):
        ids[row.entity].append(row.id)
    for name, wanted in ids.items():
        table = ROW_TABLES[BY_ENTITY[name]]
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            sums = select(func.count(), func.coalesce(func.sum(table.c["_seq"]), 0))
            rows, seqs = connection.execute(sums.where(table.c["id"].in_(part))).one()
            total[name][0] += rows
            total[name][1] += int(seqs)
