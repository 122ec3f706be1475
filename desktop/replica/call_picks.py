"""Which calls a filter lets through, in an order: worked out as places, beside the window.

Of a million calls no index can serve every order of every filter; their places take a second at
most and a few megabytes, and any page of them is read by place within a millisecond.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, literal_column, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations

from desktop.replica.call_log import Order
from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, one_of, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.values import CallOutcome, Direction

_call, _customer, _group, _disposition, _recording, _staff = (
    ROWS[name] for name in ("call", "customer", "ring_group", "disposition", "recording", "staff")
)
_NUMBER = re.compile(r"[\d\s().+/-]*\d[\d\s().+/-]*")
_NOT_DIGITS = re.compile(r"\D")
_AT_ONCE = 30_000
"""Characters, a few thousand numbers: about a millisecond."""


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls to show; what is empty lets everything through."""

    direction: Direction | None = None
    outcomes: tuple[CallOutcome, ...] = ()
    agent_id: RowId | None = None
    group_id: RowId | None = None
    since: datetime | None = None
    before: datetime | None = None
    recorded: bool = False
    words: str = ""
    """A number in any form, or a part of a customer's name."""


EVERYTHING = CallFilter()


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody or something to filter by."""

    id: RowId
    name: str


@dataclass(frozen=True, slots=True)
class FilterChoices:
    agents: tuple[Choice, ...] = field(default=())
    groups: tuple[Choice, ...] = field(default=())


_AGENTS = prepared(
    select(_staff.c.id, _staff.c.name).where(_staff.c.sip_user != "").order_by(_staff.c.name)
)
_GROUPS = prepared(select(_group.c.id, _group.c.name).order_by(_group.c.name))
_FIRST = func.coalesce(_call.c.answered_at, _call.c.ended_at)
_RECORDED = (
    select(func.max(_recording.c.seconds))
    .where(_recording.c.call_id == _call.c.id, _recording.c.sha256 != "")
    .scalar_subquery()
)
_IS_LINKED: ColumnElement[int] = literal_column("0")
for _name in ("booking_id", "quote_id", "invoice_id", "issue_id"):
    _IS_LINKED = _IS_LINKED + case((_call.c[_name].is_not(None), 1), else_=0)
_KEYS: dict[Order, SQLCoreOperations[object]] = {
    Order.STARTED: _call.c.started_at,
    Order.NUMBER: _call.c.number,
    Order.CUSTOMER: _customer.c.name.collate("NOCASE"),
    Order.AGENT: _call.c.answered_by_name.collate("NOCASE"),
    Order.GROUP: _group.c.name.collate("NOCASE"),
    Order.RANG: _FIRST - _call.c.started_at,
    Order.TALKED: _call.c.ended_at - _call.c.answered_at,
    Order.OUTCOME: _call.c.outcome,
    Order.DISPOSITION: _disposition.c.name.collate("NOCASE"),
    Order.RECORDING: _RECORDED,
    Order.LINKED: _IS_LINKED,
}
_JOINS = {
    Order.CUSTOMER: (_customer, _customer.c.id == _call.c.customer_id),
    Order.GROUP: (_group, _group.c.id == _call.c.ring_group_id),
    Order.DISPOSITION: (_disposition, _disposition.c.id == _call.c.disposition_id),
}


def filter_choices(db: Connection) -> FilterChoices:
    """Everyone with a phone, and every business number."""
    return FilterChoices(
        tuple(Choice(RowId(row_id), name) for row_id, name in _AGENTS.all(db)),
        tuple(Choice(RowId(row_id), name) for row_id, name in _GROUPS.all(db)),
    )


def pick_calls(
    db: Connection,
    chosen: CallFilter,
    order: Order = Order.STARTED,
    *,
    descending: bool = True,
    stopped: Callable[[], bool] = lambda: False,
) -> array[int]:
    """Places of the calls that pass, in order; equal ones newest first. Not for the GUI thread."""
    ordered = _ordered(chosen, order, descending=descending).subquery()
    # One text instead of a million rows: each row would take the lock the window needs as well.
    found = prepared(select(func.group_concat(ordered.c.rowid))).one(db)
    return _read(found[0] or "" if found else "", stopped)


def _read(text: str, stopped: Callable[[], bool]) -> array[int]:
    """Numbers between commas, in pieces that let the window breathe."""
    places, first = array("q"), 0
    while first < len(text) and not stopped():
        comma = text.find(",", first + _AT_ONCE)
        end = len(text) if comma < 0 else comma
        places.extend(map(int, text[first:end].split(",")))
        first = end + 1
    return places


def _ordered(chosen: CallFilter, order: Order, *, descending: bool) -> Select[tuple[int]]:
    key = _KEYS[order]
    way = key.desc() if descending else key.asc()
    found = select(_call.c.rowid)
    if order in _JOINS:
        table, on = _JOINS[order]
        found = found.select_from(_call.outerjoin(table, on))
    else:
        found = found.select_from(_call)
    newest = (_call.c.started_at.desc(),) if order is not Order.STARTED else ()
    return found.where(*_conditions(chosen)).order_by(way, *newest, _call.c.rowid.desc())


def _conditions(chosen: CallFilter) -> list[ColumnElement[bool]]:
    equal = (
        (_call.c.direction, chosen.direction),
        (_call.c.answered_by, chosen.agent_id),
        (_call.c.ring_group_id, chosen.group_id),
    )
    kept: list[ColumnElement[bool]] = [_call.c.continues_id.is_(None)]
    kept += [column == str(value) for column, value in equal if value is not None]
    if chosen.outcomes:
        kept.append(one_of(_call.c.outcome, chosen.outcomes))
    if chosen.since is not None:
        kept.append(_call.c.started_at >= to_ms(chosen.since))
    if chosen.before is not None:
        kept.append(_call.c.started_at < to_ms(chosen.before))
    if chosen.recorded:
        having = select(_recording.c.call_id).where(_recording.c.sha256 != "")
        kept.append(_call.c.id.in_(having))
    if chosen.words.strip():
        kept.append(_said(chosen.words.strip()))
    return kept


def _said(words: str) -> ColumnElement[bool]:
    """A number as anyone writes it (0171…, +49 171…, 0049…), else a name."""
    named = select(_customer.c.id).where(_customer.c.name.contains(words, autoescape=True))
    by_name = _call.c.customer_id.in_(named)
    digits = _NOT_DIGITS.sub("", words).lstrip("0")
    if not _NUMBER.fullmatch(words) or not digits:
        return by_name
    return or_(_call.c.number.contains(digits, autoescape=True), by_name)
