"""The list of issues: where each of its columns comes from, offline too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from desktop.replica.listing_issues_fields import ISSUES, NO, NO_SERVICE, SEGMENTS, YES
from desktop.replica.listing_query import Sort
from desktop.replica.listing_records import record_number
from desktop.replica.listing_spec import ListSpec
from desktop.replica.tables import ROWS, one_of, prepared
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import CODE_PREFIX, HoldState, IssueStatus, RecordKind

issue, customer, owner = ROWS["issue"], ROWS["customer"], ROWS["staff"].alias("owner")
_hold, _staff, _label, _thread, _post = (
    ROWS[name] for name in ("hold", "staff", "issue_label", "thread", "post")
)
HELD = (HoldState.HELD, HoldState.READY_TO_RELEASE, HoldState.RECOVERY_DUE)
_DRAFT = re.compile(r"\s*CMP[-\s]?draft[-\s]?([0-9a-z]{4})\s*", re.IGNORECASE)
_BY_URGENCY = (
    IssuePriority.LOW,
    IssuePriority.NORMAL,
    IssuePriority.HIGH,
    IssuePriority.URGENT,
)


def _rank(column: ColumnElement[str], order: tuple[StrEnum, ...]) -> ColumnElement[object]:
    places: Mapping[str, int] = {str(each): at for at, each in enumerate(order)}
    return case(places, value=column, else_=-1)


def _code(kind: RecordKind) -> ColumnElement[str]:
    record = ROWS[str(kind)]
    number = func.printf(f"{CODE_PREFIX[kind]}-%05d", record.c.number)
    draft = literal(f"{CODE_PREFIX[kind]}-draft-") + func.substr(record.c.id, -4)
    text = case((record.c.number.is_(None), draft), else_=number)
    return select(text).where(record.c.id == issue.c.record_id).correlate(issue).scalar_subquery()


def _title(kind: RecordKind) -> ColumnElement[str]:
    record = ROWS[str(kind)]
    found = select(func.nullif(record.c.title, "")).where(record.c.id == issue.c.record_id)
    return func.coalesce(found.correlate(issue).scalar_subquery(), NO_SERVICE)


RECORD_CODE = case({str(kind): _code(kind) for kind in SEGMENTS}, value=issue.c.record_kind)
RANK = _rank(issue.c.priority, _BY_URGENCY)
DUE = func.min(
    func.coalesce(issue.c.ack_due_at, issue.c.resolve_due_at),
    func.coalesce(issue.c.resolve_due_at, issue.c.ack_due_at),
)
"""The next of the two clocks that run; an issue that is closed or paused has none."""


def _names(ids: ColumnElement[str], table: Table) -> ColumnElement[object]:
    """The names of the rows whose ids a JSON list holds, in that order, as a JSON list."""
    each = func.json_each(ids).table_valued("value", "key")
    named = (
        select(table.c.name)
        .select_from(each.join(table, table.c.id == each.c.value))
        .order_by(each.c.key)
        .correlate(issue)
        .subquery()
    )
    return func.coalesce(select(func.json_group_array(named.c.name)).scalar_subquery(), "[]")


def _responsible() -> ColumnElement[object]:
    each = func.json_each(issue.c.responsible_ids).table_valued("value", "key")
    named = (
        select(_staff.c.name)
        .select_from(each.join(_staff, _staff.c.id == each.c.value))
        .order_by(each.c.key)
        .correlate(issue)
        .subquery()
    )
    return func.coalesce(select(func.group_concat(named.c.name, ", ")).scalar_subquery(), "")


def _held() -> ColumnElement[object]:
    return (
        select(func.sum(_hold.c.amount_cents))
        .where(_hold.c.issue_id == issue.c.id, one_of(_hold.c.state, HELD))
        .correlate(issue)
        .scalar_subquery()
    )


def _searched(words: str) -> ColumnElement[bool]:
    """A code (`CMP-00012`, 12, also the draft it once was), or a part of what is written: type,
    description, customer, a label, or a post of its thread."""
    number = record_number(RecordKind.ISSUE, words)
    if number is not None:
        return issue.c.number == number
    draft = _DRAFT.fullmatch(words)
    if draft is not None:
        return func.substr(issue.c.id, -4) == draft[1].lower()
    named = select(customer.c.id).where(customer.c.name.contains(words, autoescape=True))
    worn = select(_label.c.id).where(_label.c.name.contains(words, autoescape=True))
    each = func.json_each(issue.c.label_ids).table_valued("value")
    told = (
        select(_thread.c.record_id)
        .join(_post, _post.c.thread_id == _thread.c.id)
        .where(_thread.c.record_kind == str(RecordKind.ISSUE))
        .where(_post.c.body.contains(words, autoescape=True))
    )
    return or_(
        issue.c.issue_type.contains(words, autoescape=True),
        issue.c.description.contains(words, autoescape=True),
        issue.c.customer_id.in_(named),
        exists(select(each.c.value).where(each.c.value.in_(worn)).correlate(issue)),
        issue.c.id.in_(told),
    )


_LABEL_NAMES = prepared(
    select(_label.c.name).where(_label.c.archived == 0).order_by(func.lower(_label.c.name))
)
_LAST_MS = 86_399_000


def _follow_up() -> ColumnElement[object]:
    """The end of that day where the person is, in ms."""
    midnight = func.strftime("%s", issue.c.follow_up_on, "utc") * 1000
    return case((issue.c.follow_up_on != "", midnight + _LAST_MS))


# SQLite's unary plus: led by the index of this column, nearly all rows would be sorted at the end.
_MERGED_INTO = UnaryExpression(
    issue.c.merged_into_id, operator=custom_op("+"), type_=issue.c.merged_into_id.type
)
NOT_MERGED = _MERGED_INTO.is_(None)

ISSUE_LIST = ListSpec(
    key="issues",
    fields=ISSUES,
    table=issue,
    values={
        "number": issue.c.number,
        "issue_type": issue.c.issue_type,
        "customer": customer.c.name,
        "status": issue.c.status,
        "priority": issue.c.priority,
        "owner": owner.c.name,
        "contact": func.coalesce(func.nullif(owner.c.email, ""), owner.c.phone, ""),
        "labels": _names(issue.c.label_ids, _label),
        "record": RECORD_CODE,
        "service": case({str(k): _title(k) for k in SEGMENTS}, value=issue.c.record_kind),
        "reported": issue.c.reported_at,
        "due": DUE,
        "follow_up": _follow_up(),
        "responsible": _responsible(),
        "held": _held(),
        "reopened": issue.c.reopen_count,
        "description": issue.c.description,
        "about": issue.c.record_kind,
        "to_follow": case(
            (and_(issue.c.follow_up_required == 1, issue.c.status != IssueStatus.CLOSED), YES),
            else_=NO,
        ),
        "closed": issue.c.closed_at,
        "owner_id": issue.c.owner_id,
        "customer_id": issue.c.customer_id,
    },
    joins={
        "customer": (customer, customer.c.id == issue.c.customer_id),
        "owner": (owner, owner.c.id == issue.c.owner_id),
        "contact": (owner, owner.c.id == issue.c.owner_id),
    },
    first=Sort("reported", descending=True),
    indexed=frozenset({"reported", "number"}),
    through={"customer": (issue.c.customer_id, customer.c.id)},
    entities=frozenset(
        {"issue", "customer", "staff", "hold", "issue_label", "quote", "booking", "invoice"}
    ),
    searched=_searched,
    labels="label_ids",
    label_names=_LABEL_NAMES,
    only=NOT_MERGED,
    ranks={"priority": RANK, "status": _rank(issue.c.status, tuple(IssueStatus))},
    owners={
        "owner_id": prepared(select(_staff.c.name).where(_staff.c.id == bindparam("id"))),
        "customer_id": prepared(select(customer.c.name).where(customer.c.id == bindparam("id"))),
    },
)
