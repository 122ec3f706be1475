"""Payment holds as the finance grid needs them: filtered, windowed, and summed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, bindparam, func, select

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.first_frame import Reader
from desktop.replica.tables import ROWS, Statement, one_of, prepared
from desktop.replica.windows import Window
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.values import HoldState, IssueStatus

_hold, _booking, _issue, _staff = (ROWS[name] for name in ("hold", "booking", "issue", "staff"))


class Order(StrEnum):
    HELD_AT = "held_at"
    AMOUNT = "amount"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class HoldFilter:
    states: tuple[HoldState, ...]
    worker_id: RowId | None = None
    held_before: datetime | None = None
    """Only what has been held since before this instant."""


@dataclass(frozen=True, slots=True)
class HoldSummary:
    """One fieldworker's pay for one booking; `version` is what a release must name."""

    id: RowId
    version: int
    booking_id: RowId
    booking_number: int | None
    worker_id: RowId
    worker_name: str
    issue_id: RowId
    issue_number: int | None
    issue_status: IssueStatus | None
    amount_cents: int
    reason: str
    held_at: datetime | None
    state: HoldState


@dataclass(frozen=True, slots=True)
class HoldTotals:
    """What is held and what is ready, in all."""

    held_count: int
    held_cents: int
    ready_count: int
    ready_cents: int
    oldest_held_at: datetime | None


@dataclass(frozen=True, slots=True)
class Worker:
    id: RowId
    name: str


_KEYS = {Order.HELD_AT: "held_at", Order.AMOUNT: "amount_cents", Order.STATE: "state"}
_SHOWN = select(
    _hold.c.id,
    _hold.c.version,
    _hold.c.booking_id,
    _booking.c.number,
    _hold.c.worker_id,
    func.coalesce(_staff.c.name, ""),
    _hold.c.issue_id,
    _issue.c.number,
    _issue.c.status,
    _hold.c.amount_cents,
    _hold.c.reason,
    _hold.c.held_at,
    _hold.c.state,
).select_from(
    _hold.outerjoin(_booking, _booking.c.id == _hold.c.booking_id)
    .outerjoin(_issue, _issue.c.id == _hold.c.issue_id)
    .outerjoin(_staff, _staff.c.id == _hold.c.worker_id)
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which conditions a statement has; the values are bound when it runs."""

    states: tuple[HoldState, ...]
    of_worker: bool
    before: bool


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = [one_of(_hold.c.state, shape.states)]
    if shape.of_worker:
        kept.append(_hold.c.worker_id == bindparam("worker_id"))
    if shape.before:
        kept.append(_hold.c.held_at < bindparam("held_before"))
    return kept


def _chosen(shape: _Shape, order: Order, *, descending: bool) -> Statement:
    key = _hold.c[_KEYS[order]]
    ways = (key.desc(), _hold.c.rowid.desc()) if descending else (key, _hold.c.rowid)
    cut = select(_hold.c.rowid).where(*_conditions(shape)).order_by(*ways)
    cut = cut.limit(bindparam("size")).offset(bindparam("offset"))
    return prepared(_SHOWN.where(_hold.c.rowid.in_(cut)).order_by(*ways))


@cache
def _statements(
    shape: _Shape,
    order: Order,
    descending: bool,  # noqa: FBT001 - a cache key
) -> tuple[Statement, Statement, Statement]:
    counting = select(func.count()).select_from(_hold).where(*_conditions(shape))
    return (
        prepared(counting),
        _chosen(shape, order, descending=descending),
        _chosen(shape, order, descending=not descending),
    )


def hold_list(
    reader: Reader, chosen: HoldFilter, order: Order = Order.HELD_AT, *, descending: bool = False
) -> Window[HoldSummary]:
    """Holds that pass the filter, longest held first unless asked otherwise."""
    shape = _Shape(chosen.states, chosen.worker_id is not None, chosen.held_before is not None)
    binds: dict[str, object] = {}
    if chosen.worker_id is not None:
        binds["worker_id"] = chosen.worker_id
    if chosen.held_before is not None:
        binds["held_before"] = to_ms(chosen.held_before)
    counting, forward, backward = _statements(shape, order, descending)
    return Window(reader, counting, forward, backward, binds, _summary)


_TOTALS = prepared(
    select(
        _hold.c.state,
        func.count(),
        func.coalesce(func.sum(_hold.c.amount_cents), 0),
    )
    .where(_hold.c.state != HoldState.RELEASED)
    .group_by(_hold.c.state)
)
_OLDEST = prepared(select(func.min(_hold.c.held_at)).where(_hold.c.state == HoldState.HELD))
_RELEASED_SINCE = prepared(
    select(func.coalesce(func.sum(_hold.c.amount_cents), 0)).where(
        _hold.c.state == HoldState.RELEASED, _hold.c.released_at >= bindparam("since")
    )
)
_WORKERS = prepared(
    select(_staff.c.id, _staff.c.name)
    .where(_staff.c.id.in_(select(_hold.c.worker_id).distinct()))
    .order_by(_staff.c.name)
)


def hold_totals(db: Connection) -> HoldTotals:
    """Figures above the grid; recovery counts as held."""
    count = dict.fromkeys(HoldState, 0)
    cents = dict.fromkeys(HoldState, 0)
    for state, rows, total in _TOTALS.all(db):
        count[HoldState(state)], cents[HoldState(state)] = rows, total
    oldest = _OLDEST.one(db)
    return HoldTotals(
        held_count=count[HoldState.HELD] + count[HoldState.RECOVERY_DUE],
        held_cents=cents[HoldState.HELD] + cents[HoldState.RECOVERY_DUE],
        ready_count=count[HoldState.READY_TO_RELEASE],
        ready_cents=cents[HoldState.READY_TO_RELEASE],
        oldest_held_at=from_ms(oldest[0]) if oldest and oldest[0] is not None else None,
    )


def released_since(db: Connection, since: datetime) -> int:
    """Cents released from this instant on."""
    found = _RELEASED_SINCE.one(db, since=to_ms(since))
    return 0 if found is None else int(found[0])


def held_workers(db: Connection) -> tuple[Worker, ...]:
    """Fieldworkers with any hold, to filter by."""
    return tuple(Worker(RowId(row_id), name) for row_id, name in _WORKERS.all(db))


def _summary(found: SqlRow) -> HoldSummary:
    row_id, version, booking_id, booking_number, worker_id, worker_name, *rest = found
    issue_id, issue_number, issue_status, cents, reason, held_at, state = rest
    return HoldSummary(
        id=RowId(row_id),
        version=version,
        booking_id=RowId(booking_id),
        booking_number=booking_number,
        worker_id=RowId(worker_id),
        worker_name=worker_name,
        issue_id=RowId(issue_id),
        issue_number=issue_number,
        issue_status=None if issue_status is None else IssueStatus(issue_status),
        amount_cents=cents,
        reason=reason,
        held_at=None if held_at is None else from_ms(held_at),
        state=HoldState(state),
    )
