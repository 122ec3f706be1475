"""The board of issues: every card's place at once, and what stands on the few that are seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, select

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.listing_issues import (
    DUE,
    HELD,
    ISSUE_LIST,
    NOT_MERGED,
    RANK,
    RECORD_CODE,
    customer,
    issue,
    owner,
)
from desktop.replica.listing_query import Query
from desktop.replica.listing_statements import passing
from desktop.replica.tables import ROWS, Statement, one_of, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import IssueStatus, StatusTone

CLOSED_DAYS = 30
"""Closed issues stay on the board so long; the list has all of them."""
LANES = ("owner", "issue_type", "priority")
"""Columns of the list that make swimlanes when it is grouped by them."""
_open = one_of(issue.c.status, [each for each in IssueStatus if each is not IssueStatus.CLOSED])
_hold, _staff, _label, _check = (ROWS[n] for n in ("hold", "staff", "issue_label", "check_item"))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one card stands: its place (rowid), column and lane."""

    place: int
    id: RowId
    status: IssueStatus
    lane: str


@dataclass(frozen=True, slots=True)
class LabelShown:
    name: str
    tone: StatusTone


@dataclass(frozen=True, slots=True)
class CardRow:
    """What stands on one card."""

    id: RowId
    number: int | None
    issue_type: str
    description: str
    customer: str
    status: IssueStatus
    priority: IssuePriority
    owner: str
    responsible: tuple[str, ...]
    labels: tuple[LabelShown, ...]
    reported_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    record: str
    is_held: bool
    steps: int
    steps_done: int
    reopened: int
    follow_up_on: str
    is_to_follow: bool
    is_pending: bool


def spots(db: Connection, query: Query, now: datetime) -> tuple[Spot, ...]:
    """Every card that passes: in each column the most urgent first, then what waits longest; of
    closed ones the last closed first. Not for the GUI thread."""
    since = to_ms(now - timedelta(days=CLOSED_DAYS))
    found = _places(query).all(db, since=since)
    return tuple(
        Spot(place, RowId(row_id), IssueStatus(status), lane or "")
        for place, row_id, status, lane in found
    )


def cards(db: Connection, places: Iterable[int]) -> dict[int, CardRow]:
    """The cards at these places; those that are gone are not among them."""
    wanted = msgspec.json.encode(list(places)).decode()
    return {line[0]: _card(line) for line in _CARDS.all(db, ids=wanted)}


@dataclass(frozen=True, slots=True)
class Counters:
    """How many open issues wait to be looked at first, and how many are to be followed."""

    triage: int
    to_follow: int


def counters(db: Connection) -> Counters:
    found = _COUNTERS.one(db) or (0, 0)
    return Counters(int(found[0]), int(found[1]))


@lru_cache(maxsize=64)
def _places(query: Query) -> Statement:
    lane: ColumnElement[object] = literal("")
    if query.group_by in LANES:
        lane = ISSUE_LIST.values[query.group_by]
    asked: Select[SqlRow] = passing(ISSUE_LIST, query, issue.c.rowid, issue.c.id, issue.c.status)
    is_closed = issue.c.status == IssueStatus.CLOSED
    # Each side has an index of its own: the thousands closed long ago are not even looked at.
    recent = _open | (is_closed & (issue.c.closed_at >= bindparam("since")))
    closed_last = case((is_closed, issue.c.closed_at)).desc()
    urgent = case((is_closed, 0), else_=RANK).desc()
    ordered = asked.add_columns(lane).where(recent)
    return prepared(ordered.order_by(closed_last, urgent, issue.c.reported_at, issue.c.rowid))


def _named(ids: ColumnElement[str], table_name: str) -> ColumnElement[str]:
    """Names of colleagues a JSON list names, as a JSON list."""
    table = ROWS[table_name]
    each = func.json_each(ids).table_valued("value")
    found = select(func.json_group_array(table.c.name))
    joined = found.select_from(each.join(table, table.c.id == each.c.value))
    return joined.correlate(issue).scalar_subquery()


def _labels() -> ColumnElement[str]:
    each = func.json_each(issue.c.label_ids).table_valued("value")
    both = func.json_array(_label.c.name, _label.c.tone)
    found = select(func.json_group_array(both))
    joined = found.select_from(each.join(_label, _label.c.id == each.c.value))
    return joined.correlate(issue).scalar_subquery()


def _steps(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    counted = select(func.count()).where(_check.c.issue_id == issue.c.id, *conditions)
    return counted.correlate(issue).scalar_subquery()


_IS_HELD = (
    select(literal(1))
    .where(_hold.c.issue_id == issue.c.id, one_of(_hold.c.state, HELD))
    .correlate(issue)
    .exists()
)
_CARDS = prepared(
    select(
        issue.c.rowid,
        issue.c.id,
        issue.c.number,
        issue.c.issue_type,
        func.substr(issue.c.description, 1, 200),
        func.coalesce(customer.c.name, ""),
        issue.c.status,
        issue.c.priority,
        func.coalesce(owner.c.name, ""),
        _named(issue.c.responsible_ids, "staff"),
        _labels(),
        issue.c.reported_at,
        issue.c.closed_at,
        DUE,
        func.coalesce(RECORD_CODE, ""),
        _IS_HELD,
        _steps(),
        _steps(_check.c.done_at.is_not(None)),
        issue.c.reopen_count,
        issue.c.follow_up_on,
        issue.c.follow_up_required,
        issue.c["_seq"],
    )
    .select_from(
        issue.outerjoin(customer, customer.c.id == issue.c.customer_id).outerjoin(
            owner, owner.c.id == issue.c.owner_id
        )
    )
    .where(
        issue.c.rowid.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))
    )
)
_COUNTERS = prepared(
    select(
        func.total(issue.c.status == IssueStatus.NEW), func.total(issue.c.follow_up_required)
    ).where(NOT_MERGED, _open)
)


def _card(line: Sequence[object]) -> CardRow:
    read = msgspec.json.decode
    _, row_id, number, kind, told, name, status, priority, by, named, labels, *rest = line
    reported, closed, due, record, held, steps, done, reopened, follow, flag, seq = rest
    return CardRow(
        id=RowId(str(row_id)),
        number=number if isinstance(number, int) else None,
        issue_type=str(kind),
        description=str(told or ""),
        customer=str(name),
        status=IssueStatus(str(status)),
        priority=IssuePriority(str(priority)),
        owner=str(by),
        responsible=read(str(named or "[]"), type=tuple[str, ...]),
        labels=tuple(
            LabelShown(str(each[0]), StatusTone(each[1]))
            for each in read(str(labels or "[]"), type=tuple[tuple[str, str], ...])
        ),
        reported_at=_instant(reported),
        closed_at=_instant(closed),
        due_at=_instant(due),
        record=str(record),
        is_held=bool(held),
        steps=_whole(steps),
        steps_done=_whole(done),
        reopened=_whole(reopened),
        follow_up_on=str(follow or ""),
        is_to_follow=bool(flag),
        is_pending=seq == 0,
    )


def _instant(value: object) -> datetime | None:
    return from_ms(value) if isinstance(value, int) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
