"""Who waits to be called back: missed calls of one number as one line, newest first (CAL-06)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select, union_all

from desktop.replica.badges import NEWEST
from desktop.replica.calls import candidates
from desktop.replica.connection import Connection, SqlRow
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.values import CallOutcome, Direction
from sync_server.rules.callbacks import UNANSWERED

_call, _customer, _group, _staff = (
    ROWS[name] for name in ("call", "customer", "ring_group", "staff")
)


OWNERS_LOOKED_UP = 50
"""Nobody owns a number of several customers until somebody chose: these lines say who may."""


@dataclass(frozen=True, slots=True)
class CallbackLine:
    """One number that waits; `call_ids` are all its missed calls, the newest first."""

    id: str
    number: str
    call_ids: tuple[RowId, ...]
    last_at: datetime
    first_at: datetime
    customer_id: RowId | None = None
    customer: str = ""
    group: str = ""
    owner_id: RowId | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    id: RowId
    name: str


def _newest(outcome: CallOutcome) -> Select[tuple[int]]:
    """Places of the newest of one kind: straight out of the index, in its order."""
    found = (
        select(_call.c.rowid)
        .where(
            _call.c.direction == str(Direction.INBOUND),
            _call.c.outcome == str(outcome),
            _call.c.settled_at.is_(None),
            # Not by the index of legs, in which nearly every call stands under "no leg".
            func.coalesce(_call.c.continues_id, "") == "",
            _call.c.ended_at.is_not(None),
            _call.c.number != "",
        )
        .order_by(_call.c.started_at.desc())
        .limit(NEWEST)
    )
    return select(found.subquery().c.rowid)


_WAITING = prepared(
    select(
        _call.c.id,
        _call.c.number,
        _call.c.started_at,
        _call.c.customer_id,
        func.coalesce(_customer.c.name, ""),
        func.coalesce(_group.c.name, ""),
        _call.c.owner_id,
        _call.c.owner_name,
    )
    .select_from(
        _call.outerjoin(_customer, _customer.c.id == _call.c.customer_id).outerjoin(
            _group, _group.c.id == _call.c.ring_group_id
        )
    )
    .where(_call.c.rowid.in_(union_all(*(_newest(each) for each in sorted(UNANSWERED)))))
    # The sum keeps SQLite from walking all calls in the order of their time.
    .order_by((_call.c.started_at + 0).desc())
)
_COLLEAGUES = prepared(
    select(_staff.c.id, _staff.c.name)
    .where(_staff.c.sip_user != "", _staff.c.active == 1)
    .order_by(_staff.c.name)
)


def callback_lines(db: Connection) -> tuple[CallbackLine, ...]:
    """Everyone who waits, whose last call is newest first."""
    lines: dict[str, CallbackLine] = {}
    for found in _WAITING.all(db):
        line = _line(found)
        known = lines.get(line.number)
        lines[line.number] = line if known is None else _joined(known, line)
    unknown = [line for line in lines.values() if not line.customer][:OWNERS_LOOKED_UP]
    for line in unknown:
        names = [owner.name for owner in candidates(db, line.number)]
        lines[line.number] = replace(line, customer=" or ".join(names))
    return tuple(lines.values())


def colleagues(db: Connection) -> tuple[Colleague, ...]:
    """Everyone who can call back."""
    return tuple(Colleague(RowId(row_id), name) for row_id, name in _COLLEAGUES.all(db))


def _joined(newer: CallbackLine, older: CallbackLine) -> CallbackLine:
    return replace(
        newer,
        call_ids=(*newer.call_ids, *older.call_ids),
        first_at=min(newer.first_at, older.first_at),
        owner_id=newer.owner_id or older.owner_id,
        owner=newer.owner or older.owner,
        customer_id=newer.customer_id or older.customer_id,
        customer=newer.customer or older.customer,
    )


def _line(found: SqlRow) -> CallbackLine:
    row_id, number, started, customer_id, customer, group, owner_id, owner = found
    at = from_ms(started or 0)
    return CallbackLine(
        id=number,
        number=number,
        call_ids=(RowId(row_id),),
        last_at=at,
        first_at=at,
        customer_id=None if customer_id is None else RowId(customer_id),
        customer=customer,
        group=group,
        owner_id=None if owner_id is None else RowId(owner_id),
        owner=owner,
    )
