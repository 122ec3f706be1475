"""Issues as pages need them: the filtered list, counts by status, one issue's surroundings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

import msgspec
from sqlalchemy import Select, bindparam, exists, func, select

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.first_frame import Reader
from desktop.replica.tables import ROWS, Statement, one_of, prepared
from desktop.replica.windows import Window
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.values import HoldState, IssueStatus, RecordKind

_issue, _customer, _hold, _staff = (ROWS[name] for name in ("issue", "customer", "hold", "staff"))
_HELD = (HoldState.HELD, HoldState.READY_TO_RELEASE, HoldState.RECOVERY_DUE)
OPEN = tuple(status for status in IssueStatus if status is not IssueStatus.CLOSED)


class Order(StrEnum):
    AGE = "age"
    NUMBER = "number"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class IssueSummary:
    """One issue as the list shows it; without a number it waits in the outbox."""

    id: RowId
    number: int | None
    issue_type: str
    description: str
    status: IssueStatus
    reported_at: datetime | None
    customer_id: RowId
    customer_name: str
    record_kind: RecordKind
    record_id: RowId
    responsible: tuple[str, ...]
    """Names of the fieldworkers at fault."""
    is_held: bool


_KEYS = {Order.AGE: "reported_at", Order.NUMBER: "number", Order.STATUS: "status"}
_NAMES = (
    select(func.json_group_array(_staff.c.name))
    .where(
        _staff.c.id.in_(
            select(func.json_each(_issue.c.responsible_ids).table_valued("value").c.value)
        )
    )
    .scalar_subquery()
)
_IS_HELD = exists().where(_hold.c.issue_id == _issue.c.id, one_of(_hold.c.state, _HELD))
_SHOWN = select(
    _issue.c.id,
    _issue.c.number,
    _issue.c.issue_type,
    _issue.c.description,
    _issue.c.status,
    _issue.c.reported_at,
    _issue.c.customer_id,
    func.coalesce(_customer.c.name, ""),
    _issue.c.record_kind,
    _issue.c.record_id,
    _NAMES,
    _IS_HELD,
).select_from(_issue.outerjoin(_customer, _customer.c.id == _issue.c.customer_id))


def _chosen(statuses: tuple[IssueStatus, ...], order: Order, *, descending: bool) -> Select[SqlRow]:
    key = _issue.c[_KEYS[order]]
    ways = (key.desc(), _issue.c.rowid.desc()) if descending else (key, _issue.c.rowid)
    page = select(_issue.c.rowid).order_by(*ways)
    if set(statuses) != set(IssueStatus):
        page = page.where(one_of(_issue.c.status, statuses))
    cut = page.limit(bindparam("size")).offset(bindparam("offset"))
    return _SHOWN.where(_issue.c.rowid.in_(cut)).order_by(*ways)


@cache
def _statements(
    statuses: tuple[IssueStatus, ...],
    order: Order,
    descending: bool,  # noqa: FBT001 - a cache key
) -> tuple[Statement, Statement, Statement]:
    counting = select(func.count()).select_from(_issue).where(one_of(_issue.c.status, statuses))
    return (
        prepared(counting),
        prepared(_chosen(statuses, order, descending=descending)),
        prepared(_chosen(statuses, order, descending=not descending)),
    )


def issue_list(
    reader: Reader,
    statuses: tuple[IssueStatus, ...] = OPEN,
    order: Order = Order.AGE,
    *,
    descending: bool = True,
) -> Window[IssueSummary]:
    """Issues in these statuses, newest first unless asked otherwise."""
    counting, forward, backward = _statements(statuses, order, descending)
    return Window(reader, counting, forward, backward, {}, _summary)


_BY_STATUS = prepared(select(_issue.c.status, func.count()).group_by(_issue.c.status))
_ONE = prepared(_SHOWN.where(_issue.c.id == bindparam("id")))
_BY_NUMBER = prepared(select(_issue.c.id).where(_issue.c.number == bindparam("number")))


def issue_counts(db: Connection) -> dict[IssueStatus, int]:
    """How many issues stand in each status; for the filter chips."""
    return {IssueStatus(status): count for status, count in _BY_STATUS.all(db)}


def issue_summary(db: Connection, issue_id: RowId) -> IssueSummary | None:
    found = _ONE.one(db, id=issue_id)
    return None if found is None else _summary(found)


def issue_by_number(db: Connection, number: int) -> RowId | None:
    found = _BY_NUMBER.one(db, number=number)
    return None if found is None else RowId(found[0])


def _summary(found: SqlRow) -> IssueSummary:
    row_id, number, issue_type, description, status, at, *rest = found
    customer_id, customer_name, record_kind, record_id, names, is_held = rest
    return IssueSummary(
        id=RowId(row_id),
        number=number,
        issue_type=issue_type,
        description=description,
        status=IssueStatus(status),
        reported_at=None if at is None else from_ms(at),
        customer_id=RowId(customer_id),
        customer_name=customer_name,
        record_kind=RecordKind(record_kind),
        record_id=RowId(record_id),
        responsible=msgspec.json.decode(names or "[]", type=tuple[str, ...]),
        is_held=bool(is_held),
    )
